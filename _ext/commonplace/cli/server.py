"""Serve a built folder on this machine, and let open pages learn of a new build."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import json
import socket
import socketserver
import stat
import sys
import threading
import time
import urllib.parse
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

NEWS_PATH = "/_commonplace/news"  #: answers what there is to know of a page
SCRIPT_PATH = "/_commonplace/live.js"  #: the script that asks for it
SCRIPT = Path(__file__).with_name("live.js")
WAIT = 25.0  #: seconds after which a page is told that there is nothing new
# A browser has six connections for all of its tabs; they are needed for the pages, too.
WAITING = 4
#: Folders of what pages load as soon as they are opened.
LOADED = ("_static", "_images")

_SCRIPT = '<script src="{path}" data-news="{news}" data-page="{page}"></script>\n'
_MISSING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Not here</title>
<body><h1>There is no page here yet</h1>
<p>The terminal tells whether the build is still running or what stopped it.</p></body></html>
"""


class FolderServer(ThreadingHTTPServer):
    """Serve one folder; if it is live, its pages reload when they change."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, port: int, folder: Path, *, live: bool) -> None:
        # Sphinx's own `localhost` may mean ::1: the address decides the family.
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        self.address_family = family
        self.live = live
        self.folder = folder
        self.forecasts: dict[str, bytes] = {}  #: shown instead of files of the folder
        self.problem = ""  #: why the last build failed
        self._digests: dict[tuple[str, int, int], str] = {}
        self.loaded = self._look_at_loaded() if live else ""
        self.news = threading.Condition()
        self.waiting = 0  #: pages that wait for news
        self.closing = False
        super().__init__(
            (str(address[0]), int(address[1])),
            functools.partial(FolderHandler, directory=str(folder)),
        )
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.server_address[1]}/"

    def forecast(self, pages: Mapping[str, str]) -> None:
        """Show these pages, by file in the output, instead of what was built."""
        with self.news:
            self.forecasts |= {
                name: html.encode(errors="xmlcharrefreplace") for name, html in pages.items()
            }
            self.news.notify_all()

    def built(self, keep: AbstractSet[str]) -> None:
        """Show what was built, but for the forecasts of these files."""
        loaded = self._look_at_loaded()
        with self.news:
            self.forecasts = {name: self.forecasts[name] for name in keep}
            self.problem, self.loaded = "", loaded
            self.news.notify_all()

    def failed(self, why: str) -> None:
        """Say in every open page why there was no build."""
        with self.news:
            self.problem = why
            self.news.notify_all()

    def shutdown(self) -> None:
        """Send those home who wait for news, and serve no more."""
        with self.news:
            self.closing = True
            self.news.notify_all()
        super().shutdown()

    def page(self, file: Path) -> bytes | None:
        """Return a page as it is to be shown now, if there is one."""
        try:
            name = file.relative_to(self.folder).as_posix()
        except ValueError:
            return None
        if (forecast := self.forecasts.get(name)) is not None:
            return forecast
        try:
            return file.read_bytes()
        except OSError:
            return None

    def fingerprint(self, page: bytes) -> str:
        """Return what tells a page, with all that it loads, from what it was before."""
        return _digest(page + self.loaded.encode())

    def _look_at_loaded(self) -> str:
        """Return a digest of the files that pages load; one of the same size and time is the same."""
        before, self._digests = self._digests, {}
        for top in LOADED:
            for path in sorted((self.folder / top).rglob("*")):
                with contextlib.suppress(OSError):
                    state = path.stat()
                    if stat.S_ISREG(state.st_mode):
                        key = (str(path), state.st_size, state.st_mtime_ns)
                        known = before.get(key)
                        self._digests[key] = known or _digest(path.read_bytes())
        # Builds copy some files anew: neither is a file's time part of what it is, nor is its size.
        return _digest(repr([(key[0], each) for key, each in self._digests.items()]).encode())

    def server_bind(self) -> None:
        """Bind without asking the name service what this machine is called."""
        # HTTPServer's own looks the name up, which can hang without a network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about a browser that went away before its answer came."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class FolderHandler(SimpleHTTPRequestHandler):
    """Answer with files only: no listing of folders, no log, nothing stale."""

    server: FolderServer
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".atom": "application/atom+xml",
        ".js": "text/javascript",
        ".json": "application/json",
        ".md": "text/markdown",
        ".mjs": "text/javascript",
        ".svg": "image/svg+xml",
        ".webp": "image/webp",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
    }

    def send_head(self) -> BinaryIO | io.BytesIO | None:
        """Answer with a page that asks for news of itself, the news, or the file as it is."""
        if not self.server.live:
            return super().send_head()
        path, query = urllib.parse.urlsplit(self.path)[2:4]
        if path == NEWS_PATH:
            return self._tell_news(urllib.parse.parse_qs(query))
        if path == SCRIPT_PATH:
            return self._answer(HTTPStatus.OK, "text/javascript", SCRIPT.read_bytes())
        file = self._file(self.path)
        page = self.server.page(file) if file.suffix == ".html" else None
        if page is not None:
            return self._answer(HTTPStatus.OK, "text/html", self._watching(page))
        return super().send_head()

    def _file(self, address: str) -> Path:
        path = urllib.parse.urlsplit(address).path
        file = Path(self.translate_path(address))
        return file / "index.html" if path.endswith("/") else file

    def _tell_news(self, query: Mapping[str, Sequence[str]]) -> io.BytesIO:
        """Answer once the page that asks, or what hinders the next build, is not what it was."""
        server = self.server
        file = self._file(query.get("page", [""])[0])
        seen = query.get("seen", [""])[0]
        deadline = time.monotonic() + WAIT
        with server.news:
            server.waiting += 1
            try:
                while True:
                    page = server.fingerprint(server.page(file) or self._missing())
                    problem = _digest(server.problem.encode()) if server.problem else ""
                    now = f"{page} {problem}"
                    left = deadline - time.monotonic()
                    if now != seen or server.closing or server.waiting > WAITING or left <= 0:
                        break
                    server.news.wait(left)
            finally:
                server.waiting -= 1
            news = {"page": page, "problem": server.problem, "seen": now}
        return self._answer(HTTPStatus.OK, "application/json", json.dumps(news).encode())

    def _missing(self) -> bytes:
        return self.server.page(self.server.folder / "404.html") or _MISSING.encode()

    def list_directory(self, path: Any) -> io.BytesIO | None:
        """Answer that there is no such page."""
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page for an address that does not exist, if it has one."""
        if code != HTTPStatus.NOT_FOUND or self.command not in ("GET", "HEAD"):
            super().send_error(code, message, explain)
            return
        body = self._answer(code, "text/html", self._watching(self._missing()))
        if self.command == "GET":
            self.copyfile(body, self.wfile)

    def guess_type(self, path: str) -> str:  # type: ignore[override]
        """Name the type of a file; texts are UTF-8 here."""
        kind: str = super().guess_type(path)
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    def end_headers(self) -> None:
        """Have the browser ask each time whether its copy is still right."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the build."""

    def _answer(self, code: int, kind: str, body: bytes) -> io.BytesIO:
        self.send_response(code)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def _watching(self, page: bytes) -> bytes:
        if not self.server.live:
            return page
        fingerprint = self.server.fingerprint(page)
        script = _SCRIPT.format(path=SCRIPT_PATH, news=NEWS_PATH, page=fingerprint).encode()
        head, end, tail = page.rpartition(b"</body>")
        return head + script + end + tail if end else page + script


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def open_server(host: str, port: int, folder: Path, *, live: bool) -> FolderServer:
    """Bind the address, so that a port in use is known before anything is built.

    Raises ``click.ClickException`` when that cannot be done.
    """
    try:
        return FolderServer(host, port, folder, live=live)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            f"cannot serve on port {port} of {host}: {reason[:1].lower()}{reason[1:]}. "
            "Stop what uses it or give another --port (0 takes any that is free)."
        ) from error
