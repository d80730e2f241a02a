"""The records that a generated site is made of, before a peer's spelling is given to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the bibliography; the names are visibly made up."""

    key: str
    authors: tuple[str, ...]
    title: str
    year: int

    @property
    def names(self) -> str:
        """The authors as a citation in plain text shows them."""
        if len(self.authors) > 2:
            return f"{self.authors[0]} et al."
        return " and ".join(self.authors)

    def bibtex(self) -> str:
        """Return the entry as BibTeX."""
        authors = " and ".join(f"{name}, A." for name in self.authors)
        return (
            f"@article{{{self.key},\n  author = {{{authors}}},\n  title = {{{self.title}}},\n"
            f"  journal = {{Journal of Generated Results}},\n  year = {{{self.year}}},\n}}\n"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page before a peer's spelling is given to it."""

    docname: str
    kind: str  #: note, post, paper, page or index
    title: str
    body: str = ""  #: MyST from the first heading on, with citation roles
    listing: str = ""  #: home, blog or notes: where a peer that has listings puts one
    date: date | None = None
    description: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    series: str = ""
    part: int = 0
    citekey: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A whole site, and the two pages that the measurement edits."""

    pages: tuple[Page, ...]
    entries: tuple[Entry, ...]
    note: str  #: docname of the note that gets a sentence more
    post: str  #: docname of the post that gets another title
