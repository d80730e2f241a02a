"""Gather the links of a page to other pages, each with the sentence around it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from .. import diagnostics
from ..core.model import LinkPlace
from ..core.references import reference_of
from ..core.sentences import sentences_around
from ..core.slugs import slug
from ..nodes import kb_embed, kb_excerpt
from .citing import block_of, conditions_of, section_of
from .inlines import ANCHORED, inlines_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..core.model import Inlines

ANCHOR = "kb_anchor"
NEAR = 0.8  #: likeness from which a class is taken for a relation, misspelt
#: References that lead to no page of notes; citations are counted elsewhere.
NOT_LINKS = ("cite", "citation", "math", "py", "c", "cpp", "js", "rst")
NOT_PAGES = ("option", "envvar", "token", "keyword", "eq")


def is_link(node: nodes.Node) -> bool:
    """Tell whether a node is a link that may lead to another page."""
    if isinstance(node, kb_embed):
        return True
    if not isinstance(node, addnodes.pending_xref):
        return False
    if node.get("refdomain") in NOT_LINKS:
        return False
    return node.get("reftype") not in NOT_PAGES


def mark_links(doctree: nodes.document) -> None:
    """Give each link an anchor, so that a backlink can lead to the very place.

    It is made of the target, so that a link added above moves no other anchor. Headings get
    none: they have one, and are shown in tables of contents as well.
    """
    for embed in list(doctree.findall(kb_embed)):
        if isinstance(block_of(embed), nodes.title):
            embed.replace_self(_link(embed))  # a heading is shown in tables of contents as well
    numbers: dict[str, int] = {}
    apart = {id(node) for each in doctree.findall(kb_excerpt) for node in each.findall()}
    for node in [node for node in doctree.findall(nodes.Element) if is_link(node)]:
        if id(node) in apart:
            continue  # no part of the page
        if isinstance(block_of(node), nodes.title) or isinstance(node, kb_embed):
            continue
        target = str(node["reftarget"]).rpartition("/")[2].removesuffix(".md")
        wanted = anchor = f"to-{slug(target)}" if target else "to-here"
        number = numbers.get(wanted, 1)  # where the last of this name left off
        while anchor in doctree.ids:
            number += 1
            anchor = f"{wanted}-{number}"
        numbers[wanted] = number
        holder = nodes.inline("", "", ids=[anchor], classes=[ANCHORED])
        node.replace_self(holder)  # which takes over the names that its author gave it
        holder += node
        node["ids"], node[ANCHOR] = [], anchor
        for name in holder["ids"]:
            doctree.ids[name] = holder


def _shown(node: nodes.Element) -> Inlines:
    """Return what stands for the sentence around a note that is shown in a paragraph of its own."""
    return ("Shown within the page.",) if isinstance(node, kb_embed) else ()


def _link(embed: kb_embed) -> nodes.Node:
    """Return the link by name that stands for a note which cannot be shown in its place."""
    name = str(embed["reftarget"])
    link = addnodes.pending_xref("", nodes.inline(name, name, classes=["xref", "kb"]))
    link.update_basic_atts(embed)
    for key in ("refdomain", "reftype", "reftarget", "reftargetid"):
        link[key] = embed[key]
    link["refdoc"], link["refexplicit"], link["refwarn"] = embed["docname"], False, True
    link.line, link.source = embed.line, embed.source
    return link


def link_places(
    doctree: nodes.document, docname: str, relations: Collection[str]
) -> Iterator[LinkPlace]:
    """Yield the links of a page, in the order of the text."""
    by_block: dict[int, tuple[nodes.Element, list[nodes.Element]]] = {}
    for node in doctree.findall(nodes.Element):
        if is_link(node):
            block = block_of(node)
            by_block.setdefault(id(block), (block, []))[1].append(node)
    for block, links in by_block.values():
        marks = {id(node): number for number, node in enumerate(links)}
        alone = isinstance(block, (addnodes.pending_xref, kb_embed))
        content = [block] if alone else block.children
        sentences = sentences_around(inlines_of(content, docname, marks))
        section = section_of(block)
        defining = _is_definition(block)
        only = conditions_of(block)
        title = inlines_of(section[0].children, docname) if section is not None else ()
        place = section["ids"][0] if section is not None and section["ids"] else ""
        for number, node in enumerate(links):
            yield LinkPlace(
                reference=reference_of(node.attributes, docname),
                anchor=node.get(ANCHOR, place),
                sentence=sentences.get(number, ()) or _shown(node),
                section=title,
                section_id=place,
                line=node.line or block.line or 0,
                defining=defining,
                relation=_relation(node, relations),
                only=only,
            )


def _relation(node: nodes.Element, relations: Collection[str]) -> str:
    """Return the relation that a link names by a class, or say of which one a class is a slip."""
    classes = _classes(node)
    for name in classes:
        if name in relations:
            return name
    for name in classes:
        if near := get_close_matches(name.lower(), relations, n=1, cutoff=NEAR):
            diagnostics.warn(
                "relation",
                f"{name!r} is no relation; the link has none: did you mean {near[0]!r}? If the class is "
                "your own, give it a name less like it.",
                location=node,
            )
    return ""


def _classes(node: nodes.Element) -> list[str]:
    """Return the classes of a link, and of a span around it alone: roles take no attributes."""
    found = list(map(str, node["classes"]))
    while isinstance(node := node.parent, nodes.inline) and len(node.children) == 1:
        found += map(str, node["classes"])
    return list(dict.fromkeys(found))


def _is_definition(node: nodes.Node | None) -> bool:
    """Tell whether a node stands in a glossary."""
    while node is not None and not isinstance(node, addnodes.glossary):
        node = node.parent
    return node is not None
