"""HTML that an author wrote: names in it made anew where a page is shown twice, and what it says without it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_COMMENT = r"<!--.*?-->"
_TAG = re.compile(rf"{_COMMENT}|<[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
#: Attributes that name an element, or others by the names that they have.
_NAMES = (
    "id|for|form|headers|list|aria-labelledby|aria-describedby|aria-controls|aria-owns|aria-details"
    "|aria-activedescendant|aria-flowto|popovertarget"
)
_NAMING = re.compile(rf"(\s)({_NAMES})(\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+)", re.IGNORECASE)
_LEADING = re.compile(
    r"""(\s(?:xlink:)?href\s*=\s*["']?#|url\(["']?#)([^\s"'<>)]+)""", re.IGNORECASE
)

_PART = re.compile(r"<!--.*?(?:-->|$)|<(/?)([A-Za-z][\w-]*)[^>]*>", re.DOTALL)
#: What stands in these is no text of the page.
_SILENT = frozenset(
    [
        "script", "style", "template", "svg", "math", "noscript", "iframe", "object", "video",
        "audio", "select", "textarea", "head",
    ]
)  # fmt: skip
#: A word goes on through these; all else parts it from the next.
_WITHIN = frozenset(
    [
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins",
        "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u",
        "var", "wbr",
    ]
)  # fmt: skip


def said_text(html: str) -> str:
    """Return what a piece of HTML says to a reader, on one line."""
    parts: list[str] = []
    at, silent = 0, ""
    for found in _PART.finditer(html):
        if not silent:
            parts.append(html[at : found.start()])
        at, name = found.end(), (found[2] or "").lower()
        if not silent and name and name not in _WITHIN:
            parts.append(" ")
        if silent:
            silent = "" if found[1] and name == silent else silent
        elif not found[1] and name in _SILENT and not found[0].endswith("/>"):
            silent = name
    if not silent:
        parts.append(html[at:])
    return " ".join(unescape("".join(parts)).split())


def raw_names(html: str) -> Iterator[str]:
    """Yield the names that a piece of HTML gives to its elements."""
    for tag in _TAG.findall(html):
        if tag.startswith("<!--"):
            continue
        for match in _NAMING.finditer(tag):
            if match[2].lower() == "id" and (name := match[4].strip("\"'").strip()):
                yield name


def rename_raw(html: str, names: Collection[str], prefix: str) -> str:
    """Put *prefix* before these *names* in a piece of HTML, and wherever it speaks of them."""

    def named(match: re.Match[str]) -> str:
        value = match[4]
        quote = value[0] if value[0] in "\"'" else '"'
        words = value.strip("\"'").split()
        new = " ".join(f"{prefix}-{word}" if word in names else word for word in words)
        return f"{match[1]}{match[2]}{match[3]}{quote}{new}{quote}"

    def leading(match: re.Match[str]) -> str:
        return f"{match[1]}{prefix}-{match[2]}" if match[2] in names else match[0]

    def tag(match: re.Match[str]) -> str:
        if match[0].startswith("<!--"):
            return match[0]
        return _LEADING.sub(leading, _NAMING.sub(named, match[0]))

    return _TAG.sub(tag, html)
