"""Cite this page: as text, BibTeX and CSL-JSON, and what the head says to machines."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database.input.bibtex import Parser

from commonplace.core.citethis import (
    Citable,
    article,
    cite_this,
    json_for_html,
    metadata,
    split_name,
)
from commonplace.core.papers import Paper, Person
from commonplace.resolve.entries import paper_of
from conftest import Site, front, toctree, words

HOSTILE = "</script><script>alert(1)</script> & \"quotes\" 'x' <!-- {TeX} $x$ \\ # % _ ~ ^ \u2028 é"


def citable(**facts):
    """Return a page as it is cited."""
    given = {"docname": "blog/a-post", "title": "A title", "authors": ("Ada Lovelace",)}
    return Citable(**(given | {"date": "2026-01-09", "site": "A site"} | facts))


def parsed(view):
    """Return the fields of the one entry of BibTeX, and the entry."""
    parser = Parser("utf-8")
    parser.parse_string(view.bibtex)
    ((key, entry),) = parser.data.entries.items()
    assert key == entry.key
    return dict(entry.fields), entry


NAMES = {
    "Ada Lovelace": ("Lovelace", "Ada"),
    "Ludwig van Beethoven": ("van Beethoven", "Ludwig"),
    "Johannes Diderik van der Waals": ("van der Waals", "Johannes Diderik"),
    "Martin Luther King": ("King", "Martin Luther"),
    "Madonna": ("Madonna", ""),
    "The authors": ("The authors", ""),
    "The Commonplace contributors": ("The Commonplace contributors", ""),
    "World Health Organization of all the people": ("World Health Organization of all the people", ""),
    "research group": ("research group", ""),
    "Émile Zola": ("Zola", "Émile"),
    "J. R. R. Tolkien": ("Tolkien", "J. R. R."),
    "": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize(("name", "pair"), NAMES.items(), ids=NAMES)
def test_names_are_people_s_or_groups(name, pair):
    assert split_name(name) == pair


TEXTS = [
    ({}, "Ada Lovelace (2026). “A title”. A site."),
    ({"address": "https://example.org/a"},
     "Ada Lovelace (2026). “A title”. A site. https://example.org/a"),
    ({"authors": ("A B", "C D")}, "A B and C D (2026). “A title”. A site."),
    ({"authors": ("A B", "C D", "E F")}, "A B, C D and E F (2026). “A title”. A site."),
    ({"authors": ()}, "“A title” (2026). A site."),
    ({"date": ""}, "Ada Lovelace (n.d.). “A title”. A site."),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "text"), TEXTS)
def test_text(facts, text):
    """Who, when, what, where."""
    assert cite_this(citable(**facts)).text == text


def test_bibtex_is_read_back_as_what_was_said():
    """By pybtex, with people and groups."""
    page = citable(
        authors=("Ada Lovelace", "Ludwig van Beethoven", "The Simon and Schuster people"),
        address="https://example.org/a_b",
    )
    fields, entry = parsed(cite_this(page))
    assert entry.type == "misc"
    assert fields == {
        "title": "{A title}", "howpublished": "A site", "year": "2026", "month": "1",
        "url": "https://example.org/a_b",
    }  # fmt: skip
    assert entry.key == "lovelace2026a"
    found = paper_of(entry)
    assert [person.name for person in found.authors] == list(page.authors)
    assert found.authors[1].family == "van Beethoven"


def test_csl_is_read_back_as_what_was_said():
    """A list of one item, in the form of the schema."""
    view = cite_this(
        citable(authors=("Ada Lovelace", "The authors"), address="https://example.org/")
    )
    assert json.loads(view.csl) == [
        {
            "id": "lovelace2026a",
            "type": "post-weblog",
            "title": "A title",
            "author": [{"family": "Lovelace", "given": "Ada"}, {"literal": "The authors"}],
            "container-title": "A site",
            "language": "en",
            "URL": "https://example.org/",
            "issued": {"date-parts": [[2026, 1, 9]]},
        }
    ]


ANY = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@settings(max_examples=200, deadline=None)
@given(title=ANY, authors=st.lists(ANY, max_size=3), site=ANY, docname=ANY)
def test_any_title_and_name_can_be_read_back(title, authors, site, docname):
    """Nothing in them is markup of BibTeX, JSON or HTML."""
    page = citable(title=title, authors=tuple(authors), site=site, docname=docname)
    view = cite_this(page)
    _, entry = parsed(view)
    assert re.fullmatch(r"[^\s,{}()=\"#%~\\']+", entry.key)
    assert len(entry.persons.get("author", ())) == len(authors)
    (item,) = json.loads(view.csl)
    assert item["title"] == title
    linked = metadata(page).json_ld
    assert not set(linked) & set("<>&\u2028\u2029")
    assert json.loads(linked)["headline"] == title


MONONYMS = {
    "Plato": ("Plato", {"family": "Plato"}, "Person"),
    "Ibn Sina": ("Sina, Ibn", {"family": "Sina", "given": "Ibn"}, "Person"),
    "OpenAI": ("{OpenAI}", {"literal": "OpenAI"}, "Organization"),
    "W3C": ("{W3C}", {"literal": "W3C"}, "Organization"),
    "The Plato Society": ("{The Plato Society}", {"literal": "The Plato Society"}, "Organization"),
}


@pytest.mark.parametrize(("name", "wanted"), MONONYMS.items(), ids=MONONYMS)
def test_single_name_of_a_person(name, wanted):
    """One name is a person's, unless it is spelt as none is."""
    page = citable(authors=(name,))
    (item,) = json.loads(cite_this(page).csl)
    (author,) = json.loads(metadata(page).json_ld)["author"]
    assert f"{{{wanted[0]}}}" in cite_this(page).bibtex
    assert (item["author"], author["@type"]) == ([wanted[1]], wanted[2])


