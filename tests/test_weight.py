"""What our scripts, styles, previews and graphs add to a page, compressed as servers send it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

MOST = 25_000  #: bytes that all of it together may add to a page
FILE = re.compile(r'(?:src|href)="[^"]*_static/(kb-(?:previews|graph)[\w-]*\.(?:js|css)|kb\.css)')
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
            files[name] = weight((site / "_static" / name).read_bytes())
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
