"""The health of the web of notes: orphans, dead ends, and notes that are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .index import is_listed
from .slugs import slug
from .views import title_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .backlinks import Links
    from .index import SiteIndex
    from .model import PageFacts, Quote
    from .shelf import Shelf

Titled = tuple["Quote", str]  #: title and docname


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedView:
    """A name that leads nowhere, or to several places, and the pages that hold it."""

    name: str
    times: int
    pages: tuple[Titled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Links that are wrong: what each says, and the documents that hold it."""

    broken: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthView:
    """What is wrong with the web of notes."""

    pages: int
    links: int
    orphans: tuple[Titled, ...]
    dead_ends: tuple[Titled, ...]
    wanted: tuple[WantedView, ...]
    broken: tuple[WantedView, ...] = ()
    ambiguous: tuple[WantedView, ...] = ()
    heading_level: int = 2


def health_view(
    index: SiteIndex,
    links: Links,
    shelf: Shelf,
    faults: Faults,
    *,
    hidden: frozenset[str],
    heading_level: int,
) -> HealthView:
    """Return the health of the site; *hidden* are slugs of names that are not published."""
    entries = [page for _, page in sorted(index.pages.items()) if is_listed(page)]

    def faulty(found: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[WantedView, ...]:
        return tuple(
            WantedView(
                name=name,
                times=len(docnames),
                pages=tuple((title_of(index.pages[docname]), docname) for docname in docnames),
            )
            for name, docnames in found
        )

    wanted = [
        WantedView(
            name=name,
            times=len(places),
            pages=tuple(
                (title_of(index.pages[docname]), docname)
                for docname in dict.fromkeys(docname for docname, _ in places)
            ),
        )
        for name, places in links.wanted.items()
        if slug(name) not in hidden
    ]
    wanted.sort(key=lambda item: (-item.times, item.name.casefold(), item.name))
    return HealthView(
        pages=len(entries),
        links=sum(len(edges) for edges in links.incoming.values()),
        orphans=_titles(page for page in entries if is_orphan(page, links, shelf)),
        dead_ends=_titles(page for page in entries if is_dead_end(page, links)),
        wanted=tuple(wanted),
        broken=faulty(faults.broken),
        ambiguous=faulty(faults.ambiguous),
        heading_level=heading_level,
    )


def is_orphan(page: PageFacts, links: Links, shelf: Shelf) -> bool:
    """Tell whether no page links to *page*, by its name or by the works that it is about."""
    if page.docname in links.incoming:
        return False
    return not any(
        citing.page.docname != page.docname
        for key in page.front.papers
        for citing in shelf.citing.get(key.lower(), ())
    )


def is_dead_end(page: PageFacts, links: Links) -> bool:
    """Tell whether *page* links to no other page and cites nothing."""
    return page.docname not in links.outgoing and not page.citations


def _titles(pages: Iterable[PageFacts]) -> tuple[Titled, ...]:
    return tuple((title_of(page), page.docname) for page in pages)
