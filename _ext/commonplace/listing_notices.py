"""What listings ask for that no page has: a tag, a series, an author, a topic, a category, a year."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from .core.model import Problem
from .core.query import Query
from .core.requests import Comparison, PaperQuery
from .core.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .core.model import FrontMatter
    from .resolve.site import Site

Found = tuple[str, Problem]
#: Fields of a query that name something which pages have.
NAMED = ("tag", "series", "author", "topic", "category")
CUTOFF = 0.7  #: likeness from which a name may be another one, misspelt


def listing_problems(site: Site) -> Iterator[Found]:
    """Yield what listings ask for in vain; a name near to a known one is a fault.

    What only pages have that are not published is no mistake: the listing fills by itself.
    """
    known: dict[str, dict[str, str]] | None = None
    for docname, page in sorted(site.pages.items()):
        for query in page.requests:
            if not isinstance(query, Query):
                yield from ((docname, problem) for problem in _part_problems(site, query))
                continue
            known = _known(site) if known is None else known
            for kind in (*NAMED, "year"):
                wanted = str(getattr(query, kind) or "")
                if not wanted or slug(wanted) in known[kind]:
                    continue
                if problem := _problem(query, kind, wanted, known[kind]):
                    yield docname, problem


def _problem(query: Query, kind: str, wanted: str, known: dict[str, str]) -> Problem | None:
    near = _near(kind, wanted, known)
    said = f"post-list: {kind}: no page has {wanted[:60]!r}; nothing is listed"
    names = " or ".join(repr(known[key]) for key in near)
    cure = f"did you mean {names}?" if near else "correct it, or say with :empty: what to show."
    line = query.line or None
    if near and kind != "year":
        return Problem(subtype="option", message=f"{said}: {cure}", line=line)
    if query.empty:
        return None  # its author has said what stands there instead
    return Problem(subtype="empty_list", message=f"{said}: {cure}", line=line, severity="notice")


def _part_problems(site: Site, request: object) -> Iterator[Problem]:
    """Yield the parts that a list or table of works asks for and that no note has."""
    query = request.query if isinstance(request, Comparison) else request
    if not isinstance(query, PaperQuery) or not query.parts:
        return
    known = site.shelf.parts
    name = "paper-table" if isinstance(request, Comparison) else "paper-list"
    for wanted in query.parts:
        if slug(wanted) in known:
            continue
        near = get_close_matches(slug(wanted), known, n=3, cutoff=CUTOFF)
        said = f"{name}: parts: no note has a part {wanted[:60]!r}; nothing is shown of it"
        names = " or ".join(map(repr, near))
        cure = f"did you mean {names}?" if near else "correct it, or write the part in a note."
        yield Problem(
            subtype="option" if near else "empty_list",
            message=f"{said}: {cure}",
            line=query.line or None,
            severity="fault" if near else "notice",
        )


def _near(kind: str, wanted: str, known: dict[str, str]) -> list[str]:
    """Return the keys of the nearest names; of the nearest years, which are there in any case."""
    if kind != "year":
        return get_close_matches(slug(wanted), known, n=3, cutoff=CUTOFF)
    return sorted(sorted(known), key=lambda year: abs(int(year) - int(wanted)))[:2]


def _known(site: Site) -> dict[str, dict[str, str]]:
    """Return slug -> name of all that pages have, published or not, by kind."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in (*NAMED, "year")}
    scan = site.domain.scan
    fronts = [page.front for _, page in sorted(site.pages.items())]
    fronts += [scan.sources[docname].front for docname in sorted(scan.withheld)]
    for front in fronts:
        for kind, names in _names(front):
            for name in names:
                found[kind].setdefault(slug(name), name)
        if front.date:
            year = str(front.date.astimezone(site.domain.settings.zone).year)
            found["year"][year] = year
    for key in site.topics:
        found["topic"].setdefault(key, key)
    return found


def _names(front: FrontMatter) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "tag", front.tags
    yield "series", tuple(filter(None, (front.series, front.series_page)))
    yield "author", front.authors
    yield "topic", front.topics
    yield "category", (front.category,) if front.category else ()
