from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
import yaml
from click.testing import CliRunner

from commonplace import __version__
from commonplace.cli import COMMANDS, main
from commonplace.cli import preview as preview_module
from commonplace.cli.builds import Build, Said
from commonplace.cli.findings import Finding, in_order, parse_warning
from commonplace.cli.preview import Preview
from commonplace.cli.server import NEWS_PATH, SCRIPT_PATH, FolderServer, open_server
from commonplace.cli.site import Site
from commonplace.cli.watching import Changed, Generated, wanted_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from click.testing import Result

SOURCES = Path(__file__).parents[1] / "_ext"
PATIENCE = 600  # how often something awaited is asked for, 0.1 s apart, before a test gives up

CONF = """\
project = "Trial"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "basic"
"""
# Lets a test know that a build is under way, and keeps it there while `hold` exists.
HOLDING_CONF = (
    CONF
    + """\
import os, pathlib, signal, time

here = pathlib.Path(__file__).parent.parent


def hold(app, docname, text):
    (here / "deaf").write_text(str(signal.getsignal(signal.SIGINT) == signal.SIG_IGN))
    (here / "building").write_text(str(os.getpid()))
    while (here / "hold").exists():
        time.sleep(0.05)


def setup(app):
    app.connect("source-read", hold)
    return {"parallel_read_safe": True}
"""
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project with a site of two pages in docs/, and work in it."""
    source = tmp_path / "docs"
    (source / "blog").mkdir(parents=True)
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "index.md").write_text(
        "# Home\n\n```{toctree}\n:glob:\n\nblog/*\n```\n", encoding="utf-8"
    )
    (source / "blog" / "first.md").write_text("# First\n\nBefore.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(SOURCES), "PYTHONUNBUFFERED": "1"}


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "commonplace.cli", *arguments],
        cwd=project,
        env=environment(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def eventually(condition: Callable[[], bool], what: str) -> None:
    for _ in range(PATIENCE):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(f"never happened: {what}")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def group_is_empty(pgid: int) -> bool:
    try:
        os.killpg(pgid, 0)
    except ProcessLookupError:
        return True
    return False


# ── the command itself ────────────────────────────────────────────────────────────────────────


def test_help_lists_every_command_and_each_has_examples() -> None:
    assert run("--version").output == f"commonplace {__version__}\n"
    listing = run("--help")
    assert listing.exit_code == 0
    for name, _ in COMMANDS:
        assert re.search(rf"^  {name}  +\w", listing.output, re.MULTILINE)
        page = run(name, "--help")
        assert page.exit_code == 0
        assert f"  commonplace {name} " in page.output


def test_starting_up_imports_neither_sphinx_nor_docutils() -> None:
    code = (
        "import sys; from commonplace.cli import main; main(['--help'], standalone_mode=False);"
        "sys.exit(', '.join({'sphinx', 'docutils', 'watchfiles'} & sys.modules.keys()) or None)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_a_missing_site_is_one_clear_error(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(command)
    assert result.exit_code == 2
    assert "there is no docs/conf.py or conf.py" in result.output
    result = run(command, "nowhere")
    assert result.exit_code == 2
    assert "nowhere does not exist" in result.output


def test_a_site_that_cannot_be_reached_is_one_clear_error(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may do everything, as in a container, is refused nothing: so it is played."""

    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_dir", refuse)
    for command in (("build", "docs"), ("check", "docs"), ("new", "note", "N", "--dir", "docs")):
        result = run(*command)
        assert result.exit_code == 2
        assert "Error: docs cannot be read: mend its permissions." in result.output


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_site_without_a_first_page_is_one_clear_error(command: str, project: Path) -> None:
    (project / "docs" / "index.md").unlink()
    with (project / "docs" / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('extensions = ["commonplace"]\n')
    result = run(command, "-q")
    assert result.exit_code == 2
    assert "there is no index.md in " in result.output
    assert result.output.count("\n") == 1
    (project / "docs" / "conf.py").write_text("", encoding="utf-8")
    result = run(command, "-q")
    assert result.exit_code == 2
    assert 'docs/conf.py does not load us: write extensions = ["commonplace"]' in result.output


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_value_of_conf_that_stops_sphinx_is_one_clear_error(command: str, project: Path) -> None:
    (project / "docs" / "conf.py").write_text("extensions = 3\n", encoding="utf-8")
    result = run(command, "-q")
    assert result.exit_code == 2
    assert "docs/conf.py sets a value that cannot be used: 'int' object is not " in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", [("build", "-q"), ("check", "-q"), ("new", "note", "N")])
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("x = = 1", "invalid syntax"),
        ("import nothing_of_this_name", "No module named"),
    ],
)
def test_a_broken_conf_is_one_located_error(
    command: tuple[str, ...], line: str, message: str, project: Path
) -> None:
    with (project / "docs" / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"\n{line}\n")
    result = run(*command)
    assert result.exit_code == 2
    assert re.search(r"docs/conf\.py:6: ", result.output)
    assert message in result.output
    assert "Traceback" not in result.output


