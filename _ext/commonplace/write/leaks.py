"""Look in the output for what is not published: the last check of a build with warnings as errors.

Everything else sees to it that nothing gets out; this looks at what did, whoever wrote it.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from .. import diagnostics
from ..core.llms import FILE, FULL
from ..core.shingles import LENGTH, Wanted, runs, without_asides, without_tags, words_of
from .twins import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from ..core.shingles import Run
    from ..resolve.domain import KbDomain

TITLE = 3  #: words from which on a title is nobody else's
MARKUP = frozenset((".html", ".xhtml", ".xml", ".htm", ".svg"))
PLAIN = frozenset((".txt", ".md", ".rst", ".js", ".json", ".tex", ".pot", ".texi", ".opf", ".ncx"))
NAMES = frozenset(("_redirects", "objects.inv", ".buildinfo"))


def audit(app: Sphinx, domain: KbDomain) -> None:
    """Warn of each withheld page of which something stands in a file of the output."""
    withheld = {name: path for name in domain.scan.withheld if (path := _source(app, name))}
    if not withheld:
        return
    drafts = {name: _Draft(name, path) for name, path in withheld.items()}
    owners: dict[Run, str] = {}
    addresses: dict[Run, str] = {}
    for name, draft in drafts.items():
        owners.update(dict.fromkeys(draft.runs, name))
        addresses.update(dict.fromkeys(draft.addresses, name))
    wanted = Wanted((*owners, *addresses))
    found: dict[Run, str] = {}
    for path in sorted(Path(app.outdir).rglob("*")):
        for run in _found(path, wanted):
            found.setdefault(run, path.relative_to(app.outdir).as_posix())
    if not found:
        return
    known = Wanted(found)
    for docname in sorted(domain.pages):  # what others say as well gives nothing away
        if (source := _source(app, docname)) is not None:
            for run in known.find(words_of(_text(source))):
                found.pop(run, None)
    told: set[str] = set()
    for run, file in sorted(found.items(), key=lambda item: (item[1], item[0])):
        name = owners.get(run) or addresses[run]
        if name in told:
            continue
        told.add(name)
        what = "its address" if run in addresses else repr(" ".join(run))
        diagnostics.warn(
            "leak",
            f"this page is not published, and {what} stands in {file!r} of the output: do not publish "
            "that output; take what names it out of the pages, or publish the page.",
            location=(name, drafts[name].line_of(run)),
        )


class _Draft:
    """What a withheld page must not be known by."""

    def __init__(self, docname: str, path: Path) -> None:
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
        place = words_of(docname)
        #: as ``html`` and ``dirhtml`` write it; of the latter those of files, such as its twin's
        self.addresses: tuple[Run, ...] = ((*place, "html"), (*place, "index", "html"))

    def line_of(self, run: Run) -> int:
        """Return the line at which *run* begins, from 1."""
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


def _found(path: Path, wanted: Wanted) -> Iterator[Run]:
    """Yield what is wanted and stands in a file of the output."""
    if not path.is_file() or path.is_symlink():
        return
    if path.name == "objects.inv":
        try:
            yield from wanted.find(words_of(_inventory(path.read_bytes())))
        except zlib.error:
            return
    elif path.suffix in MARKUP:
        text = _text(path)
        # Within a tag stand titles and descriptions; through tags goes the text.
        yield from wanted.find(words_of(text))
        yield from wanted.find(words_of(without_tags(text)))
    elif path.suffix in PLAIN or path.name in NAMES:
        text = _text(path)
        yield from wanted.find(words_of(text))
        if path.suffix == SUFFIX or path.name in (FILE, FULL):
            yield from wanted.find(words_of(without_asides(text)))


def _inventory(data: bytes) -> str:
    """Return the lines of an inventory, which are compressed after four of comment."""
    body = data.split(b"\n", 4)[-1]
    return zlib.decompress(body).decode("utf-8", "replace").replace("$", " ")
