"""Run the tests of ``tests/browser`` in a real browser, on sites that are built here.

They need Chromium (Debian: ``apt install chromium``) and what ``make browser`` fetches; without
either they are skipped, and say so. ``.ci/run`` brings both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commonplace.math.engine import VENDOR
from commonplace.math.node import find_node
from sites import Site, page

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "browser"
CHROMIUM = os.environ.get("KB_CHROMIUM") or shutil.which("chromium") or ""
NODE = find_node()

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium (Debian: apt install chromium)"),
    pytest.mark.skipif(NODE is None, reason="no Node"),
    pytest.mark.skipif(
        not (VENDOR / "katex.min.js").is_file(), reason="no KaTeX: python hatch_build.py"
    ),
    pytest.mark.skipif(
        not (FOLDER / "node_modules" / "playwright-core").is_dir(),
        reason="no Playwright: make browser",
    ),
]

HOME = """
[A note](notes/first.md), {term}`idempotence`, {cite:t}`keys2020`, a footnote.[^mark]
{numref}`a-figure`, {numref}`a-table`, {eq}`an-equation`, [a heading](notes/first.md#a-heading),
[the problem](papers/about.md#part-problem), [without data](bare.md),
[elsewhere](https://example.org/), [far down](long.md#place-299), [all of it](long.md).

[^mark]: What a footnote says.

```{toctree}
:hidden:

notes/first
papers/about
long
glossary
bibliography
bare
blog/commented
```
"""
CONF = """
numfig = True
kb_comments = {
    "provider": "giscus",
    "repo": "example/notes",
    "repo_id": "R_kgDOabc",
    "category": "Comments",
    "category_id": "DIC_kwDOabc",
}
"""
NOTE = """
What the note says first, with a way [home](../index.md) and words enough that it does not fit
into a small window: it goes on and on, from one line to the next and to the one after, until there
is no more to be said of it, which takes until about here, or a little longer still.

## A heading

Below the heading.

```{figure} ../dot.svg
:name: a-figure

A caption
```

```{table} Numbers
:name: a-table

| a | b |
|---|---|
| 1 | 2 |
```

```{math}
:label: an-equation

a^2 + b^2 = c^2
```
"""
GLOSSARY = """
```{glossary}
idempotence
  Doing it twice is doing it once.

norm
  The root of $x_1^2 + x_2^2$.
```
"""
FILES: dict[str, str | bytes] = {
    "references.bib": "@book{keys2020, author={Key, Ada}, title={A Book of Keys}, "
    "publisher={Press}, year=2020}\n",
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<circle cx="20" cy="20" r="9"/></svg>\n',
    "index.md": page(HOME + "\nFiller.\n" * 30 + "\n[at the end](notes/first.md)\n", title="Home"),
    "notes/first.md": page(NOTE, title="A note", date="2026-11-20"),
    "papers/about.md": page(
        "Problem: too little time.\n", title="About", date="2026-11-20", papers="[keys2020]"
    ),
    "glossary.md": page(GLOSSARY, title="Glossary"),
    "bibliography.md": page("```{bibliography}\n```\n", title="Bibliography"),
    "long.md": page(
        "".join(
            f"(place-{n})=\nPlace number {n}{', and on it goes' * 30}.\n\n" for n in range(300)
        ),
        title="Long",
    ),
    "blog/commented.md": page("Words.\n", title="Commented", date="2026-11-20"),
    "bare.md": page("{term}`a term with a formula <norm>` and no more.\n", title="Bare"),
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, own_site: Path) -> dict[str, str]:
    """Build a small site in both layouts; our own is there."""
    site = Site(tmp_path_factory.mktemp("browser"), FILES, CONF)
    built = {builder: site.build(builder, strict=True) for builder in ("html", "dirhtml")}
    for result in built.values():
        assert (result.status, result.log) == (0, "")
    (built["html"].outdir / "_previews" / "bare.js").unlink()
    return {
        "KB_SITE": str(built["html"].outdir),
        "KB_DIRHTML": str(built["dirhtml"].outdir),
        "KB_DOCS": str(own_site),
        "KB_CHROMIUM": CHROMIUM,
        "KB_PYTHON": sys.executable,
    }


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.test.mjs")), ids=lambda path: path.name)
def test_in_a_browser(places: dict[str, str], path: Path) -> None:
    """Node reports each test of a file; the whole report is shown where one fails."""
    result = subprocess.run(
        [str(NODE), "--test", "--test-force-exit", "--test-reporter=spec", str(path)],
        env=os.environ | places,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout
