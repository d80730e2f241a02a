"""Render the place of readers' comments, which a script fills when it is asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.comments import attributes
from ..nodes import kb_comments

if TYPE_CHECKING:
    from docutils import nodes

    from ..core.comments import CommentsView
    from .pieces import Linker


def render_comments(view: CommentsView | None, linker: Linker) -> list[nodes.Node]:
    """Render the place on a page of a site; a book has no readers who could write into it."""
    if view is None or not linker.draws:
        return []
    return [kb_comments(data=attributes(view), discussions=view.discussions)]
