"""The text of a bibliography file becomes entries, one by one where it is broken.

Beyond BibTeX, names may be written part by part, as biblatex has it: ``family=Doe, given=Jane``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pybtex.errors
from pybtex.bibtex.utils import split_name_list, split_tex_string
from pybtex.database import BibliographyDataError, InvalidNameString
from pybtex.database.input.bibtex import DuplicateField, Parser
from pybtex.scanner import PrematureEOF, PybtexSyntaxError
from pybtex.textutils import normalize_whitespace

from ..core.html_in_tex import tex_of_html
from .entries import START, entry_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

#: BibTeX wants a comma behind the key; pybtex does without.
NO_COMMA = re.compile(
    r"^[ \t]*@[ \t]*(?!(?:string|comment|preamble)\b)\w+[ \t]*[{(]\s*([^\s,{}()=]+)\s+(?=[\w-]+\s*=)",
    re.MULTILINE | re.IGNORECASE,
)
LEFT_OUT = "this entry is left out, the others are kept"
#: The parts of a name (biblatex 3.18, section 3.14.2), and what else may be said of one.
PART = re.compile(r"\s*([a-z]+)(?:-i)?\s*=\s*(.*?)\s*", re.DOTALL | re.IGNORECASE)
NAMED = re.compile(r"\s*(?:family|given|prefix|suffix)\s*=", re.IGNORECASE)
ET_AL = re.compile(r"(?:,?\s+and|,|\s)\s*et\.?[\s~]+al\.?\s*$")
NAMESAKE = re.compile(r"(?<=\w)\s+0\d{3}(?=\s+and\s|\s*$)")
QUOTED = re.compile(r'=\s*"([^"]*)"')
#: Fields that hold running text, which may have been exported with HTML in it.
TEXTS = ("title", "subtitle", "booktitle", "booksubtitle", "journal", "journaltitle", "abstract")
Places = dict[str, tuple[str, int]]  #: file and line of an entry, by its key in lower case


class EntryParser(Parser):  # type: ignore[misc]
    """pybtex's parser, for names written part by part as well."""

    def process_entry(
        self, entry_type: str, key: str | None, fields: Iterable[tuple[str, list[str]]]
    ) -> None:
        """Take in an entry, its names as BibTeX has them."""
        usual = []
        for name, value in fields:
            written = "".join(value)
            if name in self.person_fields:
                written = _names(written)
            elif name.lower() in TEXTS:
                written = tex_of_html(written)
            if written.strip(" \t\r\n{}") or name.lower() == "title":
                usual.append((name, [written]))  # to BibTeX, what is empty is not there
        super().process_entry(entry_type, key, usual)


def _names(written: str) -> str:
    """Return a list of names in BibTeX's form, *et al.* as its *and others*.

    The numbers that DBLP puts behind namesakes are left out.
    """
    return usual_names(ET_AL.sub(" and others", NAMESAKE.sub("", written)))


def usual_names(names: str) -> str:
    """Return a list of names in BibTeX's form: *von Last, Jr, First*."""
    if "=" not in names:
        return names
    listed = split_name_list(normalize_whitespace(QUOTED.sub(r"={\1}", names)))
    return " and ".join(map(_usual_name, listed))


def _usual_name(name: str) -> str:
    if not NAMED.match(name):
        return name
    parts: dict[str, str] = {}
    for piece in split_tex_string(name, ","):
        if found := PART.fullmatch(piece):
            parts.setdefault(found[1].lower(), found[2])
    family = " ".join(filter(None, [parts.get("prefix", ""), parts.get("family", "")]))
    given, suffix = parts.get("given", ""), parts.get("suffix", "")
    if family and (given or suffix or (" " in family and family[0] != "{")):
        # The comma is there without a given name, too: it makes all of it a family name.
        return ", ".join([family, *([suffix] if suffix else []), given])
    return family or given or name


def feed(parser: Parser, text: str, file: str, places: Places) -> list[tuple[int, str]]:
    """Parse *text*, entry by entry where it is broken; return the faults and their lines.

    An unclosed quote or brace would otherwise swallow whatever follows it. What is taken in gets its
    place among *places*.
    """
    trial = EntryParser(parser.encoding)
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
        for key, (_, line) in entry_sources(text).items():
            places.setdefault(key, (file, line))
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
        if key in parser.data.entries:
            first = places.setdefault(key.lower(), (file, line))
        else:
            first = (file, line)
        faults.extend(_fault(error, line, match[3], first) for error in errors)
    return sorted(faults)


def _fault(error: Exception, start: int, key: str, first: tuple[str, int]) -> tuple[int, str]:
    """Return the line and the message for a fault of the entry that begins on line *start*.

    *first* is the place of the entry that has the key.
    """
    message = " ".join(str(error.args[0] if error.args else error).split())
    of = f"{key[:80]!r}: " if key else ""
    if isinstance(error, DuplicateField):
        name = message.removesuffix(" field").rpartition(" ")[2]
        return start, f"{of}the field {name!r} stands there twice; the first is kept."
    if isinstance(error, InvalidNameString):
        return start, f"{of}{message}; what can be read of the entry is kept."
    if isinstance(error, BibliographyDataError):  # it has a key that another one has
        file, line = first
        return start, f"{of}{file}:{line} has an entry with that key; {LEFT_OUT}."
    if not isinstance(error, PybtexSyntaxError):
        return start, f"{of}{message}; {LEFT_OUT}."
    if isinstance(error, PrematureEOF):
        return start, f"{of}a brace or quote is not closed; {LEFT_OUT}."
    if error.error_type != "syntax error":
        message = f"{error.error_type}: {message}"
    return start + (error.lineno or 1) - 1, f"{of}{message}; {LEFT_OUT}."
