"""The shelf: every work of the bibliography with its notes, its citing places and its state.

Built anew in each build from the facts of pages and entries, in time linear in both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from .brackets import with_names
from .markdown import inlines_of_markdown
from .slugs import slug, sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, tzinfo

    from .model import CitingPlace, Inlines, PageFacts
    from .papers import Paper

LETTERED = re.compile("[a-z]+")
NOTED_AUTHOR = 2  #: noted papers from which an author has a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A work and how far its reader has come with it; the note's word goes before the entry's."""

    paper: Paper
    notes: tuple[PageFacts, ...] = ()  #: published pages about it, by docname
    status: str = ""
    reason: Inlines = ()  #: why it has that status, names in brackets as links
    priority: int | None = None
    rating: int | None = None
    queued: str = ""  #: ISO date
    read: tuple[str, ...] = ()  #: ISO dates
    takeaway: Inlines = ()
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The citekey."""
        return self.paper.key

    @property
    def note(self) -> PageFacts | None:
        """The first note, if there is one."""
        return self.notes[0] if self.notes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """One page and the places in it that cite a work."""

    page: PageFacts
    places: tuple[CitingPlace, ...]


@dataclass(kw_only=True)
class Shelf:
    """Every work, looked up by key."""

    zone: tzinfo
    papers: Mapping[str, Paper]  #: by citekey in lower case, in the order of the files
    pages: Mapping[str, PageFacts]
    #: what the bibliography calls a work, by key: *Vaswani et al., 2017a*
    label: Callable[[str], str] = lambda key: key
    _holdings: dict[str, Holding] = field(default_factory=dict)

    @cached_property
    def by_identity(self) -> dict[str, str]:
        """Citekey in lower case by DOI, arXiv or OpenReview id; of several, the first."""
        found: dict[str, str] = {}
        for key, paper in self.papers.items():
            for identity in paper.identities:
                found.setdefault(identity, key)
        return found

    @cached_property
    def notes(self) -> dict[str, tuple[PageFacts, ...]]:
        """The pages about each work, by citekey in lower case."""
        found: dict[str, list[PageFacts]] = {}
        for _, page in sorted(self.pages.items()):
            for key in keys_of(page):
                found.setdefault(key, []).append(page)
        return {key: tuple(pages) for key, pages in found.items()}

    @cached_property
    def citing(self) -> dict[str, tuple[Citing, ...]]:
        """The pages that cite each work, by citekey in lower case; known or not."""
        found: dict[str, dict[str, list[CitingPlace]]] = {}
        for docname, page in sorted(self.pages.items()):
            for place in page.citations:
                for key in self.keys_of(place):
                    found.setdefault(key, {}).setdefault(docname, []).append(place)
        return {
            key: tuple(
                Citing(page=self.pages[docname], places=tuple(places))
                for docname, places in pages.items()
            )
            for key, pages in found.items()
        }

    def keys_of(self, place: CitingPlace) -> tuple[str, ...]:
        """Return the citekeys, in lower case, that a place cites; addresses of others are none."""
        found: dict[str, None] = {}
        for work in place.works:
            if work.startswith(("doi:", "arxiv:", "openreview:")):
                if key := self.by_identity.get(work):
                    found[key] = None
            else:
                found[work.lower()] = None
        return tuple(found)

    def works_of(self, page: PageFacts) -> tuple[str, ...]:
        """Return the citekeys of what a page cites, in the order of the text, each once."""
        found = dict.fromkeys(key for place in page.citations for key in self.keys_of(place))
        return tuple(key for key in found if key in self.papers)

    def holding(self, key: str) -> Holding | None:
        """Return the work with this citekey."""
        lower = key.lower()
        if lower not in self.papers:
            return None
        if lower not in self._holdings:
            self._holdings[lower] = self._hold(self.papers[lower])
        return self._holdings[lower]

    @cached_property
    def all(self) -> tuple[Holding, ...]:
        """Every work, in the order of the files."""
        return tuple(held for key in self.papers if (held := self.holding(key)) is not None)

    @cached_property
    def noted(self) -> tuple[Holding, ...]:
        """The works that have a note."""
        return tuple(held for held in self.all if held.notes)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts that notes have, those with a number also without it."""
        names = {part.name for held in self.noted for page in held.notes for part in page.parts}
        return tuple(sorted(names | {name.rstrip("0123456789").rstrip("-") for name in names}))

    @cached_property
    def by_author(self) -> dict[str, tuple[Holding, ...]]:
        """The noted works of each author, by the slug of the name."""
        found: dict[str, list[Holding]] = {}
        for held in self.noted:
            for key in dict.fromkeys(slug(person.name) for person in held.paper.authors):
                found.setdefault(key, []).append(held)
        return {key: tuple(works) for key, works in found.items()}

    @cached_property
    def author_names(self) -> dict[str, str]:
        """The name of each author of a noted work, by its slug."""
        return noted_authors((held.paper for held in self.noted), most=1)

    def year(self, paper: Paper) -> str:
        """Return the year of a work, with the letter that tells it from others of its label."""
        last = self.label(paper.key).rpartition(", ")[2]
        letters = last.removeprefix(paper.year or "n.d.")
        return last if letters != last and LETTERED.fullmatch(letters) else paper.year

    def about(self, paper: Paper) -> str:
        """Return who wrote a work, and when."""
        return ", ".join(filter(None, [paper.short_authors(), self.year(paper)]))

    def _hold(self, paper: Paper) -> Holding:
        notes = self.notes.get(paper.key.lower(), ())
        front = notes[0].front if notes else None
        if front is None:
            return Holding(
                paper=paper,
                status=paper.status,
                reason=(paper.status_reason,) if paper.status_reason else (),
                priority=paper.priority,
                rating=paper.rating,
                queued=paper.queued,
                read=paper.read,
                topics=paper.topics,
                tags=paper.keywords,
            )
        reason = (front.status_reason or "") if front.status else paper.status_reason
        return Holding(
            paper=paper,
            notes=notes,
            status=front.status or paper.status,
            reason=with_names(reason, notes[0].docname),
            priority=front.priority if front.priority is not None else paper.priority,
            rating=front.rating if front.rating is not None else paper.rating,
            queued=self._day(front.queued) or paper.queued,
            read=tuple(self._day(moment) for moment in front.read) or paper.read,
            takeaway=inlines_of_markdown(front.takeaway or "", notes[0].docname),
            topics=front.topics or paper.topics,
            tags=front.tags or paper.keywords,
        )

    def _day(self, moment: datetime | None) -> str:
        return moment.astimezone(self.zone).date().isoformat() if moment else ""


