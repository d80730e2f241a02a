"""Tell each node its document without asking all nodes above it four times.

docutils (0.22, ``Node.setup_child``) asks for the document of a node, by one call for each level of the tree
above, up to four times whenever something is put into it. Of another docutils nothing is replaced.
"""

from __future__ import annotations

from typing import Any, cast

import docutils
from docutils import nodes

_property = cast("property", nodes.Node.__dict__["document"])
_setup_child = nodes.Node.setup_child


def document_of(self: Any) -> nodes.document | None:
    """Return the document that a node or the nearest node above it knows."""
    node = self
    while node is not None:
        if node._document is not None:
            return cast("nodes.document", node._document)
        node = node.parent
    return None


def setup_child(self: Any, child: Any) -> None:
    """Let *child* know what it has been put into, and where that was written."""
    child.parent = self
    document = document_of(self)
    if document is not None:
        child.document = document
        if child.source is None:
            child.source = document.current_source
        if child.line is None:
            child.line = document.current_line


def install() -> None:
    """Put both in the place of docutils' own."""
    if docutils.__version_info__[:2] == (0, 22):
        nodes.Node.document = property(document_of, _property.fset)  # type: ignore[assignment]
        nodes.Node.setup_child = setup_child  # type: ignore[method-assign]
