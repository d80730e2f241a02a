"""The preview of a site of ours: what it shows at once, and what it serves in the end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sites import NOON
from test_cli import (
    environment,
    eventually,
    fetch,
    group_is_empty,
    is_running,
    news,
    run,
    served,
)

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

#: Notes the process of each build, and holds builds, but no forecast, while `hold` exists.
CONF = """\
import os, pathlib, time

project = "Trial"
extensions = ["commonplace"]
here = pathlib.Path(__file__).parent.parent


def hold(app, env, added, changed, removed):
    with open(here / "processes", "a") as file:
        file.write(f"{os.getpid()}\\n")
    while (here / "hold").exists():
        time.sleep(0.05)
    return ()


def setup(app):
    app.connect("env-get-outdated", hold)
    return {"parallel_read_safe": True}
"""
FILES = {
    "conf.py": CONF,
    "index.md": "# Home\n\n```{post-list}\n```\n",
    "blog/first.md": "---\ntitle: The first\ndate: 2026-01-02\ntags: [ants]\n---\n\nOne word.\n",
    "blog/second.md": "---\ntitle: The second\ndate: 2026-01-03\ntags: [ants]\n---\n\n[[first]]\n",
    "notes/paper.md": "---\ntitle: A paper\npapers: [ada]\n---\n\nSee {cite}`ada`.\n",
    "references.bib": "@book{ada, author={Ada Ant}, title={Hills}, year={2001}, publisher={P}}\n",
}


def write(project: Path, files: dict[str, str]) -> None:
    """Write sources of the site."""
    for name, text in files.items():
        path = project / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a site in docs/, and work beside it with a folder of our own for what is temporary."""
    write(tmp_path, FILES)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOON)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def clean(project: Path, name: str) -> dict[str, bytes]:
    """Build the site from nothing, and return the files."""
    output = project / name
    command = [sys.executable, "-m", "commonplace.cli", "build", "docs", str(output), "--drafts"]
    command += ["--quiet", "--doctree-dir", str(project / f"{name}-doctrees")]
    subprocess.run(command, cwd=project, env=environment(), check=True, capture_output=True)
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }


def shown(url: str, name: str) -> str:
    """Return what is served, without what asks for news."""
    text = fetch(url + urllib.parse.quote(name))
    return re.sub(r'<script src="/_commonplace/live\.js".*?</script>\n', "", text)


