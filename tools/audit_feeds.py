"""Check feeds: RFC 4287, RSS 2.0, JSON Feed 1.1, the W3C validator's list, and a reader's parser.

The validator's messages are those of https://validator.w3.org/feed/docs/; their names stand beside the rules.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
from audit_report import Report

from commonplace.cli.output import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
# SecurityRisk: elements that the validator warns of.
DANGEROUS = frozenset(
    {
        *("applet", "base", "button", "embed", "fieldset", "form", "frame", "frameset", "iframe"),
        *("input", "link", "meta", "object", "script", "select", "style", "textarea"),
    }
)
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
FIRST_LINE = '<?xml version="1.0" encoding="utf-8"?>'


def check(output: Path) -> Report:
    """Check every feed in *output*."""
    base = address_of(output)
    feeds = sorted(path for path in (output / "feeds").rglob("*") if path.is_file())
    seen: set[str] = set()  # a page is in the feeds of its tags, its authors, its year
    faults = [
        f"{path.relative_to(output)}: {fault}"
        for path in feeds
        for fault in faults_of(
            path.read_bytes().decode("utf-8", "replace"),
            path.suffix,
            base + path.relative_to(output).as_posix() if base else "",
            seen,
        )
    ]
    if not feeds:
        faults.append("feeds/: there is none; was the site built with html_baseurl?")
    return Report(looked_at=f"{len(feeds)} feeds", faults=tuple(faults))


def faults_of(text: str, suffix: str, address: str, seen: set[str]) -> Iterator[str]:
    """Yield what is wrong with the feed *text* at *address*; content in *seen* was looked at."""
    if suffix == ".json":
        try:
            value = json.loads(text)
        except ValueError as error:
            yield f"no JSON: {error}"
            return
        yield from _json_feed(value, address, seen)
        return
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        yield f"no XML: {error}"
        return
    if not text.startswith(FIRST_LINE):
        yield "it does not begin with its encoding"
    rules = _atom if root.tag == f"{ATOM}feed" else _rss
    yield from rules(root, address, seen)
    yield from _parsed(text, len(root.findall(f"{ATOM}entry") or root.findall("channel/item")))


def _parsed(text: str, entries: int) -> Iterator[str]:
    """Yield what the parser of a feed reader minds."""
    # Cleaning what it hands on is the reader's business, and slow.
    parsed = feedparser.parse(text.encode(), sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo:
        yield f"feedparser: {parsed.get('bozo_exception')}"
    if len(parsed.entries) != entries:
        yield f"feedparser sees {len(parsed.entries)} of {entries} entries"
    for entry in parsed.entries:
        if not (entry.get("id") and entry.get("link") and entry.get("title")):
            yield f"feedparser finds no id, link or title: {entry.get('link')}"
        if not entry.get("updated_parsed") and not entry.get("published_parsed"):
            yield f"feedparser finds no date: {entry.get('link')}"


def _one(parent: ElementTree.Element, *names: str) -> Iterator[str]:
    for name in names:
        if (number := len(parent.findall(name))) != 1:
            yield f"<{_short(parent.tag)}> holds {number} of <{_short(name)}>, not one"
        elif not (parent.findtext(name) or "").strip():
            yield f"<{_short(name)}> is empty"


def _short(tag: str) -> str:
    return tag.rpartition("}")[2]


def _atom(feed: ElementTree.Element, address: str, seen: set[str]) -> Iterator[str]:
    yield from _one(feed, f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated")
    entries = feed.findall(f"{ATOM}entry")
    if feed.find(f"{ATOM}author") is None and any(
        entry.find(f"{ATOM}author") is None for entry in entries
    ):
        yield "neither the feed nor each entry has an author"  # MissingElement
    yield from _self([link.attrib for link in feed.findall(f"{ATOM}link")], address)
    yield from _unique([entry.findtext(f"{ATOM}id") or "" for entry in entries])
    latest = feed.findtext(f"{ATOM}updated") or ""
    for entry in entries:
        yield from _one(entry, f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated")
        yield from _uri(entry.findtext(f"{ATOM}id") or "")
        links = [link.get("href", "") for link in entry.findall(f"{ATOM}link")]
        for link in links or [""]:
            yield from _full(link)
        moments = [entry.findtext(f"{ATOM}{name}") or "" for name in ("published", "updated")]
        for moment in filter(None, moments):
            yield from _moment(moment, latest)
        content = entry.find(f"{ATOM}content")
        if content is None and entry.find(f"{ATOM}summary") is None:
            yield f"an entry without content and summary: {links}"
        elif content is not None and content.get("type") == "html":
            yield from _markup(content.text or "", seen)
    for person in feed.iter(f"{ATOM}author"):
        yield from _one(person, f"{ATOM}name")


def _rss(root: ElementTree.Element, address: str, seen: set[str]) -> Iterator[str]:
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield "neither Atom nor RSS 2.0"
        return
    yield from _one(channel, "title", "link", "description")
    yield from _full(channel.findtext("link") or "")
    if not LANGUAGE.fullmatch(channel.findtext("language") or "en"):
        yield "the language is none"  # InvalidLanguage
    yield from _self([link.attrib for link in channel.findall(f"{ATOM}link")], address)
    items = channel.findall("item")
    yield from _unique([item.findtext("guid") or "" for item in items])
    for item in items:
        yield from _one(item, "title", "link", "guid", "pubDate")
        yield from _full(item.findtext("link") or "")
        guid = item.find("guid")
        if guid is not None and guid.get("isPermaLink") != "false":
            yield from _full(guid.text or "")  # InvalidPermalink
        if len(item.findall(f"{DUBLIN_CORE}creator")) != 1:
            yield "an item without exactly one creator"
        date = item.findtext("pubDate") or ""
        if not RFC822.fullmatch(date) or parsedate_to_datetime(date).strftime("%a") != date[:3]:
            yield f"no date of RFC 822: {date!r}"  # InvalidRFC2822Date, IncorrectDOW
        yield from _markup(item.findtext("description") or "", seen)
        yield from _markup(item.findtext(f"{CONTENT}encoded") or "", seen)


def _json_feed(value: object, address: str, seen: set[str]) -> Iterator[str]:
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        yield "no object with items"
        return
    if value.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"another version: {value.get('version')!r}"
    if not value.get("title"):
        yield "no title"
    if address and value.get("feed_url") != address:
        yield f"the feed says that it is at {value.get('feed_url')!r}"
    yield from _full(str(value.get("home_page_url", "")))
    yield from _unique([str(item.get("id", "")) for item in value["items"]])
    for item in value["items"]:
        if not isinstance(item.get("id"), str):
            yield f"an id that is no text: {item.get('id')!r}"
        if not {"content_html", "content_text"} & item.keys():
            yield f"an item without content: {item.get('url')}"
        for key in ("url", "image"):
            if key in item:
                yield from _full(item[key])
        for key in ("date_published", "date_modified"):
            yield from _moment(item.get(key, ""))
        for person in [*item.get("authors", ()), *value.get("authors", ())]:
            if not person.get("name"):
                yield f"an author without a name: {person}"
        if not all(isinstance(tag, str) for tag in item.get("tags", ())):
            yield f"tags that are no texts: {item['tags']}"
        yield from _markup(item.get("content_html", ""), seen)


def _self(links: list[dict[str, str]], address: str) -> Iterator[str]:
    """Yield what is wrong with the link of a feed to itself (MissingSelf, SelfDoesntMatchLocation)."""
    own = [link.get("href", "") for link in links if link.get("rel") == "self"]
    if len(own) != 1:
        yield f"{len(own)} links to itself, not one"
    elif address and own[0] != address:
        yield f"the feed says that it is at {own[0]!r}"


def _unique(names: list[str]) -> Iterator[str]:
    yield from (f"two entries are {name!r}" for name in names if not name or names.count(name) > 1)


def _uri(text: str) -> Iterator[str]:
    if not urlsplit(text).scheme:
        yield f"an id that is no URI: {text!r}"  # InvalidFullLink


def _full(text: str) -> Iterator[str]:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        yield f"no full address: {text!r}"  # InvalidFullLink, InvalidURIAttribute


def _moment(text: str, latest: str = "") -> Iterator[str]:
    if not RFC3339.fullmatch(text):
        yield f"no date of RFC 3339: {text!r}"  # InvalidRFC3339Date
        return
    day, last = datetime.fromisoformat(text), RFC3339.fullmatch(latest)
    if last and day > datetime.fromisoformat(latest):
        yield f"an entry of {text}, later than the feed's {latest}"


class _Markup(HTMLParser):
    """Look for what readers of feeds must not be given, or cannot follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        if tag in DANGEROUS:
            self.found.append(f"<{tag}> in content")  # SecurityRisk
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.found.append(f"{name}= in content")  # SecurityRiskAttr, DangerousStyleAttr
            elif name in ("href", "src") and not urlsplit(value or "").scheme:
                self.found.append(f"a relative address in content: {value!r}")  # ContainsRelRef


def _markup(text: str, seen: set[str]) -> Iterator[str]:
    if text in seen:
        return
    seen.add(text)
    parser = _Markup()
    parser.feed(text)
    parser.close()
    yield from parser.found
