"""Previews: what a link's target shows, in a script beside its page."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup

from commonplace.math.assets import style_sheets
from commonplace.math.engine import VENDOR
from commonplace.math.node import find_node
from commonplace.write.previews import LENGTH, MOST
from conftest import Site, check_markup, front, occurrences, toctree, words

needs_katex = pytest.mark.skipif(
    find_node() is None or not (VENDOR / "katex.min.js").is_file(),
    reason="Node or KaTeX is not installed",
)
LONG = "A sentence of some words that goes on, and on. " * 40
WHOLE = """
What it says first, with a [way home](../index.md) and a formula $a^2$ in it. ({cite:t}`keys`)[^mark]

(its-label)=
## A `code` heading

Below *the* heading.

```{figure} ../dot.svg
:name: a-figure
:scale: 50

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

b^2
```

```{code-block} python
:name: a-listing
:caption: Some code

def f(): return "$?`
```

```{glossary}
idempotence
same again
  Doing it twice is doing it **once**.
```

(a-note)=
```{note}
Mind this.
```

[^mark]: What a footnote says.
"""
FILES = {
    "index.md": front("Home", "Welcome.\n" + toctree("notes/one", "papers/about", "lists", "bib")),
    "notes/one.md": front("One *note*", WHOLE, date="2024-01-02", tags="[a tag]"),
    "papers/about.md": front(
        "About keys",
        "The first words.\n\nProblem: too little time.\n\n**Evidence:**\n\n- none\n- at all\n",
        date="2024-01-02", papers="[keys]", takeaway="Keys are *good*.", status="read",
    ),
    "lists.md": front("Lists", "```{post-list}\n:collection: notes\n```\n"),
    "bib.md": front("Bibliography", "```{bibliography}\n```\n"),
    "references.bib": "@book{keys, author={Key, Ada}, title={A Book}, publisher={P}, year=2020}\n",
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>\n',
}  # fmt: skip


def previews(built, name):
    """Return the previews of a page by anchor, aliases among them, parsed; whatever they hold."""
    text = built.text(f"_previews/{name}.js")
    assert text.startswith("kbPreviews({")
    assert text.endswith(");\n")
    found, end = json.JSONDecoder().raw_decode(text, len("kbPreviews("))
    rest = text[end:-3]
    aliases = json.loads(rest[1:]) if rest else {}
    for markup in found.values():
        check_markup(markup)
        assert 'id="' not in markup
        assert "headerlink" not in markup
    found |= {alias: found[name] for alias, name in aliases.items()}
    return {anchor: BeautifulSoup(markup, "html.parser") for anchor, markup in found.items()}


def one(new_site, body, **keys):
    """Return the previews of a page with this body."""
    site = new_site({"index.md": front("Home", body, **keys)})
    return previews(site.build(), "index")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("previews"), FILES).build()


# -- what has a preview -----------------------------------------------------------------


def test_a_page_shows_its_title_its_line_and_its_excerpt(built):
    page = previews(built, "notes/one")[""]
    assert words(page.select_one(".kb-preview-title")) == "One note"
    assert page.select_one(".kb-preview-title em") is not None
    assert "2 January 2024" in words(page.select_one(".kb-meta"))
    assert "What it says first" in words(page)
    assert "Below" not in words(page)


def test_the_heading_of_a_page_is_the_page(built):
    found = previews(built, "notes/one")
    assert str(found["one-note"]) == str(found[""])


def test_a_note_on_a_work_shows_its_state_and_what_to_remember(built):
    page = previews(built, "papers/about")[""]
    assert words(page.select_one(".kb-takeaway")) == "Keys are good."
    assert "read" in words(page.select_one(".kb-card-state"))
    assert words(page).endswith("The first words.")


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        ("a-code-heading", "A code heading Below the heading."),
        ("its-label", "A code heading Below the heading."),
        ("a-figure", "Fig. 1 A caption"),
        ("a-table", "Table 1 Numbers a b 1 2"),
        ("a-listing", 'Listing 1 Some code def f(): return "$?`'),
        ("term-idempotence", "idempotence Doing it twice is doing it once."),
        ("term-same-again", "same again Doing it twice is doing it once."),
        ("mark", "What a footnote says."),
        ("a-note", "Note Mind this."),
    ],
)
def test_what_links_can_lead_to_has_a_preview(built, anchor, text):
    assert words(previews(built, "notes/one")[anchor]) == text


