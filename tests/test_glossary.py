"""Terms by every name they have, what hangs on a definition, and where each is used."""

from __future__ import annotations

import json
import re

import pytest

from conftest import Site, check_markup, front, toctree, warnings_of, words

BIB = """\
@misc{one2013, title = {Codes}, author = {Ann One}, year = 2013, doi = {10.1000/1}}
"""
GLOSSARY = """\
```{glossary}

sparse coding
  Few at once.

autoencoder
auto-encoder
  A pair of networks, an {term}`axis` each.

  :aliases: AA network, encoder pair
  :acronym: AE
  :introduced by: one2013
  :broader: sparse coding
  :related: axis

axis
  A line.

  :plural: axes

ax
  A tool.

index
  Much looked at.

  :plural: indices,
    indexes
```
"""
PAGES = {
    "references.bib": BIB,
    "index.md": front("Home", toctree("words", "notes/a", "notes/b", "notes/codes")),
    "words.md": front("Words", GLOSSARY + "\n```{bibliography}\n:all:\n```\n"),
    "notes/a.md": front(
        "A",
        "All {term}`autoencoders` learn. So do {term}`Auto-Encoders`, {term}`encoder pair` and\n"
        "{term}`AEs`; {term}`an AE <AE>` too. {term}`Axis`, {term}`axes`, {term}`Indices`.\n\n"
        "## By name\n\n[[AA networks]], [[Auto encoder]], [[indexes|lists]], [[AE]].\n",
    ),
    "notes/b.md": front("B", "Of {term}`sparse coding` nothing is said.\n"),
    "notes/codes.md": front("On codes", "Text.\n", paper="one2013"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("terms"), PAGES)


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def definition(built, anchor, page="words"):
    """Return the definition that follows a term."""
    return built.article(page).find(id=anchor).find_next_sibling("dd")


def targets(built, name):
    """Return the links of a page to terms, in order."""
    found = built.article(name).select('a[href*="#term-"]')
    return [(words(link), link["href"].partition("#")[2]) for link in found]


def test_a_term_is_found_by_alias_acronym_plural_and_in_any_case(built):
    assert targets(built, "notes/a") == [
        ("autoencoders", "term-autoencoder"),
        ("Auto-Encoders", "term-auto-encoder"),
        ("encoder pair", "term-autoencoder"),
        ("AEs", "term-autoencoder"),
        ("an AE", "term-autoencoder"),
        ("Axis", "term-axis"),
        ("axes", "term-axis"),
        ("Indices", "term-index"),
        ("AA networks", "term-autoencoder"),
        ("Auto encoder", "term-auto-encoder"),
        ("lists", "term-index"),
        ("AE", "term-autoencoder"),
    ]


def test_a_definition_says_what_its_fields_say(built):
    own = definition(built, "term-auto-encoder")
    introduced = own.select_one(".kb-term-introduced")
    assert words(introduced) == "Introduced by One [2013]."
    assert introduced.select_one('a[href="#cite-one2013"]')
    rows = [words(row) for row in own.select(".kb-term-facts")]
    assert rows == [
        "Also called: AE, AA network, encoder pair",
        "Broader: sparse coding",
        "Related: axis",
        "Note: On codes",
    ]
    assert ":aliases:" not in words(own)
    assert words(own).startswith("A pair of networks, an axis each.")


def test_relations_are_shown_at_both_ends(built):
    narrower = definition(built, "term-sparse-coding").select_one(".kb-term-facts")
    assert words(narrower) == "Narrower: autoencoder"
    assert narrower.a["href"] == "#term-autoencoder"
    assert words(definition(built, "term-axis").select_one(".kb-term-facts")) == (
        "Related: autoencoder"
    )


def test_each_term_shows_where_it_is_used(built):
    uses = definition(built, "term-sparse-coding").select_one(".kb-term-uses")
    assert words(uses.summary) == "Used on 1 page"
    assert words(uses.select_one(".kb-places")) == "Of sparse coding nothing is said. →"
    there = uses.select(".kb-places a")[-1]["href"]
    name, _, anchor = there.partition("#")
    assert built.soup(name.removesuffix(".html")).find(id=anchor)
    places = definition(built, "term-auto-encoder").select(".kb-term-uses .kb-places > li")
    assert [words(item)[:30] for item in places] == [
        "All autoencoders learn. →",
        "So do Auto-Encoders, encoder p",
        "By name: AA networks, Auto enc",
    ]
    # The definition of another term is no use; the page of the glossary lists none at its foot.
    axis = definition(built, "term-axis").select_one(".kb-term-uses")
    assert [words(link) for link in axis.select(".kb-citing > li > p > a")] == ["A"]
    assert not built.article("words").select(".kb-backlinks")


def test_the_introducing_paper_is_cited_by_the_glossary(built):
    assert "Introduced by One [2013]." in words(built.article("notes/codes").select_one(".kb-foot"))


def test_the_search_finds_terms_by_each_of_their_names(built):
    """Each hit has a name of its own, not that of the page with all terms."""
    index = json.loads(built.text("searchindex.js").removeprefix("Search.setIndex(")[:-1])
    page = index["docnames"].index("words")
    titles = {
        name: anchor
        for name, places in index["alltitles"].items()
        for number, anchor in places
        if number == page
    }
    names = {"sparse coding", "autoencoder", "auto-encoder", "AA network", "encoder pair", "AE"}
    assert names <= titles.keys()
    assert titles["AE"] == titles["autoencoder"]
    assert {titles[name] for name in names} <= {
        node["id"] for node in built.article("words").select("[id]")
    }
    assert not [
        item for places in index["indexentries"].values() for item in places if item[0] == page
    ]


# -- what is wrong ----------------------------------------------------------------------

WRONG = {
    "index.md": front(
        "Home",
        "```{glossary}\n"
        "axe\n  A tool.\n\n  :broader: toool\n  :relates: tool\n  :related:\n\n"
        "axis\n  A line.\n\n  :related: axis\n  :alias: tool\n\n"
        "tool\n  A thing.\n\n  :acronym: TL\n\n"
        "part\n  Of it.\n\n  :acronyms: TL, PT\n"
        "  :broader: axes\n\n"
        "field\n  A list of its own.\n\n  :colour: blue\n\n"
        "work\n  Done.\n\n  :introduced by: nobody2000\n"
        "```\n\n{term}`axes`, [[axes]] and {term}`tols`.\n",
    )
    + toctree("notes/hidden")
    + "\n```{bibliography}\n```\n",
    "references.bib": BIB,
    "notes/hidden.md": front("Hidden", "```{glossary}\nsecret\n  Hush.\n```\n", draft="true"),
}


def test_each_fault_of_a_glossary_is_one_located_warning(new_site):
    said = warnings_of(new_site(WRONG).build(fails=True))
    expected = (
        r"index\.md:10: .*field 'relates' is unknown; it was left out: did you mean 'related'\?",
        r"index\.md:11: .*field 'related' is empty; it was left out: give it a value\.",
        r"index\.md:9: .*'axe': the broader term 'toool' is in no glossary; .* mean 'tool'\?",
        r"index\.md:16: .*'axis' is given as related to itself",
        r"index\.md:17: .*'axis': 'tool' means 'tool' \(in index\) as well; that one is linked",
        r"index\.md:27: .*'part': 'TL' means 'tool' \(in index\) as well; links by that name",
        r"index\.md:28: .*'part': the broader term 'axes' could be 'axe' or 'axis'",
        r"index\.md:38: .*nobody2000",
        r"index\.md:41: .*term 'axes' could be 'axe' or 'axis'; the text stays without a link",
        r"index\.md:41: .*\[\[axes\]\] could be 'axe' or 'axis'; the text stays without a link",
        r"index\.md:41: .*no glossary has the term 'tols'; .*did you mean 'tool'",
    )
    for pattern in expected:
        assert len([message for message in said if re.search(pattern, message)]) == 1, (
            pattern,
            said,
        )
    assert len(said) == len(expected), said


def test_a_term_that_is_defined_twice_is_told_by_its_places(new_site):
    one = "```{glossary}\ntool\n  One.\n```\n"
    built = new_site(
        {
            "index.md": front("Home", one + "\n[[tools]].\n") + toctree("b"),
            "b.md": front("B", one),
        }
    ).build(fails=True)
    assert (
        "index.md:10: WARNING: [[tools]] could be any definition of 'tool' in 'b' and 'index'; the text "
        "stays without a link: keep one of them." in built.warnings
    )


def test_a_field_list_of_another_kind_stays(new_site):
    article = new_site(WRONG).build(fails=True).article("index")
    assert "colour" in words(article.find(id="term-field").find_next_sibling("dd"))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("no definition", "one\ntwo\n"),
        ("fields alone", "one\n\n  :broader: two\n\ntwo\n  2.\n"),
        ("fields alone, at once", "one\n  :broader: two\n\ntwo\n  2.\n"),
        ("empty", ""),
        ("odd signs", "C++\n  A language.\n\n  :aliases: ,, , <b>, `x`, $y$\n\n☂\n  Rain.\n"),
        ("many keys", "one\n  1.\n\n" + "  :related: two\n" * 50 + "\ntwo\n  2.\n"),
        ("tabs", "one\n\t1.\n\n\t:plural: ones\n"),
        (
            "formula",
            "$x$ of y\n  A *sign*.\n\n  :introduced by: {cite:t}`one2013`, and [me](https://a.b/)\n",
        ),
        ("classifier", "one : o\n  1.\n\n  :plural: onesies\n"),
        ("comment", "one\n  1.\n\n.. two\n   3\n"),
    ],
)
def test_odd_glossaries_are_built(new_site, name, body):
    built = new_site(
        {
            "references.bib": BIB,
            "index.md": front(
                "Home",
                f"```{{glossary}}\n{body}```\n\n{{term}}`ones`.\n\n```{{bibliography}}\n```\n",
            ),
        }
    ).build(fails=True)
    assert not re.search("Traceback|Exception|Handler", built.warnings), built.warnings
    assert ":broader:" not in words(built.article("index")), built.warnings
    assert ":plural:" not in words(built.article("index"))