BIB_NAMES = {
    "Plato": "Person",
    "{OpenAI}": "Organization",
    "{{Simon and Schuster}}": "Organization",
    r"{\'E}tienne": "Person",
    "Ada Lovelace": "Person",
    "{Barnes} {Noble}": "Person",
}


@pytest.mark.parametrize(("name", "kind"), BIB_NAMES.items(), ids=BIB_NAMES)
def test_names_in_braces_are_those_of_groups(name, kind):
    """BibTeX's way to say that a name is no person's."""
    parser = Parser("utf-8")
    parser.parse_string(f"@misc{{k, author = {{{name}}}, title = {{T}}}}")
    (author,) = article(paper_of(parser.data.entries["k"]))["author"]
    assert author["@type"] == kind


def test_hostile_title_in_bibtex_is_text():
    """TeX's own signs are escaped, and come back as signs."""
    fields, _ = parsed(cite_this(citable(title=HOSTILE)))
    for sign in (
        "\\textbraceleft{}TeX\\textbraceright{}",
        "\\$x\\$",
        "\\textbackslash{}",
        "\\#",
        "\\%",
        "\\_",
        "\\&",
    ):
        assert sign in fields["title"]


def test_linked_data_of_a_post():
    """Of schema.org: a posting, its author, its series, what it cites."""
    work = Paper(
        key="k", kind="book", title=("T",), title_text="T", year="2001", doi="10.1000/x",
        authors=(Person(name="A B", family="B", given="A"), Person(name="Group", family="Group", group=True)),
        links=(("DOI", "https://doi.org/10.1000/x"), ("PDF", "https://example.org/x.pdf"),
               ("Video", "https://example.org/video"), ("Data", "https://example.org/data")),
    )  # fmt: skip
    page = citable(
        address="https://example.org/a", updated="2026-02-01", description="D", keywords=("x", "y"),
        series="S", license="https://example.org/l", words=12, cites=(work,), authors=("Ada Lovelace", "The authors"),
    )  # fmt: skip
    assert json.loads(metadata(page).json_ld) == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": "A title",
        "author": [
            {"@type": "Person", "name": "Ada Lovelace", "givenName": "Ada", "familyName": "Lovelace"},
            {"@type": "Organization", "name": "The authors"},
        ],
        "datePublished": "2026-01-09",
        "dateModified": "2026-02-01",
        "description": "D",
        "inLanguage": "en",
        "url": "https://example.org/a",
        "license": "https://example.org/l",
        "keywords": ["x", "y"],
        "wordCount": 12,
        "isPartOf": [
            {"@type": "CreativeWorkSeries", "name": "S"},
            {"@type": "Blog", "name": "A site"},
        ],
        "citation": [
            {
                "@type": "Book",
                "name": "T",
                "author": [
                    {"@type": "Person", "name": "A B"},
                    {"@type": "Organization", "name": "Group"},
                ],
                "datePublished": "2001",
                "identifier": "doi:10.1000/x",
                "sameAs": "https://doi.org/10.1000/x",
            }
        ],
        "mainEntityOfPage": "https://example.org/a",
    }  # fmt: skip


