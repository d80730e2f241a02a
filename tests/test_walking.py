"""The walk through a document that stands in for docutils' own."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.util.docutils import SphinxTranslator

from commonplace import joining, walking
from commonplace.resolve import languages

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


@pytest.mark.parametrize("seed", range(30))
def test_walk_by_condition_meets_the_same_nodes_in_a_tree_that_changes(seed: int) -> None:
    def by_condition(walk: Callable[..., Iterator[nodes.Node]]) -> object:
        def met(node: nodes.Node, cls: type) -> Iterator[nodes.Node]:
            return walk(node, lambda found: isinstance(found, cls))

        return walk_and_change(met, seed)

    assert by_condition(walking.findall) == by_condition(walking._findall)


@pytest.mark.parametrize("seed", range(10))
def test_other_walks_are_those_of_docutils(seed: int) -> None:
    tree = grow(random.Random(seed))
    for options in (
        {},
        {"include_self": False},
        {"descend": False},
        {"siblings": True},
        {"ascend": True, "condition": nodes.inline},
    ):
        for node in tree.findall():
            assert list(walking.findall(node, **options)) == list(walking._findall(node, **options))


class Recorder(nodes.GenericNodeVisitor):
    """Note what is seen, and now and then change the tree or break off."""

    def __init__(self, document: nodes.document, seed: int) -> None:
        super().__init__(document)
        self.chance = random.Random(seed)
        self.seen: list[tuple[str, str]] = []

    def default_visit(self, node: nodes.Node) -> None:
        """Note a node; change or break off."""
        self.seen.append(("visit", type(node).__name__))
        what = self.chance.random()
        if what < 0.1 and isinstance(node, nodes.Element):
            node += nodes.paragraph()
        elif what < 0.15 and node.parent is not None:
            node.parent.remove(node)
        elif what < 0.35:
            breaks = (nodes.SkipNode, nodes.SkipChildren, nodes.SkipDeparture, nodes.SkipSiblings)
            raise self.chance.choice(breaks)
        elif what < 0.36:
            raise nodes.StopTraversal

    def default_departure(self, node: nodes.Node) -> None:
        """Note that a node is left."""
        self.seen.append(("depart", type(node).__name__))


@pytest.mark.parametrize("seed", range(100))
def test_visitor_sees_the_same(seed: int) -> None:
    def seen(walk: Callable[[nodes.Node, nodes.NodeVisitor], bool]) -> object:
        document = new_document("page")
        document += grow(random.Random(seed))
        recorder = Recorder(document, seed)
        try:
            result: object = walk(document, recorder)
        except nodes.SkipSiblings:
            result = "of the document"
        return result, recorder.seen, document.pformat()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nodes.Node, "walkabout", walking._walkabout)
        theirs = seen(walking._walkabout)
    assert seen(walking.walkabout) == theirs


def test_methods_are_those_that_sphinx_calls() -> None:
    class Translator(SphinxTranslator):
        def __init__(self) -> None:
            self.called: list[str] = []

        def visit_Element(self, node: nodes.Node) -> None:
            self.called.append("visit Element")

        def depart_inline(self, node: nodes.Node) -> None:
            self.called.append("depart inline")

        def unknown_departure(self, node: nodes.Node) -> None:
            self.called.append("depart unknown")

    class special(nodes.inline):
        pass

    ours, theirs = Translator(), Translator()
    for translator in (ours, theirs):  # a node that an extension has added to this one
        translator.document = new_document("page")
        translator.visit_strong = lambda node, to=translator: to.called.append("visit strong")
    for kind in (nodes.paragraph, special, nodes.strong, nodes.inline, nodes.paragraph):
        walking.dispatch_visit(ours, kind())
        walking.dispatch_departure(ours, kind())
        walking._visit(theirs, kind())
        walking._depart(theirs, kind())
    assert ours.called == theirs.called


@pytest.mark.parametrize("seed", range(50))
def test_nodes_are_told_of_their_document_as_docutils_does(seed: int) -> None:
    def told(document_of: property, setup_child: Callable[..., None]) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(nodes.Node, "document", document_of)
            patch.setattr(nodes.Node, "setup_child", setup_child)
            chance = random.Random(seed)
            document = new_document("page")
            document.current_source, document.current_line = "page", 7
            loose = grow(chance)
            for node in loose.findall():
                if chance.random() < 0.3:
                    node.source, node.line = "other", 3
                if chance.random() < 0.1:
                    node._document = None
            if chance.random() < 0.8:
                document += loose
            document.current_line = 9
            chance.choice([document, loose]).append(grow(chance))
            found = [*document.findall(), *loose.findall()]
            return [
                (type(node), node.source, node.line, node.document is document, node.parent is None)
                for node in found[:500]
            ]

    ours = told(property(joining.document_of, joining._property.fset), joining.setup_child)
    assert ours == told(joining._property, joining._setup_child)


@pytest.mark.parametrize("seed", range(40))
def test_blocks_of_code_get_the_language_that_sphinx_gives_them(seed: int) -> None:
    def named(apply: Callable[[HighlightLanguageTransform], None]) -> str:
        chance = random.Random(seed)
        document = new_document("page")
        for _ in range(6):
            document += grow(chance, 3)
            block = nodes.literal_block("", "a\nb")
            if chance.random() < 0.3:
                block["language"] = "c"
            if chance.random() < 0.3:
                block["linenos"] = True
            document += block
            if chance.random() < 0.1:
                document += addnodes.highlightlang(lang="d", force=True, linenothreshold=2)
        transform = HighlightLanguageTransform(document)
        with pytest.MonkeyPatch.context() as patch:
            config = property(lambda self: SimpleNamespace(highlight_language="e"))
            patch.setattr(HighlightLanguageTransform, "config", config)
            apply(transform)
        return document.pformat()

    assert named(languages.apply) == named(languages._apply)
