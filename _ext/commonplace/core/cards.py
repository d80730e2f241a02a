"""Pictures for pages that have none of their own, to be shown beside a link: what they say."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .inline import CJK

if TYPE_CHECKING:
    from collections.abc import Callable, Container

WIDTH, HEIGHT = 1200, 630  #: pixels, as those who show links want them
FOLDER = "social-cards"
COLORS = {"background": "#1b3a4b", "text": "#f4efe4", "accent": "#ffc766"}
_PIECE = re.compile(rf"[{CJK}]|[^\s{CJK}]+|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card says."""

    title: str
    authors: str = ""
    date: str = ""
    site: str = ""


def file_of(docname: str) -> str:
    """Return the name of the card of a page in the output."""
    return f"{FOLDER}/{docname}.png"


def drawable(text: str, known: Container[int]) -> str:
    """Return *text* as a font with the *known* code points can set it; ``""`` if it cannot.

    Signs such as emoji are left out. Scripts that run from the right, whose letters join, cannot be
    set one letter after the other.
    """
    kept = []
    for char in unicodedata.normalize("NFC", " ".join(text.split())):
        if unicodedata.bidirectional(char) in ("R", "AL", "AN"):
            return ""
        if ord(char) in known:
            kept.append(char)
        elif unicodedata.category(char)[0] in "LNP":
            return ""
    return " ".join("".join(kept).split())


def wrapped(
    text: str, width: float, lines: int, measure: Callable[[str], float]
) -> tuple[list[str], bool]:
    """Return *text* in lines no wider than *width*, and whether all of it fits into *lines*."""
    found = [""]
    for piece in _PIECE.findall(text):
        if piece.isspace():
            found[-1] += " " if found[-1] else ""
        elif measure(found[-1] + piece) <= width:
            found[-1] += piece
        else:
            found[-1] = found[-1].rstrip()
            found += _cut(piece, width, measure)
    found = [line.strip() for line in found if line.strip()]
    if len(found) <= lines:
        return found, True
    last = found[lines - 1]
    while last and measure(f"{last}…") > width:
        last = last[:-1].rstrip()
    return [*found[: lines - 1], f"{last}…"], False


def _cut(word: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return a word in pieces that are no wider than *width*."""
    pieces = [""]
    for char in word:
        if pieces[-1] and measure(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
