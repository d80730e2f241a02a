"""Old addresses lead to pages, and nothing is overwritten for them."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from commonplace.cli.moved import moved_pages
from commonplace.core.redirects import Claim, Redirects, file_of
from conftest import Site, front, warnings_of

INDEX = "# Home\n\n```{toctree}\n:glob:\n\n*\n```\n"


def page(title, **keys):
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())
    return f"---\ntitle: {title}\n{lines}---\n\nText.\n"


def redirect(built, name):
    """Return where the page at *name* leads: by its link, and by its refresh."""
    soup = BeautifulSoup(built.text(name), "html.parser")
    refresh = BeautifulSoup(str(soup.noscript.meta), "html.parser").meta["content"]
    return soup.find(id="kb-target")["href"], refresh.partition("url=")[2]


@pytest.fixture
def site(tmp_path):
    return Site(
        tmp_path,
        {
            "index.md": INDEX,
            "about.md": page(
                "About & more", permalink="/", redirect_from=["/about/", "/about.html"]
            ),
            "post.md": page("A post", aliases=["/2020/01/02/post/", "old/deep/name", "/x y.html"]),
        },
    )


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("", "index.html"),
        ("/about/", "about/index.html"),
        ("about", "about/index.html"),
        ("/about.html", "about.html"),
        ("//a//b/./c/", "a/b/c/index.html"),
        ("/v1.2/", "v1.2/index.html"),
        ("/na%C3%AFve.html", "naïve.html"),
        ("/.well-known", ".well-known/index.html"),
    ],
)
def test_file_that_a_host_sends(address, file):
    assert file_of(address) == file


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/tag/c++/", "tag/c++/index.html"),
        ("/tag/R%26D/", "tag/R&D/index.html"),
        ("/日本/naïve.html", "日本/naïve.html"),
        ("/☕/", ""),
        ("/```/", ""),
        ("/it's_(done)!", "it's_(done)!/index.html"),
        ("/old.pdf", ""),
        ("/.git/", ""),
        ("/a/.well-known/x.html", ""),
        ("/con/", ""),
        ("/dots./", ""),
        ("/100%25/", ""),
        ("/a%zz.html", ""),
        ("/a:b/", ""),
        ("/a*/", ""),
        ("/a%00b/", ""),
    ],
)
def test_a_page_stands_where_every_system_can_have_a_file(address, file):
    claim = Claim(address=address, docname="p")
    (found,) = Redirects([claim], {"p": "p.html"}, ()).redirects
    assert found.file == file


def test_pages_stand_at_old_addresses(site):
    built = site.build(fails=True)  # of the address with a space
    assert redirect(built, "about/index.html") == ("../about.html", "../about.html")
    assert redirect(built, "2020/01/02/post/index.html")[0] == "../../../../post.html"
    assert redirect(built, "old/deep/name/index.html")[0] == "../../../post.html"
    text = built.text("about/index.html")
    assert '<meta name="robots" content="noindex">' in text
    assert '<link rel="canonical" href="../about.html">' in text
    assert "About &amp; more" in text
    assert "x y" not in " ".join(built.files())
    assert (built.outdir / "_static/kb-redirect.js").is_file()


def test_addresses_of_the_builder_are_met_by_the_pages(site):
    built = site.build("dirhtml", fails=True)
    assert "kb-target" not in built.text("about/index.html")
    assert redirect(built, "about.html")[0] == "about/"


def test_lists_for_hosts(site):
    site.write({"post.md": page("A post", aliases=["/feed.xml", "/p/"])})
    built = site.build(conf={"html_baseurl": "https://example.org/en/"})
    assert built.text("_redirects").splitlines() == [
        "/en/about/ /en/about.html 301",
        "/en/feed.xml /en/post.html 301",
        "/en/p/ /en/post.html 301",
    ]
    assert json.loads(built.text("readthedocs-redirects.json"))[1] == {
        "type": "page",
        "from_url": "/feed.xml",
        "to_url": "/post.html",
        "http_status": 301,
    }
    assert "feed.xml" not in built.files(), "a page cannot stand where a feed is expected"
    assert 'href="https://example.org/en/post.html"' in built.text("p/index.html")


def test_nothing_is_overwritten(tmp_path):
    site = Site(
        tmp_path,
        {
            "index.md": INDEX,
            "a.md": page(
                "A",
                aliases=[
                    "/b.html",
                    "/B.HTML",
                    "/_static/kb.css",
                    "/_static/x/",
                    "/search.html",
                    "/genindex/",
                    "/a.html/",
                    "/mine.txt",
                    "/good/",
                ],
            ),
            "b.md": page("B", aliases=["/good", "/own/", "/Own/"]),
            "extra/mine.txt": "mine",
        },
        conf='html_extra_path = ["extra"]\nexclude_patterns = ["extra"]\n',
    )
    built = site.build(fails=True)
    told = [line for line in built.warnings.splitlines() if "kb.address" in line]
    assert len(told) == 10
    assert all("source/a.md:3: " in line for line in told[:8])
    assert "'/good' is claimed by the page 'a' already" in told[8]
    assert "capitals alone" in told[9]
    assert redirect(built, "good/index.html")[0] == "../a.html"
    assert redirect(built, "own/index.html")[0] == "../b.html"
    assert "kb-target" not in built.text("b.html")
    assert built.text("mine.txt") == "mine"


def test_configured_addresses_form_chains(site):
    site.write(
        {
            "post.md": page("A post"),
            "conf.py": "extensions = ['commonplace']\n"
            "kb_redirects = {'one/': 'two/', 'two/': '/three.html', 'three.html': 'post',\n"
            "  'out/': {'external': 'https://example.org/?a=1&b=2'}, 'near/': 'out/'}\n",
        }
    )
    built = site.build()
    for name in ("one/index.html", "two/index.html"):
        assert redirect(built, name)[0] == "../post.html"
    assert redirect(built, "three.html")[0] == "post.html"
    assert redirect(built, "near/index.html")[0] == "https://example.org/?a=1&b=2"


FEEDS = """extensions = ['commonplace']
kb_redirects = {'feed.xml': 'feeds/atom.xml', 'Index.RSS': '/feeds/rss.xml', 'old.xml': 'feed.xml',
  'feed/': 'feeds/rss.xml', 'feed.html': 'feeds/rss.xml', 'taken.xml': 'feeds/atom.xml'}
