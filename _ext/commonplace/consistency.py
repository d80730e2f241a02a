"""What is wrong with the site as a whole: told once per build, from facts alone."""

from __future__ import annotations

import os
from dataclasses import replace
from difflib import get_close_matches
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx import addnodes

from . import conf_lines, diagnostics
from .core.front_lines import line_of
from .core.model import Problem
from .core.requests import Profile
from .core.slugs import slug
from .feed_notices import feed_problems
from .glossary_notices import glossary_problems
from .link_notices import link_problems
from .listing_notices import listing_problems
from .paper_notices import paper_problems, unknown_works

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

    from .core.model import PageFacts, SourceFacts
    from .core.redirects import Fault
    from .resolve.domain import KbDomain
    from .resolve.site import Site

Found = tuple[str, Problem]
#: a problem of a page and the front-matter slots whose key it stands at
Located = tuple[str, Problem] | tuple[str, Problem, str] | tuple[str, Problem, str, str]
SLOTS = {"tag": "tags", "author": "authors", "series": "series"}


def check(app: Sphinx, domain: KbDomain) -> None:
    """Report every problem of the site; notices are kept, faults are warnings."""
    domain.notices.clear()
    for docname, problem in _problems(domain):
        diagnostics.report(app, docname, problem)
    if domain.no_commits is not None:
        path = os.path.relpath(Path(app.confdir, "conf.py"), app.srcdir)
        diagnostics.report(app, "", domain.no_commits, path=Path(path).as_posix())
    for path, problem in paper_problems(domain):
        diagnostics.report(app, "", problem, path=path)


def tell_address(app: Sphinx, domain: KbDomain, fault: Fault) -> None:
    """Report an old address that cannot lead where it is to lead."""
    claim, problem = fault.claim, fault.problem()
    if not claim.docname:
        diagnostics.warn(
            problem.subtype,
            f"kb_redirects: {problem.message}",
            location=conf_lines.place(app, ("kb_redirects", claim.address)),
        )
        return
    line = _line(domain, claim.docname, (claim.slot,), item=claim.address)
    message = f"front matter, {claim.slot}: {problem.message}"
    diagnostics.report(app, claim.docname, replace(problem, line=line, message=message))


def tell_hidden(domain: KbDomain, docname: str, other: str) -> None:
    """Report a page that has its address in common with another one, which is shown there."""
    diagnostics.warn(
        "address",
        f"the page has one address with {domain.env.doc2path(other, False)}, which is shown there, "
        "while this page is nowhere: rename one of them, or build with html.",
        location=(docname, 1),
    )


def _problems(domain: KbDomain) -> Iterable[Found]:
    sources = domain.scan.sources
    for docname, source in sources.items():
        for problem in source.problems:
            withheld = docname in domain.scan.withheld
            # A page that is not read says nothing itself, but must say why it is not read.
            if problem.withholds if withheld else problem.severity == "notice":
                yield docname, problem
            elif withheld and problem.until and problem.until > domain.today.year:
                why = (
                    f"; as it names {problem.until}, which is still to come, the page is held back"
                )
                yield docname, replace(problem, message=problem.message + why)
    yield from _handed_over(domain)
    yield from _unpublished_names(domain)
    yield from _circles(domain)
    for docname, problem, *slots in _site_problems(domain, sources):
        if slots:
            problem = replace(problem, line=_line(domain, docname, slots))
        yield docname, problem


def _handed_over(domain: KbDomain) -> Iterable[Found]:
    """Yield the generated sources that an author has edited since the last build."""
    for docname in domain.scan.handed_over:
        yield (
            docname,
            Problem(
                subtype="owned",
                message="this generated page was edited; it is not written any more: it is yours. "
                "Delete it to have it generated again.",
                line=1,
                severity="notice",
            ),
        )


def _unpublished_names(domain: KbDomain) -> Iterable[Found]:
    """Yield the pages that name a page which is not published."""
    withheld = domain.scan.withheld
    for docname, page in sorted(domain.pages.items()):
        for name in page.mentions:
            if name in withheld:
                yield (
                    docname,
                    Problem(
                        subtype="unpublished",
                        message=f"{name!r} is not published ({withheld[name]}); what names it is "
                        "shown without a link, and nothing of it, until it is.",
                        line=1,
                        severity="notice",
                    ),
                )


def _circles(domain: KbDomain) -> Iterable[Found]:
    """Yield the entries of toctrees that lead back up."""
    for docname, entry in domain.circles:
        toctrees = domain.env.get_doctree(docname).findall(addnodes.toctree)
        lines = [node.line for node in toctrees if entry in node["includefiles"]]
        yield (
            docname,
            Problem(
                subtype="toctree",
                message=f"toctree: {entry!r} stands above this page already; previous, next and the "
                "sidebar pass the entry over: take it out.",
                line=lines[0] if lines else None,
            ),
        )


