"""Render the profile of an author as ordinary docutils nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docutils import nodes

from ..core.authors import ORCID
from .pieces import MIDDLE_DOT, inline_nodes, separated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.authors import Author
    from ..core.views import Thumbnail
    from .pieces import Linker


def render_profile(view: tuple[Author, ...], linker: Linker) -> list[nodes.Node]:
    """Render a block for each person: picture, name, role, what they say of themselves, links."""
    return [_block(person, linker) for person in view]


def _block(person: Author, linker: Linker) -> nodes.Node:
    box = nodes.container("", classes=["kb-profile"])
    if person.avatar and linker.html:
        box["classes"].append("kb-has-avatar")
        box += _avatar(person.avatar)
    if person.name:
        name: nodes.Node = nodes.strong("", person.name)
        box += nodes.paragraph("", "", name, classes=["kb-profile-name"])
    if line := ", ".join([*([person.role] if person.role else []), *person.affiliations]):
        box += nodes.paragraph("", line)
    if person.bio.content:
        box += nodes.paragraph("", "", *inline_nodes(person.bio, linker))
    if person.interests:
        box += nodes.paragraph("", "Interests: " + ", ".join(person.interests))
    if links := list(_links(person)):
        box += nodes.paragraph("", "", *separated(links, MIDDLE_DOT), classes=["kb-profile-links"])
    return box


def _avatar(avatar: Thumbnail) -> nodes.Node:
    image = nodes.image(
        "", uri=avatar.path, alt=avatar.alt, classes=["kb-avatar", "no-scaled-link"]
    )
    image["candidates"] = {"*": avatar.path}
    return image


def _links(person: Author) -> Iterable[list[nodes.Node]]:
    """Yield the links of a person; those to what is the person elsewhere say so."""
    if person.url:
        yield [_link(urlsplit(person.url).hostname or person.url, person.url)]
    if person.email:
        yield [_link(person.email, f"mailto:{person.email}", rel="")]
    if person.orcid:
        yield [_link(f"ORCID {person.orcid.removeprefix(ORCID)}", person.orcid)]
    for name, address in person.links:
        yield [_link(name, address, rel="" if address.startswith("mailto:") else "me")]


def _link(name: str, address: str, *, rel: str = "me") -> nodes.Node:
    found = nodes.reference("", name, refuri=address, internal=False)
    if rel:
        found["rel"] = rel
    return found
