"""Cut a piece of a page down to what a preview shows.

The result is a copy that is rendered a second time: it is shorter, and holds only what can be
rendered twice without a second warning, a script or a request.
"""

from __future__ import annotations

from dataclasses import dataclass

from docutils import nodes
from sphinx import addnodes

from ..core.inline import DANGLING, ELLIPSIS, WORD

#: What a formula counts for beside its characters: its markup is long.
FORMULA = 10
#: Characters of a word that is left out rather than cut.
UNCUT = 60

INLINE = (
    nodes.abbreviation, nodes.acronym, nodes.citation_reference, nodes.classifier, nodes.emphasis,
    nodes.footnote_reference, nodes.generated, nodes.image, nodes.inline, nodes.literal, nodes.math,
    nodes.reference, nodes.strong, nodes.subscript, nodes.superscript, nodes.title_reference,
    addnodes.literal_emphasis, addnodes.literal_strong, addnodes.manpage,
)  # fmt: skip
BLOCKS = (
    nodes.Admonition, nodes.block_quote, nodes.bullet_list, nodes.definition_list,
    nodes.doctest_block, nodes.enumerated_list, nodes.figure, nodes.line_block,
    nodes.literal_block, nodes.math_block, nodes.paragraph, nodes.table, addnodes.glossary,
)  # fmt: skip
PARTS = (
    nodes.attribution, nodes.caption, nodes.colspec, nodes.definition, nodes.definition_list_item,
    nodes.entry, nodes.legend, nodes.line, nodes.list_item, nodes.row, nodes.tbody, nodes.term,
    nodes.tgroup, nodes.thead, nodes.title,
)  # fmt: skip
#: Shown as a whole or not at all.
WHOLE = (nodes.math, nodes.math_block, nodes.row)


@dataclass(slots=True)
class Room:
    """The characters that are left."""

    left: int


def is_plain(node: nodes.Node) -> bool:
    """Tell whether a preview shows nodes of this kind; what else there is, it leaves out."""
    if isinstance(node, nodes.container):
        return bool(node.get("literal_block"))  # code with a caption
    return isinstance(node, (*INLINE, *BLOCKS, *PARTS))


def shortened(node: nodes.Node, room: Room) -> nodes.Node | None:
    """Return a copy of *node* as far as there is room, or None if nothing of it is shown."""
    if isinstance(node, nodes.Text):
        return _text(node, room)
    if not isinstance(node, nodes.Element) or not is_plain(node) or room.left <= 0:
        return None
    if isinstance(node, WHOLE):
        return _whole(node, room)
    copy = node.copy()
    for child in node.children:
        if _is_label(child):
            continue
        if (kept := shortened(child, room)) is not None:
            copy.append(kept)
    if node.children and not copy.children:
        return None
    return _quiet(copy)


def _is_label(node: nodes.Node) -> bool:
    """Tell whether Sphinx put *node* into an admonition when it was rendered, and will again."""
    holder = node.parent
    return (
        isinstance(node, nodes.title)
        and isinstance(holder, nodes.Admonition)
        and not isinstance(holder, nodes.admonition)
    )


def _text(node: nodes.Text, room: Room) -> nodes.Text | None:
    text = node.astext()
    if room.left <= 0:
        return None
    if len(text) <= room.left:
        room.left -= len(text)
        return nodes.Text(text)
    end = 0
    for word in WORD.finditer(text):
        if word.end() > room.left:
            break
        end = word.end()
    word_left = WORD.search(text, end)
    if word_left and len(word_left[0]) > UNCUT:
        end = room.left
    room.left = 0
    return nodes.Text(text[:end].rstrip().rstrip(DANGLING).rstrip() + ELLIPSIS)


def _whole(node: nodes.Element, room: Room) -> nodes.Node | None:
    size = len(node.astext()) + (0 if isinstance(node, nodes.row) else FORMULA)
    if size > room.left:
        room.left = 0
        return nodes.Text(ELLIPSIS) if isinstance(node, nodes.math) else None
    if not isinstance(node, nodes.row):
        room.left -= size
        return node.copy() if not node.children else node.deepcopy()
    copy = node.copy()
    copy += [kept for entry in node.children if (kept := _entry(entry, room)) is not None]
    return copy


def _entry(entry: nodes.Node, room: Room) -> nodes.Node | None:
    """Return the cell of a row that has room; empty, it holds the place of its column."""
    return shortened(entry, room) or (entry.copy() if isinstance(entry, nodes.entry) else None)


def _quiet(copy: nodes.Element) -> nodes.Element:
    """Take out what would warn, or do something, when it is rendered again."""
    if isinstance(copy, (nodes.literal_block, nodes.literal)):
        # Without a language: a lexer that does not know what it reads has said so.
        copy.rawsource = copy.astext()
        for name in ("highlight_args", "linenos"):
            copy.attributes.pop(name, None)
        copy.attributes.pop("language", None)
        if isinstance(copy, nodes.literal_block):
            copy["language"] = "none"
    elif isinstance(copy, nodes.image):
        for name in ("scale", "width", "height"):
            copy.attributes.pop(name, None)
    elif isinstance(copy, nodes.reference):
        copy.attributes.pop("reftitle", None)  # a work in full, at each citation
    return copy
