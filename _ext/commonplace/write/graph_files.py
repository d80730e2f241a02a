"""The graph as files: data for others with their schema, and what the script of a page looks into."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.locale import _

from ..core.dataset import dataset_text, script
from ..core.graph_views import ALL_PAGES
from ..core.schema import graph_schema_text
from .made import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder

    from ..resolve.site import Site
    from .builders import HtmlMixin

DATA, SCHEMA, SCRIPT = "graph.json", "graph.schema.json", "_graph/graph.js"


def graph_files(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, Made]]:
    """Yield the files of the graph, which show what pages say of one another and nothing else."""
    world = cast("HtmlMixin", builder).world

    def address(docname: str, anchor: str) -> str:
        place = builder.get_target_uri(docname) or "./"
        return f"{place}#{anchor}" if anchor else place

    makers = {DATA: lambda: dataset_text(site.drawings.dataset(address)), SCHEMA: graph_schema_text}
    if site.domain.settings.local_graph:
        makers[SCRIPT] = lambda: script(site.graph, address)
    for name, make in makers.items():
        yield name, Made(key=world, make=partial(_bytes, make))


def graph_page(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the page with the graph of all pages, where the page that asks for it has no room."""
    content = site.drawings.all_pages_node()
    if content is None:
        return
    back = site.titles[site.drawings.page]
    home = builder.get_relative_uri(ALL_PAGES, site.drawings.page)
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


def _bytes(text: Callable[[], str]) -> bytes:
    return text().encode("utf-8", "replace")
