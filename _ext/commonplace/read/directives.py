"""Directives: options become a query, and a pointer node says where the result will stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import directives
from sphinx.directives.other import TocTree, glob_re
from sphinx.util import docname_join
from sphinx.util.docutils import SphinxDirective
from sphinx.util.matching import patfilter
from sphinx.util.nodes import explicit_title_re

from .. import diagnostics
from ..core.query import Query
from ..core.requests import Profile, Terms
from ..core.terms import KINDS
from ..nodes import SKIPPED
from .options import choice, converted, count, length, names, own_line, pointer, states, text, year

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes

    from ..resolve.domain import KbDomain


#: Option of the directive to (field of the query, conversion).
OPTIONS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "collection": ("collections", names),
    "tag": ("tag", text),
    "series": ("series", text),
    "author": ("author", text),
    "year": ("year", year),
    "status": ("status", states),
    "topic": ("topic", text),
    "category": ("category", text),
    "sort": ("sort", choice("date", "title", "part", "updated", "author", "number")),
    "order": ("order", choice("asc", "desc")),
    "limit": ("limit", count),
    "excerpt": ("excerpt", length),
    "group": ("group", choice("year", "series", "topic")),
    "style": ("style", choice("numbered", "list", "cards", "table", "compact")),
    "number-from": ("number_from", choice("newest", "oldest")),
    "prompt": ("prompt", text),
    "empty": ("empty", text),
}


class PostList(SphinxDirective):
    """List pages: posts, notes and papers, selected, sorted, grouped and shown as asked."""

    has_content = False
    # Values are converted by us: a wrong one costs its option, not the listing.
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = dict.fromkeys(
        OPTIONS, directives.unchanged
    )

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the listing."""
        values = converted(self, "post-list", OPTIONS)
        collections = values.get("collections", ("blog",))
        unknown = [name for name in collections if name not in (*self.config.kb_collections, "all")]
        if unknown:
            diagnostics.warn(
                "option",
                f"post-list: collection {unknown[0]!r} is not one of "
                f"{', '.join((*self.config.kb_collections, 'all'))}; it lists nothing.",
                location=self.get_location(),
            )
        values["collections"] = () if "all" in collections else collections
        return pointer(self, Query(**values, line=own_line(self)))


class TermList(SphinxDirective):
    """List the terms of one kind (tags, authors, series, topics, years) with their counts."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the index."""
        given = self.arguments[0].strip()
        if given not in KINDS:
            diagnostics.warn(
                "option",
                f"term-list: {given[:60]!r} is not one of {', '.join(KINDS)}; it lists nothing.",
                location=self.get_location(),
            )
            return []
        return pointer(self, Terms(kind=KINDS[given]))


class ProfileBlock(SphinxDirective):
    """Show the profile of an author, or that of the site."""

    has_content = False
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the profile."""
        author = " ".join(self.arguments[0].split()) if self.arguments else ""
        return pointer(self, Profile(author=author))


class PublishedTocTree(TocTree):
    """Sphinx's toctree, in which an entry that is not published is no mistake.

    Such an entry is left out, and remembered, so that the page is read again when the entry
    is published. Sphinx itself would warn and read the page in every build.
    """

    def parse_content(self, toctree: Any) -> None:
        """Fill *toctree* from the entries that are published."""
        domain: KbDomain = self.env.get_domain("kb")  # type: ignore[assignment]
        absent = domain.absent()
        if absent:
            docname = self.env.docname
            lines = [line for line in self.content if not self._is_absent(line, docname, absent)]
            self.content = self.content[:0]
            for line in lines:
                self.content.append(line, self.state.document.current_source, self.lineno)
        super().parse_content(toctree)

    def _is_absent(self, line: str, docname: str, absent: frozenset[str]) -> bool:
        skipped: Any = self.env.temp_data.setdefault(SKIPPED, set())
        explicit = explicit_title_re.match(line)
        if "glob" in self.options and glob_re.match(line) and not explicit:
            pattern = docname_join(docname, line)
            hidden = patfilter(absent, pattern)
            return bool(hidden) and not patfilter(self.env.found_docs - {docname}, pattern)
        target = explicit.group(2) if explicit else line
        for suffix in self.config.source_suffix:
            target = target.removesuffix(suffix)
        target = docname_join(docname, target)
        if target in absent:
            skipped.add(target)
            return True
        return False
