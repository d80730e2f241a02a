"""What is missing between the bibliography, the notes and the citations, as notices."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from .core.coverage import Gap, gaps
from .core.front_lines import line_of
from .core.model import Problem
from .core.requests import Comparison, PaperQuery
from .resolve import bibliography

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .core.model import PageFacts
    from .core.papers import Paper
    from .resolve.domain import KbDomain

SHOWN = 8  #: citekeys that one notice names


def paper_problems(domain: KbDomain) -> Iterable[tuple[str, Problem]]:
    """Yield ``(path, problem)``, the path from the folder of the sources."""
    if domain.site is None or not domain.papers:
        return
    found = gaps(domain.site.shelf, today=domain.today, patience=domain.settings.queue_days)
    if unnoted := found["unnoted"]:
        keys = [gap.paper.key for gap in unnoted]
        more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
        works = "1 cited work has" if len(keys) == 1 else f"{len(keys)} cited works have"
        yield (
            _file(domain, unnoted[0].paper),
            Problem(
                subtype="paper_unnoted",
                message=f"{works} no note: {', '.join(keys[:SHOWN])}{more}; a page with "
                "{paper-coverage} lists them with the pages that cite them.",
                line=1,
                severity="notice",
            ),
        )
    for held in domain.site.shelf.all:
        if held.status == "skipped" and not held.reason:
            yield _unexplained(domain, Gap(paper=held.paper, pages=held.notes))
    for kind, tell in TELL.items():
        for gap in found[kind]:
            yield tell(domain, gap)


def _file(domain: KbDomain, paper: Paper) -> str:
    app = domain.env._app
    return Path(os.path.relpath(Path(app.confdir, paper.file), app.srcdir)).as_posix()


def _at_entry(domain: KbDomain, gap: Gap, message: str, *, subtype: str) -> tuple[str, Problem]:
    problem = Problem(subtype=subtype, message=message, line=gap.paper.line, severity="notice")
    return _file(domain, gap.paper), problem


def _at_note(
    domain: KbDomain, gap: Gap, message: str, *slots: str, subtype: str
) -> tuple[str, Problem]:
    docname = gap.pages[0].docname
    path = Path(domain.env.doc2path(docname))
    try:
        line = line_of(path.read_text(encoding="utf-8-sig"), *slots)
    except (OSError, UnicodeDecodeError):
        line = 1
    problem = Problem(subtype=subtype, message=message, line=line, severity="notice")
    return domain.env.doc2path(docname, False).as_posix(), problem


def _uncited(domain: KbDomain, gap: Gap) -> tuple[str, Problem]:
    message = f"no page but its own note cites {gap.paper.key!r}: cite it where it matters."
    return _at_note(domain, gap, message, "papers", subtype="paper_uncited")


def _queued(domain: KbDomain, gap: Gap) -> tuple[str, Problem]:
    message = (
        f"{gap.paper.key!r} has waited to be read {gap.detail}: read it, skip it with a reason, "
        "or raise kb_queue_days."
    )
    if gap.pages:
        return _at_note(domain, gap, message, "status", "queued", "papers", subtype="paper_queued")
    return _at_entry(domain, gap, message, subtype="paper_queued")


def _unexplained(domain: KbDomain, gap: Gap) -> tuple[str, Problem]:
    message = f"{gap.paper.key!r} is skipped, and nothing says why: give a status_reason."
    if gap.pages:
        return _at_note(domain, gap, message, "status", "papers", subtype="paper_skipped")
    return _at_entry(domain, gap, message, subtype="paper_skipped")


def _duplicate(domain: KbDomain, gap: Gap) -> tuple[str, Problem]:
    other, _, why = gap.detail.partition(": ")
    message = (
        f"{gap.paper.key!r} and {other!r} seem to be one work ({why}): keep one entry, "
        "and cite that."
    )
    return _at_entry(domain, gap, message, subtype="paper_duplicate")


def _unaddressed(domain: KbDomain, gap: Gap) -> tuple[str, Problem]:
    message = f"{gap.paper.key!r} has no DOI, arXiv id or URL, so readers cannot go to it: add one."
    return _at_entry(domain, gap, message, subtype="paper_address")


def _retracted(domain: KbDomain, gap: Gap) -> tuple[str, Problem]:
    said = "" if gap.detail == "retracted" else f" ({gap.detail})"
    names = ", ".join(page.docname for page in gap.pages[:SHOWN])
    cited = f"; it is cited in {names}: say so there" if names else ""
    message = f"{gap.paper.key!r} is marked as retracted{said}{cited}."
    return _at_entry(domain, gap, message, subtype="paper_retracted")


TELL = {
    "uncited": _uncited,
    "queued": _queued,
    "duplicate": _duplicate,
    "unaddressed": _unaddressed,
    "retracted": _retracted,
}


def unknown_works(domain: KbDomain) -> Iterable[tuple[str, Problem] | tuple[str, Problem, str]]:
    """Yield the lists of works and the notes on one that name one which no bibliography file has."""
    known = bibliography.citekeys(domain.env)
    start = ""
    if not domain.env.config.bibtex_bibfiles:
        start = "start a file references.bib beside conf.py, with an entry of that key"
    for docname, page in sorted(domain.pages.items()):
        asked: dict[str, int] = {}
        for key, line in _asked_keys(page):
            asked.setdefault(key, line)
        for key, line in asked.items():
            if key.lower() not in known:
                yield (
                    docname,
                    Problem(
                        subtype="citekey",
                        message=f"a list of papers names {key!r}, which no bibliography file has; "
                        f"it is left out: {start or _nearest(key, domain)}",
                        line=line or None,
                    ),
                )
        for key in page.front.papers:
            if key.lower() not in known:
                yield (
                    docname,
                    Problem(
                        subtype="front_matter_value",
                        message=f"the note is about {key!r}, which no bibliography file has; it "
                        f"stands without a reference: {start or _nearest(key, domain)}",
                    ),
                    "papers",
                )


def _nearest(key: str, domain: KbDomain) -> str:
    """Return how to mend a citekey that no entry has."""
    near = get_close_matches(key.lower(), domain.papers, n=3, cutoff=0.6)
    names = " or ".join(repr(domain.papers[name].key) for name in near)
    return f"did you mean {names}?" if near else "correct the key, or add the entry"


def _asked_keys(page: PageFacts) -> Iterable[tuple[str, int]]:
    """Yield the citekeys that the lists and tables of a page name, and their lines."""
    for request in page.requests:
        query = request.query if isinstance(request, Comparison) else request
        if isinstance(query, PaperQuery):
            yield from ((key, query.line) for key in query.keys)
