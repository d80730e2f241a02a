"""Views: what a place in a page shows, as frozen values, selected from the index.

``digest(view)`` decides whether the page is written again and ``render(view)`` sees nothing
else; so whatever a reader can see of another page has to be in here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from .index import Term, date_key, is_listed, series_key, unique_terms
from .inline import truncate
from .model import Quote
from .neighbours import neighbours
from .query import NONE, WHOLE, Query
from .selection import select, topic_key
from .slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from .index import SiteIndex
    from .model import Inlines, PageFacts

NOTHING = Quote(content=())
#: (text, docname or full address), the second empty where there is nothing to link to
Link = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """How values are shown: what the configuration says about every view."""

    excerpt_length: int = 100
    reading_speed: int = 220
    date_format: str = "d MMMM yyyy"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A picture in a listing."""

    path: str  #: in the source folder
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One page in a listing."""

    docname: str
    title: Quote
    number: str = ""
    redirect: str = ""
    date: str = ""  #: ISO date, for machines
    shown_date: str = ""
    minutes: int = 0
    authors: tuple[Link, ...] = ()
    tags: tuple[Link, ...] = ()
    series: Link | None = None
    part: str = ""
    status: str = ""
    thumbnail: Thumbnail | None = None
    excerpt: Quote = NOTHING
    draft: str = ""  #: why the page is not published, in a preview


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """Entries under one heading; the only group of a listing without groups has none."""

    title: Quote = NOTHING
    docname: str = ""  #: page of the group
    link: str = ""  #: address the heading links to when there is no page
    introduction: Quote = NOTHING
    entries: tuple[EntryView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A listing."""

    style: str
    groups: tuple[GroupView, ...]
    prompt: str = ""
    heading_level: int = 2
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """What a page shows about itself and its neighbours."""

    entry: EntryView
    updated: str = ""
    parts: tuple[tuple[Quote, str, int], ...] = ()  #: (title, docname, part) of its series
    part: int | None = None  #: which of them it is
    part_count: int = 0  #: how many there are; never less than the highest, with parts left out
    previous: tuple[Quote, str] | None = None
    following: tuple[Quote, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as the configuration or its page describes it."""

    slug: str
    title: Inlines
    docname: str = ""
    link: str = ""
    introduction: Inlines = ()
    order: tuple[float, str] = (float("inf"), "")
    status: str = ""  #: a reading state: what is learnt now, what later
    parent: str = ""  #: slug of the topic that it is part of


@lru_cache(maxsize=1 << 14)
def shown_date(day: date, pattern: str, language: str) -> str:
    """Return a day as readers of a language see it."""
    return str(format_date(day, pattern, locale=language))


class Views:
    """Select views from an index; the one place that reads both facts and display settings."""

    def __init__(
        self,
        index: SiteIndex,
        display: Display,
        topics: Mapping[str, Topic],
        drafts: Mapping[str, str],
        addresses: Mapping[str, str] | None = None,
    ) -> None:
        self.index = index
        self.display = display
        self.topics = topics
        self.drafts = drafts  #: docname to the reason why it is not published
        self.addresses = addresses or {}  #: of authors elsewhere, by slug
        self._previous, self._following = neighbours(index)
        self._entries: dict[tuple[str, int | None], EntryView] = {}

    # -- one page ---------------------------------------------------------------------

    def entry(self, page: PageFacts, *, excerpt: int | None = NONE, number: str = "") -> EntryView:
        """Return how *page* looks in a listing."""
        key = (page.docname, excerpt)
        found = self._entries.get(key)
        if found is None:
            found = self._entries[key] = self._entry(page, excerpt)
        if not number:
            return found
        own = page.front.post_number
        return replace(found, number=str(own) if own is not None else number)

    def minutes(self, page: PageFacts) -> int:
        """Return how long a page takes to read, in minutes."""
        return max(1, round(page.words / self.display.reading_speed))

    def _entry(self, page: PageFacts, excerpt: int | None) -> EntryView:
        front, index = page.front, self.index
        moment = index.local_date(front.date) if front.date else None
        series = self._link("series", front.series) if front.series else None
        return EntryView(
            docname=page.docname,
            title=title_of(page),
            number="",
            redirect=front.redirect or "",
            date=moment.date().isoformat() if moment else "",
            shown_date=self._date(moment) if moment else "",
            minutes=self.minutes(page),
            authors=tuple(self._link("author", name) for _, name in unique_terms(front.authors)),
            tags=tuple(self._link("tag", name) for _, name in unique_terms(front.tags)),
            series=series,
            part=str(front.part) if series and front.part is not None else "",
            status=front.status or "",
            thumbnail=_picture(page),
            excerpt=Quote(content=self._excerpt(page, excerpt), docname=page.docname),
            draft=self.drafts.get(page.docname, ""),
        )

    def page(self, page: PageFacts) -> PageView:
        """Return what *page* shows about itself, its series and its neighbours."""
        front = page.front
        parts = self.index.parts(front.series) if front.series and is_listed(page) else ()
        numbers = _part_numbers(parts)
        updated = self.index.local_date(page.updated) if page.updated else None
        return PageView(
            # Of a work, the card says it.
            entry=replace(self.entry(page), status="" if front.papers else front.status or ""),
            updated=self._date(updated) if updated else "",
            parts=tuple(
                (title_of(item), item.docname, number)
                for item, number in zip(parts, numbers, strict=True)
            ),
            part=next(
                (number for item, number in zip(parts, numbers, strict=True) if item is page), None
            ),
            # A part 0 comes before those that are counted.
            part_count=max([sum(number > 0 for number in numbers), *numbers]),
            previous=self._title(self._previous.get(page.docname)),
            following=self._title(self._following.get(page.docname)),
        )

    # -- listings ---------------------------------------------------------------------

    def listing(self, query: Query) -> ListView:
        """Return the pages that *query* selects, grouped, numbered and cut as it says."""
        pages = select(query, self.index)
        numbers = self._numbers(pages, query) if query.style == "numbered" else {}
        if query.limit is not None:
            pages = pages[: query.limit]
        length = query.excerpt if query.excerpt is not None else self.display.excerpt_length
        if query.style in ("compact", "table"):
            length = NONE
        groups = [
            replace(
                group,
                entries=tuple(
                    self.entry(page, excerpt=length, number=numbers.get(page.docname, ""))
                    for page in members
                ),
            )
            for group, members in self._grouped(pages, query)
        ]
        return ListView(
            style=query.style,
            groups=tuple(groups),
            prompt=query.prompt,
            heading_level=query.heading_level,
            empty=query.empty,
        )

    # -- inside -----------------------------------------------------------------------

    def _numbers(self, pages: Sequence[PageFacts], query: Query) -> dict[str, str]:
        """Return the number of each post: by date from either end, else as they are sorted."""
        by_date = sorted(pages, key=date_key, reverse=query.number_from == "newest")
        if query.sort != "date":
            by_date = list(pages)
        return {page.docname: str(number) for number, page in enumerate(by_date, 1)}

    def _grouped(
        self, pages: Sequence[PageFacts], query: Query
    ) -> Iterable[tuple[GroupView, Sequence[PageFacts]]]:
        if not query.group:
            return [(GroupView(), pages)] if pages else []
        return {"year": self._by_year, "series": self._by_series, "topic": self._by_topic}[
            query.group
        ](pages)

    def _by_year(
        self, pages: Sequence[PageFacts]
    ) -> Iterable[tuple[GroupView, Sequence[PageFacts]]]:
        groups: dict[int, list[PageFacts]] = {}
        for page in pages:
            year = self.index.local_date(page.front.date).year if page.front.date else 0
            groups.setdefault(year, []).append(page)
        for year, members in groups.items():
            title = str(year) if year else "Undated"
            yield GroupView(title=text(title), docname=self.index.year_page(year) or ""), members

    def _by_series(
        self, pages: Sequence[PageFacts]
    ) -> Iterable[tuple[GroupView, Sequence[PageFacts]]]:
        groups: dict[str, list[PageFacts]] = {}
        for page in pages:
            groups.setdefault(slug(page.front.series) if page.front.series else "", []).append(page)
        alone = groups.pop("", [])
        for members in groups.values():
            term = self.index.term("series", members[0].front.series or "")
            ordered = sorted(members, key=series_key)
            yield GroupView(title=text(term.name), docname=term.docname or ""), ordered
        if alone:
            yield GroupView(title=text("Single posts") if groups else NOTHING), alone

    def _by_topic(
        self, pages: Sequence[PageFacts]
    ) -> Iterable[tuple[GroupView, Sequence[PageFacts]]]:
        groups: dict[str, list[PageFacts]] = {}
        for page in pages:
            # A page on several topics stands under the first that it names.
            first = slug(page.front.topics[0]) if page.front.topics else ""
            groups.setdefault(first, []).append(page)
        alone = groups.pop("", [])
        topics = [self.topic(key) for key in groups]
        for topic in sorted(topics, key=lambda item: (item.order, item.slug)):
            group = GroupView(
                title=Quote(content=topic.title, docname=topic.docname),
                docname=topic.docname,
                link=topic.link,
                introduction=Quote(content=topic.introduction, docname=topic.docname),
            )
            yield group, sorted(groups[topic.slug], key=topic_key)
        if alone:
            yield (
                GroupView(title=text("Other notes") if groups else NOTHING),
                sorted(alone, key=topic_key),
            )

    def topic(self, key: str) -> Topic:
        """Return a topic by its slug, described or not."""
        if known := self.topics.get(key):
            return known
        return Topic(slug=key, title=(self.index.names.get(("topic", key), key),))

    def _link(self, kind: str, name: str) -> Link:
        term: Term = self.index.term(kind, name)
        elsewhere = self.addresses.get(term.slug, "") if kind == "author" else ""
        return (term.name, term.docname or elsewhere)

    def _date(self, moment: Any) -> str:
        return shown_date(moment.date(), self.display.date_format, self.display.language)

    def _title(self, page: PageFacts | None) -> tuple[Quote, str] | None:
        return (title_of(page), page.docname) if page else None

    @staticmethod
    def _excerpt(page: PageFacts, length: int | None) -> Inlines:
        if length == NONE or length is None:
            return ()
        return page.excerpt if length == WHOLE else truncate(page.excerpt, length)


def _part_numbers(parts: Iterable[PageFacts]) -> list[int]:
    """Return the number of each post of a series: its own part, or on from those before."""
    numbers: list[int] = []
    counted = 0
    for page in parts:
        after = max(counted, numbers[-1] if numbers else 0) + 1
        numbers.append(after if page.front.part is None else page.front.part)
        counted += numbers[-1] > 0
    return numbers


def _picture(page: PageFacts) -> Thumbnail | None:
    for role, path in page.pictures:
        if role == "thumbnail":
            front = page.front.thumbnail or page.front.image
            return Thumbnail(path=path, alt=front.alt if front else "")
    return None


def title_of(page: PageFacts) -> Quote:
    """Return the title of a page as it is shown on another."""
    return Quote(content=page.title, docname=page.docname)


def text(words: str) -> Quote:
    """Return words of our own."""
    return Quote(content=(words,))
