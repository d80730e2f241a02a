"""Links between pages, both ways: who links here, what is wanted, which links say what they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .model import Quote
from .names import key_of
from .paper_records import CitingView, PlaceView
from .views import title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .model import LinkPlace, PageFacts, Reference

Destination = tuple[str, str]  #: (docname, anchor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One link from a page to another."""

    source: str
    target: str
    anchor: str  #: in the target
    place: LinkPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklinksView:
    """Who links to a page: by page, with the sentences."""

    pages: tuple[CitingView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow:
    """A link that says what it is."""

    source: Quote
    source_docname: str
    target: Quote
    target_docname: str
    place: PlaceView


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationsView:
    """All links of one relation."""

    name: str
    rows: tuple[RelationRow, ...]


class Links:
    """Every link between pages, gathered once in a build, in time linear in their number."""

    def __init__(
        self,
        pages: Mapping[str, PageFacts],
        lead: Callable[[Reference], Destination | None],
        *,
        wanted: Callable[[Reference], bool],
        terms: Mapping[Destination, Destination],
        linked: Iterable[tuple[str, Destination, LinkPlace]] = (),
    ) -> None:
        """Follow every link; *terms* has, of each anchor of a term, where the term stands.

        *linked* are the uses of terms that are linked by themselves: page, term and place.
        """
        self._pages = pages
        self._terms = terms
        self._uses: dict[Destination, list[Edge]] = {}
        self.found: dict[Destination, list[Edge]] = {}  #: uses that are linked by themselves
        self.incoming: dict[str, list[Edge]] = {}
        self.outgoing: dict[str, list[Edge]] = {}
        missed: dict[str, list[tuple[str, LinkPlace]]] = {}
        self.typed: dict[str, list[Edge]] = {}
        for docname, page in sorted(pages.items()):
            for place in page.links:
                found = lead(place.reference)
                if found is None:
                    if wanted(place.reference):
                        key = key_of(place.reference.target)
                        missed.setdefault(key, []).append((docname, place))
                    continue
                target, anchor = found
                if target not in pages:
                    continue
                edge = Edge(source=docname, target=target, anchor=anchor, place=place)
                term = terms.get(found)
                if term and not (target == docname and place.defining):
                    self._uses.setdefault(term, []).append(edge)
                if target == docname:
                    continue
                self.incoming.setdefault(target, []).append(edge)
                self.outgoing.setdefault(docname, []).append(edge)
                if place.relation:
                    self.typed.setdefault(place.relation, []).append(edge)
        #: name, as it is spelt most often, to (docname, place)
        self.wanted = {_spelling(places): places for places in missed.values()}
        for docname, owner, place in linked:
            edge = Edge(source=docname, target=owner[0], anchor=owner[1], place=place)
            self.found.setdefault(owner, []).append(edge)
            self._uses.setdefault(owner, []).append(edge)

    def is_use(self, edge: Edge) -> bool:
        """Tell whether a link leads to the definition of a term."""
        return (edge.target, edge.anchor) in self._terms

    def backlinks(self, docname: str) -> BacklinksView:
        """Return who links to a page; uses of its terms are shown below their definitions."""
        edges = self.incoming.get(docname, ())
        return BacklinksView(
            pages=self._grouped(
                edge for edge in edges if (edge.target, edge.anchor) not in self._terms
            )
        )

    def uses(self, term: Destination) -> tuple[CitingView, ...]:
        """Return where a term is linked, by its author or by itself, with the sentences."""
        return self._grouped(self._uses.get(term, ()))

    @cached_property
    def terms_of(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The terms that each page uses, as ``(key, name)``."""
        found: dict[str, dict[str, str]] = {}
        names = {
            (docname, term.anchor): term.name
            for docname, page in self._pages.items()
            for term in page.terms
        }
        for place, edges in self._uses.items():
            for edge in edges:
                found.setdefault(edge.source, {})["#".join(place)] = names[place]
        return {docname: tuple(sorted(terms.items())) for docname, terms in found.items()}

    def _grouped(self, edges: Iterable[Edge]) -> tuple[CitingView, ...]:
        groups: dict[str, dict[tuple[str, str, str], PlaceView]] = {}
        for edge in edges:
            place = edge.place
            # One sentence that links twice is one place, unless the links say different things.
            key = (place.section_id, repr(place.sentence), place.relation)
            groups.setdefault(edge.source, {}).setdefault(key, self._place(edge))
        return tuple(
            CitingView(
                docname=source,
                title=title_of(self._pages[source]),
                places=tuple(places.values()),
            )
            for source, places in sorted(groups.items())
        )

    def relations(self, name: str) -> RelationsView:
        """Return every link that names the relation *name*."""
        return RelationsView(
            name=name,
            rows=tuple(
                RelationRow(
                    source=title_of(self._pages[edge.source]),
                    source_docname=edge.source,
                    target=title_of(self._pages[edge.target]),
                    target_docname=edge.target,
                    place=self._place(edge),
                )
                for edge in self.typed.get(name, ())
            ),
        )

    def _place(self, edge: Edge) -> PlaceView:
        place = edge.place
        return PlaceView(
            anchor=place.anchor,
            sentence=Quote(content=place.sentence, docname=edge.source),
            section=Quote(content=place.section, docname=edge.source),
            relation=place.relation,
        )


def _spelling(places: Iterable[tuple[str, LinkPlace]]) -> str:
    """Return the name by which most of *places* want a note, of equals the first."""
    return Counter(place.reference.target for _, place in places).most_common(1)[0][0]
