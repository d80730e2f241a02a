"""`commonplace check --output`: links of a built site that lead nowhere, and none that lead somewhere."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonplace.cli import main
from commonplace.cli.output import check_output
from conftest import Site, front, toctree

BASE = "https://example.org/en/latest/"
HEAD = f'<!DOCTYPE html><link rel="canonical" href="{BASE}index.html">'


def faults(folder, files):
    """Write files into a folder and return what is wrong, without the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [
        (str(Path(found.file).relative_to(folder)), found.line, found.code, found.message)
        for found in check_output(folder)
    ]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("base", ["", BASE])
def test_a_site_of_ours_has_no_broken_links(tmp_path, builder, base):
    files = {
        "index.md": "# Home\n\n{term}`a`, [part](blog/it's.md#part), {cite:t}`k`\n\n"
        "```{glossary}\na\n  b, [[It]]\n```\n\n```{bibliography}\n```\n\n```{site-graph}\n```\n\n"
        "```{toctree}\nblog/it's\nblog/ü\n```\n",
        "blog/it's.md": "---\ntitle: It\ndate: 2026-01-01\ntags: [C++]\naliases: [/old/it/, /ü.html]\n---\n\n"
        "Text[^1] $x$ ![pic](../fig.svg)\n\n## Part\n\n[^1]: Note.\n",
        "blog/ü.md": "---\ntitle: Ü\ndate: 2026-01-02\n---\n\n[Home](../index.md)\n",
        "fig.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>\n',
        "references.bib": "@book{k, author={Key, A.}, title={T}, publisher={P}, year=2020}\n",
    }
    site = Site(tmp_path, files, f'html_baseurl = "{base}"\n' if base else "")
    built = site.build(builder)
    assert faults(built.outdir, {}) == []
    assert "_redirects" in built.files()
    assert ("feeds/atom.xml" in built.files()) == bool(base)


@pytest.mark.parametrize(
    "page",
    [
        '<a href="other.html">',
        '<a href="../up.html">',
        "<a href='folder/'>",
        '<img src="x.png">',
        '<img srcset="here.png 1x, x.png 2x">',
        '<script src="x.js"></script>',
        '<form action="/en/latest/x.html"></form>',
        f'<a href="{BASE}x.html">',
        f'<meta property="og:image" content="{BASE}x.png">',
        '<noscript><meta http-equiv="refresh" content="0; url=x.html"></noscript>',
        '<svg><use xlink:href="x.svg#a"/></svg>',
        '<object data="x.pdf"></object>',
        '<a href="%E4.html">',
        '<a href="http://[">',
        '<a href="//example.org/en/latest/x.html">',
        '<p style="background: url(x.png)">',
        "<style>/* url(y.png) */ @import 'x.css';</style>",
    ],
)
def test_what_leads_to_no_file(tmp_path, page):
    found = faults(tmp_path, {"index.html": f"{HEAD}\n{page}", "here.png": ""})
    assert [(name, line, code) for name, line, code, _ in found] == [
        ("index.html", 2, "check.link")
    ]


@pytest.mark.parametrize(
    "page",
    [
        '<a href="#a">, <a href="index.html#%61">, <a href="./#a">, <a href="?q=1#a">',
        '<a href="">, <a href="#">, <a href="#top">, <a href="#:~:text=a">',
        f'<a href="{BASE}#a">, <a href="/en/latest/index.html#a">, <a href="{BASE}sub/page.html#in">',
        '<a href="sub">, <a href="sub/">, <a href="sub/page.html#in">, <a href="sub/page.html#named">',
        '<a href="/elsewhere/">, <a href="//example.com/">, <a href="mailto:a@b">, <a href="data:,">',
        '<a href="moved/#in">',
        '<a href="//example.org/en/latest/sub/page.html#in">, <a href="//example.org/">',
        '<p style="background: url(sub/page.html), url(data:,)"><style>a { b: url(//a.b/c) }</style>',
        '<p data="x" cite="y.html" title="href=z">',
        "<a href='with%20blank.html'>",
    ],
)
def test_what_leads_somewhere(tmp_path, page):
    files = {
        "index.html": f'{HEAD}<p id="a"></p>{page}',
        "sub/index.html": "",
        "sub/page.html": '<p id="in"><a name="named"></a><a href="../index.html#a"></a>',
        "moved/index.html": '<meta http-equiv="refresh" content="0; url=../sub/page.html">',
        "with blank.html": "",
        "_static/template.html": '<a href="{{ none }}">',
    }
    assert faults(tmp_path, files) == []


def test_places_are_looked_for_where_a_page_leads_on_to(tmp_path):
    files = {
        "index.html": '<a href="moved/#no"></a>\n<a href="#none"></a><a href="#none"></a>',
        "to.html": "",
        "moved/index.html": '<meta http-equiv="refresh" content="0; url=../to.html">',
    }
    assert faults(tmp_path, files) == [
        ("index.html", 1, "check.place", "'moved/#no' is no place in to.html."),
        ("index.html", 2, "check.place", "'#none' is no place in index.html."),
    ]


