"""Places for the nodes of a graph: a function of the graph alone, in time O(n log n).

A spring model (Fruchterman and Reingold, *Graph drawing by force-directed placement*, 1991) on
coarser and coarser graphs (the merging of Hachul and Jünger, *Drawing large graphs with a potential-
field-based multilevel algorithm*, 2005). Nothing but
``+ - * /`` and the square root is used, one operation at a time: IEEE 754 says to the last bit what
they give, which it does not of sines, complex products may be fused, and ``sum`` of floats is
another one since Python 3.12.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from .forces import settle, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Point = tuple[int, int]

UNIT = 64.0  #: length of a link that nothing pulls at
SMALL = 8  #: nodes of a graph that is not made coarser
ITERATIONS = (60, 40, 30, 20, 16, 12, 10)  #: from the coarsest graph to the finest
SOME = 5  #: neighbours that a node is drawn towards before forces move it
#: Rotation by the golden angle, so that what is put around a node is spread evenly.
COS, SIN = -0.7373688780783197, 0.6754902942615238
ROOM = 1.4  #: area of a drawing for each of its nodes, in square units
GAP = 1.0  #: between parts that no link connects, in units


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Where the nodes of a graph lie; y grows downwards."""

    width: int
    height: int
    places: tuple[Point, ...]
    steps: int = 0  #: how many forces were computed: what time is proportional to


def lay_out(count: int, links: Iterable[tuple[int, int]]) -> Drawing:
    """Place *count* nodes; *links* are pairs of their numbers, in any order and direction."""
    pairs = sorted({(min(link), max(link)) for link in links if link[0] != link[1]})
    near: list[list[int]] = [[] for _ in range(count)]
    for one, other in pairs:
        near[one].append(other)
        near[other].append(one)
    boxes: list[tuple[list[int], list[float], list[float]]] = []
    steps = 0
    for members in _components(near):
        xs, ys, taken = _place([[members[j] for j in near[i]] for i in members])
        steps += taken
        boxes.append((list(members), *_to_scale(xs, ys)))
    boxes.sort(key=lambda box: (-len(box[0]), box[0][0]))
    places: list[Point] = [(0, 0)] * count
    width, height = _pack(boxes, places)
    return Drawing(width=width, height=height, places=tuple(_apart(places)), steps=steps)


def _components(near: Sequence[Sequence[int]]) -> Iterator[dict[int, int]]:
    """Yield the nodes of each connected part, with their numbers in it."""
    seen = [False] * len(near)
    for start in range(len(near)):
        if seen[start]:
            continue
        seen[start] = True
        found, at = [start], 0
        while at < len(found):
            for other in near[found[at]]:
                if not seen[other]:
                    seen[other] = True
                    found.append(other)
            at += 1
        yield {node: number for number, node in enumerate(sorted(found))}


def _pack(
    boxes: Sequence[tuple[list[int], list[float], list[float]]], places: list[Point]
) -> tuple[int, int]:
    """Put the parts beside and below one another, the largest first, lines as wide as it."""
    gap = GAP * UNIT
    area = total([_side(xs, gap) * _side(ys, gap) for _, xs, ys in boxes])
    widest = max([sqrt(area * 1.3), *(_side(xs, gap) for _, xs, _ in boxes)])
    left = top = line = right = 0.0
    for members, xs, ys in boxes:
        wide, high = _side(xs, gap), _side(ys, gap)
        if left and left + wide > widest * 1.0001:
            left, top, line = 0.0, top + line, 0.0
        across, down = left + gap / 2 - min(xs), top + gap / 2 - min(ys)
        for node, x, y in zip(members, xs, ys, strict=True):
            places[node] = (round(x + across), round(y + down))
        left += wide
        line = max(line, high)
        right = max(right, left)
    return round(right), round(top + line)


def _to_scale(xs: list[float], ys: list[float]) -> tuple[list[float], list[float]]:
    """Give every drawing the same room for each node, and lay it on its longer side."""
    if _side(ys, UNIT) > _side(xs, UNIT):
        xs, ys = ys, xs
    area = _side(xs, UNIT) * _side(ys, UNIT)
    scale = min(2.0, sqrt(ROOM * UNIT * UNIT * len(xs) / area)) if len(xs) > 2 else 1.0
    return [x * scale for x in xs], [y * scale for y in ys]


