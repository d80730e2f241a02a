"""The passages of a doctree in which terms can be linked, taken alike by whoever reads and writes."""

from __future__ import annotations

from dataclasses import dataclass, field

from docutils import nodes
from sphinx import addnodes

from .nodes import kb_excerpt

#: Nothing is linked within these; what is a link itself, code, a formula or a heading.
CLOSED = (
    nodes.reference,
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.title,
    nodes.subtitle,
    nodes.rubric,
    nodes.term,
    nodes.abbreviation,
    nodes.caption,
    nodes.comment,
    nodes.citation,
    nodes.problematic,
    nodes.system_message,
    nodes.substitution_definition,
    addnodes.toctree,
    addnodes.index,
    kb_excerpt,
)


@dataclass(slots=True, kw_only=True)
class Run:
    """The texts and the links of one section, or of one definition of a glossary."""

    #: neighbours are one piece: Markdown cuts a text at each line
    texts: list[list[nodes.Text]] = field(default_factory=list)
    links: list[addnodes.pending_xref] = field(default_factory=list)
    own: str = ""  #: anchor of the term that is defined
    docname: str = ""  #: where the document is part of a book


def passages(root: nodes.Element) -> list[Run]:
    """Return the passages below *root*, in the order of the text."""
    found = [Run()]
    _gather(root, found[0], found, prose=False)
    return [run for run in found if run.texts]


def text_of(piece: list[nodes.Text]) -> str:
    """Return what a piece says."""
    return "".join(text.astext() for text in piece)


def _gather(node: nodes.Element, run: Run, found: list[Run], *, prose: bool) -> None:
    before: nodes.Node | None = None
    for child in node.children:
        if isinstance(child, nodes.Text):
            if prose and isinstance(before, nodes.Text):
                run.texts[-1].append(child)
            elif prose:
                run.texts.append([child])
            before = child
            continue
        before = child
        if isinstance(child, addnodes.pending_xref):
            run.links.append(child)
        elif isinstance(child, CLOSED) or not isinstance(child, nodes.Element):
            continue
        elif isinstance(child, (nodes.section, addnodes.start_of_file)):
            inner = Run(docname=child.get("docname", run.docname))
            found.append(inner)
            _gather(child, inner, found, prose=False)
        elif isinstance(child, nodes.definition_list_item) and isinstance(
            node.parent, addnodes.glossary
        ):
            terms = [item for item in child.children if isinstance(item, nodes.term)]
            anchor = (terms[0]["ids"] or [""])[0] if terms else ""
            inner = Run(own=anchor, docname=run.docname)
            found.append(inner)
            _gather(child, inner, found, prose=False)
        else:
            _gather(child, run, found, prose=prose or isinstance(child, nodes.paragraph))
