"""Which view answers which request of a pointer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ..core.citethis import Citable
from ..core.comments import discussions
from ..core.coverage import coverage_view
from ..core.feed_plan import FeedLine, FeedsView
from ..core.graph_views import local_view
from ..core.head import base_of, license_address
from ..core.health import health_view
from ..core.query import Query
from ..core.reading import reading_view
from ..core.requests import (
    Backlinks,
    Byline,
    Cards,
    CitedBy,
    CiteThis,
    Comparison,
    Coverage,
    FeedList,
    Health,
    LocalGraph,
    PageBibliography,
    PaperQuery,
    Profile,
    ReaderComments,
    ReadingList,
    Related,
    Relations,
    SiteGraph,
    Terms,
    TermUses,
)
from ..core.terms import terms_view
from .authors import addressed, authors_of_request
from .heads import picture_of
from .link_faults import link_faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.comments import CommentsView
    from ..core.model import PageFacts
    from .site import Site


UNSET_AUTHOR = "Author name not set"  #: what Sphinx has where ``conf.py`` names nobody


def citable(site: Site, page: PageFacts) -> Citable:
    """Gather what is known of *page* when it is cited."""
    front, index = page.front, site.index
    config = site.env.config
    works = site.shelf
    about = tuple(
        works.papers[key.lower()].of_record() for key in front.papers if key.lower() in works.papers
    )
    return Citable(
        docname=page.docname,
        title=page.title_text,
        authors=(authors := front.authors or site.default_authors),
        known=tuple(
            addressed(site, author)
            for name in authors
            if (author := site.domain.authors.find(name)) is not None
        ),
        kind="BlogPosting" if page.collection == "blog" else "Article",
        date=index.local_date(front.date).date().isoformat() if front.date else "",
        updated=index.local_date(page.updated).date().isoformat() if page.updated else "",
        site=config.html_title or config.project,
        address=site.address(page.docname),
        language=config.language or "en",
        description=site.description(page),
        keywords=front.tags,
        series=front.series or "",
        image=site.picture_address(found[0]) if (found := picture_of(site, page)) else "",
        license=license_address(front.license or site.domain.settings.license),
        words=page.words,
        takeaway=site.takeaway(page),
        rating=front.rating,
        about=about,
        cites=tuple(works.papers[key].of_record() for key in works.works_of(page)),
    )


def comments_on(site: Site, page: PageFacts) -> CommentsView | None:
    """Return where the comments on *page* are kept; a preview of a draft has none."""
    comments = site.domain.comments
    if comments is None or not comments.on(page.collection, page.front):
        return None
    if page.docname in site.domain.scan.drafts:
        return None
    found = discussions(comments.view, site.address(page.docname), page.title_text)
    return replace(comments.view, discussions=found)


#: Request to the view that answers it: ``(site, request, page)``.
VIEWS: dict[type, Callable[[Site, Any, PageFacts], Any]] = {
    Query: lambda site, request, page: site.views.listing(
        replace(request, author=site.domain.authors.names((request.author,))[0])
        if request.author
        else request
    ),
    Terms: lambda site, request, page: terms_view(request.kind, site.index, site.shelf),
    Profile: lambda site, request, page: authors_of_request(site, request, page),
    Byline: lambda site, request, page: site.views.page(page),
    Cards: lambda site, request, page: site.paper_views.cards(page),
    CitedBy: lambda site, request, page: site.cited_by(page),
    Backlinks: lambda site, request, page: site.links.backlinks(page.docname),
    TermUses: lambda site, request, page: site.terms.view(
        (page.docname, request.anchor), site.links, site.shelf
    ),
    Relations: lambda site, request, page: site.links.relations(request.name),
    FeedList: lambda site, request, page: FeedsView(
        feeds=tuple(
            FeedLine(
                title=site.feed_title(item),
                folder=urljoin(base_of(site.env.config.html_baseurl), item.folder),
            )
            for item in site.feeds
        )
    ),
    Health: lambda site, request, page: health_view(
        site.index,
        site.links,
        site.shelf,
        link_faults(site),
        hidden=site.absent.slugs,
        heading_level=request.heading_level,
    ),
    SiteGraph: lambda site, request, page: site.drawings.whole,
    LocalGraph: lambda site, request, page: local_view(
        site.graph,
        page.docname,
        most=site.domain.settings.local_graph,
        whole=site.drawings.page,
    ),
    Related: lambda site, request, page: site.related.get(page.docname),
    CiteThis: lambda site, request, page: (
        site.citable(page) if site.domain.settings.cite_this else None
    ),
    ReaderComments: lambda site, request, page: comments_on(site, page),
    PaperQuery: lambda site, request, page: site.paper_views.listing(request, page),
    Comparison: lambda site, request, page: site.paper_views.comparison(request),
    ReadingList: lambda site, request, page: reading_view(request, site.paper_views),
    Coverage: lambda site, request, page: coverage_view(
        site.shelf,
        today=site.domain.today,
        patience=site.domain.settings.queue_days,
        heading_level=request.heading_level,
    ),
    PageBibliography: lambda site, request, page: site.bibliography.page(site.shelf.works_of(page)),
}