# ── new ───────────────────────────────────────────────────────────────────────────────────────


def front_matter(path: Path) -> dict[str, object]:
    _, block, _ = path.read_text(encoding="utf-8").split("---\n", 2)
    values = yaml.safe_load(block)
    assert isinstance(values, dict)
    return values


def test_new_post_has_what_was_asked_for(project: Path) -> None:
    result = run(
        "new", "post", "Why  sparse\ncodes?", "--tag", "coding", "--tag", "a: b",
        "--series", "Codes", "--part", "2", "--author", "A. Writer",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    path = project / result.output.strip()
    assert path.parent == project / "docs" / "blog"
    values = front_matter(path)
    moment = values.pop("date")
    assert isinstance(moment, datetime)
    assert moment.tzinfo is not None
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(values.pop("id")))
    assert values == {
        "title": "Why sparse codes?",
        "authors": ["A. Writer"],
        "series": "Codes",
        "part": 2,
        "tags": ["coding", "a: b"],
        "draft": True,
    }


@pytest.mark.parametrize(
    "title",
    ["C++: a \"quoted\" 'title'", "yes", "2026-01-01", "# not a comment", "- no list", "☃ & <b>",
     "{x: [", "back\\slash \u0007", "!!python/object:x", "*star*", "null", "'", "---"],
)  # fmt: skip
def test_new_title_survives_yaml(title: str, project: Path) -> None:
    result = run("new", "note", "--", title)
    assert result.exit_code == 0, result.output
    assert front_matter(project / result.output.strip())["title"] == " ".join(title.split())


def test_new_pages_have_ids_of_their_own(project: Path) -> None:
    paths = [project / run("new", "note", title).output.strip() for title in ("One", "Two")]
    first, second = (front_matter(path)["id"] for path in paths)
    assert first != second


def test_new_never_overwrites_unless_told_to(project: Path) -> None:
    path = project / run("new", "note", "Kept").output.strip()
    path.write_text("mine", encoding="utf-8")
    result = run("new", "note", "Kept")
    assert result.exit_code == 2
    assert "is there already" in result.output
    assert path.read_text(encoding="utf-8") == "mine"
    assert run("new", "note", "Kept", "--force").exit_code == 0
    assert front_matter(path)["title"] == "Kept"


def test_new_refuses_a_second_source_of_one_page(project: Path) -> None:
    path = project / run("new", "note", "Kept").output.strip()
    path.rename(path.with_suffix(".rst"))
    for force in ([], ["--force"]):
        result = run("new", "note", "Kept", *force)
        assert result.exit_code == 2
        assert not path.exists()


def test_new_goes_where_conf_puts_the_collection(project: Path) -> None:
    conf = project / "docs" / "conf.py"
    conf.write_text(f'{CONF}kb_collections = {{"notes": "deep/notes"}}\n', encoding="utf-8")
    assert run("new", "note", "N").output.strip().startswith("docs/deep/notes/")
    assert run("new", "post", "P").output.strip().startswith("docs/blog/")


