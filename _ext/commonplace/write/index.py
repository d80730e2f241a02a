"""The search index of a builder: a record for each page, and the index of all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils.utils import new_document

from .by_digest import DigestMixin, domain_of
from .search import PageIndex

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes
    from sphinx.builders.html import StandaloneHTMLBuilder

    from .records import SearchRecord


class SearchMixin(DigestMixin):
    """Put the search index together from the records of pages."""

    search_record: SearchRecord | None = None  #: of the page that is being written

    def begin_index(self) -> None:
        """Have our index in the place of Sphinx's own, if there is to be one."""
        builder = cast("Any", self)
        if builder.indexer is not None:
            config = builder.config
            builder.indexer = PageIndex(
                builder.env,
                config.html_search_language or config.language,
                config.html_search_options,
                config.html_search_scorer,
            )

    def load_indexer(self, docnames: Set[str]) -> None:
        """Load nothing: the index is put together from the records."""

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Make the search record of a page instead of feeding the index."""
        builder = cast("StandaloneHTMLBuilder", self)
        if builder.indexer is None or not title:
            return
        metadata = builder.env.metadata.get(pagename, {})
        if "no-search" in metadata or "nosearch" in metadata:
            doctree, title = new_document(""), ""
        indexer = cast("PageIndex", builder.indexer)
        filename = builder.env.doc2path(pagename, base=False)
        page = domain_of(builder).pages.get(pagename)
        terms = page.terms if page is not None and title else ()
        self.search_record = indexer.record(pagename, filename, title, doctree, terms)

    def dump_search_index(self) -> None:
        """Put the index together and write it."""
        builder = cast("StandaloneHTMLBuilder", self)
        if builder.indexer is None:
            return
        index = Path(builder.outdir) / builder.searchindex_filename
        if (
            self.is_unchanged() or (self.same_world and self.records.same_words)
        ) and index.is_file():
            return  # nothing that it is made of has changed since it was made
        self.manifest.begin((), ())  # should this build be killed, the index is of no known one
        found: dict[str, SearchRecord] = {}
        for docname in self.page_digests:
            if not self.records.missing({docname: self.page_digests[docname]}):
                record = self.records[docname].search
                if record is not None:
                    found[docname] = record
        cast("PageIndex", builder.indexer).assemble(found)
        if found:
            super().dump_search_index()  # type: ignore[misc]
