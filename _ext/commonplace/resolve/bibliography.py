"""The one adapter to sphinxcontrib-bibtex: its data read, its gaps closed, nothing patched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pybtex.richtext import BaseMultipartText, HRef, Tag
from sphinxcontrib.bibtex.citation_target import parse_citation_targets

from ..core.digest import digest
from ..core.model import Quote
from .marked import inlines_of_marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment
    from sphinxcontrib.bibtex.domain import BibtexDomain

    from ..core.model import Inline, Inlines

KEYS = re.compile(r"(?:\{[^}]*\})?([^,{}]+)(?:\{[^}]*\})?")


def citekeys(env: BuildEnvironment) -> frozenset[str]:
    """Return the keys of all entries, in lower case."""
    domain = cast("BibtexDomain", env.get_domain("cite"))
    return frozenset(key.lower() for key in domain.bibdata.data.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A work as the bibliography lists it."""

    key: str
    label: str
    text: Quote
    docname: str = ""  #: page of the bibliography, and the place in it
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBibliographyView:
    """The works that a page cites, in the order of the bibliography."""

    entries: tuple[EntryView, ...]


class Bibliography:
    """What citations show, by key: made once per build, after bibtex has formatted it all."""

    def __init__(self, env: BuildEnvironment) -> None:
        domain = cast("BibtexDomain", env.get_domain("cite"))
        self._states: dict[str, tuple[Any, ...]] = {}
        self._entries: dict[str, tuple[int, Any]] = {}
        lists: dict[Any, list[Any]] = {}
        for number, citation in enumerate(domain.citations):
            key = citation.bibliography_key
            value = (
                citation.key,
                citation.citation_id,
                key.docname,
                str(citation.formatted_entry.label),
                repr(citation.formatted_entry.text),
                repr(citation.tooltip_entry.text) if citation.tooltip_entry else "",
                _persons(citation.entry),
            )
            lists.setdefault(key.docname, []).append(value)
            if domain.bibliographies[key].list_ == "citation":
                self._states[citation.key] = (*self._states.get(citation.key, ()), value)
                # The last of several is the one that is linked.
                self._entries[citation.key.lower()] = (number, citation)
        self._lists = {docname: digest(tuple(values)) for docname, values in lists.items()}
        kinds = [domain.bibliographies[item.bibliography_key].list_ for item in domain.citations]
        order = [(item.bibliography_key.docname, item.key) for item in domain.citations]
        self.digest = digest((self._lists, kinds, order))  #: of all of it

    def state(self, target: str) -> tuple[Any, ...]:
        """Return what the citation *target*, one or several keys, shows."""
        keys = [key.strip() for key in KEYS.findall(target)]  # bibtex compares with case
        return tuple(self._states.get(key, ("unknown", key)) for key in keys)

    def page(self, keys: Iterable[str]) -> PageBibliographyView:
        """Return the works with these keys, as far as a bibliography of the site lists them."""
        places = [self._entries[key] for key in set(keys) if key in self._entries]
        found = sorted(places, key=lambda place: place[0])
        return PageBibliographyView(
            entries=tuple(
                EntryView(
                    key=citation.key,
                    label=str(citation.formatted_entry.label),
                    text=Quote(content=inlines_of_entry(citation.formatted_entry.text)),
                    docname=citation.bibliography_key.docname,
                    anchor=citation.citation_id,
                )
                for _, citation in found
            )
        )

    def places(self) -> dict[str, tuple[str, str]]:
        """Return the page and the anchor of each listed work, by key in lower case."""
        return {
            key: (citation.bibliography_key.docname, citation.citation_id)
            for key, (_, citation) in self._entries.items()
        }

    def label(self, key: str) -> str:
        """Return the label of a listed work, else its key."""
        found = self._entries.get(key.lower())
        return str(found[1].formatted_entry.label) if found else key

    def cited(self, target: str, *, textual: bool) -> str:
        """Return the text of a citation where it is no link, as in a heading shown elsewhere."""
        shown = []
        try:
            targets = list(parse_citation_targets(target))
        except ValueError:
            return target
        for item in targets:
            label = self.label(item.key)
            who, _, year = label.rpartition(", ")
            pieces = (item.pre, year if textual and who else label, item.post)
            text = f"{pieces[0]} " * bool(item.pre) + pieces[1] + f", {pieces[2]}" * bool(item.post)
            shown.append(f"{who} [{text}]" if textual and who else text)
        return ", ".join(shown) if textual and "[" in shown[0] else f"[{'; '.join(shown)}]"

    def listed_in(self, docname: str) -> str:
        """Return the digest of the entries that the bibliographies of *docname* list."""
        return self._lists.get(docname, "")


def _persons(entry: Any) -> str:
    persons = {role: [str(person) for person in people] for role, people in entry.persons.items()}
    return repr(sorted(persons.items())) + str(entry.fields.get("year", ""))


#: Tags of pybtex to our inline elements; what else there is stays text.
TAGS = {"em": "emphasis", "i": "emphasis", "strong": "strong", "b": "strong", "sub": "subscript"}


def inlines_of_entry(text: Any) -> Inlines:
    """Return the formatted text of an entry as inline content, its TeX as markup."""
    return _restored(tuple(inlines_of_richtext(text)))


def _restored(inlines: Inlines) -> Inlines:
    return inlines_of_marked(
        item if isinstance(item, str) else (item[0], item[1], _restored(item[2]))
        for item in inlines
    )


def inlines_of_richtext(text: Any) -> Iterator[Inline]:
    """Yield the formatted text of pybtex as inline content."""
    for part in text.parts if isinstance(text, BaseMultipartText) else (text,):
        if not isinstance(part, BaseMultipartText):
            yield {"nbsp": "\u00a0", "ndash": "–", "newblock": " "}.get(
                getattr(part, "name", ""), str(part)
            )
            continue
        children = tuple(inlines_of_richtext(part))
        if isinstance(part, HRef):
            yield ("reference", (("refuri", str(part.url)),), children)
        elif isinstance(part, Tag) and part.name in TAGS:
            yield (TAGS[part.name], (), children)
        else:
            yield from children
