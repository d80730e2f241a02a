"""The site of one build: index, views, targets, and the digest of each page.

Computed once in the main process after everything is read; workers only read it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from sphinx.locale import _

from ..core.backlinks import Links
from ..core.brackets import with_names
from ..core.citethis import Citable, Metadata, metadata, profile_page
from ..core.feed_names import feed_names
from ..core.feed_plan import plan
from ..core.glossary import TermTable
from ..core.graph import Graph
from ..core.head import base_of
from ..core.index import build_index, dated
from ..core.inline import text_of
from ..core.markdown import inlines_of_markdown
from ..core.model import Quote
from ..core.names import NameTable
from ..core.paper_views import PaperViews
from ..core.related import related_views
from ..core.shelf import Shelf
from ..core.sidebar import Sidebar
from ..core.slugs import slug
from ..core.term_links import place_of, use_anchor
from ..core.topics import topics_of
from ..core.views import Display, Views
from .absent import Absent
from .answers import UNSET_AUTHOR, VIEWS, citable
from .authors import addressed, profiles_on
from .bibliography import Bibliography
from .conditions import shown_pages
from .destinations import destination, is_wanted
from .graphs import Drawings
from .headings import said_pages
from .heads import block_of, card_of, head_of
from .plain import plain_text
from .targets import Targets
from .term_linking import links_in, phrases_of
from .wiki import outside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from ..core.authors import Addressed, Author
    from ..core.cards import Card
    from ..core.feed_names import FeedNames
    from ..core.feed_plan import FeedPlan
    from ..core.head import Head
    from ..core.index import SiteIndex
    from ..core.llms import Block
    from ..core.model import LinkPlace, PageFacts
    from ..core.paper_records import CitedByView
    from ..core.related import RelatedView
    from ..core.term_links import Phrases, TermLink
    from .domain import KbDomain


class Site:
    """Everything that pages show of one another."""

    def __init__(self, env: BuildEnvironment, domain: KbDomain) -> None:
        self.env: BuildEnvironment = env
        self.domain: KbDomain = domain
        settings = domain.settings
        commits, zone = domain.commits, settings.zone
        pages = {
            name: dated(domain.pages[name], commits.get(name), zone)
            for name in sorted(domain.pages)
            if name in env.all_docs
        }
        pages |= shown_pages(pages, env._app.tags)
        pages |= said_pages(env, pages, lambda: self.bibliography)
        self.pages: dict[str, PageFacts] = pages
        self.topics = topics_of(pages, settings.topics)
        self.index: SiteIndex = build_index(
            pages,
            zone=settings.zone,
            topic_names={key: text_of(topic.title) for key, topic in self.topics.items()},
        )
        self.views: Views = Views(
            self.index,
            Display(
                excerpt_length=settings.excerpt_length,
                reading_speed=settings.reading_speed,
                date_format=settings.date_format,
                language=env.config.language or "en",
            ),
            self.topics,
            domain.scan.drafts,
            {slug(person.name): person.url for person in domain.authors.known if person.url},
        )
        self.shelf: Shelf = Shelf(
            zone=settings.zone,
            papers=domain.papers,
            pages=pages,
            label=lambda key: self.bibliography.label(key),
        )
        self.paper_views: PaperViews = PaperViews(self.shelf, self.views)
        self.relations = env.collect_relations()
        self.sidebar = Sidebar(
            root=env.config.root_doc,
            includes=env.toctree_includes,
            pages=pages,
            numbers=self.numbers,
            limit=settings.sidebar_length,
        )
        self._citable: dict[str, Citable] = {}
        self._heads: dict[str, Head] = {}
        #: titles as HTML, filled by the process that writes pages
        self.title_html: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        #: cycles of embedded notes that have been told
        self.told: set[frozenset[str]] = set()
        domain.site = self  # names of terms need the index
        domain._names = None

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles as text, by docname."""
        return {name: node.astext() for name, node in self.env.titles.items()}

    @cached_property
    def numbers(self) -> dict[str, tuple[int, ...]]:
        """Section numbers of the pages that a toctree numbers, by docname."""
        found = ((name, node.get("secnumber")) for name, node in self.env.titles.items())
        return {name: tuple(number) for name, number in found if number}

    @cached_property
    def bibliography(self) -> Bibliography:
        """What citations show."""
        return Bibliography(self.env)

    @cached_property
    def targets(self) -> Targets:
        """What links lead to."""
        return Targets(
            self.env,
            self.titles,
            self.bibliography,
            lambda: self.names,
            self.absent.names,
            hidden=self.absent.slugs,
            terms=lambda name: self.terms.find(name),
        )

    @cached_property
    def citation_keys(self) -> dict[tuple[str, str], str]:
        """Citekey of each bibliography entry, by document and anchor."""
        return {
            (citation.bibliography_key.docname, citation.citation_id): citation.key
            for citation in self.env.get_domain("cite").citations  # type: ignore[attr-defined]
        }

    @cached_property
    def related(self) -> dict[str, RelatedView]:
        """The pages most related to each page."""
        return related_views(
            self.index,
            self.shelf,
            limit=self.domain.settings.related_pages,
            terms=self.links.terms_of,
        )

    @cached_property
    def feeds(self) -> tuple[FeedPlan, ...]:
        """The feeds of the site; none where they could hold no full addresses."""
        config, settings = self.env.config, self.domain.settings
        if not settings.feeds or settings.noindex or not config.html_baseurl:
            return ()
        return plan(
            self.index,
            limit=settings.feed_limit,
            root=config.root_doc,
            collections=settings.collections,
        )

    @cached_property
    def feed_names(self) -> FeedNames:
        """What pages are called in feeds."""
        host = urlsplit(self.env.config.html_baseurl or "").hostname
        return feed_names(
            self.pages,
            authority=self.domain.settings.feed_authority or host or "localhost",
            day=lambda moment: self.index.local_date(moment).date().isoformat(),
        )

    @cached_property
    def feeds_on(self) -> dict[str, tuple[FeedPlan, ...]]:
        """The feeds of each page that has some of its own."""
        found: dict[str, tuple[FeedPlan, ...]] = {}
        for item in self.feeds:
            if item.docname:
                found[item.docname] = (*found.get(item.docname, ()), item)
        return found

    def feed_title(self, item: FeedPlan) -> str:
        """Return the title of a feed."""
        title: str = self.env.config.html_title or self.env.config.project
        if item.kind == "site":
            return title
        name: str = _("updates") if item.kind == "updates" else item.name
        return f"{title}: {name}"

    @cached_property
    def default_authors(self) -> tuple[str, ...]:
        """Who has written pages that name nobody."""
        author = self.env.config.author
        return () if author in ("", UNSET_AUTHOR) else self.domain.authors.names((author,))

    @cached_property
    def absent(self) -> Absent:
        """The names of what is not published."""
        return Absent(self.domain)

    @cached_property
    def names(self) -> NameTable:
        """Names as authors write them in ``[[…]]``."""
        return NameTable(self.pages, outside(self))

    @cached_property
    def terms(self) -> TermTable:
        """The terms of glossaries by everything that they are called."""
        return TermTable(self.pages)

    @cached_property
    def phrases(self) -> Phrases:
        """What the terms are called, to be found in texts."""
        return phrases_of(self)

    @cached_property
    def term_links(self) -> dict[str, tuple[tuple[TermLink, ...], ...]]:
        """The terms that are linked where they are used first, by passage; if that is wanted."""
        return {
            docname: tuple(
                links_in(self, passage.texts, passage.linked, (docname, passage.own))
                for passage in page.prose
            )
            for docname, page in self.pages.items()
            if page.prose
        }

    def _term_uses(self) -> Iterator[tuple[str, tuple[str, str], LinkPlace]]:
        """Yield the uses that are linked so: page, term and place; no definition of the same page."""
        for docname, found in self.term_links.items():
            passages = zip(self.pages[docname].prose, found, strict=True)
            for number, (passage, links) in enumerate(passages):
                for count, link in enumerate(links):
                    place = self.terms.owners[link.place].place
                    if not (place[0] == docname and passage.own):
                        anchor = use_anchor(docname, number, count)
                        yield docname, place, place_of(passage, link, anchor)

    @cached_property
    def links(self) -> Links:
        """The links between pages."""
        owners = {place: defined.place for place, defined in self.terms.owners.items()}
        return Links(
            self.pages,
            lambda reference: destination(self, reference),
            wanted=lambda reference: is_wanted(self, reference),
            terms=owners,
            linked=self._term_uses(),
        )

    @cached_property
    def graph(self) -> Graph:
        """The pages that links tie together."""
        return Graph(self.pages, self.links, self.shelf, self.domain.settings.collections)

    @cached_property
    def drawings(self) -> Drawings:
        """The drawings of that graph."""
        return Drawings(self)

    # -- views ------------------------------------------------------------------------

    def view(self, request: object, docname: str) -> Any:
        """Return the view that a pointer on the page *docname* asks for."""
        return VIEWS[type(request)](self, request, self.pages[docname])

    def cited_by(self, page: PageFacts) -> CitedByView:
        """Return who cites the works that *page* is about."""
        return self.paper_views.cited_by(page.front.papers, apart_from=page.docname)

    def entry_places(self, docname: str) -> tuple[CitedByView, ...]:
        """Return who cites each entry of the bibliographies of *docname*."""
        return tuple(
            self.paper_views.cited_by((key,))
            for (name, _), key in self.citation_keys.items()
            if name == docname
        )

    def citable(self, page: PageFacts) -> Citable | None:
        """Return what is known of a page when it is cited; indexes are not."""
        if not page.collection and not page.front.papers:
            return None
        if page.docname not in self._citable:
            self._citable[page.docname] = citable(self, page)
        return self._citable[page.docname]

    def metadata(self, page: PageFacts) -> Metadata:
        """Return what the head of a page says about it to machines."""
        if found := self.citable(page):
            return metadata(found)
        people = profiles_on(self, page)
        return profile_page(addressed(self, people[0])) if len(people) == 1 else Metadata()

    def address(self, docname: str) -> str:
        """Return the full address of a page; empty where the site does not know its own."""
        base, builder = str(self.env.config.html_baseurl or ""), self.env._app.builder
        if not base or builder.format != "html" or builder.name == "epub":
            return ""
        return urljoin(base_of(base), builder.get_target_uri(docname))

    def picture_address(self, path: str) -> str:
        """Return the full address of a picture of the source folder, if it is one of the site."""
        if not self.address(self.env.config.root_doc) or path not in self.env.images:
            return ""
        return urljoin(base_of(self.env.config.html_baseurl), f"_images/{self.env.images[path][1]}")

    def card(self, docname: str) -> Card | None:
        """Return what the card of a page says, if it has one."""
        return card_of(self, self.pages[docname]) if self.domain.cards else None

    def addressed(self, author: Author) -> Addressed:
        """Return an author with full addresses."""
        return addressed(self, author)

    def description(self, page: PageFacts) -> str:
        """Return what a page says of itself in its front matter, names in brackets as they read."""
        return self.said(page, page.front.description or "")

    def said(self, page: PageFacts, text: str) -> str:
        """Return text of the front matter of a page, names in brackets as they read."""
        content = with_names(text, page.docname)
        return plain_text(self, Quote(content=content)) if "[[" in text else text

    def takeaway(self, page: PageFacts) -> str:
        """Return the one sentence to remember of the work that a page is about, as text."""
        text = page.front.takeaway or ""
        return plain_text(self, Quote(content=inlines_of_markdown(text, page.docname)))

    def head(self, page: PageFacts) -> Head:
        """Return what the head of a page says to those who show a link to it."""
        if page.docname not in self._heads:
            self._heads[page.docname] = head_of(self, page)
        return self._heads[page.docname]

    @property
    def has_twins(self) -> bool:
        """Tell whether pages are written in Markdown, too."""
        settings = self.domain.settings
        return settings.llms and not settings.noindex

    def block(self, page: PageFacts) -> Block:
        """Return what the Markdown of a page says below its title."""
        return block_of(self, page)
