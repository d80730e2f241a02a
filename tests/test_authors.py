"""Profiles of authors: what the configuration takes, and everything that shows them."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from commonplace.core.authors import authors_of
from conftest import Site, words
from sites import CONF, page, tree
from sites import Site as Place

BASE = "https://example.org/en/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
ADA = {
    "aliases": ["A. Example", "ada"],
    "role": "writer",
    "affiliation": "An Institute",
    "bio": "Likes *proofs*.",
    "url": "https://ada.example.org/",
    "orcid": "0000-0002-1825-0097",
    "email": "ada@example.org",
    "show_email": True,
    "avatar": {"src": "img/ada.png", "alt": "Ada at a desk"},
    "links": {"Code": "https://code.example.org/@ada", "Old": "http://old.example.org/"},
}
FILES = {
    "index.md": "# Home\n\n```{toctree}\nblog/one\nblog/two\nabout\n```\n",
    "about.md": page("Words.\n\n```{profile} A. Example\n```\n", title="About"),
    "blog/one.md": page(title="One", date="2026-05-01", authors="[A. Example, Bob Other]"),
    "blog/two.md": page(title="Two", date="2026-05-02", authors="[Ada Example]"),
    "img/ada.png": PNG,
}


def conf(authors=None, **more):
    values = {"kb_authors": {"Ada Example": ADA} if authors is None else authors} | more
    return "".join(f"{name} = {value!r}\n" for name, value in values.items())


def linked(built, name):
    """Return the linked data of a page."""
    script = built.soup(name).find("script", type="application/ld+json")
    return json.loads(script.string)


def heads(built, name, **attributes):
    return [link["href"] for link in built.soup(name).head.find_all("link", **attributes)]


@pytest.fixture
def built(tmp_path):
    """Build the site of two posts at an address."""
    return Site(tmp_path, FILES, conf()).build(conf={"html_baseurl": BASE})


# -- the values -----------------------------------------------------------------------------


def read(authors, profile=None, *, there=True):
    """Return the authors, and what was said."""
    said = []
    found = authors_of(
        authors, profile or {}, is_there=lambda path: there, tell=lambda *one: said.append(one)
    )
    return found, said


def test_a_profile_is_found_by_name_key_and_alias():
    found, said = read({"ada": {"name": "Ada Example", "aliases": "A. Example"}})
    assert not said
    assert found.find("ada example") is found.find("a. EXAMPLE") is found.find("ada")
    assert found.names(["A. Example", "Someone", "Ada Example"]) == ("Ada Example", "Someone")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("urll", "https://example.org", "did you mean 'url'?"),
        ("shoe_size", 43, "the keys are name, aliases"),
        ("url", "javascript:alert(1)", "begins with https:// or http://"),
        ("url", "https://", "begins with https:// or http://"),
        ("url", "https://example.org/\n", "begins with https:// or http://"),
        ("url", "https://[::1", "begins with https:// or http://"),
        ("url", "data:text/html,x", "begins with https:// or http://"),
        ("orcid", "0000-0002-1825-0098", "its last digit does not fit"),
        ("orcid", 7, "an ORCID iD"),
        ("email", "ada at example", "a mail address"),
        ("email", "ada@example.org?bcc=x", "a mail address"),
        ("show_email", "yes", "True or False"),
        ("avatar", "https://example.org/me.png", "a path of a picture in the source folder"),
        ("avatar", "../../me.png", "a path of a picture in the source folder"),
        ("avatar", "me.html", "a path of a picture in the source folder"),
        ("avatar", {"src": "me.png", "size": 3}, "a path of a picture in the source folder"),
        ("bio", "two\nlines", "a text on one line"),
        ("aliases", [3], "a text or a list of texts"),
        ("kind", "robot", "one of person, organization"),
        ("links", 5, "a dictionary of name to address"),
        ("links", {"x": "javascript:alert(1)"}, "https://, http:// or mailto:"),
        ("links", {"x": None}, "https://, http:// or mailto:"),
        ("name", "\x00", "a text on one line"),
    ],
)
def test_what_cannot_be_used_is_said_once_and_left_out(key, value, says):
    found, said = read({"Ada Example": {key: value, "role": "writer"}})
    assert len(said) == 1, said
    [(path, message)] = said
    assert path[:2] == ("kb_authors", "Ada Example")
    assert says in message
    assert "left out" in message
    [ada] = found.known
    assert (ada.name, ada.role) == ("Ada Example", "writer")
    assert not any((ada.url, ada.orcid, ada.email, ada.avatar, ada.links, ada.bio.content))


def test_a_missing_picture_is_said_and_left_out():
    found, said = read({"Ada": {"avatar": "img/ada.png"}}, there=False)
    assert [message for _, message in said] == [
        "kb_authors['Ada']['avatar']: 'img/ada.png' is not a file of the source folder; it is "
        "left out: give a path from that folder."
    ]
    assert found.known[0].avatar is None


def test_two_profiles_of_one_name_are_told():
    found, said = read({"Ada": {"role": "a"}, "Bob": {"aliases": ["ada"], "role": "b"}})
    [(path, message)] = said
    assert path == ("kb_authors", "Bob")
    assert "as kb_authors['Ada'] has, which keeps it" in message
    assert found.find("ADA").role == "a"


def test_an_address_of_mail_is_shown_only_if_that_is_wanted():
    found, _ = read({"Ada": {"email": "ada@example.org"}})
    assert found.known[0].email == ""


# -- what shows them ------------------------------------------------------------------------


def test_aliases_are_one_author(built):
    assert words(built.article("blog/one").select_one(".kb-meta")).startswith(
        "1 May 2026 · Ada Example, Bob Other"
    )
    assert built.titles("authors/ada-example") == ["[1] Two", "[2] One"]
    assert "authors/a-example.html" not in built.files()
    link = built.article("blog/one").select_one(".kb-meta a")
    assert link["href"] == "../authors/ada-example.html"


def test_pages_of_authors_and_the_directive_show_the_block(built):
    for name in ("authors/ada-example", "about"):
        box = built.article(name).select_one(".kb-profile")
        assert words(box).startswith("Ada Example writer, An Institute Likes proofs.")
        assert box.select_one("img.kb-avatar")["alt"] == "Ada at a desk"
        assert box.select_one("img.kb-avatar")["src"].removeprefix("../") in built.files()
        links = {words(link): link for link in box.find_all("a")}
        assert links["ada.example.org"]["rel"] == ["me"]
        assert links["ORCID 0000-0002-1825-0097"]["href"] == "https://orcid.org/0000-0002-1825-0097"
        # Sphinx disguises the sign, which every reader of mail understands.
        assert links["ada@example.org"]["href"] == "mailto:ada%40example.org"
        assert not links["ada@example.org"].has_attr("rel")
    assert not built.article("authors/bob-other").select(".kb-profile")


def test_heads_name_the_author(built):
    me = ["https://ada.example.org/", "https://orcid.org/0000-0002-1825-0097"]
    assert heads(built, "about", rel="me") == [*me, "https://code.example.org/@ada"]
    assert heads(built, "blog/one", rel="me") == []
    authors = ["https://ada.example.org/", BASE + "authors/bob-other.html"]
    # Sphinx has one of its own where there is a page called about.
    assert heads(built, "blog/one", rel="author", title=None) == authors
    soup = built.soup("blog/one")
    found = [meta["content"] for meta in soup.find_all("meta", property="article:author")]
    assert found == authors
    tags = [
        (meta["name"], meta["content"])
        for meta in soup.find_all("meta", attrs={"name": True})
        if meta["name"].startswith("citation_author")
    ]
    assert tags == [
        ("citation_author", "Ada Example"),
        ("citation_author_institution", "An Institute"),
        ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("citation_author_email", "ada@example.org"),
        ("citation_author", "Bob Other"),
    ]


def test_linked_data_describes_the_author(built):
    ada, bob = linked(built, "blog/one")["author"]
    image = ada.pop("image")
    assert image.startswith(BASE + "_images/ada-")
    assert image.removeprefix(BASE) in built.files()
    assert ada == {
        "@type": "Person",
        "name": "Ada Example",
        "givenName": "Ada",
        "familyName": "Example",
        "alternateName": ["A. Example", "ada"],
        "url": "https://ada.example.org/",
        "description": "Likes proofs.",
        "email": "ada@example.org",
        "jobTitle": "writer",
        "affiliation": [{"@type": "Organization", "name": "An Institute"}],
        "identifier": "https://orcid.org/0000-0002-1825-0097",
        "sameAs": ["https://orcid.org/0000-0002-1825-0097", "https://code.example.org/@ada"],
    }
    assert bob == {
        "@type": "Person",
        "name": "Bob Other",
        "givenName": "Bob",
        "familyName": "Other",
    }
    page = linked(built, "about")
    assert page["@type"] == "ProfilePage"
    assert page["mainEntity"] == linked(built, "blog/two")["author"][0]


def test_feeds_describe_the_author(built):
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.fromstring(built.text("feeds/atom.xml")).findall(f"{atom}entry")
    authors = [
        [
            {part.tag.removeprefix(atom): part.text for part in author}
            for author in entry.findall(f"{atom}author")
        ]
        for entry in entries
    ]
    ada = {"name": "Ada Example", "uri": "https://ada.example.org/", "email": "ada@example.org"}
    assert authors == [[ada], [ada, {"name": "Bob Other", "uri": BASE + "authors/bob-other.html"}]]
    rss = ElementTree.fromstring(built.text("feeds/rss.xml"))
    assert [item.findtext("author") for item in rss.iter("item")] == [
        "ada@example.org (Ada Example)",
        None,
    ]
    creator = "{http://purl.org/dc/elements/1.1/}creator"
    assert [item.findtext(creator) for item in rss.iter("item")] == [None, "Ada Example, Bob Other"]
    item = json.loads(built.text("feeds/feed.json"))["items"][0]["authors"][0]
    assert item["url"] == "https://ada.example.org/"
    assert item["avatar"].removeprefix(BASE) in built.files()


def test_without_pages_of_authors_names_lead_to_their_own(tmp_path):
    site = Site(tmp_path, FILES, conf(kb_generate="off"))
    link = site.build().article("blog/two").select_one(".kb-meta a")
    assert link["href"] == "https://ada.example.org/"


def test_where_nobody_is_named_a_profile_is_of_the_author_of_the_site(tmp_path):
    files = {
        "index.md": "# Home\n\n```{toctree}\nabout\n```\n",
        "about.md": "# Me\n\n```{profile}\n```\n",
    }
    more = 'author = "A. Example"\nkb_authors = {"Ada Example": {"aliases": ["A. Example"], "role": "writer"}}\n'
    box = Site(tmp_path, files, more).build().article("about").select_one(".kb-profile")
    assert words(box) == "Ada Example writer"


def test_a_folder_for_each_page_has_the_same_profiles(tmp_path):
    """Whatever the addresses, pictures are found, and names lead to their pages."""
    built = Site(tmp_path, FILES, conf()).build("dirhtml", conf={"html_baseurl": BASE})
    for name, up in (("authors/ada-example/index", "../../"), ("about/index", "../")):
        box = built.article(name).select_one(".kb-profile")
        assert words(box).startswith("Ada Example writer, An Institute Likes proofs.")
        picture = box.select_one("img.kb-avatar")["src"]
        assert picture.startswith(f"{up}_images/")
        assert picture.removeprefix(up) in built.files()
    byline = built.article("blog/one/index").select(".kb-meta a")
    assert [link["href"] for link in byline[:2]] == [
        "../../authors/ada-example/",
        "../../authors/bob-other/",
    ]
    ada, _ = linked(built, "blog/one/index")["author"]
    assert ada["image"].removeprefix(BASE) in built.files()
    found = [
        meta["content"]
        for meta in built.soup("blog/one/index").find_all("meta", property="article:author")
    ]
    assert found == ["https://ada.example.org/", BASE + "authors/bob-other/"]
    assert linked(built, "about/index")["@type"] == "ProfilePage"


def test_the_profile_of_the_site_may_be_one_of_the_authors(tmp_path):
    files = FILES | {"about.md": page("Words.\n", title="About", author_profile="true")}
    built = Site(tmp_path, files, conf(kb_profile="ada")).build()
    assert "Likes proofs." in words(built.article("about"))
    assert heads(built, "index", rel="me")[0] == "https://ada.example.org/"


def test_a_page_without_a_profile_of_the_site_shows_its_authors(tmp_path):
    files = FILES | {
        "blog/two.md": FILES["blog/two.md"].replace("---\n\n", "author_profile: true\n---\n\n")
    }
    built = Site(tmp_path, files, conf()).build()
    assert "Likes proofs." in words(built.article("blog/two").select_one(".kb-profile"))


def test_an_organization_is_said_to_be_one(tmp_path):
    group = {"Bob Other": {"kind": "organization", "affiliation": "All of us", "role": "x"}}
    built = Site(tmp_path, FILES | {"about.md": "# About\n"}, conf(group)).build()
    assert linked(built, "blog/one")["author"][1] == {
        "@type": "Organization",
        "name": "Bob Other",
        "memberOf": [{"@type": "Organization", "name": "All of us"}],
    }


def test_messages_name_file_and_line(tmp_path):
    authors = (
        '{\n    "Ada Example": {\n        "urll": "x",\n        "avatar": "no.png",\n    },\n}'
    )
    files = FILES | {"about.md": "# About\n\n```{profile} Nobody\n```\n"}
    result = Place(tmp_path, files, f"kb_authors = {authors}\nkb_feed_limit = 0\n").build()
    said = [line.rpartition("/")[2] for line in result.warnings]
    assert any(
        line.startswith("conf.py:6: WARNING: kb_authors['Ada Example'] has an") for line in said
    )
    assert any(
        line.startswith("conf.py:7: WARNING: kb_authors['Ada Example']['ava") for line in said
    )
    assert any(line.startswith("conf.py:10: WARNING: kb_feed_limit = '0' is not") for line in said)
    assert any("profile: 'Nobody' is not one of kb_authors" in line for line in said)
    assert len(said) == 4, said


@pytest.mark.slow
@pytest.mark.parametrize("builder", ["html", "text"])
def test_a_profile_that_changes_changes_every_page_that_shows_it(tmp_path, builder):
    """Incremental is clean and parallel, for each change of the configuration in turn."""
    changes = [
        conf(html_baseurl=BASE),
        conf({"Ada Example": ADA | {"bio": "Another *line*."}}, html_baseurl=BASE),
        conf({"Ada Example": ADA | {"aliases": []}}, html_baseurl=BASE),
        conf({"Ada Example": ADA | {"avatar": "img/b.png"}}, html_baseurl=BASE),
        conf({"Countess": {"aliases": ["Ada Example"], "role": "writer"}}, html_baseurl=BASE),
        conf(
            {}, html_baseurl=BASE, kb_profile={"name": "Bob Other", "url": "https://b.example.org"}
        ),
    ]
    files = FILES | {
        "img/b.png": PNG,
        "about.md": page("Words.\n\n```{profile}\n```\n", title="About"),
    }
    place = Place(tmp_path / "kept", files)
    for number, text in enumerate(changes):
        place.write({"conf.py": CONF + text})
        result = place.build(builder)
        assert (result.status, result.warnings) == (0, []), result.log
        clean = Place(tmp_path / f"clean{number}", files)
        clean.write({"conf.py": CONF + text})
        assert tree(result.outdir) == tree(clean.build(builder, "-j", "2").outdir), number


def test_a_picture_that_comes_and_goes_is_followed(tmp_path):
    site = Site(tmp_path, FILES, conf())
    first = site.build()
    assert "kb-avatar" in first.text("about.html")
    site.write({"img/ada.png": None})
    gone = site.build(fails=True)
    assert "is not a file of the source folder" in gone.warnings
    assert "kb-avatar" not in gone.text("about.html")
    assert not [name for name in gone.files() if "_images/ada" in name]
    site.write({"img/ada.png": PNG})
    assert "kb-avatar" in site.build().text("about.html")
