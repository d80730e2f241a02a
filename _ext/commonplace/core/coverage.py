"""What is missing between the bibliography, the notes and the citations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

from .model import Quote
from .papers import near_titles
from .views import NOTHING, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import PageFacts
    from .papers import Paper
    from .shelf import Holding, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that is missing: the work, and in what way."""

    paper: Paper
    detail: str = ""
    pages: tuple[PageFacts, ...] = ()  #: that cite it, or are about it


#: Kind of gap to its heading and what it means.
KINDS = {
    "unnoted": (
        "Cited, without a note",
        "These works are cited on this site; no note is about them.",
    ),
    "uncited": ("Noted, but cited nowhere", "These works have a note; no other page cites them."),
    "queued": ("Waiting for long", "These works have been on the reading list for long."),
    "duplicate": ("One work under two keys", "These entries seem to be of one work."),
    "unaddressed": ("Without an address", "These entries have no DOI, no arXiv id and no URL."),
    "retracted": ("Retracted", "These works have been retracted."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """A gap as the page of coverage shows it."""

    key: str
    title: Quote
    about: str
    address: str
    detail: str
    pages: tuple[tuple[Quote, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """The gaps of the site: counts first, then kind by kind."""

    works: int
    noted: int
    cited: int
    kinds: tuple[tuple[str, str, str, tuple[GapRow, ...]], ...]  #: (kind, heading, meaning, rows)
    heading_level: int = 2


def coverage_view(shelf: Shelf, *, today: date, patience: int, heading_level: int) -> CoverageView:
    """Return what the page of coverage shows."""
    found = gaps(shelf, today=today, patience=patience)
    unknown = tuple(_unknown(shelf))
    return CoverageView(
        works=len(shelf.papers),
        noted=len(shelf.noted),
        cited=sum(key in shelf.citing for key in shelf.papers),
        kinds=(
            *(((*UNKNOWN, unknown),) if unknown else ()),
            *(
                (kind, *KINDS[kind], tuple(_row(gap, shelf) for gap in members))
                for kind, members in found.items()
                if members
            ),
        ),
        heading_level=heading_level,
    )


UNKNOWN = (
    "unknown",
    "Unknown citekeys",
    "Pages cite these keys, or are about them, and no bibliography file has an entry.",
)
SUGGESTED = 20  #: unknown keys for which the nearest are looked for: each takes a look at all


def _unknown(shelf: Shelf) -> Iterator[GapRow]:
    """Yield the citekeys that no entry has, with those that look like them."""
    pages: dict[str, dict[str, PageFacts]] = {}
    spelt: dict[str, str] = {}
    for key, citing in shelf.citing.items():
        if key in shelf.papers:
            continue
        pages[key] = {item.page.docname: item.page for item in citing}
        works = (work for item in citing for place in item.places for work in place.works)
        spelt[key] = next(work for work in works if work.lower() == key)
    for key, notes in shelf.notes.items():
        if key not in shelf.papers:
            pages.setdefault(key, {}).update({page.docname: page for page in notes})
            asked = (name for page in notes for name in page.front.papers)
            spelt.setdefault(key, next(name for name in asked if name.lower() == key))
    for number, key in enumerate(sorted(pages)):
        near = get_close_matches(key, shelf.papers, n=3, cutoff=0.6) if number < SUGGESTED else []
        names = " or ".join(shelf.papers[name].key for name in near)
        yield GapRow(
            key=spelt[key],
            title=NOTHING,
            about="",
            address="",
            detail=f"did you mean {names}?" if near else "",
            pages=tuple((title_of(page), name) for name, page in sorted(pages[key].items())),
        )


def _row(gap: Gap, shelf: Shelf) -> GapRow:
    paper = gap.paper
    return GapRow(
        key=paper.key,
        title=Quote(content=paper.title),
        about=shelf.about(paper),
        address=paper.address,
        detail=gap.detail,
        pages=tuple((title_of(page), page.docname) for page in gap.pages),
    )


def gaps(shelf: Shelf, *, today: date, patience: int) -> dict[str, list[Gap]]:
    """Return what is missing, by kind.

    :param today: the day of this build
    :param patience: days after which a work has waited for long
    """
    found: dict[str, list[Gap]] = {kind: [] for kind in KINDS}
    for held in shelf.all:
        for kind, gap in _gaps_of(held, shelf, today - timedelta(days=patience)):
            found[kind].append(gap)
    found["duplicate"] = [
        Gap(paper=one, detail=f"{other.key}: {why}") for one, other, why in _duplicates(shelf)
    ]
    for members in found.values():
        members.sort(key=lambda gap: (gap.paper.key.casefold(), gap.paper.key, gap.detail))
    return found


def _gaps_of(held: Holding, shelf: Shelf, limit: date) -> Iterator[tuple[str, Gap]]:
    paper = held.paper
    own = {page.docname for page in held.notes}
    citing = tuple(item.page for item in shelf.citing.get(paper.key.lower(), ()))
    if citing and not held.notes:
        yield "unnoted", Gap(paper=paper, pages=citing)
    if held.notes and all(page.docname in own for page in citing):
        yield "uncited", Gap(paper=paper, pages=held.notes)
    if held.status in ("", "to-read") and (held.status or held.priority is not None):
        since = _waiting_since(held, shelf)
        if since and since < limit:
            yield "queued", Gap(paper=paper, detail=f"since {since.isoformat()}", pages=held.notes)
    if not paper.links:
        yield "unaddressed", Gap(paper=paper)
    if paper.retracted:
        yield "retracted", Gap(paper=paper, detail=paper.retracted, pages=citing)


def _waiting_since(held: Holding, shelf: Shelf) -> date | None:
    """Return since when a work waits: its own word, else the date of its note."""
    moment = held.note.front.date if held.note else None
    given = held.queued or (moment.astimezone(shelf.zone).date().isoformat() if moment else "")
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _duplicates(shelf: Shelf) -> Iterator[tuple[Paper, Paper, str]]:
    """Yield the pairs of entries that are of one work: same identity, or nearly the same title."""
    seen: set[tuple[str, str]] = set()
    first: dict[str, Paper] = {}
    for paper in shelf.papers.values():
        for identity in paper.identities:
            other = first.setdefault(identity, paper)
            pair = (other.key, paper.key)
            if other is not paper and pair not in seen:
                seen |= {pair, pair[::-1]}
                yield other, paper, f"both are {identity}"
    for one, other in near_titles(list(shelf.papers.values())):
        if (one.key, other.key) in seen or _told_apart(one, other):
            continue
        yield one, other, "the titles are nearly the same"


def _told_apart(one: Paper, other: Paper) -> bool:
    """Tell whether two works of like titles are different all the same: other people, far years."""
    names = {person.family.casefold() for person in one.authors}
    others = {person.family.casefold() for person in other.authors}
    if names and others and names.isdisjoint(others):
        return True
    if one.sort_year and other.sort_year and abs(one.sort_year - other.sort_year) > 3:
        return True
    # Both with a DOI of their own are two published works, such as the volumes of a handbook.
    return bool(one.doi and other.doi and one.doi.lower() != other.doi.lower())
