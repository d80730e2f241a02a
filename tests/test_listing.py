"""Listings: what they select, how they sort, number, group and cut, and what they look like."""

from __future__ import annotations

import re

import pytest
from docutils import nodes
from docutils.utils import new_document

from commonplace.core.inline import text_of, truncate
from commonplace.read.harvest import count_words
from conftest import Site, check_markup, fence, front, toctree, warnings_of, words

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>\n'
LONG = " ".join(f"word{number}" for number in range(1, 131))
RICH = (
    "First **bold** and *slanted [linked](beta.md) text* with `code()` and $x^2 + y^2$ in it,[^1]\n"
    "a [heading](#details), [elsewhere](https://example.org/a?b=1&c=2), {ref}`a label <mark>`,\n"
    "{cite:t}`ann2020` and ~~gone~~ words.\n\nSecond paragraph.\n\n## Details\n\n(mark)=\n\n"
    "### Marked\n\n[^1]: The footnote.\n"
)

CONF = """
kb_topics = {
    "probability": {
        "title": "Probability & *models*", "link": "https://example.org/book",
        "intro": "Chapters with `code`.",
    },
    "vision": "Unused: the page of the topic wins",
    "empty": "A topic without notes",
}
"""

PAGES = {
    "blog/alpha.md": front(
        "Alpha **bold** `a<b`",
        RICH,
        date="2024-01-10",
        tags="[C, C++]",
        authors="[Ann Lee, Bo Ray]",
        series="Python",
        part=2,
        category="tutorials",
        thumbnail="{src: img/cover.svg, alt: A cover}",
    ),
    "blog/beta.md": front(
        "Beta",
        "# Beta\n\n" + LONG + ".\n",
        date="2023-05-01",
        updated="2026-01-01",
        tags="[C++]",
        author="Ann Lee",
        series="Python",
        part=1,
    ),
    "blog/gamma.md": front(
        "Gamma",
        "Gamma's text.\n",
        date="2025-02-02T10:00:00",
        redirect="https://example.org/gamma",
        post_number=70,
        excerpt='"From *front* matter, with $z$ and [a link](alpha.md)."',
        author="Bo Ray",
        updated="2025-02-03",
    ),
    "blog/delta.md": front("delta", "- a list\n\nThe running text.\n", category="Essays"),
    "blog/epsilon.md": front(
        "Epsilon", "![only](img/cover.svg)\n\n> quoted\n\n$$a = b$$\n\nWords.\n", date="2025-01-01"
    ),
    "blog/zeta.md": front("Zeta", "", date="2024-12-31", description="What it says."),
    "blog/unlisted.md": front("Unlisted", date="2025-05-05", listed="false", tags="[C]"),
    "blog/img/cover.svg": SVG,
    "papers/one.md": front(
        "Paper one", date="2022-01-01", status="read", topics="[Vision, probability]", tags="[C]"
    ),
    "papers/two.md": front("Paper two", date="2022-02-01", status="to-read", topic="vision"),
    "papers/three.md": front("Paper three", date="2022-03-01", status="reading"),
    "notes/late.md": front("B late", topic="Probability", part=10),
    "notes/early.md": front("Z early", topic="probability", part=2),
    "notes/free.md": front("a free", topic="probability"),
    "notes/loose.md": front("Loose"),
    "notes/odd.md": front("Odd", topic="odd things"),
    "topics/vision.md": front(
        "Seeing with `nets`", "What *networks* see, see [](../blog/beta.md).\n\nMore.\n", order=-1
    ),
    "references.bib": "@book{ann2020, author={Ann, B.}, title={A book}, publisher={P}, year=2020}\n",
    "cites.md": front("Bibliography", "```{bibliography}\n```\n"),
}

