"""Feeds: what they hold, that readers can parse them, and that they follow the pages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonplace.core.feed_html import ATTRIBUTES, ELEMENTS, feed_html
from commonplace.core.feed_names import feed_names, update_name
from commonplace.core.feeds import WRITERS, Feed, FeedEntry, FeedPerson, Texts, name_uri
from commonplace.core.latest import Latest
from commonplace.core.model import FrontMatter, PageFacts
from conftest import Site, front, toctree, warnings_of

BASE = "https://example.org/kb/"
# No test measures time, for machines are busy with other things, too.
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"></svg>'
FILES = {
    "index.md": "# Home\n\n```{toctree}\nblog/first\nblog/second\nblog/hidden\nnotes/n\n```\n",
    "blog/first.md": "---\ntitle: First <post>\ndate: 2026-05-01\ntags: [Deep nets, C++]\n"
    "series: S\nauthors: [Ada L., Bo]\naliases: [/old/first/]\n---\n\nThe *first* [link](second.md), "
    "$x^2$.\n\n![A picture](fig.svg)\n\n## Part\n\nMore[^a].\n\n[^a]: A note.\n",
    "blog/second.md": "---\ntitle: Second\ndate: 2026-05-02 10:00\nid: urn:uuid:"
    "0b2f4b6e-0000-4000-8000-000000000001\nupdated: 2026-05-20\nupdated_reason: A gap closed.\n"
    "---\n\nHello.\n",
    "blog/hidden.md": "---\ntitle: Secret\ndate: 2026-05-03\ndraft: true\n---\n\nCanary.\n",
    "notes/n.md": "---\ntitle: A note\ndate: 2026-04-01\n---\n\nNoted.\n",
    "blog/fig.svg": SVG,
}


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path, FILES, f'html_baseurl = "{BASE}"\nauthor = "The authors"\n')


def feeds(built):
    return sorted(name for name in built.files() if name.startswith("feeds/"))


def test_every_feed_is_one_that_readers_take(site):
    built = site.build()
    folders = {name.rpartition("/")[0] for name in feeds(built)}
    assert folders == {
        "feeds",
        "feeds/updates",
        "feeds/collection/blog",
        "feeds/collection/notes",
        "feeds/tag/deep-nets",
        "feeds/tag/c-plus-plus",
        "feeds/author/ada-l",
        "feeds/author/bo",
        "feeds/series/s",
    }
    for name in feeds(built):
        if name.endswith(".xml"):
            parsed = feedparser.parse(built.text(name))
            assert not parsed.bozo, (name, parsed.get("bozo_exception"))
            assert parsed.entries
            ids = [entry.id for entry in parsed.entries]
            assert len(ids) == len(set(ids))
            assert all(entry.link.startswith(BASE) for entry in parsed.entries)
            assert parsed.feed.links[0 if "atom" in name else -1].href == BASE + name
        else:
            value = json.loads(built.text(name))
            assert value["version"] == "https://jsonfeed.org/version/1.1"
            assert value["feed_url"] == BASE + name
    assert "Canary" not in "".join(map(built.text, feeds(built)))
    assert "Secret" not in "".join(map(built.text, feeds(built)))


def test_what_an_entry_holds(site):
    parsed = feedparser.parse(site.build().text("feeds/atom.xml"), sanitize_html=False)
    second, first, note = parsed.entries
    assert [second.title, first.title, note.title] == ["Second", "First <post>", "A note"]
    assert second.id.startswith("urn:uuid:")
    assert first.id == "tag:example.org,2026-05-01:old/first"
    assert note.id == "tag:example.org,2026-04-01:notes/n"
    assert second.published == "2026-05-02T10:00:00Z"
    assert second.updated == "2026-05-20T00:00:00Z"
    assert parsed.feed.updated == "2026-05-20T00:00:00Z"
    assert [author.name for author in first.authors] == ["Ada L.", "Bo"]
    assert second.author == "The authors"
    assert [tag.term for tag in first.tags] == ["Deep nets", "C++"]
    content = first.content[0].value
    assert f'<a class="reference internal" href="{BASE}blog/second.html">' in content
    assert re.search(rf'<img alt="A picture" [^>]*src="{BASE}_images/', content)
    assert "<msup>" in content, "mathematics is MathML"
    assert "katex" not in re.sub(r'class="[^"]*"', "", content)
    assert "<h1" not in content
    assert "style=" not in content


def test_an_entry_keeps_its_name_with_the_id_of_its_page(site):
    def name(date, identifier):
        text = f"---\ntitle: A note\ndate: {date}\nid: {identifier}\n---\n\nNoted.\n"
        site.write({"notes/n.md": text})
        return feedparser.parse(site.build().text("feeds/collection/notes/atom.xml")).entries[0].id

    first = name("2026-04-01", "a-note")
    assert first.startswith("urn:uuid:")
    assert name("2026-04-02", "a-note") == first
    assert name("2026-04-02", "another") != first
    assert name("2026-04-02", "tag:example.org,2026:n") == "tag:example.org,2026:n"


def test_no_two_entries_of_a_feed_have_one_name(site):
    site.write(
        {
            name: front(name, "Text.\n", date="2026-04-01", id="the-same")
            for name in ("notes/n.md", "notes/o.md")
        }
    )
    parsed = feedparser.parse(site.build(fails=True).text("feeds/collection/notes/atom.xml"))
    assert sorted(entry.id.partition(":")[0] for entry in parsed.entries) == ["tag", "urn"]


@pytest.mark.parametrize(
    ("pages", "subtype"),
    [
        ({"notes/n.md": "aliases: [/a/]", "notes/o.md": "aliases: [/a/]"}, "kb.address"),
        ({"notes/n.md": "aliases: [/notes/o/]", "notes/o.md": "title: O"}, "kb.page_id"),
        (
            {"notes/n.md": "id: tag:example.org,2026-04-01:a", "notes/o.md": "aliases: [/a/]"},
            "kb.page_id",
        ),
    ],
)
def test_pages_without_an_id_are_called_by_different_names(site, pages, subtype):
    site.write(
        {
            name: f"---\ndate: 2026-04-01\n{more}\n---\n\n# X\n\nText.\n"
            for name, more in pages.items()
        }
    )
    built = site.build(fails=True)
    parsed = feedparser.parse(built.text("feeds/collection/notes/atom.xml"))
    assert len({entry.id for entry in parsed.entries}) == 2
    (message,) = warnings_of(built)
    assert "notes/o.md:" in message
    assert f"[{subtype}]" in message


def test_who_is_called_by_an_address_keeps_it():
    def page(docname, *aliases, **more):
        day = datetime(2026, 4, 1, tzinfo=UTC)
        return PageFacts(
            docname=docname,
            collection="notes",
            title=(),
            title_text="",
            front=FrontMatter(date=day, aliases=aliases, **more),
        )

    pages = [
        page("a", "/x/"),
        page("b", "/x"),
        page("x"),
        page("y", id="x"),
        page("z", "/z/", "/a/"),
    ]
    found = feed_names(
        {each.docname: each for each in pages}, authority="me", day=lambda moment: "D"
    )
    assert found.names == {
        "a": "tag:me,D:x",
        "b": "tag:me,D:b",
        "x": "tag:me,D:x~2",
        "y": name_uri("me", "x"),
        "z": "tag:me,D:z",
    }
    assert [(clash.docname, clash.other) for clash in found.clashes] == [("b", "a"), ("x", "a")]


def test_a_change_of_a_page_whose_name_has_a_fragment_has_one_fragment():
    assert update_name("tag:me,2026:a", "2026-05-01") == "tag:me,2026:a#updated-2026-05-01"
    assert update_name("https://me/#a", "2026-05-01") == "https://me/#a/updated-2026-05-01"


def test_a_list_of_tasks_has_names_on_the_page_and_signs_in_feeds(site):
    site.write({"notes/n.md": front("Plan", "- [ ] One\n- [x] Two\n", date="2026-04-01")})
    built = site.build()
    boxes = built.article("notes/n").select("input[type=checkbox]")
    assert [box["aria-label"] for box in boxes] == ["To do", "Done"]
    [entry] = feedparser.parse(built.text("feeds/collection/notes/atom.xml")).entries
    assert re.findall(r"<p>(. \w+)</p>", entry.content[0].value) == ["☐ One", "☑ Two"]
    assert "- [ ] One\n- [x] Two" in built.text("notes/n.html.md")


def test_updates_say_why(site):
    parsed = feedparser.parse(site.build().text("feeds/updates/rss.xml"))
    (entry,) = parsed.entries
    assert entry.summary == "A gap closed."
    assert entry.id.endswith("#updated-2026-05-20")


def test_summaries(site):
    built = site.build(conf={"kb_feed_content": "summary"})
    parsed = feedparser.parse(built.text("feeds/atom.xml"))
    assert "content" not in parsed.entries[0]
    item = json.loads(built.text("feeds/feed.json"))["items"][0]
    assert item["content_text"] == item["summary"] == "Hello."


def test_pages_name_their_feeds(site):
    built = site.build()

    def named(name):
        found = built.soup(name).head.find_all("link", rel="alternate")
        return [link["href"].removeprefix(BASE) for link in found if "atom" in link["type"]]

    assert named("index") == ["feeds/atom.xml", "feeds/updates/atom.xml"]
    assert named("blog/first") == ["feeds/atom.xml"]
    assert named("tags/c-plus-plus") == ["feeds/atom.xml", "feeds/tag/c-plus-plus/atom.xml"]


def test_a_collection_has_its_feeds_on_the_first_page_of_its_folder(tmp_path):
    conf = f'html_baseurl = "{BASE}"\nkb_collections = {{"blog": "posts"}}\n'
    files = {
        "index.md": front("Home", "Text.\n") + toctree("posts/index", "posts/a"),
        "posts/index.md": front("Posts", "```{post-list}\n```\n"),
        "posts/a.md": front("A", "Text.\n", date="2026-05-01"),
    }
    built = Site(tmp_path, files, conf).build()
    links = built.soup("posts/index").head.find_all("link", type="application/atom+xml")
    assert [link["href"] for link in links][-1] == f"{BASE}feeds/collection/blog/atom.xml"
    parsed = feedparser.parse(built.text("feeds/collection/blog/atom.xml"))
    assert parsed.feed.link == f"{BASE}posts/index.html"


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "//example.org/",
        "javascript:a",
        "https://example.org/a b/",
        "https://b.org/?c=1",
    ],
)
def test_an_address_that_is_none_is_told_and_makes_none(tmp_path, address):
    site = Site(tmp_path, FILES, f'\n\nhtml_baseurl = "{address}"\n')
    built = site.build(fails=True)
    [told] = built.warnings.splitlines()
    assert re.search(r"conf\.py:\d+: WARNING: html_baseurl = '.*' is no address of a site: ", told)
    assert not feeds(built)
    assert "sitemap.xml" not in built.files()
    assert not built.soup("blog/first").select("link[rel=canonical]")


@pytest.mark.parametrize("conf", [{"html_baseurl": ""}, {"kb_feeds": False}, {"kb_noindex": True}])
def test_no_feeds(site, conf):
    site.build()
    built = site.build(conf=conf)
    assert feeds(built) == []
    assert 'rel="alternate" type="application' not in built.text("index.html")


def test_a_limit_takes_the_latest(site):
    built = site.build(conf={"kb_feed_limit": 1})
    assert [item["title"] for item in json.loads(built.text("feeds/feed.json"))["items"]] == [
        "Second"
    ]


@pytest.mark.parametrize("parallel", [0, 2])
def test_bodies_are_kept_of_pages_in_feeds_and_made_when_a_page_comes_into_one(tmp_path, parallel):
    files = {
        "index.md": "# Home\n\n```{toctree}\nblog/a\nblog/b\n```\n",
        "blog/a.md": "---\ndate: 2026-05-01\n---\n\n# A\n\nOlder.\n",
        "blog/b.md": "---\ndate: 2026-05-02\n---\n\n# B\n\nNewer.\n",
    }
    conf = f'html_baseurl = "{BASE}"\nkb_feed_limit = 1\n'
    site = Site(tmp_path, files, conf)
    built = site.build(parallel=parallel)
    folder = next(site.folder.rglob("kb-fragments-html"))
    assert sorted(path.name for path in folder.rglob("*.kept")) == ["b.kept"]
    site.write({"blog/b.md": files["blog/b.md"].replace("05-02", "04-02")})
    built = site.build(parallel=parallel)
    clean = Site(tmp_path / "clean", files, conf)
    clean.write({"blog/b.md": files["blog/b.md"].replace("05-02", "04-02")})
    other = clean.build()
    assert "Older" in built.text("feeds/feed.json")
    assert [built.text(name) for name in feeds(built)] == [
        other.text(name) for name in feeds(other)
    ]
    assert built.text("blog/a.html") == other.text("blog/a.html")


@pytest.mark.parametrize("parallel", [0, 2])
def test_feeds_follow_their_pages(site, tmp_path, parallel):
    site.build(parallel=parallel)
    first = FILES["blog/first.md"].replace("The *first*", "The *changed*")
    third = FILES["blog/second.md"].replace("urn:uuid:0", "urn:uuid:1")
    site.write({"blog/first.md": first, "blog/hidden.md": third})
    built = site.build(parallel=parallel)
    clean = Site(tmp_path / "clean", FILES, (site.source / "conf.py").read_text()[-200:])
    clean.write({"conf.py": (site.source / "conf.py").read_text()})
    clean.write({"blog/first.md": first, "blog/hidden.md": third})
    other = clean.build()
    assert feeds(built) == feeds(other)
    for name in feeds(built):
        assert built.text(name) == other.text(name)
    assert "changed" in built.text("feeds/feed.json")
    again = site.build(parallel=parallel)
    assert again.written == set()
    site.write({"blog/first.md": None, "index.md": FILES["index.md"].replace("blog/first\n", "")})
    built = site.build(parallel=parallel)
    assert "feeds/tag/c-plus-plus/atom.xml" not in built.files()
    assert not (built.outdir / "feeds/tag").exists()


def test_a_lost_body_has_its_page_written_again(site):
    built = site.build()
    before = built.text("feeds/atom.xml")
    folder = next(site.folder.rglob("kb-fragments-html"))
    (folder / "blog/first.kept").unlink()
    (folder / "blog/second.kept").write_text("other\nNot this.\n")
    built = site.build()
    assert built.written == {"blog/first", "blog/second"}
    assert built.text("feeds/atom.xml") == before


moments = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
people = st.builds(
    FeedPerson,
    name=st.text(min_size=1),
    uri=st.sampled_from(["", "https://example.org/a?b&c"]),
    email=st.sampled_from(["", "a@example.org"]),
)
entries = st.builds(
    FeedEntry,
    id=st.just("tag:example.org,2026:x"),
    title=st.text(),
    url=st.just(BASE),
    published=moments,
    updated=moments,
    authors=st.lists(people, max_size=2).map(tuple),
    tags=st.lists(st.text(), max_size=2).map(tuple),
    summary=st.text(),
    content=st.text(),
    language=st.just("en"),
)


@QUIET
@given(st.lists(entries, min_size=1, max_size=3), st.text())
def test_whatever_a_title_holds_the_feed_is_well_formed(found, title):
    feed = Feed(
        title=title,
        subtitle=title,
        home=BASE,
        folder=f"{BASE}feeds/",
        authors=(FeedPerson(name="A"),),
        language="en",
        entries=tuple(found),
    )
    for kind, write in WRITERS.items():
        text = write(feed, Texts()).encode().decode()
        if kind == "json":
            assert json.loads(text)["items"]
        else:
            ElementTree.fromstring(text.encode())


@given(st.lists(st.integers(0, 9)), st.integers(0, 12))
@QUIET
def test_texts_used_last_are_at_hand_and_no_more(keys, room):
    """Keys stand for texts of as many letters."""
    latest, made, order = Latest(room), [], []
    for key in keys:
        assert latest.get(key, lambda key=key: made.append(key) or "x" * key) == "x" * key
        order = [*(one for one in order if one != key), key]
        kept = list(latest._texts)
        assert kept == order[len(order) - len(kept) :]
        assert sum(kept) <= room
        assert len(kept) == len(order) or sum(order[-len(kept) - 1 :]) > room
        order = kept
    assert len(made) <= len(keys)
    if keys and sum(set(keys)) <= room:
        assert sorted(made) == sorted(set(keys))


PIECES = st.sampled_from(
    [
        *(f"<{name}>" for name in ("p", "b", "script", "svg", "math", "h1", "div", "details")),
        *(f"</{name}>" for name in ("p", "b", "script", "svg", "math", "h1", "div", "details")),
        '<a href="x.html" onclick="y">',
        '<a href="javascript:alert(1)">',
        '<a href="http://[">',
        '<img src="../i.png" onerror="x" style="color:red">',
        '<span class="katex-html">',
        "</span>",
        "<br/>",
        "<!-- x -->",
        "text & <",
        "&lt;script&gt;",
        "<br>",
        "<input type=text>",
    ]
)


@QUIET
@given(st.lists(PIECES, max_size=20).map("".join))
def test_bodies_are_balanced_and_hold_nothing_that_acts(body):
    found = feed_html(body, BASE + "a/b.html")
    tree = ElementTree.fromstring(f"<body>{found.replace('xmlns=', 'x=')}</body>")
    for element in tree.iter():
        assert element.tag in ELEMENTS | {"body"}
        assert set(element.keys()) <= ATTRIBUTES | {"x"}
        for key in ("href", "src"):
            assert element.get(key, BASE).startswith(BASE)