def read_if_there(path: Path) -> bytes | None:
    """Return the bytes of a file of an output that a build may just be replacing, or None."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def differences(project: Path, url: str, wanted: dict[str, bytes]) -> list[str]:
    """Return the files that are served otherwise than they are built from nothing."""
    folder = project / "docs" / "_build" / "preview" / "html"
    # The build goes on meanwhile: os.walk passes over a folder that has just gone, rglob raises.
    there = {
        Path(root, name).relative_to(folder).as_posix()
        for root, _, names in os.walk(folder)
        for name in names
    }
    # Two of them tell of the output itself: its digests and its configuration.
    different = there ^ wanted.keys()
    for name, data in wanted.items():
        if name.endswith(".html"):
            different |= {name} if shown(url, name) != data.decode() else set()
        elif name in there:
            different |= {name} if read_if_there(folder / name) != data else set()
    return sorted(different)


def test_after_any_edit_what_is_served_equals_a_clean_build(project: Path) -> None:
    source = project / "docs"
    number = 0

    def settle(what: str) -> None:
        nonlocal number
        number += 1
        wanted = clean(project, f"clean-{number}")
        eventually(lambda: not differences(project, url, wanted), what)

    with served(project) as (process, url, said):
        settle("the first build")
        write(project, {"blog/first.md": FILES["blog/first.md"] + "\nAnother word.\n"})
        settle("another body")
        write(project, {"blog/first.md": FILES["blog/first.md"].replace("The first", "Renamed")})
        settle("another title")
        write(project, {"notes/new.md": "---\ntitle: New\ntags: [bees]\n---\n\n[[paper]]\n"})
        settle("a new page")
        (source / "blog" / "second.md").unlink()
        settle("a page gone")
        draft = FILES["blog/first.md"].replace("tags:", "draft: true\ntags:")
        write(project, {"blog/first.md": draft})
        settle("a draft, shown")
        write(project, {"references.bib": FILES["references.bib"].replace("Hills", "Heaps")})
        settle("another entry of the bibliography")
        write(project, {"conf.py": CONF + "1 / 0\n"})
        broken = f"docs/conf.py:{len(CONF.splitlines()) + 1}: ZeroDivisionError"
        eventually(lambda: broken in news(url, "index.html")["problem"], "a failed build")
        write(project, {"blog/first.md": FILES["blog/first.md"]})
        eventually(lambda: "One word." in fetch(f"{url}blog/first.html"), "the edit meanwhile")
        assert broken in news(url, "index.html")["problem"]
        write(project, {"conf.py": CONF.replace("Trial", "Mended")})
        settle("a mended configuration")
        assert not news(url, "index.html")["problem"]
        assert "Mended" in fetch(url)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 0
    assert not any("Traceback" in line for line in said)


def test_an_edited_page_is_shown_before_it_is_built_and_nothing_is_left_behind(
    project: Path,
) -> None:
    with served(project, "--no-drafts") as (process, url, said):
        address = f"{url}blog/first.html"
        eventually(lambda: len(finished(said)) == 1, "the first build")
        before = fetch(f"{url}blog/second.html")
        (project / "hold").touch()
        # Held back in the same moment: it must not be shown, not even for a second.
        secret = FILES["blog/second.md"].replace("tags:", "draft: true\ntags:") + "\nSecret.\n"
        write(
            project,
            {
                "blog/second.md": secret,
                "blog/first.md": FILES["blog/first.md"].replace("The first", "Two words")
                + "\nA formula, $\\sqrt{2}$, and [[paper]].\n",
            },
        )
        eventually(lambda: "A formula" in fetch(address), "the edit")
        assert fetch(f"{url}blog/second.html") == before
        built = project / "docs" / "_build" / "preview" / "html" / "blog" / "first.html"
        assert "A formula" not in built.read_text(encoding="utf-8")
        eventually(lambda: begun(project, 2), "a build that is held")
        forecast = shown(url, "blog/first.html")
        assert "Two words" in forecast
        (project / "hold").unlink()
        eventually(lambda: "A formula" in built.read_text(encoding="utf-8"), "the build")
        eventually(lambda: "404" in fetch(f"{url}blog/second.html"), "the withheld page gone")
        # What was said first is what came of it, but for the page that went meanwhile.
        assert "The second" in forecast
        eventually(
            lambda: "The second" not in shown(url, "blog/first.html"), "the end of the build"
        )
        assert "Secret" not in fetch(f"{url}blog/second.html")
        # Stopped while one process is kept and another one builds.
        (project / "hold").touch()
        count = len(processes(project))
        write(project, {"blog/first.md": FILES["blog/first.md"]})
        eventually(lambda: begun(project, count + 1), "one more build")
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 0
        assert group_is_empty(process.pid)
        assert all(map(group_is_empty, processes(project)))
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", int(url.rpartition(":")[2].strip("/"))))
    assert not [*(project / "temporary").iterdir()]
    assert {path.name for path in (project / "docs" / "_build").iterdir()} == {"preview"}


def test_a_preview_that_is_killed_leaves_no_process_behind(project: Path) -> None:
    with served(project) as (process, _, said):
        eventually(lambda: len(finished(said)) == 1, "the first build")
        (project / "hold").touch()
        write(project, {"blog/first.md": FILES["blog/first.md"] + "\nMore.\n"})
        eventually(lambda: begun(project, 2), "a build that is held")
        process.kill()
        process.wait(timeout=60)
        eventually(lambda: not any(map(is_running, processes(project))), "the end of both")


def processes(project: Path) -> list[int]:
    """Return the processes of the builds that have begun."""
    file = project / "processes"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def begun(project: Path, count: int) -> bool:
    """Tell whether so many builds have come to where they can be held."""
    return len(processes(project)) >= count


def test_a_forecast_is_what_the_build_makes(project: Path) -> None:
    edits: list[tuple[str, Callable[[str], str]]] = [
        ("blog/first.md", lambda text: text + "\nMore, $a^2$, and {cite}`ada`.\n"),
        ("blog/first.md", lambda text: text.replace("The first", "A *new* title")),
        ("notes/paper.md", lambda text: text + "\n## A section\n\n[[second]]\n"),
        ("index.md", lambda text: text + "\n```python\nprint(1)\n```\n"),
    ]
    built = project / "docs" / "_build" / "preview" / "html"
    with served(project) as (process, url, said):
        for number, (name, edit) in enumerate(edits, 1):
            page = name.replace(".md", ".html")
            eventually(lambda n=number: len(finished(said)) >= n, "the build before")
            before = shown(url, page)
            (project / "hold").touch()
            path = project / "docs" / name
            path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
            eventually(lambda p=page, b=before: shown(url, p) != b, "the forecast")
            forecast = shown(url, page)
            (project / "hold").unlink()
            eventually(lambda n=number: len(finished(said)) > n, "the build")
            assert forecast == (built / page).read_text(encoding="utf-8"), name
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 0


def finished(said: list[str]) -> list[str]:
    """Return the builds that the terminal tells of."""
    return [line for line in said if line.startswith("Built;")]


WRONG = """