#: One page for each of these listings.
LISTINGS = {
    "plain": fence("post-list"),
    "papers": fence("post-list", collection="papers"),
    "both": fence("post-list", collection="papers, notes"),
    "all": fence("post-list", collection="all", sort="title"),
    "tag": fence("post-list", tag="C++"),
    "tag-slug": fence("post-list", collection="all", tag="c"),
    "series": fence("post-list", series="python", sort="part"),
    "author": fence("post-list", author="Bo Ray"),
    "year": fence("post-list", year=2024),
    "status": fence("post-list", collection="papers", status="to-read, reading", style="list"),
    "topic": fence("post-list", collection="all", topic="Vision"),
    "category": fence("post-list", category="Tutorials"),
    "ascending": fence("post-list", order="asc"),
    "by-title": fence("post-list", sort="title", style="list"),
    "by-title-desc": fence("post-list", sort="title", order="desc", style="list"),
    "by-part": fence("post-list", sort="part", style="list"),
    "by-part-desc": fence("post-list", sort="part", order="desc", style="list"),
    "by-updated": fence("post-list", sort="updated", style="list"),
    "by-author": fence("post-list", sort="author", style="list"),
    "by-author-desc": fence("post-list", sort="author", order="desc", style="list"),
    "limit": fence("post-list", limit=2),
    "oldest": fence("post-list", number_from="oldest"),
    "oldest-limit": fence("post-list", number_from="oldest", limit=2),
    "short": fence("post-list", excerpt=3),
    "none": fence("post-list", excerpt="none"),
    "full": fence("post-list", excerpt="full"),
    "group-year": fence("post-list", group="year"),
    "group-series": fence("post-list", group="series", style="list"),
    "group-topic": fence("post-list", collection="papers, notes", group="topic", style="compact"),
    "cards": fence("post-list", style="cards"),
    "table": fence("post-list", style="table"),
    "compact": fence("post-list", style="compact"),
    "prompt": fence("post-list", prompt="user@website $ (show-list 'blogs) _"),
    "nothing": fence("post-list", tag="no such tag", empty="Nothing yet."),
    "two": "## Posts\n\n"
    + fence("post-list", group="year")
    + "\n## Again\n\n"
    + fence("post-list"),
}
WRONG = {
    "collection": "blgo",
    "year": "last",
    "status": "red",
    "sort": "size",
    "order": "up",
    "limit": "-1",
    "excerpt": "long",
    "group": "month",
    "style": "carousel",
    "number-from": "middle",
    "colour": "red",
}
LATEST = ["Gamma", "Epsilon", "Zeta", "Alpha bold a<b", "Beta", "delta"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    pages = {f"lists/deep/{name}.md": front(name, text) for name, text in LISTINGS.items()}
    entries = [
        "cites",
        "topics/vision",
        "blog/delta",
        *(name.removesuffix(".md") for name in pages),
    ]
    entries += [name[:-3] for name in PAGES if name[:5] in ("paper", "notes")]
    home = {"index.md": front("Home", toctree(*entries))}
    site = Site(tmp_path_factory.mktemp("listing"), home | PAGES | pages, CONF)
    return site.build()


def titles(built, name, number=0):
    return built.titles(f"lists/deep/{name}", number)


def bare(built, name):
    return [re.sub(r"^\[\d+\] ", "", title) for title in titles(built, name)]


def excerpts(built, name):
    """Return the excerpts of a listing by title; pages without one are not in it."""
    return {
        re.sub(r"^\[\d+\] ", "", words(item.select_one(".kb-entry-title"))): item.select_one(
            ".kb-excerpt"
        )
        for item in built.listing(f"lists/deep/{name}").find_all("li", recursive=False)
        if item.select_one(".kb-excerpt")
    }


def test_posts_stand_latest_first_numbered_from_one_without_the_unlisted(built):
    assert titles(built, "plain") == [
        "[1] Gamma".replace("1", "70"),
        *(f"[{number}] {title}" for number, title in enumerate(LATEST[1:], 2)),
    ]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("papers", ["Paper three", "Paper two", "Paper one"]),
        (
            "both",
            [
                "Paper three",
                "Paper two",
                "Paper one",
                "Odd",
                "Loose",
                "B late",
                "a free",
                "Z early",
            ],
        ),
        ("tag", ["Alpha bold a<b", "Beta"]),
        ("tag-slug", ["Alpha bold a<b", "Paper one"]),
        ("series", ["Beta", "Alpha bold a<b"]),
        ("author", ["Gamma", "Alpha bold a<b"]),
        ("year", ["Zeta", "Alpha bold a<b"]),
        ("status", ["Paper three", "Paper two"]),
        ("topic", ["Paper two", "Paper one"]),
        ("category", ["Alpha bold a<b"]),
        ("by-title", ["Alpha bold a<b", "Beta", "delta", "Epsilon", "Gamma", "Zeta"]),
        ("by-title-desc", ["Zeta", "Gamma", "Epsilon", "delta", "Beta", "Alpha bold a<b"]),
        ("by-updated", ["Beta", "Gamma", "Epsilon", "Zeta", "Alpha bold a<b", "delta"]),
        ("limit", LATEST[:2]),
    ],
)
def test_options_select_and_sort(built, name, wanted):
    found = bare(built, name)
    if name == "both":  # pages without a date come last, in an order that is only fixed
        assert found[:3] == wanted[:3]
        assert sorted(found) == sorted(wanted)
    else:
        assert found == wanted


