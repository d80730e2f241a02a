"""The identifiers of pages in feeds, of which no two are the same.

Sources: RFC 4287, 4.2.6 (an identifier never changes, whatever becomes of the entry); RFC 4151 (tag URIs).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from .feeds import is_uri, name_uri, tag_uri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from .model import FrontMatter, PageFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two pages that would have one identifier."""

    docname: str  #: which is named otherwise
    other: str
    name: str  #: what it would have been


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedNames:
    """What each page is called in feeds."""

    names: Mapping[str, str]  #: docname to identifier, of the pages that have an ``id`` or a date
    clashes: tuple[Clash, ...]  #: beside those of one ``id``


def feed_names(
    pages: Mapping[str, PageFacts], *, authority: str, day: Callable[[datetime], str]
) -> FeedNames:
    """Return the identifiers of *pages*: of each its ``id``, else one of its first address.

    Those that authors chose come first, then pages have theirs in the order of their names.

    :param authority: who names them.
    :param day: tells the date of a moment.
    """
    owners: dict[str, str] = {}
    for docname in sorted(pages):
        if name := pages[docname].front.id:
            owners.setdefault(name if is_uri(name) else name_uri(authority, name), docname)
    names = {docname: name for name, docname in owners.items()}
    clashes = []
    for docname in sorted(pages.keys() - names.keys()):
        front = pages[docname].front
        if (moment := front.date or front.updated) is None:
            continue
        wishes = [tag_uri(authority, day(moment), each) for each in _addresses(docname, front)]
        name = next((each for each in wishes if each not in owners), "")
        if name != wishes[0]:
            clashes.append(Clash(docname=docname, other=owners[wishes[0]], name=wishes[0]))
        if not name:
            more = (f"{wishes[-1]}~{number}" for number in count(2))
            name = next(each for each in more if each not in owners)
        owners[name] = docname
        names[docname] = name
    return FeedNames(names=names, clashes=tuple(clashes))


def first_alias(front: FrontMatter) -> str:
    """Return the oldest address that a page names, without slashes around it; ``""`` of most."""
    return front.aliases[0].strip("/") if front.aliases else ""


def _addresses(docname: str, front: FrontMatter) -> Iterator[str]:
    """Yield what a page is named by, the best first."""
    if alias := first_alias(front):
        yield alias
    yield docname


def update_name(name: str, day: str) -> str:
    """Return the identifier of a change of the page *name*; an address has one fragment at most."""
    return f"{name}{'/' if '#' in name else '#'}updated-{day}"
