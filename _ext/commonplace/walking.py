"""Walk the nodes of a document without a generator for each of them.

A page is walked some ninety times in a build, mostly by transforms that find nothing. docutils (0.22,
``Node._fast_findall``) walks by generators inside generators. The walk here yields the same nodes in
the same order, also where the tree is changed meanwhile, since it goes through the same lists of
children at the same moments. Of another docutils nothing is replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import docutils
from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def install() -> None:
    """Put the walk in the place of docutils' own."""
    if docutils.__version_info__[:2] == (0, 22) and hasattr(nodes.Node, "_fast_findall"):
        nodes.Node._fast_findall = fast_findall
