"""The loop that leaves out transforms which have nothing to do."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from docutils.transforms import Transform, Transformer
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from commonplace import idle
from test_walking import grow

ROWS = [(path, kinds) for rows in idle.NEEDS.values() for path, kinds in rows.items()]


def test_all_transforms_are_there() -> None:
    tables = idle.Tables()
    assert idle.Seen not in tables.needs
    assert idle.Seen not in tables.keeps
    assert len(tables.needs) == len(ROWS)


@pytest.mark.parametrize(("path", "kinds"), ROWS)
def test_transform_does_nothing_without_what_it_needs(path: str, kinds: tuple[type, ...]) -> None:
    kind: Any = idle._found(path)
    for seed in range(20):
        document = new_document("page")
        document += grow_without(random.Random(seed), kinds)
        # Whatever it asks of a domain would be an error.
        domains = SimpleNamespace(citation_domain=None)
        document.settings.env = SimpleNamespace(domains=domains, _tags=None)
        before = document.pformat()
        transform = kind(document)
        (
            transform.run
            if isinstance(transform, SphinxPostTransform) and "run" in vars(kind)
            else transform.apply
        )()
        assert document.pformat() == before
        assert not document.transform_messages


def grow_without(chance: random.Random, kinds: tuple[type, ...]) -> nodes.Element:
    """Return a random tree that holds none of these sorts of nodes."""
    tree = grow(chance)
    return nodes.section("", *[child for child in tree.children if not holds(child, kinds)])


def holds(tree: nodes.Node, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(node, kinds) for node in tree.findall())


def applied(loop: Any, seed: int) -> list[str]:
    """Apply a row of transforms, some of which bring in what others need."""
    chance = random.Random(seed)
    log: list[str] = []

    class Note(Transform):
        default_priority = 210

        def apply(self, **kwargs: Any) -> None:
            log.append(f"note {self.document.pformat()}")
            if chance.random() < 0.5:
                self.document += chance.choice([nodes.doctest_block, nodes.block_quote])()
            if chance.random() < 0.3:
                transformer.add_transform(Note)

    document = new_document("page")
    document += grow(chance)
    transformer = Transformer(document)
    names = ("sphinx.transforms.DoctestTransform", "sphinx.transforms.HandleCodeBlocks")
    for name in names:
        transformer.add_transform(idle._found(name))
    transformer.add_transform(Note)
    loop(transformer)
    order = [kind.__name__ for _, kind, _, _ in transformer.applied]
    return [*log, *order, document.pformat()]


@pytest.mark.parametrize("seed", range(50))
def test_a_page_comes_out_the_same(seed: int) -> None:
    ours = applied(idle.Tables().apply_transforms, seed)
    assert ours == applied(idle._apply_transforms, seed)


def test_sorts_of_nodes_count_for_those_that_they_derive_from() -> None:
    tree = nodes.section("", nodes.paragraph("", "", nodes.emphasis("", "text")))
    assert idle.Seen(tree).has((nodes.TextElement,))
    assert idle.Seen(tree).has((addnodes.only, nodes.Text))
    assert not idle.Seen(tree).has((addnodes.only, nodes.image))
    assert not idle.Seen(tree).has((idle.COMPONENT,))
    tree += nodes.container(design_component="tab-set")
    assert idle.Seen(tree).has((idle.COMPONENT,))