def inventory(*rows):
    head = b"# Sphinx inventory version 2\n# Project: T\n# Version: 1\n# zlib.\n"
    return head + zlib.compress("".join(f"{row}\n" for row in rows).encode())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_static/s.css", "/* url(y.png) */ a { background: url('x.png') } b { src: url(data:,) }"),
        ("_static/t.css", '@import "x.css"; @IMPORT url(https://a.b/c.css);'),
        ("index.html.md", "See `[y](y.md)` and [a page](x.html.md), ![](data:,).\n"),
        ("sub/p.html.md", "| a |\n|---|\n| ![it](../x.png) |\n\n[up](../index.html) [here](#x)\n"),
        ("_previews/index.js", 'kbPreviews({"":"<a href=\\"x.html\\">"},{});'),
        (
            "objects.inv",
            inventory("a name std:label -1 x.html#$ -", "modindex std:label 0 m.html -"),
        ),
        ("graph.json", json.dumps({"nodes": [{"url": "x.html"}, {"url": "https://a.b/"}, {}]})),
        ("_redirects", "# x /y\n/old /en/latest/x.html 301\n/o/* /n/:splat\n/e https://a.b/ 301\n"),
        ("sitemap.xml", f"<urlset><url><loc>{BASE}x.html</loc></url></urlset>"),
        ("robots.txt", f"Sitemap: {BASE}x.xml\n"),
        ("llms.txt", f"[A page]({BASE}x.md): of it. [Home]({BASE}).\n"),
        ("feeds/atom.xml", f"<a href='{BASE}'/>&lt;img src=&quot;{BASE}x.png&quot;&gt;"),
        ("feeds/feed.json", json.dumps({"content_html": f'<a href="{BASE}x.html">'})),
    ],
)
def test_files_that_are_no_pages(tmp_path, name, text):
    found = faults(tmp_path, {"index.html": HEAD, "old": "", name: text})
    assert [(name, code) for name, _, code, _ in found] == [(name, "check.link")]


@pytest.mark.parametrize("name", ["graph.json", "objects.inv", "_redirects", "_previews/index.js"])
@pytest.mark.parametrize(
    "data", [b"", b"[1]", b"\xff\x00", b"# Sphinx inventory version 2\n# zlib.\n1"]
)
def test_files_of_these_names_that_are_not_ours(tmp_path, name, data):
    assert faults(tmp_path, {"index.html": HEAD, name: data}) == []


def test_the_command(tmp_path):
    done = CliRunner().invoke(main, ["check", "--output", str(tmp_path)])
    assert done.exit_code == 2, "an empty folder is no site without faults"
    assert "there is no page in" in done.output
    (tmp_path / "index.html").write_text('<a href="x.html">', encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "--output", str(tmp_path)])
    assert done.exit_code == 1
    assert "index.html:1: [check.link] 'x.html' leads to no file of the site.\n" in done.output
    assert "1 fault, 0 notices." in done.output
    (tmp_path / "x.html").touch()
    assert CliRunner().invoke(main, ["check", "--output", str(tmp_path)]).exit_code == 0
    done = CliRunner().invoke(main, ["check", "docs", "--output", str(tmp_path)])
    assert done.exit_code == 2
    assert "give no SOURCE" in done.output


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("name", ["x" * 247, "识" * 82])
def test_a_name_as_long_as_sphinx_takes_it_is_written(tmp_path, builder, name):
    """Sphinx adds eight signs to it, *.doctree*; so do we, *.html.md*, and no more on the way there."""
    files = {
        "index.md": front("Home", "Text.\n") + toctree(name),
        f"{name}.md": front("A", "[[index]]\n"),
    }
    built = Site(tmp_path, files).build(builder)
    file = f"{name}.html" if builder == "html" else f"{name}/index.html"
    assert {file, f"{file}.md"} <= built.files()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_names_with_signs_are_addresses_that_lead_there(tmp_path, builder):
    names = ["sp ace", "ha#sh", "per%20cent", "que?y", "br]ack", "ünï"]
    files = {
        f"notes/{name}.md": front(f"About {name}", "[[index]]\n", date="2026-05-01")
        for name in names
    }
    files["index.md"] = front(
        "Home", "".join(f"[[{name}]]\n\n" for name in names if "]" not in name)
    )
    files["index.md"] += toctree(*(f"notes/{name}" for name in names)) + "\n```{site-graph}\n```\n"
    built = Site(tmp_path, files, 'html_baseurl = "https://example.org/"\n').build(builder)
    assert not check_output(built.outdir)
    lines = zlib.decompress((built.outdir / "objects.inv").read_bytes().split(b"\n", 4)[4]).decode()
    inventory = [line for line in lines.splitlines() if " std:doc " in line and "notes/" in line]
    assert len(inventory) == len(names)
    assert all(re.search(r" std:doc -1 notes/[\w%./-]+ About ", line) for line in inventory)
