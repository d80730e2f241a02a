"""Feeds of the site, made from its facts and the bodies that were kept when pages were written."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from ..core.authors import Author
from ..core.digest import digest
from ..core.feed_names import update_name
from ..core.feeds import (
    FILES,
    WRITERS,
    Feed,
    FeedEntry,
    FeedPerson,
    Texts,
)
from ..core.head import base_of
from ..core.latest import Latest
from .made import Made
from .redirects import feed_copies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.builders.html import StandaloneHTMLBuilder

    from ..core.feed_plan import FeedPlan
    from ..core.model import PageFacts
    from ..resolve.site import Site
    from .builders import HtmlMixin
    from .fragments import Fragments


def feed_files(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, Made]]:
    """Yield each feed in each format; it is made from its entries and the digests of their pages."""
    maker, texts = _Maker(builder, site), Texts()
    copies = feed_copies(builder, site)
    html = cast("HtmlMixin", builder)
    for plan in site.feeds:
        pages = {page.docname: html.page_digests[page.docname] for page in plan.pages}
        same = html.same_world and html.written.isdisjoint(pages)
        for kind, write in WRITERS.items():
            name = plan.folder + FILES[kind]
            key = html.manifest.made.get(name, "") if same else ""
            make = partial(maker.text, plan, partial(write, texts=texts))
            made = Made(key=key or maker.key(plan, pages), make=make)
            for file in (name, *copies.get(name, ())):
                yield file, made


class _Maker:
    """Turns plans into feeds; entries that several feeds hold are made once."""

    def __init__(self, builder: StandaloneHTMLBuilder, site: Site) -> None:
        self._builder = builder
        self._site = site
        self._config = builder.config
        self._base = base_of(builder.config.html_baseurl)
        self._entries: dict[tuple[str, bool], FeedEntry] = {}
        self._feeds: dict[str, Feed] = {}  #: by folder, without the bodies of pages
        self._bodies: Latest[str] = Latest()  #: by page
        settings = site.domain.settings
        self._full = settings.feed_content == "full"

    def _feed(self, plan: FeedPlan) -> Feed:
        if plan.folder not in self._feeds:
            self._feeds[plan.folder] = self._begun(plan)
        return self._feeds[plan.folder]

    def _begun(self, plan: FeedPlan) -> Feed:
        """Return the feed of *plan*, without the bodies of its pages."""
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

    def key(self, plan: FeedPlan, pages: Mapping[str, str]) -> str:
        """Return the digest of what a feed is made from, given those of its *pages*."""
        html = cast("HtmlMixin", self._builder)
        # A page that was to be written, and was not, has left an old body behind, or none: its writing
        # failed, or only some pages were asked for. The manifest has those that need not be written.
        due = {name for name, value in pages.items() if html.manifest.pages.get(name) != value}
        if self._full and html.fragments.missing(pages, due):
            return ""
        return digest((html.header_digest, self._feed(plan), tuple(pages.items())))

    def text(self, plan: FeedPlan, write: Callable[[Feed], str]) -> bytes:
        """Return a feed as *write* has it, with the bodies of its pages where it is to have them."""
        feed = self._feed(plan)
        if self._full:
            pairs = zip(plan.pages, feed.entries, strict=True)
            entries = tuple(self._with_body(page.docname, entry) for page, entry in pairs)
            feed = replace(feed, entries=entries)
        return write(feed).encode()

    def _with_body(self, docname: str, entry: FeedEntry) -> FeedEntry:
        kept = builder_fragments(self._builder)
        return replace(entry, content=self._bodies.get(docname, partial(kept.read, docname)))

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
        reason = self._site.said(page, front.updated_reason or "") if update else ""
        name = self._site.feed_names.names[page.docname]
        return FeedEntry(
            id=update_name(name, changed.date().isoformat()) if update else name,
            title=page.title_text,
            url=self._address(page.docname),
            published=changed if update else first,
            updated=changed,
            authors=self._people(front.authors or self._site.default_authors),
            tags=front.tags,
            summary=reason or head.description,
            image=urljoin(self._base, head.image) if head.image and not head.card else "",
            language=self._config.language or "en",
        )


def builder_fragments(builder: StandaloneHTMLBuilder) -> Fragments:
    """Return the bodies that *builder* has kept."""
    return cast("HtmlMixin", builder).fragments
