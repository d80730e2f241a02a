"""The graph as files: data for others with their schema, and what the script of a page looks into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.dataset import dataset_text, script
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


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
