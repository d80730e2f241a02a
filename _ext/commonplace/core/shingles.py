"""Find runs of words of some texts in others, in time linear in their lengths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LENGTH = 8  #: words of a run that nobody writes twice by chance

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
#: Of Markdown: addresses of links, citation keys, marks of footnotes.
_ASIDE = re.compile(r"\]\([^()\s]*\)|\[[@^][^\[\]]*\]")
#: In a string of JavaScript: ``\\u00e9``, ``\\xe9``, ``\\n``.
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)

Run = tuple[str, ...]


def words_of(text: str) -> list[str]:
    """Return the words of *text*, in small letters."""
    return _WORD.findall(text.lower())


def without_tags(text: str) -> str:
    """Return *text* with the tags of markup taken out, so that runs of words go on through them."""
    return _TAG.sub(" ", text)


def without_asides(text: str) -> str:
    """Return Markdown without what stands between the words of its text."""
    return _ASIDE.sub(" ", text)


def without_escapes(text: str) -> str:
    """Return JavaScript or JSON with the characters in the place of what stands for them in strings."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(int(code, 16))
    return " " if found[3] in "bfnrtv" else found[3]


def runs(words: list[str], length: int = LENGTH) -> Iterator[Run]:
    """Yield every run of *length* words."""
    for start in range(len(words) - length + 1):
        yield tuple(words[start : start + length])


class Wanted:
    """Runs of words that are looked for.

    Each is known by its longest word, which is seldom a common one; so most words of a text are passed
    over after a single look-up.
    """

    def __init__(self, wanted: Iterable[Run]) -> None:
        self._by_word: dict[str, dict[int, set[Run]]] = {}
        for run in wanted:
            place = max(range(len(run)), key=lambda index: (len(run[index]), -index))
            self._by_word.setdefault(run[place], {}).setdefault(place, set()).add(run)

    def find(self, words: list[str]) -> Iterator[Run]:
        """Yield the runs that stand in a text, given its words."""
        for index in [index for index, word in enumerate(words) if word in self._by_word]:
            for place, found in self._by_word[words[index]].items():
                start = index - place
                if start < 0:
                    continue
                for length in {len(run) for run in found}:
                    run = tuple(words[start : start + length])
                    if run in found:
                        yield run
