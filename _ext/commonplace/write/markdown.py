"""A resolved doctree as Markdown: what a reader of the page sees, without any HTML.

What HTML alone shows, such as drawings, is left out, of raw markup its words stay, and what stands around a
page rather than in it goes, too. Two tables, one here and one for what stands within a line, name what becomes
of which node; one that is in neither is what it holds.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx_design.dropdown import dropdown_title
from sphinx_design.tabs import sd_tab_input, sd_tab_label

from ..core import commonmark as md
from ..nodes import kb_comments, kb_drawing, kb_fold
from .markdown_inline import InlineWriter, Surroundings, label_of
from .markdown_tables import LISTS, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.commonmark import Piece

#: What belongs to the page as a place: what leads there, and how it is cited.
AROUND = frozenset(("kb-foot", "kb-term-uses"))


class MarkdownWriter(InlineWriter):
    """Writes the Markdown of one page."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._depth = 0

    def page(self, doctree: nodes.document) -> str:
        """Return the whole page."""
        return md.blocks(self.blocks(doctree.children)) + "\n"

    def blocks(self, children: Iterable[nodes.Node]) -> list[str]:
        """Return blocks; inline content among them is a paragraph."""
        found: list[str] = []
        line: list[nodes.Node] = []
        before: tuple[type | None, bool] = (None, False)  # the list before: its kind and its marks
        for node in children:
            write = _block_of(cast("Any", type(node)))
            if write is None:
                line.append(node)
                continue
            found += self._line(line)
            assert isinstance(node, nodes.Element)
            if not AROUND.isdisjoint(node.get("classes", ())):
                continue
            kind = next((kind for kind in LISTS if isinstance(node, kind)), None)
            # Two lists in a row are two only where their marks differ.
            other = kind is not None and before == (kind, False)
            parts = [self._list(node, other=other)] if kind else write(self, node)
            found += parts
            before = (kind, other) if kind or any(parts) else before
        return found + self._line(line)

    def _line(self, line: list[nodes.Node]) -> list[str]:
        content = md.paragraph(self.inline(line).removesuffix(md.BREAK)) if line else ""
        line.clear()
        return [content] if content else []

    def _section(self, node: nodes.Element) -> list[str]:
        self._depth += 1
        found = self.blocks(node.children)
        self._depth -= 1
        return found

    def _title(self, node: nodes.Element) -> list[str]:
        if not isinstance(node.parent, nodes.section):
            return self._heading_line(self.inline(node.children))
        number = self.around.number(node)
        text = self.inline(node.children).replace("\n", " ").strip()
        found = [f"{'#' * min(self._depth, 6)} {number}{_closed(text)}"]
        if self._depth == 1 and self.around.header:
            found.append(self.around.header)
        return found

    def _heading_line(self, content: str) -> list[str]:
        return [md.paragraph(md.joined([("**", content)]))] if content.strip() else []

    def _rubric(self, node: nodes.Element) -> list[str]:
        content = self.inline(node.children)
        if level := node.get("heading-level"):
            text = content.replace("\n", " ").strip()
            # Below the heading that it stands under, as it looks.
            return [f"{'#' * min(max(int(level), self._depth + 1), 6)} {_closed(text)}"]
        return self._heading_line(content)

    def _paragraph(self, node: nodes.Element) -> list[str]:
        top = self._depth == 1 and isinstance(node.parent, nodes.section)
        if top and "kb-meta" in node["classes"]:
            return []  # the header says it
        if any(isinstance(child, nodes.bullet_list) for child in node.children):
            return self._contents(node)
        found: list[str] = []
        line: list[nodes.Node] = []
        for child in node.children:
            if isinstance(child, nodes.math_block):
                found += [*self._line(line), *self._math_block(child)]
            else:
                line.append(child)
        return found + self._line(line)

    def _contents(self, node: nodes.Element) -> list[str]:
        """Write a toctree: lists below their captions."""
        found: list[str] = []
        for child in node.children:
            if isinstance(child, nodes.title):
                found += self._heading_line(self.inline(child.children))
            else:
                found += self.blocks([child])
        return found

    def _list(self, node: nodes.Element, *, other: bool) -> str:
        found = [item for item in node.children if isinstance(item, nodes.Element)]
        contents = [self.blocks(item.children) for item in found]
        if isinstance(node, nodes.enumerated_list):
            start = int(node.get("start", 1))
            sign = ")" if other else "."
            return md.items((f"{start + n}{sign} " for n in range(len(contents))), contents)
        return md.items(("* " if other else "- " for _ in contents), contents)

    def _described(self, node: nodes.Element) -> list[str]:
        """Write a list of things that each have a name and a description."""
        contents = [self._named(item) for item in node.children if isinstance(item, nodes.Element)]
        return [md.items(("- " for _ in contents), contents)] if contents else []

    def _named(self, item: nodes.Element) -> list[str]:
        """Return the names of one thing in bold, and what is said of it."""
        names: list[str] = []
        found: list[str] = []
        for child in item.children:
            if isinstance(child, (nodes.term, nodes.field_name, nodes.option_group)):
                names.append(md.joined([("**", self.inline(child.children).strip())]))
            elif isinstance(child, nodes.classifier):
                names[-1:] = [f"{names[-1] if names else ''} ({self.inline(child.children)})"]
            elif isinstance(child, nodes.Element):
                found += self.blocks(child.children)
        name = ", ".join(filter(None, names))
        if found and "\n" not in found[0] and not found[0].startswith(("- ", "* ", "$$", "| ")):
            found[0] = f"{name}: {found[0]}"
            return found
        return [md.paragraph(name), *found]

    def _signature(self, node: nodes.Element) -> list[str]:
        found: list[str] = []
        for child in node.children:
            if isinstance(child, addnodes.desc_signature):
                found.append(md.code(child.astext()))
            elif isinstance(child, nodes.Element):
                found += self.blocks(child.children)
        return [md.items(["- "], [found])] if found else []

    def _quote(self, node: nodes.Element) -> list[str]:
        found = self.blocks(node.children)
        return [md.quoted(md.blocks(found))] if found else []

    def _attribution(self, node: nodes.Element) -> list[str]:
        return [f"— {self.inline(node.children).strip()}"]

    def _admonition(self, node: nodes.Element) -> list[str]:
        """Write a quotation that begins with what it is."""
        children = list(node.children)
        # Sphinx puts one in when it writes the page.
        title = children.pop(0) if children and isinstance(children[0], nodes.title) else None
        label = admonitionlabels.get(node.tagname, "")
        name = self.inline(title.children) if isinstance(title, nodes.Element) else str(label)
        found = [*self._heading_line(name), *self.blocks(children)]
        return [md.quoted(md.blocks(found))] if found else []

    def _code_block(self, node: nodes.Element) -> list[str]:
        language = str(node.get("language", ""))
        return [md.code_block(node.astext(), "" if language in ("none", "default") else language)]

    def _math_block(self, node: nodes.Element) -> list[str]:
        return [
            md.formula_block(node.astext(), str(node.get("kb_number") or node.get("number") or ""))
        ]

    def _caption(self, node: nodes.Element) -> list[str]:
        number = self.around.number(node).strip()
        pieces: list[Piece] = [("**", md.escape(number)), " "] if number else []
        return [md.paragraph(md.joined([*pieces, self.inline(node.children)]))]

    def _fold(self, node: nodes.Element) -> list[str]:
        summary, *content = node.children
        if "kb-entry-places" in node["classes"] or not isinstance(summary, nodes.Element):
            return []  # who cites the work
        return [*self._heading_line(self.inline(summary.children)), *self.blocks(content)]

    def _footnote(self, node: nodes.Element) -> list[str]:
        content = [child for child in node.children if not isinstance(child, nodes.label)]
        text = md.blocks(self.blocks(content))
        return [md.indented(text, "    ", f"{md.mark(label_of(node))}: ")]

    def _entry(self, node: nodes.Element) -> list[str]:
        """Write an entry of the bibliography, by its key."""
        content = [child for child in node.children if not isinstance(child, nodes.label)]
        found = self.blocks(content)
        key = self.around.key(node)
        name = f"[@{key}]" if key else md.escape(f"[{label_of(node)}]")
        found[:1] = [f"{name} {found[0]}" if found else name]
        return [md.items(["- "], [found])]

    def _lines(self, node: nodes.Element) -> list[str]:
        lines = [self.inline(line.children).strip() for line in node.findall(nodes.line)]
        return [md.paragraph(md.BREAK.join(lines))] if any(lines) else []

    def _rule(self, node: nodes.Element) -> list[str]:
        return ["***"]

    def _picture(self, node: nodes.Element) -> list[str]:
        content = self.inline([node])
        return [content] if content else []

    def _inside(self, node: nodes.Element) -> list[str]:
        return self.blocks(node.children)

    def _out(self, node: nodes.Element) -> list[str]:
        return []

    def _table(self, node: nodes.Element) -> list[str]:
        found: list[str] = []
        for child in node.children:
            if isinstance(child, nodes.title):
                found += self._caption(child)
            elif isinstance(child, nodes.tgroup):
                found.append(table(child, self))
        return found


