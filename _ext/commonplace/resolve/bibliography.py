"""The one adapter to sphinxcontrib-bibtex: its data read, its gaps closed, nothing patched."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pybtex.errors
from docutils import nodes
from pybtex.database import BibliographyData, InvalidNameString
from pybtex.database.input.bibtex import DuplicateField, Parser
from pybtex.scanner import PrematureEOF, PybtexSyntaxError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime

from .. import diagnostics
from ..core.digest import digest, digest_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinxcontrib.bibtex.domain import BibtexDomain

    from .domain import KbDomain

ENTRY = re.compile(r"^[ \t]*@[ \t]*\w+[ \t]*[{(]", re.MULTILINE)
#: BibTeX wants a comma behind the key; pybtex does without.
NO_COMMA = re.compile(
    r"^[ \t]*@[ \t]*(?!(?:string|comment|preamble)\b)\w+[ \t]*[{(]\s*([^\s,{}()=]+)\s+(?=[\w-]+\s*=)",
    re.MULTILINE | re.IGNORECASE,
)
LEFT_OUT = "this entry is left out, the others are kept"
KEYS = re.compile(r"(?:\{[^}]*\})?([^,{}]+)(?:\{[^}]*\})?")


def load_files(app: Sphinx) -> None:
    """Parse the bibliography files before sphinxcontrib-bibtex does, entry by entry.

    It would stop at the first syntax error and trusts modification times; what it finds
    already parsed, with the times that it expects, it takes as it is.
    """
    domain = cast("BibtexDomain", app.env.get_domain("cite"))
    kb = cast("KbDomain", app.env.get_domain("kb"))
    configured = app.config.bibtex_bibfiles or []
    paths = [(Path(app.confdir) / name).resolve() for name in configured]
    contents = {path: _read(path) for path in paths}
    values = tuple(
        (item.name, str(item.value))
        for item in app.config
        if item.name.startswith("bibtex_") and item.name != "bibtex_bibfiles"
    )
    names = tuple(Path(name).name for name in configured)
    fingerprint = digest((values, names, *(digest_bytes(data) for data in contents.values())))
    kb.bibliography_digest = fingerprint
    known = kb.data.get("bibliography")
    bibdata = domain.bibdata
    if known != fingerprint or list(bibdata.bibfiles) != paths:
        bibdata = _parse(contents, app.config.bibtex_encoding)
        kb.data["bibliography"] = fingerprint
    files = {
        path: BibFile(mtime=get_mtime(path), keys=bibdata.bibfiles[path].keys) for path in paths
    }
    domain.data["bibdata"] = BibData(
        encoding=app.config.bibtex_encoding, bibfiles=files, data=bibdata.data
    )


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


def _parse(contents: Mapping[Path, bytes], encoding: str) -> BibData:
    parser = Parser(encoding)
    files: dict[Path, BibFile] = {}
    for path, data in contents.items():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as fault:
            line = data[: fault.start].count(b"\n") + 1
            diagnostics.warn(
                "bibliography",
                f"byte {data[fault.start]:#04x} is not {encoding}; it is replaced. "
                "Save the file as UTF-8.",
                location=f"{path}:{line}",
            )
            text = data.decode(encoding, errors="replace")
        before = set(parser.data.entries)
        for number, broken in _feed(parser, text):
            diagnostics.warn("bibliography", broken, location=f"{path}:{number}")
        keys = {key: None for key in parser.data.entries if key not in before}
        files[path] = BibFile(mtime=get_mtime(path), keys=keys)
    return BibData(encoding=encoding, bibfiles=files, data=parser.data or BibliographyData())


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
    starts = [match.start() for match in ENTRY.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        first = text.count("\n", 0, start) + 1
        before = set(parser.data.entries)
        with pybtex.errors.capture() as errors:
            parser.parse_string(text[start:end])
        if syntax := [error for error in errors if isinstance(error, PybtexSyntaxError)]:
            errors = syntax[:1]  # what follows in one entry follows from it
            for key in set(parser.data.entries) - before:
                del parser.data.entries[key]  # of a broken entry pybtex keeps the beginning
        faults.extend(_fault(error, first) for error in errors)
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


def citekeys(env: BuildEnvironment) -> frozenset[str]:
    """Return the keys of all entries, in lower case."""
    domain = cast("BibtexDomain", env.get_domain("cite"))
    return frozenset(key.lower() for key in domain.bibdata.data.entries)


class Bibliography:
    """What citations show, by key: made once per build, after bibtex has formatted it all."""

    def __init__(self, env: BuildEnvironment) -> None:
        domain = cast("BibtexDomain", env.get_domain("cite"))
        self._states: dict[str, tuple[Any, ...]] = {}
        lists: dict[Any, list[Any]] = {}
        for citation in domain.citations:
            key = citation.bibliography_key
            value = (
                citation.key,
                citation.citation_id,
                key.docname,
                str(citation.formatted_entry.label),
                repr(citation.formatted_entry.text),
                repr(citation.tooltip_entry.text) if citation.tooltip_entry else "",
                _persons(citation.entry),
            )
            lists.setdefault(key.docname, []).append(value)
            if domain.bibliographies[key].list_ == "citation":
                known = self._states.get(citation.key.lower(), ())
                self._states[citation.key.lower()] = (*known, value)
        self._lists = {docname: digest(tuple(values)) for docname, values in lists.items()}

    def state(self, target: str) -> tuple[Any, ...]:
        """Return what the citation *target*, one or several keys, shows."""
        keys = [key.strip().lower() for key in KEYS.findall(target)]
        return tuple(self._states.get(key, ("unknown", key)) for key in keys)

    def listed_in(self, docname: str) -> str:
        """Return the digest of the entries that the bibliographies of *docname* list."""
        return self._lists.get(docname, "")


def _persons(entry: Any) -> str:
    persons = {role: [str(person) for person in people] for role, people in entry.persons.items()}
    return repr(sorted(persons.items())) + str(entry.fields.get("year", ""))


class CitingPlaces(SphinxPostTransform):
    """Lead from each bibliography entry to the places that cite it, in every document.

    sphinxcontrib-bibtex itself leads back only within one document.
    """

    # After bibtex has put the entries where its node stood (5).
    default_priority = 6

    def run(self, **kwargs: object) -> None:
        """Append the list of citing pages to each entry."""
        domain = cast("KbDomain", self.env.get_domain("kb"))
        if domain.site is None:
            return
        builder = self.env._app.builder
        # bibtex keeps its nodes in the environment; several builders in one process see
        # them again, so what is added here must not be added twice.
        for citation in self.document.findall(nodes.citation):
            docname = citation.get("docname", self.env.docname)
            key = domain.site.citation_keys.get((docname, (citation["ids"] or [""])[0]))
            if key is None or any(
                isinstance(node, nodes.Element) and "kb-cited-by" in node["classes"]
                for node in citation.children
            ):
                continue
            places = domain.site.citing_places.get(key.lower(), ())
            if not places:
                continue
            paragraph = nodes.paragraph("", "Cited in: ", classes=["kb-cited-by"])
            for number, (citing, anchor, title) in enumerate(places):
                if number:
                    paragraph += nodes.Text(", ")
                if builder.format != "html":
                    anchor = ""  # only HTML has an anchor at each citation
                try:
                    paragraph += make_refnode(
                        builder, docname, citing, anchor, nodes.inline(title, title)
                    )
                except ValueError:
                    paragraph += nodes.Text(title)
            citation += paragraph
            # Back-links of bibtex within the document are part of the list now.
            citation["backrefs"] = []
