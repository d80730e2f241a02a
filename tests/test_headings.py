"""Citations in headings read as on the page wherever the heading is shown."""

from __future__ import annotations

import pytest

from conftest import Site, front, toctree, words

BIB = (
    "@misc{d2021, title = {V}, author = {Alexey Dosovitskiy and Lucas Beyer and A B}, year = 2021}\n"
    "@misc{s2020, title = {S}, author = {Ann Smith}, year = 2020}\n"
)
TWIN = "@misc{t2020, title = {R}, author = {Ann Smith}, year = 2020}\n"
PAGES = {
    "references.bib": BIB,
    "index.md": front(
        "Home",
        "[](notes/a.md#reading-d2021), {ref}`there`, [[a#Reading d2021]].\n\n"
        "```{toctree}\n:maxdepth: 3\n\nnotes/a\nnotes/b\nnotes/c\n```\n\n```{bibliography}\n:all:\n```\n",
    ),
    "notes/a.md": front(
        "A",
        "(there)=\n## Reading {cite}`d2021`\n\nText.\n\n## What {cite:t}`s2020` says\n\nText, [[b]].\n",
    ),
    "notes/b.md": front('"On {cite}`s2020`"', "![[a#Reading d2021]]\n"),
    "notes/c.md": "# {cite:t}`d2021`\n\nOf [[notes/b]].\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("headings"), PAGES)


@pytest.fixture(scope="module")
def built(site):
    return site.build()


READING = "Reading [Dosovitskiy et al., 2021]"


def test_contents_and_links_say_what_the_page_says(built):
    assert words(built.article("notes/a").select_one("h2")) == READING
    contents = built.soup("notes/a").select_one(".bd-sidebar-secondary, #pst-page-toc-nav")
    assert READING in words(contents)
    assert "What Smith [2020] says" in words(contents)
    home = built.article("index")
    assert [words(link) for link in home.select("p a.internal")[:3]] == [READING] * 3
    shown = [words(link) for link in home.select(".toctree-wrapper a")]
    assert shown == [
        "A",
        READING,
        "What Smith [2020] says",
        "On [Smith, 2020]",
        "Dosovitskiy et al. [2021]",
    ]


def test_titles_say_it_in_sidebars_heads_the_search_and_where_notes_are_shown(built):
    sidebar = words(built.soup("notes/a").select_one(".bd-sidenav"))
    assert "On [Smith, 2020]" in sidebar
    assert "Dosovitskiy et al. [2021]" in sidebar
    assert built.soup("notes/b").find("meta", property="og:title")["content"] == "On [Smith, 2020]"
    assert "On [Smith, 2020]" in built.soup("notes/b").title.string
    assert words(built.article("notes/b").select_one(".kb-embed-source")) == READING
    for name in ("index", "notes/a", "notes/b", "notes/c"):
        assert "d2021" not in words(built.soup(name)).replace("reading-d2021", ""), name
    index = built.text("searchindex.js")
    assert "Reading [Dosovitskiy et al., 2021]" in index
    assert "Reading d2021" not in index


@pytest.mark.parametrize("parallel", [0, 2])
def test_an_entry_that_changes_is_said_anew_everywhere(new_site, parallel):
    site = new_site(PAGES)
    site.build()
    for bib in (BIB + TWIN, BIB.replace("year = 2021", "year = 2022"), BIB):
        site.write({"references.bib": bib})
        built = site.build(parallel=parallel)
        clean = new_site({**PAGES, "references.bib": bib}).build()
        for name in clean.files():
            if name.endswith((".html", ".json", ".js")):
                assert built.text(name) == clean.text(name), name
    site.write({"references.bib": BIB + TWIN})
    assert "On [Smith, 2020b]" in site.build().text("notes/a.html")


def test_other_builders_say_it_as_well(new_site):
    site = new_site(PAGES | {"index.md": PAGES["index.md"] + toctree("notes/a")})
    assert READING in site.build("text", fails=True).text("index.txt")