def test_every_collection_is_listed_by_all(built):
    found = bare(built, "all")
    assert found == sorted(found, key=str.casefold)
    assert len(found) == 6 + 3 + 5


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("ascending", ["delta"]),
        ("by-part", ["delta", "Epsilon", "Gamma", "Zeta"]),
        ("by-part-desc", ["delta", "Epsilon", "Gamma", "Zeta"]),
        ("by-author", ["delta", "Epsilon", "Zeta"]),
        ("by-author-desc", ["delta", "Epsilon", "Zeta"]),
    ],
)
def test_pages_without_the_value_that_sorts_come_last_in_both_directions(built, name, last):
    found = bare(built, name)
    assert set(found[-len(last) :]) == set(last)


def test_directions_turn_the_order_around(built):
    assert bare(built, "ascending") == [*reversed(LATEST[:-1]), "delta"]
    assert bare(built, "by-part")[:2] == ["Beta", "Alpha bold a<b"]
    assert bare(built, "by-part-desc")[:2] == ["Alpha bold a<b", "Beta"]
    assert bare(built, "by-author")[:3] == ["Alpha bold a<b", "Beta", "Gamma"]
    assert bare(built, "by-author-desc")[0] == "Gamma"


def test_numbers_may_count_from_the_oldest(built):
    # The undated page counts as the oldest of all.
    assert titles(built, "oldest") == [
        "[70] Gamma",
        "[5] Epsilon",
        "[4] Zeta",
        "[3] Alpha bold a<b",
        "[2] Beta",
        "[1] delta",
    ]
    assert titles(built, "oldest-limit") == ["[70] Gamma", "[5] Epsilon"]


def test_only_numbered_listings_carry_numbers(built):
    for name in ("status", "cards", "compact"):
        assert not built.listing(f"lists/deep/{name}").select(".kb-number")


def test_redirected_entry_links_away_and_others_relative_to_the_listing(built):
    links = [
        item.select_one(".kb-entry-title a")["href"]
        for item in built.listing("lists/deep/plain").find_all("li", recursive=False)
    ]
    assert links[0] == "https://example.org/gamma"
    assert links[3] == "../../blog/alpha.html"
    assert "https://example.org/gamma" in words(built.article("blog/gamma"))


