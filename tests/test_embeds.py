"""What is shown from another page: its headings, equations, footnotes and names in raw HTML."""

from __future__ import annotations

import pytest

from commonplace.cli.output import check_output
from commonplace.core.raw_html import raw_names, rename_raw
from conftest import Site, check_markup, everything, front, toctree, warnings_of, words

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


LISTS = {
    "index.md": front("Home") + toctree("map", "deep/host", "blog/one", "blog/two"),
    "deep/host.md": front("Host", "## Part\n\n![[map]]\n"),
    "map.md": front(
        "Map",
        "Of {cite}`a2020`.\n\n```{post-list}\n:group: year\n```\n\n```{relation-list} extends\n```\n\n"
        "```{bibliography}\n```\n",
    ),
    "blog/one.md": front("One", "Text.\n", date="2026-05-01"),
    "blog/two.md": front("Two", "[[one]]{.extends} {cite}`a2020`.\n", date="2026-05-02"),
    "references.bib": "@misc{a2020, title={T}, author={Ada, A.}, year={2020}, url={https://a.org/}}\n",
}


def test_a_list_of_what_is_shown_is_shown_and_follows_its_pages(new_site, tmp_path):
    site = new_site(LISTS)

    def shown(built):
        embed = built.article("deep/host").select_one(".kb-embed")
        assert not check_output(built.outdir)
        return [words(item) for item in embed.select("h3")], words(embed)

    headings, text = shown(site.build())
    assert headings == ["2026"]
    assert "Two extends One" in text
    assert "Linked from" not in text
    edit = {"blog/one.md": front("Renamed", "Text.\n", date="2025-05-01")}
    site.write(edit)
    built = site.build()
    headings, text = shown(built)
    assert headings == ["2026", "2025"]
    assert "Two extends Renamed" in text
    clean = Site(tmp_path / "clean", LISTS | edit).build()
    ours, theirs = dict(everything(built.outdir)), dict(everything(clean.outdir))
    assert ours.keys() == theirs.keys()
    for name, text in theirs.items():
        assert name.startswith(".") or ours[name] == text, name


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "singlehtml"])
def test_every_builder_shows_lists_and_leaves_bibliographies_out(new_site, builder):
    built = new_site(LISTS).build(builder, fails=builder in ("latex", "epub"))
    assert "KeyError" not in built.warnings


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


def test_notes_that_show_others_by_twos_come_to_an_end(new_site, monkeypatch):
    monkeypatch.setattr("commonplace.resolve.embed.MOST", 20)
    pages = {
        f"n{number}.md": f"# N{number}\n\n![[n{number + 1}]]\n\nText.\n\n![[n{number + 1}]]\n"
        for number in range(40)
    }
    pages["n40.md"] = "# N40\n\nThe end.\n"
    pages["index.md"] = "# Home\n\n" + toctree(*(f"n{number}" for number in range(41)))
    site = new_site(pages)
    built = site.build("text", fails=True)
    said = warnings_of(built)
    assert len(said) == 37, said
    assert "n0.md: WARNING: the page would show more than 20 notes" in said[0]
    assert built.text("n37.txt").count("The end.") == 8
    site.write({"n40.md": "# N40\n\nThe finish.\n"})
    built = site.build("text", fails=True)
    assert built.text("n37.txt").count("The finish.") == 8


@pytest.mark.parametrize("builder", ["html", "text", "latex"])
def test_a_table_is_not_shown_in_another(new_site, builder):
    table = "| a |\n|---|\n| {} |\n"
    listing = "```{post-list}\n:style: table\n```\n"
    built = new_site(
        {
            "index.md": "# Home\n\n"
            + table.format("![[b]]")
            + "\n```{list-table}\n* - ![[c#Part]]\n  - ![[d]]\n```\n\n"
            + toctree("b", "c", "d", "e"),
            "b.md": "# Bee\n\n![[c]]\n",
            "c.md": "# Cee\n\n" + table.format("x") + "\n## Part\n\nPlain words.\n",
            "d.md": "# Dee\n\n" + listing,
            "e.md": front("Post", date="2026-01-01"),
        }
    ).build(builder, fails=True)
    said = warnings_of(built)
    assert ["index.md" in line and "cannot stand in a table" in line for line in said] == [True] * 2
    assert "![[b]]" in said[0]
    assert "![[d]]" in said[1]
    if builder == "html":
        first, second = built.article("index").select("table")
        assert words(first.select_one("td a")) == "b"
        assert "Plain words." in words(second)
        assert len(built.article("b").select(".kb-embed table")) == 1
