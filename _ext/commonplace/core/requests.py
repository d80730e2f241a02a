"""What a pointer in a page asks for: frozen records, each answered by a view of its own.

A listing's request is ``Query``, in a module of its own; these are the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .query import Order

PaperSort = Literal["year", "author", "title", "venue", "date", "read", "priority", "rating", "key"]
PaperGroup = Literal["", "topic", "year", "venue", "status", "author"]
PaperStyle = Literal["list", "cards", "table"]
Selection = Literal["shelved", "noted", "unnoted", "all", "cited"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """An index of tags, authors, series, topics, years or years of papers."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who somebody is, as the configuration says.

    That is an author who is named; else whom the site's own profile is about; where there is
    none, the authors of the page, or those of the site.
    """

    author: str = ""
    known: bool = True  #: whether an author who is named ought to be one of the configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What the page says about itself below its title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """The works that the page is a note about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedBy:
    """The places on other pages that cite the works of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlinks:
    """The places on other pages that link to the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """The links that say they are of one kind, on the whole site."""

    name: str  #: one of ``kb_relations``


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """The feeds of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteGraph:
    """The graph of the whole site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalGraph:
    """The page and those that links tie it to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is wrong with the web of notes: orphans, dead ends, wanted notes."""

    heading_level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TermUses:
    """How a term of a glossary hangs together with others, and where it is used."""

    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The pages that have most in common with the page, and what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteThis:
    """How the page itself is cited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperQuery:
    """A selection of works and the way to show it."""

    selection: Selection = "shelved"
    keys: tuple[str, ...] = ()  #: these works, in this order
    topic: str = ""
    status: tuple[str, ...] = ()
    year: str = ""
    venue: str = ""
    author: str = ""
    tag: str = ""
    sort: PaperSort = "year"
    order: Order | Literal[""] = ""
    limit: int | None = None
    group: PaperGroup = ""
    style: PaperStyle = "list"
    notes: bool = True  #: whether the notes are shown below their works
    parts: tuple[str, ...] = ()  #: parts of the notes to show
    heading_level: int = 2
    empty: str = ""
    #: Where it stands, for messages; 0 in a file that is included.
    line: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Parts of several notes side by side."""

    query: PaperQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingList:
    """What is being read, what waits, what was read, and the topics that are learnt."""

    sections: tuple[str, ...]  #: which of ``READING_SECTIONS``, in this order
    topic: str = ""
    heading_level: int = 2


READING_SECTIONS = ("topics", "counts", "reading", "next", "later", "skipped", "finished")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is missing between the bibliography, the notes and the citations."""

    heading_level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBibliography:
    """The works that the page cites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderComments:
    """Where readers comment on the page."""


#: What stands at the foot of a page, in this order.
FOOT = (CitedBy(), Backlinks(), LocalGraph(), Related(), CiteThis(), ReaderComments())
FOOT_OF_OTHERS = (Backlinks(), ReaderComments())  #: of pages in no collection
