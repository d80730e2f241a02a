"""What there is to do, as ``sphinx.ext.todo`` shows it on pages with a ``todolist``.

That extension fills the list while the page is written, with the entries of all pages in the order in which
they were read, each with the path of its source on this machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..core.digest import digest

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

ENTRY, LIST = "todo_node", "todolist"  # names of classes; the extension need not be loaded


def todos_of(doctree: nodes.document) -> str:
    """Return the digest of what the page says is to do; empty if nothing is."""
    found = [
        (node.pformat(), node.line)
        for node in doctree.findall(nodes.Element)
        if type(node).__name__ == ENTRY
    ]
    return digest(tuple(found)) if found else ""


def lists_todos(doctree: nodes.document) -> bool:
    """Tell whether the page lists what is to do anywhere."""
    return any(type(node).__name__ == LIST for node in doctree.findall(nodes.Element))


def settle(env: BuildEnvironment) -> None:
    """Put the entries into the order of their pages, fit to be shown on another page.

    Their sources are named by paths in the site, and anchors inside them stay on their own page.
    """
    known: dict[str, list[Any]] = env.domaindata.get("todo", {}).get("todos", {})
    for docname in sorted(known):
        known[docname] = [_shown(entry, Path(env.srcdir)) for entry in known.pop(docname)]


def _shown(entry: Any, folder: Path) -> Any:
    copy = entry.deepcopy()
    path = Path(entry.source or "")
    copy.source = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    copy.line = entry.line
    for node in copy.findall(nodes.Element):
        if node is not copy:
            node["ids"] = []
    return copy