def keys_of(page: PageFacts) -> tuple[str, ...]:
    """Return the works that *page* is a note about, each once: citekeys compare without case."""
    return tuple(dict.fromkeys(key.lower() for key in page.front.papers))


def noted_authors(papers: Iterable[Paper], most: int = NOTED_AUTHOR) -> dict[str, str]:
    """Return slug and name of the authors of at least *most* of *papers*, which are noted."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for paper in papers:
        # Two works of one collaboration would else make a page for each of its members.
        people = paper.authors if most < NOTED_AUTHOR else paper.leading
        for key, name in {slug(person.name): person.name for person in people}.items():
            counts[key] = counts.get(key, 0) + 1
            names[key] = min(names.get(key, name), name)
    return {key: names[key] for key in sorted(counts) if counts[key] >= most}


def year_of(paper: Paper) -> str:
    """Return the year that groups a work: four digits, or nothing."""
    return paper.year[:4] if re.match(r"[0-9]{4}", paper.year) else ""


def paper_key(held: Holding) -> tuple[int, str, str, str]:
    """Order works: latest first, then by first author, title and key; a total order."""
    family = held.paper.authors[0].family if held.paper.authors else ""
    return (
        -held.paper.sort_year,
        sort_key(family),
        sort_key(held.paper.title_text),
        held.paper.key,
    )