def test_the_entry_of_a_work_has_one_without_its_label_and_without_who_cites_it(built):
    assert words(previews(built, "bib")["cite-keys"]).startswith("Ada Key. A Book. P, 2020.")
    assert "Cited in" not in words(previews(built, "bib")["cite-keys"])


def test_the_parts_of_a_note_have_one_and_a_bare_label_brings_what_follows(built):
    found = previews(built, "papers/about")
    assert words(found["part-problem"]) == "Problem: too little time."
    assert words(found["part-evidence"]) == "Evidence: none at all"


@needs_katex
def test_an_equation_has_its_number_and_the_markup_of_the_page(built):
    equation = previews(built, "notes/one")["equation-an-equation"]
    assert words(equation.select_one(".eqno")) == "(1)"
    drawn = equation.select_one(".katex")
    assert str(drawn) in str(built.article("notes/one"))
    # Focus stays with the links of the page.
    assert not equation.select("[tabindex]")


def test_pictures_and_links_are_those_of_the_page(built):
    found = previews(built, "notes/one")
    assert found[""].find("a", string="way home")["href"] == "../index.html"
    assert found["a-figure"].img["src"] == built.article("notes/one").img["src"]


def test_generated_pages_and_lists_show_what_they_list(built):
    assert "One note" in words(previews(built, "lists")[""])
    assert "One note" in words(previews(built, "tags/a-tag")[""])


def test_an_excerpt_of_the_front_matter_goes_first_and_a_description_last(new_site):
    found = one(new_site, "First words.\n", excerpt='"Other *words*, $x$"', description="None")
    assert words(found[""]).startswith("Home Other words,")
    assert "First" not in words(found[""])
    assert words(one(new_site, "", description="Described.")[""]) == "Home Described."


def test_the_script_and_the_pages_that_load_it(built):
    for name in ("index", "notes/one", "tags/a-tag"):
        assert len(built.soup(name).select('script[src*="kb-previews.js"][defer]')) == 1
    assert not built.soup("search").select('script[src*="kb-previews.js"]')
    assert "_previews" not in built.text("searchindex.js")
    script = built.text("_static/kb-previews.js")
    for path in style_sheets():
        assert f'"katex/{path.name}"' in script


# -- how much of it ---------------------------------------------------------------------


def test_long_text_is_cut_on_a_word(new_site):
    text = words(one(new_site, f"*{LONG.strip()}*\n")[""].select("p")[1])
    assert LENGTH - 20 < len(text) <= LENGTH + 3
    assert LONG.startswith(text.removesuffix("..."))
    assert re.search(r"\w\.\.\.$", text)


def test_a_word_without_an_end_is_cut_all_the_same(new_site):
    text = words(one(new_site, "x" * 5000 + "\n")[""].select("p")[1])
    assert text == "x" * LENGTH + "..."


def test_a_language_without_spaces_is_cut_between_signs(new_site):
    text = words(one(new_site, "日本語、" * 500 + "\n")[""].select("p")[1])
    assert len(text) <= LENGTH + 3
    assert not text.endswith("、...")


def test_a_table_keeps_whole_rows(new_site):
    rows = "".join(f"| row {number} | {'word ' * 20} |\n" for number in range(60))
    table = one(new_site, f"(big)=\n| a | b |\n|---|---|\n{rows}")["big"]
    found = table.select("tbody tr")
    assert 5 < len(found) < 30
    assert {len(row.select("td")) for row in found} == {2}


def test_what_takes_too_much_markup_has_none(new_site):
    formula = "+".join(f"\\frac{{a_{{{number}}}}}{{b}}" for number in range(120))
    found = one(new_site, f"Text.\n\n```{{math}}\n:label: big\n\n{formula}\n```\n")
    assert "equation-big" not in found


# -- what is not in it ------------------------------------------------------------------


