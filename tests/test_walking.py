"""The walk through a document that stands in for docutils' own."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from commonplace import walking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def generators_of_generators(node: nodes.Node, cls: type) -> Iterator[nodes.Node]:
    """Walk as docutils 0.22 does."""
    if isinstance(node, cls):
        yield node
    for child in node.children:
        yield from generators_of_generators(child, cls)


def grow(chance: random.Random, depth: int = 0) -> nodes.Element:
    """Return a random tree."""
    node = chance.choice([nodes.paragraph, nodes.section, nodes.inline])()
    for _ in range(chance.randint(0, 4 if depth < 4 else 0)):
        node += grow(chance, depth + 1) if chance.random() < 0.7 else nodes.Text("text")
    return node


def walk_and_change(walk: Callable[[nodes.Node, type], Iterator[nodes.Node]], seed: int) -> object:
    """Walk a tree while changing it; return what was met and what became of it."""
    chance = random.Random(seed)
    tree = grow(chance)
    met = []
    for node in walk(tree, nodes.paragraph):
        assert isinstance(node, nodes.paragraph)
        met.append((len(met), node.astext()))
        what = chance.random()
        if what < 0.2 and node.parent is not None:
            node.replace_self(grow(chance, 3))
        elif what < 0.3 and node.parent is not None:
            node.parent.remove(node)
        elif what < 0.4:
            node.clear()
        elif what < 0.5:
            node += nodes.paragraph()
        if len(met) > 500:
            break
    return met, tree.pformat()


@pytest.mark.parametrize("seed", range(100))
def test_walk_meets_the_same_nodes_in_a_tree_that_changes(seed: int) -> None:
    assert walk_and_change(walking.fast_findall, seed) == walk_and_change(
        generators_of_generators, seed
    )
