"""Selecting and sorting: which pages a query means, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .index import date_key, series_key
from .slugs import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .index import SiteIndex
    from .model import PageFacts
    from .query import Query


def select(query: Query, index: SiteIndex) -> list[PageFacts]:
    """Return the pages that *query* asks for, in its order."""
    candidates: Sequence[PageFacts] = index.dated
    # Start from the smallest group that the query names, so that all tag pages together
    # cost as much as there are tags on pages.
    for value, groups in (
        (query.tag, index.by_tag),
        (query.series, index.by_series),
        (query.author, index.by_author),
        (query.topic, index.by_topic),
    ):
        if value:
            found = groups.get(slug(value), ())
            candidates = found if len(found) <= len(candidates) else candidates
    if query.year is not None and "blog" in query.collections and len(query.collections) == 1:
        found = index.by_year.get(query.year, ())
        candidates = found if len(found) <= len(candidates) else candidates
    tests = list(_tests(query, index))
    pages = [page for page in candidates if all(test(page) for test in tests)]
    key, descending, has_value = SORTS[query.sort]
    if query.order:
        descending = query.order == "desc"
    pages.sort(key=key, reverse=descending)
    # What has nothing to sort by comes last, whichever the direction.
    pages.sort(key=lambda page: not has_value(page))
    return pages


def _tests(query: Query, index: SiteIndex) -> Iterable[Callable[[PageFacts], bool]]:
    """Return the conditions of *query*; a table of (value given, test)."""

    def has(
        terms: Callable[[PageFacts], Iterable[str]], wanted: str
    ) -> Callable[[PageFacts], bool]:
        key = slug(wanted)
        return lambda page: any(slug(term) == key for term in terms(page))

    if query.collections:
        yield lambda page: page.collection in query.collections
    if query.tag:
        yield has(lambda page: page.front.tags, query.tag)
    if query.author:
        yield has(lambda page: page.front.authors, query.author)
    if query.series:
        yield has(lambda page: (page.front.series,) if page.front.series else (), query.series)
    if query.topic:
        yield has(lambda page: page.front.topics, query.topic)
    if query.category:
        yield has(
            lambda page: (page.front.category,) if page.front.category else (), query.category
        )
    if query.status:
        yield lambda page: page.front.status in query.status
    if query.year is not None:
        yield (
            lambda page: (
                page.front.date is not None and index.local_date(page.front.date).year == query.year
            )
        )


def title_key(page: PageFacts) -> tuple[str, str]:
    """Order pages by title."""
    return (page.title_text.casefold(), page.docname)


def topic_key(page: PageFacts) -> tuple[bool, int, str, str]:
    """Order the notes of a topic: by part, then title."""
    return (page.front.part is None, page.front.part or 0, *title_key(page))


def _updated_key(page: PageFacts) -> tuple[bool, float, str]:
    moment = page.updated or page.front.date
    return (moment is not None, moment.timestamp() if moment else 0.0, page.docname)


def _author_key(page: PageFacts) -> tuple[str, str, str]:
    return (page.front.authors[0].casefold() if page.front.authors else "\uffff", *title_key(page))


def _number_key(page: PageFacts) -> tuple[Any, ...]:
    return (page.front.order is None, page.front.order or 0, *title_key(page))


#: Sort key to (key function, whether it naturally goes down, whether a page has what it needs).
SORTS: dict[str, tuple[Callable[[PageFacts], Any], bool, Callable[[PageFacts], bool]]] = {
    "date": (date_key, True, lambda page: page.front.date is not None),
    "updated": (_updated_key, True, lambda page: bool(page.updated or page.front.date)),
    "title": (title_key, False, lambda page: True),
    "part": (series_key, False, lambda page: page.front.part is not None),
    "author": (_author_key, False, lambda page: bool(page.front.authors)),
    "number": (_number_key, False, lambda page: page.front.order is not None),
}
