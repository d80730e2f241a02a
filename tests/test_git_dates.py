"""Days of the last change, from the history of git, where that is wanted."""

from __future__ import annotations

import os
import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from conftest import Site, environment, front, toctree, words

BASE = "https://example.org/"
ON = {"kb_git_dates": True, "html_baseurl": BASE}
FILES = {
    "index.md": front("Home", toctree("blog/one", "blog/two", "blog/three")),
    "blog/one.md": front("One", "First.\n", date="2026-01-01"),
    "blog/two.md": front("Two", "Second.\n", date="2026-01-01", updated="2026-01-09"),
    "blog/three.md": front("Three", "Third.\n", date="2026-03-05"),
}


@pytest.fixture(autouse=True)
def own_git(monkeypatch, tmp_path):
    """Keep git to itself: no settings, no repository around, no variables of one that runs us."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


def git(folder, *arguments, day="2026-01-01"):
    moment = f"{day}T12:00:00+00:00"
    author = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    for role in ("AUTHOR", "COMMITTER"):
        author |= {f"GIT_{role}_NAME": "N", f"GIT_{role}_EMAIL": "n@example.org"}
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, **author},
    )


def commit(site, day, **files):
    site.write(files.pop("files", {}))
    git(site.folder, "add", "source/*.md", "source/blog/*.md")
    git(site.folder, "commit", "--allow-empty", "-m", day, day=day)


@pytest.fixture
def site(tmp_path):
    """Return a site in a subfolder of a repository with two commits."""
    found = Site(tmp_path / "site", FILES)
    git(found.folder, "init", "-b", "main")
    commit(found, "2026-03-01")
    commit(found, "2026-04-02", files={"blog/one.md": FILES["blog/one.md"] + "\nMore.\n"})
    return found


def days(built):
    """Return the day of the last change of each address in the sitemap."""
    tree = ElementTree.fromstring(built.text("sitemap.xml"))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return {
        url.find(f"{space}loc").text.removeprefix(BASE): url.findtext(f"{space}lastmod")
        for url in tree
    }


def test_pages_that_do_not_tell_have_the_day_of_their_last_commit(site):
    site.write({"blog/new.md": front("New", "Not committed.\n", date="2026-01-02")})
    built = site.build(conf=ON)
    assert days(built) == days(built) | {
        "blog/one.html": "2026-04-02",
        "blog/two.html": "2026-01-09",  # its author says so
        "blog/three.html": "2026-03-05",  # committed before its own date
        "blog/new.html": "2026-01-02",  # never committed
        "index.html": "2026-03-01",
    }
    assert "updated 2 April 2026" in words(built.article("blog/one").select_one(".kb-meta"))
    assert "updated" not in words(built.article("blog/three").select_one(".kb-meta"))
    assert '"date_modified": "2026-04-02T12:00:00Z"' in built.text("feeds/feed.json")
    assert "- Updated: 2026-04-02" in built.text("blog/one.html.md")
    updates = built.text("feeds/updates/feed.json")
    assert '"title": "Two"' in updates
    assert '"title": "One"' not in updates, "only what an author says is an update"


def test_they_are_off_by_default(site):
    built = site.build(conf={"html_baseurl": BASE})
    assert days(built)["blog/one.html"] == "2026-01-01"
    assert "updated" not in words(built.article("blog/one").select_one(".kb-meta"))


def test_a_new_commit_changes_what_shows_it_and_no_more(site):
    site.build(conf=ON)
    again = site.build(conf=ON)
    assert again.written == set()
    three = FILES["blog/three.md"] + "\nAnd more.\n"
    site.write({"blog/three.md": three})
    uncommitted = site.build(conf=ON)
    assert days(uncommitted)["blog/three.html"] == "2026-03-05"
    commit(site, "2026-05-06")
    built = site.build(conf=ON)
    assert built.read == ()
    assert "blog/three" in built.written
    assert "blog/two" not in built.written
    assert days(built)["blog/three.html"] == "2026-05-06"
    pages = {name: (built.outdir / name).read_bytes() for name in built.files()}
    shutil.rmtree(site.folder / "build")
    clean = site.build(conf=ON, parallel=2)
    assert pages == {name: (clean.outdir / name).read_bytes() for name in clean.files()}


def test_a_page_that_was_removed_and_written_anew_is_not_committed(site):
    (site.source / "blog/one.md").unlink()
    git(site.folder, "commit", "-a", "-m", "gone", day="2026-04-20")
    site.write({"blog/one.md": FILES["blog/one.md"]})
    assert days(site.build(conf=ON))["blog/one.html"] == "2026-01-01"


def test_a_shallow_clone_has_none_and_says_so(site, tmp_path):
    git(site.folder, "clone", "--depth", "1", f"file://{site.folder}", str(tmp_path / "shallow"))
    shallow = Site(tmp_path / "other")
    for path in (tmp_path / "shallow").iterdir():
        if path.name == "source":
            for file in path.rglob("*.md"):
                shallow.write({file.relative_to(path).as_posix(): file.read_text("utf-8")})
        else:
            path.rename(shallow.folder / path.name)
    built = shallow.build(conf=ON)
    assert days(built)["blog/one.html"] == "2026-01-01"
    (notice,) = [notice for notice in built.notices if notice[2] == "git_dates"]
    assert notice[:2] == ("conf.py", 1)
    assert "shallow clone" in notice[3]


@pytest.mark.parametrize("lacks", ["repository", "git"])
def test_without_git_or_a_repository_there_are_none_and_it_is_said(tmp_path, monkeypatch, lacks):
    site = Site(tmp_path / "bare", FILES)
    if lacks == "git":
        monkeypatch.setenv("PATH", str(tmp_path))
    built = site.build(conf=ON)
    assert days(built)["blog/one.html"] == "2026-01-01"
    (notice,) = [notice for notice in built.notices if notice[2] == "git_dates"]
    assert ("no git here" if lacks == "git" else "no history") in notice[3]
    strict = site.build(conf=ON | {"kb_strict": True}, fails=True)
    assert "conf.py:1: " in strict.warnings
    assert "[kb.git_dates]" in strict.warnings


def test_settings_of_git_and_a_hook_of_it_change_nothing(site, monkeypatch):
    before = days(site.build(conf=ON))
    git(site.source, "config", "log.showRoot", "false")
    monkeypatch.setenv("GIT_DIR", ".git")  # as in a hook, whose folder is not that of the sources
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.chdir(site.folder)
    site.write({"blog/one.md": FILES["blog/one.md"] + "\nMuch more.\n"})
    assert days(site.build(conf=ON)) == before


def test_a_commit_of_no_day_that_can_be_told_gives_none(site):
    site.write({"blog/one.md": FILES["blog/one.md"] + "\nMuch more.\n"})
    git(site.source, "add", ".")
    with environment(GIT_COMMITTER_DATE="@99999999999999 +0000"):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "Late"],
            cwd=site.source,
            check=True,
        )
    assert days(site.build(conf=ON))["blog/one.html"] == "2026-01-01"