def test_linked_data_of_a_note_is_a_review():
    """Of the work, or of several, with rating and takeaway."""
    work = Paper(key="k", kind="article", title=("T",), title_text="T")
    one = json.loads(metadata(citable(about=(work,), rating=4, takeaway="Good.")).json_ld)
    assert (one["@type"], one["name"], one["reviewBody"]) == ("Review", "A title", "Good.")
    assert one["itemReviewed"] == {"@type": "ScholarlyArticle", "name": "T"}
    assert one["reviewRating"]["ratingValue"] == 4
    two = json.loads(metadata(citable(about=(work, work))).json_ld)
    assert len(two["itemReviewed"]) == 2
    assert "reviewRating" not in two


def test_json_in_a_script_element_closes_nothing():
    assert (
        json_for_html({"a": "</script>&\u2028"}) == '{"a": "\\u003c/script\\u003e\\u0026\\u2028"}'
    )


# -- pages ------------------------------------------------------------------------------

BIB = "@article{able2001, author={Able, Ada; and Best}, title={On = <b>; &}, journal={J}, year=2001, doi={10.1000/x}}\n"
PAGES = {
    "index.md": front("Home", toctree("blog/post", "papers/note", "bibliography", "plain")),
    "bibliography.md": front("Bibliography", "```{bibliography}\n:all:\n```\n"),
    "references.bib": BIB,
    "plain.md": front("Plain", "Of no collection.\n"),
    "blog/post.md": front(
        json.dumps(HOSTILE.replace("\u2028", "")),
        "Of {cite:t}`able2001`.\n",
        date="2026-01-09",
        authors=json.dumps(['Ada "<b>" Lovelace', "The authors"]),
        tags=json.dumps(["</script>", "b"]),
        description=json.dumps(HOSTILE),
    ),
    "papers/note.md": front(
        "A note", "Text.\n", date="2026-01-10", paper="able2001", rating="3", takeaway='"It *is*."'
    ),
}
BASE = 'html_baseurl = "https://example.org/base"\nauthor = "Site Owner"\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("citethis"), PAGES, BASE)


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def tags(soup):
    """Return the ``citation_*`` tags, name to contents."""
    found = {}
    for tag in soup.select('head meta[name^="citation_"]'):
        found.setdefault(tag["name"], []).append(tag["content"])
    return found


def linked(soup):
    """Return the linked data of a page."""
    (script,) = soup.select('head script[type="application/ld+json"]')
    return json.loads(script.string)


