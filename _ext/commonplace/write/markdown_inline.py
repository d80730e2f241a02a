"""What stands within a line of a resolved doctree, as Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx_design.tabs import sd_tab_input
from sphinxcontrib.bibtex.citation_target import parse_citation_targets

from ..core import commonmark as md
from ..core.raw_html import said_text
from ..nodes import kb_permalink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..core.commonmark import Piece

#: Markup that Markdown has signs for: line breaks, what is struck through, boxes to be ticked.
_RAW = (
    (re.compile(r"<br\s*/?>", re.IGNORECASE), md.BREAK),
    (re.compile(r"</?(?:s|del)>", re.IGNORECASE), "~~"),
    (re.compile(r"<input\b[^>]*\btask-list-item-checkbox\b[^>]*\bchecked\b[^>]*>"), "[x] "),
    (re.compile(r"<input\b[^>]*\btask-list-item-checkbox\b[^>]*>"), "[ ] "),
)
_LABEL = re.compile(r"[\s\[\]^\\]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is to be known of a page besides its doctree."""

    address: Callable[[str], str]  #: a link of the page as the Markdown has it
    key: Callable[[nodes.Element], str]  #: citekey of an entry of the bibliography
    number: Callable[[nodes.Element], str]  #: of a figure, a table, a listing or a section
    header: str = ""  #: what follows the title


def citekeys(node: nodes.Element) -> list[str]:
    """Return the keys that a citation names; none of what is no citation."""
    if "bibtex-citation" not in node["classes"]:
        return []
    return [str(target.key) for target in parse_citation_targets(node.rawsource)]


class InlineWriter:
    """Writes inline content of one page."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around

    def inline(self, children: Iterable[nodes.Node]) -> str:
        """Return inline content."""
        return md.joined(self._pieces(children))

    def _pieces(self, children: Iterable[nodes.Node]) -> Iterator[Piece]:
        for node in children:
            if isinstance(node, nodes.Text):
                yield md.escape(node.astext())
            elif isinstance(node, nodes.Element):
                write = _inline_of(cast("Any", type(node)))
                if write is None:
                    yield from self._pieces(node.children)
                else:
                    yield from write(self, node)

    def _emphasis(self, node: nodes.Element) -> Iterator[Piece]:
        yield "*", self.inline(node.children)

    def _strong(self, node: nodes.Element) -> Iterator[Piece]:
        yield "**", self.inline(node.children)

    def _below(self, node: nodes.Element) -> Iterator[Piece]:
        yield f"~{self.inline(node.children)}~"

    def _above(self, node: nodes.Element) -> Iterator[Piece]:
        yield f"^{self.inline(node.children)}^"

    def _code(self, node: nodes.Element) -> Iterator[Piece]:
        yield md.code(node.astext())

    def _math(self, node: nodes.Element) -> Iterator[Piece]:
        yield md.formula(node.astext())

    def _abbreviation(self, node: nodes.Element) -> Iterator[Piece]:
        yield from self._pieces(node.children)
        if meaning := node.get("explanation"):
            yield f" ({md.escape(str(meaning))})"

    def _span(self, node: nodes.Element) -> Iterator[Piece]:
        keys = citekeys(node)
        if not keys:
            yield from self._pieces(node.children)
            return
        # Its links lead to the entries, and so do the keys.
        yield f"{md.escape(node.astext() + ' ')}[{'; '.join(f'@{key}' for key in keys)}]"

    def _reference(self, node: nodes.Element) -> Iterator[Piece]:
        address = self.around.address(str(node.get("refuri", ""))) if "refuri" in node else ""
        if "refid" in node:
            address = f"{md.PAGE}#{node['refid']}"
        content = self.inline(node.children)
        if node.astext() == address and address.startswith(("https://", "http://")):
            yield md.autolink(address)
        else:
            yield md.link(content, address) if address and content.strip() else content

    def _download(self, node: nodes.Element) -> Iterator[Piece]:
        content = self.inline(node.children)
        name = node.get("filename")
        address = f"{md.ROOT}_downloads/{name}" if name else str(node.get("refuri", ""))
        yield md.link(content, address) if address else content

    def _image(self, node: nodes.Element) -> Iterator[Piece]:
        if address := self.around.address(str(node.get("uri", ""))):
            yield md.image(str(node.get("alt", "")), address)

    def _mark(self, node: nodes.Element) -> Iterator[Piece]:
        yield md.mark(label_of(node))

    def _raw(self, node: nodes.Element) -> Iterator[Piece]:
        # What MyST has no node for; of all else what it says. Around words of a line stand tags alone.
        if "html" in str(node.get("format", "")).split():
            text = node.astext().strip()
            found = (written for pattern, written in _RAW if pattern.fullmatch(text))
            yield next(found, md.escape(said_text(text)))

    def _nothing(self, node: nodes.Element) -> Iterator[Piece]:
        yield from ()


def label_of(node: nodes.Element) -> str:
    """Return the label of a footnote, or of the mark of one."""
    label = next((child for child in node.children if isinstance(child, nodes.label)), node)
    return _LABEL.sub("-", label.astext()).strip("-")


_W = InlineWriter
_INLINE: dict[type, Any] = {
    nodes.emphasis: _W._emphasis,
    nodes.title_reference: _W._emphasis,
    addnodes.literal_emphasis: _W._emphasis,
    nodes.strong: _W._strong,
    addnodes.literal_strong: _W._strong,
    nodes.subscript: _W._below,
    nodes.superscript: _W._above,
    nodes.literal: _W._code,
    nodes.math: _W._math,
    nodes.math_block: _W._math,
    nodes.abbreviation: _W._abbreviation,
    nodes.inline: _W._span,
    nodes.target: _W._span,
    nodes.reference: _W._reference,
    addnodes.download_reference: _W._download,
    nodes.image: _W._image,
    nodes.footnote_reference: _W._mark,
    nodes.raw: _W._raw,
    nodes.Invisible: _W._nothing,
    nodes.system_message: _W._nothing,
    kb_permalink: _W._nothing,
    sd_tab_input: _W._nothing,
}


@cache
def _inline_of(kind: Any) -> Any:
    """Return what writes nodes of this kind within a line; None if they are what they hold."""
    return next((_INLINE[name] for name in kind.__mro__ if name in _INLINE), None)
