"""Acronyms in running text: which there are, and which of them the text spells out itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Two or more capitals, perhaps with digits behind them, and the -s of a plural.
#: With a capitalised word behind a hyphen it is part of a name: NT-Xent, MLP-Mixer.
ACRONYM = re.compile(r"(?<![\w.])([A-Z]{2,}[0-9]*)(?:[s’']s?)?(?!\w|-[A-Z][a-z])")
CAPITALS = re.compile(r"[A-Z]{2}")
ADDRESS = re.compile(r"\S*://\S*|\S+@\S+")
ROMAN = re.compile(r"[IVX]+$")
WORD = re.compile(r"[^\W\d_]+")
OPENING = re.compile(r"[(\[]\s*(?:the\s+)?$")
BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]")
REACH = 160  #: characters before an acronym in brackets in which its words are looked for

#: What readers of technical prose know.
COMMON = frozenset(
    word
    for line in (
        "AI API ARM ASCII BIOS CD CLI CPU CSS CSV CUDA DNA DNS DOI DVD EPUB FAQ FTP GB GIF GPU",
        "GUI HTML HTTP HTTPS ID IDE IEEE IO IP ISBN ISO IT JPEG JSON KB LAN LED MB MIT MP3 NASA",
        "OK ORCID OS PC PDF PNG POSIX RAM RGB RSS SDK SHA SI SQL SSD SSH SSL SVG TB TCP TLS TODO",
        "TPU TV UDP UI UK URI URL US USA USB UTC UTF UUID UX VM VPN WWW XML YAML ZIP AD BC AM PM",
        "CEO PhD",
    )
    for word in line.split()
)


def acronyms(text: str) -> Iterator[tuple[str, int]]:
    """Yield each acronym of *text* with its place, without the -s of a plural."""
    # Few texts have any, and what holds neither sign needs no search that goes back at each word.
    if CAPITALS.search(text) is None:
        return
    if "://" in text or "@" in text:
        text = ADDRESS.sub(lambda found: " " * len(found[0]), text)
    for match in ACRONYM.finditer(text):
        if not ROMAN.match(match[1]):
            yield match[1], match.start()


def spelt_out(texts: Iterable[str]) -> frozenset[str]:
    """Return the acronyms that *texts* spell out.

    Either the words stand before it, *variational autoencoder (VAE)*, or behind it, *VAE
    (variational autoencoder)*; one of them begins with its first letter.
    """
    return frozenset(
        name
        for text in texts
        for name, start in acronyms(text)
        if _follows(text, name, start) or _precedes(text, name, start) or _short(text, name, start)
    )


def _follows(text: str, name: str, start: int) -> bool:
    before = text[max(0, start - REACH) : start]
    opening = OPENING.search(before)
    if opening is None:
        return False
    words = WORD.findall(before[: opening.start()])[-len(name) - 2 :]
    return _fit(words, name)


def _precedes(text: str, name: str, start: int) -> bool:
    behind = BRACKETS.match(text, start + len(name) + (text[start + len(name) :][:1] == "s"))
    words = WORD.findall(behind[1]) if behind else []
    return len(words) > 1 and _fit(words, name)


def _short(text: str, name: str, start: int) -> bool:
    """Tell whether words are said to be shortened: *Deep InfoMax, DIM for short*."""
    if not text.startswith(" for short", start + len(name)):
        return False
    return _fit(WORD.findall(text[max(0, start - REACH) : start])[-len(name) - 2 :], name)


def _fit(words: Iterable[str], name: str) -> bool:
    return any(word[0].upper() == name[0] and word.upper() != name for word in words)
