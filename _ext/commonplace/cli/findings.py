"""What a check can find: Sphinx's warnings, our notices, and whatever a rule adds."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonplace.cli.moved import moved_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.application import Sphinx

    from commonplace.core.model import Severity

# Sphinx writes `place: LEVEL: text [type.subtype]`; the place is missing for the configuration,
# and its line for what concerns a whole page.
_MESSAGE = re.compile(
    r"(?:(?P<place>[^\n]+?)(?::(?P<line>\d+))?: )??"
    r"(?:WARNING|ERROR|CRITICAL|SEVERE): "
    r"(?P<text>.*?)(?: \[(?P<code>[\w-]+(?:\.[\w-]+)*)\])?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend, or to know of, and where it is."""

    file: str  #: path as it can be opened from here; empty for the site as a whole
    line: int | None
    code: str  #: ``kb.<subtype>``, or Sphinx's own name of the warning
    message: str
    severity: Severity


class WarningTrap:
    """Take Sphinx's warnings in place of the terminal; each arrives in one ``write``."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.messages: list[str] = []

    def write(self, text: str) -> int:
        """Keep one message."""
        if message := click.unstyle(text).strip():
            self.messages.append(message)
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""


def parse_warning(message: str) -> Finding:
    """Take a message of Sphinx apart."""
    match = _MESSAGE.fullmatch(message)
    if match is None:
        return Finding(file="", line=None, code="sphinx", message=message, severity="fault")
    line = match["line"]
    return Finding(
        file=_from_here((match["place"] or "").rstrip(":")),
        line=int(line) if line else None,
        code=match["code"] or "sphinx",
        message=match["text"],
        severity="fault",
    )


def notices(app: Sphinx) -> Iterator[Finding]:
    """Pass on what the extension noticed during the build and did not warn of."""
    if "commonplace" not in app.extensions:
        return
    from commonplace import diagnostics

    for path, line, subtype, message in diagnostics.notices(app):
        yield Finding(
            file=_from_here(os.path.normpath(app.srcdir / path)),
            line=line,
            code=f"kb.{subtype}",
            message=message,
            severity="notice",
        )


def moved(app: Sphinx) -> Iterator[Finding]:
    """Tell which pages were moved in git without a word of where they were."""
    if "commonplace" not in app.extensions:
        return
    for docname, old in moved_pages(app):
        yield Finding(
            file=_from_here(str(app.env.doc2path(docname))),
            line=1,
            code="check.moved",
            message=f"the page was {old!r} once, by git, and does not answer there any more: add "
            f"/{old}.html or /{old}/, whichever readers have kept, to its aliases.",
            severity="notice",
        )


#: Every rule, by name. A rule sees the built application and changes nothing; a new one is a
#: function and a row here.
RULES: tuple[tuple[str, Callable[[Sphinx], Iterable[Finding]]], ...] = (
    ("notices", notices),
    ("moved", moved),
)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by file and line and drop repetitions: a page can be resolved more than once."""
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(
            unique,
            key=lambda item: (item.file, item.line or 0, item.severity, item.code, item.message),
        )
    )


def _from_here(place: str) -> str:
    path = Path(place)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return place
