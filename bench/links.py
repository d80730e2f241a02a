"""Measure what links cost: each step by itself at two sizes, and the drawing's share of a clean build.

The first part makes pages out of nothing and gives them ten links each, so that 100,000 links take
seconds; the second builds a generated site with a page that shows its graph. Run ``links.py --help``.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC
from pathlib import Path
from random import Random
from time import process_time
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "_ext"))

from generate import build_site, write_site  # noqa: E402

from commonplace.core.backlinks import Links  # noqa: E402
from commonplace.core.dataset import Sources, dataset, dataset_text, script  # noqa: E402
from commonplace.core.digest import digest  # noqa: E402
from commonplace.core.glossary import TermTable  # noqa: E402
from commonplace.core.graph import Graph  # noqa: E402
from commonplace.core.graph_views import graph_view, local_view  # noqa: E402
from commonplace.core.index import build_index  # noqa: E402
from commonplace.core.inline import text_of  # noqa: E402
from commonplace.core.model import FrontMatter, LinkPlace, PageFacts, Reference  # noqa: E402
from commonplace.core.shelf import Shelf  # noqa: E402
from commonplace.garbage import YOUNG  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIZES = (10_000, 100_000)  # links
EACH = 10  # links of a page
ALLOWED = 1.3  # times the cost of a link at the smaller size
LOCAL = re.compile(r'<div class="[^"]*kb-graph-local.*?</svg>', re.DOTALL)
SHARE = 0.05  # of a clean build

#: Builds the site given and says how much of the time of the process the drawing took.
BUILD = """
import json, sys, time
from sphinx.cmd.build import main
from commonplace.resolve import drawn
spent = [0.0, 0]
def timed(count, links, lay_out=drawn.lay_out):
    start = time.process_time()
    drawing = lay_out(count, links)
    spent[0] += time.process_time() - start
    spent[1] = count
    return drawing
