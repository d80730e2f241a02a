"""The text of a bibliography file becomes entries, one by one where it is broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pybtex.errors
from pybtex.database import BibliographyDataError, InvalidNameString
from pybtex.database.input.bibtex import DuplicateField, Parser, UndefinedMacro
from pybtex.scanner import PrematureEOF, PybtexSyntaxError

from ..core.html_in_tex import tex_of_html
from .biblatex import MONTHS
from .entry_text import entry_pieces, entry_sources
from .name_lists import look_joined, names_in_bibtex

if TYPE_CHECKING:
    from collections.abc import Iterable

#: BibTeX wants a comma behind the key; pybtex does without.
NO_COMMA = re.compile(
    r"^[ \t]*@[ \t]*(?!(?:string|comment|preamble)\b)\w+[ \t]*[{(]\s*([^\s,{}=]+)\s+(?=[\w-]+\s*=)",
    re.MULTILINE | re.IGNORECASE,
)
LEFT_OUT = "this entry is left out, the others are kept"
#: Fields that hold running text, which may have been exported with HTML in it.
TEXTS = ("title", "subtitle", "booktitle", "booksubtitle", "journal", "journaltitle", "abstract")
#: Identifiers that PubMed gives.
PUBMED = ("pmid", "pmcid")
Places = dict[str, tuple[str, int]]  #: file and line of an entry, by its key in lower case


class EntryParser(Parser):  # type: ignore[misc]
    """pybtex's parser, for names and texts as they are exported, too."""

    def __init__(self, encoding: str | None = None) -> None:
        """Know the months by all of their names: BibTeX has strings for their first three letters."""
        super().__init__(encoding)
        self.macros.update({"sept": "September"} | {name: name for name in MONTHS})

    def process_entry(
        self, entry_type: str, key: str | None, fields: Iterable[tuple[str, list[str]]]
    ) -> None:
        """Take in an entry, its names as BibTeX has them."""
        usual = []
        fields = list(fields)
        medical = any(name.lower() in PUBMED for name, _ in fields)
        for name, value in fields:
            written = "".join(value)
            if name.lower() in self.person_fields:
                written = names_in_bibtex(written, medical=medical)
            elif name.lower() in TEXTS:
                written = tex_of_html(written)
            if written.strip(" \t\r\n{}") or name.lower() == "title":
                usual.append((name, [written]))  # to BibTeX, what is empty is not there
        super().process_entry(entry_type, key, usual)


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
    line, counted = 1, 0
    for match, _, end in entry_pieces(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        # What has no key is counted by pybtex, anew in each text.
        key = match[3] or "unnamed-1"
        known = key in parser.data.entries
        piece = text[match.start() : end]
        with pybtex.errors.capture() as errors:
            parser.parse_string(piece)
        if undefined := _undefined(errors):
            if not known and key in parser.data.entries:
                del parser.data.entries[key]
            faults += [
                (line + (error.lineno or 1) - 1, _undefined_string(match[3], str(error.args[0])))
                for error in undefined
            ]
            errors = _parse_with(parser, piece, {str(error.args[0]) for error in undefined})
        if syntax := [error for error in errors if isinstance(error, PybtexSyntaxError)]:
            errors = syntax[:1]  # what follows in one entry follows from it
            if not known and key in parser.data.entries:
                del parser.data.entries[key]  # of a broken entry pybtex keeps the beginning
        if key in parser.data.entries:
            first = places.setdefault(key.lower(), (file, line))
        else:
            first = (file, line)
        faults.extend(
            _fault(error, line, match[3], first)
            for error in errors
            # What looks like several names is told as that.
            if not (isinstance(error, InvalidNameString) and look_joined(str(error.args[0])))
        )
    return sorted(faults)


def _undefined(errors: Iterable[Exception]) -> list[UndefinedMacro]:
    """Return the strings without quotes that nobody has defined, where that is all that is wrong."""
    syntax = [error for error in errors if isinstance(error, PybtexSyntaxError)]
    found = [error for error in syntax if isinstance(error, UndefinedMacro)]
    return found if len(found) == len(syntax) else []


def _undefined_string(key: str, name: str) -> str:
    of = f"{key[:80]!r}: " if key else ""
    cure = (
        "put it in braces, or define it with @string, before the entry or in a file before this one"
    )
    return f"{of}no string is called {name[:80]!r}; that name is shown: {cure}."


def _parse_with(parser: Parser, text: str, names: set[str]) -> list[Exception]:
    """Parse *text* once more, strings of these *names* being what they are called."""
    parser.macros.update({name: name for name in names})
    with pybtex.errors.capture() as errors:
        parser.parse_string(text)
    for name in names:
        del parser.macros[name]
    found: list[Exception] = errors
    return found


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
