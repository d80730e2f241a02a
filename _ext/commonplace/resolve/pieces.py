"""Pieces that renderings are made of: quoted content, links, headings, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from docutils import nodes
from sphinx import addnodes

from ..core.brackets import as_written
from ..core.inline import text_of
from ..core.tex_signs import formula_text
from ..nodes import kb_fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.model import Inline, Inlines, Quote
    from ..core.views import Link

MIDDLE_DOT = " · "
SAFE_SCHEMES = ("http://", "https://", "mailto:")


class Linker(Protocol):
    """What rendering needs of the builder: links to documents, and whether it is HTML."""

    html: bool
    draws: bool  #: whether drawings are shown
    formulas: bool  #: whether it sets formulas, or shows their source
    docname: str

    def link(self, docname: str, anchor: str, content: nodes.Node) -> nodes.Node:
        """Return *content* as a link to a place, or alone where the builder has no links."""

    def address(self, docname: str) -> str:
        """Return the address of a page as the page itself writes it."""

    def own_address(self) -> str:
        """Return the address of the page from the root of the site."""

    def file(self, name: str) -> str:
        """Return the path of a file that the configuration names."""

    def follow(self, attributes: dict[str, object]) -> tuple[str, str, str] | None:
        """Return document, anchor and title of what a quoted link leads to, where a table tells."""

    def leads(self, attributes: dict[str, object]) -> bool:
        """Tell whether a pending link can lead anywhere."""

    def cited(self, attributes: dict[str, object]) -> str:
        """Return the text of a quoted citation that is to be no link."""


LINKS = ("pending_xref", "kb_local", "reference")  #: what holds no other link
CLASSES: dict[str, type[nodes.TextElement]] = {
    "emphasis": nodes.emphasis,
    "strong": nodes.strong,
    "literal": nodes.literal,
    "subscript": nodes.subscript,
    "superscript": nodes.superscript,
    "abbreviation": nodes.abbreviation,
    "inline": nodes.inline,
    "title_reference": nodes.title_reference,
}


def inline_nodes(quote: Quote, linker: Linker, *, links: bool = True) -> list[nodes.Node]:
    """Turn quoted content back into nodes; without links where it stands inside one."""
    return _inlines(quote.content, linker, links=links)


def _inlines(inlines: Inlines, linker: Linker, *, links: bool) -> list[nodes.Node]:
    found: list[nodes.Node] = []
    for item in inlines:
        found.extend(_inline(item, linker, links=links))
    return found


def _inline(item: Inline, linker: Linker, *, links: bool) -> Iterable[nodes.Node]:
    if isinstance(item, str):
        return [nodes.Text(item)]
    name, pairs, children = item
    attributes = dict(pairs)
    if name == "math":
        text = text_of(children)
        if attributes.get("work") and not linker.formulas:
            return [nodes.Text(formula_text(text))]
        return [nodes.math(text, text, kb_quoted=True)]  # faults are told where it was written
    content = _inlines(children, linker, links=links and name not in LINKS)
    if name == "pending_xref":
        return _pending(attributes, children, content, linker, links=links)
    if name == "kb_local":
        if not links:
            return content
        inner = nodes.inline("", "", *content)
        return [linker.link(str(attributes["docname"]), str(attributes["anchor"]), inner)]
    if name == "reference":
        uri = str(attributes.get("refuri", ""))
        if not links or not uri.lower().startswith(SAFE_SCHEMES):
            return content
        return [nodes.reference("", "", *content, refuri=uri, internal=False)]
    node = CLASSES[name]("", "", *content)
    for key, value in attributes.items():
        node[key] = list(value) if isinstance(value, tuple) else value
    return [node]


def _pending(
    attributes: dict[str, object],
    children: Inlines,
    content: list[nodes.Node],
    linker: Linker,
    *,
    links: bool,
) -> Iterable[nodes.Node]:
    if (found := linker.follow(attributes)) is not None:
        docname, anchor, title = found
        inner = _bare(content) if attributes.get("refexplicit") else [nodes.Text(title)]
        return [linker.link(docname, anchor, nodes.inline("", "", *inner))] if links else inner
    if not links and attributes.get("refdomain") == "cite":
        return [nodes.Text(linker.cited(attributes))]
    if not links and (attributes.get("refexplicit") or text_of(children)):
        return content
    if not linker.leads(attributes):
        # A broken link is reported where its author wrote it, not wherever it is shown again.
        written = as_written(attributes.get("reftarget", ""), attributes.get("reftargetid"))
        return content or [nodes.Text(written)]
    node = addnodes.pending_xref("", *content)
    for key, value in attributes.items():
        node[key] = list(value) if isinstance(value, tuple) else value
    # Links are written relative to the document that they stand in now.
    node["refdoc"] = linker.docname
    node["refwarn"] = False
    node["kb_quoted"] = True
    if not node.children:
        node += nodes.inline("", "")
    return [node]


def _bare(content: list[nodes.Node]) -> list[nodes.Node]:
    """Take off what a parser puts around the text of a pending link: it is a link now."""
    if (
        len(content) == 1
        and isinstance(content[0], nodes.inline)
        and "xref" in content[0]["classes"]
    ):
        return list(content[0].children)
    return content


def retracted_mark() -> nodes.inline:
    """Return the word that marks a retracted work."""
    return nodes.inline("", "retracted", classes=["kb-retracted"])


def heading(content: nodes.Node, level: int, name: str = "kb-group") -> nodes.rubric:
    """Return a heading that is no section: it stands in no table of contents."""
    found = nodes.rubric("", "", content, classes=[name])
    found["heading-level"] = min(6, level)
    return found


def separated(pieces: Iterable[Sequence[nodes.Node]], between: str) -> list[nodes.Node]:
    """Return the nodes of all *pieces*, with a text between them."""
    found: list[nodes.Node] = []
    for number, piece in enumerate(pieces):
        if number:
            found.append(nodes.Text(between))
        found.extend(piece)
    return found


def link_nodes(links: Iterable[Link], linker: Linker) -> list[nodes.Node]:
    """Render links to pages, separated by commas."""
    return separated([[link_node(link, linker)] for link in links], ", ")


def link_node(link: Link, linker: Linker) -> nodes.Node:
    """Render a link to a page or an address; without one, or if it is this page, the name alone."""
    name, docname = link
    if docname.startswith(SAFE_SCHEMES):  # no name of a document does
        return nodes.reference("", name, refuri=docname, internal=False)
    if not docname or docname == linker.docname:
        return nodes.inline("", name)
    return linker.link(docname, "", nodes.inline("", name))


def fold(summary: str, *content: nodes.Node, classes: Sequence[str] = ()) -> nodes.Node:
    """Return content that is folded under its summary."""
    return kb_fold("", nodes.paragraph("", summary), *content, classes=["kb-fold", *classes])


def code(text: str, language: str) -> nodes.Node:
    """Return a block of code."""
    # Forced: what an author wrote may be more than the lexer knows.
    return nodes.literal_block(text, text, language=language, linenos=False, force=True)


def work_title(title: Quote, address: str, linker: Linker) -> nodes.Node:
    """Render the title of a work as a link to it."""
    if address.lower().startswith(SAFE_SCHEMES):
        content = inline_nodes(title, linker, links=False)
        return nodes.reference("", "", *content, refuri=address, internal=False)
    return nodes.inline("", "", *inline_nodes(title, linker))


def note_links(notes: Iterable[tuple[Quote, str]], linker: Linker) -> list[nodes.Node]:
    """Render links to notes, separated by commas."""
    return separated(
        [
            [
                linker.link(
                    docname, "", nodes.inline("", "", *inline_nodes(title, linker, links=False))
                )
            ]
            for title, docname in notes
        ],
        ", ",
    )


def table(
    columns: Sequence[tuple[str, int, Sequence[list[nodes.Node]]]], classes: Sequence[str]
) -> nodes.table:
    """Return a table of inline content, column by column: heading, width, cells."""
    group = nodes.tgroup("", cols=len(columns))
    for _, width, _cells in columns:
        group += nodes.colspec("", colwidth=width)
    head = nodes.row("")
    for name, _width, _cells in columns:
        head += nodes.entry("", nodes.paragraph("", name))
    group += nodes.thead("", head)
    body = nodes.tbody("")
    for number in range(len(columns[0][2])):
        row = nodes.row("")
        for _, _, cells in columns:
            row += nodes.entry("", nodes.paragraph("", "", *cells[number]))
        body += row
    group += body
    return nodes.table("", group, classes=list(classes))