def test_restructured_text_has_the_same_fields(new_site):
    rst = (
        ".. glossary::\n\n   one\n   uno\n     The first.\n\n     :plural: onesies\n"
        "     :related: two\n     :introduced by: one2013\n\n   two\n     The second.\n"
        "\n:term:`onesies` and :term:`unos`.\n\n.. bibliography::\n"
    )
    site = new_site(
        {
            "references.bib": BIB,
            "index.md": front("Home", toctree("words")),
            "words.rst": f"Words\n=====\n\n{rst}",
        },
    )
    built = site.build()
    found = targets(built, "words")
    assert ("onesies", "term-one") in found
    assert ("unos", "term-uno") in found
    assert "Introduced by One [2013]." in words(definition(built, "term-uno"))


# -- acronyms ---------------------------------------------------------------------------

ACRONYMS = {
    "index.md": front(
        "Home",
        "The variational autoencoder (VAE) and MLPs, that is, the GPU. An MLP is no XYZ.\n"
        "Part II of `ABC`, $DEF$ and {abbr}`GHI (some words)`; the GHI, https://a.b/JKL.\n\n"
        "PCA (principal component analysis) or ICAs. A CNN, as {term}`convolutional networks`.\n\n"
        "## OUTSIDE\n\n```\nQRS\n```\n",
    )
    + toctree("notes/a", "words"),
    "notes/a.md": front("A", "A VAE, an MLP and **XYZ**.\n"),
    "words.md": front(
        "Words",
        "```{glossary}\nconvolutional network\n  It slides.\n\n  :acronym: CNN\n\n"
        "ICA\n  It parts.\n```\n",
    ),
}