def _closed(text: str) -> str:
    """Return the text of a heading, whose last signs are not taken for the end of its mark."""
    return re.sub(r"(^|\s)(#+)$", r"\1\\\2", text)


_W = MarkdownWriter
_BLOCKS: dict[type, Any] = {
    nodes.section: _W._section,
    nodes.title: _W._title,
    nodes.subtitle: _W._title,
    nodes.rubric: _W._rubric,
    nodes.paragraph: _W._paragraph,
    nodes.bullet_list: _W._list,
    nodes.enumerated_list: _W._list,
    nodes.definition_list: _W._described,
    nodes.field_list: _W._described,
    nodes.option_list: _W._described,
    addnodes.desc: _W._signature,
    nodes.block_quote: _W._quote,
    nodes.topic: _W._admonition,
    nodes.sidebar: _W._admonition,
    nodes.attribution: _W._attribution,
    nodes.Admonition: _W._admonition,
    nodes.system_message: _W._out,
    nodes.literal_block: _W._code_block,
    nodes.doctest_block: _W._code_block,
    nodes.math_block: _W._math_block,
    nodes.caption: _W._caption,
    nodes.table: _W._table,
    nodes.image: _W._picture,
    nodes.footnote: _W._footnote,
    nodes.citation: _W._entry,
    nodes.line_block: _W._lines,
    nodes.transition: _W._rule,
    kb_fold: _W._fold,
    kb_drawing: _W._out,
    kb_comments: _W._out,
    dropdown_title: _W._rubric,
    sd_tab_label: _W._rubric,
    sd_tab_input: _W._out,
    nodes.target: _W._out,
    nodes.Invisible: _W._out,
}


@cache
def _block_of(kind: Any) -> Any:
    """Return what writes nodes of this kind as blocks; None of those that stand in a line."""
    for name in kind.__mro__:
        if name in _BLOCKS:
            return _BLOCKS[name]
    if issubclass(kind, (nodes.Text, nodes.Inline, nodes.TextElement)):
        # A text of some extension's own is a paragraph, within a line or not.
        return None if not issubclass(kind, nodes.General) else _W._paragraph
    return _W._inside
