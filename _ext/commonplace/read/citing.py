"""Gather the places of a page that cite works, each with the sentence around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import clean_astext

from ..core.model import CitingPlace, Heading
from ..core.sentences import sentences_around
from ..core.works import identifiers, mentioned
from ..nodes import CITED
from .inlines import inlines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LINKED = (nodes.reference, nodes.literal)  #: whose text is said by something else, or is code
KEYS = re.compile(r"(?:\{[^}]*\})?([^,{}]+)(?:\{[^}]*\})?")


class _Place(NamedTuple):
    """A node that cites, and what it cites."""

    node: nodes.Element
    works: tuple[str, ...]


def citing_places(
    doctree: nodes.document, docname: str, footcited: Mapping[str, str]
) -> Iterator[CitingPlace]:
    """Yield the places of a page that cite, in the order of the text.

    A citation in a footnote counts where the mark of the footnote stands, and so does a footnote
    with the address of a work: its DOI, arXiv or OpenReview page. *footcited* gives the names of the
    footnotes that bibtex made, by citekey.
    """
    by_block: dict[int, tuple[nodes.Element, list[_Place]]] = {}
    for place in _places(doctree, {name: key for key, name in footcited.items()}):
        block = block_of(place.node)
        by_block.setdefault(id(block), (block, []))[1].append(place)
    for block, places in by_block.values():
        yield from _of_block(block, places, docname)


def _places(doctree: nodes.document, footcited: Mapping[str, str]) -> Iterator[_Place]:
    notes = {
        identifier: works
        for note in doctree.findall(nodes.footnote)
        if (works := tuple(dict.fromkeys(_works_of_note(note, footcited))))
        for identifier in note["ids"]
    }
    marked: set[str] = set()
    for mark in doctree.findall(nodes.footnote_reference):
        if mark.get("refid") in notes:
            marked.add(mark["refid"])
    for node in doctree.findall(nodes.Element):
        if isinstance(node, nodes.footnote_reference):
            if cited := notes.get(str(node.get("refid"))):
                yield _Place(node, cited)
        elif is_citation(node):
            note = _footnote(node)
            # Without a mark, the footnote is the only place there is.
            if note is None or marked.isdisjoint(note["ids"]):
                yield _Place(node, tuple(keys_of(node)))


def is_citation(node: nodes.Node) -> bool:
    """Tell whether a node is a citation that bibtex will resolve."""
    return isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite"


def mark_titles(doctree: nodes.document) -> None:
    """Have citations in headings say in tables of contents, too, what they are.

    Of a link not yet resolved, Sphinx takes the content into titles: the citekeys.
    """
    for title in doctree.findall(nodes.title):
        for node in title.findall(addnodes.pending_xref):
            if is_citation(node) and isinstance(node[0], nodes.inline):
                node[0][CITED] = f"{node['reftype']}:{node['reftarget']}"


def headings_of(doctree: nodes.document, docname: str) -> Iterator[Heading]:
    """Yield the headings that cite."""
    for section in doctree.findall(nodes.section):
        title = section[0] if section.children else None
        if isinstance(title, nodes.title) and any(map(is_citation, title.findall())):
            yield Heading(
                anchors=tuple(section["ids"]),
                text=clean_astext(title),
                content=inlines_of(title.children, docname),
            )


def keys_of(node: nodes.Element) -> Iterator[str]:
    """Yield the citekeys of a citation."""
    for key in KEYS.findall(node["reftarget"]):
        if key.strip():
            yield key.strip()


def _works_of_note(note: nodes.footnote, footcited: Mapping[str, str]) -> Iterator[str]:
    made = [footcited[name] for name in note["names"] if name in footcited]
    if made:
        yield from made  # what else its entry links to is the same work
        return
    for node in note.findall():
        if isinstance(node, nodes.Element) and is_citation(node):
            yield from keys_of(node)
        elif isinstance(node, nodes.reference) and "refuri" in node:
            yield from identifiers(node["refuri"])
        elif isinstance(node, nodes.Text) and not isinstance(node.parent, LINKED):
            yield from mentioned(node.astext())


def _footnote(node: nodes.Node | None) -> nodes.footnote | None:
    while node is not None and not isinstance(node, nodes.footnote):
        node = node.parent
    return node


def block_of(node: nodes.Element) -> nodes.Element:
    """Return the paragraph, caption, cell or heading that a node stands in."""
    block: nodes.Element = node
    holders = (nodes.TextElement, nodes.Inline)  # a pending link is no element of text
    while isinstance(parent := block.parent, holders) and isinstance(parent, nodes.Element):
        block = parent
    return block


def _of_block(
    block: nodes.Element, places: Iterable[_Place], docname: str
) -> Iterator[CitingPlace]:
    places = list(places)
    marks = {id(place.node): number for number, place in enumerate(places)}
    content = [block] if isinstance(block, addnodes.pending_xref) else block.children
    sentences = sentences_around(inlines_of(content, docname, marks))
    section = section_of(block)
    title = inlines_of(section[0].children, docname) if section is not None else ()
    only = conditions_of(block)
    for number, place in enumerate(places):
        yield CitingPlace(
            only=only,
            works=place.works,
            anchor=(place.node["ids"] or [""])[0],
            sentence=sentences.get(number, ()),
            section=title,
            section_id=section["ids"][0] if section is not None and section["ids"] else "",
        )


def conditions_of(node: nodes.Node | None) -> tuple[str, ...]:
    """Return the conditions of the directives ``only`` that a node stands in."""
    found = []
    while node is not None:
        if isinstance(node, addnodes.only):
            found.append(str(node["expr"]))
        node = node.parent
    return tuple(found)


def section_of(node: nodes.Element) -> nodes.section | None:
    """Return the section that a node stands in, unless it is the page itself."""
    holder: nodes.Element | None = node
    while holder is not None:
        if isinstance(holder, nodes.section):
            inside = holder.parent is not None and not isinstance(holder.parent, nodes.document)
            named = bool(holder.children) and isinstance(holder[0], nodes.title)
            return holder if inside and named else None
        holder = holder.parent
    return None