def acronym_notices(built):
    return [
        (path, line, re.search(r"acronym .(\w+). is used here(.*) and defined", text)[1])
        for path, line, subtype, text in built.notices
        if subtype == "acronym"
    ]


def test_an_undefined_acronym_is_told_once(new_site):
    site = new_site(ACRONYMS)
    built = site.build()
    assert acronym_notices(built) == [
        ("index.md", 5, "MLP"),
        ("notes/a.md", 5, "VAE"),
        ("index.md", 5, "XYZ"),
    ]
    said = [text for _, _, subtype, text in built.notices if subtype == "acronym"]
    assert "used here and on 1 other page and defined nowhere" in said[0]
    built = site.build(conf={"kb_acronyms": ["XYZ", "VAE"]})
    assert [name for *_, name in acronym_notices(built)] == ["MLP"]
    built = site.build(conf={"kb_undefined_acronyms": "off"})
    assert acronym_notices(built) == []
    said = warnings_of(site.build(conf={"kb_undefined_acronyms": "warning"}, fails=True))
    assert len(said) == 3
    assert "[kb.acronym]" in said[0]


def test_an_acronym_is_known_once_it_is_defined(new_site):
    site = new_site(ACRONYMS)
    site.build()
    text = ACRONYMS["words.md"].replace("\nICA\n", "\nMLP\n  Layers.\n\nICA\n")
    site.write({"words.md": text})
    built = site.build()
    assert built.read == ("words",)
    assert [name for *_, name in acronym_notices(built)] == ["VAE", "XYZ"]


