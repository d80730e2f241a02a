"""Look in the output for what is not published: the last check of a build with warnings as errors.

Everything else sees to it that nothing gets out; this looks at what did, whoever wrote it.
"""

from __future__ import annotations

import zlib
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from .. import diagnostics
from ..core.head import base_of
from ..core.hidden import Hidden, addresses_of
from ..core.inline import text_of
from ..core.llms import FILE, FULL
from ..core.redirects import claims_of, file_of
from ..core.shingles import (
    LENGTH,
    Wanted,
    runs,
    without_asides,
    without_escapes,
    without_tags,
    words_of,
)
from ..core.written_in import written_in
from .twins import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from ..core.shingles import Run
    from ..resolve.domain import KbDomain

TITLE = 3  #: words from which on a title is nobody else's
MARKUP = frozenset((".html", ".xhtml", ".xml", ".htm", ".svg", ".opf", ".ncx"))
SCRIPTS = frozenset((".js", ".json"))
PLAIN = frozenset((".txt", ".md", ".rst", ".tex", ".pot", ".texi"))
#: Values of the configuration that pages show.
SAID = ("project", "html_title", "copyright", "kb_authors", "kb_profile", "kb_topics")
PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".pdf"))
SIZE = 1 << 26  #: bytes that are looked at of a file of any other kind


def audit(app: Sphinx, domain: KbDomain) -> None:
    """Warn of each withheld page of which something stands in a file of the output."""
    withheld = {name: path for name in domain.scan.withheld if (path := _source(app, name))}
    if not withheld:
        return
    drafts = {name: _Draft(path) for name, path in withheld.items()}
    owners: dict[Run, str] = {}
    for name, draft in drafts.items():
        owners.update(dict.fromkeys(draft.runs, name))
    known = [file_of(str(old)) for old in domain.settings.redirects]
    known += [file_of(claim.address) for claim in claims_of(domain.pages)]
    known += [address for name in domain.pages for address in addresses_of(name)]
    audit = _Audit(Wanted(owners), Hidden(drafts, known, base_of(app.config.html_baseurl or "")))
    for path in _files(Path(app.outdir), Path(app.doctreedir)):
        audit.look(path, path.relative_to(app.outdir).as_posix())
    if not (audit.runs or audit.addresses):
        return
    known_runs = Wanted(audit.runs)
    for text, file in _published(app, domain):  # what others say as well gives nothing away
        audit.forgive(text, file, known_runs)
    found = [(file, (), audit.hidden.owner(address)) for address, file in audit.addresses.items()]
    told: set[str] = set()
    for file, run, name in sorted(
        [*found, *((file, run, owners[run]) for run, file in audit.runs.items())]
    ):
        if name in told:
            continue
        told.add(name)
        what = repr(" ".join(run)) if run else "its address"
        diagnostics.warn(
            "leak",
            f"this page is not published, and {what} stands in {file!r} of the output: do not publish "
            "that output; take what names it out of the pages, or publish the page.",
            location=(name, drafts[name].line_of(run)),
        )


def _published(app: Sphinx, domain: KbDomain) -> Iterator[tuple[str, str]]:
    """Yield the texts of what is published, each with its file, from the folder of the sources."""
    for docname in sorted(domain.pages):
        if (source := _source(app, docname)) is not None:
            yield _text(source), f"{docname}.md"
        for name in sorted(app.env.dependencies.get(docname, ())):  # what it includes
            path = Path(app.srcdir, name)
            if path.suffix not in PICTURES and path.is_file():
                yield _text(path), str(name)
    yield "\n".join(str(app.config[name]) for name in SAID), ""
    for paper in domain.papers.values():  # a note is often called as its paper is
        yield f"{paper.title_text}\n{text_of(paper.abstract)}", ""


class _Audit:
    """What was found, and the first file that each of it stands in."""

    def __init__(self, wanted: Wanted, hidden: Hidden) -> None:
        self.hidden = hidden
        self.runs: dict[Run, str] = {}
        self.addresses: dict[str, str] = {}
        self._wanted = wanted

    def look(self, path: Path, file: str) -> None:
        """Look in a file of the output, and at its name."""
        if address := self.hidden.at(file):
            self.addresses.setdefault(address, file)
        self._words(file.replace("_", " "), file)
        for text in _texts(path):
            for address in self.hidden.find(text, file):
                self.addresses.setdefault(address, file)
            for reading in _readings(path, text):
                self._words(reading, file)

    def forgive(self, text: str, file: str, known: Wanted) -> None:
        """Forget what stands in a published source, *file*, as well; *known* are the runs found."""
        for run in known.find(words_of(text)):
            self.runs.pop(run, None)
        for address in self.hidden.find(text, file):
            self.addresses.pop(address, None)

    def _words(self, text: str, file: str) -> None:
        for run in self._wanted.find(words_of(text)):
            self.runs.setdefault(run, file)


class _Draft:
    """What a withheld page must not be known by."""

    def __init__(self, path: Path) -> None:
        self._lines = _text(path).splitlines()
        words = words_of("\n".join(self._lines))
        self.runs: set[Run] = set(runs(words))
        for line in self._lines:
            key, colon, value = line.partition(":")
            title = words_of(value if colon and key.strip().lower() == "title" else "")
            if line.startswith("# "):
                title = words_of(line)
            if TITLE <= len(title) < LENGTH:
                self.runs.add(tuple(title))

    def line_of(self, run: Run) -> int:
        """Return the line at which *run* begins, from 1; of an address, the first."""
        if not run:
            return 1
        seen: list[tuple[str, int]] = [
            (word, number) for number, line in enumerate(self._lines, 1) for word in words_of(line)
        ]
        words = [word for word, _ in seen]
        for start in range(len(words) - len(run) + 1):
            if tuple(words[start : start + len(run)]) == run:
                return seen[start][1]
        return 1


def _source(app: Sphinx, docname: str) -> Path | None:
    path = Path(app.env.doc2path(docname))
    return path if path.is_file() else None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _files(outdir: Path, doctreedir: Path) -> Iterator[Path]:
    """Yield the files of the output; doctrees, which may lie among them, are for the next build alone."""
    for path in sorted(outdir.rglob("*")):
        if path.is_file() and not path.is_symlink() and doctreedir not in path.parents:
            yield path


def _texts(path: Path) -> Iterator[str]:
    """Yield the texts that a file of the output holds, without the escapes of its format."""
    if path.suffix in MARKUP:
        yield unescape(_text(path))
    elif path.suffix in SCRIPTS:
        yield without_escapes(_text(path))
    elif path.suffix in PLAIN:
        yield _text(path)
    else:
        with path.open("rb") as stream:
            data = stream.read(SIZE)
        yield from (_inventory(data),) if path.name == "objects.inv" else written_in(data)


def _readings(path: Path, text: str) -> Iterator[str]:
    """Yield a text as runs of words may stand in it: between its marks, and on through them."""
    yield text
    if path.suffix in MARKUP or path.suffix in SCRIPTS:
        # Within a tag stand titles and descriptions; through tags goes the text. Feeds hold markup as text.
        yield unescape(without_tags(text))
    elif path.suffix == SUFFIX or path.name in (FILE, FULL):
        yield without_asides(text)


def _inventory(data: bytes) -> str:
    """Return the lines of an inventory, which are compressed after four of comment."""
    body = data.split(b"\n", 4)[-1]
    try:
        return zlib.decompress(body).decode("utf-8", "replace").replace("$", " ")
    except zlib.error:
        return ""
