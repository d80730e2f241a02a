"""The graph of the site, drawn, and as data."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from ..core.dataset import Sources, dataset
from ..core.graph_views import ALL_PAGES, graph_view
from ..core.requests import SiteGraph
from .drawn import ALL, CLUSTERS, drawn
from .plain import plain_text
from .render_graph import render_graph
from .transforms import DRAWING, BuilderLinker

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.graph_views import GraphView
    from .site import Site


class Drawings:
    """The drawings of the graph of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @cached_property
    def whole(self) -> GraphView:
        """The graph of the site, drawn."""
        settings = self._site.domain.settings
        most = settings.graph_nodes
        if self._site.env._app.builder.name in DRAWING:  # readers can do something with it
            most = min(most, settings.graph_inline)
        apart = most < len(self._site.graph.members) <= settings.graph_nodes
        whole = ALL_PAGES if apart else ""
        return self._view(most, name=CLUSTERS if apart else ALL, whole=whole)

    @cached_property
    def page(self) -> str:
        """The first page that shows the graph of the site; empty where none does."""
        wanted, pages = SiteGraph(), self._site.pages
        return next((name for name, page in pages.items() if wanted in page.requests), "")

    @cached_property
    def all_pages(self) -> GraphView | None:
        """The graph of all pages, where it is too large for the page that shows it."""
        if not (self.page and self.whole.whole):
            return None
        return self._view(len(self._site.graph.members), name=ALL)

    def all_pages_node(self) -> nodes.Element | None:
        """Return the graph of all pages as the content of a page of its own."""
        if self.all_pages is None:
            return None
        linker = BuilderLinker(self._site.env._app.builder, ALL_PAGES, self._site)
        found = nodes.container("", *render_graph(self.all_pages, linker))
        for link in list(found.findall(addnodes.pending_xref)):
            link.replace_self(list(link.children))  # of a title; no page is there to resolve it
        return found

    def _view(self, most: int, *, name: str, whole: str = "") -> GraphView:
        env = self._site.env
        folder, code = Path(env.doctreedir), env.config.kb_code
        return graph_view(
            self._site.graph,
            self._site.index,
            most=most,
            draw=lambda count, links: drawn(folder, code, count, links, name=name),
            whole=whole,
        )

    def dataset(self, address: Callable[[str, str], str]) -> dict[str, Any]:
        """Return the graph as data, given how a builder writes the address of a place."""
        site = self._site
        sources = Sources(
            graph=site.graph,
            index=site.index,
            links=site.links,
            shelf=site.shelf,
            terms=site.terms,
            entries=site.bibliography.places(),
            read=lambda quote: plain_text(site, quote),
            address=address,
        )
        config = site.env.config
        return dataset(
            sources, title=config.html_title or config.project, base=config.html_baseurl or ""
        )
