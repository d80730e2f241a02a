"""Render the list of the site's feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..core.feeds import FILES, NAMES

if TYPE_CHECKING:
    from ..core.feed_plan import FeedsView
    from .pieces import Linker


def render_feeds(view: FeedsView, linker: Linker) -> list[nodes.Node]:
    """Render each feed with its formats, as full addresses: those that a feed reader asks for."""
    if not view.feeds:
        return [
            nodes.paragraph(
                "",
                "There are no feeds: this build does not know its own address.",
                classes=["kb-empty"],
            )
        ]
    items = nodes.bullet_list("", classes=["kb-feeds"])
    for feed in view.feeds:
        line = nodes.paragraph("", f"{feed.title}: ")
        for number, (kind, file) in enumerate(FILES.items()):
            line += nodes.Text(", ") if number else nodes.Text("")
            address = f"{feed.folder}{file}"
            line += nodes.reference("", NAMES[kind], refuri=address, internal=False)
        items += nodes.list_item("", line)
    return [items]
