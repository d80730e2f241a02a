"""Readers' comments: off by default, silent until asked for, and only where they are wanted."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from commonplace.core.comments import comments_of
from conftest import Site, check_markup, occurrences
from sites import page

GIVEN = {
    "provider": "giscus",
    "repo": "example/notes",
    "repo_id": "R_kgDOabc",
    "category": "Comments & more",
    "category_id": "DIC_kwDOabc",
}
FILES = {
    "index.md": page(
        "```{toctree}\nblog/one\nblog/two\nnotes/three\n```\n", title="Home", comments="true"
    ),
    "blog/one.md": page(title="One", date="2026-05-01"),
    "blog/two.md": page(title="Two", date="2026-05-02", comments="false"),
    "notes/three.md": page(title="Three", date="2026-05-02"),
}


def conf(**more):
    return f"kb_comments = {GIVEN | more!r}\n"


def section(built, name):
    """Return the comments of a page, if it has some."""
    return built.soup(name).select_one("section.kb-comments")


def read(given):
    said = []
    found = comments_of(given, ("blog", "notes"), tell=lambda path, message: said.append(message))
    return found, said


def test_there_are_none_unless_they_are_asked_for(tmp_path):
    built = Site(tmp_path, FILES).build()
    assert section(built, "blog/one") is None
    assert section(built, "index") is None
    assert "kb-comments.js" not in built.text("blog/one.html")


def test_posts_have_them_and_pages_that_say_so(tmp_path):
    built = Site(tmp_path, FILES, conf()).build()
    found = {
        name: section(built, name) is not None
        for name in ("blog/one", "blog/two", "notes/three", "index")
    }
    assert found == {"blog/one": True, "blog/two": False, "notes/three": False, "index": True}
    for name, has in found.items():
        assert ("kb-comments.js" in built.text(f"{name}.html")) == has, name
    check_markup(built.text("blog/one.html"))


def test_collections_are_chosen(tmp_path):
    built = Site(tmp_path, FILES, conf(collections=["notes"])).build()
    assert section(built, "blog/one") is None
    assert section(built, "notes/three") is not None


def test_what_stands_there_before_a_reader_asks(tmp_path):
    built = Site(tmp_path, FILES, conf(reactions=False)).build(
        conf={"html_baseurl": "https://example.org/en/"}
    )
    place = section(built, "blog/one")
    assert place["data-repo"] == "example/notes"
    assert place["data-category"] == "Comments & more"
    assert (place["data-strict"], place["data-reactions"]) == ("1", "0")
    assert place["data-lang"] == "en"
    assert place["aria-labelledby"] == place.h2["id"]
    assert place.button.has_attr("hidden"), "without its script it could do nothing"
    link = urlsplit(place.a["href"])
    assert (link.scheme, link.netloc, link.path) == (
        "https",
        "github.com",
        "/example/notes/discussions",
    )
    assert parse_qs(link.query) == {"discussions_q": ["in:title en/blog/one"]}
    assert not built.soup("blog/one").find_all(["iframe"])
    scripts = [script.get("src", "") for script in built.soup("blog/one").find_all("script")]
    assert not [source for source in scripts if source.startswith(("http", "//"))]


def test_without_an_address_the_link_leads_to_all_discussions(tmp_path):
    built = Site(tmp_path, FILES, conf()).build()
    assert section(built, "blog/one").a["href"] == "https://github.com/example/notes/discussions"


@pytest.mark.parametrize("builder", ["singlehtml", "text", "epub", "latex"])
def test_books_have_none(tmp_path, builder):
    built = Site(tmp_path, FILES, conf()).build(builder, fails=builder == "epub")
    pages = [name for name in occurrences(built.outdir, "example/notes") if ".js" not in name]
    assert pages == []


def test_feeds_previews_and_the_search_do_not_hold_them(tmp_path):
    built = Site(tmp_path, FILES, conf()).build(conf={"html_baseurl": "https://example.org/"})
    found = occurrences(built.outdir, "Discussion on GitHub")
    assert [name for name in found if not name.endswith(".html")] == []


def test_previews_of_drafts_have_none(tmp_path):
    files = FILES | {"blog/one.md": page(title="One", date="2026-05-01", draft="true")}
    built = Site(tmp_path, files, conf()).build(conf={"kb_drafts": True})
    assert section(built, "blog/one") is None
    assert "kb-comments.js" not in built.text("blog/one.html")


def test_edits_are_followed(tmp_path):
    site = Site(tmp_path, FILES, conf())
    site.build()
    site.write({"blog/two.md": FILES["blog/two.md"].replace("false", "true")})
    built = site.build()
    assert section(built, "blog/two") is not None
    assert "blog/one" not in built.written
    assert site.build().written == set()
    assert section(site.build(conf={"kb_comments": {}}), "blog/two") is None


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"repo": "https://github.com/example/notes"}, "the owner and the name of a repository"),
        ({"repo": "example/.."}, "the owner and the name of a repository"),
        ({"repo_id": '"><script>'}, "an identifier"),
        ({"provider": "disqus"}, "one of giscus"),
        ({"mapping": "number"}, "one of pathname, url, title, og:title"),
        ({"strict": "yes"}, "True or False"),
        ({"theme_dark": "https://example.org/x.css"}, "the name of a theme"),
        ({"collections": ["talks"]}, "a list of blog, notes"),
        ({"lang": "../x"}, "one of ar,"),
        ({"mapping_": "url"}, "did you mean 'mapping'?"),
    ],
)
def test_what_cannot_be_used_is_said_once(more, says):
    _, said = read(GIVEN | more)
    assert len(said) == 1, said
    assert says in said[0]


def test_what_is_missing_is_said_in_one_message():
    found, said = read({"provider": "giscus", "repo": "a/b"})
    assert found is None
    assert said == [
        "kb_comments lacks 'repo_id', 'category', 'category_id'; there are no comments: "
        "giscus.app shows the values for a repository."
    ]


def test_a_language_that_giscus_does_not_have_is_english():
    assert comments_of(GIVEN, (), language="pt_BR").view.lang == "pt"
    assert comments_of(GIVEN, (), language="zh_TW").view.lang == "zh-TW"
    assert comments_of(GIVEN, (), language="cy").view.lang == "en"
