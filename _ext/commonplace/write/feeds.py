"""Feeds of the site, made from its facts and the bodies that were kept when pages were written."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin, urlsplit

from ..core.authors import Author
from ..core.feeds import (
    FILES,
    WRITERS,
    Feed,
    FeedEntry,
    FeedPerson,
    Texts,
    is_uri,
    tag_uri,
)
from ..core.head import base_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder

    from ..core.feed_plan import FeedPlan
    from ..core.model import PageFacts
    from ..resolve.site import Site
    from .builders import HtmlMixin
    from .fragments import Fragments


def feed_files(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield each feed in each format."""
    maker, texts = _Maker(builder, site), Texts()
    for plan in site.feeds:
        feed = maker.feed(plan)
        for kind, write in WRITERS.items():
            yield plan.folder + FILES[kind], write(feed, texts).encode()


class _Maker:
    """Turns plans into feeds; entries that several feeds hold are made once."""

    def __init__(self, builder: StandaloneHTMLBuilder, site: Site) -> None:
        self._builder = builder
        self._site = site
        self._config = builder.config
        self._base = base_of(builder.config.html_baseurl)
        self._entries: dict[tuple[str, bool], FeedEntry] = {}
        settings = site.domain.settings
        self._full = settings.feed_content == "full"
        self._authority = settings.feed_authority or urlsplit(self._base).hostname or "localhost"

    def feed(self, plan: FeedPlan) -> Feed:
        """Return the feed of *plan*."""
        config = self._config
        title = config.html_title or config.project
        icon = config.html_favicon
        return Feed(
            title=self._site.feed_title(plan),
            subtitle=self._site.description(self._site.pages[config.root_doc])
            if plan.kind == "site" and config.root_doc in self._site.pages
            else "",
            home=self._address(plan.docname or config.root_doc),
            folder=urljoin(self._base, plan.folder),
            authors=self._people(self._site.default_authors or (title,)),
            language=config.language or "en",
            entries=tuple(self._entry(page, update=plan.kind == "updates") for page in plan.pages),
            icon=urljoin(self._base, f"_static/{icon.rpartition('/')[2]}") if icon else "",
        )

    def _people(self, names: tuple[str, ...]) -> tuple[FeedPerson, ...]:
        found = []
        for name in names:
            author = self._site.domain.authors.find(name) or Author(name=name)
            known = self._site.addressed(author)
            found.append(
                FeedPerson(name=name, uri=known.url, email=author.email, avatar=known.image)
            )
        return tuple(found)

    def _address(self, docname: str) -> str:
        return urljoin(self._base, self._builder.get_target_uri(docname))

    def _entry(self, page: PageFacts, *, update: bool) -> FeedEntry:
        key = (page.docname, update)
        if key not in self._entries:
            self._entries[key] = self._made(page, update=update)
        return self._entries[key]

    def _made(self, page: PageFacts, *, update: bool) -> FeedEntry:
        front = page.front
        first = front.date or front.updated
        assert first is not None
        changed = page.updated if page.updated and page.updated > first else first
        head = self._site.head(page)
        fragments = builder_fragments(self._builder)
        reason = self._site.said(page, front.updated_reason or "") if update else ""
        name = identifier(self._site, page, self._authority)
        return FeedEntry(
            id=f"{name}#updated-{changed.date().isoformat()}" if update else name,
            title=page.title_text,
            url=self._address(page.docname),
            published=changed if update else first,
            updated=changed,
            authors=self._people(front.authors or self._site.default_authors),
            tags=front.tags,
            summary=reason or head.description,
            content=fragments.read(page.docname) if self._full else "",
            image=urljoin(self._base, head.image) if head.image and not head.card else "",
            language=self._config.language or "en",
        )


def builder_fragments(builder: StandaloneHTMLBuilder) -> Fragments:
    """Return the bodies that *builder* has kept."""
    return cast("HtmlMixin", builder).fragments


def identifier(site: Site, page: PageFacts, authority: str) -> str:
    """Return the name of a page that stays when it moves: its ``id``, else one of its first address."""
    front = page.front
    if front.id and is_uri(front.id):
        return front.id
    moment = front.date or front.updated
    assert moment is not None
    day = site.index.local_date(moment).date().isoformat()
    first = front.id or (front.aliases[0].strip("/") if front.aliases else "") or page.docname
    return tag_uri(authority, day, first)
