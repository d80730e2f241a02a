"""What the head of each page says, from its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ..core.head import Head, base_of, shortened
from ..core.llms import Block
from ..core.model import Quote
from .plain import plain_text

if TYPE_CHECKING:
    from ..core.feed_plan import FeedPlan
    from ..core.model import PageFacts
    from .site import Site


def head_of(site: Site, page: PageFacts) -> Head:
    """Return what the head of *page* says."""
    front, index, config = page.front, site.index, site.env.config
    path = next((path for role, path in page.pictures if role == "thumbnail"), "")
    image = site.env.images[path][1] if path in site.env.images else ""
    picture = front.thumbnail or front.image
    excerpt = plain_text(site, Quote(content=page.excerpt, docname=page.docname))
    home = page.docname == config.root_doc
    uri = site.env._app.builder.get_target_uri(page.docname)
    return Head(
        title=page.title_text,
        site=config.html_title or config.project,
        article=bool(page.collection),
        path=uri,
        description=site.description(page) or shortened(site.takeaway(page) or excerpt),
        image=f"_images/{image}" if image else "",
        image_alt=picture.alt if picture and image else "",
        published=index.local_date(front.date).date().isoformat() if front.date else "",
        modified=index.local_date(page.updated).date().isoformat() if page.updated else "",
        authors=front.authors,
        tags=front.tags,
        section=front.category or "",
        license=front.license or site.domain.settings.license,
        feeds=tuple((site.feed_title(item), item.folder) for item in _feeds(site, page.docname)),
        profiles=_profiles(site) if home or front.author_profile else (),
    )


def block_of(site: Site, page: PageFacts) -> Block:
    """Return what the Markdown of *page* says below its title."""
    front, head, papers = page.front, site.head(page), site.shelf.papers
    base = base_of(site.env.config.html_baseurl or "")
    about = (papers[key.lower()].key for key in front.papers if key.lower() in papers)
    return Block(
        title=page.title_text,
        path=head.path,
        address=urljoin(base, head.path) if base else "",
        date=head.published,
        updated=head.modified,
        authors=front.authors,
        tags=front.tags,
        status=site.domain.scan.drafts.get(page.docname, "") or front.status or "",
        about=tuple(about),
        cites=tuple(papers[key].key for key in site.shelf.works_of(page)),
        license=head.license,
        description=site.description(page),
    )


def _feeds(site: Site, docname: str) -> tuple[FeedPlan, ...]:
    """Return the feed of the site and those of the page itself."""
    own = site.feeds_on.get(docname, ())
    return own if docname == site.env.config.root_doc else (*site.feeds[:1], *own)


def _profiles(site: Site) -> tuple[str, ...]:
    """Return the addresses elsewhere of whom the site's profile is about."""
    links = site.domain.settings.profile.get("links")
    if not isinstance(links, dict):
        return ()
    return tuple(str(address) for address in links.values() if str(address).startswith("https://"))
