"""Find the addresses of pages that are not published in texts, in time linear in their lengths."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What an address may be part of: neither space, quotation mark nor bracket.
_TOKEN = re.compile(r"[^\s\"'<>()\[\]{}|\\^`,;=]+")
#: What lies there is written as from the page that it belongs to.
_BESIDE = re.compile(r"^(?:_previews|_graph|_sources)/")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def addresses_of(docname: str) -> tuple[str, ...]:
    """Return the addresses of a page, from the root, as ``html`` and ``dirhtml`` have it."""
    if docname == "index" or docname.endswith("/index"):
        folder = docname.removesuffix("index")
        return (f"{docname}.html", folder) if folder else (f"{docname}.html",)
    return (f"{docname}.html", f"{docname}/")


class Hidden:
    """Addresses that are looked for.

    :param docnames: the pages that are not published.
    :param known: addresses from the root that are somebody else's, too.
    :param base: the full address of the site, or ``""``.
    """

    def __init__(self, docnames: Iterable[str], known: Iterable[str], base: str) -> None:
        taken = set(map(_short, known))
        self._owners = {
            address: name
            for name in docnames
            for address in addresses_of(name)
            if address not in taken
        }
        self._ends = {_end(address) for address in self._owners}
        self._base = base
        self._root = urlsplit(base).path or "/"

    def find(self, text: str, file: str) -> Iterator[str]:
        """Yield the addresses that *text* names, which stands in *file*, from the root of the site."""
        for token in _TOKEN.findall(text):
            if ("/" in token or ".html" in token) and (found := self._found(token, file)):
                yield found

    def owner(self, address: str) -> str:
        """Return the page at *address*, as ``find`` yields it."""
        return self._owners[address]

    def at(self, file: str) -> str:
        """Return the address that *file* of the output is at, or belongs to; ``""`` of most."""
        beside = _BESIDE.sub("", file)
        if beside != file:
            stem, dot, _ = beside.removesuffix(".txt").rpartition(".")
            file = f"{stem}.html" if dot else beside
        address = _short(file)
        return address if address in self._owners else ""

    def _found(self, token: str, file: str) -> str:
        path = token.partition("#")[0].partition("?")[0]
        path = _short((unquote(path) if "%" in path else path).rstrip(".:!*&_"))
        if _end(path) not in self._ends:
            return ""
        if self._base and path.startswith(self._base):
            places = [path.removeprefix(self._base)]
        elif _ELSEWHERE.match(path):
            return ""
        elif path.startswith("/"):
            places = [path.lstrip("/"), path.removeprefix(self._root)]
        else:
            places = [posixpath.join(posixpath.dirname(_BESIDE.sub("", file)), path)]
        for place in places:
            slash = "/" if place.endswith("/") else ""
            if (address := posixpath.normpath(place) + slash) in self._owners:
                return address
        return ""


def _short(path: str) -> str:
    """Return *path* without what readers of addresses may leave out, and without a twin's end."""
    path = path.removesuffix(".md") if path.endswith(".html.md") else path
    if path == "index.html" or path.endswith("/index.html"):
        return path.removesuffix("index.html") or path
    return path


def _end(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
