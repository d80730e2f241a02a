"""What is to be noticed about links: wanted notes, pages that nobody links to, dead ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .core.health import is_dead_end, is_orphan
from .core.index import is_listed
from .core.model import Problem
from .core.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .resolve.site import Site

Found = tuple[str, Problem]


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
        near = site.names.near(name)
        cure = (
            f"did you mean {' or '.join(map(repr, near))}?"
            if near
            else "write it, or correct the name"
        )
        for docname, place in places:
            yield (
                docname,
                Problem(
                    subtype="wanted",
                    message=f"[[{name}]] is no page, label, citekey or term; it is shown as "
                    f"wanted: {cure}",
                    line=place.line or 1,
                    severity="notice",
                ),
            )
