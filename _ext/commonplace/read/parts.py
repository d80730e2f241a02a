"""The labelled paragraphs of a note, such as *Problem* and *Proposal*, as parts of it.

A label is bold and closed with a colon; one of the usual words needs no bold. A label alone in its
paragraph speaks of the paragraph or the list that follows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from ..core.model import Part
from ..core.slugs import slug
from ..nodes import kb_permalink
from .inlines import inlines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.model import Inlines

CLASS = "kb-part"
LISTS = (nodes.bullet_list, nodes.enumerated_list)
LONGEST = 40  #: characters of a label
USUAL = (
    "Abstract|Aim|Approach|Background|Contributions?|Conclusions?|Criticism|Discussion|Evidence"
    "|Experiments?|Findings?|Goal|Hypothesis|Idea|Implications?|Insights?|Limitations?|Limits"
    "|Methods?|Motivation|Observations?|Open questions?|Problem|Proposal|Proposed|Purpose"
    "|Questions?|Related work|Results?|Strengths?|Summary|Takeaways?|Weakness(?:es)?"
)
LABEL = re.compile(rf"({USUAL})( \d{{1,3}})?:(?=\s|$)")


def mark_parts(doctree: nodes.document, slugs: dict[str, Any]) -> None:
    """Give each labelled paragraph an anchor, a class and a permanent link.

    *slugs* is MyST's table of the page's anchors, so that a link by path can name a part.
    """
    labels: dict[str, str] = {}
    for paragraph, listed in list(_paragraphs(doctree)):
        label = _take_label(paragraph, listed=listed)
        if label is None:
            continue
        text = label.astext().rstrip(": ")
        anchor = _free(doctree, f"part-{slug(text)}")
        paragraph["ids"].append(anchor)
        doctree.ids[anchor] = paragraph
        paragraph["classes"] += [CLASS, f"{CLASS}-{_kind(slug(text))}"]
        label["classes"].append("kb-part-label")
        paragraph += kb_permalink(refid=anchor, label=text)
        slugs.setdefault(anchor, (paragraph.line or 1, anchor, text))
        labels[anchor] = text
    _link_parts(doctree, labels)


def _link_parts(doctree: nodes.document, labels: dict[str, str]) -> None:
    """Lead ``[](#part-problem)`` to the part of its own page; MyST has looked for it before."""
    for node in list(doctree.findall(addnodes.pending_xref)):
        anchor = str(node.get("reftarget", ""))
        if node.get("reftype") != "myst" or node.get("refdomain") or anchor not in labels:
            continue
        content = node.children if node.astext() else [nodes.inline("", labels[anchor])]
        node.replace_self(nodes.reference("", "", *content, refid=anchor, internal=True))


def parts_of(doctree: nodes.document, docname: str) -> Iterator[Part]:
    """Yield the parts that ``mark_parts`` has marked."""
    for paragraph in doctree.findall(nodes.paragraph):
        if CLASS not in paragraph["classes"]:
            continue
        label = paragraph[0].astext().rstrip(": ")
        content: tuple[Inlines, ...] = (inlines_of(paragraph.children[1:], docname),)
        if not paragraph.astext()[len(paragraph[0].astext()) :].strip():
            content = _following(paragraph, docname)
        yield Part(
            label=label,
            name=slug(label),
            anchor=next(name for name in paragraph["ids"] if name.startswith("part-")),
            content=tuple(_stripped(item) for item in content),
        )


def _kind(name: str) -> str:
    """Return the name of a part without its number: *observation* for *observation-2*."""
    return re.sub(r"-\d+$", "", name)


def _paragraphs(node: nodes.Element, *, listed: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield the paragraphs of sections and of list items, with whether they stand in a list."""
    for child in node.children:
        if isinstance(child, nodes.paragraph):
            yield child, listed
        elif isinstance(child, nodes.section):
            yield from _paragraphs(child)
        elif isinstance(child, LISTS):
            items = (item for item in child.children if isinstance(item, nodes.Element))
            for item in items:
                yield from _paragraphs(item, listed=True)


def _take_label(paragraph: nodes.paragraph, *, listed: bool) -> nodes.strong | None:
    """Return the label at the head of a paragraph as a node of its own.

    In a list, where anything in bold may stand before a colon, only the usual ones are labels.
    """
    while paragraph.children and not paragraph.children[0].astext():
        del paragraph[0]  # MyST leaves empty texts beside bold
    first = paragraph.children[0] if paragraph.children else None
    if isinstance(first, nodes.strong):
        text = first.astext()
        after = paragraph.children[1] if len(paragraph.children) > 1 else None
        if len(text) > LONGEST or not re.match(r"[^\W\d_]", text):
            return None
        if listed and not LABEL.match(f"{text.rstrip(' :')}:"):
            return None
        if text.rstrip().endswith(":"):
            return first
        if isinstance(after, nodes.Text) and after.startswith(":"):
            first += nodes.Text(":")
            paragraph.replace(after, nodes.Text(after[1:]))
            return first
        return None
    if isinstance(first, nodes.Text) and (match := LABEL.match(first)):
        label = nodes.strong("", match[0])
        paragraph.replace(first, [label, nodes.Text(first[match.end() :])])
        return label
    return None


def _free(doctree: nodes.document, wanted: str) -> str:
    anchor, number = wanted, 1
    while anchor in doctree.ids:
        number += 1
        anchor = f"{wanted}-{number}"
    return anchor


def _following(paragraph: nodes.paragraph, docname: str) -> tuple[Inlines, ...]:
    """Return the paragraph or the items of the list behind a label that stands alone."""
    node = paragraph.next_node(descend=False, siblings=True)
    if isinstance(node, nodes.paragraph) and CLASS not in node["classes"]:
        return (inlines_of(node.children, docname),)
    if isinstance(node, LISTS):
        heads = (next(iter(item.findall(nodes.paragraph)), None) for item in node.children)
        return tuple(inlines_of(head.children, docname) for head in heads if head is not None)
    return ()


def _stripped(inlines: Inlines) -> Inlines:
    """Take the white space off the beginning."""
    if inlines and isinstance(inlines[0], str):
        first = inlines[0].lstrip()
        return (first, *inlines[1:]) if first else inlines[1:]
    return inlines