# -- first uses -------------------------------------------------------------------------

USES = {
    "index.md": front(
        "On axes",
        "An axis, another axis, a *sparse code*; sparse-codes too. `axis` $axis$ an axis-aligned "
        "[axis](https://a.b/).\n\n"
        "## Axis\n\nSaid {term}`of one <axis>` the axis. CLIP, no clip. Self attention,\n"
        "self-attention, C++.\n\n- An axis. Codes.\n\n> In a quote a sparse\n> code.\n",
    )
    + toctree("words", "notes/a"),
    "words.md": front(
        "Words",
        "An axis.\n\n```{glossary}\naxis\n  An axis is a line, and no code.\n\n  :plural: axes\n\n"
        "sparse code\n  A code.\n\ncode\n  A sign of an axis.\n\n"
        "CLIP\n  A model.\n\nself-attention\n  It looks.\n\nC++\n  A language.\n```\n",
    ),
    "notes/a.md": front("A", "![[words]]\n\nNothing here.\n"),
}
FIRST = 'kb_link_terms = "first"\n'


def linked(built, name):
    return [
        (words(link), link["href"].partition("#")[2])
        for link in built.article(name).select("a:has(.kb-term)")
    ]


def test_the_first_use_of_a_term_in_a_section_is_linked(new_site):
    built = new_site(USES, FIRST).build()
    assert linked(built, "index") == [
        ("axis", "term-axis"),
        ("sparse code", "term-sparse-code"),
        ("CLIP", "term-CLIP"),
        ("Self attention", "term-self-attention"),
        ("Codes", "term-code"),
        ("sparse code", "term-sparse-code"),
    ]
    assert linked(built, "words") == [
        ("axis", "term-axis"),
        ("code", "term-code"),
        ("code", "term-code"),
        ("axis", "term-axis"),
    ]
    uses = definition(built, "term-code").select_one(".kb-term-uses")
    assert [words(item.a) for item in uses.select(".kb-citing > li")] == ["On axes"]


def test_a_term_that_is_linked_by_itself_is_a_use_with_its_sentence(new_site):
    body = (
        "Other words. It is a *sparse\ncode* of `x`, they say.[^1] More.\n\n[^1]: Aside.\n\n"
        "## Part *two*\n\n- One item.\n- Then the axes, et al. of it.\n\nThe {term}`code` is one.\n"
    )
    files = {**USES, "notes/a.md": front("A", body)}
    built = new_site(files, FIRST).build()
    for term, said in (
        ("term-sparse-code", "It is a sparse code of x, they say. →"),
        ("term-axis", "Part two: Then the axes, et al. of it. →"),
        ("term-code", "Part two: The code is one. →"),
    ):
        uses = definition(built, term).select_one(".kb-term-uses")
        [own] = [item for item in uses.select(".kb-citing > li") if words(item.a) == "A"]
        [place] = own.select(".kb-places > li")
        assert words(place) == said
        anchor = place.select("a")[-1]["href"].partition("#")[2]
        there = built.soup("notes/a").find(id=anchor)
        assert words(there).lower() in said.lower()
        check_markup(built.text("notes/a.html"))
    data = json.loads(built.text("graph.json"))
    [link] = [
        link
        for link in data["links"]
        if (link["source"], link["target"]) == ("page:notes/a", "term:sparse code")
    ]
    assert link["type"] == "mentions"
    assert link["places"] == [
        {"sentence": "It is a sparse code of x, they say.", "url": "notes/a.html#use-notes-a-1-0"}
    ]


def test_a_sentence_around_a_term_that_is_linked_by_itself_follows_an_edit(new_site):
    edit = {"index.md": USES["index.md"].replace("Codes.", "All codes that there are.")}
    built = equal_to_clean(new_site, USES, edit, FIRST)
    assert "All codes that there are." in words(definition(built, "term-code"))


def test_nothing_is_linked_unless_it_is_wanted(new_site):
    built = new_site(USES).build()
    assert linked(built, "index") == []
    assert built.app.env.get_domain("kb").pages["index"].prose == ()


