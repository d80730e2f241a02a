"""Directives about works: lists, comparisons, the reading list, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from ..core.requests import (
    READING_SECTIONS,
    Comparison,
    Coverage,
    PageBibliography,
    PaperQuery,
    ReadingList,
)
from .options import choice, converted, count, names, own_line, pointer, states, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes

Options = dict[str, tuple[str, "Callable[[str], Any]"]]


def _year(value: str) -> str:
    word = value.strip()
    if not (word.isdigit() and len(word) == 4):
        raise ValueError("expected a year of four digits")
    return word


def _shown(value: str) -> bool:
    return choice("show", "hide")(value) == "show"


def _sections(value: str) -> tuple[str, ...]:
    return tuple(directives.choice(item, READING_SECTIONS) for item in names(value))


#: Option of ``paper-list`` to (field of the query, conversion).
PAPER_OPTIONS: Options = {
    "select": ("selection", choice("shelved", "noted", "unnoted", "all")),
    "papers": ("keys", names),
    "topic": ("topic", text),
    "status": ("status", states),
    "year": ("year", _year),
    "venue": ("venue", text),
    "author": ("author", text),
    "tag": ("tag", text),
    "sort": (
        "sort",
        choice("year", "author", "title", "venue", "date", "read", "priority", "rating", "key"),
    ),
    "order": ("order", choice("asc", "desc")),
    "limit": ("limit", count),
    "group": ("group", choice("topic", "year", "venue", "status", "author")),
    "style": ("style", choice("list", "cards", "table")),
    "notes": ("notes", _shown),
    "parts": ("parts", names),
    "empty": ("empty", text),
}
#: What a comparison has no use for.
NOT_COMPARED = ("select", "group", "style", "notes")
TABLE_OPTIONS: Options = {
    name: value for name, value in PAPER_OPTIONS.items() if name not in NOT_COMPARED
}
READING_OPTIONS: Options = {
    "show": ("sections", _sections),
    "topic": ("topic", text),
}


class PaperList(SphinxDirective):
    """List works of the bibliography, with their notes and reading states."""

    has_content = False
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = dict.fromkeys(
        PAPER_OPTIONS, directives.unchanged
    )

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the listing."""
        values = converted(self, "paper-list", PAPER_OPTIONS)
        return pointer(self, PaperQuery(**values, line=own_line(self)))


class PaperTable(SphinxDirective):
    """Compare parts of several notes side by side."""

    has_content = False
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = dict.fromkeys(
        TABLE_OPTIONS, directives.unchanged
    )

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the table."""
        values = converted(self, "paper-table", TABLE_OPTIONS)
        query = PaperQuery(selection="noted", **values, line=own_line(self))
        return pointer(self, Comparison(query=query))


class ReadingListing(SphinxDirective):
    """Show what is being read, what is next, what was finished, what is learnt."""

    has_content = False
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = dict.fromkeys(
        READING_OPTIONS, directives.unchanged
    )

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the reading list."""
        values = converted(self, "reading-list", READING_OPTIONS)
        return pointer(self, ReadingList(**({"sections": READING_SECTIONS} | values)))


class PaperCoverage(SphinxDirective):
    """Show what is missing between the bibliography, the notes and the citations."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the overview."""
        return pointer(self, Coverage())


class PageWorks(SphinxDirective):
    """List the works that the page cites."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the list."""
        return pointer(self, PageBibliography())


#: Name of each directive to its class.
DIRECTIVES: dict[str, type[SphinxDirective]] = {
    "paper-list": PaperList,
    "paper-table": PaperTable,
    "reading-list": ReadingListing,
    "paper-coverage": PaperCoverage,
    "page-bibliography": PageWorks,
}
