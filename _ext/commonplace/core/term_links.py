"""The first use of each term in a passage, found by its words, in time linear in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from .model import LinkPlace, Reference
from .sentences import MARK, sentences_around
from .slugs import slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from .glossary import Place
    from .model import Inline, Inlines, Passage

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
BETWEEN = re.compile(r"(?:\s+|[-\u2010\u2011])")
ATTACHED = re.compile(r"[\w\-\u2010\u2011/@.]")  #: a word that goes on is another word
CAPITALS = re.compile(r"[A-Z].*[A-Z]")


@dataclass(frozen=True, slots=True)
class TermLink:
    """A place in the texts of a passage that is linked to a term."""

    text: int  #: which of the texts
    start: int
    end: int
    place: Place


class Phrases:
    """Every spelling of every term by its first word, the longest first."""

    def __init__(
        self, spellings: Iterable[tuple[str, Place]], owners: Mapping[Place, Place]
    ) -> None:
        self._owners = owners
        self._by_first: dict[str, list[tuple[tuple[str, ...], bool, Place]]] = {}
        for name, place in spellings:
            words = tuple(WORD.findall(name))
            if not words or WORD.sub("", name).strip(" -\u2010\u2011\t\n"):
                continue  # C++: signs are no words
            exact = bool(CAPITALS.search(name))  # CLIP is no clip
            self._by_first.setdefault(words[0].casefold(), []).append((words, exact, place))
        for phrases in self._by_first.values():
            phrases.sort(key=lambda phrase: (-len(phrase[0]), phrase))

    def first_uses(self, texts: Iterable[str], apart_from: Collection[Place]) -> Iterator[TermLink]:
        """Yield the first use of each term, but for *apart_from*, in the order of the text."""
        seen = set(apart_from)
        for number, text in enumerate(texts):
            words = list(WORD.finditer(text))
            index = 0
            while index < len(words):
                found = self._at(text, words, index)
                if found is None:
                    index += 1
                    continue
                count, place = found
                start, end = words[index].start(), words[index + count - 1].end()
                index += count
                owner = self._owners.get(place, place)
                if owner not in seen:
                    seen.add(owner)
                    yield TermLink(number, start, end, place)

    def _at(self, text: str, words: list[re.Match[str]], index: int) -> tuple[int, Place] | None:
        first = words[index]
        phrases = self._by_first.get(first[0].casefold())
        if phrases is None or ATTACHED.match(text[first.start() - 1 : first.start()] or " "):
            return None
        for phrase, exact, place in phrases:
            taken = words[index : index + len(phrase)]
            if len(taken) < len(phrase) or not _alike(phrase, taken, exact=exact):
                continue
            gaps = (text[a.end() : b.start()] for a, b in pairwise(taken))
            if all(map(BETWEEN.fullmatch, gaps)) and not _goes_on(text, taken[-1].end()):
                return len(phrase), place
        return None


def _alike(phrase: tuple[str, ...], taken: list[re.Match[str]], *, exact: bool) -> bool:
    if exact:
        return all(word == match[0] for word, match in zip(phrase, taken, strict=True))
    return all(
        word.casefold() == match[0].casefold() for word, match in zip(phrase, taken, strict=True)
    )


def _goes_on(text: str, end: int) -> bool:
    """Tell whether a word goes on behind a place; a full stop that ends a sentence does not."""
    following = text[end : end + 2]
    if following[:1] == ".":
        return bool(following[1:]) and following[1:].isalnum()
    return bool(ATTACHED.match(following))


def use_anchor(docname: str, passage: int, number: int) -> str:
    """Return the anchor of a term that is linked by itself: which one, of which passage of a page."""
    return f"use-{slug(docname)}-{passage}-{number}"  # a book holds several pages


def place_of(passage: Passage, link: TermLink, anchor: str) -> LinkPlace:
    """Return the place of a term that is linked by itself, with the sentence around it."""
    starts = [number for number, _ in passage.blocks]
    _, block = passage.blocks[bisect_right(starts, link.text) - 1]
    sentences = sentences_around(tuple(_marked(block, link.text, link.start)))
    return LinkPlace(
        reference=Reference(
            kind="std:term", target=passage.texts[link.text][link.start : link.end]
        ),
        anchor=anchor,
        sentence=sentences.get(0, ()),
        section=passage.section,
        section_id=passage.section_id,
    )


def _marked(inlines: Inlines, number: int, offset: int) -> Iterator[Inline]:
    """Yield *inlines* with one mark, behind *offset* characters of the piece with this number."""
    here = False
    for item in inlines:
        if isinstance(item, str):
            if here:
                yield from (item[:offset], (MARK, (("n", 0),), ()), item[offset:])
            else:
                yield item
            here = False
        elif item[0] == MARK:
            here = dict(item[1])["n"] == number
        else:
            yield (item[0], item[1], tuple(_marked(item[2], number, offset)))
