"""The graph of a site: which pages are in it, and how they are tied to one another.

A page is tied to another by its links, whatever they say they are, and by citing the work that the
other is the one note about.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .index import is_listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .backlinks import Links
    from .model import PageFacts
    from .shelf import Shelf

LINK = "links"  #: what a link is that does not say what it is
CITATION = "cites"


class Graph:
    """The pages of a site and their ties, in time linear in the number of links."""

    def __init__(
        self,
        pages: Mapping[str, PageFacts],
        links: Links,
        shelf: Shelf,
        folders: Mapping[str, str],
    ) -> None:
        self.pages = pages
        self._ties: dict[str, dict[str, dict[str, int]]] = {}
        for source, target, kind in _ties(pages, links, shelf):
            kinds = self._ties.setdefault(source, {}).setdefault(target, {})
            kinds[kind] = kinds.get(kind, 0) + 1
        self.folders = folders  #: by collection

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The pages of the graph, by docname.

        All that listings show; one in no collection if a link ties it to another, or it defines terms;
        one that is not listed only if a page that could be found without it leads there.
        """
        found = {name for name, page in self.pages.items() if is_listed(page) or page.terms}
        for source, targets in self._ties.items():
            if self.pages[source].front.listed:
                found.add(source)
                found.update(targets)
        return tuple(sorted(found))

    @cached_property
    def outward(self) -> dict[str, dict[str, dict[str, int]]]:
        """What each page leads to: page, then kind of tie, then how often."""
        known = frozenset(self.members)
        return {
            name: {target: kinds for target, kinds in self._ties[name].items() if target in known}
            for name in self.members
            if name in self._ties
        }

    @cached_property
    def inward(self) -> dict[str, dict[str, dict[str, int]]]:
        """What leads to each page, the same the other way round."""
        found: dict[str, dict[str, dict[str, int]]] = {}
        for source, targets in self.outward.items():
            for target, kinds in targets.items():
                found.setdefault(target, {})[source] = kinds
        return found

    @cached_property
    def collections(self) -> tuple[str, ...]:
        """The collections that pages of the graph are in, the configured ones first."""
        there = {self.pages[name].collection for name in self.members}
        first = [name for name in self.folders if name in there]
        return (*first, *sorted(there.difference(first, [""])), *([""] if "" in there else []))

    @cached_property
    def colours(self) -> dict[str, int]:
        """A number for each collection: what its nodes look like."""
        return {name: number for number, name in enumerate(self.collections)}

    def place(self, docname: str) -> tuple[int, str, str]:
        """Order pages: by collection, then title; a total order."""
        page = self.pages[docname]
        return (self.colours[page.collection], page.title_text.casefold(), docname)


def _ties(
    pages: Mapping[str, PageFacts], links: Links, shelf: Shelf
) -> Iterator[tuple[str, str, str]]:
    """Yield every tie: from where, to where, of what kind."""
    for docname, page in sorted(pages.items()):
        for edge in links.outgoing.get(docname, ()):
            if links.is_use(edge):
                continue  # it would tie every page to the glossary
            yield docname, edge.target, edge.place.relation or LINK
        for place in page.citations:
            for key in shelf.keys_of(place):
                notes = shelf.notes.get(key, ())
                # Of a work with several notes nobody can tell which of them is meant.
                if len(notes) == 1 and notes[0].docname != docname:
                    yield docname, notes[0].docname, CITATION