def test_entry_shows_date_authors_reading_time_series_tags_and_thumbnail(built):
    entry = built.listing("lists/deep/plain").find_all("li", recursive=False)[3]
    meta = words(entry.select_one(".kb-meta"))
    assert meta == "10 January 2024 · Ann Lee, Bo Ray · 1 min read · Python, part 2 · C, C++"
    links = {words(link): link["href"] for link in entry.select(".kb-meta a")}
    assert links == {
        "Ann Lee": "../../authors/ann-lee.html",
        "Bo Ray": "../../authors/bo-ray.html",
        "Python": "../../series/python.html",
        "C": "../../tags/c.html",
        "C++": "../../tags/c-plus-plus.html",
    }
    image = entry.select_one("img")
    assert image["alt"] == "A cover"
    assert (built.outdir / "lists/deep" / image["src"]).resolve().is_file()


def test_excerpt_keeps_inline_markup_mathematics_and_links(built):
    excerpt = excerpts(built, "plain")["Alpha bold a<b"]
    assert words(excerpt.select_one("strong")) == "bold"
    assert words(excerpt.select_one("em")) == "slanted linked text"
    assert words(excerpt.select_one("code")) == "code()"
    assert excerpt.select_one(".math, .katex") is not None
    links = {words(link): link["href"] for link in excerpt.select("a")}
    assert links["linked"] == "../../blog/beta.html"
    assert links["heading"] == "../../blog/alpha.html#details"
    assert links["elsewhere"] == "https://example.org/a?b=1&c=2"
    assert links["a label"].startswith("../../blog/alpha.html#")
    assert any(href == "../../cites.html#cite-ann2020" for href in links.values())
    assert "Second" not in words(excerpt)
    assert words(excerpt).endswith("and gone words.")


def test_excerpt_has_no_footnote_mark(built):
    excerpt = excerpts(built, "plain")["Alpha bold a<b"]
    assert not excerpt.select("[role=doc-noteref], .footnote-reference, sup")
    assert "in it, a heading" in words(excerpt)


def test_excerpt_is_cut_on_a_word_and_whole_when_shorter(built):
    found = {title: words(item) for title, item in excerpts(built, "plain").items()}
    assert found["Beta"] == " ".join(f"word{n}" for n in range(1, 101)) + "..."
    assert found["delta"] == "The running text."
    assert found["Epsilon"] == "Words."
    assert found["Zeta"] == "What it says."
    short = {title: words(item) for title, item in excerpts(built, "short").items()}
    assert short["Alpha bold a<b"] == "First bold and..."
    assert short["delta"] == "The running text."
    assert excerpts(built, "none") == {}
    assert words(excerpts(built, "full")["Beta"]) == LONG + "."


@pytest.mark.parametrize(
    ("text", "number", "cut"),
    [
        ("今日は天気がいい。", 9, "今日は天気がいい。"),
        ("今日は、天気がいい。", 3, "今日は..."),
        ("カレーを食べた。それから寝た。", 7, "カレーを食べた。..."),
        ("「注意」就是一切。", 2, "「注意」..."),
        ("他说「注意就是一切」。", 2, "他说..."),
        ("用 PyTorch 2.1（最新）训练模型", 4, "用 PyTorch 2.1（最..."),
        ("학습 없이 배우는 모델", 2, "학습 없이..."),
        ("Of words (in brackets), and more", 3, "Of words (in..."),
    ],
)
def test_text_without_spaces_is_cut_on_a_sign(text, number, cut):
    """Chinese and Japanese have none; Korean has."""
    assert text_of(truncate((text,), number)) == cut


def test_reading_time_counts_each_sign_of_a_text_without_spaces():
    """A page of two thousand signs takes longer than a page of one word."""
    doctree = new_document("")
    doctree += nodes.paragraph("", "学習率は0.1で、well-known です。")
    assert count_words(doctree) == 4 + 1 + 1 + 1 + 2
    # A message that a file is missing names where it lies on this machine, and is not shown.
    doctree += nodes.system_message("", nodes.paragraph("", "No such file: /home/a b/x.py"))
    assert count_words(doctree) == 4 + 1 + 1 + 1 + 2


