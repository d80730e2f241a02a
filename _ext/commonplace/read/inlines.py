"""Turn inline nodes into plain data that can be kept, compared and rendered elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util import docname_join

from ..core.sentences import MARK
from ..nodes import CITED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..core.model import Attributes, Inline, Inlines

#: Node names that are kept as elements, with the attributes that are kept of each.
KEPT: dict[str, tuple[str, ...]] = {
    "emphasis": ("classes",),
    "strong": ("classes",),
    "literal": ("classes", "language"),
    "subscript": (),
    "superscript": (),
    "abbreviation": ("explanation",),
    "inline": ("classes", CITED),
    "title_reference": (),
    "math": (),
    "reference": ("refuri", "reftitle"),
}
#: Nodes whose content belongs to the place where they stand, not to what they say.
DROPPED = (
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.target,
    nodes.raw,
    nodes.image,
    nodes.comment,
    nodes.problematic,
    nodes.system_message,
    addnodes.index,
    nodes.substitution_definition,
)
NEVER = ("ids", "names", "dupnames", "backrefs", "rawsource", "source", "classes")
ANCHORED = "kb-link"  #: class of what holds the anchor of a link
LOCAL = "kb_local"  #: a link to a place in the page that the content comes from


def inlines_of(
    children: Iterable[nodes.Node], docname: str, marks: Mapping[int, int] | None = None
) -> Inlines:
    """Return *children*, inline content of *docname*, as plain data.

    *marks* gives numbers to nodes by their ``id()``: before each such node stands a mark.
    """
    kept: list[Inline] = []
    for node in children:
        if marks and id(node) in marks:
            kept.append((MARK, (("n", marks[id(node)]),), ()))
        kept.extend(_convert(node, docname, marks))
    return tuple(_joined(kept))


def _convert(node: nodes.Node, docname: str, marks: Mapping[int, int] | None) -> Iterable[Inline]:
    if isinstance(node, nodes.Text):
        text = node.astext().replace("\n", " ")
        return (text,) if text else ()
    if isinstance(node, nodes.raw) and node.astext().startswith("<br"):
        return (" ",)  # a hard line break; its twin for LaTeX goes the way of all raw text
    if isinstance(node, nodes.image) and _is_linked(node):
        return (node["alt"],) if node.get("alt") else ()  # a link has to say something
    if isinstance(node, DROPPED) or not isinstance(node, nodes.Element):
        return ()
    if isinstance(node, (nodes.math, nodes.math_block)):
        # A formula is one text, whatever line breaks its author made.
        return (("math", (), (node.astext(),)),)
    children = inlines_of(node.children, docname, marks)
    if isinstance(node, addnodes.pending_xref):
        attributes = _pending(node, docname)
        if not children:  # its text is a picture that says nothing: the title does
            attributes = tuple(
                (key, value if key != "refexplicit" else False) for key, value in attributes
            )
        return (("pending_xref", attributes, children),)
    if isinstance(node, nodes.reference) and "refid" in node:
        return ((LOCAL, (("docname", docname), ("anchor", node["refid"])), children),)
    if isinstance(node, nodes.inline) and node["classes"] == [ANCHORED]:
        return children  # the holder of an anchor
    name = type(node).__name__
    if name in KEPT and children:
        return ((name, _attributes(node, KEPT[name]), children),)
    return children


def _is_linked(node: nodes.Node | None) -> bool:
    while isinstance(node := node.parent if node else None, (nodes.Inline, nodes.reference)):
        if isinstance(node, (nodes.reference, addnodes.pending_xref)):
            return True
    return False


def _attributes(node: nodes.Element, names: Iterable[str]) -> Attributes:
    kept: list[tuple[str, object]] = []
    for name in names:
        value = node.get(name)
        if isinstance(value, list):
            value = tuple(str(item) for item in value)
        if value:
            kept.append((name, value))
    return tuple(kept)


def _pending(node: addnodes.pending_xref, docname: str) -> Attributes:
    """Return the attributes of a pending link, its target made independent of the place."""
    kept: list[tuple[str, object]] = [("classes", tuple(node["classes"]))]
    for name, value in sorted(node.attributes.items()):
        if name in NEVER or not isinstance(value, (str, int, bool, type(None))):
            continue
        if name == "reftarget" and node.get("reftype") == "doc":
            value = "/" + docname_join(docname, str(value).removeprefix("/"))
            if str(node["reftarget"]).startswith("/"):
                value = node["reftarget"]
        kept.append((name, value))
    return tuple(kept)


def _joined(items: list[Inline]) -> Iterable[Inline]:
    """Join neighbouring texts, so that equal content is equal data."""
    text = ""
    for item in items:
        if isinstance(item, str):
            text += item
            continue
        if text:
            yield text
            text = ""
        yield item
    if text:
        yield text
