"""Inline content as plain data: its text, its words, and cutting it on a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Inline, Inlines

ELLIPSIS = "..."
#: Han and kana, written without spaces: each sign counts as a word, as it does where reading
#: times are told elsewhere. A range within a character class.
CJK = (
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
# Such a sign takes the punctuation around it along, like a word between spaces.
WORD = re.compile(rf"[^\w\s]*[{CJK}][^\w\s]*|[^\s{CJK}]+")
DANGLING = ",;:\u2013\u2014-\u3001\uff0c\uff1a\uff1b\u300c\u300e\uff08\u3010\u300a\u3008"
# One formula counts as one word and is never cut.
ATOMS = frozenset({"math", "image"})
LINK = "pending_xref"  #: one without text is a word too: it gets the title of its target


def text_of(inlines: Inlines) -> str:
    """Return the plain text of *inlines*."""
    return "".join(_texts(inlines))


def _texts(inlines: Inlines) -> Iterator[str]:
    for item in inlines:
        if isinstance(item, str):
            yield item
        else:
            yield from _texts(item[2])


def walk(inlines: Inlines) -> Iterator[tuple[str, dict[str, object], Inlines]]:
    """Yield every element of *inlines*, outermost first."""
    for item in inlines:
        if not isinstance(item, str):
            yield item[0], dict(item[1]), item[2]
            yield from walk(item[2])


def truncate(inlines: Inlines, words: int) -> Inlines:
    """Keep the first *words* words of *inlines*, closed with ``...``; all of it when shorter.

    Elements stay whole as elements: an emphasis that is cut is still an emphasis, so that
    no rendering of the result has an unbalanced tag.
    """
    if words < 1:
        return ()
    kept, _, cut = _take(inlines, words)
    if not cut:
        return inlines
    return (*_rstrip(kept), ELLIPSIS)


def _take(inlines: Inlines, left: int) -> tuple[Inlines, int, bool]:
    kept: list[Inline] = []
    for item in inlines:
        if isinstance(item, str):
            piece, left, cut = _take_text(item, left)
            if piece:
                kept.append(piece)
        elif item[0] in ATOMS or (item[0] == LINK and not text_of(item[2])):
            cut = left < 1
            if not cut:
                kept.append(item)
                left -= 1
        else:
            children, left, cut = _take(item[2], left)
            if children:
                kept.append((item[0], item[1], children))
        if cut:
            return tuple(kept), left, True
    return tuple(kept), left, False


def _take_text(text: str, left: int) -> tuple[str, int, bool]:
    position = 0
    for word in WORD.finditer(text):
        if left < 1:
            return text[:position], left, True
        left -= 1
        position = word.end()
    return text, left, False


def _rstrip(inlines: Inlines) -> Inlines:
    """Take white space and dangling punctuation off the end, where the ellipsis goes."""
    if not inlines:
        return inlines
    last = inlines[-1]
    if isinstance(last, str):
        stripped = last.rstrip().rstrip(DANGLING).rstrip()
        return (*inlines[:-1], stripped) if stripped else _rstrip(inlines[:-1])
    if last[0] in ATOMS or last[0] == LINK:
        return inlines
    children = _rstrip(last[2])
    return (*inlines[:-1], (last[0], last[1], children)) if children else _rstrip(inlines[:-1])