def test_front_matter_excerpt_replaces_the_first_paragraph(built):
    excerpt = excerpts(built, "plain")["Gamma"]
    assert words(excerpt).startswith("From front matter, with ")
    assert words(excerpt.select_one("em")) == "front"
    assert excerpt.select_one("a")["href"] == "../../blog/alpha.html"
    assert "From front matter" not in words(built.article("blog/gamma"))


def test_no_page_has_an_unbalanced_tag_or_an_id_twice(built):
    pages = [name for name in built.files() if name.endswith(".html")]
    assert len(pages) > len(LISTINGS)
    for name in pages:
        check_markup(built.text(name))


def test_groups_by_year_have_heading_and_link(built):
    article = built.article("lists/deep/group-year")
    heads = article.select(".kb-group")
    assert [words(head) for head in heads] == ["2025", "2024", "2023", "Undated"]
    assert heads[0].a["href"] == "../../archive/2025.html"
    assert heads[3].a is None
    assert titles(built, "group-year", 1) == ["[3] Zeta", "[4] Alpha bold a<b"]


def test_groups_by_series_stand_in_reading_order(built):
    article = built.article("lists/deep/group-series")
    heads = article.select(".kb-group")
    assert [words(head) for head in heads] == ["Python", "Single posts"]
    assert heads[0].a["href"] == "../../series/python.html"
    assert titles(built, "group-series", 0) == ["Beta", "Alpha bold a<b"]
    assert titles(built, "group-series", 1) == ["Gamma", "Epsilon", "Zeta", "delta"]


def test_groups_by_topic_take_heading_order_and_introduction_from_page_or_configuration(built):
    article = built.article("lists/deep/group-topic")
    heads = article.select(".kb-group")
    assert [words(head) for head in heads] == [
        "Seeing with nets",
        "Probability & models",
        "odd things",
        "Other notes",
    ]
    assert heads[0].a["href"] == "../../topics/vision.html"
    assert words(heads[0].select_one("code")) == "nets"
    assert heads[1].a["href"] == "https://example.org/book"
    assert words(heads[1].select_one("em")) == "models"
    introductions = [words(head.find_next_sibling()) for head in heads[:2]]
    assert introductions == ["What networks see, see Beta.", "Chapters with code."]
    see = heads[0].find_next_sibling()
    assert see.a["href"] == "../../blog/beta.html"
    assert words(heads[1].find_next_sibling().select_one("code")) == "code"


def test_notes_of_a_topic_stand_by_part_then_title(built):
    assert titles(built, "group-topic", 0) == ["Paper one", "Paper two"]
    assert titles(built, "group-topic", 1) == ["Z early", "B late", "a free"]
    assert titles(built, "group-topic", 2) == ["Odd"]
    assert titles(built, "group-topic", 3) == ["Loose", "Paper three"]


def test_table_style_is_a_table_with_a_row_a_page(built):
    table = built.listing("lists/deep/table")
    assert table.name == "table"
    assert [words(cell) for cell in table.select("thead th")] == ["Date", "Title", "Series", "Tags"]
    rows = [[words(cell) for cell in row.select("td")] for row in table.select("tbody tr")]
    assert rows[3] == ["2024-01-10", "Alpha bold a<b", "Python, part 2", "C, C++"]
    assert [row[1] for row in rows] == LATEST


def test_compact_style_is_titles_alone(built):
    listing = built.listing("lists/deep/compact")
    assert [words(item) for item in listing.find_all("li", recursive=False)] == LATEST
    assert not listing.select("img, .kb-meta, .kb-excerpt")


def test_cards_carry_their_style_and_thumbnail(built):
    listing = built.listing("lists/deep/cards")
    assert "kb-cards" in listing["class"]
    assert len(listing.select("img")) == 1
    assert listing.select(".kb-excerpt")


def test_prompt_heads_the_listing(built):
    prompt = built.article("lists/deep/prompt").select_one(".kb-prompt")
    assert words(prompt) == "user@website $ (show-list 'blogs) _"
    assert prompt.find_next("ul")["class"][-1] == "kb-numbered"


