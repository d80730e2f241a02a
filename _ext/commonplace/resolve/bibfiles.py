"""Bibliography files become entries and papers, each fault told once and all other entries kept."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pybtex.database import BibliographyData
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime

from .. import diagnostics
from ..core.digest import digest, digest_bytes
from .biblatex import adapt
from .bibparser import EntryParser, feed
from .entries import papers_of, shelf_faults
from .entry_text import closing, entry_sources
from .inheritance import inherit
from .marked import mark
from .name_lists import name_faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinxcontrib.bibtex.domain import BibtexDomain

    from ..core.papers import Paper
    from .bibparser import Places
    from .domain import KbDomain

COMMENT = re.compile(r"^[ \t]*@[ \t]*comment[ \t]*\{", re.MULTILINE | re.IGNORECASE)
NEWLINE = re.compile(r"\r\n?")  #: as other systems end lines; no output has them
NOT_A_LINE = re.compile(r"[^\r\n]")


def load_files(app: Sphinx) -> None:
    """Parse the bibliography files before sphinxcontrib-bibtex does, entry by entry.

    It would stop at the first syntax error and trusts modification times; what it finds
    already parsed, with the times that it expects, it takes as it is.
    """
    domain = cast("BibtexDomain", app.env.get_domain("cite"))
    kb = cast("KbDomain", app.env.get_domain("kb"))
    encoding = _encoding(app)
    configured = app.config.bibtex_bibfiles or []
    paths = [(Path(app.confdir) / name).resolve() for name in configured]
    contents = {path: _read(path) for path in paths}
    values = tuple(
        (item.name, str(item.value))
        for item in app.config
        if item.name.startswith("bibtex_") and item.name != "bibtex_bibfiles"
    )
    names = tuple(Path(name).name for name in configured)
    fingerprint = digest(
        (app.config.kb_code, values, names, *(digest_bytes(data) for data in contents.values()))
    )
    kb.bibliography_digest = fingerprint
    known = kb.data.get("bibliography")
    bibdata = domain.bibdata
    if known != fingerprint or list(bibdata.bibfiles) != paths or kb.data.get("bib_faults"):
        told = app._warncount
        texts = {
            path: without_comments(NEWLINE.sub("\n", _decode(path, data, encoding)))
            for path, data in contents.items()
        }
        bibdata = _parse(texts, encoding, Path(app.confdir))
        kb.data["papers"] = _papers(bibdata, texts, Path(app.confdir))
        marked = [mark(entry) for entry in bibdata.data.entries.values()]
        kb.data["marked"] = any(marked)
        kb.data["bibliography"] = fingerprint
        kb.data["bib_faults"] = app._warncount > told  # which are told in every build
    files = {
        path: BibFile(mtime=get_mtime(path), keys=bibdata.bibfiles[path].keys) for path in paths
    }
    domain.data["bibdata"] = BibData(encoding=encoding, bibfiles=files, data=bibdata.data)


def _encoding(app: Sphinx) -> str:
    """Return the encoding of the files; one that nobody knows is a fault, not a traceback."""
    given = app.config.bibtex_encoding
    try:
        codecs.lookup(given)
    except (LookupError, TypeError):
        diagnostics.warn(
            "config",
            f"bibtex_encoding = {given!r} is no encoding that Python knows; 'utf-8-sig' is used "
            "instead.",
        )
        app.config["bibtex_encoding"] = "utf-8-sig"
    return str(app.config.bibtex_encoding)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        diagnostics.warn(
            "bibliography",
            f"{path.name} cannot be read ({error.strerror}); it is taken as empty.",
            location=f"{path}:1",
        )
        return b""


def _decode(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        diagnostics.warn(
            "bibliography",
            f"byte {data[fault.start]:#04x} is not {encoding}; it is replaced. "
            "Save the file as UTF-8, or name its encoding in bibtex_encoding.",
            location=f"{path}:{line}",
        )
        return data.decode(encoding, errors="replace")


def _parse(texts: Mapping[Path, str], encoding: str, base: Path) -> BibData:
    parser = EntryParser(encoding)
    entries = parser.data.entries
    keys: dict[Path, list[str]] = {}
    places: Places = {}
    for path, text in texts.items():
        before = set(entries)
        for number, broken in feed(parser, text, _relative(path, base), places):
            diagnostics.warn("bibliography", broken, location=f"{path}:{number}")
        keys[path] = [key for key in entries if key not in before]
    ignored = {key: tuple(shelf_faults(item.fields)) for key, item in entries.items()}
    names = {key: tuple(name_faults(item)) for key, item in entries.items()}
    astray = inherit(entries)  # once all are there that could be named
    # Containers of fields are no works.
    for key in [key for key, entry in entries.items() if entry.original_type.lower() == "xdata"]:
        del entries[key]
    for path in texts:
        for key in filter(entries.__contains__, keys[path]):
            _, line = places.get(key.lower(), ("", 1))
            told = [f"{key!r}: {fault}" for fault in astray.get(key, ())]
            made_up = adapt(entries[key])
            # What it lacks it would have had from there.
            told += [f"{made_up}."] if made_up and not told else []
            told += [f"{key!r}: {fault}" for fault in names.get(key, ())]
            told += [f"{key!r}: {fault}" for fault in ignored.get(key, ())]
            for message in told:
                diagnostics.warn("bibliography", message, location=f"{path}:{line}")
    files = {
        path: BibFile(mtime=get_mtime(path), keys={key: None for key in names if key in entries})
        for path, names in keys.items()
    }
    return BibData(encoding=encoding, bibfiles=files, data=parser.data or BibliographyData())


def _relative(path: Path, base: Path) -> str:
    return Path(os.path.relpath(path, base)).as_posix()


def without_comments(text: str) -> str:
    """Blank what ``@comment{…}`` holds, as Biber does: BibTeX would take the entries inside for some.

    Lines stay where they are. A comment that is not closed ends the search: what it holds is
    anybody's guess.
    """
    pieces, place = [], 0
    padded = f"{text} "  # a comment that ends with the text is closed
    for match in COMMENT.finditer(text):
        if match.start() < place:
            continue
        end = closing(padded, match.end() - 1, len(padded))
        if end == len(padded):
            break
        pieces += [text[place : match.start()], NOT_A_LINE.sub(" ", text[match.start() : end])]
        place = end
    return "".join([*pieces, text[place:]])


def _papers(bibdata: BibData, texts: Mapping[Path, str], base: Path) -> dict[str, Paper]:
    """Return the entries as papers, with the source of each."""
    places: dict[str, tuple[str, str, int]] = {}
    for path, text in texts.items():
        file = _relative(path, base)
        for key, (source, line) in entry_sources(text).items():
            places.setdefault(key, (source, file, line))
    return papers_of(bibdata.data.entries, lambda key: places.get(key.lower(), ("", "", 1)))