def test_new_stays_inside_the_site(project: Path) -> None:
    conf = project / "docs" / "conf.py"
    conf.write_text(f'{CONF}kb_collections = {{"notes": "../elsewhere"}}\n', encoding="utf-8")
    result = run("new", "note", "N")
    assert result.exit_code == 2
    assert "outside of the site" in result.output
    assert not (project / "elsewhere").exists()


def test_new_paper_knows_the_bibliography(project: Path) -> None:
    (project / "references.bib").write_text(
        "@comment{vaswani2016,}\n@article{vaswani2017,\n title = {T}}\n", encoding="utf-8"
    )
    known = run("new", "paper", "Known", "--paper", "vaswani2017")
    assert known.stderr == ""
    values = front_matter(project / known.stdout.strip())
    assert (values["paper"], values["status"]) == ("vaswani2017", "to-read")
    unknown = run("new", "paper", "Unknown", "--paper", "vaswani2016")
    assert unknown.exit_code == 0
    assert "vaswani2016 is not in references.bib yet" in unknown.stderr
    assert (project / unknown.stdout.strip()).is_file()
    assert "without --paper CITEKEY" in run("new", "paper", "None").stderr


@pytest.mark.parametrize(
    ("given", "written"),
    [("2026-01-31", "2026-01-31"), ("2026-01-31T18:00+01:00", "2026-01-31T18:00:00+01:00")],
)
def test_new_date_is_kept(given: str, written: str, project: Path) -> None:
    path = project / run("new", "note", "Dated", "--date", given, "--no-draft").output.strip()
    text = path.read_text(encoding="utf-8")
    assert f"\ndate: {written}\n" in text
    assert "draft" not in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["Title", "--date", "31.1.2026"],
        ["Title", "--date", "2026-02-30T10:00"],
        ["Title", "--part", "2"],
        [" \n "],
    ],
)
def test_new_refuses_what_makes_no_sense(arguments: list[str], project: Path) -> None:
    result = run("new", "note", *arguments)
    assert result.exit_code == 2
    assert not (project / "docs" / "notes").exists()


# ── build ─────────────────────────────────────────────────────────────────────────────────────


def test_build_ends_by_saying_where_to_look(project: Path) -> None:
    result = run("build")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "Look at docs/_build/html/index.html"
    assert (project / "docs" / "_build" / "html" / "blog" / "first.html").is_file()


def test_build_exit_status_is_sphinx_s(project: Path) -> None:
    (project / "docs" / "blog" / "first.md").write_text("# A\n\n[x](no.md)\n", encoding="utf-8")
    assert run("build", "docs", "loose", "-q", "--builder", "text").exit_code == 0
    assert run("build", "docs", "strict", "-q", "--builder", "text", "-W").exit_code == 1
    unknown = run("build", "-q", "--builder", "papyrus")
    assert unknown.exit_code == 2
    assert "papyrus" in unknown.output
    assert run("build", "-D", "novalue").exit_code == 2
    assert run("build", "-j", "none").exit_code == 2


def test_build_takes_settings_and_forgets_when_asked(project: Path) -> None:
    arguments = ("build", "docs", "out", "-b", "text", "-D", "text_newlines=windows")
    assert run(*arguments).exit_code == 0
    page = project / "out" / "blog" / "first.txt"
    assert b"\r\n" in page.read_bytes()
    page.write_text("spoilt", encoding="utf-8")
    again = run(*arguments)
    assert "0 added, 0 changed" in again.output
    fresh = run(*arguments, "--fresh")
    assert "2 added" in fresh.output
    assert "Before." in page.read_text(encoding="utf-8")


