"""Records: what writing a page leaves behind for the end of the build.

The words for the search index and the names of the images are made when a page is written,
but needed in every build. They are kept beside the doctrees, by page, builder and digest; a
missing record makes its page be written again.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..files import read_pickle, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """What the search index knows of one page."""

    title: str
    filename: str
    titles: tuple[tuple[str, str | None], ...]
    words: tuple[str, ...]
    title_words: tuple[str, ...]
    entries: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """What one page left behind when it was written from *digest*."""

    digest: str
    search: SearchRecord | None = None
    images: tuple[tuple[str, str], ...] = ()  #: (path in the source folder, name in the output)


class Records:
    """The records of one builder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._records: dict[str, PageRecord] = {}  # without one, a page is written again
        kept = read_pickle(path)
        self._saved = isinstance(kept, dict)
        #: whether the search index knows of each page written in this build what it knew before
        self.same_words = True
        if isinstance(kept, dict):
            self._records = kept

    def __getitem__(self, docname: str) -> PageRecord:
        return self._records[docname]

    def missing(self, digests: Mapping[str, str]) -> set[str]:
        """Return the pages that have no record of their present digest."""
        return {
            name
            for name, value in digests.items()
            if name not in self._records or self._records[name].digest != value
        }

    def note(self, docname: str, record: PageRecord) -> None:
        """Keep what a page left behind."""
        self._saved = False
        kept = self._records.get(docname)
        self.same_words = self.same_words and kept is not None and kept.search == record.search
        self._records[docname] = record

    def save(self, docnames: Iterable[str]) -> None:
        """Write the records of *docnames*, dropping all others."""
        kept = {name: self._records[name] for name in sorted(docnames) if name in self._records}
        if self._saved and kept.keys() == self._records.keys():
            return  # the file holds just that
        write_bytes(self._path, pickle.dumps(kept, pickle.HIGHEST_PROTOCOL))
