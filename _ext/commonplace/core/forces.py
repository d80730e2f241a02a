"""The forces between the nodes of a drawing: links pull, nodes push, by the tree of Barnes and Hut.

J. Barnes, P. Hut: *A hierarchical O(N log N) force-calculation algorithm*, 1986. What is far from a
leaf of the tree is looked for once for all its nodes. See `layout.py` for why the arithmetic is plain.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BUCKET = 5  #: nodes that a leaf of the tree holds
DEEPEST = 24  #: level at which the tree is cut, whatever lies in one place
OPENING = 1.2  #: how large a cell may look, side by distance, to count as one body
SOFT = 0.01  #: what keeps bodies in one place from pushing without end
GRAVITY = 0.25  #: pull towards the middle, so that long branches do not leave the middle empty
CROWD = 0.25  #: how much the links of those who have many give way
COOLING = 0.9  #: how far nodes may move in a round, by the round before

#: A cell of the tree: mass, centre, side, cells, nodes.
_Cell = tuple[float, float, float, float, "tuple[_Cell, ...]", "tuple[int, ...]"]


def settle(
    near: list[list[int]],
    mass: list[float],
    xs: list[float],
    ys: list[float],
    length: float,
    rounds: int,
) -> int:
    """Let the forces move the nodes, less far with each round; return how many there were."""
    count = len(xs)
    if count < 2:
        return 0
    # Where everybody is linked to everybody, each link pulls less, or all would lie in a heap.
    links = [
        (one, other, length * (1.0 + CROWD * min(len(others), len(near[other]))))
        for one, others in enumerate(near)
        for other in others
        if one < other
    ]
    average = total(mass) / count
    bodies = [body / average for body in mass]
    farthest, steps = length, 0
    for _ in range(rounds):
        push_x, push_y, taken = _repel(xs, ys, bodies, length * length)
        steps += taken + len(links)
        middle_x, middle_y = total(xs) / count, total(ys) / count
        for node, body in enumerate(bodies):
            push_x[node] -= GRAVITY * body * (xs[node] - middle_x)
            push_y[node] -= GRAVITY * body * (ys[node] - middle_y)
        for one, other, stiffness in links:
            across, down = xs[other] - xs[one], ys[other] - ys[one]
            pull = sqrt(across * across + down * down) / stiffness
            across *= pull
            down *= pull
            push_x[one] += across
            push_y[one] += down
            push_x[other] -= across
            push_y[other] -= down
        for node in range(count):
            across, down = push_x[node], push_y[node]
            far = sqrt(across * across + down * down)
            if far > farthest:
                across, down = across * farthest / far, down * farthest / far
            xs[node] += across
            ys[node] += down
        farthest *= COOLING
    return steps


def _repel(
    xs: list[float], ys: list[float], bodies: list[float], strength: float
) -> tuple[list[float], list[float], int]:
    """Return how far the others push each node, and how many forces were added up."""
    low_x, low_y = min(xs), min(ys)
    side = max(max(xs) - low_x, max(ys) - low_y) + SOFT
    root = _cell(list(range(len(xs))), low_x, low_y, side, xs, ys, bodies, 0)
    push_x, push_y = [0.0] * len(xs), [0.0] * len(xs)
    steps = 0
    for leaf in _leaves(root):
        # What is far from a leaf is far from all in it: looked for once.
        far, near = _seen_from(leaf, root)
        for node in leaf[5]:
            x, y = xs[node], ys[node]
            sum_x = sum_y = 0.0
            for body, other_x, other_y in far:
                across, down = x - other_x, y - other_y
                force = body / (across * across + down * down + SOFT)
                sum_x += across * force
                sum_y += down * force
            for other in near:
                across, down = x - xs[other], y - ys[other]
                force = bodies[other] / (across * across + down * down + SOFT)
                sum_x += across * force
                sum_y += down * force
            push_x[node] = sum_x * strength
            push_y[node] = sum_y * strength
        steps += len(leaf[5]) * (len(far) + len(near))
    return push_x, push_y, steps


def _cell(
    nodes: list[int],
    left: float,
    top: float,
    side: float,
    xs: list[float],
    ys: list[float],
    bodies: list[float],
    depth: int,
) -> _Cell:
    """Return the cell that holds *nodes*."""
    if len(nodes) <= BUCKET or depth == DEEPEST:
        mass, x, y = _middle((bodies[node], xs[node], ys[node]) for node in nodes)
        if len(nodes) <= BUCKET:
            return (mass, x, y, side, (), tuple(nodes))
        # All in one place: as many cells without extent, each one body to the others.
        parts = [tuple(nodes[at : at + BUCKET]) for at in range(0, len(nodes), BUCKET)]
        piled = tuple([_pile(part, x, y, bodies) for part in parts])
        return (mass, x, y, side, piled, ())
    half = side / 2
    middle_x, middle_y = left + half, top + half
    quarters: tuple[list[int], ...] = ([], [], [], [])
    for node in nodes:
        quarters[(xs[node] >= middle_x) + 2 * (ys[node] >= middle_y)].append(node)
    cells = tuple(
        _cell(
            part,
            middle_x if number & 1 else left,
            middle_y if number & 2 else top,
            half,
            xs,
            ys,
            bodies,
            depth + 1,
        )
        for number, part in enumerate(quarters)
        if part
    )
    return (*_middle(cell[:3] for cell in cells), side, cells, ())


def _pile(nodes: tuple[int, ...], x: float, y: float, bodies: list[float]) -> _Cell:
    return (total([bodies[node] for node in nodes]), x, y, 0.0, (), nodes)


def _middle(bodies: Iterable[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Return the mass of bodies together, and where its centre lies."""
    mass = across = down = 0.0
    for body, x, y in bodies:
        mass += body
        across += body * x
        down += body * y
    return mass, across / mass, down / mass


def total(values: Iterable[float]) -> float:
    """Add numbers up, the same in every version of Python."""
    found = 0.0
    for value in values:
        found += value
    return found


def _leaves(root: _Cell) -> Iterator[_Cell]:
    pending = [root]
    while pending:
        cell = pending.pop()
        if cell[5]:
            yield cell
        pending.extend(cell[4])


def _seen_from(leaf: _Cell, root: _Cell) -> tuple[list[tuple[float, float, float]], list[int]]:
    """Return what counts as one body from a leaf, and the nodes too near for that."""
    _, x, y, extent, _, _ = leaf
    far: list[tuple[float, float, float]] = []
    near: list[int] = []
    pending = [root]
    while pending:
        cell = pending.pop()
        body, other_x, other_y, side, cells, nodes = cell
        across, down = other_x - x, other_y - y
        size = side + extent
        if cell is not leaf and size * size <= OPENING * OPENING * (across * across + down * down):
            far.append((body, other_x, other_y))
        elif cells:
            pending.extend(cells)
        elif cell is leaf or size:
            near.extend(nodes)
        else:
            far.append((body, other_x, other_y))
    return far, near
