"""Names of pages, sections and terms as authors write them in ``[[…]]``, and what they lead to.

A name is looked up by title, file name, alias, label, citekey and glossary term, in this order;
the first way that knows it decides. Case, and white space against hyphens, make no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from .slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .model import PageFacts

WAYS = ("title", "file name", "alias", "label", "citekey", "term")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a name leads."""

    way: str  #: one of ``WAYS``
    docname: str
    anchor: str = ""
    text: str = ""  #: what a link shows that has no text of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a name leads to: one place, several, or none."""

    places: tuple[Place, ...] = ()
    missing_fragment: bool = False  #: the page is there, the heading is not

    @property
    def place(self) -> Place | None:
        """The place that is linked."""
        return self.places[0] if self.places else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What Sphinx knows of names: labels, terms, entries of the bibliography, headings."""

    labels: Mapping[str, tuple[str, str, str]]  #: name to (docname, anchor, title)
    terms: Mapping[str, tuple[str, str, str]]  #: term in lower case to (docname, anchor, term)
    entries: Mapping[str, tuple[str, str]]  #: citekey in lower case to (docname, anchor)
    headings: Mapping[str, Mapping[str, tuple[str, str]]]  #: docname to slug to (anchor, text)


class NameTable:
    """Every name of the site, gathered once in a build."""

    def __init__(self, pages: Mapping[str, PageFacts], outside: Outside) -> None:
        self._pages = pages
        self._outside = outside
        self._table: dict[str, dict[str, list[Place]]] = {way: {} for way in WAYS}
        for way, name, place in self._named():
            places = self._table[way].setdefault(key_of(name), [])
            if place not in places:
                places.append(place)

    def _named(self) -> Iterator[tuple[str, str, Place]]:
        for docname, page in sorted(self._pages.items()):
            yield "title", page.title_text, _page("title", page)
            stem = docname.rpartition("/")[2]
            yield "file name", docname, _page("file name", page)
            if stem != "index":
                yield "file name", stem, _page("file name", page)
            elif "/" in docname:
                yield "file name", docname.split("/")[-2], _page("file name", page)
            for alias in (*page.front.aliases, *filter(None, [page.front.permalink])):
                for name in alias_names(alias):
                    yield "alias", name, _page("alias", page)
            for key in page.front.papers:
                yield "citekey", key, _page("citekey", page)
        for name, (docname, anchor, title) in sorted(self._outside.labels.items()):
            yield "label", name, Place(way="label", docname=docname, anchor=anchor, text=title)
        noted = {key_of(key) for page in self._pages.values() for key in page.front.papers}
        for key, (docname, anchor) in sorted(self._outside.entries.items()):
            if key_of(key) not in noted:
                yield "citekey", key, Place(way="citekey", docname=docname, anchor=anchor)
        for name, (docname, anchor, term) in sorted(self._outside.terms.items()):
            yield "term", name, Place(way="term", docname=docname, anchor=anchor, text=term)

    def find(self, name: str, fragment: str, here: str) -> Found:
        """Return what ``[[name#fragment]]`` on the page *here* leads to."""
        if not name:
            places: tuple[Place, ...] = (Place(way="title", docname=here),)
        else:
            places = self._lookup(name)
        if not places or not fragment:
            return Found(places=places)
        first = places[0]
        heading = self._heading(first.docname, fragment)
        if heading is None:
            return Found(places=places, missing_fragment=True)
        anchor, text = heading
        found = Place(way=first.way, docname=first.docname, anchor=anchor, text=text)
        return Found(places=(found, *places[1:]))

    def _lookup(self, name: str) -> tuple[Place, ...]:
        key = key_of(name.removesuffix(".md"))
        for way in WAYS:
            if places := self._table[way].get(key):
                return tuple(places)
        for other in singulars(key):
            if places := self._table["term"].get(other):
                return tuple(places)
        return ()

    def _heading(self, docname: str, fragment: str) -> tuple[str, str] | None:
        headings = self._outside.headings.get(docname, {})
        wanted = key_of(fragment)
        for name, (anchor, text) in headings.items():
            if fragment in (name, anchor) or wanted == key_of(text):
                return anchor, text
        for name, (label_doc, anchor, title) in self._outside.labels.items():
            if label_doc == docname and key_of(name) == wanted:
                return anchor, title or fragment
        return None

    @cached_property
    def _keys(self) -> dict[str, str]:
        """A name as it is written, by its key."""
        found: dict[str, str] = {}
        for _way, name, _place in self._named():
            found.setdefault(key_of(name), name)
        return found

    def near(self, name: str) -> tuple[str, ...]:
        """Return the names nearest to one that leads nowhere."""
        keys = get_close_matches(key_of(name), self._keys, n=3, cutoff=0.65)
        return tuple(self._keys[key] for key in keys)


def _page(way: str, page: PageFacts) -> Place:
    return Place(way=way, docname=page.docname, text=page.title_text)


def key_of(name: str) -> str:
    """Return a name as it is compared."""
    return slug(name) if "/" not in name else "/".join(map(slug, name.strip("/").split("/")))


def alias_names(alias: str) -> Iterable[str]:
    """Return the names that an old address gives: the path, and its last part."""
    path = alias.partition("?")[0].partition("#")[0].strip("/").removesuffix(".html")
    path = path.removesuffix("/index")
    last = path.rpartition("/")[2]
    return dict.fromkeys(name for name in (path, last) if name and name != "index")


def singulars(word: str) -> Iterator[str]:
    """Yield what a word may be the plural of, by the rules of English spelling."""
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("es"):
        yield word[:-2]
        if word.endswith("ices"):
            yield word[:-4] + "ex"
            yield word[:-4] + "ix"
        if word.endswith("ses"):
            yield word[:-2] + "is"
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
