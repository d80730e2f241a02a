"""What machines find: heads of pages, sitemap, robots.txt, manifest, and the page for nothing."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from conftest import Site

BASE = "https://example.org/en/latest/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
FILES = {
    "index.md": "# Home\n\nWelcome to *this* place.\n\n```{toctree}\nblog/post\nblog/plain\n```\n",
    "blog/post.md": "---\n"
    'title: A "post" & <more>\n'
    "date: 2026-05-01\nupdated: 2026-05-20\ntags: [one, two]\nauthors: Ada L.\ncategory: Essays\n"
    "thumbnail: {src: fig.png, alt: A dot}\nlicense: CC-BY-4.0\n---\n\nThe *first* paragraph.\n",
    "blog/plain.md": "---\ntitle: Plain\ndate: 2026-05-02\n---\n\n" + "word " * 100 + "\n",
    "blog/fig.png": PNG,
}
CONF = (
    'kb_profile = {"name": "N", "links": {"Code": "https://example.org/me", "Bad": "http://x"}}\n'
    'kb_license = "CC0-1.0"\n'
)


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path, FILES, CONF)


def metas(built, name):
    """Return what the head of a page says, by name or property."""
    found = {}
    for meta in built.soup(name).head.find_all("meta"):
        if key := meta.get("name") or meta.get("property"):
            found.setdefault(key, []).append(meta["content"])
    return found


def links(built, name, rel):
    return [link["href"] for link in built.soup(name).head.find_all("link", rel=rel)]


def test_head_of_a_post(site):
    built = site.build(conf={"html_baseurl": BASE.rstrip("/")})
    found = metas(built, "blog/post")
    assert found["og:title"] == ["A “post” & <more>"]
    assert found["og:type"] == ["article"]
    assert found["og:url"] == [BASE + "blog/post.html"]
    assert found["og:image"] == [BASE + "_images/" + found["og:image"][0].rpartition("/")[2]]
    assert found["og:image"][0].removeprefix(BASE) in built.files()
    assert found["og:image:alt"] == ["A dot"]
    assert found["description"] == found["og:description"] == ["The first paragraph."]
    assert found["article:published_time"] == ["2026-05-01"]
    assert found["article:modified_time"] == ["2026-05-20"]
    assert found["article:tag"] == ["one", "two"]
    assert found["article:section"] == ["Essays"]
    assert found["author"] == ["Ada L."]
    assert found["twitter:card"] == ["summary_large_image"]
    assert links(built, "blog/post", "license") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert links(built, "blog/post", "canonical") == [BASE + "blog/post.html"]
    assert "robots" not in found
    long = metas(built, "blog/plain")["description"][0]
    assert len(long) <= 200
    assert long.endswith("word…")


@pytest.mark.parametrize("parallel", [0, 2])
def test_a_picture_that_only_the_head_names_is_there(site, parallel):
    site.write(
        {"about.md": "---\norphan: true\nmeta_image: mine.png\n---\n\n# About\n", "mine.png": PNG}
    )
    built = site.build(conf={"html_baseurl": BASE}, parallel=parallel)
    image = metas(built, "about")["og:image"][0].removeprefix(BASE)
    assert image in built.files()
    site.write({"index.md": FILES["index.md"] + "\nMore.\n"})
    built = site.build(conf={"html_baseurl": BASE}, parallel=parallel)
    assert "about" not in built.written
    assert image in built.files()
    assert image not in site.build().files(), "without an address there is no such name"


def test_head_of_the_home_page(site):
    built = site.build()
    found = metas(built, "index")
    assert found["og:type"] == ["website"]
    assert found["description"] == ["Welcome to this place."]
    assert "og:url" not in found
    assert "og:image" not in metas(built, "blog/post"), "there is no full address to give"
    assert links(built, "index", "me") == ["https://example.org/me"]
    assert links(built, "index", "license") == [
        "https://creativecommons.org/publicdomain/zero/1.0/"
    ]
    assert links(built, "blog/post", "manifest") == ["../site.webmanifest"]


def test_sitemap_robots_and_manifest(site):
    built = site.build("dirhtml", conf={"html_baseurl": BASE})
    tree = ElementTree.fromstring(built.text("sitemap.xml"))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    rows = {url.find(f"{space}loc").text: url.findtext(f"{space}lastmod") for url in tree}
    assert rows[BASE] is None
    assert rows[BASE + "blog/post/"] == "2026-05-20"
    assert rows[BASE + "blog/plain/"] == "2026-05-02"
    assert f"Sitemap: {BASE}sitemap.xml" in built.text("robots.txt")
    manifest = json.loads(built.text("site.webmanifest"))
    assert manifest["name"] == "Trial"
    assert manifest["icons"][0]["src"] in built.files()


def test_without_an_address_there_is_no_sitemap(site):
    site.build(conf={"html_baseurl": BASE})
    built = site.build()
    assert "sitemap.xml" not in built.files()
    assert "Sitemap" not in built.text("robots.txt")


def test_previews_of_pull_requests_ask_to_be_left_out(site, monkeypatch):
    monkeypatch.setenv("READTHEDOCS_CANONICAL_URL", BASE)
    monkeypatch.setenv("READTHEDOCS_VERSION_TYPE", "external")
    built = site.build()
    assert metas(built, "blog/post")["robots"] == ["noindex"]
    assert "Disallow: /" in built.text("robots.txt").splitlines()
    assert "sitemap.xml" not in built.files()
    assert not [name for name in built.files() if name.startswith("feeds/")]
    assert links(built, "blog/post", "alternate") == []
    monkeypatch.setenv("READTHEDOCS_VERSION_TYPE", "branch")
    built = site.build()
    assert "robots" not in metas(built, "blog/post")
    assert "feeds/atom.xml" in built.files()
    assert metas(built, "blog/post")["og:url"] == [BASE + "blog/post.html"]


@pytest.mark.parametrize(("builder", "search"), [("html", "search.html"), ("dirhtml", "search/")])
def test_page_for_nothing_works_at_any_address(site, builder, search):
    built = site.build(builder, conf={"html_baseurl": BASE})
    soup = BeautifulSoup(built.text("404.html"), "html.parser")
    named = [
        element[key]
        for element in soup.find_all(True)
        for key in ("href", "src", "action", "data-content_root")
        if element.has_attr(key)
    ]
    assert named
    assert all(value.startswith(("/en/latest/", "https:", "#")) for value in named), named
    assert not [value for value in named if ".." in value]
    form = soup.find("form", class_="kb-404-search")
    assert form["action"] == f"/en/latest/{search}"
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_the_authors_own_files_win(site):
    site.write(
        {
            "404.md": "# Mine\n\nNothing here.\n",
            "extra/robots.txt": "mine",
            "index.md": FILES["index.md"].replace("blog/plain", "blog/plain\n404"),
        }
    )
    built = site.build(conf={"html_extra_path": ["extra"], "exclude_patterns": ["extra"]})
    assert "Nothing here." in built.text("404.html")
    assert built.text("robots.txt") == "mine"


def test_heads_and_files_follow_edits(site):
    built = site.build(conf={"html_baseurl": BASE})
    before = {name: (built.outdir / name).read_bytes() for name in built.files()}
    again = site.build(conf={"html_baseurl": BASE})
    assert again.written == set()
    assert before == {name: (again.outdir / name).read_bytes() for name in again.files()}
    site.write({"blog/post.md": FILES["blog/post.md"].replace("05-20", "05-21")})
    built = site.build(conf={"html_baseurl": BASE})
    assert "2026-05-21" in built.text("sitemap.xml")
    site.write({"blog/post.md": FILES["blog/post.md"].replace("date:", "draft: true\ndate:")})
    built = site.build(conf={"html_baseurl": BASE})
    assert "blog/post" not in built.text("sitemap.xml")


def test_a_build_with_nothing_to_do_leaves_the_times_of_files(site):
    names = ["sitemap.xml", "robots.txt", "feeds/atom.xml", "llms.txt", "404.html", "graph.json"]
    times = []
    for _ in range(2):
        built = site.build(conf={"html_baseurl": BASE})
        times.append({name: (built.outdir / name).stat().st_mtime_ns for name in names})
    assert times[0] == times[1]