def test_empty_listing_says_so(built):
    assert words(built.article("lists/deep/nothing").select_one(".kb-empty")) == "Nothing yet."


def test_several_listings_stand_on_one_page(built):
    article = built.article("lists/deep/two")
    assert len(article.select("ul.kb-list")) == 5
    assert titles(built, "two", 4) == titles(built, "plain")
    # Groups are one level below the section that the listing stands in.
    assert {head.name for head in article.select(".kb-group")} == {"h3"}


def test_listing_degrades_to_a_plain_list_in_text(new_site):
    site = new_site(
        {
            "index.md": front("Home", fence("post-list") + toctree("cites", "blog/delta")),
            **{
                name: text
                for name, text in PAGES.items()
                if name.startswith(("blog/", "ref", "ci"))
            },
        }
    )
    text = site.build("text").text("index.txt")
    assert "* [70] Gamma" in text
    assert "First **bold** and *slanted linked text*" in text
    assert "[1] The footnote" not in text


@pytest.fixture(scope="module")
def wrong(tmp_path_factory):
    text = "".join(
        f"Line.\n\n{fence('post-list', **{key: value})}\n" for key, value in WRONG.items()
    )
    site = Site(
        tmp_path_factory.mktemp("wrong"),
        {"index.md": front("Home", text), "blog/a.md": front("A post", date="2024-01-01")},
    )
    return site.build(fails=True)


@pytest.mark.parametrize("option", WRONG)
def test_unusable_option_is_one_located_warning_and_costs_only_itself(wrong, option):
    # Front matter has four lines; a line of text, an empty one and a directive follow each other.
    line = 7 + 6 * list(WRONG).index(option)
    place = re.compile(rf"index\.md:({line}|{line + 1}): WARNING: ")  # MyST names the option's line
    (message,) = [text for text in warnings_of(wrong) if place.search(text)]
    assert option in message
    assert repr(WRONG[option]) in message or option == "colour"
    # A listing of an unknown collection lists nothing, every other one all there is.
    assert len(wrong.article("index").select("ul.kb-list")) == len(WRONG) - 1
    assert len(warnings_of(wrong)) == len(WRONG)


