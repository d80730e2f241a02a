"""Bibliography files become entries and papers, each fault told once and all other entries kept."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pybtex.errors
from pybtex.database import BibliographyData, InvalidNameString
from pybtex.database.input.bibtex import DuplicateField, Parser
from pybtex.scanner import PrematureEOF, PybtexSyntaxError
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime

from .. import diagnostics
from ..core.digest import digest, digest_bytes
from .biblatex import adapt, inherit
from .entries import START, closing, entry_sources, papers_of, shelf_faults
from .marked import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinxcontrib.bibtex.domain import BibtexDomain

    from ..core.papers import Paper
    from .domain import KbDomain

#: BibTeX wants a comma behind the key; pybtex does without.
NO_COMMA = re.compile(
    r"^[ \t]*@[ \t]*(?!(?:string|comment|preamble)\b)\w+[ \t]*[{(]\s*([^\s,{}()=]+)\s+(?=[\w-]+\s*=)",
    re.MULTILINE | re.IGNORECASE,
)
COMMENT = re.compile(r"^[ \t]*@[ \t]*comment[ \t]*\{", re.MULTILINE | re.IGNORECASE)
NOT_A_LINE = re.compile(r"[^\r\n]")
LEFT_OUT = "this entry is left out, the others are kept"


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
            path: without_comments(_decode(path, data, encoding)) for path, data in contents.items()
        }
        bibdata = _parse(texts, encoding)
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
            "Save the file as UTF-8.",
            location=f"{path}:{line}",
        )
        return data.decode(encoding, errors="replace")


def _parse(texts: Mapping[Path, str], encoding: str) -> BibData:
    parser = Parser(encoding)
    files: dict[Path, BibFile] = {}
    for path, text in texts.items():
        before = set(parser.data.entries)
        for number, broken in _feed(parser, text):
            diagnostics.warn("bibliography", broken, location=f"{path}:{number}")
        keys = {key: None for key in parser.data.entries if key not in before}
        files[path] = BibFile(mtime=get_mtime(path), keys=keys)
    ignored = {key: tuple(shelf_faults(item.fields)) for key, item in parser.data.entries.items()}
    for entry in parser.data.entries.values():  # once all are there that could be named
        inherit(entry, parser.data.entries)
    for path, text in texts.items():
        sources = entry_sources(text)
        for key in files[path].keys:
            _, line = sources.get(key.lower(), ("", 1))
            if made_up := adapt(parser.data.entries[key]):
                diagnostics.warn("bibliography", f"{made_up}.", location=f"{path}:{line}")
            for fault in ignored.get(key, ()):
                diagnostics.warn("bibliography", f"{key!r}: {fault}", location=f"{path}:{line}")
    return BibData(encoding=encoding, bibfiles=files, data=parser.data or BibliographyData())


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
        file = Path(os.path.relpath(path, base)).as_posix()
        for key, (source, line) in entry_sources(text).items():
            places.setdefault(key, (source, file, line))
    return papers_of(bibdata.data.entries, lambda key: places.get(key.lower(), ("", "", 1)))


def _feed(parser: Parser, text: str) -> list[tuple[int, str]]:
    """Parse *text*, entry by entry where it is broken; return the faults and their lines.

    An unclosed quote or brace would otherwise swallow whatever follows it.
    """
    trial = Parser(parser.encoding)
    with pybtex.errors.capture() as errors:
        trial.parse_string(text)
    faults = [
        (
            text.count("\n", 0, match.start(1)) + 1,
            f"there is no comma behind the key {match[1]!r}; it was read as if there were one.",
        )
        for match in NO_COMMA.finditer(text)
    ]
    if not errors and not trial.data.entries.keys() & parser.data.entries.keys():
        parser.parse_string(text)
        return faults
    starts = list(START.finditer(text))
    line, counted = 1, 0
    ends = [*(match.start() for match in starts), len(text)][1:]
    for match, end in zip(starts, ends, strict=True):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        # What has no key is counted by pybtex, anew in each text.
        key = match[3] or "unnamed-1"
        known = key in parser.data.entries
        with pybtex.errors.capture() as errors:
            parser.parse_string(text[match.start() : end])
        if syntax := [error for error in errors if isinstance(error, PybtexSyntaxError)]:
            errors = syntax[:1]  # what follows in one entry follows from it
            if not known and key in parser.data.entries:
                del parser.data.entries[key]  # of a broken entry pybtex keeps the beginning
        faults.extend(_fault(error, line) for error in errors)
    return sorted(faults)


def _fault(error: Exception, first: int) -> tuple[int, str]:
    """Return the line and the message for a fault of the entry that begins on line *first*."""
    message = " ".join(str(error.args[0] if error.args else error).split())
    if not isinstance(error, PybtexSyntaxError):
        kept = isinstance(error, (DuplicateField, InvalidNameString))
        done = "what can be read of the entry is kept" if kept else LEFT_OUT
        return first, f"{message}; {done}."
    if isinstance(error, PrematureEOF):
        return first, f"a brace or quote is not closed; {LEFT_OUT}."
    if error.error_type != "syntax error":
        message = f"{error.error_type}: {message}"
    return first + (error.lineno or 1) - 1, f"{message}; {LEFT_OUT}."
