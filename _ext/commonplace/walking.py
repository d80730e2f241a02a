"""Walk the nodes of a document without a generator, or a message that nobody reads, for each.

A page is walked some ninety times in a build, mostly by transforms that find nothing. docutils (0.22,
``Node.findall``, ``Node.walkabout``) walks by generators inside generators, and makes two or four
messages for debugging at each node that a visitor sees; Sphinx (9.0, ``SphinxTranslator``) spells the
name of a method for each class that a node may count as. The walks here yield the same nodes in the
same order, also where the tree is changed meanwhile, since they go through the same lists of
children at the same moments. And the text of each node, asked for again and again, is looked through three
times for escapes that hardly any has. Of other versions nothing is replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import docutils
import sphinx
from docutils import nodes
from sphinx.util.docutils import SphinxTranslator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KNOWN = docutils.__version_info__[:2] == (0, 22)

_findall = nodes.Node.findall
_walkabout = nodes.Node.walkabout
_astext = nodes.Text.astext
_visit = SphinxTranslator.dispatch_visit
_depart = SphinxTranslator.dispatch_departure


def findall(
    self: nodes.Node,
    condition: type | Callable[[nodes.Node], bool] | None = None,
    *args: Any,
    **options: Any,
) -> Iterator[Any]:
    """Yield the nodes that are of a class or meet a condition, in the order of the document."""
    if args or options:
        return _findall(self, condition, *args, **options)
    if condition is None:
        return fast_findall(self, nodes.Node)
    if isinstance(condition, type):
        return fast_findall(self, condition)
    return _meeting(self, condition)


def fast_findall(self: nodes.Node, cls: type) -> Iterator[nodes.Node]:
    """Yield a node and all below it that are of a class."""
    if isinstance(self, cls):
        yield self
    level = iter(self.children)
    above: list[Iterator[nodes.Node]] = []
    while True:
        for child in level:
            if isinstance(child, cls):
                yield child
            if children := child.children:
                above.append(level)
                level = iter(children)
                break
        else:
            if not above:
                return
            level = above.pop()


def _meeting(self: nodes.Node, condition: Callable[[nodes.Node], bool]) -> Iterator[nodes.Node]:
    if condition(self):
        yield self
    level = iter(self.children)
    above: list[Iterator[nodes.Node]] = []
    while True:
        for child in level:
            if condition(child):
                yield child
            if children := child.children:
                above.append(level)
                level = iter(children)
                break
        else:
            if not above:
                return
            level = above.pop()


def walkabout(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Have a visitor see a node and all below it; tell whether it has seen enough."""
    if visitor.document.reporter.debug_flag:
        return _walkabout(self, visitor)
    return _walk(self, visitor.dispatch_visit, visitor.dispatch_departure)


def _walk(
    node: nodes.Node, visit: Callable[[nodes.Node], Any], depart: Callable[[nodes.Node], Any]
) -> bool:
    stop, departing = False, True
    try:
        try:
            visit(node)
        except nodes.SkipNode:
            return False
        except nodes.SkipDeparture:
            departing = False
        try:
            for child in node.children[:]:
                if _walk(child, visit, depart):
                    stop = True
                    break
        except nodes.SkipSiblings:
            pass
    except nodes.SkipChildren:
        pass
    except nodes.StopTraversal:
        stop = True
    if departing:
        depart(node)
    return stop


def astext(self: nodes.Text) -> str:
    """Return the text of a node without what keeps signs of it from being markup."""
    return _astext(self) if "\0" in self else str(self)


def dispatch_visit(self: SphinxTranslator, node: nodes.Node) -> None:
    """Call the method for the class of a node, which is looked for once for each translator."""
    _dispatch(self, node, "visit_", _visit)


def dispatch_departure(self: SphinxTranslator, node: nodes.Node) -> None:
    """Call the method for leaving a node, found in the same way."""
    _dispatch(self, node, "depart_", _depart)


def _dispatch(
    translator: SphinxTranslator, node: nodes.Node, prefix: str, otherwise: Callable[..., None]
) -> None:
    # The names, not the methods: these hold the translator, which would keep itself alive.
    names: dict[str, dict[type, str]] = translator.__dict__.setdefault("kb_names", {})
    known = names.get(prefix)
    if known is None:
        known = names[prefix] = {}
    kind = type(node)
    name = known.get(kind)
    if name is None:
        name = next(
            (
                name
                for base in kind.__mro__
                if getattr(translator, name := f"{prefix}{base.__name__}", None)
            ),
            "",
        )
        known[kind] = name
    if name:
        getattr(translator, name)(node)
    else:
        otherwise(translator, node)


def install() -> None:
    """Put the walks in the place of docutils' own, and the look-up in that of Sphinx's."""
    if KNOWN:
        nodes.Node.findall = findall  # type: ignore[method-assign,assignment]
        nodes.Node._fast_findall = fast_findall  # type: ignore[attr-defined]
        nodes.Node.walkabout = walkabout  # type: ignore[method-assign]
        nodes.Text.astext = astext  # type: ignore[method-assign]
    if sphinx.version_info[:2] == (9, 0):
        SphinxTranslator.dispatch_visit = dispatch_visit  # type: ignore[method-assign]
        SphinxTranslator.dispatch_departure = dispatch_departure  # type: ignore[method-assign]