def test_hostile_words_are_text(new_site):
    site = new_site({
        "index.md": front(
            '"</script><script>alert(1)</script> <!-- \\u2028 id=\\"x\\""',
            'Text with\u2028`</script>` and `<a id="y">`.\n\n```{glossary}\n<img src=x onerror=alert(1)>\n'
            "  A *definition* here.\n```\n",
        )
    })  # fmt: skip
    built = site.build()
    text = built.text("_previews/index.js")
    assert "</" not in text
    assert "<!--" not in text
    assert "\u2028" not in text
    found = json.JSONDecoder().raw_decode(text, len("kbPreviews("))[0]
    for markup in found.values():
        soup = BeautifulSoup(markup, "html.parser")
        assert not soup.select("script, img, [onerror], [id]")
    assert "alert(1)" in BeautifulSoup(found[""], "html.parser").get_text()


def test_markup_of_html_and_what_acts_are_left_out(new_site):
    found = one(
        new_site,
        "Press <kbd onclick='x()'>K</kbd>.\n\n(raw)=\n## Raw\n\n<iframe src='x'></iframe>\n\n"
        "````{tab-set}\n```{tab-item} One\nHidden.\n```\n````\n",
    )
    assert words(found[""]) == "Home Press K."
    assert not any(page.select("iframe, input, kbd, [onclick]") for page in found.values())


def test_nothing_warns_twice(new_site):
    body = "(code)=\n```python\ndef f(: $?`\n```\n\n(other)=\n```nolanguage\nx\n```\n"
    site = new_site({"index.md": front("Home", body)})
    built = site.build(fails=True)
    assert len(re.findall("WARNING", built.warnings)) == 2
    assert words(previews(built, "index")["code"]) == "def f(: $?`"


def test_what_is_withheld_has_none_and_is_in_none(new_site):
    site = new_site({
        "index.md": front("Home", "[quokka text](draft.md), {term}`quokka`.\n" + toctree("draft")),
        "draft.md": front(
            "Quokka", "Quokka.\n\n```{glossary}\nquokka\n  A quokka.\n```\n", draft="true"
        ),
    })  # fmt: skip
    built = site.build()
    assert "_previews/draft.js" not in built.files()
    assert occurrences(built.outdir, "A quokka") == []
    assert not previews(built, "index")[""].select("a")


# -- builds -----------------------------------------------------------------------------


def tree(built):
    """Return the previews of an output."""
    return {name: built.text(name) for name in built.files() if name.startswith("_previews/")}


def test_a_folder_for_each_page(new_site):
    built = new_site(FILES).build("dirhtml")
    assert "_previews/notes/one/index.js" in tree(built)
    assert "_previews/index.js" in tree(built)
    page = previews(built, "notes/one/index")[""]
    assert page.find("a", string="way home")["href"] == "../../"


def test_other_builders_have_none(new_site):
    site = new_site({"index.md": front("Home", "Text.\n", excerpt="Excerpt.")})
    for builder in ("text", "xml", "epub", "singlehtml"):
        built = site.build(builder)
        assert not tree(built)
        assert occurrences(built.outdir, "kb-previews.js") in (
            [],
            ["_static/kb-previews.js"],
            [".kb-output.json", "_static/kb-previews.js"],
        )


def test_they_follow_the_page(new_site):
    site = new_site(FILES)
    before = tree(site.build())
    assert tree(site.build()) == before
    site.write({"notes/one.md": FILES["notes/one.md"].replace("**once**", "never")})
    built = site.build()
    assert {name for name, text in tree(built).items() if before[name] != text} == {
        "_previews/notes/one.js"
    }
    site.write({"references.bib": FILES["references.bib"].replace("A Book", "Another")})
    built = site.build()
    assert "Another" in words(previews(built, "bib")["cite-keys"])
    # A retitled page, in the previews of one that names it.
    site.write({"index.md": FILES["index.md"].replace("Welcome.", "[](notes/one.md)")})
    site.build()
    site.write({"notes/one.md": FILES["notes/one.md"].replace("One *note*", "Two")})
    built = site.build()
    assert words(previews(built, "index")[""]) == "Home Two"
    clean = new_site({name: (site.source / name).read_text() for name in FILES}).build()
    assert tree(clean) == tree(built)


