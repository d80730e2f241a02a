"""Inline HTML in the fields of a bibliography, which publishers' exports hold, as TeX.

Crossref's records have ``<i>``, ``<sub>`` and character references in titles, and elements of JATS in
abstracts (journal article tag suite, section "Inline elements").
"""

from __future__ import annotations

import html
import re

COMMANDS = {
    "i": "emph",
    "em": "emph",
    "italic": "emph",
    "b": "textbf",
    "strong": "textbf",
    "bold": "textbf",
    "sub": "textsubscript",
    "sup": "textsuperscript",
    "tt": "texttt",
    "code": "texttt",
    "sc": "textsc",
    "scp": "textsc",
}
TAG = re.compile(r"<(/?)(?:jats:|mml:)?([a-z]+)\s*/?>", re.IGNORECASE)
#: What JATS puts around text, and what ends one paragraph of it.
BLOCK = re.compile(r"</?jats:(?:p|sec|title|list|list-item)(?:\s[^<>]*)?/?>")
REFERENCE = re.compile(r"\\?&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
SPECIAL = re.compile(r"[&%$#_{}]")


def tex_of_html(text: str) -> str:
    """Return *text* with the inline HTML that it holds as TeX; what does not pair stays text."""
    if "<" in text:
        text = _elements(BLOCK.sub(" ", text).strip())
    return REFERENCE.sub(_character, text) if "&" in text else text


def _elements(text: str) -> str:
    pieces: list[str] = []
    open_: list[str] = []
    done = 0
    for tag in TAG.finditer(text):
        name = tag[2].lower()
        if name not in COMMANDS:
            continue
        pieces.append(text[done : tag.start()])
        done = tag.end()
        if not tag[1]:
            open_.append(name)
            pieces.append(f"\\{COMMANDS[name]}{{")
        elif open_ and open_.pop() == name:
            pieces.append("}")
        else:
            return text
    return text if open_ else "".join([*pieces, text[done:]])


def _character(found: re.Match[str]) -> str:
    reference = found[0].removeprefix("\\")
    character = html.unescape(reference)
    if character == reference or not character.isprintable():
        return found[0]
    return SPECIAL.sub(r"\\\g<0>", character)
