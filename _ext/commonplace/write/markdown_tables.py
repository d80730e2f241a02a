"""A table of a resolved doctree as a grid of cells, each of which Markdown has on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..core import commonmark as md

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .markdown_inline import InlineWriter

LISTS = (nodes.bullet_list, nodes.enumerated_list)
_ALIGNED = {"text-left": "left", "text-right": "right", "text-center": "center"}


def table(group: nodes.tgroup, writer: InlineWriter) -> str:
    """Return the rows of a table; without a head, that of each column is empty."""
    heads: list[nodes.row] = []
    body: list[nodes.row] = []
    for part in group.children:
        if isinstance(part, (nodes.thead, nodes.tbody)):
            rows = heads if isinstance(part, nodes.thead) else body
            rows += [row for row in part.children if isinstance(row, nodes.row)]
    lines = _grid([*heads, *body])
    alignments = [_alignment(entry) for entry in lines[0]] if lines else []
    texts = [[_cell(entry, writer) if entry else "" for entry in line] for line in lines]
    if not heads:
        texts.insert(0, [""] * max(map(len, texts), default=0))
    return md.table(texts, alignments)


def _cell(node: nodes.Element, writer: InlineWriter) -> str:
    """Return all that a cell holds on one line."""
    found: list[str] = []
    for child in node.children:
        if isinstance(child, LISTS):
            items = (item for item in child.children if isinstance(item, nodes.Element))
            found.append("; ".join(_cell(item, writer) for item in items))
        elif isinstance(child, (nodes.literal_block, nodes.doctest_block)):
            found.append(md.code(child.astext()))
        elif isinstance(child, (nodes.TextElement, nodes.Inline, nodes.Text)):
            # A formula on lines of its own is one within a line here.
            found.append(writer.inline([child]))
        elif isinstance(child, nodes.Element):
            found.append(_cell(child, writer))
    return " ".join(filter(None, (text.strip() for text in found)))


def _grid(rows: Iterable[nodes.row]) -> list[list[nodes.Element | None]]:
    """Return the cells of each row; where one reaches over several places, they are empty."""
    found: list[list[nodes.Element | None]] = []
    covered: dict[int, int] = {}  #: column to the rows in which a cell from above stands there
    for row in rows:
        line: list[nodes.Element | None] = []

        def fill(line: list[nodes.Element | None] = line) -> None:
            while covered.get(len(line), 0):
                covered[len(line)] -= 1
                line.append(None)

        for entry in row.children:
            fill()
            if isinstance(entry, nodes.Element):
                for number in range(int(entry.get("morecols", 0)) + 1):
                    covered[len(line)] = int(entry.get("morerows", 0))
                    line.append(None if number else entry)
        fill()
        found.append(line)
    return found


def _alignment(entry: nodes.Element | None) -> str:
    classes = entry["classes"] if entry is not None else ()
    return next((_ALIGNED[name] for name in classes if name in _ALIGNED), "")