def test_head_of_a_post(built):
    """Each tag as Google Scholar reads it, hostile text escaped."""
    soup = built.soup("blog/post")
    found = tags(soup)
    assert found["citation_author"] == ['Ada "<b>" Lovelace', "The authors"]
    assert found["citation_publication_date"] == ["2026/01/09"]
    assert found["citation_fulltext_html_url"] == ["https://example.org/base/blog/post.html"]
    assert found["citation_keywords"] == ["</script>", "b"]
    (reference,) = found["citation_reference"]
    pairs = dict(pair.split("=") for pair in reference.split("; "))
    assert pairs["citation_doi"] == "10.1000/x"
    assert pairs["citation_title"] == "On <b> &"
    (title,) = found["citation_title"]
    assert "</script><script>alert(1)</script>" in title
    data = linked(soup)
    assert data["@type"] == "BlogPosting"
    assert data["headline"] == title
    assert data["citation"][0]["identifier"] == "doi:10.1000/x"
    assert not any(
        "alert(1)" in (script.string or "") and script.get("type") != "application/ld+json"
        for script in soup.select("script")
    )


def test_head_of_a_note(built):
    """A review; its author is the site's where the note names none."""
    data = linked(built.soup("papers/note"))
    assert (data["@type"], data["reviewBody"]) == ("Review", "It is.")
    assert data["itemReviewed"]["sameAs"] == "https://doi.org/10.1000/x"
    assert [who["name"] for who in data["author"]] == ["Site Owner"]
    assert tags(built.soup("papers/note"))["citation_author"] == ["Site Owner"]


@pytest.mark.parametrize("name", ["plain", "index", "bibliography", "library/index"])
def test_pages_of_no_collection_have_neither(built, name):
    soup = built.soup(name)
    assert tags(soup) == {}
    assert soup.select('script[type="application/ld+json"], .kb-cite-this') == []


def test_fold_at_the_foot_offers_three_forms(built):
    """Each can be read back as it stands on the page."""
    fold = built.article("blog/post").select_one("details.kb-cite-this")
    assert words(fold.summary) == "Cite this page"
    bibtex, csl = (block.get_text() for block in fold.select("pre"))
    parser = Parser("utf-8")
    parser.parse_string(bibtex)
    (entry,) = parser.data.entries.values()
    assert entry.fields["url"] == "https://example.org/base/blog/post.html"
    assert json.loads(csl)[0]["URL"] == "https://example.org/base/blog/post.html"
    assert "(2026). “</script>" in words(fold.select_one(".kb-citation-text"))


def test_without_its_own_address_a_site_says_none(new_site):
    """No guess is made."""
    built = new_site(PAGES).build()
    soup = built.soup("blog/post")
    assert "citation_fulltext_html_url" not in tags(soup)
    assert not {"url", "mainEntityOfPage"} & linked(soup).keys()
    text = words(built.article("blog/post").select_one("details.kb-cite-this"))
    assert "http" not in text
    assert "url" not in text.lower()


def test_addresses_are_those_of_the_builder(site):
    """A folder has no file name."""
    built = site.build("dirhtml")
    text = (built.outdir / "blog" / "post" / "index.html").read_text(encoding="utf-8")
    assert "https://example.org/base/blog/post/" in text
    assert "blog/post.html" not in text


def test_fold_can_be_turned_off_and_the_head_stays(new_site):
    built = new_site(PAGES, conf=BASE + "kb_cite_this = False\n").build()
    soup = built.soup("blog/post")
    assert soup.select(".kb-cite-this") == []
    assert linked(soup)["@type"] == "BlogPosting"


EDITS = {
    "entry": ({"references.bib": BIB.replace("10.1000/x", "10.1000/y")}, "doi:10.1000/y"),
    "citation": (
        {"blog/post.md": PAGES["blog/post.md"].replace("Of {cite:t}`able2001`", "Of none")},
        None,
    ),
}


@pytest.mark.parametrize(("edit", "wanted"), EDITS.values(), ids=EDITS.keys())
def test_head_follows_what_it_says(site, built, edit, wanted):
    """An entry is edited, and the page that cites it says so."""
    site.write(edit)
    try:
        found = linked(site.build().soup("blog/post")).get("citation")
        assert (found[0]["identifier"] if found else None) == wanted
    finally:
        site.write({name: PAGES[name] for name in edit})
        site.build()
