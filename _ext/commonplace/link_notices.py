"""What is to be noticed about links: wanted notes, pages that nobody links to, dead ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .core.health import is_dead_end, is_orphan
from .core.index import is_listed
from .core.model import Problem
from .core.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .resolve.site import Site

Found = tuple[str, Problem]
PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif)$", re.IGNORECASE)


def link_problems(site: Site) -> Iterator[Found]:
    """Yield the notices about links."""
    yield from _wanted(site)
    for docname, page in sorted(site.pages.items()):
        if not is_listed(page):
            continue
        if is_orphan(page, site.links, site.shelf):
            message = "no other page links to this one: link to it where it helps."
            yield docname, Problem(subtype="orphan", message=message, line=1, severity="notice")
        if is_dead_end(page, site.links):
            message = "the page links to no other and cites nothing: say what it builds on."
            yield docname, Problem(subtype="dead_end", message=message, line=1, severity="notice")


def _wanted(site: Site) -> Iterator[Found]:
    """Yield the links by name that lead nowhere, with the nearest names."""
    for name, places in sorted(site.links.wanted.items()):
        if slug(name) in site.absent.slugs:
            continue
        cure = _cure(site, name)
        for docname, place in places:
            yield (
                docname,
                Problem(
                    subtype="wanted",
                    message=f"[[{place.reference.target}]] is no page, label, citekey or term; it is "
                    f"shown as wanted: {cure}",
                    line=place.line or 1,
                    severity="notice",
                ),
            )


def _cure(site: Site, name: str) -> str:
    """Return what the author of a link by *name* that leads nowhere can do."""
    if name.lower() in site.shelf.papers:
        return (
            "no {bibliography} of the site lists this entry, as nothing else cites it; cite it with "
            "{cite}, write a note about it, or give the bibliography ':all:'"
        )
    if PICTURE.search(name):
        return f"a picture is shown by ![what it shows]({name})"
    if near := site.names.near(name):
        return f"did you mean {' or '.join(map(repr, near))}?"
    return "write it, or correct the name"
