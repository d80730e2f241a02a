"""The tools that look at the site from outside: `make audit` and `make rtd`."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import audit  # noqa: E402
import audit_browser  # noqa: E402
import audit_feeds  # noqa: E402
import audit_html  # noqa: E402
import rtd_steps  # noqa: E402

from commonplace.core.feeds import WRITERS  # noqa: E402
from conftest import Site  # noqa: E402
from test_feeds import BASE, FILES  # noqa: E402

SUFFIX = {"atom": ".xml", "rss": ".xml", "json": ".json"}


# -- feeds ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    site = Site(
        tmp_path_factory.mktemp("feeds"),
        FILES,
        f'html_baseurl = "{BASE}"\nauthor = "The authors"\n',
    )
    return site.build()


def test_feeds_keep_all_rules(built):
    report = audit_feeds.check(built.outdir)
    assert report.faults == ()
    assert report.looked_at == "27 feeds"


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("atom.xml", r"<id>tag[^<]*</id>", "", "holds 0 of <id>"),
        ("atom.xml", r"<id>tag[^<]*</id>", "<id>x</id>", "two entries are 'x'"),
        ("atom.xml", r"<author>.*?</author>", "", "has an author"),
        ("atom.xml", r"<updated>[^<]*</updated>", "<updated>yesterday</updated>", "no date"),
        ("atom.xml", 'rel="self"', 'rel="alternate"', "0 links to itself"),
        ("atom.xml", 'rel="self" type="[^"]*" href="', r"\g<0>x", "says that it is at"),
        ("atom.xml", "&lt;p&gt;", "&lt;script&gt;", "<script> in content"),
        ("atom.xml", r"href=&quot;https://example.org/kb/", "href=&quot;", "a relative address"),
        ("atom.xml", "<p>|&lt;p&gt;", "&lt;p style=&quot;x&quot;&gt;", "style= in content"),
        ("atom.xml", "</feed>", "", "no XML"),
        ("atom.xml", r"<title>[^<]*</title>", "<title/>", "<title> is empty"),
        ("rss.xml", r"<link>[^<]*</link>", "<link>/x</link>", "no full address"),
        ("rss.xml", r"<pubDate>\w*", "<pubDate>Xxx", "no date of RFC 822"),
        ("rss.xml", r"<guid isPermaLink=\"false\">", "<guid>", "no full address"),
        ("rss.xml", r"<dc:creator>[^<]*</dc:creator>", "", "exactly one creator"),
        ("rss.xml", r"<description>[^<]*</description>", "", "holds 0 of <description>"),
        ("rss.xml", 'version="2.0"', 'version="0.9"', "neither Atom nor RSS"),
        ("feed.json", "1.1", "1.0", "another version"),
        ("feed.json", '"id": "[^"]*"', '"id": "x"', "two entries are 'x'"),
        ("feed.json", '"content_html"', '"content"', "without content"),
        ("feed.json", '"url": "[^"]*"', '"url": "/x"', "no full address"),
        ("feed.json", r"\]\n\}", "", "no JSON"),
    ],
)
def test_each_rule_finds_what_it_is_for(built, name, old, new, fault):
    text = built.text(f"feeds/{name}")
    changed = re.sub(old, new, text)
    assert changed != text
    faults = list(audit_feeds.faults_of(changed, Path(name).suffix, f"{BASE}feeds/{name}", set()))
    assert any(fault in found for found in faults), faults


def test_a_site_without_feeds_is_told_of(tmp_path):
    assert "html_baseurl" in audit_feeds.check(tmp_path).faults[0]


def test_rules_hold_for_every_writer():
    assert set(SUFFIX) == set(WRITERS)


# -- the audit ------------------------------------------------------------------------------


def run(tmp_path, capsys, *arguments):
    status = audit.main([str(tmp_path), *arguments])
    return status, capsys.readouterr()


def test_checks_can_be_picked(tmp_path, capsys):
    (tmp_path / "index.html").write_text('<a href="x.html">', encoding="utf-8")
    status, said = run(tmp_path, capsys, "links")
    assert status == 1
    assert "index.html:1: 'x.html' leads to no file of the site." in said.out
    assert re.search(r"^links    1 fault +\d+\.\d s  1 pages$", said.out, re.MULTILINE)
    assert "html" not in said.out.splitlines()[-1]
    (tmp_path / "x.html").touch()
    status, said = run(tmp_path, capsys, "links")
    assert status == 0
    status, said = run(tmp_path, capsys, "lynx")
    assert status == 2
    assert "there are links, feeds, html, browser" in said.err


def test_without_java_and_chromium_it_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("KB_CHROMIUM", raising=False)
    status, said = run(tmp_path, capsys, "html", "browser")
    assert status == 0
    assert "html     LEFT OUT: there is no Java" in said.out
    assert "browser  LEFT OUT: there is no Chromium" in said.out


def test_what_the_checker_says_becomes_a_line(tmp_path):
    message = {
        "type": "error",
        "url": f"file:{tmp_path}/a/b.html",
        "lastLine": 3,
        "message": "Bad.",
        "extract": "<p>\n x",
    }
    assert audit_html.counts(message)
    assert audit_html.line(message, tmp_path) == "a/b.html:3: Bad. | <p> x"
    assert not audit_html.counts(message | {"type": "info", "subType": "warning"})


def test_one_policy_stands_everywhere():
    """The audit measures the policy that the guide and the tests in a browser give."""
    policy = audit_browser.policy()
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert policy.endswith("form-action 'self'")
    hosting = (ROOT / "docs" / "guide" / "hosting.md").read_text(encoding="utf-8")
    assert hosting.count(f'"{policy}"') == 2
    tests = (ROOT / "tests" / "browser" / "previews.test.mjs").read_text(encoding="utf-8")
    assert policy in tests.replace('" +\n      "', "")


# -- Read the Docs --------------------------------------------------------------------------


def config():
    return yaml.safe_load((ROOT / ".readthedocs.yaml").read_text(encoding="utf-8"))


def commands(tmp_path, monkeypatch, given, *, external=False, formats=rtd_steps.FORMATS):
    """Return the commands of a build, none of which is run."""
    version = rtd_steps.Version(external=external)
    build = rtd_steps.Build(scratch=tmp_path, version=version, inherited={"PATH": "/usr/bin"})
    build.config = given
    build.environment = build.variables()
    ran = []

    def note(self, command, *, cwd=None):
        ran.append(command if isinstance(command, str) else " ".join(command))
        output = Path(ran[-1].split()[-1])
        if "-m sphinx" in ran[-1]:
            output.mkdir(parents=True)
            (output / "book.epub").touch()
        elif "latexmk" in ran[-1]:
            (Path(cwd) / f"{rtd_steps.SLUG}.pdf").touch()
        return 0

    monkeypatch.setattr(rtd_steps.Build, "run", note)
    monkeypatch.setattr(rtd_steps.Build, "_python", lambda build: "python3")
    monkeypatch.setattr(rtd_steps.shutil, "which", lambda name: f"/usr/bin/{name}")
    build.install()
    build.build(formats)
    return ran, build


def test_the_file_is_pinned_and_fetches_history(tmp_path, monkeypatch):
    given = config()
    assert given["build"]["jobs"]["post_checkout"] == ["git fetch --unshallow || true"]
    assert all("-c requirements.lock" in line for line in given["build"]["jobs"]["install"])
    assert given["sphinx"] == {"configuration": "docs/conf.py", "fail_on_warning": True}
    assert set(given["formats"]) == {"htmlzip", "epub", "pdf"}


def test_make_rtd_runs_the_commands_of_the_file_and_of_the_builder(tmp_path, monkeypatch):
    ran, build = commands(tmp_path, monkeypatch, config())
    lines = "\n".join(ran)
    assert "-m venv" in ran[0]
    assert ran[1:3] == config()["build"]["jobs"]["install"]
    sphinx = [line for line in ran if "-m sphinx" in line]
    builders = [
        re.search(r"-b (\w+) -d _build/doctrees -D language=en \. ", line)[1] for line in sphinx
    ]
    assert builders == ["html", "singlehtml", "latex", "epub"]
    assert ["-W --keep-going" in line for line in sphinx] == [True, True, False, True]
    assert f"latexmk -r latexmkrc -pdf -f -dvi- -ps- -jobname={rtd_steps.SLUG}" in lines
    for name, suffix in (("htmlzip", "zip"), ("pdf", "pdf"), ("epub", "epub")):
        assert [path.name for path in (build.output / name).iterdir()] == [f"commonplace.{suffix}"]


def test_a_preview_is_of_html_alone(tmp_path, monkeypatch):
    ran, build = commands(tmp_path, monkeypatch, config(), external=True)
    assert sum("-m sphinx" in line for line in ran) == 1
    assert build.environment["READTHEDOCS_VERSION_TYPE"] == "external"
    assert (
        build.environment["READTHEDOCS_CANONICAL_URL"] == "https://commonplace--17.example/en/17/"
    )


def test_default_jobs_and_jobs_of_formats(tmp_path, monkeypatch):
    given = {
        "version": 2,
        "build": {
            "os": "x",
            "tools": {"python": "3.12"},
            "jobs": {"pre_build": ["one"], "build": {"html": ["two"]}, "post_build": ["three"]},
        },
        "sphinx": {"configuration": "docs/conf.py"},
        "python": {"install": [{"requirements": "r.txt"}, {"path": "."}]},
    }
    ran, _ = commands(tmp_path, monkeypatch, given)
    assert ran[1:] == [
        "python -m pip install --upgrade --no-cache-dir pip setuptools",
        "python -m pip install --upgrade --no-cache-dir sphinx",
        "python -m pip install -r r.txt",
        "python -m pip install .",
        "one",
        "two",
        "three",
    ]


def test_a_key_that_is_not_known_stops_it(tmp_path):
    build = rtd_steps.Build(scratch=tmp_path, version=rtd_steps.Version(), inherited={})
    build.config = config() | {"conda": {}}
    with pytest.raises(rtd_steps.BuildError, match="conda"):
        build._only_known()


def test_commands_see_the_variables_and_little_else(tmp_path):
    build = rtd_steps.Build(
        scratch=tmp_path, version=rtd_steps.Version(), inherited={"PATH": "/usr/bin"}
    )
    seen = build.variables("abc", "file:///x")
    assert seen["READTHEDOCS"] == "True"
    assert seen["READTHEDOCS_OUTPUT"] == f"{tmp_path}/checkouts/latest/_readthedocs/"
    assert seen["PATH"] == f"{tmp_path}/envs/latest/bin:/usr/bin"
    assert {name for name in seen if not name.startswith("READTHEDOCS")} == {
        "PATH", "LANG", "NO_COLOR",
    }  # fmt: skip
    assert json.dumps(seen)  # plain texts
