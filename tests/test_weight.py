"""What our scripts, styles, previews and graphs add to a page, compressed as servers send it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from commonplace.config import KbConfig
from sites import Site

MOST = 25_000  #: bytes that all of it together may add to a page
FILE = re.compile(r'(?:src|href)="[^"]*_static/(kb-(?:previews|graph)[\w-]*\.(?:js|css)|kb\.css)')
#: What of the style sheet that all pages share is about previews.
STYLES = re.compile(r"/\* -- previews of links -+ \*/.*?(?=/\* -- )", re.DOTALL)
DRAWN = re.compile(r'class="[^"]*\bkb-graph')


def weight(data: bytes) -> int:
    """Return the bytes of *data* on their way."""
    return len(gzip.compress(data, 9, mtime=0))


def added(site: Path, page: Path, files: dict[str, int]) -> int:
    """Return what a page weighs more: what it loads, what is drawn on it, its own previews."""
    text = page.read_text(encoding="utf-8")
    total = 0
    for name in set(FILE.findall(text)):
        if name not in files:
            data = (site / "_static" / name).read_bytes()
            if name == "kb.css":
                found = STYLES.search(data.decode("utf-8"))
                assert found, "the section of previews has another name"
                data = found[0].encode()
            files[name] = weight(data)
        total += files[name]
    if DRAWN.search(text):
        drawn = BeautifulSoup(text, "html.parser").select(".kb-graph:not(.kb-graph *)")
        total += weight("".join(map(str, drawn)).encode())
    previews = site / "_previews" / page.relative_to(site).with_suffix(".js")
    return total + (weight(previews.read_bytes()) if previews.is_file() else 0)


@pytest.mark.slow
def test_previews_and_graphs_add_little_to_any_page_of_our_own_site(own_site: Path) -> None:
    files: dict[str, int] = {}
    weights = {
        page.relative_to(own_site).as_posix(): added(own_site, page, files)
        for page in own_site.rglob("*.html")
    }
    assert "kb-previews.js" in files
    heaviest = max(weights, key=weights.__getitem__)
    assert 0 < weights[heaviest] <= MOST, (heaviest, weights[heaviest], files)


#: Words of which titles are made: as many as a notebook of this size has.
WORDS = sorted(
    {
        word.lower()
        for path in (Path(__file__).parents[1] / "docs" / "blog").glob("*.md")
        for word in re.findall(r"[A-Za-z]{3,}", path.read_text(encoding="utf-8"))
    }
)


def note(number: int, count: int) -> str:
    """Return a note with a title of four words, three links and two tags, by a fixed rule."""
    state, chosen = 7919 * number + 1, []
    for _ in range(9):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        chosen.append(state >> 8)
    title = " ".join(WORDS[choice % len(WORDS)] for choice in chosen[:4]).capitalize()
    links = " ".join(f"[](n{choice % count}.md)" for choice in chosen[4:7])
    tags = ", ".join(f"{WORDS[choice % 24]} tag" for choice in chosen[7:])
    return f"---\ntitle: {title}\ntags: [{tags}]\n---\n\n{links}\n"


@pytest.mark.slow
def test_the_largest_graph_that_is_drawn_in_a_page_adds_no_more(tmp_path: Path) -> None:
    """What weighs more is a page of its own, which no reader loads who does not ask for it."""
    count = KbConfig().graph_inline - 1
    entries = "\n".join(f"notes/n{number}" for number in range(count))
    files: dict[str, str | bytes] = {
        "index.md": f"# Home\n\n```{{site-graph}}\n```\n\n```{{toctree}}\n:hidden:\n\n{entries}\n```\n"
    }
    files |= {f"notes/n{number}.md": note(number, count) for number in range(count)}
    files["notes/n0.md"] = str(files["notes/n0.md"]) + "\n[home](../index.md)\n"
    site = Site(tmp_path, files, 'kb_generate = "off"\n').build()
    assert site.status == 0, site.log
    page = site.outdir / "index.html"
    text = page.read_text(encoding="utf-8")
    assert len(re.findall(r"<circle", text)) >= count + 1  # every page, none in clusters
    heaviest = added(site.outdir, page, {})
    assert heaviest <= MOST, heaviest
    files["notes/more.md"] = note(count, count)
    files["index.md"] = str(files["index.md"]).replace("notes/n0\n", "notes/more\nnotes/n0\n")
    more = Site(tmp_path / "more", files, 'kb_generate = "off"\n').build()
    page = more.outdir / "index.html"
    assert added(more.outdir, page, {}) < heaviest
    assert (more.outdir / "_graph" / "pages.html").is_file()