def test_build_keeps_drafts_apart(project: Path) -> None:
    with (project / "docs" / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("\ndef setup(app):\n    app.add_config_value('kb_drafts', False, 'env')\n")
        conf.write("    app.connect('builder-inited', lambda app: print(app.config.kb_drafts))\n")
    assert run("build", "--drafts", "-b", "text").exit_code == 0
    assert {path.name for path in (project / "docs" / "_build").iterdir()} == {
        "text-drafts",
        "doctrees-text-drafts",
    }


def test_build_says_what_an_extension_did_without_a_traceback(project: Path) -> None:
    with (project / "docs" / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("\ndef setup(app):\n    app.connect('builder-inited', lambda app: 1 / 0)\n")
    result = run("build", "-q")
    assert result.exit_code == 2
    assert "division by zero" in result.output
    assert "Traceback" not in result.output
    log = re.search(r"(\S+\.log)", result.output)
    assert log is not None
    assert "ZeroDivisionError" in Path(log[1]).read_text(encoding="utf-8")
    Path(log[1]).unlink()
    assert "Traceback" in run("build", "-q", "--traceback").output


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_build_ends_with_one_line_on_interrupt(jobs: str, project: Path) -> None:
    source = project / "docs"
    (source / "conf.py").write_text(HOLDING_CONF, encoding="utf-8")
    for number in range(8):
        (source / "blog" / f"page{number}.md").write_text(f"# Page {number}\n", encoding="utf-8")
    (project / "hold").touch()
    process = start(project, "build", "-j", jobs, "-b", "text", "-q")
    eventually((project / "building").exists, "a build")
    # Workers leave the interrupt to the main process, or each might print a traceback.
    assert (project / "deaf").read_text(encoding="utf-8") == str(jobs == "2")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everyone in the group gets it
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (output, errors.strip()) == ("", "Interrupted.")
    assert group_is_empty(process.pid)
    (project / "hold").unlink()
    assert run("build", "-j", jobs, "-b", "text", "-q").exit_code == 0
    assert (source / "_build" / "text" / "blog" / "page7.txt").is_file()


@pytest.mark.parametrize("command", ["build", "check"])
def test_an_interrupt_at_the_very_end_is_no_traceback(command: str, project: Path) -> None:
    """What has come to its end says what it has to say, and leaves with its own status."""
    with (project / "docs" / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(
            "\nimport atexit, os, signal, time\n"
            "@atexit.register\ndef late():\n"
            "    os.kill(os.getpid(), signal.SIGINT)\n    time.sleep(0.2)\n"
        )
    process = start(project, command, "-q")
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")


# ── check ─────────────────────────────────────────────────────────────────────────────────────


def test_check_lists_faults_by_file_and_line(project: Path) -> None:
    source = project / "docs"
    (source / "blog" / "first.md").write_text(
        "# First\n\n[x](no.md)\n\n{ref}`nothing`\n", encoding="utf-8"
    )
    (source / "blog" / "second.md").write_text("# Second\n\n[y](no.md)\n", encoding="utf-8")
    result = run("check", "-q")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert [line.split(" ")[0] for line in lines if line.startswith("docs/")] == [
        "docs/blog/first.md:3:",
        "docs/blog/first.md:5:",
        "docs/blog/second.md:3:",
    ]
    assert "[myst.xref_missing] " in lines[0]
    assert lines[2] == ""  # the files are set apart
    assert lines[-1] == "3 faults, 0 notices."
    assert not (source / "_build").exists()


def test_check_as_json(project: Path) -> None:
    assert json.loads(run("check", "-q", "--json").stdout) == {
        "findings": [],
        "faults": 0,
        "notices": 0,
    }
    (project / "docs" / "blog" / "first.md").write_text("# A\n\n[ü](no.md)\n", encoding="utf-8")
    result = run("check", "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["faults"] == 1
    assert report["findings"][0] | {"message": ""} == {
        "file": "docs/blog/first.md",
        "line": 3,
        "code": "myst.xref_missing",
        "message": "",
        "severity": "fault",
    }
    assert "reading sources" in result.stderr  # progress stays out of the report


def test_check_runs_every_rule_and_counts_notices_when_strict(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = Finding(file="docs/x.md", line=2, code="kb.try", message="Look", severity="notice")

    def rule(app: object) -> list[Finding]:
        assert app.env.found_docs == {"index", "blog/first"}  # type: ignore[attr-defined]
        return [notice, notice]

    monkeypatch.setattr("commonplace.cli.check.RULES", (("try", rule),))
    result = run("check", "-q")
    assert result.exit_code == 0
    assert result.output == "docs/x.md:2: [kb.try] Look (notice)\n\n0 faults, 1 notice.\n"
    assert run("check", "-q", "--strict").exit_code == 1


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # as in a user's process; the builds' own tests are strict
def test_the_extension_s_notices_and_drafts_reach_the_commands(project: Path) -> None:
    source = project / "docs"
    conf = 'project = "Trial"\nextensions = ["commonplace"]\n'
    (source / "conf.py").write_text(conf, encoding="utf-8")
    (source / "blog" / "first.md").write_text(
        "---\ntitle: First\nzzqq: 1\n---\n\nText.\n", encoding="utf-8"
    )
    result = run("check", "-q")
    assert result.exit_code == 0, result.output
    assert "\ndocs/blog/first.md:3: [kb.unknown_key] " in result.output
    assert result.output.endswith(
        "\n0 faults, 3 notices.\n"
    )  # it is linked from nowhere, and links nowhere
    draft = Path(run("new", "post", "Not yet").output.strip())
    page = f"blog/{draft.stem}.txt"
    assert run("build", "-q", "-W", "--builder", "text").exit_code == 0
    assert not (source / "_build" / "text" / page).exists()
    assert run("build", "-q", "--builder", "text", "--drafts").exit_code == 0
    assert (source / "_build" / "text-drafts" / page).is_file()
    assert not (source / "_build" / "text" / page).exists()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("/s/a.md:3: WARNING: Gone: x [myst.ref]", ("/s/a.md", 3, "myst.ref", "Gone: x")),
        ("/s/a.md: WARNING: Whole page [toc.not_readable]", ("/s/a.md", None, "toc.not_readable", "Whole page")),
        ("WARNING: unknown value [config.x]", ("", None, "config.x", "unknown value")),
        ("WARNING: no code", ("", None, "sphinx", "no code")),
        ("/s/a.rst:4: ERROR: Two\nlines [docutils]", ("/s/a.rst", 4, "docutils", "Two\nlines")),
        ("WARNING: it says: ERROR: no [x]", ("", None, "x", "it says: ERROR: no")),
        ("something else", ("", None, "sphinx", "something else")),
    ],
)  # fmt: skip
def test_messages_of_sphinx_are_taken_apart(
    message: str, expected: tuple[str, int | None, str, str]
) -> None:
    finding = parse_warning(message)
    assert (finding.file, finding.line, finding.code, finding.message) == expected


def test_findings_have_one_order_and_no_repetitions() -> None:
    def finding(file: str, line: int | None) -> Finding:
        return Finding(file=file, line=line, code="x", message="m", severity="fault")

    first, second, third = finding("a", None), finding("a", 10), finding("b", 9)
    assert in_order([third, second, first, second]) == (first, second, third)


# ── serve ─────────────────────────────────────────────────────────────────────────────────────


def fetch(url: str) -> str:
    try:
        with urllib.request.urlopen(url) as answer:
            text = answer.read().decode()
    except (urllib.error.HTTPError, ConnectionError) as error:
        return f"({error})"
    assert isinstance(text, str)
    return text


def news(url: str, page: str, seen: str = "") -> dict[str, str]:
    """Ask what is new of a page; without what was seen, the answer comes at once."""
    query = urllib.parse.urlencode({"page": f"/{page}", "seen": seen})
    found: dict[str, str] = json.loads(fetch(f"{url}{NEWS_PATH[1:]}?{query}"))
    return found


@contextlib.contextmanager
def served(
    project: Path, *arguments: str
) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """Run the server on a free port; give its process, its address and what it says."""
    process = start(project, "serve", "--port", "0", *arguments)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert url is not None, line
        said: list[str] = []
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            threading.Thread(target=said.extend, args=(stream,), daemon=True).start()
        yield process, url[0], said
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=60)


@pytest.mark.slow
def test_the_preview_follows_edits_and_leaves_nothing_behind(project: Path) -> None:
    source = project / "docs"
    (source / "conf.py").write_text(HOLDING_CONF, encoding="utf-8")
    page = source / "blog" / "first.md"
    with served(project) as (process, url, said):
        eventually(lambda: "Before." in fetch(f"{url}blog/first.html"), "the first build")
        eventually(lambda: "genindex" in fetch(url), "the end of the first build")
        eventually(lambda: SCRIPT_PATH in fetch(url), "a page that asks for news")
        before = news(url, "blog/first.html")
        page.write_text("# First\n\nAfter.\n", encoding="utf-8")
        eventually(lambda: "After." in fetch(f"{url}blog/first.html"), "the edit")
        assert news(url, "blog/first.html")["page"] != before["page"]
        # A build that fails leaves the pages, and the next edit is built again.
        good = (source / "conf.py").read_text(encoding="utf-8")
        (source / "conf.py").write_text("1 / 0\n", encoding="utf-8")
        eventually(lambda: any("Not built" in line for line in said), "a failed build")
        assert any("docs/conf.py:1: ZeroDivisionError" in line for line in said)
        assert "docs/conf.py:1: ZeroDivisionError" in news(url, "blog/first.html")["problem"]
        assert "After." in fetch(f"{url}blog/first.html")
        (source / "conf.py").write_text(good, encoding="utf-8")
        page.write_text("# First\n\nMended.\n", encoding="utf-8")
        eventually(lambda: "Mended." in fetch(f"{url}blog/first.html"), "the mended page")
        eventually(lambda: not news(url, "blog/first.html")["problem"], "no problem any more")
        # Stopped in the middle of a build, by its number alone.
        (project / "building").unlink()
        (project / "hold").touch()
        page.write_text("# First\n\nNever seen.\n", encoding="utf-8")
        eventually((project / "building").exists, "the last build")
        eventually(lambda: bool((project / "building").read_text()), "its number")
        child = int((project / "building").read_text())
        assert is_running(child)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 0
        assert not is_running(child)
        assert group_is_empty(child)
        assert group_is_empty(process.pid)
    assert {path.name for path in (source / "_build").iterdir()} == {"preview"}


def test_a_built_folder_is_served_as_it_is(project: Path) -> None:
    site = project / "site"
    (site / "sub").mkdir(parents=True)
    (site / "index.html").write_text("<body>Here</body>", encoding="utf-8")
    with served(project, "--static", "site") as (process, url, _):
        assert fetch(url) == "<body>Here</body>"
        assert "404" in fetch(f"{url}sub/")
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
        assert group_is_empty(process.pid)


@pytest.mark.parametrize("arguments", [[], ["--static", "docs"]])
def test_a_port_in_use_is_one_clear_error(arguments: list[str], project: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run("serve", "--port", str(port), *arguments)
    assert result.exit_code == 1
    assert f"cannot serve on port {port} of 127.0.0.1: address already in use" in result.output
    assert not (project / "docs" / "_build").exists()


@pytest.mark.parametrize(
    "arguments", [["docs", "--static", "docs"], ["--port", "70000"], ["--static", "nowhere"]]
)
def test_serve_refuses_what_makes_no_sense(arguments: list[str], project: Path) -> None:
    assert run("serve", *arguments).exit_code == 2


@pytest.fixture
def live(tmp_path: Path) -> Iterator[FolderServer]:
    """Serve a folder to be watched, with a file beside it that is nobody's business."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "site"
    (folder / "sub").mkdir(parents=True)
    (folder / "_static").mkdir(parents=True)
    (folder / "index.html").write_text("<body>Here</body>", encoding="utf-8")
    (folder / "page.html").write_text("No end of a body", encoding="utf-8")
    (folder / "data.md").write_text("ü", encoding="utf-8")
    with open_server("127.0.0.1", 0, folder, live=True) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_the_server_has_pages_ask_for_news(live: FolderServer) -> None:
    for name, start_of_page in (
        ("", "<body>Here<script "),
        ("page.html", "No end of a body<script "),
    ):
        page = fetch(live.url + name)
        assert page.startswith(start_of_page)
        assert f'data-page="{news(live.url, name)["page"]}"' in page
    assert fetch(f"{live.url}data.md") == "ü"
    assert "sessionStorage" in fetch(live.url + SCRIPT_PATH[1:])


def test_a_page_reloads_when_it_or_what_it_loads_is_another(live: FolderServer) -> None:
    def state() -> tuple[str, str]:
        return news(live.url, "")["page"], news(live.url, "page.html")["page"]

    first = state()
    live.built(frozenset())
    assert state() == first  # no build changes a page that stays what it was
    (live.folder / "page.html").write_text("Another", encoding="utf-8")
    live.built(frozenset())
    second = state()
    assert (second[0] == first[0], second[1] == first[1]) == (True, False)
    style = live.folder / "_static" / "style.css"
    style.write_text("a {}", encoding="utf-8")
    live.built(frozenset())
    third = state()
    assert third[0] != second[0]
    assert third[1] != second[1]
    os.utime(style, ns=(1, 1))  # written again as it was
    live.built(frozenset())
    assert state() == third


def test_a_forecast_is_shown_until_the_build_that_follows_it(live: FolderServer) -> None:
    live.forecast({"page.html": "Forecast", "new.html": "New"})
    assert fetch(f"{live.url}page.html").startswith("Forecast")
    assert fetch(f"{live.url}new.html").startswith("New")
    live.built({"page.html"})  # an edit came when the build had begun
    assert fetch(f"{live.url}page.html").startswith("Forecast")
    assert "404" in fetch(f"{live.url}new.html")
    live.built(frozenset())
    assert fetch(f"{live.url}page.html").startswith("No end of a body")
    assert (live.folder / "page.html").read_text(encoding="utf-8") == "No end of a body"


def test_who_waits_for_news_hears_it_at_once(live: FolderServer) -> None:
    heard: list[dict[str, str]] = []
    seen = news(live.url, "page.html")["seen"]
    asking = threading.Thread(
        target=lambda: heard.append(news(live.url, "page.html", seen)), daemon=True
    )
    asking.start()
    eventually(lambda: live.waiting == 1, "a page that waits")
    assert not heard
    live.failed("docs/conf.py:1: wrong")
    asking.join(timeout=60)
    assert heard[0]["problem"] == "docs/conf.py:1: wrong"
    assert heard[0]["page"] == seen.split()[0]
    live.built(frozenset())
    assert news(live.url, "page.html", heard[0]["seen"])["problem"] == ""


def test_the_server_answers_for_files_of_its_folder_only(live: FolderServer) -> None:
    assert "404" in fetch(f"{live.url}nothing.html")
    assert "404" in fetch(f"{live.url}sub/")
    assert "404" in fetch(f"{live.url}..%2fsecret.txt")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{live.url}nothing.html")
    with caught.value as answer:
        assert SCRIPT_PATH in answer.read().decode()  # it appears by itself once it is built


def test_the_server_lets_nothing_go_stale(live: FolderServer) -> None:
    for name in ("", "data.md"):
        with urllib.request.urlopen(live.url + name) as answer:
            assert answer.headers["Cache-Control"] == "no-cache"
            assert answer.headers["Content-Type"].endswith("; charset=utf-8")


def test_an_edit_is_told_from_what_the_build_generates(tmp_path: Path) -> None:
    folder = tmp_path / "tags"
    folder.mkdir()
    (folder / ".gitignore").write_text("# digest\n/.gitignore\n/python.md\n", encoding="utf-8")
    made, authored = folder / "python.md", folder / "mine.md"
    made.write_text("made", encoding="utf-8")
    authored.write_text("mine", encoding="utf-8")
    generated = Generated(source=tmp_path)
    generated.note()
    assert not generated.edited(made)
    assert not generated.edited(folder / ".gitignore")
    assert generated.edited(authored)
    assert generated.edited(folder)
    authored.unlink()
    assert not generated.edited(folder)
    assert generated.edited(folder / "new.md")
    made.write_text("taken over", encoding="utf-8")
    assert generated.edited(made)
    made.unlink()
    assert generated.edited(made)  # by its author, as the build has not run since
    generated.note()
    assert not generated.edited(made)  # by the build itself


def test_what_the_build_generates_starts_no_other_build(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = project / "docs"
    made, authored = source / "tags" / "python.md", source / "index.md"
    made.parent.mkdir()
    (made.parent / ".gitignore").write_text("/.gitignore\n/python.md\n", encoding="utf-8")
    commands: list[list[str]] = []
    questions: list[list[Path]] = []

    class Writes(Build):
        def __init__(
            self, command: Sequence[str], number: int, inbox: queue.SimpleQueue[Any]
        ) -> None:
            commands.append([*command])
            made.write_text(f"made {number}", encoding="utf-8")
            self.number, self.why = number, ""
            script.insert(0, Said(self, {"built": True}))

        def ask(self, paths: Sequence[Path]) -> None:
            questions.append([*paths])
            script.insert(0, Said(self, {"pages": {"index.html": "forecast"}}))

        def end(self) -> int:
            return 0

    class Script(queue.SimpleQueue[Any]):
        def get(self, *_: object, **__: object) -> Changed | Said | None:
            return script.pop(0)

        def empty(self) -> bool:
            return True

    class Screen:
        def forecast(self, pages: Mapping[str, str]) -> None:
            shown.append(f"forecast of {[*pages]}")

        def built(self, keep: AbstractSet[str]) -> None:
            shown.append(f"built, keeping {[*keep]}")

        def failed(self, why: str) -> None:
            shown.append(why)

    monkeypatch.setattr(preview_module, "Build", Writes)
    script: list[Changed | Said | None] = [frozenset({made}), frozenset({made, authored}), None]
    shown: list[str] = []
    told: list[bool] = []
    preview = Preview(
        site=Site(source=source),
        command=("build",),
        others=(),
        screen=Screen(),
        after_build=told.append,
        inbox=Script(),
    )
    preview.run()
    assert commands == [["build"], ["build", "--quiet"]]  # the first shows its progress
    assert questions == [[authored]]
    assert told == [True, True]
    assert shown == ["built, keeping []", "forecast of ['index.html']", "built, keeping []"]


def test_a_gitignore_that_does_not_list_itself_says_nothing_about_generation(
    tmp_path: Path,
) -> None:
    (tmp_path / ".gitignore").write_text("draft.md\n", encoding="utf-8")
    (tmp_path / "draft.md").write_text("mine", encoding="utf-8")
    generated = Generated(source=tmp_path)
    generated.note()
    assert generated.edited(tmp_path / "draft.md")


def test_what_editors_and_builds_leave_about_is_not_watched(tmp_path: Path) -> None:
    source = tmp_path / ".venv" / "site"  # where the whole site is does not matter
    wanted = wanted_in(source, but=source / "_build")
    assert wanted(source / "blog" / "a.md")
    assert wanted(source / "conf.py")
    for name in (
        "_build/html/a.html",
        "blog/.a.md.swp",
        "tags/.a.md.tmp",
        "a.md~",
        ".git/index",
        "__pycache__/conf.pyc",
    ):
        assert not wanted(source / name), name


def test_every_command_is_documented() -> None:
    page = (SOURCES.parent / "docs" / "guide" / "command.md").read_text(encoding="utf-8")
    for name, _ in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert f"commonplace {name} " in page
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert f"`{max(parameter.opts, key=len)}" in page, (name, parameter.opts)
