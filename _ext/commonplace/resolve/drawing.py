"""Drawings of graphs as SVG: links that have a focus and a name, in the colours of the style sheet."""

from __future__ import annotations

import re
from html import escape
from math import isqrt
from typing import TYPE_CHECKING

from ..core.graph_views import OTHERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..core.graph_views import GraphView, LocalView, NodeView, SpokeView

COLOURS = 8  #: of the style sheet; further collections begin again
LABELS = 60  #: names that a drawing shows; the others are shown when they are pointed at
FIRST_LABELS = 6  #: of the most tied, shown even where they hide others
LABEL, SIDE_LABEL = 28, 20  #: letters of a name before it is cut
DENSE = 600  #: links above which lines are faint: the neighbours of a node stand out all the same
LETTER = 0.56  #: width of a letter by its height, roughly

# The same in kb-graph.js.
_WIDE = re.compile(
    "[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"
)

# The drawing of one page and its neighbours, in units of its own.
ROW, MARGIN, COLUMN, DOT = 26, 12, 152, 6


def graph_svg(view: GraphView, address: Callable[[str], str]) -> str:
    """Return the whole graph."""
    letter = max(14, (view.width + 2 * view.height) // 150)
    unit = letter / 14
    radii = [_radius(node, unit, clustered=view.clustered) for node in view.nodes]
    labels = _labels(view.nodes, radii, letter)
    side = letter * 6
    box = f"{-side} {-letter} {view.width + 2 * side} {view.height + 3 * letter}"
    dense = " kb-graph-dense" if len(view.links) > DENSE else ""
    what = "cluster" if view.clustered else "page"
    parts = [
        f'<svg class="kb-graph-svg" viewBox="{box}" role="group" '
        f'aria-label="Graph of {counted(len(view.nodes), what)} and '
        f'{counted(len(view.links), "link")} between them">',
        '<g class="kb-graph-view">',
        f'<path class="kb-graph-lines{dense}" d="{_lines(view)}"/>',
    ]
    for node, radius in zip(view.nodes, radii, strict=True):
        target = address(node.docname) if node.docname else ""
        said = escape(_said(view, node))
        shape = f'<title>{said}</title><circle cx="{node.x}" cy="{node.y}" r="{radius:g}"/>'
        name = f'class="kb-c{node.colour % COLOURS}"'
        if target:
            parts.append(f'<a {name} href="{escape(target)}">{shape}</a>')
        else:
            parts.append(f'<g {name} role="img" aria-label="{said}">{shape}</g>')
    parts.append(f'<g class="kb-graph-labels" font-size="{letter}" aria-hidden="true">')
    for number, down in labels:
        node = view.nodes[number]
        parts.append(f'<text x="{node.x}" y="{down:g}">{escape(shorten(node.name, LABEL))}</text>')
    parts.append("</g></g></svg>")
    return "".join(parts)


def legend(colours: Iterable[tuple[str, str]]) -> str:
    """Return what the colours mean: pairs of a name and of what is said of it."""
    items = (
        f'<li><svg viewBox="0 0 12 12" aria-hidden="true" class="kb-c{number % COLOURS}">'
        f'<circle cx="6" cy="6" r="5"/></svg>{escape(name)}{escape(said)}</li>'
        for number, (name, said) in enumerate(colours)
    )
    return f'<ul class="kb-graph-legend" aria-label="Colours">{"".join(items)}</ul>'


def _radius(node: NodeView, unit: float, *, clustered: bool) -> float:
    size = node.pages if clustered else node.links_in + node.links_out
    # Of the root only the whole part and two binary places: the same everywhere.
    return round(
        min(unit, 1.6) * min(4 + isqrt(size * 16) / 4 * (0.8 if clustered else 1.25), 15), 1
    )


def _said(view: GraphView, node: NodeView) -> str:
    """Return what a node says of itself."""
    links = f"{counted(node.links_in, 'link')} in, {node.links_out} out"
    if view.clustered:
        return f"{node.name}: {counted(node.pages, 'page')}, {links}"
    return f"{node.name} – {view.colours[node.colour][0]}, {links}"


def counted(number: int, name: str) -> str:
    """Return a number and what it counts, in the plural where it is not one."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _lines(view: GraphView) -> str:
    """Write every line once, whichever way the links go; the script reads from it what is tied."""
    found = []
    for one, other in sorted({(min(link), max(link)) for link in view.links}):
        start, end = view.nodes[one], view.nodes[other]
        found.append(f"M{start.x} {start.y}L{end.x} {end.y}")
    return "".join(found)


def _labels(
    nodes: Sequence[NodeView], radii: Sequence[float], letter: int
) -> list[tuple[int, float]]:
    """Choose names to show, the most tied first, and the height of each: below, else above.

    A name stands where it meets neither another one nor a node; only the first few may hide nodes.
    """
    order = sorted(
        range(len(nodes)), key=lambda number: (-radii[number], -nodes[number].links_in, number)
    )
    chosen: list[tuple[int, float]] = []
    names: list[_Box] = []
    circles: list[_Box] = [
        (node.x - radius, node.y - radius, node.x + radius, node.y + radius)
        for node, radius in zip(nodes, radii, strict=True)
    ]
    for number in order[: 4 * LABELS]:
        if len(chosen) == LABELS:
            break
        node = nodes[number]
        half = width(shorten(node.name, LABEL)) * letter * LETTER / 2
        for line in (node.y + radii[number] + letter, node.y - radii[number] - 0.35 * letter):
            box = (node.x - half, line - 0.8 * letter, node.x + half, line + 0.2 * letter)
            others = names if len(chosen) < FIRST_LABELS else (*names, *circles)
            if not any(_meet(box, other) for other in others):
                chosen.append((number, line))
                names.append(box)
                break
    return sorted(chosen)


_Box = tuple[float, float, float, float]  #: left, top, right, bottom


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def shorten(name: str, most: int) -> str:
    """Return a name as wide as *most* letters at most."""
    if width(name) <= most:
        return name
    wide, kept = 0, 0
    while (wide := wide + width(name[kept])) < most:
        kept += 1
    return f"{name[:kept].rstrip()}…"


def width(text: str) -> int:
    """Return how many letters *text* is wide: a sign of Chinese, Japanese or Korean is two."""
    return len(text) + len(_WIDE.findall(text))


# -- one page and its neighbours ----------------------------------------------------------


def local_svg(view: LocalView, address: Callable[[str], str], own: str) -> str:
    """Return a page in the middle, what leads to it on the left, what it leads to on the right.

    *own* is the address of the page from the root of the site, by which the script finds it.
    """
    left, right = sides(view)
    rows = max(len(left), len(right), 2)
    high = rows * ROW + MARGIN
    start = 0 if left else COLUMN - 2 * MARGIN
    wide = (2 * COLUMN + 6 * MARGIN if right else COLUMN + 8 * MARGIN) - start
    middle = COLUMN + 3 * MARGIN
    centre = high // 2
    parts = [
        f'<svg class="kb-graph-svg" viewBox="{start} 0 {wide} {high}" width="{wide}" '
        f'height="{high}" role="group" aria-label="{escape(_around(view))}" '
        f'data-page="{escape(own)}">',
    ]
    for spokes, turn in ((left, -1), (right, 1)):
        dot, word, anchor = middle + turn * 3 * MARGIN, turn * (DOT + 6), turn
        gap = (high - MARGIN) / max(len(spokes), 1)
        for number, spoke in enumerate(spokes):
            down = round(MARGIN / 2 + gap * (number + 0.5))
            bend = dot - turn * MARGIN
            place = "" if anchor > 0 else ' text-anchor="end"'
            parts.append(
                f'<path class="kb-graph-lines" d="M{middle} {centre}'
                f'C{bend} {centre} {bend} {down} {dot} {down}"/>'
                f'<a class="kb-c{spoke.colour % COLOURS}" href="{escape(address(spoke.docname))}">'
                f"<title>{escape(spoke_text(view, spoke))}</title>"
                f'<circle cx="{dot}" cy="{down}" r="{DOT}"/>'
                f'<text x="{dot + word}" y="{down + 4}"{place} aria-hidden="true">'
                f"{escape(shorten(spoke.name, SIDE_LABEL))}</text></a>"
            )
    parts.append(
        f'<g class="kb-c{view.colour % COLOURS} kb-graph-own" aria-hidden="true">'
        f'<circle cx="{middle}" cy="{centre}" r="{DOT + 3}"/></g></svg>'
    )
    return "".join(parts)


def sides(view: LocalView) -> tuple[list[SpokeView], list[SpokeView]]:
    """Return the neighbours that lead to the page, and those that it leads to as well or alone."""
    left = [spoke for spoke in view.spokes if not spoke.outward]
    return left, [spoke for spoke in view.spokes if spoke.outward]


def spoke_text(view: LocalView, spoke: SpokeView) -> str:
    """Return the name of a neighbour, its collection, and how the two are tied."""
    ties = []
    if spoke.inward:
        ties.append(_tie(spoke.inward, "to") + " here")
    if spoke.outward:
        ties.append("from here: " + _tie(spoke.outward, ""))
    return f"{spoke.name} – {view.colours[spoke.colour] or OTHERS}; {'; '.join(ties)}"


def _tie(kinds: Sequence[str], preposition: str) -> str:
    return ", ".join(f"{kind} {preposition}".strip() if kind == "links" else kind for kind in kinds)


def _around(view: LocalView) -> str:
    left, right = sides(view)
    here, there = counted(len(left), "page"), counted(len(right), "page")
    return (
        f"{view.name}: {here} {'leads' if len(left) == 1 else 'lead'} here, "
        f"{there} {'is' if len(right) == 1 else 'are'} led to"
    )