drawn.lay_out = timed
status = main(["-q", "-b", "html", sys.argv[1], sys.argv[2]])
print(json.dumps([status, time.process_time(), *spent]))
"""


def make_pages(links: int) -> dict[str, PageFacts]:
    """Return pages with *links* links, more of them to some pages than to others."""
    rng = Random(links)
    names = [f"notes/note-{number:06d}" for number in range(links // EACH)]
    pages = {}
    for name in names:
        targets = [names[int(len(names) * rng.random() ** 2)] for _ in range(EACH)]
        places = tuple(
            LinkPlace(
                reference=Reference(kind="doc:myst", target=target),
                anchor=f"to-{number}",
                sentence=(
                    "A sentence that leads ",
                    ("emphasis", (), ("elsewhere",)),
                    f" {number}.",
                ),
                relation="extends" if number == 0 else "",
            )
            for number, target in enumerate(targets)
        )
        front = FrontMatter(tags=(f"tag-{int(rng.random() * 50)}",))
        pages[name] = PageFacts(
            docname=name,
            collection="notes",
            front=front,
            title=(name,),
            title_text=name,
            links=places,
        )
    return pages


def measure(links: int) -> dict[str, float]:
    """Return the seconds of each step at a number of links."""
    pages = make_pages(links)
    gc.set_threshold(YOUNG, 5, 1000)  # as in a build
    index = build_index(pages, zone=UTC, topic_names={})
    shelf = Shelf(zone=UTC, papers={}, pages=pages)
    taken: dict[str, float] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        gc.collect()
        gc.freeze()
        start = process_time()
        result = work()
        taken[name] = process_time() - start
        return result

    def lead(reference: Reference) -> tuple[str, str]:
        return reference.target, ""

    web: Links = step(
        "links both ways", lambda: Links(pages, lead, wanted=lambda _: False, terms={})
    )
    graph: Graph = step("graph", lambda: _whole(Graph(pages, web, shelf, {"notes": "notes"})))
    step("backlinks of all pages", lambda: [digest(web.backlinks(name)) for name in pages])
    step(
        "graphs around all pages",
        lambda: [digest(local_view(graph, name, most=20, whole="graph")) for name in pages],
    )
    sources = Sources(
        graph=graph, index=index, links=web, shelf=shelf, terms=TermTable({}), entries={},
        read=lambda quote: text_of(quote.content), address=lambda name, anchor: f"{name}#{anchor}",
    )  # fmt: skip
    step("graph.json", lambda: dataset_text(dataset(sources, title="", base="")))
    step("data of the script", lambda: script(graph, sources.address))
    step("drawing in clusters", lambda: graph_view(graph, index, most=500))
    return taken


def _whole(graph: Graph) -> Graph:
    assert graph.inward
    return graph


def compare(sizes: Sequence[int]) -> bool:
    """Print the cost of a link at each size; tell whether the largest is within the bound."""
    found = {size: measure(size) for size in sizes}
    small, large = sizes[0], sizes[-1]
    print("| step | " + " | ".join(f"{size:,} links" for size in sizes) + " | ratio |")
    print("| --- |" + " --: |" * (len(sizes) + 1))
    rows = {name: [found[size][name] for size in sizes] for name in found[small]}
    rows["together"] = [sum(found[size].values()) for size in sizes]
    for name, seconds in rows.items():
        costs = [second / size * 1e6 for second, size in zip(seconds, sizes, strict=True)]
        cells = " | ".join(f"{cost:.1f} µs" for cost in costs)
        print(f"| {name} | {cells} | {costs[-1] / costs[0]:.2f} |")
    ratio = rows["together"][-1] / large / (rows["together"][0] / small)
    print(f"\nA link costs {ratio:.2f} times as much; {ALLOWED} is allowed.")
    return ratio <= ALLOWED


def share_of_drawing(pages: int) -> bool:
    """Build a site of *pages* pages and print which share of it the drawing takes."""
    with tempfile.TemporaryDirectory(prefix="bench-links-") as folder:
        source, output = Path(folder, "source"), Path(folder, "output")
        write_site(build_site(pages), "commonplace", source)
        page = "---\ntitle: Graph\norphan: true\n---\n\n```{site-graph}\n```\n"
        (source / "graph.md").write_text(page, encoding="utf-8")
        with (source / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write("\nkb_graph_nodes = 1_000_000\n")
        command = [sys.executable, "-c", BUILD, str(source), str(output)]
        paths = os.pathsep.join(filter(None, [str(HERE.parent / "_ext"), os.getenv("PYTHONPATH")]))
        done = subprocess.run(
            command,
            env=os.environ | {"PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        status, whole, drawing, nodes = json.loads(done.stdout.splitlines()[-1])
        added = weights(output)
        sizes = {name: (output / name).stat().st_size for name in ("graph.html", "graph.json")}
    print(
        f"\n{pages:,} pages, {nodes:,} nodes: {whole:.1f} s of CPU, of which the drawing "
        f"{drawing:.2f} s, {drawing / whole:.1%}; {SHARE:.0%} is allowed.\n"
        + ", ".join(f"{name} {size / 1000:,.0f} kB" for name, size in sizes.items())
        + "\nA graph adds to a page, compressed: "
        + ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in added.items())
    )
    return status == 0 and drawing <= SHARE * whole


def weights(output: Path) -> dict[str, int]:
    """Return what a graph adds to a page, compressed: script, styles, and the largest drawing."""
    found = {
        name: len(gzip.compress((output / "_static" / name).read_bytes(), mtime=0))
        for name in ("kb-graph.js", "kb-graph.css")
    }
    drawings = (
        LOCAL.search(path.read_text(encoding="utf-8")) for path in output.glob("notes/**/*.html")
    )
    sizes = (len(gzip.compress(match[0].encode(), mtime=0)) for match in drawings if match)
    return found | {"the largest drawing": max(sizes, default=0)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description="Measure what links and the graph cost.")
    parser.add_argument("--pages", type=int, default=1000, help="pages of the site built (1000)")
    parser.add_argument("--no-build", action="store_true", help="measure the steps alone")
    options = parser.parse_args(arguments)
    good = compare(SIZES)
    if not options.no_build:
        good = share_of_drawing(options.pages) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