def test_excerpts_of_awkward_paragraphs(new_site):
    bodies = {
        "break": "One\\\ntwo  \nthree.\n",
        "double": "Inline $$E = mc^2$$ stays.\n",
        "role": "See {doc}`break`, {download}`f.txt`, {kbd}`Ctrl+C`, {sub}`low` and {abbr}`ML (learning)`.\n",
        "code": "Use {code}`x = 1` now.\n",
        "html": 'Some <b onclick="x()">raw</b> <script>alert(1)</script> text.\n',
        "image": "Before ![dot](dot.svg) after.\n",
        "attrs": "A [span]{.mark #named} of text.\n",
        "target": "Text (with)= and {term}`word`.\n",
        "number": "As {numref}`fig-one` and {eq}`energy` show.\n",
        "emoji": "Hello :wave: and `:wave:` and :nosuchthing: there.\n",
        "cut": "a **b *c d e* f** g\n",
        "comma": "one two, three\n",
        "punctuation": "one — two three\n",
        "formula": "one $a b c d$ three\n",
        "spaced": "one\u00a0two three\u2003four.\n",
        "foot": "A claim[^n], a claim [^m] and more.\n\n[^n]: One.\n[^m]: Two.\n",
    }
    extra = {
        "f.txt": "file\n",
        "dot.svg": SVG,
        "gloss.md": front(
            "Glossary",
            "```{glossary}\nword\n  Meaning.\n```\n\n```{figure} dot.svg\n:name: fig-one\n\n"
            "Caption\n```\n\n```{math}\n:label: energy\n\nE = mc^2\n```\n",
        ),
    }
    pages = {
        f"blog/{name}.md": front(name, text, date=f"2024-01-{n:02}")
        for n, (name, text) in enumerate(bodies.items(), 1)
    }
    site = new_site(
        {
            "index.md": front("Home", fence("post-list") + toctree("short", "blog/gloss")),
            "short.md": front("Short", fence("post-list", excerpt=2)),
            **pages,
            **{f"blog/{name}": text for name, text in extra.items()},
        }
    )
    built = site.build()

    def found(page):
        items = built.listing(page).find_all("li", recursive=False)
        return {
            re.sub(r"^\[\d+\] ", "", words(item.select_one(".kb-entry-title"))): item.select_one(
                ".kb-excerpt"
            )
            for item in items
        }

    whole = found("index")
    text = {name: words(item) for name, item in whole.items() if item}
    assert text["break"] == "One two three."
    assert whole["double"].select_one(".katex, .math") is not None
    assert whole["double"].select_one("div") is None
    assert text["role"] == "See break, f.txt, Ctrl+C, low and ML."
    assert words(whole["role"].select_one("sub")) == "low"
    assert whole["role"].select_one("abbr")["title"] == "learning"
    assert text["code"] == "Use x = 1 now."
    assert whole["html"].select("script, [onclick]") == []
    assert text["image"] == "Before after."
    assert text["attrs"] == "A span of text."
    assert text["number"] == "As Fig. 1 and (1) show."
    assert whole["number"].a["href"] == "blog/gloss.html#fig-one"
    assert text["emoji"] == "Hello 👋 and :wave: and :nosuchthing: there."
    assert text["foot"] == "A claim, a claim and more."
    short = {name: words(item) for name, item in found("short").items() if item}
    assert short["cut"] == "a b..."
    assert short["comma"] == "one two..."
    assert short["punctuation"] == "one..."
    assert short["break"] == "One two..."
    for name in built.files():
        if name.endswith(".html"):
            check_markup(built.text(name))


def test_front_matter_excerpt_of_any_shape_leaves_nothing_on_the_page(new_site):
    excerpts = {
        "foot": '"With a note[^1] in it."',
        "head": "|\n  # A heading\n\n  After *it*.",
        "label": "|\n  (excerpt-label)=\n  Labelled.",
        "block": "|\n  ```python\n  code = 1\n  ```\n\n  After code.",
        "image": '"![alt](dot.svg) shown"',
        "listing": "|\n  ```{post-list}\n  ```\n\n  After a list.",
    }
    body = "Body[^1].\n\n[^1]: The note.\n\n## Section\n"
    pages = {
        f"blog/{name}.md": front(name, body, date=f"2024-01-{n:02}", excerpt=text)
        for n, (name, text) in enumerate(excerpts.items(), 1)
    }
    site = new_site({"index.md": front("Home", fence("post-list")), **pages, "blog/dot.svg": SVG})
    built = site.build()
    for name in excerpts:
        article, text = built.article(f"blog/{name}"), built.text(f"blog/{name}.html")
        check_markup(text)
        assert [words(head) for head in article.select("h1, h2")] == [name, "Section"]
        assert words(article.select("p")[1]).startswith("Body")
        for link in article.select('a[href^="#"]'):
            assert article.find(id=link["href"][1:]) or link["href"] == "#", link
        toc = built.soup(f"blog/{name}").select_one(".page-toc, .bd-toc")
        assert toc is None or "A heading" not in words(toc)
        text = text.partition("</head>")[2]  # the head says in plain words what the page is about
        assert "code = 1" not in text
        assert "excerpt-label" not in text
    check_markup(built.text("index.html"))
    shown = {
        words(item.a): words(item.select_one(".kb-excerpt"))
        for item in built.listing("index").find_all("li", recursive=False)
    }
    assert shown["foot"] == "With a note in it."
    assert shown["head"] == "After it."
    assert shown["image"].endswith("shown")
    assert "excerpt-label" not in built.text("searchindex.js")


