"""Glossaries: terms by every name they have, how they hang together, and where they are used."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from .names import key_of
from .plurals import plurals
from .views import title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .backlinks import Links
    from .model import PageFacts, Quote, Term
    from .paper_records import CitingView
    from .shelf import Shelf

Place = tuple[str, str]  #: (docname, anchor)

#: How a name is known, best first; of two terms, the better way decides.
WAYS = ("name", "alias", "plural", "rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A term and the page whose glossary defines it."""

    docname: str
    term: Term

    @property
    def place(self) -> Place:
        """Where its definition stands."""
        return self.docname, self.term.anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """What a definition shows of other places: ``(name, docname, anchor)`` of each other term."""

    broader: tuple[tuple[str, str, str], ...] = ()
    narrower: tuple[tuple[str, str, str], ...] = ()
    related: tuple[tuple[str, str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    notes: tuple[tuple[Quote, str], ...] = ()  #: about the works that introduced it
    pages: tuple[CitingView, ...] = ()  #: that use it, with the sentences


class TermTable:
    """Every term of the site by name, alias and plural, gathered once in a build."""

    def __init__(self, pages: Mapping[str, PageFacts]) -> None:
        self.terms: tuple[Defined, ...] = tuple(
            Defined(docname=docname, term=term)
            for docname, page in sorted(pages.items())
            for term in page.terms
        )
        #: each anchor of a term, its further lines' too, to the term
        self.owners: dict[Place, Defined] = {}
        self._table: dict[str, dict[str, dict[Place, str]]] = {way: {} for way in WAYS}
        for defined in self.terms:
            for anchor in defined.term.anchors:
                self.owners.setdefault((defined.docname, anchor), defined)
            for way, name, anchor in names_of(defined.term):
                places = self._table[way].setdefault(key_of(name), {})
                places.setdefault((defined.docname, anchor), name)

    def find(self, name: str) -> tuple[Place, ...]:
        """Return the places that *name* may mean: one, none, or several of different terms."""
        key = key_of(name)
        for way in WAYS:
            if places := self._table[way].get(key):
                by_term = {self.owners[place].place: place for place in reversed(places)}
                return tuple(reversed(by_term.values()))
        return ()

    def several(self, places: Iterable[Place]) -> tuple[str, str]:
        """Return the terms that a name may mean, in words, and what its author can do."""
        found = [self.owners[place] for place in places if place in self.owners]
        names = dict.fromkeys(repr(defined.term.name) for defined in found)
        if len(names) > 1:
            return " or ".join(names), "write the term itself."
        pages = " and ".join(repr(name) for name in dict.fromkeys(each.docname for each in found))
        return f"any definition of {''.join(names)} in {pages}", "keep one of them."

    def term(self, name: str) -> Defined | None:
        """Return the one term that *name* means."""
        places = self.find(name)
        return self.owners[places[0]] if len(places) == 1 else None

    @cached_property
    def spellings(self) -> tuple[tuple[str, Place], ...]:
        """Every name, alias and plural that means one term only, with its place, in order."""
        found: dict[str, Place] = {}
        for way in WAYS:
            for places in self._table[way].values():
                for name in places.values():
                    if name not in found and len(meant := self.find(name)) == 1:
                        found[name] = meant[0]
        return tuple(found.items())

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {
            key: next(iter(places.values()))
            for way in ("alias", "name")
            for key, places in self._table[way].items()
        }

    def near(self, name: str) -> tuple[str, ...]:
        """Return the names nearest to one that no term has."""
        keys = get_close_matches(key_of(name), self._keys, n=3, cutoff=0.65)
        return tuple(self._keys[key] for key in keys)

    @cached_property
    def _narrower(self) -> dict[Place, dict[Place, None]]:
        return self._inverse("broader")

    @cached_property
    def _related(self) -> dict[Place, dict[Place, None]]:
        return self._inverse("related")

    def _inverse(self, relation: str) -> dict[Place, dict[Place, None]]:
        found: dict[Place, dict[Place, None]] = {}
        for defined in self.terms:
            for name in getattr(defined.term, relation):
                if other := self.term(name):
                    found.setdefault(other.place, {})[defined.place] = None
        return found

    def view(self, place: Place, links: Links, shelf: Shelf) -> TermView:
        """Return what the definition at *place* shows of other places."""
        defined = self.owners.get(place)
        if defined is None:
            return TermView()
        term = defined.term
        broader = self._links(self._named(term.broader), place)
        related = self._links(
            dict.fromkeys([*self._named(term.related), *self._related.get(place, ())]), place
        )
        notes = {
            page.docname: (title_of(page), page.docname)
            for key in term.works
            for page in shelf.notes.get(key.lower(), ())
        }
        return TermView(
            broader=broader,
            narrower=self._links(self._narrower.get(place, ()), place),
            related=tuple(item for item in related if item not in broader),
            aliases=tuple(dict.fromkeys((*term.acronyms, *term.aliases))),
            notes=tuple(notes.values()),
            pages=links.uses(place),
        )

    def _named(self, names: Iterable[str]) -> Iterator[Place]:
        for name in names:
            if other := self.term(name):
                yield other.place

    def _links(self, places: Iterable[Place], here: Place) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (self.owners[place].term.name, *place)
            for place in dict.fromkeys(places)
            if place != here
        )


def names_of(term: Term) -> Iterator[tuple[str, str, str]]:
    """Yield ``(way, name, anchor)`` for everything that a term is called."""
    lines = tuple(zip(term.spellings, term.anchors, strict=True))
    for name, anchor in lines:
        yield "name", name, anchor
    others = [(name, term.anchor) for name in (*term.aliases, *term.acronyms)]
    for name, anchor in others:
        yield "alias", name, anchor
    for name in term.plurals:
        yield "plural", name, term.anchor
    # What an author gives stands in place of the rules for the term itself, not for its aliases.
    for name, anchor in (*(lines[1:] if term.plurals else lines), *others):
        for plural in plurals(name):
            yield "rule", plural, anchor
