"""What a listing asks for: one frozen record, made from the options of a directive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Sort = Literal["date", "title", "part", "updated", "author", "number"]
Order = Literal["asc", "desc"]
Group = Literal["", "year", "series", "topic"]
Style = Literal["numbered", "list", "cards", "table", "compact"]

WHOLE = -1  #: excerpt length that never cuts
NONE = 0  #: excerpt length that shows no excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A selection of pages and the way to show it."""

    collections: tuple[str, ...] = ("blog",)  #: empty means every collection
    tag: str = ""  #: name or slug, as in every filter below
    series: str = ""
    author: str = ""
    year: int | None = None
    status: tuple[str, ...] = ()
    topic: str = ""
    category: str = ""
    sort: Sort = "date"
    order: Order | Literal[""] = ""  #: empty means the natural one of the sort key
    limit: int | None = None
    excerpt: int | None = None  #: words; None means the configured length
    group: Group = ""
    style: Style = "numbered"
    number_from: Literal["newest", "oldest"] = "newest"
    prompt: str = ""  #: text of a shell prompt that heads the listing
    heading_level: int = 2  #: level of the headings of groups, from where the listing stands
    empty: str = ""  #: what to say when nothing matches
    #: where it stands in the file of its page, for messages; 0 where that is another file
    line: int = field(default=0, compare=False)
