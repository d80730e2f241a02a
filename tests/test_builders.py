"""Every builder of Sphinx takes the knowledge base itself, warnings as errors."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import Site, front, toctree

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
LATEST = datetime(2024, 5, 6, 5, 8, 9, tzinfo=UTC)
BUILDERS = (
    "html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "gettext", "xml",
)  # fmt: skip


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the sources of our own site, which use everything there is."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(ROOT / "references.bib", folder)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("_build"))
    return folder / "docs"


def sphinx(source: Path, output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Build in a process of its own, as a user does."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "_ext")}
    return subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", *arguments,
         "-d", str(output.with_name(f"{output.name}-doctrees")), str(source), str(output)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def tree(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in *folder*."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("builder", BUILDERS)
def test_builder_exits_with_0_serial_and_parallel(
    sources: Path, tmp_path: Path, builder: str
) -> None:
    """A build with warnings as errors succeeds, and two processes write what one does."""
    made = []
    for jobs in ("1", "2"):
        output = tmp_path / f"{builder}{jobs}"
        done = sphinx(sources, output, "-W", "--keep-going", "-b", builder, "-j", jobs)
        assert (done.returncode, done.stderr) == (0, "")
        made.append(tree(output))
    assert made[0].keys() == made[1].keys()
    if builder != "gettext":  # whose files tell the time of the build
        assert made[0] == made[1]


@pytest.mark.parametrize("epoch", [None, "1700000000"])  # 2023-11-14, 22:13:20 UTC
def test_equal_sources_make_equal_books(tmp_path: Path, epoch: str | None) -> None:
    """An EPUB is dated by its pages, or by who builds it, and never by the clock."""
    files = {
        "index.md": "# Home\n\n```{toctree}\na\nb\n```\n",
        "a.md": "---\ntitle: A\ndate: 2024-05-06T07:08:09+02:00\n---\n\nText.\n",
        "b.md": "---\ntitle: B\ndate: 2024-01-01\nupdated: 2024-02-01\n---\n\nText.\n",
    }
    books = []
    for name in ("one", "other"):
        built = Site(tmp_path / name, files).build("epub", now=epoch)
        (path,) = built.outdir.glob("*.epub")
        books.append(path.read_bytes())
    assert books[0] == books[1]
    with zipfile.ZipFile(path) as archive:
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else LATEST
        assert {entry.date_time for entry in archive.infolist()} == {
            tuple(moment.replace(second=moment.second // 2 * 2).timetuple()[:6])
        }
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        text = archive.read("content.opf").decode()
        assert text.count(f"{moment:%Y-%m-%dT%H:%M:%SZ}") == 2
        assert len(set(archive.namelist())) == len(archive.namelist())


def test_listings_degrade_to_plain_lists(sources: Path, tmp_path: Path) -> None:
    """Text has each entry with its number, title and date, and no markup of a page."""
    assert sphinx(sources, tmp_path / "text", "-b", "text").returncode == 0
    text = (tmp_path / "text" / "blog" / "index.txt").read_text(encoding="utf-8")
    assert "reader@commonplace $ (show-list 'blogs) _" in text
    assert [line for line in text.splitlines() if re.match(r"\* \[1\] ", line)]
    assert "<" not in text.replace("<../", "")


class Answers(BaseHTTPRequestHandler):
    """A server that knows one page, one that has moved, and nothing else."""

    def do_GET(self) -> None:
        """Answer a request."""
        moved = self.path == "/moved"
        self.send_response({"/there": 200, "/moved": 301}.get(self.path, 404))
        if moved:
            self.send_header("Location", "/there")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    """Serve on a free port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


def test_linkcheck_runs_to_its_report(tmp_path: Path, server: str) -> None:
    """The report names the broken link; the exit status says that there is one."""
    source = tmp_path / "docs"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["commonplace"]\n', encoding="utf-8")
    links = " ".join(f"[{name}]({server}/{name})" for name in ("there", "moved", "gone"))
    (source / "index.md").write_text(f"# Links\n\n{links}\n", encoding="utf-8")
    done = sphinx(source, tmp_path / "out", "-b", "linkcheck", "-D", "linkcheck_timeout=5")
    report = (tmp_path / "out" / "output.txt").read_text(encoding="utf-8")
    assert done.returncode == 1
    assert f"[broken] {server}/gone" in report
    assert f"[broken] {server}/there" not in report


@pytest.mark.skipif(
    not (shutil.which("xelatex") and shutil.which("latexmk")),
    reason="xelatex and latexmk are not installed",
)
def test_book_compiles_without_a_missing_glyph_or_figure(sources: Path, tmp_path: Path) -> None:
    """XeLaTeX typesets the whole site; its log names no character or file that is missing."""
    output = tmp_path / "latex"
    assert sphinx(sources, output, "-W", "--keep-going", "-b", "latex").returncode == 0
    done = subprocess.run(
        ["make", "-C", str(output), "all-pdf",
         "LATEXMKOPTS=-interaction=nonstopmode -halt-on-error"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    (log,) = output.glob("*.log")
    text = log.read_text(encoding="utf-8", errors="replace")
    assert "Missing character" not in text
    assert not re.search(r"File `[^']+' not found", text)


def test_links_of_a_site_in_one_page_lead_to_their_places(new_site):
    """Sphinx 9 writes ``#document-a#part``, and for the first page a place that is not there."""
    built = new_site(
        {
            "index.md": front("Home", "(lab)=\n\n## Here\n\n[](a.md#part), {cite:t}`k`.\n\n" + toctree("a")),
            "a.md": front("A", "[up](index.md), {ref}`lab`, [[index#Here]].\n\n## Part\n\n"
                          "```{bibliography}\n```\n"),
            "references.bib": "@misc{k, title={T}, author={A B}, year=2020}\n",
        }
    ).build("singlehtml")  # fmt: skip
    soup = built.soup("index")
    places = {node["id"] for node in soup.select("[id]")}
    links = [link["href"] for link in soup.select("a[href^='#']")]
    assert {"#part", "#lab", "#here", "#home", "#cite-k"} <= set(links)
    assert [link for link in links if link != "#" and link[1:] not in places] == []
