"""Each page in Markdown beside it, and what language models are told of the site."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from conftest import Site, front, occurrences, toctree

BASE = "https://example.org/en/"
WHOLE = r"""
First *words* with **weight**, `co|de`, a_b, 2 * 3 [not a link], <b>, $a_1^2$ and {cite:p}`keys`.\
A new line; see [two](two.md), [its part](two.md#its), [out](https://example.org/x_y), {cite:t}`keys`.[^mark]

## A `code` heading

- one
- two
  - below

3. three
4. four

   ```python
   def f(): return "`"
   ```

```{figure} ../dot.svg
:name: a-figure
:alt: A dot

What *it* shows
```

See {numref}`a-figure`.

```{table} Numbers
:name: a-table

| a | b |
|:--|--:|
| 1 | `x\|y` |
```

```{math}
:label: an-equation

b^2 = {eq}
```

```{note}
Mind this.

- and that
```

```{glossary}
idempotence
  Doing it twice is doing it **once**.
```

```{code-block} cpp
:caption: A listing

int x;
```

> Quoted.

<div class="own">Raw <kbd>K</kbd></div>

[^mark]: What a footnote says.
"""
FILES = {
    "index.md": front("Home", "Welcome here.\n\n" + toctree("notes/one", "notes/two", "blog/post", "bib", "lists")),
    "notes/one.md": front("One *note*", WHOLE, date="2024-01-02", updated="2024-02-03", tags="[a tag]", status="read",
                          papers="[keys]", authors="Ada L.", license="CC-BY-4.0", description="All [of] it"),
    "notes/two.md": front("Two", "The second.\n\n(its)=\n## Part\n\n![[one#A code heading]]\n", listed="false"),
    "blog/post.md": front("A post", "![A dot](../dot.svg)\n\nIts *excerpt* is this.\n", date="2024-03-04", tags="[a tag]"),
    "lists.md": front("Lists", "```{post-list}\n:collection: all\n```\n"),
    "bib.md": front("Bibliography", "```{bibliography}\n```\n"),
    "references.bib": "@book{keys, author={Key, Ada}, title={A Book}, publisher={P}, year=2020}\n",
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>\n',
}  # fmt: skip
ONE = r"""# One *note*

- URL: <https://example.org/en/notes/one.html>
- Date: 2024-01-02
- Updated: 2024-02-03
- Authors: Ada L.
- Tags: a tag
- Status: read
- About: [@keys]
- Cites: [@keys]
- Licence: CC-BY-4.0

> All [of] it
"""


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site", FILES)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("twins"), FILES)
    return site.build(conf={"html_baseurl": BASE})


def page(built, name="notes/one"):
    return built.text(f"{name}.html.md")


def outputs(built):
    return {name: (built.outdir / name).read_bytes() for name in built.files()}


# -- one page ---------------------------------------------------------------------------


def test_the_head_says_what_the_page_is(built):
    assert page(built).startswith(ONE)


def test_every_page_names_its_twin(built):
    for name in ("index", "notes/one", "notes/two", "tags/a-tag", "lists"):
        (link,) = built.soup(name).head.select('link[rel="alternate"][type="text/markdown"]')
        assert link["href"] == f"{name.rpartition('/')[2]}.html.md"
        assert f"{name}.html.md" in built.files()
    assert not built.soup("search").head.select('link[type="text/markdown"]')


@pytest.mark.parametrize(
    "piece",
    [
        r"First *words* with **weight**, `co|de`, a_b, 2 \* 3 [not a link], , $a_1^2$ and [Key, 2020] [@keys].",
        "\\\nA new line; see [two](../notes/two.html.md), [its part](../notes/two.html.md#its), "
        "[out](https://example.org/x_y), Key [2020] [@keys].[^1]\n",
        "\n## A `code` heading\n\n- one\n- two\n  - below\n\n3. three\n\n4. four\n\n"
        '   ```python\n   def f(): return "`"\n   ```\n\n',
        "\n![A dot](../_images/dot",
        ".svg)\n\n**Fig. 1** What *it* shows\n\nSee [Fig. 1](#a-figure).\n",
        "\n**Table 1** Numbers\n\n| a | b |\n| :--- | ---: |\n| 1 | `x\\|y` |\n",
        "\n$$\nb^2 = {eq}\n$$ (1)\n",
        "\n> **Note**\n>\n> Mind this.\n>\n> - and that\n",
        "\n- **idempotence**: Doing it twice is doing it **once**.\n",
        "\n**Listing 1** A listing\n\n```cpp\nint x;\n```\n",
        "\n> Quoted.\n",
        "\n[^1]: What a footnote says.\n",
    ],
)
def test_content_is_markdown(built, piece):
    assert piece in page(built)


def test_there_is_no_html_and_nothing_of_the_frame(built):
    for name in built.files():
        if name.endswith((".md", "llms.txt", "llms-full.txt")) and not name.startswith("_"):
            text = built.text(name)
            assert not {"\0", "\1", "\2"} & set(text)
            rules = MarkdownIt("commonmark").enable("table")
            rules.use(dollarmath_plugin, allow_labels=True).use(footnote_plugin)
            tokens = rules.parse(text)
            kinds = {token.type for each in tokens for token in (each, *(each.children or ()))}
            assert not kinds & {"html_block", "html_inline"}, name
    for word in ("Cite this page", "Neighbours", "Linked from", "2 January 2024", "kb-"):
        assert word not in page(built)


def test_lists_of_pages_and_embedded_notes_are_shown(built):
    found = page(built, "lists")
    assert "- [1] [A post](blog/post.html.md)\n\n  4 March 2024 · 1 min read · [a tag]" in found
    assert "Its *excerpt* is this." in found
    assert "[a tag](tags/a-tag.html.md)" in found
    two = page(built, "notes/two")
    assert "[A code heading](../notes/one.html.md#a-code-heading)" in two
    assert "- two\n  - below" in two


def test_entries_of_the_bibliography_have_their_keys(built):
    assert re.search(r"^- \[@keys\] .*A Book.*2020\.", page(built, "bib"), re.MULTILINE)
    assert "Cited in" not in page(built, "bib")


PIECES = [
    ("1\\. no list\n", "1\\. no list"),
    ("\\# no heading\n", "\\# no heading"),
    ("- a\n\n% b\n\n* c\n", "- a\n\n* c"),
    ("- [x] done\n- [ ] not\n", "- [x] done\n- [ ] not"),
    ("~~gone~~ here\n", "~~gone~~ here"),
    ("Line\\\nbreak\n", "Line\\\nbreak"),
    ("a\n: b\n", "- **a**: b"),
    ("![x](https://example.org/a.png)\n", "![x](https://example.org/a.png)"),
    ("{sub}`2` {abbr}`AB (A B)`\n", "~2~ AB (A B)"),
    ("a\n\n---\n\nb\n", "a\n\n***\n\nb"),
    ("```{admonition} Mine\nx\n```\n", "> **Mine**\n>\n> x"),
    ("```{epigraph}\nx\n\n-- y\n```\n", "> x\n>\n> — y"),
    (":::{dropdown} Title\nInside.\n:::\n", "**Title**\n\nInside."),
    ("::::{tab-set}\n:::{tab-item} A\nB\n:::\n::::\n", "**A**\n\nB"),
    ("```{rubric} Rubric\n```\n", "**Rubric**"),
    ("In $$x$$ line.\n", "In\n\n$$\nx\n$$\n\nline."),
    ("\\begin{align}\na &= b\n\\end{align}\n", "$$\n\\begin{align}\na &= b\n\\end{align}\n$$ (1)"),
    ("```{list-table}\n* - a\n  - - b\n    - c\n```\n", "|  |  |\n| --- | --- |\n| a | b; c |"),
    ("```{py:function} f(x)\nDoes it.\n```\n", "- `f(x)`\n\n  Does it."),
    (
        "<details><summary>More</summary><p>It is <b>5</b>&nbsp;&lt; 6*7*. <!-- no --></p></details>\n",
        "More It is 5 < 6\\*7\\*.",
    ),
    ("<script>no()</script><style>p{}</style><svg><text>no</text></svg>\n\nyes\n", "yes"),
    ("A <kbd>K</kbd> <abbr title='no'>HTML</abbr> b\n", "A K HTML b"),
    ("{download}`dot.svg`\n", "[`dot.svg`](_downloads/*/dot.svg)"),
    ("A [b] c \\[d\\](e) [1] \\[x\\](y)\n", "A [b] c \\[d\\](e) [1] \\[x\\](y)"),
    ("<https://example.org/a_b>\n", "<https://example.org/a_b>"),
]


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    """Build a page for each piece of content, and return what their twins say below the head."""
    names = [f"p{number}" for number in range(len(PIECES))]
    files = {
        f"{name}.md": front(name, source) for name, (source, _) in zip(names, PIECES, strict=True)
    }
    files |= {"index.md": front("Home", toctree(*names)), "dot.svg": FILES["dot.svg"]}
    built = Site(tmp_path_factory.mktemp("pieces"), files).build()
    head = "# {0}\n\n- URL: [{0}.html]({0}.html)\n\n"
    return [page(built, name).removeprefix(head.format(name)).rstrip() for name in names]


@pytest.mark.parametrize("number", range(len(PIECES)), ids=[source for source, _ in PIECES])
def test_pieces_of_content(pieces, number):
    found = re.sub(r"/[0-9a-f]{32}/", "/*/", pieces[number])
    assert found == PIECES[number][1]


# -- the site ---------------------------------------------------------------------------


def test_the_overview_lists_pages_by_collection(built):
    text = built.text("llms.txt")
    assert text.startswith("# Trial\n\n> Welcome here.\n\nThe pages below are in Markdown.")
    assert f"[llms-full.txt]({BASE}llms-full.txt)" in text
    assert re.findall("^## (.*)$", text, re.MULTILINE) == ["Pages", "Blog", "Notes", "Optional"]
    assert f"\n- [Home]({BASE}index.html.md): Welcome here.\n" in text
    assert f"\n- [A post]({BASE}blog/post.html.md): 2024-03-04. Its excerpt is this.\n" in text
    assert f"\n- [One note]({BASE}notes/one.html.md): 2024-01-02; read. All [of] it\n" in text
    assert f"\n- [Lists]({BASE}lists.html.md)" in text.partition("## Optional")[2]
    assert f"({BASE}tags/a-tag.html.md)" in text.partition("## Optional")[2]
    assert "notes/two" not in text, "it is not listed"


def test_one_file_has_all_that_pages_say_with_full_addresses(built):
    text = built.text("llms-full.txt")
    assert text.startswith("# Trial\n\n> Welcome here.\n\n***\n\n# Home\n")
    assert ONE in text
    assert f"see [two]({BASE}notes/two.html.md)" in text
    assert f"]({BASE}_images/dot" in text
    assert "\n# Two\n" not in text
    assert "\n# Lists\n" not in text
    assert "\n# Bibliography\n" in text
    # What would stand for a place in a page, or twice for a note, says which page it is of.
    assert f"See [Fig. 1]({BASE}notes/one.html.md#a-figure)" in text
    number = text.partition(ONE)[0].count("\n***\n")
    assert f"Key [2020] [@keys].[^{number}-1]\n" in text
    assert f"\n[^{number}-1]: What a footnote says.\n" in text


def test_a_site_that_does_not_know_its_address_has_relative_ones(site):
    built = site.build()
    assert "- URL: [notes/one.html](../notes/one.html)\n" in page(built)
    assert "- [A post](blog/post.html.md): " in built.text("llms.txt")
    assert "see [two](notes/two.html.md)" in built.text("llms-full.txt")


def test_a_folder_for_each_page(site):
    built = site.build("dirhtml", conf={"html_baseurl": BASE})
    text = built.text("notes/one/index.html.md")
    assert f"- URL: <{BASE}notes/one/>" in text
    assert "[its part](../../notes/two/index.html.md#its)" in text
    (link,) = built.soup("notes/one/index").head.select('link[type="text/markdown"]')
    assert link["href"] == "index.html.md"
    assert f"({BASE}blog/post/index.html.md)" in built.text("llms.txt")


@pytest.mark.parametrize("value", ["kb_llms", "kb_noindex"])
def test_they_can_be_turned_off_and_on(site, value):
    before = outputs(site.build())
    built = site.build(conf={value: value == "kb_noindex"})
    assert not [name for name in built.files() if name.endswith(".html.md") or "llms" in name]
    assert "text/markdown" not in built.text("index.html")
    assert outputs(site.build()) == before


def test_other_builders_have_none(site):
    for builder in ("text", "singlehtml"):
        built = site.build(builder)
        assert not [name for name in built.files() if name.endswith(".md") or "llms" in name]


# -- builds -----------------------------------------------------------------------------


def test_they_follow_the_pages(site, tmp_path):
    before = outputs(site.build())
    again = site.build()
    assert again.written == set()
    assert outputs(again) == before
    site.write({"notes/one.md": FILES["notes/one.md"].replace("Mind this", "Mind that")})
    built = site.build()
    changed = {name for name, data in outputs(built).items() if before.get(name) != data}
    assert {"notes/one.html.md", "llms-full.txt"} <= changed
    assert "blog/post.html.md" not in changed
    assert "llms.txt" not in changed
    site.write({
        "blog/post.md": None,
        "index.md": FILES["index.md"].replace("blog/post\n", ""),
        "references.bib": FILES["references.bib"].replace("2020", "2021"),
        "notes/two.md": FILES["notes/two.md"].replace("false", "true"),
    })  # fmt: skip
    built = site.build()
    assert "blog/post.html.md" not in built.files()
    assert "[Key, 2021] [@keys]" in page(built)
    assert "A post" not in built.text("llms.txt") + built.text("llms-full.txt")
    assert "[Two](notes/two.html.md)" in built.text("llms.txt")
    files = {
        path.relative_to(site.source).as_posix(): path.read_bytes()
        for path in site.source.rglob("*")
        if path.is_file() and path.parent.name not in ("tags", "authors", "archive", "library")
    }
    clean = Site(tmp_path / "clean", files).build(parallel=2)
    assert outputs(built) == outputs(clean)


@pytest.mark.parametrize("lost", ["output", "kept"])
def test_what_is_lost_is_made_again(site, lost):
    built = site.build()
    before = outputs(built)
    if lost == "output":
        (built.outdir / "notes/one.html.md").unlink()
        (built.outdir / "llms-full.txt").unlink()
    else:
        (site.folder / "build/doctrees/kb-twins-html/notes/one.kept").unlink()
        site.write({"blog/post.md": FILES["blog/post.md"] + "\n"})
    built = site.build()
    assert "notes/one" in built.written
    assert outputs(built).keys() == before.keys()
    full = built.text("llms-full.txt")
    assert full.count("\n# One *note*\n") == 1
    assert full.encode() == before["llms-full.txt"]


def test_the_authors_own_files_win(site):
    site.write({"extra/llms.txt": "mine"})
    built = site.build(conf={"html_extra_path": ["extra"], "exclude_patterns": ["extra"]})
    assert built.text("llms.txt") == "mine"


def test_what_is_withheld_is_in_none_until_it_is_published(site):
    words = "Quokka words.\n\n```{glossary}\nhidden\n  A quokka.\n```\n"
    links = "[it](../blog/held.md), {term}`hidden`, [](../blog/held.md)\n\n![[held]]\n"
    draft = front("Quokka title", words, date="2024-05-05", draft="true", description="Quokka")
    site.write({
        "blog/held.md": draft,
        "notes/two.md": front("Two", f"(its)=\n## Text\n\n{links}"),
    })  # fmt: skip
    built = site.build()
    assert occurrences(built.outdir, "quokka") == []
    assert "\nit, hidden, blog/held\n" in page(built, "notes/two").replace("../", "")
    shown = site.build(conf={"kb_drafts": True})
    assert "- Status: draft\n" in page(shown, "blog/held")
    site.write({"blog/held.md": draft.replace("draft: true\n", "")})
    built = site.build()
    assert "[it](../blog/held.html.md), [hidden]" in page(built, "notes/two")
    assert "A quokka." in built.text("llms-full.txt")
    assert "Status: draft" not in built.text("llms-full.txt")


def test_a_toctree_is_a_list_and_a_link_to_the_page_itself_its_twin(tmp_path):
    files = {
        "index.md": "# Home\n\n```{toctree}\n:caption: Read\nblog/one\nblog/two\n```\n",
        "blog/one.md": front("One", "See [](one.md).\n\n## Part\n", date="2026-01-01"),
        "blog/two.md": front("Two", "Words.\n", date="2026-01-02"),
    }
    built = Site(tmp_path, files).build()
    lines = built.text("index.html.md").splitlines()
    assert lines[lines.index("**Read**") + 2 :][:3] == [
        "- [One](blog/one.html.md)",
        "  - [Part](blog/one.html.md#part)",
        "- [Two](blog/two.html.md)",
    ]
    assert "See [One](../blog/one.html.md)." in built.text("blog/one.html.md")
