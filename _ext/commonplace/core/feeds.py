"""Feeds as text: Atom, RSS and JSON Feed of the same entries.

Sources: RFC 4287 (Atom), RFC 4151 (tag URIs), RFC 9562 (UUIDs), the RSS 2.0 specification with the best practices of
the RSS Advisory Board, JSON Feed 1.1.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from email.utils import format_datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from .latest import Latest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

#: What XML 1.0 cannot hold, escaped or not, and the code points that are no characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")

FILES = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}
TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPerson:
    """Who has written something."""

    name: str
    uri: str = ""
    email: str = ""
    avatar: str = ""  #: full address of a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One page in a feed."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    authors: tuple[FeedPerson, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    content: str = ""  #: HTML with full addresses; ``""`` where the feed holds summaries
    image: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed, its entries the latest first."""

    title: str
    subtitle: str
    home: str  #: the page whose feed it is
    folder: str  #: address of the folder that its files lie in, with a slash at the end
    authors: tuple[FeedPerson, ...]
    language: str
    entries: tuple[FeedEntry, ...]
    icon: str = ""

    @property
    def updated(self) -> datetime:
        """When any of its entries changed last; it has one at least."""
        return max(entry.updated for entry in self.entries)


class Texts:
    """What entries look like in each format: several feeds hold one entry, which is written once.

    On a large site all of them together take more memory than anything else, so the latest are kept.
    """

    def __init__(self) -> None:
        self._made: Latest[tuple[str, FeedEntry, tuple[FeedPerson, ...]]] = Latest()

    def of(self, feed: Feed, kind: str, write: Callable[[FeedEntry, Feed], str]) -> Iterator[str]:
        """Yield the text of each entry of *feed* in the format *kind*, which *write* makes."""
        for entry in feed.entries:
            key = (kind, entry, feed.authors)
            yield self._made.get(key, partial(write, entry, feed))


def tag_uri(authority: str, day: str, specific: str) -> str:
    """Return the tag URI of something that *authority* named on *day*."""
    return f"tag:{authority},{day}:{escape_uri(specific)}"


def name_uri(authority: str, name: str) -> str:
    """Return a URI for the *name* that *authority* gave something, whatever else changes about it.

    A UUID made of the two (RFC 9562, version 5): a tag URI would need a day, and the date of a page
    may be corrected.
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{authority}/{name}").urn


def escape_uri(text: str) -> str:
    """Return *text* with what no URI holds written as percent signs."""
    return "".join(
        char
        if char.isascii() and (char.isalnum() or char in "-._~!$&'()*+,;=:@/")
        else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in text
    )


def is_uri(text: str) -> bool:
    """Tell whether *text* can be an identifier as it is."""
    return _URI.fullmatch(text) is not None


def clean(text: str) -> str:
    """Return *text* without the characters that a feed cannot hold."""
    return _FORBIDDEN.sub("", text)


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


def _element(name: str, text: str = "", **attributes: str) -> str:
    written = "".join(f' {key}="{_text(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{_text(text)}</{name}>" if text else f"<{name}{written}/>"


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def atom(feed: Feed, texts: Texts) -> str:
    """Return *feed* as Atom."""
    address = feed.folder + FILES["atom"]
    rows = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_text(feed.language)}">',
        _element("title", feed.title),
        _element("id", address),
        _element("link", rel="self", type=TYPES["atom"], href=address),
        _element("link", rel="alternate", type="text/html", href=feed.home),
        _element("updated", _rfc3339(feed.updated)),
        *([_element("subtitle", feed.subtitle)] if feed.subtitle else []),
        *([_element("icon", feed.icon)] if feed.icon else []),
        *map(_atom_author, feed.authors),
        *texts.of(feed, "atom", lambda entry, _: "\n".join(_atom_entry(entry))),
        "</feed>",
    ]
    return "\n".join(rows) + "\n"


def _atom_entry(entry: FeedEntry) -> Iterator[str]:
    yield "<entry>"
    yield _element("title", entry.title or entry.url)
    yield _element("id", entry.id)
    yield _element("link", rel="alternate", type="text/html", href=entry.url)
    yield _element("published", _rfc3339(entry.published))
    yield _element("updated", _rfc3339(entry.updated))
    yield from map(_atom_author, entry.authors)
    yield from (_element("category", term=tag) for tag in entry.tags)
    if entry.summary and entry.summary != entry.content:
        yield _element("summary", entry.summary)
    if entry.content:
        yield _element("content", entry.content, type="html")
    yield "</entry>"


def _atom_author(author: FeedPerson) -> str:
    parts = [
        _element("name", author.name),
        *([_element("uri", author.uri)] if author.uri else []),
        *([_element("email", author.email)] if author.email else []),
    ]
    return f"<author>{''.join(parts)}</author>"


def rss(feed: Feed, texts: Texts) -> str:
    """Return *feed* as RSS 2.0; its authors are Dublin Core's, unless one has a mail address."""
    address = feed.folder + FILES["rss"]
    rows = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">',
        "<channel>",
        _element("title", feed.title),
        _element("link", feed.home),
        _element("description", feed.subtitle or feed.title),
        _element("language", feed.language),
        _element("lastBuildDate", format_datetime(feed.updated)),
        _element("atom:link", rel="self", type=TYPES["rss"], href=address),
        *texts.of(feed, "rss", lambda entry, feed: "\n".join(_rss_item(entry, feed))),
        "</channel>",
        "</rss>",
    ]
    return "\n".join(rows) + "\n"


