"""Render the graph: a drawing and its twin in words, or where nothing can be drawn the words alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..nodes import kb_drawing
from . import drawing
from .pieces import heading, inline_nodes, link_node, link_nodes, separated, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.graph_views import GraphView, LocalView, NodeView, SpokeView
    from .pieces import Linker

TABLE = "kb-graph-table"


def render_graph(view: GraphView, linker: Linker) -> list[nodes.Node]:
    """Render the whole graph with a table of its nodes."""
    if not view.nodes:
        return [nodes.paragraph("", "There is no page yet.", classes=["kb-empty"])]
    twin = table(_columns(view, linker), ["kb-table", TABLE])
    box = nodes.container("", classes=["kb-graph", "kb-graph-whole"])
    if linker.draws:
        colours = ((name, f" ({count})") for name, count in view.colours)
        box += kb_drawing(
            markup=f'<p class="kb-graph-skip"><a href="#{TABLE}">Skip the drawing: the table below '
            f"says the same</a></p>{drawing.legend(colours)}"
            f'<div class="kb-graph-frame">{drawing.graph_svg(view, linker.address)}</div>'
        )
        twin["ids"] = [TABLE]
    box += nodes.paragraph("", _summary(view), classes=["kb-counts"])
    if view.whole:
        name = nodes.inline("", f"All {view.pages} pages, one by one")
        box += nodes.paragraph("", "", linker.link(view.whole, "", name), classes=["kb-graph-all"])
    box += twin
    return [box]


def _summary(view: GraphView) -> str:
    links = drawing.counted(len(view.links), "link")
    if view.clustered:
        many = "" if view.whole else ", too many for one drawing"
        return (
            f"{view.pages} pages{many}: here they are in {drawing.counted(len(view.nodes), 'cluster')} "
            f"by topic, series and collection, with {links} between them."
        )
    return f"{drawing.counted(view.pages, 'page')}, {links}."


def _columns(view: GraphView, linker: Linker) -> list[tuple[str, int, list[list[nodes.Node]]]]:
    first = ("Cluster" if view.clustered else "Page", 40, [_title(n, linker) for n in view.nodes])
    collections: list[list[nodes.Node]] = [
        [nodes.Text(view.colours[node.colour][0])] for node in view.nodes
    ]
    numbers = [
        ("Links in", [node.links_in for node in view.nodes]),
        ("Links out", [node.links_out for node in view.nodes]),
    ]
    if view.clustered:
        numbers.append(("Links inside", [node.inside for node in view.nodes]))
        numbers.insert(0, ("Pages", [node.pages for node in view.nodes]))
    columns: list[tuple[str, int, list[list[nodes.Node]]]] = [
        first,
        ("Collection", 15, collections),
        *((name, 10, _numbers(values)) for name, values in numbers),
    ]
    if not view.clustered:
        tags = [link_nodes(node.tags, linker) for node in view.nodes]
        columns.append(("Tags", 25, tags))
    return columns


def _numbers(values: Iterable[int]) -> list[list[nodes.Node]]:
    return [[nodes.Text(str(value))] for value in values]


def _title(node: NodeView, linker: Linker) -> list[nodes.Node]:
    shown = inline_nodes(node.title, linker, links=False)
    if not node.docname:
        return shown
    return [linker.link(node.docname, "", nodes.inline("", "", *shown))]


def render_local(view: LocalView | None, linker: Linker) -> list[nodes.Node]:
    """Render what is around a page, under a heading."""
    if view is None:
        return []
    box = nodes.container("", classes=["kb-foot", "kb-graph", "kb-graph-local"])
    box += heading(nodes.Text("Neighbours"), 2)
    if linker.draws:
        markup = drawing.local_svg(view, linker.address, linker.own_address())
        box += kb_drawing(markup=f'<div class="kb-graph-frame">{markup}</div>')
    else:
        left, right = drawing.sides(view)
        box += _named("Links here: ", left, linker)
        box += _named("Linked from here: ", right, linker)
    rest: list[list[nodes.Node]] = []
    if view.more:
        rest.append([nodes.Text(f"… and {view.more} more")])
    if view.whole and linker.draws:
        rest.append([link_node(("The whole graph", view.whole), linker)])
    if rest:
        box += nodes.paragraph("", "", *separated(rest, " · "), classes=["kb-graph-rest"])
    return [box]


def _named(said: str, spokes: list[SpokeView], linker: Linker) -> list[nodes.Node]:
    if not spokes:
        return []
    links = link_nodes([(spoke.name, spoke.docname) for spoke in spokes], linker)
    return [nodes.paragraph("", said, *links)]
