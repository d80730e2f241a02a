"""The index: every published page by the ways that listings look for it.

Built anew in each build from the facts of the pages, in one pass and a sort; never stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, tzinfo

    from .model import PageFacts

#: The folder of the pages of each kind of term.
FOLDERS = {
    "tag": "tags",
    "author": "authors",
    "series": "series",
    "topic": "topics",
    "year": "archive",
    "paper-year": "library",
}


@dataclass(frozen=True, kw_only=True)
class Term:
    """A tag, author or series: a name, its address, and the page that presents it, if any."""

    name: str
    slug: str
    docname: str | None = None


@dataclass(frozen=True, kw_only=True)
class SiteIndex:
    """The site, looked up by collection, tag, author, series, year, topic and paper."""

    zone: tzinfo
    pages: Mapping[str, PageFacts]
    dated: tuple[PageFacts, ...] = ()  #: listed pages, latest first, docname breaking ties
    by_tag: Mapping[str, tuple[PageFacts, ...]] = field(default_factory=dict)
    by_author: Mapping[str, tuple[PageFacts, ...]] = field(default_factory=dict)
    by_series: Mapping[str, tuple[PageFacts, ...]] = field(default_factory=dict)
    by_topic: Mapping[str, tuple[PageFacts, ...]] = field(default_factory=dict)
    by_year: Mapping[int, tuple[PageFacts, ...]] = field(default_factory=dict)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    term_pages: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def term(self, kind: str, name: str) -> Term:
        """Return the tag, author, series or topic called *name*, by name or slug."""
        key = slug(name)
        return Term(
            name=self.names.get((kind, key), name),
            slug=key,
            docname=self.term_pages.get((kind, key)),
        )

    def year_page(self, year: int) -> str | None:
        """Return the document that lists the posts of *year*."""
        return self.term_pages.get(("year", str(year)))

    def parts(self, series: str) -> tuple[PageFacts, ...]:
        """Return the posts of a series in the order they are read: by part, then date."""
        return self.by_series.get(slug(series), ())

    def local_date(self, moment: datetime) -> datetime:
        """Return *moment* in the time zone of the site."""
        return moment.astimezone(self.zone)


def is_listed(page: PageFacts) -> bool:
    """Tell whether listings show *page*."""
    return bool(page.collection) and page.front.listed


def dated(page: PageFacts, committed: datetime | None, zone: tzinfo) -> PageFacts:
    """Return *page* with its last commit, where its author names no last change.

    One of the day that the page is dated, or of an earlier one, was no change to those who read it.
    """
    if committed is None or page.front.updated:
        return page
    date = page.front.date
    if date and committed.astimezone(zone).date() <= date.astimezone(zone).date():
        return page
    return replace(page, committed=committed)


def date_key(page: PageFacts) -> tuple[bool, float, str]:
    """Order pages by date with a total order; pages without a date come last of the latest."""
    moment = page.front.date
    return (moment is not None, moment.timestamp() if moment else 0.0, page.docname)


def series_key(page: PageFacts) -> tuple[bool, int, bool, float, str]:
    """Order the posts of a series: by part; those without one after, by date."""
    part = page.front.part
    undated, moment, docname = date_key(page)
    return (part is None, part or 0, not undated, moment, docname)


def build_index(
    pages: Mapping[str, PageFacts], *, zone: tzinfo, topic_names: Mapping[str, str]
) -> SiteIndex:
    """Index *pages*, a mapping of docname to facts."""
    listed = sorted(filter(is_listed, pages.values()), key=date_key, reverse=True)
    groups: dict[str, dict[str, list[PageFacts]]] = {
        kind: {} for kind in ("tag", "author", "series", "topic")
    }
    names: dict[tuple[str, str], str] = {("topic", key): name for key, name in topic_names.items()}
    by_year: dict[int, list[PageFacts]] = {}
    for page in listed:
        front = page.front
        for kind, values in (
            ("tag", front.tags),
            ("author", front.authors),
            ("series", (front.series,) if front.series else ()),
            ("topic", front.topics),
        ):
            for key, name in unique_terms(values):
                groups[kind].setdefault(key, []).append(page)
                known = names.setdefault((kind, key), name)
                # The name shown does not depend on which page came first.
                names[kind, key] = min(known, name) if kind != "topic" else known
        if front.date and page.collection == "blog":
            by_year.setdefault(front.date.astimezone(zone).year, []).append(page)
    return SiteIndex(
        zone=zone,
        pages=pages,
        dated=tuple(listed),
        by_tag=_frozen(groups["tag"]),
        by_author=_frozen(groups["author"]),
        by_series={
            key: tuple(sorted(members, key=series_key))
            for key, members in sorted(groups["series"].items())
        },
        by_topic=_frozen(groups["topic"]),
        by_year={year: tuple(members) for year, members in sorted(by_year.items(), reverse=True)},
        names=names,
        term_pages=_term_pages(pages),
    )


def unique_terms(values: Iterable[str]) -> list[tuple[str, str]]:
    """Return ``(slug, name)`` of each different term of *values*, in order."""
    terms: dict[str, str] = {}
    for name in values:
        terms.setdefault(slug(name), name)
    return list(terms.items())


def _frozen(groups: dict[str, list[PageFacts]]) -> dict[str, tuple[PageFacts, ...]]:
    return {key: tuple(members) for key, members in sorted(groups.items())}


def _term_pages(pages: Mapping[str, PageFacts]) -> dict[tuple[str, str], str]:
    """Find the page that presents each term: by its folder, or because it says so."""
    found: dict[tuple[str, str], str] = {}
    kinds = {folder: kind for kind, folder in FOLDERS.items()}
    for docname in sorted(pages):
        folder, _, name = docname.rpartition("/")
        if folder in kinds and name != "index":
            found.setdefault((kinds[folder], name), docname)
    for docname, page in sorted(pages.items()):
        if page.front.series_page:
            found["series", slug(page.front.series_page)] = docname
    return found
