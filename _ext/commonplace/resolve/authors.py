"""Authors as pages and machines get them: whom a profile shows, and their full addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.authors import Addressed
from ..core.requests import Profile

if TYPE_CHECKING:
    from ..core.authors import Author
    from ..core.model import PageFacts
    from .site import Site


def authors_of_request(site: Site, request: Profile, page: PageFacts) -> tuple[Author, ...]:
    """Return whom a profile on *page* is about."""
    people = site.domain.authors
    if request.author:
        found = people.find(request.author)
        return (found,) if found else ()
    if people.profile:
        return (people.profile,)
    known = (people.find(name) for name in page.front.authors or site.default_authors)
    return tuple(person for person in known if person)


def profiles_on(site: Site, page: PageFacts) -> tuple[Author, ...]:
    """Return all whose profile *page* shows, each once."""
    found: dict[Author, None] = {}
    for request in page.requests:
        if isinstance(request, Profile):
            found |= dict.fromkeys(authors_of_request(site, request, page))
    return tuple(found)


def addressed(site: Site, author: Author) -> Addressed:
    """Return *author* with full addresses, as far as the site knows its own."""
    docname = site.index.term("author", author.name).docname
    return Addressed(
        author=author,
        url=author.url or (site.address(docname) if docname else ""),
        image=site.picture_address(author.avatar.path) if author.avatar else "",
    )
