"""The running text of a page: its acronyms, and the passages in which terms can be linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from ..core.acronyms import acronyms, spelt_out
from ..core.model import Passage
from ..core.references import reference_of
from ..nodes import kb_excerpt
from ..passages import passages, text_of
from .citing import block_of, section_of
from .inlines import inlines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.model import Inlines
    from ..passages import Run

#: What is no prose, within a paragraph too.
NOT_PROSE = (
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.image,
    nodes.abbreviation,
    nodes.footnote_reference,
    nodes.problematic,
    nodes.system_message,
)


def acronyms_of(doctree: nodes.document) -> Iterator[tuple[str, int]]:
    """Yield the acronyms that a page uses and does not spell out, each once, with a line."""
    texts = [
        (_text(paragraph), paragraph)
        for paragraph in doctree.findall(nodes.paragraph)
        if not _is_apart(paragraph)
    ]
    known = {
        name for node in doctree.findall(nodes.abbreviation) for name, _ in acronyms(node.astext())
    }
    known |= spelt_out(text for text, _ in texts)
    for text, paragraph in texts:
        for name, _ in acronyms(text):
            if name not in known:
                known.add(name)
                yield name, paragraph.line or 0


def _is_apart(node: nodes.Node) -> bool:
    """Tell whether a paragraph is none of the page's text: an excerpt of its front matter."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, (kb_excerpt, nodes.comment, nodes.system_message)):
            return True
    return False


def _text(node: nodes.Node) -> str:
    """Return the prose of a paragraph; an address that is shown as it is, is none."""
    if isinstance(node, nodes.Text):
        return node.astext().replace("\n", " ")
    if isinstance(node, NOT_PROSE):
        return " \ufffc "
    if isinstance(node, nodes.reference) and node.astext() == node.get("refuri"):
        return " \ufffc "
    if isinstance(node, addnodes.pending_xref) and not node.get("refexplicit"):
        # A citation and a link by name show what they lead to; the name of a term is the author's.
        return node.astext() if node.get("reftype") == "term" else " \ufffc "
    return "".join(_text(child) for child in node.children)


def prose_of(doctree: nodes.document, docname: str) -> tuple[Passage, ...]:
    """Return the passages of a page in which terms can be linked."""
    return tuple(_passage(run, docname) for run in passages(doctree))


def _passage(run: Run, docname: str) -> Passage:
    section = section_of(run.texts[0][0].parent)
    return Passage(
        texts=tuple(map(text_of, run.texts)),
        blocks=tuple(_blocks(run, docname)),
        section=inlines_of(section[0].children, docname) if section is not None else (),
        section_id=section["ids"][0] if section is not None and section["ids"] else "",
        linked=tuple(dict.fromkeys(reference_of(node.attributes, docname) for node in run.links)),
        own=run.own,
    )


def _blocks(run: Run, docname: str) -> Iterator[tuple[int, Inlines]]:
    """Yield the paragraphs of a passage, for the sentences around the terms in them."""
    found: dict[int, tuple[nodes.Element, dict[int, int]]] = {}
    for number, piece in enumerate(run.texts):
        block = block_of(piece[0].parent)
        found.setdefault(id(block), (block, {}))[1][id(piece[0])] = number
    for block, marks in found.values():
        yield min(marks.values()), inlines_of(block.children, docname, marks)
