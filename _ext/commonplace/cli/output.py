"""Look through a built site for addresses of its own that lead nowhere."""

from __future__ import annotations

import html
import json
import posixpath
import re
import zlib
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from commonplace.cli.findings import Finding, in_order
from commonplace.core.llms import FILE, FULL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "data", "xlink:href"})
SETS = frozenset({"srcset", "imagesrcset"})
PROPERTIES = frozenset({"og:url", "og:image"})
#: Folders of HTML that is no page: the theme leaves templates in the first.
APART = ("_static/", "_sources/")
TEXTS = (".xml", ".json", ".txt", ".md")
#: Labels that Sphinx gives away whether the page is there or not.
UNWRITTEN = frozenset({"modindex", "py-modindex"})
#: Fragments that browsers understand without a place of that name.
ALWAYS = frozenset({"", "top"})

_REFRESH = re.compile(
    r"""\s*\d+\s*;\s*url\s*=\s*(?:"([^"]*)|'([^']*)|(.*))""", re.IGNORECASE | re.DOTALL
)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS = re.compile(
    r"""(?:url\(\s*(?:"([^"]*)"|'([^']*)'|([^)'"\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)'))""",
    re.IGNORECASE,
)
_PREVIEWS = re.compile(r"\s*\w+\((.*)\);?\s*", re.DOTALL)
_END = r"[^\s\"<>()\[\]\\`]*"


@dataclass(frozen=True, slots=True)
class Link:
    """An address, where it stands, and the page from which a reader would follow it."""

    file: str
    line: int | None
    address: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What lies in an output folder; paths are relative to it."""

    files: frozenset[str]
    base: str  #: the address at which the site is to stand; ``""`` of a site that does not know

    def resolve(self, link: Link) -> tuple[str, str] | None:
        """Return the file that *link* leads to, and the place in it; nothing where it leads elsewhere."""
        address = link.address
        if self.base and address.startswith("//"):
            address = f"{urlsplit(self.base).scheme}:{address}"
        if self.base and address.startswith(self.base):
            address = urlsplit(self.base).path + address.removeprefix(self.base)
        try:
            parts = urlsplit(address)
        except ValueError:
            return address, ""
        if parts.scheme or parts.netloc:
            return None
        root = urlsplit(self.base).path or "/"
        path = unquote(parts.path)
        if path.startswith("/"):
            if not path.startswith(root):
                return None  # another site of the same host
            path = f"./{path.removeprefix(root)}"
        elif path:
            path = posixpath.join(posixpath.dirname(link.page), path)
        else:
            path = link.page
        return self._file(path), unquote(parts.fragment)

    def _file(self, path: str) -> str:
        """Return the file that a host answers with, there or not."""
        name = posixpath.normpath(path)
        folder = "index.html" if name == "." else f"{name}/index.html"
        return folder if path.endswith("/") or folder in self.files else name


class _Page(HTMLParser):
    """Take the addresses of a page, and the places in it that addresses can lead to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.places: set[str] = set()
        self.links: dict[str, int] = {}  #: the first line of each address
        self.canonical = ""
        self.moved = ""  #: where the page leads on to by itself
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element is called and where it leads."""
        given = {name: value for name, value in attrs if value is not None}
        for name in ("id", "name") if tag == "a" else ("id",):
            if name in given:
                self.places.add(given[name])
        for name, value in given.items():
            if name in ADDRESSES and (name != "data" or tag == "object"):
                self._note(value)
            elif name == "style":
                self._styles(value)
            elif name in SETS:
                for candidate in value.split(","):
                    self._note(candidate.strip().partition(" ")[0])
        self._in_style = tag == "style"
        if tag == "meta":
            self._meta(given)
        elif tag == "link" and given.get("rel") == "canonical":
            self.canonical = given.get("href", "")

    def handle_data(self, data: str) -> None:
        """Note where the styles of an element lead."""
        if self._in_style:
            self._styles(data)

    def handle_endtag(self, tag: str) -> None:
        """Leave the styles of an element."""
        self._in_style = False

    def _styles(self, text: str) -> None:
        for address in addresses_in_styles(text):
            self._note(address)

    def _meta(self, given: Mapping[str, str]) -> None:
        content = given.get("content", "")
        if given.get("property") in PROPERTIES:
            self._note(content)
        elif given.get("http-equiv", "").lower() == "refresh" and (to := _REFRESH.match(content)):
            self.moved = "".join(filter(None, to.groups())).strip()
            self._note(self.moved)

    def _note(self, address: str) -> None:
        self.links.setdefault(address.strip(), self.getpos()[0])


def addresses_in_styles(text: str) -> Iterator[str]:
    """Yield the addresses in the styles of a file, an element or an attribute."""
    for match in _CSS.finditer(_CSS_COMMENT.sub("", text)):
        if address := "".join(filter(None, match.groups())):
            yield address


def _parsed(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    page.close()
    return page


def address_of(folder: Path) -> str:
    """Return the address that the site in *folder* was built for, by its home page."""
    home = folder / "index.html"
    if not home.is_file():
        return ""
    address = _parsed(_text(home)).canonical.removesuffix("index.html")
    return address if urlsplit(address).scheme and address.endswith("/") else ""


def check_output(folder: Path) -> tuple[Finding, ...]:
    """Find the addresses in the site built into *folder* that no file or no place in one answers.

    The time is linear in the size of the site: each file is read once.
    """
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    output = Output(files=frozenset(name.as_posix() for name in names), base=address_of(folder))
    places: dict[str, set[str]] = {}
    moved: dict[str, str] = {}
    open_: list[tuple[Link, str, str]] = []
    found = []
    for link in _links(folder, output, places, moved):
        target = output.resolve(link)
        if target is None:
            continue
        if target[0] not in output.files:
            found.append(_finding(folder, link, "check.link", "leads to no file of the site"))
        elif target[1] not in ALWAYS and not target[1].startswith(":~:"):
            open_.append((link, *target))
    for link, name, place in open_:
        there = moved.get(name, name)  # the page leads on, with the fragment
        if there in places and place not in places[there]:
            found.append(_finding(folder, link, "check.place", f"is no place in {there}"))
    return in_order(found)


def _links(
    folder: Path, output: Output, places: dict[str, set[str]], moved: dict[str, str]
) -> Iterator[Link]:
    """Yield the addresses of every file, and note the places of pages and where they lead on."""
    for name in sorted(output.files):
        if name.endswith(".html") and not name.startswith(APART):
            page = _parsed(_text(folder / name))
            places[name] = page.places
            if page.moved:
                to = output.resolve(Link(name, None, page.moved, name))
                moved[name] = to[0] if to else ""
            yield from (Link(name, line, address, name) for address, line in page.links.items())
            continue
        for fits, reader in READERS:
            if fits(name):
                yield from reader(folder / name, name, output)


def _in_styles(path: Path, name: str, output: Output) -> Iterator[Link]:
    for address in addresses_in_styles(_text(path)):
        yield Link(name, None, address, name)


def _in_twins(path: Path, name: str, output: Output) -> Iterator[Link]:
    """Yield the addresses in Markdown of ours that begin from the file; full ones are text's."""
    for block in _markdown().parse(_text(path)):
        for token in block.children or ():
            address = str(token.attrGet("href") or token.attrGet("src") or "")
            if address and not (output.base and address.startswith(output.base)):
                yield Link(name, block.map[0] + 1 if block.map else None, address, name)


