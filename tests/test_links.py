"""Links by name, backlinks with their sentences, relations, wanted notes, notes inside others."""

from __future__ import annotations

import re

import pytest

from conftest import Site, check_markup, front, toctree, warnings_of, words

BIB = """\
@misc{noted2020, title = {Noted}, author = {Ann One}, year = 2020, doi = {10.1000/1}}
@misc{listed2020, title = {Listed}, author = {Bo Two}, year = 2020, doi = {10.1000/2}}
"""
PAGES = {
    "references.bib": BIB,
    "index.md": front(
        "Home",
        "First [[A fine note]] is named. Then [[deep|the **second** one]], that is all.\n\n"
        "(a-label)=\n\n## More here\n\n"
        "By [[notes/deep#Part two]], [[old-name]], [[a-label]], [[noted2020]], [[listed2020]],\n"
        "[[entropies]] and [[#More here]]; `[[code]]`, \\[[escaped]], [[text]](https://example.org/).\n\n"
        "| a | b |\n|---|---|\n| [[deep\\|cell]] | [[fine]]{.contradicts} |\n\n"
        "```{glossary}\nentropy\n  Surprise.\n```\n\n```{bibliography}\n:all:\n```\n"
        + toctree("notes/fine", "notes/deep", "notes/embeds"),
    ),
    "notes/fine.md": front("A fine note", "It [extends](deep.md){.extends} that.\n"),
    "notes/deep.md": front(
        "Deep",
        "Text.\n\n## Part two\n\nOf {doc}`fine`, with $x$ and *stress*, says A. Nonymous. No link.\n",
        aliases="[/2019/old-name/]",
        paper="noted2020",
    ),
    "notes/embeds.md": front("Embeds", "![[deep#Part two]]\n\nWithin ![[fine]] a line.\n"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("links"), PAGES)


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def links(built, name, selector="p a.internal"):
    article = built.article(name)
    for foot in article.select(".kb-foot"):
        foot.extract()
    return [(words(link), link["href"]) for link in article.select(selector)]


def test_a_name_is_looked_up_by_title_file_alias_label_citekey_and_term(built):
    found = links(built, "index")
    assert found[:10] == [
        ("A fine note", "notes/fine.html"),
        ("the second one", "notes/deep.html"),
        ("Part two", "notes/deep.html#part-two"),
        ("Deep", "notes/deep.html"),
        ("More here", "#a-label"),
        ("Deep", "notes/deep.html"),
        ("Two, 2020", "#cite-listed2020"),
        ("entropies", "#term-entropy"),
        ("More here", "#more-here"),
        ("cell", "notes/deep.html"),
    ]


def test_what_markdown_makes_of_two_brackets_stays(built):
    article = built.article("index")
    assert "[[code]]" in words(article)
    assert "[[escaped]]" in words(article)
    assert article.select_one('a[href="https://example.org/"]').get_text() == "[text]"


def test_backlinks_have_the_sentence_the_section_and_the_way_there(built):
    foot = built.article("notes/deep").select_one(".kb-backlinks")
    pages = [words(link) for link in foot.select(".kb-citing > li > p > a")]
    assert pages == ["Home", "Embeds", "A fine note"]
    first, second, *_ = [words(item) for item in foot.select(".kb-places > li")]
    assert first == "Then the second one, that is all. →"
    assert second.startswith("More here: By Part two, Deep")
    for link in foot.select("a:has(.kb-there)"):
        page, _, anchor = link["href"].partition("#")
        name = page.removesuffix(".html")
        name = name.removeprefix("../") if name.startswith("../") else f"notes/{name}"
        assert not anchor or built.soup(name).find(id=anchor) is not None


def test_a_sentence_ends_where_a_reader_sees_its_end(built):
    foot = built.article("notes/fine").select_one(".kb-backlinks")
    quoted = [words(item) for item in foot.select(".kb-places > li")]
    assert any("and stress, says A. Nonymous. →" in text for text in quoted)
    assert not any("No link" in text for text in quoted)


def test_a_relation_is_shown_with_the_backlink(built):
    relations = built.article("notes/deep").select(".kb-backlinks .kb-relation")
    assert [words(item) for item in relations] == ["extends"]
    relations = built.article("notes/fine").select(".kb-backlinks .kb-relation")
    assert [words(item) for item in relations] == ["contradicts"]


def test_a_section_is_shown_inside_with_its_source(built):
    embedded = built.article("notes/embeds").select_one(".kb-embed")
    assert words(embedded.select_one(".kb-embed-source")) == "Part two"
    assert "Of A fine note, with" in words(embedded)
    assert "Text." not in words(embedded)
    assert embedded.select_one('a[href="fine.html"]')
    assert "Within A fine note a line." in words(built.article("notes/embeds"))


def test_no_anchor_stands_twice(built):
    for name in ("index", "notes/fine", "notes/deep", "notes/embeds"):
        ids = [item["id"] for item in built.soup(name).select("[id]")]
        assert len(ids) == len(set(ids)), name


def test_retitled_note_is_right_wherever_it_is_named(new_site):
    site = new_site(PAGES)
    site.build()
    site.write({"notes/fine.md": front("A finer note", "It [extends](deep.md){.extends} that.\n")})
    built = site.build(fails=True)
    assert built.read == ("notes/fine",)
    index = built.article("index")
    assert [words(item) for item in index.select(".kb-wanted")] == ["A fine note"]
    assert "Of A finer note, with" in words(built.article("notes/embeds").select_one(".kb-embed"))


def test_edited_source_of_an_embedded_note_shows_where_it_is_embedded(new_site):
    site = new_site(PAGES)
    site.build()
    site.write({"notes/deep.md": PAGES["notes/deep.md"].replace("*stress*", "*calm*")})
    built = site.build()
    assert built.read == ("notes/deep",)
    assert "calm" in words(built.article("notes/embeds").select_one(".kb-embed"))


WEBS = {
    "index.md": front(
        "Home", "See [[Nothing]], [[nothing]], [[Twin]], [[a#Nowhere]], [[Hidden]].\n"
    )
    + toctree("notes/a", "notes/b", "notes/c", "notes/d"),
    "notes/a.md": front("Twin", "![[c]]\n"),
    "notes/b.md": front("twin", "Text.\n"),
    "notes/c.md": front("C", "![[a]]\n"),
    "notes/d.md": front("Lonely", "Text.\n"),
    "notes/hidden.md": front("Hidden", "Text.\n", draft="true"),
    "health.md": front("Health", "```{site-health}\n```\n", orphan="true"),
}


@pytest.fixture(scope="module")
def webs(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("webs"), WEBS).build(fails=True)


def test_faults_of_links_by_name_are_one_located_warning_each(webs):
    said = warnings_of(webs)
    for pattern in (
        r"index\.md:5: WARNING: \[\[Twin\]\] is the title of notes/a and notes/b; the first",
        r"index\.md:5: WARNING: \[\[a#Nowhere\]\]: 'notes/a' has no heading 'Nowhere'",
        r"notes/[ac]\.md:5: WARNING: !\[\[[ac]\]\] would be shown inside itself",
    ):
        assert len([message for message in said if re.search(pattern, message)]) == 1, pattern
    assert len(said) == 3


def test_wanted_note_is_marked_and_a_withheld_one_is_not(webs):
    article = webs.article("index")
    assert [words(item) for item in article.select(".kb-wanted")] == ["Nothing", "nothing"]
    assert "Hidden" in words(article)


def test_health_ranks_wanted_notes_and_names_orphans_and_dead_ends(webs):
    text = words(webs.article("health"))
    assert "Nothing (2 times): Home" in text
    assert re.search(r"Orphans No page links to them\. .*Lonely.* Dead ends", text)
    assert "Dead ends They link to no other page and cite nothing." in text
    assert "Hidden" not in text


def test_page_is_read_and_linked_when_a_wanted_note_is_written(new_site):
    site = new_site(WEBS)
    site.build(fails=True)
    site.write({"notes/nothing.md": front("Nothing", "Now something.\n")})
    built = site.build(fails=True)
    assert built.article("index").select_one('a[href="notes/nothing.html"]')
    assert "Home" in words(built.article("notes/nothing").select_one(".kb-backlinks"))


@pytest.mark.parametrize(
    "builder", ["latex", "text", "epub", "singlehtml", "man", "texinfo", "xml"]
)
def test_every_builder_takes_links_by_name_and_notes_inside_others(new_site, builder):
    assert new_site(PAGES).build(builder).warnings == ""


ODD = {
    "index.md": front(
        "Home",
        "[[C#]], [[C# notes]], [[c#Part]], [[notes/plain#]].\n\n![[notes/plain#nope]]\n\n![[twin]]\n\n"
        "![[notes/plain|a text]]\n\n![[#Elsewhere]]\n\n![[#Here]]\n\n"
        "## Elsewhere\n\nSaid elsewhere.\n\n## Here\n\n![[#Here]]\n\n## ![[notes/plain]]\n",
    )
    + toctree("notes/c", "notes/d", "notes/e", "notes/plain", "notes/twin", "papers/twin"),
    "notes/c.md": front("C", "Text.\n\n## Part\n\nText.\n"),
    "notes/d.md": front("C#", "Text.\n"),
    "notes/e.md": front("C# notes", "![[plain]]\n"),
    "notes/plain.md": front("Plain", "{ref}`nowhere` [far](far.md) {term}`none` [[twin]]\n"),
    "notes/twin.md": front("Twin one"),
    "papers/twin.md": front("Twin two"),
    "health.md": front("Health", "```{site-health}\n```\n", orphan="true"),
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("odd"), ODD).build(fails=True)


def test_a_number_sign_may_belong_to_the_name(odd):
    first = odd.article("index").select("p")[0]
    assert [(words(link), link["href"]) for link in first.select("a")] == [
        ("C#", "notes/d.html"),
        ("C# notes", "notes/e.html"),
        ("Part", "notes/c.html#part"),
        ("Plain", "notes/plain.html"),
    ]


def test_each_fault_of_an_embedded_note_is_told_once_where_it_stands(odd):
    said = warnings_of(odd)
    for pattern in (
        r"index\.md:7: .*!\[\[notes/plain#nope\]\]: 'notes/plain' has no heading 'nope'",
        r"index\.md:9: .*!\[\[twin\]\] is the file name of notes/twin and papers/twin; .* shown",
        r"!\[\[#Here\]\] would be shown inside itself",
        r"plain\.md:5: .*nowhere",
        r"plain\.md:5: .*'far\.md'",
        r"plain\.md:5: .*'none'",
        r"plain\.md:5: .*\[\[twin\]\] is the file name",
    ):
        assert len([message for message in said if re.search(pattern, message)]) == 1, pattern
    assert len(said) == 7, said


def test_a_note_cannot_be_shown_in_a_heading_and_another_section_of_the_page_can(odd):
    article = odd.article("index")
    assert words(article.select("h2")[-1]) == "Plain"
    assert [words(item).count("Said elsewhere.") for item in article.select(".kb-embed")].count(
        1
    ) == 1
    assert "a#nope" not in [words(item) for item in article.select(".kb-wanted")]


def test_health_names_broken_and_ambiguous_links(odd):
    text = words(odd.article("health"))
    assert "[[notes/plain#nope]]: Home" in text
    assert "far.md: Plain" in text
    assert "{ref}`nowhere`: Plain" in text
    assert "{term}`none`: Plain" in text
    assert "Ambiguous links They could lead to several places. [[twin]]: Home, Plain" in text


def test_orphans_and_dead_ends_are_notices_of_their_pages(webs):
    said = [(path, subtype) for path, _, subtype, _ in webs.notices]
    assert [path for path, subtype in said if subtype == "orphan"] == ["notes/b.md", "notes/d.md"]
    assert [path for path, subtype in said if subtype == "dead_end"] == ["notes/b.md", "notes/d.md"]


def test_a_thousand_links_to_one_page_have_anchors_of_their_own(new_site):
    body = "".join(f"Line {number} to [[b]].\n\n" for number in range(1000))
    built = new_site(
        {"index.md": front("Home", body) + toctree("notes/b"), "notes/b.md": front("B")}
    ).build()
    links = built.article("notes/b").select(".kb-places a:has(.kb-there)")
    assert len({link["href"] for link in links}) == 1000


def test_what_is_shown_again_is_no_second_fault_and_says_what_it_is(new_site):
    built = new_site(
        {
            "index.md": front(
                "Home", "![[notes/b]]\n\nSee [[b]] and {numref}`lab`.\n\n(lab)=\n## Here\n"
            )
            + toctree("notes/b"),
            "notes/b.md": front("B"),
        }
    ).build(fails=True)
    assert len(warnings_of(built)) == 1
    places = built.article("notes/b").select(".kb-places > li")
    assert [words(item) for item in places] == [
        "Shown within the page. →",
        "See B and lab. →",
    ]


def test_a_link_by_name_in_a_heading_says_the_name(new_site):
    """Headings are asked for their text before any name is known."""
    built = new_site(
        {
            "index.md": "# Home\n\n[](b.md) [[b#See Home]]\n\n```{toctree}\nb\n```\n",
            "b.md": "# Of [[Home]] *and [[Home]]*\n\n## See [[Home]]\n",
        }
    ).build()
    assert built.soup("b").title.string.startswith("Of Home and Home")
    assert words(built.article("index").p) == "Of Home and Home See Home"


def test_a_name_that_only_a_draft_had_is_wanted_when_the_draft_goes(new_site):
    """An old address of a page that is not published is no wanted note, as long as the page is there."""
    site = new_site(
        {
            "index.md": "# Home\n\n[[old name]]\n\n```{toctree}\na\n```\n",
            "a.md": "---\ntitle: A\naliases: [/was/old-name/]\ndraft: true\n---\n\nText.\n",
        }
    )
    assert not site.build().article("index").select(".kb-wanted")
    site.write({"a.md": None, "index.md": "# Home\n\n[[old name]]\n"})
    site.write({"b.md": "---\norphan: true\n---\n\n# B\n\n[[old name]]\n"})
    built = site.build()
    assert built.article("index").select(".kb-wanted")
    site.write({"c.md": "---\norphan: true\naliases: [/was/old-name/]\ndraft: true\n---\n\n# C\n"})
    built = site.build()
    assert built.read == ()
    assert not built.article("b").select(".kb-wanted")
    site.write({"c.md": None})
    assert site.build().article("b").select(".kb-wanted")


def test_one_of_several_headings_of_one_text_is_told_of(new_site):
    """By text, two headings are told apart by nothing; by anchor or label they are."""
    built = new_site(
        {
            "index.md": "# Home\n\n[[b#Part]]\n\n[[b#part-1]]\n\n[[b#second]]\n\n"
            "```{toctree}\nb\n```\n",
            "b.md": "# B\n\n## Part\n\nOne.\n\n(second)=\n\n## Part\n\nTwo.\n",
        }
    ).build(fails=True)
    (told,) = built.warnings.splitlines()
    assert "index.md:3: WARNING: [[b#Part]] is the heading of 'part' and " in told
    links = [link["href"] for link in built.article("index").select("p a.reference")]
    assert links[0] == "b.html#part"
    assert len(set(links)) == 3  # the label stands before its heading


def test_a_wanted_note_is_one_however_it_is_spelt(new_site):
    """By case and hyphens, names are not told apart; the most usual spelling names it."""
    built = new_site(
        {
            "index.md": "# Home\n\n[[new note]], [[New note]], [[new-note#part]]; [[New note]], [[other]].\n"
            "\n```{site-health}\n```\n"
        }
    ).build()
    text = words(built.article("index"))
    assert "New note (4 times): Home other (once): Home" in text


def test_the_message_about_a_wanted_note_says_what_the_name_is(new_site):
    files = {
        "index.md": "# Home\n\n[[doe2020]]\n\n![[plan.png]]\n",
        "references.bib": "@misc{doe2020, title={T}, author={Doe, J.}, year={2020}, url={https://doi.org/}}\n",
    }
    built = new_site(files, "kb_strict = True\n").build(fails=True)
    said = [line for line in built.warnings.splitlines() if "kb.wanted" in line]
    assert len(said) == 2
    assert "no {bibliography} of the site lists this entry" in said[0]
    assert "a picture is shown by ![what it shows](plan.png)" in said[1]


def test_a_name_that_its_author_gave_a_link_stands_once(new_site):
    built = new_site(
        {
            "index.md": "# Home\n\n[[b]]{#mine .extends} and [b](b.md){#own}.\n\n```{toctree}\nb\n```\n",
            "b.md": "# B\n\nText.\n",
        }
    ).build()
    check_markup(built.text("index.html"))
    for name, target in (("mine", "b.html"), ("own", "b.html")):
        assert built.article("index").find(id=name).parent.a["href"] == target


# -- relations misspelt -----------------------------------------------------------------


def test_a_class_that_looks_like_a_relation_is_told_where_it_stands(new_site):
    built = new_site(
        {
            "index.md": front(
                "Home",
                "[a](a.md){.extend}\n\n[[a]]{.Contradict}, [[a]]{.extends .extending}, [[a]]{.button}.\n",
            )
            + toctree("a"),
            "a.md": front("A", "Text.\n"),
        }
    ).build(fails=True)
    told = [line.partition("source/")[2] for line in warnings_of(built) if "relation" in line]
    assert [line.partition(":")[2].partition(":")[0] for line in told] == ["5", "7"]
    assert "'extend' is no relation; the link has none: did you mean 'extends'?" in told[0]
    assert "did you mean 'contradicts'?" in told[1]


def test_a_place_that_is_not_there_is_no_link_in_a_sentence_shown_elsewhere(new_site):
    """Where it was written it is told; elsewhere the page is linked, and labels by their anchor."""
    site = new_site(
        {
            "index.md": front("Home", "See [it](b.md#nope), [that](b.md#my_label) and [](b.md#see).\n\n" + toctree("b")),
            "b.md": front("B", "(my_label)=\n\n```{note}\nText.\n```\n\n## See\n\nText.\n"),
        }
    )  # fmt: skip
    built = site.build(fails=True)
    assert len(warnings_of(built)) == 1
    shown = built.article("b").select_one(".kb-backlinks .kb-places li")
    assert [link["href"] for link in shown.select("a")[:3]] == ["#", "#my-label", "#see"]
    site.write({"b.md": front("B", "## Nope\n\nText.\n")})
    again = site.build(fails=True).article("b").select_one(".kb-backlinks .kb-places li")
    assert [link["href"] for link in again.select("a")[:3]] == ["#nope", "#", "#"]


def test_the_address_of_the_site_is_a_name_of_its_first_page(new_site):
    """A page may have had it once: the first page stands there and leads on."""
    built = new_site(
        {
            "index.md": front("Home", toctree("about")),
            "about.md": front("About", "See [[/]] and [[/|the start]].\n", permalink="/"),
        }
    ).build()
    assert links(built, "about") == [("Home", "index.html"), ("the start", "index.html")]
    assert [notice for notice in built.notices if notice[2] == "wanted"] == []


def test_a_picture_that_is_a_link_is_its_text_where_the_sentence_is_quoted(new_site):
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h2v2z"/></svg>'
    )
    body = (
        "One [![A dot](dot.svg)](b.md){.uses} is here.\n\nTwo [![](dot.svg)](b.md) is here.\n\n"
        "Three ![A dot](dot.svg) in [[b]] and [![Far](dot.svg)](https://x.example/).\n"
    )
    built = new_site(
        {"index.md": front("Home", body) + toctree("b"), "b.md": front("Bee"), "dot.svg": picture}
    ).build()
    places = built.article("b").select(".kb-backlinks .kb-places > li")
    assert [words(item) for item in places] == [
        "uses One A dot is here. →",
        "Two Bee is here. →",
        "Three in Bee and Far. →",
    ]
    assert all(words(link) for item in places for link in item.select("a"))


def test_a_role_has_the_relation_of_the_span_around_it_alone(new_site):
    body = "One [{doc}`b`]{.uses}. [Two {doc}`b`]{.extends}. Three **[{kb:page}`b`]{.supports}**.\n"
    built = new_site({"index.md": front("Home", body) + toctree("b"), "b.md": front("Bee")}).build()
    places = built.article("b").select(".kb-backlinks .kb-places > li")
    assert [words(item).split()[0] for item in places] == ["uses", "Two", "supports"]
