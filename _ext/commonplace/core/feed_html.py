"""The body of a page as a feed reader can show it: full addresses, MathML, nothing that acts.

Elements and attributes are those that the W3C's feed validator lists as safe; others are taken off,
their content kept.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Iterable

ELEMENTS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
        "math",
        "mi",
        "mn",
        "mo",
        "ms",
        "mspace",
        "mtext",
        "mrow",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "mpadded",
        "mphantom",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mtable",
        "mtr",
        "mtd",
    ]
)
VOID = frozenset(("br", "col", "hr", "img"))
ATTRIBUTES = frozenset(
    [
        "abbr",
        "alt",
        "class",
        "colspan",
        "dir",
        "height",
        "href",
        "lang",
        "rowspan",
        "scope",
        "src",
        "start",
        "title",
        "width",
        "display",
        "mathvariant",
        "stretchy",
        "columnalign",
        "rowspacing",
        "columnspacing",
        "linethickness",
    ]
)
ADDRESSES = frozenset(("href", "src"))
SCHEMES = ("http://", "https://", "mailto:")

#: What goes with all that is in it: what belongs to the page or needs its style sheet or script.
GONE = frozenset(
    (
        "script",
        "style",
        "button",
        "form",
        "input",
        "iframe",
        "annotation",
        "noscript",
        "svg",
        "template",
    )
)
GONE_CLASSES = frozenset(
    (
        "headerlink",
        "katex-html",
        "kb-meta",
        "kb-tags",
        "kb-series",
        "kb-foot",
        "kb-fold",
        "kb-graph",
    )
)


# What is no tag by this stands as text, and is written as such: nothing gets by that is not named above.
_TOKEN = re.compile(
    r"<(?:(?P<raw>script|style|textarea)(?=[\s/>])[^>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|!--.*?(?:-->|\Z)|[!?][^>]*>"
    r"|(?P<close>/?)(?P<tag>[a-z][^\s/>]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
TASK = "task-list-item-checkbox"  #: a class of Markdown's lists of tasks
_LEFT_OUT = frozenset(("input", "source", "wbr", "link", "meta"))  # they hold nothing


class _Cleaner:
    """One body on its way into a feed."""

    def __init__(self, address: str) -> None:
        self.out: list[str] = []
        self._address = address
        #: Elements that are open: what closes them, "" for those that are not kept.
        self._open: list[tuple[str, str]] = []
        self._counts: Counter[str] = Counter()
        self._gone_from = 0  #: the place, from 1, of an open one that goes with its content
        self._title = False
        self._tags: dict[tuple[str, str], tuple[bool, str]] = {}

    def feed(self, body: str) -> None:
        """Take a body and leave every element closed."""
        place = 0
        for token in _TOKEN.finditer(body):
            if place != token.start() and not self._gone_from:
                self._text(body[place : token.start()])
            place = token.end()
            if (tag := token["tag"]) is None:
                continue
            if token["close"]:
                self._end(tag.lower())
            else:
                self._start(tag.lower(), token["rest"])
        if not self._gone_from:
            self._text(body[place:])
        self._close(0)

    def _text(self, text: str) -> None:
        # What is on most pages between two tags needs no second look.
        if "&" in text or "<" in text or ">" in text:
            text = escape(unescape(text), quote=False)
        self.out.append(text)

    def _start(self, tag: str, rest: str) -> None:
        if self._gone_from:
            if tag not in VOID and tag not in _LEFT_OUT and not rest.endswith("/"):
                self._push(tag, "")
            return
        if (known := self._tags.get((tag, rest))) is None:
            known = self._tags[tag, rest] = self._read(tag, rest)
        gone, written = known
        if tag == "h1" and not self._title:
            self._title = gone = True  # the entry has a title of its own
        if tag in VOID:
            if not gone:
                self.out.append(written)
            return
        if tag in _LEFT_OUT:
            if TASK in rest:
                self.out.append("☑ " if "checked=" in rest else "☐ ")
            return
        kept = not gone and tag in ELEMENTS
        self._push(tag, f"</{tag}>" if kept else "")
        if gone:
            self._gone_from = len(self._open)
        elif kept:
            self.out.append(written)
        if rest.endswith("/"):
            self._end(tag)

    def _push(self, tag: str, closing: str) -> None:
        self._open.append((tag, closing))
        self._counts[tag] += 1

    def _read(self, tag: str, rest: str) -> tuple[bool, str]:
        """Return whether a tag goes with what is in it, and the tag as it is written."""
        found = {
            name.lower(): unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(rest)
        }
        gone = tag in GONE or not GONE_CLASSES.isdisjoint(found.get("class", "").split())
        end = "/>" if tag in VOID else ">"
        return gone, f"<{tag}{self._attributes(tag, found)}{end}"

    def _end(self, tag: str) -> None:
        if not self._counts[tag]:
            return
        place = len(self._open) - 1
        while self._open[place][0] != tag:
            place -= 1
        self._close(place)

    def _close(self, place: int) -> None:
        """Close all from one on, the last of them first."""
        while len(self._open) > place:
            if len(self._open) == self._gone_from:
                self._gone_from = 0
            tag, closing = self._open.pop()
            self._counts[tag] -= 1
            if closing:
                self.out.append(closing)

    def _attributes(self, tag: str, found: dict[str, str]) -> str:
        written = []
        for name in sorted(found):
            value = found[name]
            if name not in ATTRIBUTES:
                continue
            if name in ADDRESSES:
                value = _full(self._address, value)
                if not value:
                    continue
            written.append(f' {name}="{escape(value)}"')
        if tag == "math":
            written.append(' xmlns="http://www.w3.org/1998/Math/MathML"')
        return "".join(written)


def _full(address: str, value: str) -> str:
    """Return *value* on the page at *address* as a full address; ``""`` where it is none."""
    try:
        found = urljoin(address, value.strip())
    except ValueError:
        return ""
    return found if found.lower().startswith(SCHEMES) else ""


def feed_html(body: str, address: str) -> str:
    """Return the *body* of the page at *address*, a full one, as a feed holds it."""
    cleaner = _Cleaner(address)
    cleaner.feed(body)
    return _squeezed(cleaner.out)


def _squeezed(parts: Iterable[str]) -> str:
    lines = (line.rstrip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line).strip()
