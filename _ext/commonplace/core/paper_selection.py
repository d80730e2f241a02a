"""Selecting and sorting works: which of them a query means, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .shelf import year_of
from .slugs import slug, sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .model import Part
    from .requests import PaperQuery
    from .shelf import Holding


def part_matches(part: Part, wanted: Iterable[str]) -> bool:
    """Tell whether a part is one of *wanted*; *observation* is every numbered one."""
    stem = part.name.rstrip("0123456789").rstrip("-")
    return any(slug(name) in (part.name, stem) for name in wanted)


def tests_of(query: PaperQuery) -> Iterable[Callable[[Holding], bool]]:
    """Return the conditions of *query*; a table of (value given, test)."""
    if query.selection == "shelved" and not query.keys:
        yield lambda held: bool(held.notes or held.status)
    if query.selection == "noted":
        yield lambda held: bool(held.notes)
    if query.selection == "unnoted":
        yield lambda held: not held.notes and bool(held.status)
    if query.topic:
        topic = slug(query.topic)
        yield lambda held: any(slug(name) == topic for name in held.topics)
    if query.status:
        yield lambda held: held.status in query.status
    if query.year:
        yield lambda held: year_of(held.paper) == query.year
    if query.venue:
        venue = query.venue.casefold()
        yield lambda held: venue in held.paper.venue.casefold()
    if query.author:
        author = slug(query.author)
        yield lambda held: any(
            author in (slug(person.name), slug(person.family)) for person in held.paper.authors
        )
    if query.tag:
        tag = slug(query.tag)
        yield lambda held: any(slug(name) == tag for name in held.tags)


def _family(held: Holding) -> str:
    return sort_key(held.paper.authors[0].family) if held.paper.authors else ""


def _noted(held: Holding) -> float:
    moment = held.note.front.date if held.note else None
    return moment.timestamp() if moment else 0.0


#: Sort key to (key function, whether it naturally goes down, whether a work has what it needs).
PAPER_SORTS: dict[str, tuple[Callable[[Holding], Any], bool, Callable[[Holding], bool]]] = {
    "year": (lambda held: held.paper.sort_year, True, lambda held: bool(held.paper.sort_year)),
    "author": (_family, False, lambda held: bool(held.paper.authors)),
    "title": (lambda held: sort_key(held.paper.title_text), False, lambda held: True),
    "venue": (lambda held: sort_key(held.paper.venue), False, lambda held: bool(held.paper.venue)),
    "date": (_noted, True, lambda held: bool(_noted(held))),
    "read": (lambda held: held.read[-1:], True, lambda held: bool(held.read)),
    "priority": (lambda held: held.priority or 0, False, lambda held: held.priority is not None),
    "rating": (lambda held: held.rating or 0, True, lambda held: held.rating is not None),
    "key": (lambda held: held.key.casefold(), False, lambda held: True),
}

GROUPED: dict[str, Callable[[Holding], str]] = {
    "year": lambda held: year_of(held.paper),
    "venue": lambda held: held.paper.venue,
    "status": lambda held: held.status,
    "author": lambda held: held.paper.authors[0].name if held.paper.authors else "",
}
