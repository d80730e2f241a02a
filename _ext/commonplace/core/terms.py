"""Indexes of terms: tags, authors, series, topics, years of posts and years of papers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .shelf import NOTED_AUTHOR, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .index import SiteIndex
    from .shelf import Shelf

#: What an index can list, and the kind of its terms.
KINDS = {
    "tags": "tag",
    "authors": "author",
    "series": "series",
    "topics": "topic",
    "years": "year",
    "paper-years": "paper-year",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsView:
    """An index of terms: name, page and count of each."""

    kind: str
    terms: tuple[tuple[str, str, int], ...]


def terms_view(kind: str, index: SiteIndex, shelf: Shelf) -> TermsView:
    """Return every term of a kind with the number of its pages, authors' noted works included."""
    if kind in ("year", "paper-year"):
        return TermsView(kind=kind, terms=tuple(_years(kind, index, shelf)))
    groups = {
        "tag": index.by_tag,
        "author": index.by_author,
        "series": index.by_series,
        "topic": index.by_topic,
    }[kind]
    counts = {key: len(members) for key, members in groups.items()}
    names = {key: index.names[kind, key] for key in groups}
    if kind == "author":
        for key, works in shelf.by_author.items():
            if key in counts or len(works) >= NOTED_AUTHOR:
                counts[key] = counts.get(key, 0) + len(works)
                names.setdefault(key, shelf.author_names[key])
    found = [
        (name, index.term_pages.get((kind, key), ""), counts[key]) for key, name in names.items()
    ]
    return TermsView(
        kind=kind, terms=tuple(sorted(found, key=lambda term: (term[0].casefold(), term[0])))
    )


def _years(kind: str, index: SiteIndex, shelf: Shelf) -> Iterator[tuple[str, str, int]]:
    """Yield the years, latest first."""
    if kind == "year":
        for number, members in index.by_year.items():
            yield str(number), index.year_page(number) or "", len(members)
        return
    counts = Counter(year for held in shelf.noted if (year := year_of(held.paper)))
    for name, count in sorted(counts.items(), reverse=True):
        yield name, index.term_pages.get((kind, name), ""), count
