"""Layouts: a function of the graph alone, in few steps, by arithmetic that is the same everywhere."""

from __future__ import annotations

import ast
from pathlib import Path
from random import Random

import pytest

from commonplace.core import forces, layout
from commonplace.core.layout import lay_out


def tree(count, more, seed=1):
    """Return the links of a connected graph of some shape."""
    rng = Random(seed)
    links = [(number, rng.randrange(number)) for number in range(1, count)]
    return links + [(rng.randrange(count), rng.randrange(count)) for _ in range(more)]


def test_a_drawing_does_not_depend_on_the_order_or_direction_of_links():
    links = tree(120, 60)
    first = lay_out(125, links)
    shuffled = [link[::-1] if number % 2 else link for number, link in enumerate(links)]
    Random(2).shuffle(shuffled)
    assert lay_out(125, shuffled + shuffled[:9] + [(3, 3)]) == first


def test_a_drawing_is_the_same_on_every_machine():
    ring = lay_out(12, [(number, (number + 1) % 12) for number in range(12)])
    assert (ring.width, ring.height) == RING[:2]
    assert ring.places == RING[2]


RING = (
    291,
    290,
    (
        (56, 71),
        (103, 37),
        (162, 32),
        (216, 57),
        (252, 105),
        (259, 164),
        (234, 219),
        (187, 253),
        (128, 258),
        (74, 233),
        (39, 184),
        (32, 126),
    ),
)


def test_places_are_whole_distinct_and_inside():
    drawing = lay_out(400, tree(380, 900))
    assert len(set(drawing.places)) == 400
    assert all(isinstance(value, int) for place in drawing.places for value in place)
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in drawing.places)


def test_what_is_linked_lies_nearer_than_what_is_not():
    drawing = lay_out(200, links := tree(200, 0))
    places = drawing.places

    def far(one, other):
        return abs(places[one][0] - places[other][0]) + abs(places[one][1] - places[other][1])

    linked = sum(far(*link) for link in links) / len(links)
    others = sum(far(number, (number * 7 + 91) % 200) for number in range(200)) / 200
    assert linked * 4 < others


@pytest.mark.parametrize(
    "make",
    [
        lambda count: tree(count, count),
        lambda count: [(0, number) for number in range(1, count)],
        lambda count: [(number, number + 1) for number in range(count - 1)],
        lambda count: [(number, number // 20 * 20) for number in range(count)],
        lambda count: [],
    ],
    ids=["tree", "star", "path", "parts", "nothing"],
)
def test_steps_grow_hardly_more_than_the_graph(make):
    small, large = lay_out(300, make(300)).steps, lay_out(1200, make(1200)).steps
    assert large <= 4 * 1.35 * small


def test_nodes_in_one_place_do_not_meet_each_other_one_by_one():
    count = 600
    _, _, steps = forces._repel([1.0] * count, [2.0] * count, [1.0] * count, 1.0)
    assert steps < 150 * count


def test_nothing_and_little_can_be_drawn():
    assert lay_out(0, []).places == ()
    assert len(lay_out(1, []).places) == 1
    assert len(set(lay_out(2, [(0, 1)]).places)) == 2


@pytest.mark.parametrize("module", [forces, layout], ids=lambda module: module.__name__)
def test_only_arithmetic_whose_last_bit_is_defined_is_used(module):
    """Sines and powers differ between libraries of C, and ``sum`` of floats between Pythons."""
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "math":
            assert [name.name for name in node.names] == ["sqrt"]
        assert not isinstance(node, (ast.Pow, ast.Set))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("sum", "hash", "id", "pow", "complex")
