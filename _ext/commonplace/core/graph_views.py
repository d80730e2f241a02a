"""Views of the graph: all of it, drawn page by page or in clusters, and what is around one page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .index import is_listed, unique_terms
from .layout import lay_out
from .slugs import slug
from .views import text, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .graph import Graph
    from .index import SiteIndex
    from .layout import Drawing
    from .model import PageFacts, Quote
    from .views import Link

#: The page that has the graph of all pages to itself, by the name of a document.
ALL_PAGES = "_graph/pages"
OTHERS = "other pages"  #: what the pages in no collection are called


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeView:
    """A node of the whole graph: a page, or a cluster of them."""

    docname: str  #: empty of a cluster without a page
    title: Quote
    name: str  #: the title as plain text
    colour: int
    x: int
    y: int
    links_in: int  #: pages, or clusters, that lead here
    links_out: int
    tags: tuple[Link, ...] = ()
    pages: int = 1
    inside: int = 0  #: links between the pages of a cluster


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphView:
    """The whole graph, drawn."""

    nodes: tuple[NodeView, ...]
    links: tuple[tuple[int, int], ...]  #: numbers of nodes
    colours: tuple[tuple[str, int], ...]  #: what each colour means, and how many pages have it
    width: int
    height: int
    pages: int
    clustered: bool = False
    whole: str = ""  #: the page of its own that shows every page, where clusters stand in for it


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokeView:
    """A page that the page in the middle is tied to."""

    docname: str
    name: str
    colour: int
    inward: tuple[str, ...] = ()  #: what its links to the page in the middle say they are
    outward: tuple[str, ...] = ()  #: and those of the page in the middle to it


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalView:
    """A page and those that it is tied to."""

    name: str
    colour: int
    spokes: tuple[SpokeView, ...]
    more: int  #: how many are left out
    colours: tuple[str, ...]  #: what each colour means
    whole: str  #: the page that shows the whole graph, if there is one


def local_view(graph: Graph, docname: str, *, most: int, whole: str) -> LocalView | None:
    """Return a page with at most *most* neighbours; nothing of one that has none."""
    inward, outward = graph.inward.get(docname, {}), graph.outward.get(docname, {})
    names = {*inward, *outward}
    if not names or most < 1:
        return None

    def weight(name: str) -> tuple[int, int, str]:
        kinds = [*inward.get(name, {}).items(), *outward.get(name, {}).items()]
        said = sum(1 for kind, _ in kinds if kind not in ("links", "cites"))
        return (-said, -sum(times for _, times in kinds), name)

    shown = sorted(sorted(names, key=weight)[:most], key=graph.place)
    page = graph.pages[docname]
    return LocalView(
        name=page.title_text,
        colour=graph.colours[page.collection],
        spokes=tuple(
            SpokeView(
                docname=name,
                name=graph.pages[name].title_text,
                colour=graph.colours[graph.pages[name].collection],
                inward=tuple(sorted(inward.get(name, ()))),
                outward=tuple(sorted(outward.get(name, ()))),
            )
            for name in shown
        ),
        more=len(names) - len(shown),
        colours=graph.collections,
        whole=whole,
    )


def graph_view(
    graph: Graph,
    index: SiteIndex,
    *,
    most: int,
    draw: Callable[[int, Sequence[tuple[int, int]]], Drawing] = lay_out,
    whole: str = "",
) -> GraphView:
    """Return the whole graph: its pages, or above *most* of them its clusters.

    *whole* is the page that shows all of them in that case.
    """
    if len(graph.members) > most:
        return replace(_clusters(graph, index, draw, most=most), whole=whole)
    order = sorted(graph.members, key=graph.place)
    links = _numbered(order, graph.outward)
    drawing = draw(len(order), links)
    nodes = []
    for docname, (x, y) in zip(order, drawing.places, strict=True):
        page = graph.pages[docname]
        terms = [index.term("tag", name) for _, name in unique_terms(page.front.tags)]
        nodes.append(
            NodeView(
                docname=docname,
                title=title_of(page),
                name=page.title_text,
                colour=graph.colours[page.collection],
                x=x,
                y=y,
                links_in=len(graph.inward.get(docname, ())),
                links_out=len(graph.outward.get(docname, ())),
                tags=tuple((term.name, term.docname or "") for term in terms),
            )
        )
    return _whole(graph, nodes, links, drawing)


def _numbered(
    order: Sequence[str], ties: Mapping[str, Mapping[str, object]]
) -> list[tuple[int, int]]:
    numbers = {name: number for number, name in enumerate(order)}
    return sorted(
        (numbers[source], numbers[target]) for source, targets in ties.items() for target in targets
    )


def _whole(
    graph: Graph,
    nodes: Sequence[NodeView],
    links: Sequence[tuple[int, int]],
    drawing: Drawing,
    *,
    clustered: bool = False,
) -> GraphView:
    counts = dict.fromkeys(graph.collections, 0)
    for name in graph.members:
        counts[graph.pages[name].collection] += 1
    return GraphView(
        nodes=tuple(nodes),
        links=tuple(links),
        colours=tuple((name or OTHERS, count) for name, count in counts.items()),
        width=drawing.width,
        height=drawing.height,
        pages=len(graph.members),
        clustered=clustered,
    )


# -- clusters ---------------------------------------------------------------------------

_Key = tuple[str, str, str]  #: collection, kind of term, its slug


def _clusters(
    graph: Graph,
    index: SiteIndex,
    draw: Callable[[int, Sequence[tuple[int, int]]], Drawing],
    *,
    most: int,
) -> GraphView:
    keys = {name: _cluster_of(graph.pages[name]) for name in graph.members}
    if len(set(keys.values())) > most:
        keys = {name: (key[0], "", "") for name, key in keys.items()}
    sizes: dict[_Key, int] = {}
    for key in keys.values():
        sizes[key] = sizes.get(key, 0) + 1
    inside = dict.fromkeys(sizes, 0)
    outward: dict[_Key, dict[_Key, None]] = {key: {} for key in sizes}
    inward: dict[_Key, dict[_Key, None]] = {key: {} for key in sizes}
    for source, targets in graph.outward.items():
        for target in targets:
            one, other = keys[source], keys[target]
            if one == other:
                inside[one] += 1
                continue
            outward[one][other] = None
            inward[other][one] = None
    order = sorted(sizes, key=lambda key: (graph.colours[key[0]], -sizes[key], key))
    numbers = {key: number for number, key in enumerate(order)}
    links = sorted((numbers[one], numbers[other]) for one in order for other in outward[one])
    drawing = draw(len(order), links)
    nodes = [
        NodeView(
            docname=_page_of(key, graph, index),
            title=text(name := _name_of(key, index)),
            name=name,
            colour=graph.colours[key[0]],
            x=x,
            y=y,
            links_in=len(inward[key]),
            links_out=len(outward[key]),
            pages=sizes[key],
            inside=inside[key],
        )
        for key, (x, y) in zip(order, drawing.places, strict=True)
    ]
    return _whole(graph, nodes, links, drawing, clustered=True)


def _cluster_of(page: PageFacts) -> _Key:
    """Return what a page is counted with: its first topic, its series, or its collection."""
    front = page.front
    if is_listed(page):
        if front.topics:
            return (page.collection, "topic", slug(front.topics[0]))
        if front.series:
            return (page.collection, "series", slug(front.series))
    return (page.collection, "", "")


def _page_of(key: _Key, graph: Graph, index: SiteIndex) -> str:
    collection, kind, term = key
    if kind:
        return index.term_pages.get((kind, term), "")
    home = f"{graph.folders.get(collection, collection).strip('/')}/index"
    return home if home in index.pages else ""


def _name_of(key: _Key, index: SiteIndex) -> str:
    collection, kind, term = key
    name = index.names.get((kind, term), term) if kind else ""
    return f"{name} ({collection})" if name else (collection or OTHERS).capitalize()