def test_a_missing_file_is_made_again_and_that_of_a_removed_page_removed(new_site):
    site = new_site(FILES)
    built = site.build()
    before = tree(built)
    (built.outdir / "_previews/notes/one.js").unlink()
    built = site.build()
    assert tree(built) == before
    assert built.written == {"notes/one"}
    site.write({
        "lists.md": None,
        "index.md": FILES["index.md"].replace("lists\n", ""),
    })  # fmt: skip
    assert "_previews/lists.js" not in tree(site.build())


def test_in_parallel_they_are_the_same(new_site):
    files = FILES | {f"notes/n{number}.md": front(f"N {number}", LONG) for number in range(12)}
    one_by_one = tree(new_site(files).build(fails=True))
    assert tree(new_site(files).build(parallel=2, fails=True)) == one_by_one


def test_they_can_be_turned_off_and_on(new_site):
    site = new_site(FILES)
    before = tree(site.build())
    built = site.build(conf={"kb_previews": False})
    assert not tree(built)
    assert "kb-previews.js" not in built.text("index.html")
    built = site.build()
    assert tree(built) == before
    assert "kb-previews.js" in built.text("index.html")


def test_a_file_that_cannot_be_written_is_told_of_and_made_by_the_next_build(new_site):
    site = new_site({"index.md": front("Home", "Text.\n")})
    built = site.build()
    before = tree(built)
    path = built.outdir / "_previews/index.js"
    path.unlink()
    path.mkdir()
    (path / "x").touch()
    built = site.build(fails=True)
    assert "error writing file" in built.warnings
    (path / "x").unlink()
    path.rmdir()
    assert tree(site.build()) == before


# -- many of them -----------------------------------------------------------------------

MANY = 900


def many(count, word="work"):
    return "".join(
        f"@misc{{key{n:04}, title={{A {word} {'of some length ' * 20}, number {n}}}, "
        f"author={{Ann Author{n}}}, year=2020}}\n"
        for n in range(count)
    )


def divided(built, name):
    """Return the previews of a page whose script is in parts, by anchor, with the sizes of the files."""
    text = built.text(f"_previews/{name}.js")
    _, _, begins = json.loads(f"[{text[len('kbPreviews(') : -3]}]")
    found, sizes = {}, [len(text.encode())]
    for number, begin in enumerate(begins, 1):
        part = built.text(f"_preview-parts/{name}.{number}.js")
        sizes.append(len(part.encode()))
        held = json.loads(f"[{part[len('kbPreviews(') : -3]}]")
        names = [name for values in held for name in values]
        assert min(names) == begin
        assert number == len(begins) or max(names) < begins[number]
        found |= held[0]
    assert not (built.outdir / f"_preview-parts/{name}.{len(begins) + 1}.js").exists()
    return found, sizes


@pytest.mark.parametrize("parallel", [0, 2])
def test_previews_of_a_long_bibliography_are_in_parts_that_come_and_go(new_site, parallel):
    files = {
        "index.md": front("Home") + toctree("bib"),
        "bib.md": front("Bib", "```{bibliography}\n:all:\n```\n"),
        "references.bib": many(MANY),
    }
    site = new_site(files)
    found, sizes = divided(site.build(parallel=parallel), "bib")
    assert sum(name.startswith("cite-key") for name in found) == MANY
    assert len(sizes) > 3
    assert max(sizes) <= MOST
    assert sizes[0] < 2000
    for count in (MANY // 2, 3, MANY // 2):
        edit = {"references.bib": many(count, "thing")}
        site.write(edit)
        built = site.build(parallel=parallel)
        clean = new_site(files | edit).build()
        names = {name for name in clean.files() if "preview" in name}
        assert {name for name in built.files() if "preview" in name} == names
        for name in names:
            assert built.text(name) == clean.text(name), name
    last = sorted(name for name in built.files() if name.startswith("_preview-parts"))[-1]
    (built.outdir / last).unlink()
    assert site.build().written == {"bib"}
    (built.outdir / "_preview-parts" / "gone.1.js").write_text("")  # of a build that was killed
    site.write({"bib.md": front("Bib", "Nothing.\n")})
    assert not [name for name in site.build().files() if name.startswith("_preview-parts")]