def _rss_item(entry: FeedEntry, feed: Feed) -> Iterator[str]:
    yield "<item>"
    yield _element("title", entry.title or entry.url)
    yield _element("link", entry.url)
    yield _element("guid", entry.id, isPermaLink="false")
    yield _element("pubDate", format_datetime(entry.published))
    authors = entry.authors or feed.authors
    if len(authors) == 1 and authors[0].email:
        # An author of RSS is a mail address; where there is one, it says all that Dublin Core would.
        yield _element("author", f"{authors[0].email} ({authors[0].name})")
    elif names := ", ".join(author.name for author in authors):
        yield _element("dc:creator", names)
    yield from (_element("category", tag) for tag in entry.tags)
    if entry.summary:
        yield _element("description", escape(clean(entry.summary), quote=False))
    if entry.content:
        yield _element("content:encoded", entry.content)
    yield "</item>"


def json_feed(feed: Feed, texts: Texts) -> str:
    """Return *feed* as JSON Feed 1.1."""
    value: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.folder + FILES["json"],
        "description": feed.subtitle,
        "icon": feed.icon,
        "language": feed.language,
        "authors": _people(feed.authors),
    }
    head = _json(_given(value)).removesuffix("\n}")
    items = texts.of(feed, "json", lambda entry, _: _json(_json_item(entry)))
    # The line breaks within values are escaped, so that these are those between them.
    written = ",".join("\n" + item for item in items).replace("\n", "\n  ")
    return f'{head},\n "items": [{written}\n ]\n}}\n'


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _json_item(entry: FeedEntry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "content_text": "" if entry.content else entry.summary or entry.title,
        "image": entry.image,
        "date_published": _rfc3339(entry.published),
        "date_modified": _rfc3339(entry.updated),
        "authors": _people(entry.authors),
        "tags": list(entry.tags),
        "language": entry.language,
    }
    return _given(item)


def _people(authors: Iterable[FeedPerson]) -> list[dict[str, object]]:
    return [
        _given({"name": author.name, "url": author.uri, "avatar": author.avatar})
        for author in authors
    ]


def _given(value: dict[str, object]) -> dict[str, object]:
    """Return *value* without what is empty."""
    return {
        key: clean(item) if isinstance(item, str) else item for key, item in value.items() if item
    }


WRITERS = {"atom": atom, "rss": rss, "json": json_feed}