def _apart(places: Iterable[Point]) -> Iterator[Point]:
    """Yield the places, moved by a hair where rounding has put two nodes into one."""
    taken: set[Point] = set()
    for x, y in places:
        while (x, y) in taken:
            x += 1
        taken.add((x, y))
        yield x, y


def _side(values: Sequence[float], gap: float) -> float:
    return max(values) - min(values) + gap


def _place(near: list[list[int]]) -> tuple[list[float], list[float], int]:
    """Place the nodes of one connected part; return how many forces that took, too."""
    graphs = [near]
    masses = [[1.0] * len(near)]
    parents: list[list[int]] = []
    while len(graphs[-1]) > SMALL:
        parent, coarse = _coarsen(graphs[-1])
        parents.append(parent)
        graphs.append(coarse)
        mass = [0.0] * len(coarse)
        for node, body in enumerate(masses[-1]):
            mass[parent[node]] += body
        masses.append(mass)
    xs, ys = _around(0.0, 0.0, len(graphs[-1]), UNIT * sqrt(len(near) / len(graphs[-1])))
    steps = 0
    for number, (graph, mass) in enumerate(zip(reversed(graphs), reversed(masses), strict=True)):
        length = UNIT * sqrt(len(near) / len(graph))
        if number:
            xs, ys = _spread(parents[-number], graph, xs, ys, length)
        rounds = ITERATIONS[min(number, len(ITERATIONS) - 1)]
        steps += settle(graph, mass, xs, ys, length, rounds)
    return xs, ys, steps


def _coarsen(near: list[list[int]]) -> tuple[list[int], list[list[int]]]:
    """Merge nodes with their neighbours, to half as many at most; return whom each belongs to."""
    parent = [-1] * len(near)
    suns: list[int] = []
    for node in sorted(range(len(near)), key=lambda node: (-len(near[node]), node)):
        if parent[node] >= 0:
            continue
        free = [other for other in near[node] if parent[other] < 0]
        if not free and near[node]:
            parent[node] = parent[near[node][0]]
            continue
        parent[node] = len(suns)
        suns.append(node)
        for other in free:
            parent[other] = parent[node]
    links: list[dict[int, None]] = [{} for _ in suns]
    for node, others in enumerate(near):
        for other in others:
            if parent[node] != parent[other]:
                links[parent[node]][parent[other]] = None
    return parent, [sorted(each) for each in links]


def _around(x: float, y: float, count: int, length: float) -> tuple[list[float], list[float]]:
    """Return *count* places around one, as the seeds of a sunflower lie."""
    xs, ys = [], []
    across, down = 1.0, 0.0
    for number in range(count):
        far = length * sqrt(number)
        xs.append(x + far * across)
        ys.append(y + far * down)
        across, down = across * COS - down * SIN, across * SIN + down * COS
    return xs, ys


def _spread(
    parent: list[int], near: list[list[int]], xs: list[float], ys: list[float], length: float
) -> tuple[list[float], list[float]]:
    """Place the nodes of a finer graph: around what they were merged into, towards neighbours."""
    members: list[list[int]] = [[] for _ in xs]
    for node, above in enumerate(parent):
        members[above].append(node)
    fine_x, fine_y = [0.0] * len(parent), [0.0] * len(parent)
    for above, nodes in enumerate(members):
        nodes.sort(key=lambda node: (-len(near[node]), node))
        around_x, around_y = _around(xs[above], ys[above], len(nodes), 0.5 * length)
        for node, x, y in zip(nodes, around_x, around_y, strict=True):
            others = near[node][:SOME]
            share = 0.3 / len(others) if others else 0.0
            fine_x[node] = x + share * total([xs[parent[other]] - xs[above] for other in others])
            fine_y[node] = y + share * total([ys[parent[other]] - ys[above] for other in others])
    return fine_x, fine_y