html_extra_path = ['extra']
exclude_patterns = ['extra']
"""


def test_feeds_stand_at_their_old_addresses(site):
    post = page("A post", date="2026-01-02")
    base = "html_baseurl = 'https://example.org/kb/'\n"
    site.write({"index.md": INDEX.replace("*", "*\nblog/*"), "post.md": "# P\n"})
    site.write({"blog/p.md": post, "extra/taken.xml": "mine", "conf.py": FEEDS + base})
    built = site.build(fails=True)
    (message,) = warnings_of(built)
    assert "'taken.xml' is one of the site's own files" in message
    assert built.text("taken.xml") == "mine"
    for old, new in (("feed.xml", "feeds/atom.xml"), ("old.xml", "feeds/atom.xml")):
        assert built.text(old) == built.text(new)
    for name, target in (("feed/index.html", "../feeds/rss.xml"), ("feed.html", "feeds/rss.xml")):
        assert redirect(built, name) == (target, target)
        assert 'canonical" href="https://example.org/kb/feeds/rss.xml"' in built.text(name)
    assert "/kb/feed.xml /kb/feeds/atom.xml 301\n" in built.text("_redirects")

    site.write({"blog/p.md": post.replace("A post", "Another")})
    again = site.build(fails=True)
    assert "Another" in again.text("feed.xml")
    assert again.text("old.xml") == again.text("feeds/atom.xml")

    site.write({"conf.py": FEEDS.replace("'feed.xml': 'feeds/atom.xml', ", "") + base})
    built = site.build(fails=True)
    assert "feed.xml" not in built.files()
    assert "leads to 'feed.xml', which is neither" in built.warnings

    site.write({"conf.py": FEEDS.replace(", 'taken.xml': 'feeds/atom.xml'", "")})
    assert "Index.RSS" not in site.build().files(), "a site without feeds has none there"


def test_circles_and_dead_ends_are_told(site):
    site.write(
        {
            "conf.py": "extensions = ['commonplace']\n"
            "kb_redirects = {'a/': 'b/', 'b/': 'a/', 'c/': 'nowhere'}\n"
        }
    )
    built = site.build(fails=True)
    told = [line for line in built.warnings.splitlines() if "kb.address" in line]
    assert len(told) == 3
    assert sum("leads back to itself" in line for line in told) == 2
    assert "neither a page, a feed nor another old address" in told[2]
    assert not {"a/index.html", "b/index.html", "c/index.html"} & built.files()


def test_message_about_the_configuration_names_line_and_reason(site):
    site.write(
        {
            "conf.py": "extensions = ['commonplace']\nkb_redirects = {\n  'old/../a': 'post',\n"
            "  'b/': 'https://example.org/',\n  'c/': {'external': 'javascript:d'},\n"
            "  'e/':\n    'nowhere',\n  'f/': 3,\n}\n"
        }
    )
    told = site.build(fails=True).warnings.splitlines()
    found = [line.partition("conf.py:")[2] for line in told if "kb.address" in line]
    assert [line.partition(":")[0] for line in sorted(found)] == ["3", "4", "5", "6", "8"]
    for line, reason in zip(
        sorted(found),
        [
            "no old address: an address holds no '..'",
            "without scheme or host",
            "https://",
            "neither a page, a feed nor",
            "expected text",
        ],
        strict=True,
    ):
        assert reason in line


def test_message_names_the_line_of_the_address(tmp_path):
    """In a list of addresses, be it of either spelling or on one line."""
    site = Site(
        tmp_path,
        {
            "index.md": front("Home"),
            "one.md": "---\ntitle: One\norphan: true\naliases:\n- /fine/\n- /two.html\n"
            "- '/genindex.html'\npermalink: /search.html\n---\n",
            "two.md": "---\ntitle: Two\norphan: true\nredirect_from: [/more/,\n  /fine/]\n---\n",
        },
    )
    told = re.findall(r"(\w+\.md:\d+): .* the old address '(\S+)'", site.build(fails=True).warnings)
    assert sorted(told) == [
        ("one.md:6", "/two.html"),
        ("one.md:7", "/genindex.html"),
        ("one.md:8", "/search.html"),
        ("two.md:5", "/fine/"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        "{'a': 'https://example.org/'}",
        "{'a': '../../etc'}",
        "{'a': {'external': 'javascript:alert(1)'}}",
        "{'a': 3}",
        "{3: 'a'}",
        "{'../a': 'post'}",
        "['a']",
        "{'w/*': 'post'}",
    ],
)
def test_configuration_that_is_none(site, value):
    site.write({"conf.py": f"extensions = ['commonplace']\nkb_redirects = {value}\n"})
    built = site.build(fails=True)
    assert "kb_redirects" in built.warnings
    assert "_redirects" not in built.files() or "old/deep" in built.text("_redirects")


def test_redirects_follow_their_pages(site):
    site.build(fails=True)
    site.write({"post.md": page("Renamed", aliases=["/2020/01/02/post/"])})
    built = site.build()
    assert "Renamed" in built.text("2020/01/02/post/index.html")
    assert "old/deep/name/index.html" not in built.files()
    assert not (built.outdir / "old").exists()
    site.write({"post.md": page("Renamed", aliases=["/2020/01/02/post/"], draft=True)})
    built = site.build()
    assert "2020/01/02/post/index.html" not in built.files()
    assert "Renamed" not in built.text("_redirects")


def test_a_deleted_redirect_comes_back(site):
    site.write({"post.md": page("A post", aliases=["/p/"])})
    built = site.build()
    (built.outdir / "p/index.html").unlink()
    again = site.build()
    assert again.written == set()
    assert "p/index.html" in again.files()


@given(
    st.lists(
        st.tuples(st.text(alphabet="aA./%2e\\é", max_size=12), st.sampled_from(["", "a", "b"])),
        max_size=8,
    )
)
def test_no_two_redirects_share_a_file_and_none_is_a_page(wishes):
    pages = {"a": "a.html", "b": "a/b.html"}
    claims = [
        Claim(address=address, docname=docname, target="" if docname else "a")
        for address, docname in wishes
    ]
    found = Redirects(claims, pages, ("_static/", "x.txt")).redirects
    files = [item.file.casefold() for item in found if item.file]
    taken = set(files) | {*pages.values(), "x.txt"}
    assert len(files) == len(set(files))
    assert not set(files) & {*pages.values(), "x.txt"}
    assert not any(f"{one}/" == two[: len(one) + 1] for one in taken for two in taken)


def test_a_page_moved_in_git_is_told_of(site, monkeypatch):
    def git(*words):
        subprocess.run(["git", *words], cwd=site.source, check=True, capture_output=True)

    for name in (
        "GIT_AUTHOR_NAME",
        "GIT_COMMITTER_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_EMAIL",
    ):
        monkeypatch.setenv(name, "nobody")
    site.write({"post.md": page("A post"), "né.md": page("Another")})
    assert list(moved_pages(site.build().app)) == [], "where there is no repository"
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    git("mv", "post.md", "between.md")
    git("commit", "-qm", "moved")
    git("mv", "between.md", "now.md")
    git("mv", "né.md", "other.md")
    git("commit", "-qm", "moved again")
    assert list(moved_pages(site.build().app)) == [
        ("now", "between"),
        ("other", "né"),
        ("now", "post"),
    ]
    site.write({"now.md": page("A post", aliases=["/post/", "/Between.html"])})
    assert list(moved_pages(site.build().app)) == [("other", "né")]
    git("mv", "other.md", "last.md")
    monkeypatch.setenv("GIT_DIR", "elsewhere")  # as in a hook of git
    assert sorted(moved_pages(site.build().app)) == [("last", "né"), ("last", "other")], (
        "before it is committed, too"
    )
