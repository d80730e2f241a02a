"""Which feeds a site has, and which pages each holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .index import is_listed
from .slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .index import SiteIndex
    from .model import PageFacts

ROOT = "feeds/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPlan:
    """A feed before it is written."""

    kind: str  #: ``site``, ``updates``, ``collection``, ``tag``, ``author`` or ``series``
    name: str  #: of the collection or the term; ``""`` of the whole site
    folder: str  #: from the root of the site, with a slash at the end
    docname: str  #: the page whose feed it is; ``""`` where there is none
    pages: tuple[PageFacts, ...]  #: the latest first


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """A feed in a list of them."""

    title: str
    folder: str  #: full address


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsView:
    """The feeds of the site, in a list."""

    feeds: tuple[FeedLine, ...] = ()


def plan(
    index: SiteIndex, *, limit: int, root: str, collections: Mapping[str, str]
) -> tuple[FeedPlan, ...]:
    """Return the feeds of a site; those without an entry are none.

    :param limit: entries of a feed at most.
    :param root: the home page, whose feeds are those of the whole site.
    :param collections: the folder of each, whose first page has the feeds of the collection.
    """
    return tuple(_plans(index, limit, root, collections))


def _plans(
    index: SiteIndex, limit: int, root: str, collections: Mapping[str, str]
) -> Iterator[FeedPlan]:
    dated = tuple(page for page in index.dated if page.front.date and is_listed(page))
    if not dated:
        return
    yield FeedPlan(kind="site", name="", folder=ROOT, docname=root, pages=dated[:limit])
    changed = [page for page in index.dated if page.front.updated]
    changed.sort(key=lambda page: (_moment(page), page.docname), reverse=True)
    if changed:
        pages = tuple(changed[:limit])
        yield FeedPlan(kind="updates", name="", folder=f"{ROOT}updates/", docname=root, pages=pages)
    for name, folder in sorted(collections.items()):
        home = f"{folder.strip('/')}/index"
        if members := tuple(page for page in dated if page.collection == name):
            yield FeedPlan(
                kind="collection",
                name=name,
                folder=f"{ROOT}collection/{slug(name)}/",
                docname=home if home in index.pages else "",
                pages=members[:limit],
            )
    for kind, terms in (("tag", index.by_tag), ("author", index.by_author)):
        yield from _of_terms(index, kind, terms, limit)
    yield from _of_terms(index, "series", index.by_series, limit)


def _of_terms(
    index: SiteIndex, kind: str, terms: Mapping[str, tuple[PageFacts, ...]], limit: int
) -> Iterator[FeedPlan]:
    for key, members in terms.items():
        dated = [page for page in members if page.front.date]
        dated.sort(key=lambda page: (page.front.date or _moment(page), page.docname), reverse=True)
        if dated:
            yield FeedPlan(
                kind=kind,
                name=index.names.get((kind, key), key),
                folder=f"{ROOT}{kind}/{key}/",
                docname=index.term_pages.get((kind, key), ""),
                pages=tuple(dated[:limit]),
            )


def _moment(page: PageFacts) -> object:
    return page.front.updated or page.front.date