@cache
def _markdown() -> MarkdownIt:
    found = MarkdownIt("commonmark", {"html": False}).enable("table")
    return found.use(dollarmath_plugin).use(footnote_plugin)


def _in_previews(path: Path, name: str, output: Output) -> Iterator[Link]:
    """Yield the addresses in previews, which are those of the page that they lie beside."""
    match = _PREVIEWS.fullmatch(_text(path))
    values = _json(f"[{match[1]}]") if match else None
    if not isinstance(values, list) or not values or not isinstance(values[0], dict):
        return  # not by us
    docname = name.removeprefix("_previews/").removesuffix(".js")
    page = f"{docname}.html" if f"{docname}.html" in output.files else f"{docname}/index.html"
    for value in values[0].values():
        links = _parsed(value).links if isinstance(value, str) else ()
        yield from (Link(name, None, address, page) for address in links)


def _in_inventory(path: Path, name: str, output: Output) -> Iterator[Link]:
    """Yield the places that other sites are told of (the second format of Sphinx's inventories)."""
    head, _, data = path.read_bytes().partition(b"zlib.\n")
    if not head.startswith(b"# Sphinx inventory version 2"):
        return
    try:
        lines = zlib.decompress(data).decode("utf-8").splitlines()
    except (zlib.error, UnicodeDecodeError):
        return
    for line in lines:
        # The name may hold blanks; the role before the number has a colon.
        row = re.match(r"(.+?)\s+\S+:\S+\s+-?\d+\s+(\S*)\s", line)
        if row and row[1] not in UNWRITTEN:
            yield Link(name, None, row[2].removesuffix("$") + row[1] * row[2].endswith("$"), "")


def _in_graph(path: Path, name: str, output: Output) -> Iterator[Link]:
    graph = _json(_text(path))
    nodes = graph.get("nodes") if isinstance(graph, dict) else None
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict) and isinstance(url := node.get("url"), str):
            yield Link(name, None, url, "")


def _in_redirects(path: Path, name: str, output: Output) -> Iterator[Link]:
    for row in _text(path).splitlines():
        words = row.split()
        if len(words) > 1 and not row.startswith("#") and "/:" not in words[1]:  # a pattern
            yield Link(name, None, words[1], "")


def _in_text(path: Path, name: str, output: Output) -> Iterator[Link]:
    """Yield the full addresses of the site in a text, be it a feed, a sitemap or a list."""
    if not output.base:
        return
    text = _text(path)
    while (plain := html.unescape(text)) != text:  # HTML in a feed is escaped again
        text = plain
    found = re.finditer(re.escape(output.base) + _END, text)
    for address in dict.fromkeys(match[0].rstrip(".,;:!?*'") for match in found):
        link = Link(name, None, address, name)
        target = output.resolve(link)
        if target and target[0] not in output.files and "'" in address:  # around it, or in it?
            link = Link(name, None, address.partition("'")[0], name)
        yield link


#: What reads which files.
READERS: tuple[tuple[Callable[[str], bool], Callable[[Path, str, Output], Iterable[Link]]], ...] = (
    (lambda name: name.endswith(".css"), _in_styles),
    (lambda name: name.startswith("_previews/") and name.endswith(".js"), _in_previews),
    (
        lambda name: name.endswith((".html.md", FILE, FULL)) and not name.startswith(APART),
        _in_twins,
    ),
    (lambda name: name == "objects.inv", _in_inventory),
    (lambda name: name == "graph.json", _in_graph),
    (lambda name: name == "_redirects", _in_redirects),
    (lambda name: name.endswith(TEXTS) and not name.startswith(APART), _in_text),
)


def _finding(folder: Path, link: Link, code: str, what: str) -> Finding:
    return Finding(
        file=str(folder / link.file),
        line=link.line,
        code=code,
        message=f"{link.address!r} {what}.",
        severity="fault",
    )


def _json(text: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        return None
    return value


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
