"""A small site in a folder, built in-process, and looked at as a reader and as a parser see it."""

from __future__ import annotations

import html
import os
import re
import signal
import sys
import zipfile
import zlib
from contextlib import contextmanager
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp, _clean_up_global_state
from sphinx.util.console import strip_colors

from commonplace.core.written_in import written_in
from commonplace.write import reuse
from sites import run

CONF = 'project = "Trial"\nextensions = ["commonplace"]\nnumfig = True\n'
# A shell starts what it runs in the background deaf to Ctrl-C, and that is inherited: the tests, and
# the programmes that they interrupt, would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

NOW = "1780000000"  # 2026-05-28, 20:26:40 UTC
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)


def pytest_terminal_summary(terminalreporter):
    """Say what the proofs have counted, which they may have done in processes of their own."""
    reports = [item for found in terminalreporter.stats.values() for item in found]
    for item in reports:
        for name, value in getattr(item, "user_properties", ()):
            if name == "proved" and getattr(item, "when", "") == "call":
                terminalreporter.write_line(str(value))


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory):
    """Share what templates are compiled to: a build of a small site spends a tenth of its time on it."""
    folder = tmp_path_factory.mktemp("templates")
    with pytest.MonkeyPatch.context() as patch:
        compiled = reuse.compiled
        patch.setattr(reuse, "compiled", lambda _: compiled(folder))
        yield


class Built:
    """What one build read, wrote and said."""

    def __init__(self, app, outdir):
        self.app = app
        self.outdir = outdir
        self.warnings = strip_colors(app.warning.getvalue())
        self.status = strip_colors(app.status.getvalue())
        domain = app.env.get_domain("kb")
        self.read = tuple(domain.reading)
        self.notices = list(domain.notices)
        self.written = set(getattr(app.builder, "written", ()))

    def text(self, name):
        """Return the text of an output file."""
        return (self.outdir / name).read_text(encoding="utf-8")

    def soup(self, name):
        """Return a parsed page, named as its document."""
        return BeautifulSoup(self.text(f"{name}.html"), "html.parser")

    def article(self, name):
        """Return the content of a page without the theme around it."""
        return self.soup(name).find("article")

    def listing(self, name, number=0):
        """Return one listing of a page."""
        return self.article(name).select("ul.kb-list, table.kb-table")[number]

    def titles(self, name, number=0):
        """Return the titles of a listing of a page, as read."""
        return [words(item) for item in self.listing(name, number).select(".kb-entry-title")]

    def doctree(self, name):
        """Return the resolved doctree of a page."""
        return self.app.env.get_and_resolve_doctree(name, self.app.builder)

    def files(self):
        """Return the output files, relative."""
        return {
            path.relative_to(self.outdir).as_posix()
            for path in self.outdir.rglob("*")
            if path.is_file()
        }


class Site:
    """A folder of sources; built again and again with the same doctrees."""

    def __init__(self, folder, files=None, conf=""):
        self.folder = Path(folder)
        self.source = self.folder / "source"
        self.source.mkdir(parents=True)
        self.write({"conf.py": CONF + conf, **(files or {})})

    def write(self, files):
        """Write sources from a mapping of path to text or bytes; None removes one."""
        for name, content in files.items():
            path = self.source / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(content, encoding="utf-8")

    def build(self, builder="html", *, conf=None, parallel=0, now=NOW, fails=False):
        """Build once, as warnings-as-errors would; *fails* allows for warnings."""
        path = sys.path.copy()
        with environment(SOURCE_DATE_EPOCH=now):
            try:
                app = SphinxTestApp(
                    buildername=builder,
                    srcdir=self.source,
                    builddir=self.folder / "build",
                    confoverrides=conf or {},
                    status=StringIO(),
                    warning=StringIO(),
                    parallel=parallel,
                )
                app.build()
                built = Built(app, Path(app.outdir))
            finally:
                # Also when it was interrupted before there was an app to clean up.
                sys.path[:] = path
                _clean_up_global_state()
        if not fails:
            assert built.warnings == "", built.warnings
        return built


@contextmanager
def environment(**values):
    """Set environment variables for a while; None takes one out."""
    kept = {name: os.environ.get(name) for name in values}
    try:
        for name, value in values.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@pytest.fixture
def new_site(tmp_path):
    """Make sites, each in a folder of its own."""
    count = 0

    def make(files=None, conf=""):
        nonlocal count
        count += 1
        return Site(tmp_path / f"site{count}", files, conf)

    return make


@pytest.fixture(scope="session")
def own_site(tmp_path_factory):
    """Build our own site once, as a reader gets it; return the folder of its pages."""
    folder = tmp_path_factory.mktemp("own")
    docs = Path(__file__).parents[1] / "docs"
    arguments = ["-N", "-q", "-b", "html", "-d", str(folder / "trees"), str(docs)]
    status, log = run([*arguments, str(folder / "html")], folder / "log.txt")
    assert status == 0, log
    return folder / "html"


# -- looking at output ------------------------------------------------------------------


def words(node):
    """Return the text of an element with white space as a reader sees it."""
    for link in node.select("a.headerlink"):
        link.extract()
    return " ".join(node.get_text().split())


def warnings_of(built):
    """Return the warnings, one a line."""
    return [line for line in built.warnings.splitlines() if line.strip()]


def front(title=None, body="Text.\n", **keys):
    """Return the source of a page from its front matter and its body."""
    lines = [f"{key}: {value}" for key, value in ({"title": title} | keys).items() if value]
    return "---\n" + "".join(f"{line}\n" for line in lines) + f"---\n\n{body}"


def fence(name, argument="", **options):
    """Return a directive without content."""
    lines = [f"```{{{name}}} {argument}".rstrip()]
    lines += [f":{key.replace('_', '-')}: {value}" for key, value in options.items()]
    return "\n".join([*lines, "```", ""])


def toctree(*entries):
    """Return a hidden toctree."""
    return "\n".join(["```{toctree}", ":hidden:", "", *entries, "```", ""])


class _Balance(HTMLParser):
    def __init__(self):
        super().__init__()
        self.stack, self.faults, self.ids = [], [], []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.stack or self.stack[-1] != tag:
            self.faults.append((self.getpos(), tag, self.stack[-3:]))
            return
        self.stack.pop()


def check_markup(text):
    """Fail on an unbalanced tag or on an id that stands twice."""
    found = _Balance()
    found.feed(text)
    assert found.faults == []
    assert found.stack == []
    twice = sorted({name for name in found.ids if found.ids.count(name) > 1})
    assert twice == []


def everything(outdir):
    """Yield ``(file, readable text)`` of a whole output: archives and inventories unpacked."""
    for path in sorted(Path(outdir).rglob("*")):
        if not path.is_file():
            continue
        name, data = path.relative_to(outdir).as_posix(), path.read_bytes()
        yield name, name
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as archive:
                for member in archive.namelist():
                    yield f"{name}/{member}", member
                    yield f"{name}/{member}", _readable(archive.read(member))
        elif path.name == "objects.inv":
            yield name, zlib.decompress(data.split(b"\n", 4)[4]).decode("utf-8")
        else:
            yield name, _readable(data)
            for text in written_in(data):  # what is compressed in pictures, too
                yield name, text


def _readable(data):
    return html.unescape(data.decode("utf-8", errors="replace"))


def occurrences(outdir, canary):
    """Return the files of an output that hold *canary*, in any case."""
    wanted = re.compile(canary, re.IGNORECASE)
    return sorted({name for name, text in everything(outdir) if wanted.search(text)})
