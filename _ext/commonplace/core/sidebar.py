"""The sidebar: the branch of the toctree that a page lies on, with long levels cut short.

What it costs for one page depends on the depth of the tree and on ``kb_sidebar_length``, not
on the number of pages; a theme that resolves the whole toctree for each page is quadratic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .digest import digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .model import Inlines, PageFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class SidebarItem:
    """One line of the sidebar."""

    docname: str
    title: Inlines
    number: tuple[int, ...] = ()  #: of its section, where a toctree numbers
    depth: int  #: from 1
    children: bool = False  #: whether there is a level below it
    rest: int = 0  #: not a page but the link to all: number of entries of the level


class Sidebar:
    """The tree of the site's toctrees, and the open branch of it for each page."""

    def __init__(
        self,
        *,
        root: str,
        includes: Mapping[str, Sequence[str]],
        pages: Mapping[str, PageFacts],
        numbers: Mapping[str, tuple[int, ...]],
        limit: int,
    ) -> None:
        self._root = root
        self._pages = pages
        self._numbers = numbers
        self._limit = limit
        self._children: dict[str, tuple[str, ...]] = {}
        self._parent: dict[str, str] = {}
        self._branches: dict[tuple[str, str], tuple[tuple[SidebarItem, ...], str]] = {}
        self._grow(includes)

    def _grow(self, includes: Mapping[str, Sequence[str]]) -> None:
        """Give each page its first parent, level by level from the root."""
        level = [self._root]
        seen = {self._root}
        while level:
            below: list[str] = []
            for parent in level:
                children: list[str] = []
                for child in includes.get(parent, ()):
                    if child in seen or child not in self._pages:
                        continue
                    seen.add(child)
                    self._parent[child] = parent
                    below.append(child)
                    if self._pages[child].front.in_navigation:
                        children.append(child)
                self._children[parent] = tuple(children)
            level = below

    def path(self, docname: str) -> tuple[str, ...]:
        """Return the pages from the root down to *docname*."""
        path = [docname]
        while path[-1] in self._parent:
            path.append(self._parent[path[-1]])
        return tuple(reversed(path))

    def branch(self, docname: str) -> tuple[SidebarItem, ...]:
        """Return the open branch of *docname*, as a flat list with depths."""
        return self._branch(docname)[0]

    def digest(self, docname: str) -> str:
        """Return the digest of what the sidebar of *docname* shows."""
        return digest((self._branch(docname)[1], docname in self._parent))

    def _branch(self, docname: str) -> tuple[tuple[SidebarItem, ...], str]:
        path = self.path(docname)
        opened = path if self._children.get(docname) else path[:-1]
        last = opened[-1] if opened else self._root
        siblings = self._children.get(last, ())
        # Leaves of one level share a branch, but for one that the cut would hide.
        cut = docname if docname in siblings[self._limit :] else ""
        key = (last, cut)
        if key not in self._branches:
            items = tuple(self._flatten(self._root, frozenset(path), 1))
            self._branches[key] = (items, digest(items))
        return self._branches[key]

    def _flatten(self, parent: str, path: frozenset[str], depth: int) -> list[SidebarItem]:
        children = self._children.get(parent, ())
        shown = list(children[: self._limit])
        shown += [child for child in children[self._limit :] if child in path]
        items: list[SidebarItem] = []
        for child in shown:
            below = bool(self._children.get(child))
            items.append(
                SidebarItem(
                    docname=child,
                    title=self._pages[child].title,
                    number=self._numbers.get(child, ()),
                    depth=depth,
                    children=below,
                )
            )
            if child in path and below:
                items.extend(self._flatten(child, path, depth + 1))
        if len(shown) < len(children):
            items.append(SidebarItem(docname=parent, title=(), depth=depth, rest=len(children)))
        return items
