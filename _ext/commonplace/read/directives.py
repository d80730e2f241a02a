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
from ..core.model import READING_STATES
from ..core.query import NONE, WHOLE, Query
from ..nodes import SKIPPED, kb_listing, kb_profile, kb_terms

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes

    from ..resolve.domain import KbDomain


def _names(value: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in value.split(",") if item.strip())


def _choice(*choices: str) -> Callable[[str], str]:
    return lambda value: directives.choice(value, choices)


def _whole(value: str) -> int:
    """Read a whole number; what int() says of others is meant for programmers."""
    try:
        return int(value)
    except ValueError:
        raise ValueError("expected a whole number") from None


def _count(value: str) -> int:
    """Read a whole number above 0."""
    if (number := _whole(value)) < 1:
        raise ValueError("expected a whole number above 0")
    return number


def _length(value: str) -> int:
    """Read an excerpt length: a number of words, ``none`` or ``full``."""
    word = value.strip().lower()
    if word in ("none", "no", "0"):
        return NONE
    if word == "full":
        return WHOLE
    return _count(value)


def _states(value: str) -> tuple[str, ...]:
    return tuple(directives.choice(item, READING_STATES) for item in _names(value))


def _text(value: str) -> str:
    return " ".join(str(directives.unchanged_required(value)).split())


#: Option of the directive to (field of the query, conversion).
OPTIONS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "collection": ("collections", _names),
    "tag": ("tag", _text),
    "series": ("series", _text),
    "author": ("author", _text),
    "year": ("year", _whole),
    "status": ("status", _states),
    "topic": ("topic", _text),
    "category": ("category", _text),
    "sort": ("sort", _choice("date", "title", "part", "updated", "author", "number")),
    "order": ("order", _choice("asc", "desc")),
    "limit": ("limit", _count),
    "excerpt": ("excerpt", _length),
    "group": ("group", _choice("year", "series", "topic")),
    "style": ("style", _choice("numbered", "list", "cards", "table", "compact")),
    "number-from": ("number_from", _choice("newest", "oldest")),
    "prompt": ("prompt", _text),
    "empty": ("empty", _text),
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
        values: dict[str, Any] = {}
        for option, given in self.options.items():
            name, convert = OPTIONS[option]
            try:
                values[name] = convert(given or "")
            except (ValueError, TypeError) as error:
                diagnostics.warn(
                    "option",
                    f"post-list: {option}: {str(given)[:60]!r} cannot be used "
                    f"({' '.join(str(error).split())}); the option is ignored.",
                    location=self.get_location(),
                )
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
        node = kb_listing(docname=self.env.docname, query=Query(**values))
        self.set_source_info(node)
        return [node]


#: What an index can list, and the kind of its terms.
TERMS = {"tags": "tag", "authors": "author", "series": "series", "years": "year"}


class TermList(SphinxDirective):
    """List the tags, authors, series or years of the site with their counts."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the index."""
        given = self.arguments[0].strip()
        if given not in TERMS:
            diagnostics.warn(
                "option",
                f"term-list: {given[:60]!r} is not one of {', '.join(TERMS)}; it lists nothing.",
                location=self.get_location(),
            )
            return []
        node = kb_terms(docname=self.env.docname, kind=TERMS[given])
        self.set_source_info(node)
        return [node]


class Profile(SphinxDirective):
    """Show the profile block of the configuration."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the profile."""
        node = kb_profile(docname=self.env.docname)
        self.set_source_info(node)
        return [node]


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
