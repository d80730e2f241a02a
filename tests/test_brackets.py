"""Links by name where they are easily lost: front matter, wrapped lines, quotes, odd file names."""

from __future__ import annotations

import json

import pytest

from commonplace.core.brackets import parts_of, with_names
from commonplace.core.markdown import inlines_of_markdown
from conftest import Site, front, toctree, warnings_of, words
from test_links import links

CONF = 'html_baseurl = "https://example.org/"\n'
PAGES = {
    "index.md": front(
        "Home",
        "```{post-list}\n:collection: blog\n```\n"
        + toctree("blog/a", "blog/b", "blog/c", "blog/d"),
        description='"All of [[Bee]]."',
    ),
    "blog/a.md": front(
        "Aye", "Text.\n", date="2024-01-01", excerpt='"Of [[Bee]] and [[nothing]], [[b|*it*]]."'
    ),
    "blog/b.md": front(
        "Bee",
        "Text.\n",
        date="2024-01-02",
        description='"After ![[Aye]], [[a|that\\none]] and [[nothing|all]]: [[^1]]"',
    ),
    "blog/c.md": front("Cee", "See [[a|a\n  wrapped *text*]], [[Bee]], [[no\nsuch\nnote]].\n"),
    "blog/d.md": front("Long way", "> By [[long\n> way|it]], ![[Long\n> way]]; [[#Lo\n> ng]].\n"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("brackets"), PAGES, CONF)


@pytest.fixture(scope="module")
def built(site):
    return site.build(fails=True)


def test_names_in_an_excerpt_are_what_they_lead_to(built):
    entry = built.listing("index").select("li")[1]
    assert "Of Bee and nothing, it." in words(entry)
    assert "[[" not in built.text("index.html")


@pytest.mark.parametrize("name", ["description", "og:description"])
def test_names_in_a_description_are_text_in_the_head(built, name):
    for page, said in (
        ("blog/b", "After Aye, that one and all: [[^1]]"),
        ("index", "All of Bee."),
        ("blog/a", "Of Bee and nothing, it."),
    ):
        head = built.soup(page)
        meta = head.find("meta", attrs={"name": name}) or head.find("meta", property=name)
        assert meta["content"] == said


def test_names_in_a_description_are_text_in_feeds_data_and_previews(built):
    said = "After Aye, that one and all"
    feed = json.loads(built.text("feeds/feed.json"))
    assert feed["description"] == "All of Bee."
    assert [item["summary"][: len(said)] for item in feed["items"]][:1] == [said]
    assert said in built.soup("blog/b").select_one('script[type="application/ld+json"]').string
    assert "[[a" not in built.text("_previews/blog/b.js")


def test_a_retitled_page_is_right_in_front_matter_of_others(new_site):
    site = new_site(PAGES, CONF)
    site.build(fails=True)
    edit = {"blog/a.md": PAGES["blog/a.md"].replace("Aye", "Eye")}
    site.write({**edit, "blog/b.md": PAGES["blog/b.md"].replace("[[Aye]]", "[[a]]")})
    site.build(fails=True)
    site.write({"blog/a.md": edit["blog/a.md"].replace("Eye", "Ear")})
    built = site.build(fails=True)
    assert built.read == ("blog/a",)
    assert "After Ear, that" in built.text("blog/b.html")
    files = {
        path.relative_to(site.source).as_posix(): path.read_text()
        for path in site.source.rglob("*.md")
    }
    clean = new_site(files, CONF).build(fails=True, parallel=2)
    for name in clean.files():
        if name.endswith((".html", ".xml", ".json")) and "graph" not in name:
            assert built.text(name) == clean.text(name), name


def test_a_name_may_be_wrapped_over_lines(built):
    assert links(built, "blog/c")[:2] == [("a wrapped text", "a.html"), ("Bee", "b.html")]
    assert [words(item) for item in built.article("blog/c").select(".kb-wanted")] == [
        "no such note"
    ]
    article = built.article("blog/d")
    assert "[[" not in words(article)
    assert words(article.select_one("blockquote a")) == "it"


def test_a_takeaway_may_hold_names():
    found = inlines_of_markdown("Of [[a|b]], `[[c]]` and *[[d]]*.", "x")
    kinds = [item if isinstance(item, str) else item[0] for item in found]
    assert kinds == ["Of ", "pending_xref", ", ", "literal", " and ", "emphasis", "."]
    assert found[5][2][0][0] == "pending_xref"
    assert with_names("No [[ ]], no [[^1]], no [[x]](y).", "x") == (
        "No [[ ]], no [[^1]], no [[x]](y).",
    )
    assert parts_of("a\n b #  c\nd", "x") == ("a b", "c d")


# -- what backlinks quote ---------------------------------------------------------------


def test_a_quoted_link_to_a_missing_heading_has_a_text(new_site):
    built = new_site(
        {
            "index.md": front("Home", "See [[#nope]] in [[Other]].\n") + toctree("other"),
            "other.md": front("Other", "Text.\n"),
        }
    ).build(fails=True)
    foot = built.article("other").select_one(".kb-backlinks")
    assert "See nope in Other." in words(foot)
    assert all(words(link) for link in foot.select("a"))
    assert len(warnings_of(built)) == 1


def test_a_sign_in_the_name_of_a_file_breaks_no_link(new_site):
    built = new_site(
        {
            "index.md": front("Home", "[[c#]]\n\n```{site-health}\n```\n") + toctree("c#", "a"),
            "c#.md": front("C sharp", "Of [[a]], [[a#Part]] and [[#Own]].\n\n## Own\n\nText.\n"),
            "a.md": front("A", "Of [[c#]].\n\n## Part\n\nText.\n"),
        }
    ).build()
    assert "Broken links" not in words(built.article("index"))
    assert "Wanted" not in words(built.article("index"))
    assert links(built, "c#")[:3] == [("A", "a.html"), ("Part", "a.html#part"), ("Own", "#own")]
    assert "Of A, Part and Own." in words(built.article("a").select_one(".kb-backlinks"))


def test_names_in_reasons_are_what_they_lead_to(new_site):
    built = new_site(
        {
            "index.md": front("Home", "```{reading-list}\n```\n" + toctree("papers/a")),
            "references.bib": "@misc{one2020, title={One}, author={A B}, year=2020}\n",
            "blog/b.md": front("Bee", "Text.\n", date="2026-01-01", updated="2026-02-01",
                          updated_reason='"After [[papers/a|that]]."', id="tag:example.org,2026:b"),
            "papers/a.md": front("Aye", "Text.\n", date="2026-01-01", paper="one2020",
                                 status="skipped", status_reason='"See [[Bee]], [[nothing]]."'),
        },
        CONF,
    ).build(fails=True)  # fmt: skip
    for name in ("index", "papers/a"):
        reason = built.article(name).select_one(".kb-reason")
        assert words(reason) == "See Bee, nothing."
        assert reason.a["href"].endswith("b.html")
    feed = json.loads(built.text("feeds/updates/feed.json"))
    assert [item["summary"] for item in feed["items"]] == ["After that."]


def test_a_text_is_taken_without_the_blanks_around_it_and_any_heading_is_found(new_site):
    built = new_site(
        {
            "index.md": "# Home\n\n[[b| a *text* ]], [[b#Five]], [](b.md#six).\n\n```{toctree}\nb\n```\n",
            "b.md": "# B\n\n## Two\n\n### Three\n\n#### Four\n\n##### Five\n\n###### Six\n\nText.\n",
        }
    ).build()
    links = built.article("index").select("p a.reference")
    assert [link.get_text() for link in links] == ["a text", "Five", "Six"]
    assert [link["href"] for link in links] == ["b.html", "b.html#five", "b.html#six"]


BRACKETED = {
    "index.md": front(
        "Home",
        "[[The [CLS] token]], [[the \\[CLS\\] token]], [[[PAD] and [SEP]|with [two] *pairs*]], [[A \\] alone]],\n"
        "[[[Bee]]], [[Bee [x]]], [[Bee|see [it](far)]], [[Bee|mark[^1]]], `[[The [CLS] token]]`.\n\n"
        "| a |\n|---|\n| [[The [CLS] token\\|cell]] |\n\n![[The [CLS] token#A [b] c]]\n\n[^1]: Text.\n\n"
        "[x]: https://example.org/\n",
        description='"Of [[The [CLS] token]] and [[[Bee]]]."',
    )
    + toctree("notes/cls", "notes/pad", "notes/lone", "notes/bee"),
    "notes/cls.md": front("'The [CLS] token'", "## A [b] c\n\nSaid there.\n"),
    "notes/pad.md": front("'[PAD] and [SEP]'"),
    "notes/lone.md": front("'A ] alone'"),
    "notes/bee.md": front("Bee"),
}


def test_a_pair_of_brackets_may_stand_in_a_name(new_site):
    built = new_site(BRACKETED).build(fails=True)
    article = built.article("index")
    first = article.select("p")[0]
    assert [(link.get_text(), link["href"]) for link in first.select("a.internal")][:5] == [
        ("The [CLS] token", "notes/cls.html"),
        ("The [CLS] token", "notes/cls.html"),
        ("with [two] pairs", "notes/pad.html"),
        ("A ] alone", "notes/lone.html"),
        ("Bee", "notes/bee.html"),
    ]
    assert "[Bee], [[Bee x]], [[Bee|see it]], [[Bee|mark[1]]], [[The [CLS] token]]." in words(first)
    assert words(article.select_one("td")) == "cell"
    assert "Said there." in words(article.select_one(".kb-embed"))
    head = built.soup("index").find("meta", attrs={"name": "description"})
    assert head["content"] == "Of The [CLS] token and [Bee]."


def test_brackets_without_an_end_take_no_time():
    text = "[[a [b] \\[c\\] " * 20_000 + "[[" * 20_000
    assert with_names(text, "x") == (text,)


PATHS = {
    "index.md": front(
        "Home", "[[./same]], [[notes/same]], [[/notes/same.md#Part]], [[./notes/]].\n"
    )
    + toctree("same", "notes/index", "notes/same", "notes/b", "notes/deep/c", "papers/d"),
    "same.md": front("Same one"),
    "notes/index.md": front("All notes"),
    "notes/same.md": front("Same two", "## Part\n\nText.\n"),
    "notes/b.md": front(
        "notes/deep/d",  # a title like a path
        "[[./same]], [[../same.md|up]], [[./deep/d]], [[../papers/d]], [[../]], [[./]], [[./same#Part]].\n\n"
        "![[./same#Part]]\n",
        description='"Of [[../papers/d]]."',
    ),
    "notes/deep/c.md": front("Cee", "![[../b]]\n"),
    "papers/d.md": front("Dee", "[[./d]], [[./b]], [[/old/x/]] and [[/d]].\n", aliases="[/old/x/]"),
}


def test_a_path_from_the_page_or_the_folder_of_the_site_is_that_of_a_page(new_site):
    built = new_site(PATHS).build()
    first = built.article("index").select_one("p")
    assert [(words(a), a["href"]) for a in first.select("a.internal")] == [
        ("Same one", "same.html"),
        ("Same two", "notes/same.html"),
        ("Part", "notes/same.html#part"),
        ("All notes", "notes/index.html"),
    ]
    expected = [
        ("Same two", "same.html"),
        ("up", "../same.html"),
        ("Dee", "../papers/d.html"),
        ("Home", "../index.html"),
        ("All notes", "index.html"),
        ("Part", "same.html#part"),
    ]
    article = built.article("notes/b")
    first = article.select("p:has(.kb-wanted)")[0]
    assert [(words(a), a["href"]) for a in first.select("a.internal")] == expected
    assert words(first.select_one(".kb-wanted")) == "/notes/deep/d"
    assert article.select_one(".kb-embed")
    shown = built.article("notes/deep/c").select_one(".kb-embed p:has(.kb-wanted)")
    assert [words(a) for a in shown.select("a.internal")] == [text for text, _ in expected]
    assert [words(item) for item in built.article("papers/d").select("p .kb-wanted")] == [
        "/papers/b",
        "/d",
    ]
    head = built.soup("notes/b").find("meta", attrs={"name": "description"})
    assert head["content"] == "Of Dee."


LABELLED = {
    "index.md": front(
        "Home",
        "[[eq:loss]], [[gauss]], [[fig-one]], [[fig-bare]], [[tab-one]], [[tab-bare]], [[code-one]], [[the-span]],\n"
        "[[a-block]], [[lst]], [[note-one]], [[eq:loss|that *one*]], [[b#eq:loss]].\n",
    )
    + toctree("b"),
    "b.md": front(
        "Bee",
        "$$\na = b\n$$ (eq:loss)\n\n```{math}\n:label: gauss\n\nc = d\n```\n\n"
        "```{figure} /dot.svg\n:name: fig-one\n\nA dot\n```\n\n```{figure} /dot.svg\n:name: fig-bare\n```\n\n"
        "```{table} Cells\n:name: tab-one\n\n| a |\n|---|\n| b |\n```\n\n(tab-bare)=\n| a |\n|---|\n| b |\n\n"
        "```{code-block} text\n:name: code-one\n:caption: Some code\n\nx\n```\n\nA [span]{#the-span} here.\n\n"
        "{#a-block}\nA block.\n\n(lst)=\n- one\n\n```{note}\n:name: note-one\nText.\n```\n",
    ),
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h2v2z"/></svg>',
}


@pytest.mark.parametrize("conf", ["", "math_numfig = False\nmath_eqref_format = 'Eq. {number}'\n"])
def test_a_label_of_anything_is_a_name(new_site, conf):
    site = new_site(
        LABELLED, 'myst_enable_extensions = ["attrs_inline", "attrs_block", "dollarmath"]\n' + conf
    )
    built = site.build()
    form = "Eq. {}" if conf else "({})"
    first = built.article("index").select_one("p")
    found = [(words(a), a["href"]) for a in first.select("a.internal")]
    assert found == [
        (form.format(1), "b.html#equation-eq-loss"),
        (form.format(2), "b.html#equation-gauss"),
        ("A dot", "b.html#fig-one"),
        ("fig-bare", "b.html#fig-bare"),
        ("Cells", "b.html#tab-one"),
        ("tab-bare", "b.html#tab-bare"),
        ("Some code", "b.html#code-one"),
        ("the-span", "b.html#the-span"),
        ("a-block", "b.html#a-block"),
        ("lst", "b.html#lst"),
        ("note-one", "b.html#note-one"),
        ("that one", "b.html#equation-eq-loss"),
        (form.format(1), "b.html#equation-eq-loss"),
    ]
    anchors = {item["id"] for item in built.soup("b").select("[id]")}
    assert {href.partition("#")[2] for _, href in found} <= anchors
    site.write({"b.md": LABELLED["b.md"].replace("$$\na", "$$\nz\n$$ (first)\n\n$$\na")})
    assert words(site.build().article("index").select("p a.internal")[0]) == form.format(2)


NEXT_TO = {
    "index.md": front(
        "Home",
        "[[fig]] shows it, {ref}`fig`, [[tab]]; ![[alt]](dot.svg), [![[alt]](dot.svg)](b.md){.uses}.\n\n"
        "```{figure} dot.svg\n:name: fig\n\nA dot of [[b]] and [[nothing]]\n```\n\n"
        "```{table} Cells of [[#Part]]\n:name: tab\n\n| a |\n|---|\n| b |\n```\n\n## Part\n\n"
        "![[b]]{.contradicts}\n\nIn a line ![[b]]{.extends}, and ![[b]]{. No ![[#]], no ![[ ]].\n",
    )
    + toctree("b"),
    "b.md": front("Bee", "Said there.\n"),
    "dot.svg": LABELLED["dot.svg"],
}


def test_names_in_captions_pictures_beside_names_and_relations_of_what_is_shown(new_site):
    built = new_site(NEXT_TO).build(fails=True)
    assert warnings_of(built) == []
    article = built.article("index")
    shown = "A dot of b and nothing"
    assert words(article.p).startswith(f"{shown} shows it, {shown}, Cells of Part; , .")
    assert [item["alt"] for item in article.p.select("img")] == ["[alt]", "[alt]"]
    assert [words(item) for item in article.select("figcaption .kb-wanted")] == ["nothing"]
    assert words(article.select_one("figcaption a.internal")) == "Bee"
    assert words(article.select_one(".kb-embed")) == "Bee Said there."
    assert "{.contradicts}" not in words(article)
    assert "In a line Bee, and Bee{. No ![[#]], no ![[ ]]." in words(article)
    relations = [words(item) for item in built.article("b").select(".kb-backlinks .kb-relation")]
    assert sorted(relations) == ["contradicts", "extends", "uses"]


def test_signs_of_names_stand_in_links_to_headings_and_in_what_is_wanted(new_site):
    built = new_site(
        {
            "index.md": front("Home", "[[F#-Dur#Teil]], [[c# notes#Of C#]], [[F#-Dur#Nope#x]], [[G#-Moll]].\n\n"
                              "![[F#-Dur#Teil]]\n")
            + toctree("fdur", "c"),
            "fdur.md": front("F#-Dur", "## Teil\n\nGesagt, wie [[G#-Moll]].\n"),
            "c.md": front("C# notes", "## Of C#\n\nOf [[index]].\n"),
        }
    ).build(fails=True)  # fmt: skip
    article = built.article("index")
    assert [(words(a), a["href"]) for a in article.select_one("p").select("a.internal")] == [
        ("Teil", "fdur.html#teil"),
        ("Of C#", "c.html#of-c"),
        ("F#-Dur", "fdur.html"),
    ]
    assert {words(item) for item in article.select(".kb-wanted")} == {"G#-Moll"}
    assert "Gesagt" in words(article.select_one(".kb-embed"))
    (said,) = warnings_of(built)
    assert "[[F#-Dur#Nope#x]]: 'fdur' has no heading 'Nope#x'; the page is linked" in said
    assert "G#-Moll" in words(built.article("fdur").select_one(".kb-backlinks"))
