"""What is shown from another page: its headings, equations, footnotes and names in raw HTML."""

from __future__ import annotations

import pytest

from commonplace.core.raw_html import raw_names, rename_raw
from conftest import check_markup, front, toctree, words

FORMULA = "```{math}\n:label: one\n\na = b\n```\n\nSee {eq}`one`.\n"


@pytest.mark.parametrize("numfig", ["True", "False"])
def test_an_equation_shown_elsewhere_keeps_the_number_of_the_original(new_site, numfig):
    files = {
        "index.md": front("Home", "![[note]]\n\n![[note]]\n") + toctree("first", "note"),
        "first.md": front("First", "```{math}\n:label: zero\n\nc = d\n```\n"),
        "note.md": front("Note", FORMULA),
    }
    built = new_site(files, f"numfig = {numfig}\n").build()
    [own] = [words(item) for item in built.article("note").select(".eqno")]
    shown = [words(item) for item in built.article("index").select(".eqno")]
    assert own.startswith("(")
    assert own != "()"
    assert shown == [own, own]
    check_markup(built.text("index.html"))
    built = new_site(files, f"numfig = {numfig}\n").build("latex", fails=True)
    tex = built.text(next(name for name in built.files() if name.endswith(".tex")))
    assert tex.count(r"\label{equation:note:one}") == 1


def test_headings_of_what_is_shown_follow_those_around_it(new_site):
    built = new_site(
        {
            "index.md": front("Home", "![[note]]\n\n## Part\n\n![[note#A]]\n\n![[outer]]\n")
            + toctree("note", "outer"),
            "outer.md": front("Outer", "## O\n\n![[note]]\n"),
            "note.md": front("Note", "## A\n\nX.\n\n### B\n\nY.\n"),
        }
    ).build()
    shown = built.article("index").select(".kb-group:not(.kb-foot *)")
    found = [f"{item.name} {words(item)}" for item in shown]
    assert found == ["h2 A", "h3 B", "h3 B", "h3 O", "h4 A", "h5 B"]


def test_a_footnote_of_what_is_shown_is_a_link_to_it(new_site):
    built = new_site(
        {
            "index.md": front("Home", "![[note]]\n") + toctree("note"),
            "note.md": front("Note", "Said[^f].\n\n[^f]: By whom.\n"),
        }
    ).build()
    [link] = built.article("index").select(".kb-embed a.footnote-reference")
    assert words(link) == "[1]"
    assert link["href"] == "note.html#f"
    assert built.article("note").find(id="f")


RAW = (
    '<div id="box" class="id">\n<label for="field">F</label> <input id=field>\n'
    '<a href="#box">up</a> <a href="#else">else</a> <!-- <p id="box"> -->\n</div>\n'
)


def test_names_in_raw_html_stand_once_in_a_page(new_site):
    built = new_site(
        {
            "index.md": front("Home", "![[note]]\n\n![[note]]\n") + toctree("note"),
            "note.md": front("Note", RAW + '\nA <span id="word">word</span>.\n'),
        }
    ).build()
    check_markup(built.text("index.html"))
    for box in built.article("index").select("div.id"):
        assert box.label["for"] == box.input["id"]
        assert [link["href"] for link in box.select("a")] == [f"#{box['id']}", "#else"]
    assert built.article("note").select_one("#box #field")


def test_only_names_of_the_piece_are_renamed():
    names = set(raw_names(RAW))
    assert names == {"box", "field"}
    text = rename_raw(RAW, names, "x")
    assert '<input id="x-field">' in text
    assert '<!-- <p id="box"> -->' in text
    assert 'class="id"' in text
    assert rename_raw('a < b and id="box"', names, "x") == 'a < b and id="box"'