from docutils.parsers.rst import Directive


def note(app, docname, text):
    with open(here / "read", "a") as file:
        file.write(f"{docname}\\n")


class Wrong(Directive):
    def run(self):
        return [1 / 0]
"""


def test_what_fails_while_a_page_is_read_names_it_and_the_line_of_the_code(project: Path) -> None:
    more = (
        'app.add_directive("wrong", Wrong)\n    app.connect("source-read", note)\n    app.connect('
    )
    conf = CONF.replace("app.connect(", more, 1) + WRONG
    write(project, {"conf.py": conf})
    with served(project) as (process, url, said):
        eventually(lambda: len(finished(said)) == 1, "the first build")
        write(project, {"blog/first.md": "# First\n\n```{wrong}\n```\n"})
        eventually(lambda: bool(news(url, "index.html")["problem"]), "a failed build")
        problem = news(url, "index.html")["problem"]
        assert "division by zero" in problem
        assert "The page being read: docs/blog/first.md" in problem
        assert f"The code that failed: docs/conf.py:{len(conf.splitlines())}" in problem
        assert "One word." in fetch(f"{url}blog/first.html")
        write(project, {"blog/first.md": FILES["blog/first.md"].replace("One", "Two")})
        eventually(lambda: "Two word." in fetch(f"{url}blog/first.html"), "the next build")
        eventually(lambda: not news(url, "index.html")["problem"], "no problem any more")
        assert (project / "read").read_text().split().count("notes/paper") == 1
        assert not differences(project, url, clean(project, "clean"))
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM


def test_what_a_site_is_made_from_elsewhere_is_watched_once_it_is_known(project: Path) -> None:
    (project / "code").mkdir()
    code = project / "code" / "shouting.py"
    text = (
        "def setup(app):\n    app.connect('source-read', lambda app, name, text: "
        "text.__setitem__(0, text[0].replace('One word', 'ONE')))\n"
        "    return {'parallel_read_safe': True}\n"
    )
    code.write_text(text, encoding="utf-8")
    (project / "said.txt").write_text("Included.\n", encoding="utf-8")
    start = "import sys\nsys.path.insert(0, str(__import__('pathlib').Path(__file__).parents[1] / 'code'))\n"
    conf = start + CONF.replace('["commonplace"]', '["commonplace", "shouting"]')
    more = FILES["blog/first.md"] + "\n```{include} ../../said.txt\n```\n"
    write(project, {"conf.py": conf, "blog/first.md": more})
    with served(project) as (process, url, said):
        address = f"{url}blog/first.html"
        eventually(lambda: len(finished(said)) == 1, "the first build")
        assert "ONE" in fetch(address)
        code.write_text(text.replace("'ONE'", "'TWO'"), encoding="utf-8")
        eventually(lambda: "TWO" in fetch(address), "the code of an extension")
        (project / "said.txt").write_text("Changed.\n", encoding="utf-8")
        eventually(lambda: "Changed." in fetch(address), "a file that is included")
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 0


def test_a_build_without_a_preview_keeps_no_process(project: Path) -> None:
    assert run("build", "-q").exit_code == 0
    assert len(processes(project)) == 1
