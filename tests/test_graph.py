"""The graph: what is in it, how it is drawn, what is around a page, and the data for others."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import commonplace
from commonplace.core.schema import graph_schema, graph_schema_text
from commonplace.resolve.drawing import shorten, width
from conftest import Site, check_markup, front, occurrences, toctree, warnings_of, words

PACKAGE = Path(commonplace.__file__).parent
STATIC = PACKAGE / "theme" / "static"
BIB = """\
@misc{alone2020, title = {Alone}, author = {Ann One}, year = 2020}
@misc{noted2020, title = {Noted}, author = {Bo Two}, year = 2020, doi = {10.1000/2}}
"""
PAGES = {
    "references.bib": BIB,
    "index.md": front("Home", "See [a](notes/a.md).\n\n```{bibliography}\n:all:\n```\n")
    + toctree("graph", "words", "notes/a", "notes/b", "notes/c", "papers/noted", "notes/secret"),
    "graph.md": front("Map", "```{site-graph}\n```\n"),
    "words.md": front(
        "Words",
        "```{glossary}\nentropy\n  Surprise.\n\n  :alias: surprisal\n  :introduced by: alone2020\n```\n",
    ),
    "notes/a.md": front(
        "A *first* <note>",
        "It [extends](b.md){.extends} that, says {term}`entropy`. As [[b]] and [](b.md) and\n"
        "{cite:t}`noted2020` and [[entropy]] have it.\n\nNot [[Secret]], but [[Quiet]].\n",
        tags="[one, two]",
        id="first-note",
    ),
    "notes/b.md": front("B", "Back to [a](a.md), after {cite:p}`alone2020`.\n", tags="[two]"),
    "notes/c.md": front("C", "Alone.\n"),
    "papers/noted.md": front("Noted", "Text.\n", paper="noted2020"),
    "notes/secret.md": front("Secret", "See [a](a.md) and [c](c.md).\n", draft="true"),
    "notes/quiet.md": front("Quiet", "See [[Hushed]].\n", listed="false"),
    "notes/hushed.md": front("Hushed", "See [c](c.md).\n", listed="false"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("graph"), PAGES).build()


def data_of(built):
    return json.loads(built.text("graph.json"))


def nodes_of(article):
    """Return name to address of the nodes of the whole graph."""
    links = article.select(".kb-graph-whole .kb-graph-view > a")
    return {link.title.get_text(): link["href"] for link in links}


def table_of(article):
    return [
        tuple(words(cell) for cell in row.select("td"))
        for row in article.select(".kb-graph-table tbody tr")
    ]


# -- the whole graph --------------------------------------------------------------------


def test_every_page_is_a_titled_link_in_the_drawing(built):
    assert nodes_of(built.article("graph")) == {
        "A first <note> – notes, 2 links in, 3 out": "notes/a.html",
        "B – notes, 1 link in, 1 out": "notes/b.html",
        "C – notes, 0 links in, 0 out": "notes/c.html",
        "Quiet – notes, 1 link in, 0 out": "notes/quiet.html",
        "Noted – papers, 1 link in, 0 out": "papers/noted.html",
        "Home – other pages, 0 links in, 1 out": "index.html",
        "Words – other pages, 0 links in, 0 out": "words.html",
    }


def test_the_table_says_the_same(built):
    article = built.article("graph")
    heads = [words(cell) for cell in article.select(".kb-graph-table th")]
    assert heads == ["Page", "Collection", "Links in", "Links out", "Tags"]
    rows = table_of(article)
    assert rows[0] == ("Noted", "papers", "1", "0", "")
    assert ("A first <note>", "notes", "2", "3", "one, two") in rows
    assert article.select_one(".kb-graph-table em").get_text() == "first"
    assert article.select_one(".kb-graph-skip a")["href"] == "#kb-graph-table"
    assert article.select_one("table#kb-graph-table")
    check_markup(built.text("graph.html"))


def test_an_unlisted_page_is_there_if_a_listed_one_leads_to_it_and_a_draft_never(built):
    assert "Quiet" in [row[0] for row in table_of(built.article("graph"))]
    assert occurrences(built.outdir, "notes/secret") == ["_sources/index.md"]
    text = built.text("graph.json") + built.text("_graph/graph.js") + built.text("graph.html")
    assert "Hushed" not in text
    # The name stands in the sentence of the page that gives it, as it does on that page.
    assert text.count("Secret") == built.text("graph.json").count("Not Secret, but Quiet.")


def test_colours_are_told_and_lines_say_by_their_ends_what_they_tie(built):
    article = built.article("graph")
    told = [words(item) for item in article.select(".kb-graph-legend li")]
    assert told == ["papers (1)", "notes (4)", "other pages (2)"]
    svg = article.select_one(".kb-graph-svg")
    lines = svg.select_one(".kb-graph-lines")["d"]
    ends = re.findall(r"M(\d+ \d+)L(\d+ \d+)", lines)
    assert len(ends) == lines.count("M") == 4
    places = [f"{circle['cx']} {circle['cy']}" for circle in svg.select("circle")]
    assert len(places) == len(set(places))
    assert {end for pair in ends for end in pair} <= set(places)


def test_graph_in_clusters_above_the_size(new_site):
    pages = {
        f"notes/{name}.md": front(name, f"[x]({other}.md)\n", topic=topic)
        for name, other, topic in (("a", "b", "Cells"), ("b", "c", "Cells"), ("c", "a", "Waves"))
    }
    pages |= {
        "notes/index.md": front("All notes", "Text.\n"),
        "notes/d.md": front("d"),
        "index.md": front("Home", "```{site-graph}\n```\n")
        + toctree("notes/index", *(f"notes/{name}" for name in "abcd")),
    }
    built = new_site(pages, "kb_graph_nodes = 3\nkb_local_graph = 0\n").build()
    article = built.article("index")
    assert table_of(article) == [
        ("Cells (notes)", "notes", "2", "1", "1", "1"),
        ("Notes", "notes", "1", "0", "0", "0"),
        ("Waves (notes)", "notes", "1", "1", "1", "0"),
    ]
    links = article.select(".kb-graph-view > a")
    assert {link["href"] for link in links} == {
        "topics/cells.html",
        "topics/waves.html",
        "notes/index.html",
    }
    assert "4 pages, too many for one drawing" in words(article)
    # Without local graphs there is nothing on notes, and no data for them.
    assert not (built.outdir / "_graph").exists()
    assert built.article("notes/a").select(".kb-graph") == []
    assert "kb-graph" not in built.text("notes/a.html")
    assert len(data_of(built)["nodes"]) >= 4


LARGE = "kb_graph_inline = 3\n"


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_large_graph_is_a_page_of_its_own(new_site, builder):
    site = new_site(PAGES, LARGE)
    built = site.build(builder)
    name = "_graph/pages/index.html" if builder == "dirhtml" else "_graph/pages.html"
    own = "graph/index.html" if builder == "dirhtml" else "graph.html"
    clusters = BeautifulSoup(built.text(own), "html.parser").select_one(".kb-graph-whole")
    there = clusters.select_one(".kb-graph-all a")
    assert words(there) == "All 7 pages, one by one"
    assert there["href"] == ("../_graph/pages/" if builder == "dirhtml" else "_graph/pages.html")
    assert len(clusters.select("circle")) < 3 + 3 + 1  # those of the legend, too
    assert "7 pages: here they are in 3 clusters" in words(clusters)
    soup = BeautifulSoup(built.text(name), "html.parser")
    check_markup(built.text(name))
    assert words(soup.article.h1) == "All pages"
    up = "../../" if builder == "dirhtml" else "../"
    end = "/" if builder == "dirhtml" else ".html"
    found = nodes_of(soup)
    assert len(found) == 7
    assert found["B – notes, 1 link in, 1 out"] == f"{up}notes/b{end}"
    assert len(table_of(soup)) == 7
    assert soup.select_one(f'a[href="{up}graph{end}"]')
    assert "kb-graph.js" in built.text(name)
    assert "kb-graph.css" in built.text(name)
    # It follows an edit, and goes when there is room again.
    edit = {"notes/b.md": front("B is new", "No link.\n", tags="[two]")}
    site.write(edit)
    built = site.build(builder)
    assert tree_of(built) == tree_of(new_site(PAGES | edit, LARGE).build(builder, parallel=2))
    assert "B is new" in built.text(name)
    built = site.build(builder, conf={"kb_graph_inline": 10})
    assert name not in built.files()


def test_a_graph_that_stands_in_print_has_all_pages(new_site):
    text = new_site(PAGES, LARGE).build("text").text("graph.txt")
    assert "clusters" not in text
    assert "Quiet" in text


# -- around one page --------------------------------------------------------------------


def around(built, name):
    return [item.get_text() for item in built.article(name).select(".kb-graph-local a > title")]


def test_neighbours_of_a_page_are_drawn_with_what_ties_them(built):
    assert around(built, "notes/a") == [
        "Home – other pages; links to here",
        "Noted – papers; from here: cites",
        "B – notes; links to here; from here: extends, links",
        "Quiet – notes; from here: links",
    ]
    local = built.article("notes/a").select_one(".kb-graph-local")
    assert local.select_one("svg")["data-page"] == "notes/a.html"
    assert local.select_one('a[href="../graph.html"]').get_text() == "The whole graph"
    assert around(built, "notes/c") == []
    check_markup(built.text("notes/a.html"))


def test_script_and_styles_are_loaded_where_there_is_a_graph(built):
    for name, there in (("notes/a", 1), ("graph", 1), ("notes/c", 0), ("words", 0), ("index", 0)):
        assert len(re.findall(r"kb-graph\.js", built.text(f"{name}.html"))) == there, name
        assert len(re.findall(r"kb-graph\.css", built.text(f"{name}.html"))) == there, name


def test_the_search_does_not_find_a_page_by_its_neighbours(built):
    index = built.text("searchindex.js")
    assert "quiet" in index
    terms = json.loads(re.search(r"Search\.setIndex\((.*)\)", index, re.DOTALL)[1])["terms"]
    assert "alon" in terms


def test_neighbours_are_as_many_as_configured(new_site):
    files = {f"notes/{name}.md": front(name, "[hub](hub.md)\n") for name in "abcde"}
    files["notes/hub.md"] = front("Hub", "[a](a.md) and [a](a.md) again.\n")
    files["index.md"] = front("Home") + toctree("notes/hub", *(f"notes/{n}" for n in "abcde"))
    built = new_site(files, "kb_local_graph = 3\n").build("dirhtml")
    local = BeautifulSoup(built.text("notes/hub/index.html"), "html.parser").select_one(
        ".kb-graph-local"
    )
    assert [link["href"] for link in local.select("svg a")] == ["../b/", "../c/", "../a/"]
    assert words(local.select_one(".kb-graph-rest")) == "… and 2 more"
    assert local.select_one("svg")["data-page"] == "notes/hub/"
    assert '"notes/hub/"' in built.text("_graph/graph.js")


# -- the data ---------------------------------------------------------------------------


def test_data_have_typed_links_with_their_sentences(built):
    data = data_of(built)
    assert (data["$schema"], data["version"]) == ("graph.schema.json", 1)
    links = {
        (link["source"], link["type"], link["target"]): link["places"] for link in data["links"]
    }
    assert set(links) == {
        ("page:first-note", "extends", "page:notes/b"),
        ("page:first-note", "links", "page:notes/b"),
        ("page:first-note", "links", "page:notes/quiet"),
        ("page:first-note", "cites", "paper:noted2020"),
        ("page:first-note", "mentions", "term:entropy"),
        ("page:first-note", "tagged", "tag:one"),
        ("page:first-note", "tagged", "tag:two"),
        ("page:notes/b", "links", "page:first-note"),
        ("page:notes/b", "cites", "paper:alone2020"),
        ("page:notes/b", "tagged", "tag:two"),
        ("page:papers/noted", "about", "paper:noted2020"),
        ("page:words", "defines", "term:entropy"),
        ("page:words", "cites", "paper:alone2020"),
        ("term:entropy", "introduced in", "paper:alone2020"),
        ("page:index", "links", "page:first-note"),
    }
    assert links["page:first-note", "extends", "page:notes/b"] == [
        {"sentence": "It extends that, says entropy.", "url": "notes/a.html#to-b"}
    ]
    said = "As B and B and Two, 2020 and entropy have it."
    places = links["page:first-note", "links", "page:notes/b"]
    assert [place["sentence"] for place in places] == [said, said]
    assert links["page:notes/b", "cites", "paper:alone2020"][0]["sentence"].endswith("(One, 2020).")
    uses = links["page:first-note", "mentions", "term:entropy"]
    assert [place["sentence"] for place in uses] == ["It extends that, says entropy.", said]
    term = next(node for node in data["nodes"] if node["id"] == "term:entropy")
    assert term["aliases"] == ["surprisal"]
    for link in data["links"]:
        for place in link["places"]:
            name, _, anchor = place["url"].partition("#")
            assert built.soup(name.removesuffix(".html")).find(id=anchor) is not None, place


def test_data_conform_to_the_published_schema(built):
    jsonschema = pytest.importorskip("jsonschema", reason="a tool of developers")
    schema = json.loads(built.text("graph.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data_of(built), schema)
    strict = json.loads(json.dumps(schema))
    for kind in ("nodes", "links"):
        strict["properties"][kind]["items"]["additionalProperties"] = False
    jsonschema.validate(data_of(built), strict)  # and every field is described
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data_of(built) | {"version": 2}, schema)


def test_the_committed_schema_is_the_generated_one():
    committed = PACKAGE / "graph.schema.json"
    assert committed.read_text(encoding="utf-8") == graph_schema_text()
    assert json.loads(committed.read_text(encoding="utf-8")) == graph_schema()


# -- builds -----------------------------------------------------------------------------


def tree_of(built):
    return {
        name: (built.outdir / name).read_bytes()
        for name in built.files()
        if not name.startswith(("_static/", "_sources/"))
    }


@pytest.mark.parametrize(
    ("name", "most", "shown"),
    [
        ("A name", 6, "A name"),
        ("A name as well", 8, "A name…"),
        ("自编码器", 8, "自编码器"),
        ("自编码器与表示", 8, "自编码…"),
        ("a𠀀b", 4, "a𠀀b"),
        ("오토인코더", 7, "오토인…"),
    ],
)
def test_names_beside_nodes_are_cut_by_their_width(name, most, shown):
    assert shorten(name, most) == shown
    assert width(shown) <= most


@pytest.mark.parametrize("builder", ["html", "text"])
def test_an_edited_link_reaches_drawings_tables_and_data(new_site, builder):
    site = new_site(PAGES)
    site.build(builder)
    edited = {
        "notes/c.md": front("C is tied now", "To [b](b.md){.uses}.\n", tags="[three]"),
        "notes/a.md": front("A", "Only [[Quiet]] and {cite:t}`noted2020` now.\n"),
        "notes/secret.md": front("Secret", "See [a](a.md).\n"),
    }
    site.write(edited)
    built = site.build(builder)
    assert "graph" in built.written
    clean = new_site(PAGES | edited).build(builder, parallel=2)
    assert tree_of(built) == tree_of(clean)
    again = site.build(builder)
    assert again.written == set()
    assert tree_of(again) == tree_of(clean)


def test_what_is_written_no_more_is_removed(new_site):
    site = new_site(PAGES)
    assert "_graph/graph.js" in site.build().files()
    built = site.build(conf={"kb_local_graph": 0})
    assert not {name for name in built.files() if name.startswith("_graph")}
    assert "graph.json" in built.files()


@pytest.mark.parametrize(
    "builder", ["text", "latex", "epub", "singlehtml", "man", "texinfo", "xml"]
)
def test_other_builders_have_the_table_and_the_names(new_site, builder):
    built = new_site(PAGES).build(builder)
    assert built.warnings == ""
    if builder == "text":
        assert "Links in" in built.text("graph.txt")
        local = built.text("notes/a.txt")
        assert "Linked from here: Noted, B, Quiet" in " ".join(local.split())
        assert "Links here: Home" in local
    for name, text in ((path, (built.outdir / path).read_bytes()) for path in built.files()):
        assert b"kb-graph-svg" not in text or name.startswith("_static"), name


# -- weight and colours -----------------------------------------------------------------

MOST = 25_000  #: bytes, compressed, that graphs and previews together may add to a page


def weight(data):
    return len(gzip.compress(data, mtime=0))


def test_what_a_graph_adds_to_a_page_is_light(new_site):
    files = {
        f"notes/n{n}.md": front(f"A longer title of note {n}", "[hub](hub.md)\n") for n in range(30)
    }
    files["notes/hub.md"] = front("Hub", "Text.\n")
    files["index.md"] = front("Home") + toctree("notes/hub", *(f"notes/n{n}" for n in range(30)))
    built = new_site(files).build()
    foot = str(built.article("notes/hub").select_one(".kb-graph-local")).encode()
    parts = {
        "script": weight((STATIC / "kb-graph.js").read_bytes()),
        "styles": weight((STATIC / "kb-graph.css").read_bytes()),
        "drawing": weight(foot),
    }
    assert sum(parts.values()) < 0.4 * MOST, parts


def luminance(colour):
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("theme", "paper"), [("light", "#ffffff"), ("dark", "#14181e")])
def test_nodes_and_lines_stand_out(theme, paper):
    """WCAG 2.1, 1.4.11: 3 to 1 against what is beside them."""
    text = (STATIC / "kb-graph.css").read_text(encoding="utf-8")
    block = text.partition(".kb-graph {")[2].partition("}")[0]
    if theme == "dark":
        block = text.partition('[data-theme="dark"] .kb-graph {')[2].partition("}")[0]
    colours = re.findall(r"--kb-(?:c\d|graph-line): (#\w{6})", block)
    assert len(colours) == 9
    for colour in colours:
        one, other = sorted((luminance(colour), luminance(paper)), reverse=True)
        assert (one + 0.05) / (other + 0.05) >= 3, colour


def test_a_title_that_is_a_picture_alone_has_a_name(tmp_path):
    """Every node of the data has a title, as its schema says."""
    site = Site(
        tmp_path,
        {
            "index.md": "# Home\n\n[a](a.md)\n\n```{toctree}\na\n```\n",
            "a.md": "# ![](dot.svg)\n\nText.\n",
            "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>',
        },
    )
    data = json.loads(site.build(fails=True).text("graph.json"))
    assert [node["title"] for node in data["nodes"] if node["id"].endswith("a")] == ["a"]


def test_two_pages_of_one_id_are_one_located_warning(new_site):
    files = {
        "index.md": front("Home") + toctree("notes/a", "notes/b", "notes/c"),
        "notes/a.md": front("A", "See [[b]].\n", id="same"),
        "notes/b.md": front("B", "See [[a]].\n", id="same"),
        "notes/c.md": front("C", "See [[a]].\n", id="same", draft="true"),
    }
    built = new_site(files).build(fails=True)
    [told] = warnings_of(built)
    assert re.search(
        r"notes/b\.md:3: WARNING: the id 'same' of notes/b is that of notes/a, too", told
    )
    assert {node["id"] for node in data_of(built)["nodes"]} >= {"page:same", "page:notes/b"}


def test_one_page_is_no_pages(built):
    labels = [
        built.article(name).select_one(".kb-graph-local svg")["aria-label"]
        for name in ("notes/b", "papers/noted")
    ]
    assert labels == [
        "B: 0 pages lead here, 1 page is led to",
        "Noted: 1 page leads here, 0 pages are led to",
    ]