# -- incremental ------------------------------------------------------------------------


def equal_to_clean(new_site, files, edit, conf=""):
    """Build, edit, build again; return the second build, which equals a clean one."""
    site = new_site(files, conf)
    site.build(fails=True)
    site.write(edit)
    built = site.build(fails=True)
    clean = new_site({**files, **edit}, conf).build(fails=True, parallel=2)
    for name in clean.files():
        if name.endswith(".html"):
            assert built.text(name) == clean.text(name), name
    assert warnings_of(built) == [] or built.warnings
    return built


@pytest.mark.parametrize(
    ("name", "edit", "written"),
    [
        (
            "term renamed",
            {"words.md": PAGES["words.md"].replace("sparse coding\n  Few", "thin coding\n  Few")},
            {"words", "notes/b"},
        ),
        (
            "alias added",
            {"words.md": PAGES["words.md"].replace("AA network,", "BB network,")},
            {"words", "notes/a"},
        ),
        (
            "plural changed",
            {"words.md": PAGES["words.md"].replace(":plural: axes", ":plural: axae")},
            {"words", "notes/a"},
        ),
        (
            "use added",
            {"notes/codes.md": front("On codes", "{term}`Ax`.\n", paper="one2013")},
            {"words"},
        ),
        ("use removed", {"notes/b.md": front("B", "Nothing.\n")}, {"words", "notes/b"}),
        (
            "using page retitled",
            {"notes/b.md": PAGES["notes/b.md"].replace("title: B", "title: Bee")},
            {"words"},
        ),
        (
            "note retitled",
            {"notes/codes.md": PAGES["notes/codes.md"].replace("On codes", "Codes")},
            {"words"},
        ),
        (
            "page withheld",
            {"notes/b.md": front("B", "Of {term}`sparse coding`.\n", draft="true")},
            {"words"},
        ),
    ],
)
def test_an_edit_ends_in_what_a_clean_build_makes(new_site, name, edit, written):
    built = equal_to_clean(new_site, PAGES, edit)
    names = {path.removesuffix(".md") for path in edit}
    # What was withheld is not read, but the page whose toctree names it.
    assert set(built.read) == ({"index"} if name == "page withheld" else names)
    assert written <= built.written


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        (
            "term added",
            {"words.md": USES["words.md"].replace("CLIP\n", "quote\n  Said.\n\nCLIP\n")},
        ),
        ("term renamed", {"words.md": USES["words.md"].replace("\ncode\n", "\nquote\n")}),
        ("use removed", {"index.md": USES["index.md"].replace("Codes.", "Roads.")}),
        ("author's link", {"index.md": USES["index.md"].replace("Codes.", "{term}`code` Codes.")}),
    ],
)
def test_terms_linked_by_themselves_follow_an_edit(new_site, name, edit):
    built = equal_to_clean(new_site, USES, edit, FIRST)
    if "words.md" in edit:
        assert built.read == ("words",)


# -- elsewhere --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("builder", "conf"),
    [
        *((name, "") for name in ("text", "epub", "man", "texinfo", "xml", "dirhtml")),
        *((name, FIRST) for name in ("latex", "singlehtml", "text")),
    ],
)
def test_every_builder_takes_glossaries(new_site, builder, conf):
    built = new_site(PAGES, conf).build(builder)
    if builder == "text":
        text = built.text("words.txt")
        assert "Also called: AE, AA network, encoder pair" in text
        assert "Used in: B" in text


def test_terms_of_a_withheld_glossary_are_text_and_uses_on_withheld_pages_none(new_site):
    files = {
        "index.md": front("Home", "{term}`quolls`, {term}`marsupial cat`, {term}`devil`.\n")
        + toctree("words", "hidden"),
        "words.md": front(
            "Words", "```{glossary}\ndevil\n  It bites.\n\n  :related: quolls\n```\n"
        ),
        "hidden.md": front(
            "Hidden quokka",
            "```{glossary}\nquoll\n  Spotted.\n\n  :aliases: marsupial cat\n```\n\n{term}`devil`\n",
            draft="true",
        ),
    }
    built = new_site(files).build()
    assert "quolls, marsupial cat, devil." in words(built.article("index"))
    uses = definition(built, "term-devil").select_one(".kb-term-uses")
    assert words(uses.summary) == "Used on 1 page"
    assert "quokka" not in built.text("words.html")
