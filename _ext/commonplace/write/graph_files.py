"""The graph as files: data for others with their schema, and what the script of a page looks into."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import _

from ..core.dataset import dataset_text, script
from ..core.graph_views import ALL_PAGES
from ..core.schema import graph_schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder

    from ..resolve.site import Site

DATA, SCHEMA, SCRIPT = "graph.json", "graph.schema.json", "_graph/graph.js"


def graph_files(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the graph."""

    def address(docname: str, anchor: str) -> str:
        place = builder.get_target_uri(docname) or "./"
        return f"{place}#{anchor}" if anchor else place

    yield DATA, _bytes(dataset_text(site.dataset(address)))
    yield SCHEMA, _bytes(graph_schema_text())
    if site.domain.settings.local_graph:
        yield SCRIPT, _bytes(script(site.graph, address))


def graph_page(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the page with the graph of all pages, where the page that asks for it has no room."""
    content = site.all_pages_node()
    if content is None:
        return
    back = site.titles[site.graph_page]
    home = builder.get_relative_uri(ALL_PAGES, site.graph_page)
    title = _("All pages")
    link = nodes.reference("", back, refuri=home, internal=True)
    body = nodes.container("", nodes.paragraph("", "", link), content)
    made = Path(builder.doctreedir) / "kb-graph.html"
    markup = builder.render_partial(body)["fragment"]
    builder.handle_page(
        ALL_PAGES, {"title": title, "body": f"<h1>{escape(title)}</h1>\n{markup}"}, outfilename=made
    )
    text = made.read_bytes()
    made.unlink()
    name = Path(builder.get_output_path(ALL_PAGES)).relative_to(builder.outdir)
    yield name.as_posix(), text


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