ASKED = {
    "tag": ("visoin", "did you mean 'vision'?"),
    "series": ("Folding", "did you mean 'Foldings'?"),
    "author": ("Ada Exampla", "did you mean 'Ada Example'?"),
    "topic": ("attentoin", "did you mean 'attention' or 'attentions'?"),
    "category": ("talk", "did you mean 'talks'?"),
}


@pytest.fixture(scope="module")
def asking(tmp_path_factory):
    text = "".join(f"{fence('post-list', **{key: name})}\n" for key, (name, _) in ASKED.items())
    text += "".join(f"{fence('post-list', **{key: 'zzz'})}\n" for key in ASKED)
    text += "".join(f"{fence('post-list', empty='None.', **{key: 'zzz'})}\n" for key in ASKED)
    text += fence("post-list", year=2022) + "\n" + fence("post-list", year=-1)
    known = "".join(
        fence("post-list", tag=tag) + "\n" for tag in ("Vision", "for the note", "secret plans")
    )
    files = {
        "index.md": front("Home", text),
        "known.md": front("Known", known + fence("post-list", topic="planned"), orphan="true"),
        "taken.md": front("Taken", "```{include} part.txt\n```\n", orphan="true"),
        "part.txt": fence("post-list", tag="zzz"),
        "blog/a.md": front(
            "A post",
            date="2024-01-01",
            tags="[vision]",
            series="Foldings",
            authors="[Ada Example]",
            topics="[attention, attentions]",
            category="talks",
        ),
        "blog/b.md": front("B", date="2020-01-01"),
        "notes/n.md": front("N", tags="[for the note]"),
        "blog/d.md": front("D", date="2025-01-01", tags="[secret plans]", draft="true"),
    }
    return Site(tmp_path_factory.mktemp("asking"), files, "kb_topics = {'planned': 'Planned'}\n")


def test_name_that_no_page_has_is_told_where_it_is_asked_for(asking):
    """What is nearly another name is a fault, anything else a notice, and silent with ``empty``."""
    built = asking.build(fails=True)
    faults = [line for line in warnings_of(built) if "nothing is listed" in line]
    assert len(faults) == len(ASKED)
    for number, (key, (name, hint)) in enumerate(ASKED.items()):
        (message,) = [line for line in faults if f"post-list: {key}: " in line]
        assert f"index.md:{5 + 4 * number}: WARNING: " in message
        assert message.endswith(f"no page has {name!r}; nothing is listed: {hint} [kb.option]")
    notices = [notice for notice in built.notices if notice[2] == "empty_list"]
    first = 5 + 4 * len(ASKED)
    lines = [first + 4 * number for number in range(len(ASKED))]
    year = first + 4 * len(ASKED) + 5 * len(ASKED)
    assert [(path, line) for path, line, *_ in notices] == [
        *(("index.md", line) for line in lines),
        ("index.md", year),
        ("taken.md", None),
    ]
    assert "year: no page has '2022'" in notices[-2][3]
    assert "'2020' or '2024'" in notices[-2][3]
    (wrong,) = [line for line in warnings_of(built) if "'-1'" in line]
    assert f"index.md:{year + 4}: " in wrong
    assert "expected a year from 1000 to 9998" in wrong


@pytest.mark.parametrize("parallel", [0, 2])
def test_what_listings_ask_for_in_vain_is_told_in_every_build(asking, parallel):
    """Once each, whatever was read; and no more when a page has the name."""
    before = asking.build(fails=True, parallel=parallel)
    again = asking.build(fails=True, parallel=parallel)
    assert again.read == ()

    def asked(built):
        return [
            *(line for line in warnings_of(built) if "nothing is listed" in line),
            *(notice for notice in built.notices if notice[2] == "empty_list"),
        ]

    assert asked(again) == asked(before)
    asking.write({"notes/more.md": front("More", tags="[visoin, zzz]")})
    after = asking.build(fails=True, parallel=parallel)
    assert len(asked(after)) == len(asked(before)) - 3
    asking.write({"notes/more.md": None})
