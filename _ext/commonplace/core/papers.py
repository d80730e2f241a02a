"""A published work as one object: what its bibliographic entry says, in our own words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from .entry_dates import year_number
from .works import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Inlines

MANY = 20  #: authors up to which all of them are named
LEADING = 10  #: how many are named of more


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author as a bibliography names one."""

    name: str  #: as it is shown: given name first
    family: str  #: what labels and sorting use, with its particle
    given: str = ""
    group: bool = False  #: whether it is a name in braces: a group's, not a person's


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The facts of one entry of a bibliography file, free of TeX."""

    key: str  #: citekey as it stands in the file
    kind: str  #: type of the entry, in lower case
    title: Inlines
    title_text: str
    authors: tuple[Person, ...] = ()
    edited: bool = False  #: whether those are its editors, for want of authors
    and_others: bool = False  #: whether there are more authors than the entry names
    year: str = ""
    venue: str = ""  #: journal, proceedings, publisher or school
    doi: str = ""
    arxiv: str = ""
    arxiv_version: str = ""
    openreview: str = ""
    links: tuple[tuple[str, str], ...] = ()  #: (label, address) of the buttons, in their order
    abstract: Inlines = ()
    keywords: tuple[str, ...] = ()
    retracted: str = ""  #: what the entry says of a retraction
    source: str = ""  #: the entry as its author wrote it
    # Where it stands is for messages. No page shows it, so that digests leave it out: an entry above
    # moves all the others.
    file: str = field(default="", repr=False)  #: path, relative to the folder of ``conf.py``
    line: int = field(default=1, repr=False)
    # What a reader keeps in the entry of a work without a note; a note's own word goes first.
    status: str = ""
    status_reason: str = ""
    topics: tuple[str, ...] = ()
    priority: int | None = None
    rating: int | None = None
    queued: str = ""  #: ISO date
    read: tuple[str, ...] = ()  #: ISO dates

    def of_record(self) -> Paper:
        """Return what is published of the work, without what its readers and its file say."""
        return replace(
            self,
            abstract=(),
            keywords=(),
            source="",
            status="",
            status_reason="",
            topics=(),
            priority=None,
            rating=None,
            queued="",
            read=(),
        )

    def short_authors(self, most: int = 3) -> str:
        """Return the family names: of one, of a few, or of the first with *et al.* behind it."""
        names = short_names(self.authors, 0 if self.and_others and self.authors else most)
        return " ".join(filter(None, [names, self.role]))

    @property
    def leading(self) -> tuple[Person, ...]:
        """The authors that are named: all, or the first of the thousands that a collaboration has."""
        return self.authors if len(self.authors) <= MANY else self.authors[:LEADING]

    @property
    def role(self) -> str:
        """What is said behind the names of those who are no authors."""
        if not self.edited:
            return ""
        return "(eds.)" if len(self.authors) > 1 or self.and_others else "(ed.)"

    @property
    def address(self) -> str:
        """The address of the work itself, empty when the entry has none."""
        return self.links[0][1] if self.links else ""

    @property
    def identities(self) -> tuple[str, ...]:
        """What no other work can have: DOI, arXiv id without version, OpenReview id."""
        return tuple(
            f"{kind}:{value}"
            for kind, value in (
                ("doi", self.doi.lower()),  # DOIs compare without case
                ("arxiv", self.arxiv),
                ("openreview", self.openreview),
            )
            if value
        )

    @property
    def sort_year(self) -> int:
        """The year as a number for sorting, 0 when there is none."""
        return year_number(self.year)


def others(number: int, *, more: bool = False) -> str:
    """Return what is said of authors who are not named; *more*: there are some beside these."""
    return "others" if more else f"{number} others" if number > 1 else "1 other"


def short_names(authors: tuple[Person, ...], most: int = 3) -> str:
    """Return the family names: one, *A and B*, or *A et al.* above *most*."""
    families = [person.family for person in authors]
    if len(families) > most:
        return f"{families[0]} et al."
    return " and ".join(filter(None, [", ".join(families[:-1]), *families[-1:]]))


def near_titles(papers: list[Paper]) -> Iterator[tuple[Paper, Paper]]:
    """Yield the pairs of works whose titles are nearly equal, in time linear but for a sort.

    Compared are neighbours in the order of the titles, read forwards and backwards, so that a
    difference at the end or at the beginning is found alike.
    """
    titled = [(title, paper) for paper in papers if len(title := plain_title(paper.title_text)) > 9]
    seen: set[tuple[str, str]] = set()
    for turned in (False, True):
        ordered = sorted(titled, key=lambda item: (item[0][:: -1 if turned else 1], item[1].key))
        for place, (title, paper) in enumerate(ordered):
            for other_title, other in ordered[place + 1 : place + 4]:
                pair = (min(paper.key, other.key), max(paper.key, other.key))
                if pair in seen or not _comparable(title, other_title):
                    continue
                if _alike(title, other_title, ALIKE) and _same_words(title, other_title):
                    seen.add(pair)
                    yield (paper, other) if paper.key < other.key else (other, paper)


ALIKE = 0.94  #: share of equal characters from which two titles may be of one work
SPELLING = 0.8  #: the same of two words that are spellings of one
SMALL = frozenset(("the", "a", "an", "of", "and", "in", "on", "for", "re"))
NUMBER = re.compile(r"\w*\d\w*|[ivx]+|[^\Wa]")


def _alike(one: str, other: str, share: float) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= share and matcher.ratio() >= share


def _comparable(one: str, other: str) -> bool:
    """Tell whether two titles can be alike: numbers tell works of one series apart."""
    if one == other:
        return True
    numbers, others = (
        [word for word in title.split() if NUMBER.fullmatch(word)] for title in (one, other)
    )
    return numbers == others and abs(len(one) - len(other)) <= 0.1 * max(len(one), len(other))


def _same_words(one: str, other: str) -> bool:
    """Tell whether titles differ in spelling and small words only: *un-* makes another work."""
    words, others = one.split(), other.split()
    for tag, start, end, first, last in SequenceMatcher(None, words, others).get_opcodes():
        old, new = words[start:end], others[first:last]
        if tag == "equal" or "".join(old) == "".join(new) or SMALL.issuperset((*old, *new)):
            continue
        if len(old) != len(new) or not all(map(_one_word, old, new)):
            return False
    return True


def _one_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return _alike(one, other, SPELLING) and (one == other or not long.endswith(short))
