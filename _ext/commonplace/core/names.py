"""Names of pages, sections and terms as authors write them in ``[[…]]``, and what they lead to.

A name is looked up by title, file name, alias, label, citekey and glossary term, in this order;
the first way that knows it decides. Case, and white space against hyphens, make no difference. What
begins with a slash is a path from the folder of the site, or an old address.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from .slugs import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

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
    missing: str = ""  #: the page is there, this heading of it is not
    headings: tuple[str, ...] = ()  #: anchors of all headings of that text, if there are several

    @property
    def place(self) -> Place | None:
        """The place that is linked; of several terms none is."""
        return self.places[0] if self.places and not self.unsure else None

    @property
    def unsure(self) -> bool:
        """Whether it may be one of several terms: a plural or an alias is never guessed."""
        return len(self.places) > 1 and self.places[0].way == "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What Sphinx knows of names: labels, terms, entries of the bibliography, headings."""

    labels: Mapping[str, tuple[str, str, str]]  #: name to (docname, anchor, title)
    terms: Mapping[str, tuple[str, str, str]]  #: term to (docname, anchor, term)
    other_terms: Callable[[str], tuple[tuple[str, str], ...]]  #: by alias and by plural
    near_terms: Callable[[str], tuple[str, ...]]
    entries: Mapping[str, tuple[str, str]]  #: citekey in lower case to (docname, anchor)
    headings: Mapping[str, Mapping[str, tuple[str, str]]]  #: docname to slug to (anchor, text)
    root: str = ""  #: docname of the first page, whose address is that of the site


class NameTable:
    """Every name of the site, gathered once in a build."""

    def __init__(self, pages: Mapping[str, PageFacts], outside: Outside) -> None:
        self._pages = pages
        self._outside = outside
        self._table: dict[str, dict[str, list[Place]]] = {way: {} for way in WAYS}
        self._fragments: dict[str, dict[str, tuple[str, str]]] = {}
        #: anchors of headings of one text, by document and text
        self._alike: dict[str, dict[str, tuple[str, ...]]] = {}
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
            if docname == self._outside.root:
                yield "alias", "/", _page("alias", page)
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
        if fragment and name:
            if whole := self._whole(f"{name}#{fragment}"):
                return Found(places=whole)  # C# is no heading of C
            name, fragment = self._split(name, fragment)
        if not name:
            places: tuple[Place, ...] = (Place(way="title", docname=here),)
        else:
            places = self._whole(name) or self._others(name)
        if not places or not fragment:
            return Found(places=places)
        first = places[0]
        heading = self._heading(first.docname, fragment)
        if heading is None:
            return Found(places=places, missing=fragment)
        anchor, text = heading
        found = Place(way=first.way, docname=first.docname, anchor=anchor, text=text)
        several = self._alike[first.docname].get(key_of(fragment), ())
        return Found(places=(found, *places[1:]), headings=several if anchor in several else ())

    def _split(self, name: str, fragment: str) -> tuple[str, str]:
        """Return page and heading where further number signs belong to the page: *C# notes#Part*."""
        signs = fragment.split("#")
        for count in range(len(signs) - 1, 0, -1):
            longer = "#".join([name, *signs[:count]])
            if (rest := "#".join(signs[count:]).strip()) and self._whole(longer):
                return longer, rest
        return name, fragment

    def _whole(self, name: str) -> tuple[Place, ...]:
        key = key_of(name.removesuffix(".md"))
        if name.startswith("/"):
            return self._at(key) or tuple(self._table["alias"].get(key, ()))
        for way in WAYS:
            if places := self._table[way].get(key):
                if way == "citekey" and places[1:] and (exact := self._citekeys.get(name.lower())):
                    return tuple(exact)  # a.b2020 is no a-b2020
                return tuple(places)
        return ()

    def _at(self, path: str) -> tuple[Place, ...]:
        """Return the page at a path, or of a folder."""
        for key in (path, f"{path}/{key_of('index')}"):
            found = self._table["file name"].get(key, ())
            if there := tuple(place for place in found if key_of(place.docname) == key):
                return there
        return ()

    @cached_property
    def _citekeys(self) -> dict[str, list[Place]]:
        """The places of each citekey as it is written, in lower case."""
        found: dict[str, list[Place]] = {}
        for way, name, place in self._named():
            if way == "citekey" and place not in found.setdefault(name.lower(), []):
                found[name.lower()].append(place)
        return found

    def _others(self, name: str) -> tuple[Place, ...]:
        if name.endswith("#"):
            return self._whole(name.removesuffix("#"))
        if name.startswith("/"):
            return ()
        return tuple(
            Place(way="term", docname=docname, anchor=anchor, text=name)
            for docname, anchor in self._outside.other_terms(name)
        )

    def _heading(self, docname: str, fragment: str) -> tuple[str, str] | None:
        known = self._headings(docname)
        return known.get(fragment) or known.get(key_of(fragment))

    def _headings(self, docname: str) -> dict[str, tuple[str, str]]:
        """Return anchor and text of each heading and label of a page by name, anchor and words."""
        if docname not in self._fragments:
            headings = self._outside.headings.get(docname, {})
            found: dict[str, tuple[str, str]] = {}
            for name, (anchor, text) in headings.items():
                for key in (name, anchor, key_of(text)):
                    found.setdefault(key, (anchor, text))
            for name, anchor, title in self._labels.get(docname, ()):
                found.setdefault(key_of(name), (anchor, title or name))
            self._fragments[docname] = found
            alike: dict[str, list[str]] = {}
            for anchor, text in dict.fromkeys(headings.values()):
                alike.setdefault(key_of(text), []).append(anchor)
            self._alike[docname] = {
                text: tuple(anchors) for text, anchors in alike.items() if anchors[1:]
            }
        return self._fragments[docname]

    @cached_property
    def _labels(self) -> dict[str, list[tuple[str, str, str]]]:
        """The labels of each page."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for name, (docname, anchor, title) in self._outside.labels.items():
            found.setdefault(docname, []).append((name, anchor, title))
        return found

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
        found = (*(self._keys[key] for key in keys), *self._outside.near_terms(name))
        return tuple(dict.fromkeys(found))[:3]


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