def _line(domain: KbDomain, docname: str, slots: Iterable[str], *, item: str = "") -> int:
    """Return the line of the key of a page that fills one of *slots*, or of an item of its list."""
    try:
        text = Path(domain.env.doc2path(docname)).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return 1
    return line_of(text, *slots, item=item)


def _site_problems(domain: KbDomain, sources: dict[str, SourceFacts]) -> Iterable[Located]:
    yield from _name_collisions(domain)
    yield from unknown_works(domain)
    site = domain.site
    if site is None:
        return
    yield from feed_problems(site)
    yield from _unknown_profiles(site)
    yield from link_problems(site)
    yield from glossary_problems(site)
    yield from listing_problems(site)
    for members in site.index.by_series.values():
        yield from _series(members, sources, domain)


def _unknown_profiles(site: Site) -> Iterable[Located]:
    """Yield the profiles that pages ask for, of authors whom the configuration does not describe."""
    authors = site.domain.authors
    for docname, page in site.pages.items():
        for request in page.requests:
            if not isinstance(request, Profile) or not request.author or not request.known:
                continue
            if authors.find(request.author) is None:
                near = get_close_matches(request.author, [one.name for one in authors.known], n=1)
                cure = f"did you mean {near[0]!r}?" if near else "add them there."
                yield (
                    docname,
                    Problem(
                        subtype="option",
                        message=f"profile: {request.author[:60]!r} is not one of kb_authors; it "
                        f"shows nothing: {cure}",
                        line=1,
                    ),
                )


def _name_collisions(domain: KbDomain) -> Iterable[Located]:
    """Yield the names of one kind that share an address."""
    names: dict[tuple[str, str], dict[str, str]] = {}
    for docname, page in sorted(domain.pages.items()):
        front = page.front
        for kind, values in (
            ("tag", front.tags),
            ("author", front.authors),
            ("series", (front.series,) if front.series else ()),
        ):
            for name in values:
                names.setdefault((kind, slug(name)), {}).setdefault(name, docname)
    for (kind, key), spellings in sorted(names.items()):
        if len(spellings) < 2:
            continue
        *first, last = (f"{name!r} (in {spellings[name]})" for name in sorted(spellings))
        yield (
            spellings[sorted(spellings)[1]],
            Problem(
                subtype="slug",
                message=(
                    f"the {kind} names {', '.join(first)} and {last} share the address {key!r}; "
                    "they are taken as one. Spell them alike, or apart."
                ),
            ),
            SLOTS[kind],
        )


def _series(
    members: tuple[PageFacts, ...], sources: dict[str, SourceFacts], domain: KbDomain
) -> Iterable[Located]:
    numbered = [page for page in members if page.front.part is not None]
    name = members[0].front.series
    for part, group in groupby(numbered, key=lambda page: page.front.part):
        first, *others = group
        for other in others:
            yield (
                other.docname,
                Problem(
                    subtype="series_part",
                    message=(
                        f"part {part} of {name!r} is also {first.docname}; both are listed, by date. "
                        "Give one of them another part."
                    ),
                ),
                "part",
                "series",
            )
    # Parts that exist but are not published leave no gap.
    hidden = {
        sources[docname].front.part
        for docname in domain.scan.withheld
        if sources[docname].front.series
        and name
        and slug(sources[docname].front.series or "") == slug(name)
    }
    known = sorted({page.front.part or 0 for page in numbered} | {part or 0 for part in hidden})
    for before, after in zip([0, *known], known, strict=False):
        if after - before < 2 or after < 1:
            continue
        gap = str(before + 1) if after - before == 2 else f"{before + 1} to {after - 1}"
        place = next((page for page in numbered if (page.front.part or 0) >= after), numbered[-1])
        yield (
            place.docname,
            Problem(
                subtype="series_gap",
                message=f"{name!r} has no part {gap}; the parts are listed as they are.",
                severity="notice",
            ),
            "part",
            "series",
        )
    for earlier, later in pairwise(numbered):
        if earlier.front.date and later.front.date and later.front.date < earlier.front.date:
            yield (
                later.docname,
                Problem(
                    subtype="series_order",
                    message=(
                        f"part {later.front.part} of {name!r} is dated before part "
                        f"{earlier.front.part}; the order of the parts is kept."
                    ),
                    severity="notice",
                ),
                "date",
            )
