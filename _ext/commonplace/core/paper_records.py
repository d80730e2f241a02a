"""What places in a page show of works, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .views import NOTHING

if TYPE_CHECKING:
    from .model import Quote
    from .views import Link

STATES = {
    "reading": "reading",
    "to-read": "to read",
    "read": "read",
    "re-read": "read again",
    "skipped": "skipped",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StateView:
    """How far a reader has come with a work."""

    status: str = ""  #: as it is written
    shown: str = ""  #: as it is read
    reason: Quote = NOTHING
    rating: int | None = None
    dates: tuple[str, ...] = ()  #: when it was read, as dates are shown here


NO_STATE = StateView()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A work at the head of its note."""

    key: str
    title: Quote
    authors: tuple[Link, ...]
    role: str  #: what is said behind them, where they are editors
    venue: str
    year: Link
    links: tuple[tuple[str, str], ...]
    abstract: Quote
    source: str
    state: StateView
    retracted: str
    takeaway: Quote = NOTHING
    # Where the entry stands is for messages alone, and no part of what is shown.
    file: str = field(default="", repr=False)
    line: int = field(default=1, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """A place that cites."""

    anchor: str
    sentence: Quote
    section: Quote = NOTHING
    relation: str = ""  #: what a link says it is
    works: tuple[str, ...] = ()  #: labels of those it cites, where it could be several


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingView:
    """A page that cites, and where."""

    docname: str
    title: Quote
    places: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedByView:
    """Who cites a work: by page, with the sentences."""

    pages: tuple[CitingView, ...] = ()
    notes: tuple[tuple[Quote, str], ...] = ()  #: title and docname of the notes about it


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A part of a note as another page shows it."""

    label: str
    anchor: str
    content: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A work in a listing."""

    key: str
    title: Quote
    address: str
    authors: str
    venue: str
    year: str
    state: StateView = NO_STATE
    takeaway: Quote = NOTHING
    retracted: str = ""
    topics: tuple[str, ...] = ()  #: slugs
    notes: tuple[tuple[Quote, str], ...] = ()  #: title and docname
    parts: tuple[PartView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGroupView:
    """Works under one heading."""

    title: Quote = NOTHING
    docname: str = ""
    link: str = ""
    introduction: Quote = NOTHING
    rows: tuple[PaperRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperListView:
    """A listing of works."""

    style: str
    groups: tuple[PaperGroupView, ...]
    heading_level: int = 2
    notes: bool = True
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonView:
    """Parts of several notes side by side: a row for each work, a column for each part."""

    columns: tuple[str, ...]
    rows: tuple[tuple[PaperRow, tuple[PartView | None, ...]], ...]
    empty: str = ""
