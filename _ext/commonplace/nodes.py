"""Nodes of our own: pointers, where a result will stand, and two that only HTML shows as such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: Key of the reading scratch-pad for documents that a page names by toctree or by file.
SKIPPED = "kb_skipped"


#: Attribute of what stands for a citation in titles and tables of contents: ``role:target``.
CITED = "kb_cited"


class kb_excerpt(nodes.Invisible, nodes.Element):
    """The excerpt that front matter gives; in the page until its faults have been told."""


class kb_pointer(nodes.General, nodes.Element):
    """The place of a result; carries the document it stands in and its request."""


class kb_embed(nodes.General, nodes.Element):
    """The place of another note, or a section of one, that is shown here."""


class kb_permalink(nodes.Inline, nodes.Element):
    """A permanent link to the place that it stands in; the place itself in a book."""


class kb_fold(nodes.General, nodes.Element):
    """Content that a reader unfolds; its first child, a paragraph, says what it is."""


class kb_drawing(nodes.General, nodes.Element):
    """A drawing as markup, which only HTML shows; it has no words of its own for the search."""


def drop_raw(element: nodes.Element) -> bool:
    """Take raw markup out of *element*, and tell whether there was any; a line break becomes a space."""
    found = list(element.findall(nodes.raw))
    for raw in found:
        # A hard line break is a pair of raw nodes, one for HTML and one for LaTeX.
        is_break = raw.get("format") == "html" and raw.astext().startswith("<br")
        raw.parent.replace(raw, [nodes.Text(" ")] if is_break else [])
    return bool(found)


class kb_comments(nodes.General, nodes.Element):
    """The place of readers' comments, which a script fills when it is asked to."""


def register(app: Sphinx) -> None:
    """Tell Sphinx how each node is written; pointers never reach a writer."""
    app.add_node(kb_pointer)
    app.add_node(kb_embed)
    others = ("latex", "text", "man", "texinfo", "epub")
    skip: Any = dict.fromkeys((name for name in others if name != "epub"), (_skip, None))
    skip["latex"] = (_visit_label, None)
    skip["texinfo"] = (_visit_anchor, None)
    app.add_node(kb_permalink, html=(_visit_permalink, None), **skip)
    never: Any = dict.fromkeys((name for name in others if name != "epub"), (_skip, None))
    app.add_node(kb_drawing, html=(_visit_drawing, None), **never)
    app.add_node(kb_comments, html=(_visit_comments, None), **never)
    plain: Any = dict.fromkeys((name for name in others if name != "epub"), (_nothing, _nothing))
    app.add_node(kb_fold, html=(_visit_fold, None), **plain)


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Write the content as it is."""


def _skip(translator: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _visit_label(translator: Any, node: nodes.Element) -> None:
    """Name the place for links within the book: a paragraph of LaTeX has no name of its own."""
    translator.body.append(translator.hypertarget(node["refid"]))
    raise nodes.SkipNode


def _visit_anchor(translator: Any, node: nodes.Element) -> None:
    """Name the place in Texinfo, which puts what is missing at the end, in the order of a set."""
    translator.add_anchor(node["refid"], node)
    raise nodes.SkipNode


def _visit_permalink(translator: Any, node: nodes.Element) -> None:
    text = translator.attval(f"Link to this part: {node['label']}")
    mark = translator.config.html_permalinks_icon
    if translator.config.html_permalinks:
        translator.body.append(
            f'<a class="headerlink" href="#{node["refid"]}" title="{text}">{mark}</a>'
        )
    raise nodes.SkipNode


def _visit_drawing(translator: Any, node: nodes.Element) -> None:
    translator.body.append(node["markup"])
    raise nodes.SkipNode


def _visit_comments(translator: Any, node: nodes.Element) -> None:
    """Write a link that works without a script, and what the script shows of itself."""
    data = "".join(f' {name}="{translator.attval(value)}"' for name, value in node["data"].items())
    translator.body.append(
        f'<section id="kb-comments" class="kb-foot kb-comments" aria-labelledby="kb-comments-title"{data}>\n'
        '<h2 id="kb-comments-title">Comments</h2>\n'
        '<button type="button" class="btn btn-primary" hidden>Show comments</button>\n'
        '<p class="kb-comments-note" hidden>They are loaded from giscus.app, which then learns that '
        "you read this page.</p>\n"
        f'<p><a class="reference external" href="{translator.attval(node["discussions"])}">'
        "Discussion on GitHub</a></p>\n</section>\n"
    )
    raise nodes.SkipNode


def _visit_fold(translator: Any, node: nodes.Element) -> None:
    """Open a ``details`` element: it folds without a script, and by keyboard."""
    translator.body.append(translator.starttag(node, "details"))
    summary = node[0]
    translator.body.append("<summary>")
    for child in summary.children:
        child.walkabout(translator)
    translator.body.append("</summary>\n")
    for child in node.children[1:]:
        child.walkabout(translator)
    translator.body.append("</details>\n")
    raise nodes.SkipNode
