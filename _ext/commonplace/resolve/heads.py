"""What the head of each page says, from its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ..core.authors import Author
from ..core.cards import Card, file_of
from ..core.head import Head, base_of, shortened
from ..core.index import FOLDERS
from ..core.llms import Block
from ..core.model import Quote
from .authors import addressed, profiles_on
from .plain import plain_text

if TYPE_CHECKING:
    from ..core.feed_plan import FeedPlan
    from ..core.model import PageFacts
    from .site import Site


def head_of(site: Site, page: PageFacts) -> Head:
    """Return what the head of *page* says."""
    front, index, config = page.front, site.index, site.env.config
    image, alt, is_card = _image(site, page)
    excerpt = plain_text(site, Quote(content=page.excerpt, docname=page.docname))
    authors = front.authors or (site.default_authors if page.collection else ())
    uri = site.env._app.builder.get_target_uri(page.docname)
    return Head(
        title=page.title_text,
        site=config.html_title or config.project,
        article=bool(page.collection),
        path=uri,
        description=site.description(page) or shortened(site.takeaway(page) or excerpt),
        image=image,
        image_alt=alt,
        card=is_card,
        published=index.local_date(front.date).date().isoformat() if front.date else "",
        modified=index.local_date(page.updated).date().isoformat() if page.updated else "",
        authors=authors,
        author_pages=tuple(dict.fromkeys(filter(None, (_page_of(site, name) for name in authors)))),
        tags=front.tags,
        section=front.category or "",
        license=front.license or site.domain.settings.license,
        feeds=tuple((site.feed_title(item), item.folder) for item in _feeds(site, page.docname)),
        profiles=_profiles(site, page),
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


def _image(site: Site, page: PageFacts) -> tuple[str, str, bool]:
    """Return the picture that goes with a link: its file, what it shows, and whether it is a card.

    Those who show links show no drawings: these come last.
    """
    found = picture_of(site, page)
    if (found is None or is_drawing(found[0])) and site.domain.cards:
        shown = page if card_of(site, page) else site.pages.get(site.env.config.root_doc)
        card = card_of(site, shown) if shown else None
        if shown and card:
            alt = f"{card.title} – {card.site}" if card.title != card.site else card.title
            return file_of(shown.docname), alt, True
    if found is None:
        return "", "", False
    return f"_images/{site.env.images[found[0]][1]}", found[1], False


def is_drawing(path: str) -> bool:
    """Tell whether a picture is of vectors."""
    return path.lower().endswith(".svg")


def picture_of(site: Site, page: PageFacts) -> tuple[str, str] | None:
    """Return path and description of the picture that front matter names, the one for links first."""
    roles, front = dict(page.pictures), page.front
    pictures = [
        (roles.get("image", ""), front.image),
        (roles.get("thumbnail", ""), front.thumbnail or front.image),
    ]
    known = [
        (path, picture.alt if picture else "")
        for path, picture in pictures
        if path in site.env.images
    ]
    return min(known, key=lambda item: is_drawing(item[0]), default=None)


def card_of(site: Site, page: PageFacts) -> Card | None:
    """Return what the card of a page says; the pages of terms share that of the home page."""
    found = picture_of(site, page)
    folder = page.docname.rpartition("/")[0]
    home = page.docname == site.env.config.root_doc
    if found and not is_drawing(found[0]) and not home:
        return None
    if folder in FOLDERS.values() and not page.collection:
        return None
    entry = site.views.entry(page)
    authors = page.front.authors or (site.default_authors if page.collection else ())
    return Card(
        title=page.title_text,
        authors=", ".join(authors),
        date=entry.shown_date,
        site=site.env.config.html_title or site.env.config.project,
    )


def _page_of(site: Site, name: str) -> str:
    """Return the full address of an author: of their own, else of their page here."""
    return addressed(site, site.domain.authors.find(name) or Author(name=name)).url


def _feeds(site: Site, docname: str) -> tuple[FeedPlan, ...]:
    """Return the feed of the site and those of the page itself."""
    own = site.feeds_on.get(docname, ())
    return own if docname == site.env.config.root_doc else (*site.feeds[:1], *own)


def _profiles(site: Site, page: PageFacts) -> tuple[str, ...]:
    """Return the addresses elsewhere of those whom a page presents; the home page, its owner."""
    people = profiles_on(site, page)
    owner = site.domain.authors.profile
    if page.docname == site.env.config.root_doc and owner:
        people = (owner, *people)
    return tuple(
        dict.fromkeys(
            address
            for person in people
            for address in (person.url, *person.elsewhere)
            if address.lower().startswith("https://")
        )
    )
