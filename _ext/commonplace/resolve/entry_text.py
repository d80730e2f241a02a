"""The text of a bibliography file: where each entry begins and ends, and how it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

START = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*([{(])\s*([^\s,{}=]*)", re.MULTILINE)
#: What counts for where an entry ends.
BRACKETS = re.compile(r"\\.|[{})]", re.DOTALL)
ENDS = {"{": "}", "(": ")"}
LOOKED_THROUGH = 3  #: what looks like entries within the braces of one


def entry_pieces(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    """Yield where each entry begins, where it ends, and where the next one begins.

    What begins like one within the braces of a field is text: *@* may stand in an abstract. An entry
    ends with the bracket that closes it, or where the next begins. One pass over the text, but for
    what few entries are looked through to find the end of one.
    """
    starts = list(START.finditer(text))
    number = 0
    while number < len(starts):
        match = starts[number]
        closing, place, depth = ENDS[match[2]], match.end(2), 0
        following = number
        while True:
            following += 1
            limit = starts[following].start() if following < len(starts) else len(text)
            place, depth = _scan(text, place, limit, closing, depth)
            if depth <= 0 or following == len(starts) or following - number > LOOKED_THROUGH:
                break
        if depth > 0:  # it is not closed: the next begins where it seems to
            following = number + 1
        limit = starts[following].start() if following < len(starts) else len(text)
        yield match, place if depth < 0 else limit, limit
        number = following


def _scan(text: str, place: int, limit: int, closing: str, depth: int) -> tuple[int, int]:
    """Return the place behind the bracket that closes an entry, and -1; else *limit* and the depth."""
    for found in BRACKETS.finditer(text, place, limit):
        if found[0] == closing and depth == 0:
            return found.end(), -1
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    return limit, depth


def entry_sources(text: str) -> dict[str, tuple[str, int]]:
    """Return each entry as it is written and its line, by the key in lower case; the first counts."""
    found: dict[str, tuple[str, int]] = {}
    line, counted = 1, 0
    for match, end, _ in entry_pieces(text):
        begin = match.end() - len(match[0].lstrip())
        line += text.count("\n", counted, begin)
        counted = begin
        if match[1].lower() not in ("string", "preamble", "comment"):
            found.setdefault(match[3].lower(), (text[begin:end].rstrip(), line))
    return found


def closing(text: str, start: int, limit: int) -> int:
    """Return the place behind the bracket that closes the one at *start*, at most *limit*."""
    return _scan(text, start + 1, limit, ENDS[text[start]], 0)[0]
