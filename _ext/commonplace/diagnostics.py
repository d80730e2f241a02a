"""Messages: every warning of ours has a documented subtype, a location and a cure."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

    from .core.model import Problem, Severity

logger = logging.getLogger(__name__)

#: Every subtype, its severity and what it means; the documentation is generated from this.
SUBTYPES: dict[str, tuple[Severity, str]] = {
    "front_matter": ("fault", "The front matter of a page is not YAML that can be read."),
    "front_matter_key": ("fault", "A key of the front matter looks like a known one, misspelt."),
    "front_matter_value": ("fault", "A value of the front matter has the wrong type or range."),
    "duplicate_key": ("fault", "A key of the front matter stands twice."),
    "unknown_key": ("notice", "A key of the front matter is not known to anyone here."),
    "config": ("fault", "A configuration value has the wrong type or range."),
    "option": ("fault", "An option of a directive has a value that it does not take."),
    "empty_list": ("notice", "A listing asks for what no page has."),
    "encoding": ("fault", "A source file is not UTF-8, so it was left out."),
    "include": ("fault", "A page includes itself."),
    "toctree": ("fault", "Toctrees name each other in a circle."),
    "bibliography": (
        "fault",
        "A bibliography file has a syntax error, a key twice or a wrong value.",
    ),
    "generate": ("fault", "A generated source could not be written or is out of date."),
    "owned": ("notice", "A generated source was edited, so it belongs to its author now."),
    "slug": ("fault", "Two names would share one address."),
    "series_part": ("fault", "Two posts of a series have the same part."),
    "series_gap": ("notice", "The parts of a series have a gap."),
    "series_order": ("notice", "A part of a series is dated before the part that it follows."),
    "picture": ("fault", "A thumbnail or image that front matter names is not there."),
    "unpublished": ("notice", "A page names a page that is not published."),
    "leak": ("fault", "Something of a page that is not published stands in the output."),
    "wanted": ("notice", "A link by name leads nowhere: the note is still to be written."),
    "git_dates": ("notice", "There is no history to take the days of changes from."),
    "feed_id": ("notice", "Pages in feeds have no identifier of their own."),
    "address": ("fault", "An old address of a page cannot lead to it."),
    "relation": ("fault", "A class of a link looks like a relation, misspelt."),
    "page_id": ("fault", "Two pages have the same id."),
    "orphan": ("notice", "No page links to a post, note or paper."),
    "dead_end": ("notice", "A post, note or paper links and cites nowhere."),
    "citekey": ("fault", "A citation names a work that no bibliography of the site lists."),
    "paper_unnoted": ("notice", "Works are cited, and no note is about them."),
    "paper_uncited": ("notice", "A work has a note, and no other page cites it."),
    "paper_queued": ("notice", "A work has waited to be read for long."),
    "paper_skipped": ("notice", "A work is skipped, and nothing says why."),
    "paper_duplicate": ("notice", "Two entries of the bibliography seem to be of one work."),
    "paper_address": ("notice", "An entry of the bibliography has no DOI, arXiv id or URL."),
    "paper_retracted": ("notice", "A work of the bibliography has been retracted."),
    "glossary": ("fault", "A field of a term is unknown, or names a term that is not there."),
    "acronym": ("notice", "An acronym is used, and nowhere spelt out or defined."),
    "math": ("fault", "A formula is not valid TeX for KaTeX, or no engine could be run."),
    "ref": ("fault", "A role names nothing, several pages or terms, or what it does not take."),
}


def warn(
    subtype: str,
    message: str,
    *,
    location: Node | tuple[str, int] | str | None = None,
    page: str = "",
) -> None:
    """Log a fault: a Sphinx warning ``kb.<subtype>`` that ``-W`` turns into a failure.

    *page* was written with it, where the location is a file that the page does not depend on.
    """
    assert subtype in SUBTYPES, subtype
    extra = {"kb_page": page}
    logger.warning(message, type="kb", subtype=subtype, location=location, extra=extra)


def report(app: Sphinx, docname: str, problem: Problem, *, path: str = "") -> None:
    """Log a problem of a page as a fault, or keep it as a notice unless ``kb_strict``.

    *path*, from the folder of the sources, is where it is if that is no page.
    """
    if problem.severity == "fault" or app.config.kb_strict:
        place: tuple[str, int] | str = (docname, problem.line) if problem.line else docname
        if path:
            file = Path(os.path.normpath(Path(app.srcdir, path)))
            place = f"{file}:{problem.line or 1}"
        warn(problem.subtype, problem.message, location=place)
        return
    path = path or app.env.doc2path(docname, False).as_posix()
    notices(app).append((path, problem.line, problem.subtype, problem.message))


def notices(app: Sphinx) -> list[tuple[str, int | None, str, str]]:
    """Return the notices of this build: ``(path, line, subtype, message)``, to be appended to."""
    kept: list[tuple[str, int | None, str, str]] = app.env.get_domain("kb").notices  # type: ignore[attr-defined]
    return kept
