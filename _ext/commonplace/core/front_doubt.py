"""What cannot be read as front matter, looked at for words that would hold the page back.

Nothing unpublished gets out: where it is not clear what an author meant, a page that may be a draft
is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .front_values import FALSE

#: How far below its first line something may still be front matter.
LONGEST = 200

# What editors and people make of three dashes; the fence of TOML.
_FENCE = re.compile(r"(?:-|[\u2010-\u2015\u2212]){2,}|\+{3,}")
_KEY = re.compile(r"""["']?\w[\w -]{0,60}["']?\s*[:=]""")
_BEFORE = re.compile(r"[\s\ufeff\u200b-\u200d\u2060]*")
_HOLDS = re.compile(
    r"""[\s"'{,-]*(?P<key>draft|publish|published)["']?\s*[:=]\s*["']?(?P<value>[\w-]+)"""
    r"""["'},;\s]*(?:[:\#].*)?""",
    re.IGNORECASE,
)
_FIELD = re.compile(r":(\w[\w -]{0,60}):(?:[ \t]+(.*))?$")
_DATE = re.compile(r"""[\s"'{,-]*date["']?\s*[:=](?P<value>.*)""", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])([1-9][0-9]{3})(?:[0-9]{4})?(?![0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """Lines at the head of a page that look like front matter, and are none."""

    text: str
    line: int  #: where they begin, from 1
    first_line: int  #: where the first of its keys would stand
    closed: bool  #: whether a fence stands before and after them


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What a text says that cannot be read."""

    draft: bool = False  #: whether it may be that of a draft
    year: int | None = None  #: the latest year that its date names


def doubt(text: str) -> Doubt:
    """Return what lines that cannot be read as YAML seem to say of publishing the page."""
    draft, years = False, list[int]()
    for line in text.splitlines():
        if found := _HOLDS.fullmatch(line):
            is_false = found["value"].lower() in FALSE
            draft = draft or is_false == (found["key"].lower() != "draft")
        elif found := _DATE.fullmatch(line):
            years += filter(None, [latest_year(found["value"])])
    return Doubt(draft=draft, year=max(years, default=None))


def latest_year(text: str) -> int | None:
    """Return the latest year that *text* names, if it names one."""
    return max(map(int, _YEAR.findall(text)), default=None)


def head_of_fields(text: str) -> str:
    """Return the fields at the head of a page in reStructuredText, each on a line ``key: value``.

    Before them stand at most comments and the three lines of the page's title.
    """
    fields, others = list[str](), 0
    for line in text.splitlines()[:LONGEST]:
        if found := _FIELD.match(line):
            fields.append(f"{found[1]}: {found[2] or ''}\n")
        elif line.strip() and not line.startswith((" ", "\t", "..")):
            others += 1
            if others > 3:
                break
    return "".join(fields)


def lookalike(text: str) -> Lookalike | None:
    """Find what a page begins with that was meant to be front matter, by its look.

    The fence stands below an empty line, after a blank or a second byte order mark, is made of
    other dashes, or is missing above lines that one closes.
    """
    start = _BEFORE.match(text).end()  # type: ignore[union-attr]
    number = text.count("\n", 0, start) + 1
    lines = [line.strip() for line in text[start : start + 40 * LONGEST].splitlines()[:LONGEST]]
    if not lines:
        return None
    opened = _FENCE.fullmatch(lines[0]) is not None
    if not opened and not _KEY.match(lines[0]):
        return None
    body = lines[opened:]
    end = next(
        (at for at, line in enumerate(body) if _FENCE.fullmatch(line) or line == "..."), None
    )
    gap = body.index("") if "" in body else len(body)
    if end is None or (not opened and end > gap):
        if not opened:
            return None  # a paragraph
        end = gap
        closed = False
    else:
        closed = opened
    return Lookalike(
        text="".join(f"{line}\n" for line in body[:end]),
        line=number,
        first_line=number + opened,
        closed=closed,
    )
