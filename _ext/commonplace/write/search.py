"""The search index, put together from the records of all pages in every build.

Sphinx's own loads the index that it wrote last time and takes pages out of it, which leaves
words behind that no page has, and orders that depend on the history of the directory.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.search import IndexBuilder

from ..nodes import drop_raw
from .records import SearchRecord

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.search import WordStore

    from ..core.model import Term


def _with_plain_titles(doctree: nodes.document) -> nodes.document:
    """Return a copy of a page whose headings hold no raw markup, which is no title to be found."""
    copy = doctree.deepcopy()
    for title in list(copy.findall(nodes.title)):
        drop_raw(title)
    return copy


#: The pages of words by number: one, or a list.
Numbers = dict[str, list[int] | int]


def _named(term: Term) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield names of a term with the place that they lead to."""
    yield from (((name,), place) for name, place in zip(term.spellings, term.anchors, strict=True))
    yield (*term.aliases, *term.acronyms), term.anchor


class PageIndex(IndexBuilder):
    """An index builder that feeds one page at a time and gives back its record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Remember the stems of words, which come again on page after page."""
        super().__init__(*args, **kwargs)
        self.lang.stem = cache(self.lang.stem)  # type: ignore[method-assign]
        self._terms: tuple[Numbers, Numbers] = ({}, {})

    def _word_collector(self, doctree: nodes.document) -> WordStore:
        """Collect each word once: the index knows only whether a page has it."""
        store = super()._word_collector(doctree)
        if any("<" in title for title, _ in store.titles):
            store = super()._word_collector(_with_plain_titles(doctree))
        store.words = list(set(store.words))
        return store

    def record(
        self,
        docname: str,
        filename: str | os.PathLike[str],
        title: str,
        doctree: nodes.document,
        terms: Iterable[Term] = (),
    ) -> SearchRecord:
        """Return what the index knows of *doctree*, which defines *terms*.

        A term is found like a section, by each of its names. As the entry of an index, which is what
        Sphinx makes of it, each would be shown by the title of the glossary alone.
        """
        self._reset()
        self.feed(docname, filename, title, doctree)
        names = {
            (name, anchor): None
            for term in terms
            for names, anchor in _named(term)
            for name in names
        }
        places = {anchor for _, anchor in names}
        entries = self._index_entries.get(docname, ())
        return SearchRecord(
            title=title,
            filename=str(filename),
            titles=(*self._all_titles[docname], *names),
            # One string for a word of many pages, in memory and in the file of records.
            words=tuple(map(sys.intern, sorted(self._mapping))),
            title_words=tuple(map(sys.intern, sorted(self._title_mapping))),
            entries=tuple(entry for entry in entries if entry[1] not in places),
        )

    def _reset(self) -> None:
        self._titles, self._filenames = {}, {}
        self._mapping, self._title_mapping = {}, {}
        self._all_titles, self._index_entries = {}, {}
        # Numbers of object types follow the order of first use, so they start anew too.
        self._objtypes, self._objnames = {}, {}

    def assemble(self, records: Mapping[str, SearchRecord]) -> None:
        """Make the index of all *records*, in an order of its own."""
        self._reset()
        words: dict[str, list[int]] = {}
        title_words: dict[str, list[int]] = {}
        # In the order of their names, by which Sphinx numbers them as well.
        for number, (docname, record) in enumerate(sorted(records.items())):
            self._titles[docname] = record.title
            self._filenames[docname] = record.filename
            self._all_titles[docname] = list(record.titles)
            self._index_entries[docname] = list(record.entries)
            for word in record.words:
                words.setdefault(word, []).append(number)
            for word in record.title_words:
                title_words.setdefault(word, []).append(number)
        self._terms = (_by_word(words), _by_word(title_words))

    def prune(self, docnames: Iterable[str]) -> None:
        """Take nothing out: the index holds the pages that it was put together from."""

    def get_terms(self, fn2index: dict[str, int]) -> tuple[Numbers, Numbers]:
        """Return the pages of each word and of each word of a title, as the index holds them."""
        return self._terms


def _by_word(pages: Mapping[str, list[int]]) -> Numbers:
    return {word: found[0] if len(found) == 1 else found for word, found in sorted(pages.items())}
