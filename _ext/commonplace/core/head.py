"""What the head of a page says to search engines and to those who show a link to it.

Sources: the Open Graph protocol (ogp.me); X's documentation of its cards, whose tags fall back on
those of Open Graph; the relations ``author``, ``license``, ``me`` and ``manifest`` of HTML's
list of link types.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from .cards import HEIGHT, WIDTH
from .feeds import FILES, NAMES, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DESCRIPTION = 200  #: characters; those who show a description cut it at about as many

#: An element of the head: its name and its attributes.
Element = tuple[str, tuple[tuple[str, str], ...]]

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)", re.IGNORECASE)
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is known of a page when somebody shows a link to it."""

    title: str
    site: str
    article: bool = False  #: whether it is a post or a note, rather than a page of the site
    path: str = ""  #: from the root of the site
    description: str = ""
    image: str = ""  #: from the root of the site
    image_alt: str = ""
    card: bool = False  #: whether the image is one that was drawn for links
    published: str = ""  #: ISO
    modified: str = ""
    authors: tuple[str, ...] = ()
    author_pages: tuple[str, ...] = ()  #: full addresses of the authors, of those that have one
    tags: tuple[str, ...] = ()
    section: str = ""
    license: str = ""
    feeds: tuple[tuple[str, str], ...] = ()  #: title and folder of each
    profiles: tuple[str, ...] = ()  #: addresses of the site's owner elsewhere


def license_address(name: str) -> str:
    """Return the address of a licence named by its SPDX identifier or address; ``""`` of no other."""
    if name.startswith(("https://", "http://")):
        return name
    if name.upper() == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if found := _CREATIVE_COMMONS.fullmatch(name):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    return f"https://spdx.org/licenses/{name}.html" if _SPDX.fullmatch(name) else ""


def shortened(text: str, length: int = DESCRIPTION) -> str:
    """Return *text* on one line, cut between words."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:-–—") + "…"


def elements(head: Head, base: str, *, noindex: bool) -> Iterator[Element]:
    """Yield the elements of *head* on a site at *base*, ``""`` where it does not know.

    What needs a full address is left out without one.
    """
    if noindex:
        yield _meta("robots", "noindex")
    if head.description:
        yield _meta("description", head.description)
    for name in head.authors:
        yield _meta("author", name)
    yield from _open_graph(head, base)
    for title, folder in head.feeds:
        for kind, name in FILES.items():
            yield (
                "link",
                (
                    ("rel", "alternate"),
                    ("type", TYPES[kind]),
                    ("title", f"{title} ({NAMES[kind]})"),
                    ("href", urljoin(base, folder + name)),
                ),
            )
    for address in head.author_pages:
        yield "link", (("rel", "author"), ("href", address))
    for address in head.profiles:
        yield "link", (("rel", "me"), ("href", address))
    if address := license_address(head.license):
        yield "link", (("rel", "license"), ("href", address))


def _open_graph(head: Head, base: str) -> Iterator[Element]:
    image = urljoin(base, head.image) if base and head.image else ""
    properties = [
        ("og:title", head.title),
        ("og:type", "article" if head.article else "website"),
        ("og:url", urljoin(base, head.path) if base else ""),
        ("og:site_name", head.site),
        ("og:description", head.description),
        ("og:image", image),
        ("og:image:type", "image/png" if image and head.card else ""),
        ("og:image:width", str(WIDTH) if image and head.card else ""),
        ("og:image:height", str(HEIGHT) if image and head.card else ""),
        ("og:image:alt", head.image_alt if image else ""),
    ]
    if head.article:
        properties += [
            ("article:published_time", head.published),
            ("article:modified_time", head.modified),
            *(("article:author", address) for address in head.author_pages),
            ("article:section", head.section),
            *(("article:tag", tag) for tag in head.tags),
        ]
    yield from (_property(name, value) for name, value in properties if value)
    yield _meta("twitter:card", "summary_large_image" if image else "summary")


def _meta(name: str, content: str) -> Element:
    return "meta", (("name", name), ("content", content))


def _property(name: str, content: str) -> Element:
    return "meta", (("property", name), ("content", content))


def base_of(address: str) -> str:
    """Return the address of a site as one that others can be joined to."""
    return address if not address or address.endswith("/") else f"{address}/"


def sitemap(entries: Sequence[tuple[str, str]]) -> str:
    """Return a sitemap (sitemaps.org, 0.9) of addresses and the days of their last change."""
    rows = "".join(
        f"<url><loc>{_xml(address)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for address, day in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
