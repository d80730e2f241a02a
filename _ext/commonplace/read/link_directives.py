"""Directives about the site as a whole: links of one relation, what is wrong, the graph, feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from .. import diagnostics
from ..core.requests import FeedList, Health, Relations, SiteGraph
from .options import pointer

if TYPE_CHECKING:
    from docutils import nodes


class RelationList(SphinxDirective):
    """List the links of the site that say they are of one relation."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the list."""
        name = self.arguments[0].strip()
        if name not in self.config.kb_relations:
            diagnostics.warn(
                "option",
                f"relation-list: {name[:60]!r} is not one of "
                f"{', '.join(self.config.kb_relations)}; it lists nothing.",
                location=self.get_location(),
            )
            return []
        return pointer(self, Relations(name=name))


class SiteHealth(SphinxDirective):
    """Show orphans, dead ends and wanted notes."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the overview."""
        return pointer(self, Health())


class FeedDirective(SphinxDirective):
    """List the feeds of the site."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the list."""
        return pointer(self, FeedList())


class WholeGraph(SphinxDirective):
    """Show the graph of the site."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a pointer to the graph."""
        return pointer(self, SiteGraph())


#: Name of each directive to its class.
DIRECTIVES: dict[str, type[SphinxDirective]] = {
    "relation-list": RelationList,
    "site-graph": WholeGraph,
    "site-health": SiteHealth,
    "feed-list": FeedDirective,
}
