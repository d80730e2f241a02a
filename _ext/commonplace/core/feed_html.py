"""The body of a page as a feed reader can show it: full addresses, MathML, nothing that acts.

Elements and attributes are those that the W3C's feed validator lists as safe; others are taken off,
their content kept.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
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


class _Cleaner(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._address = address
        self._open: list[
            tuple[str, bool]
        ] = []  #: elements that are open, and whether they are kept
        self._gone = 0  #: how many of them go with their content
        self._title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        classes = frozenset((found.get("class") or "").split())
        gone = bool(self._gone or tag in GONE or classes & GONE_CLASSES)
        if tag == "h1" and not self._title:
            self._title = gone = True  # the entry has a title of its own
        if tag in VOID or tag in ("input", "source", "wbr", "link", "meta"):
            if not gone and tag in VOID:
                self.out.append(f"<{tag}{self._attributes(tag, found)}/>")
            return
        kept = not gone and tag in ELEMENTS
        self._open.append((tag, kept))
        self._gone += gone
        if kept:
            self.out.append(f"<{tag}{self._attributes(tag, found)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self._open and self._open[-1][0] == tag:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._open):
            return
        while self._open:
            name, kept = self._open.pop()
            if kept:
                self.out.append(f"</{name}>")
            self._gone -= self._gone > 0
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._gone:
            self.out.append(escape(data, quote=False))

    def _attributes(self, tag: str, found: dict[str, str | None]) -> str:
        written = []
        for name in sorted(found):
            value = found[name]
            if name not in ATTRIBUTES or value is None:
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
    cleaner.close()
    for name, kept in reversed(cleaner._open):
        if kept:
            cleaner.out.append(f"</{name}>")
    return _squeezed(cleaner.out)


def _squeezed(parts: Iterable[str]) -> str:
    lines = (line.rstrip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line).strip()
