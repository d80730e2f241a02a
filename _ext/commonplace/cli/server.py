"""Serve a built folder on this machine, and let open pages learn of a new build."""

from __future__ import annotations

import functools
import io
import secrets
import socket
import socketserver
import sys
import urllib.parse
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

import click

STAMP_PATH = "/_commonplace/stamp"  #: answers with the stamp of the latest build

# Asking once a second costs nothing on one machine and, unlike an open connection for each tab,
# neither meets the browser's limit of six nor keeps the server from stopping.
_SCRIPT = """<script>
setInterval(async () => {{
  try {{
    const answer = await fetch("{path}", {{cache: "no-store"}});
    if (answer.ok && (await answer.text()) !== "{stamp}") location.reload();
  }} catch {{ /* the preview was stopped; it may come back */ }}
}}, 1000);
</script>
"""
_MISSING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Not here</title>
<body><h1>There is no page here yet</h1>
<p>The terminal tells whether the build is still running or what stopped it.</p></body></html>
"""


class FolderServer(ThreadingHTTPServer):
    """Serve one folder; with a stamp, its pages reload when the stamp changes."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, port: int, folder: Path, *, live: bool) -> None:
        # Sphinx's own `localhost` may mean ::1: the address decides the family.
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        self.address_family = family
        self.live = live
        self.stamp = ""
        self.renew()
        super().__init__(
            (str(address[0]), int(address[1])),
            functools.partial(FolderHandler, directory=str(folder)),
        )
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.server_address[1]}/"

    def renew(self) -> None:
        """Make every open page reload."""
        # Random, so that a page left open from an earlier preview reloads as well.
        self.stamp = secrets.token_hex(8)

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
        """Answer with the stamp, a page that watches it, or the file as it is."""
        path = urllib.parse.urlsplit(self.path).path
        if not self.server.live:
            return super().send_head()
        if path == STAMP_PATH:
            return self._answer(HTTPStatus.OK, "text/plain", self.server.stamp.encode())
        file = Path(self.translate_path(self.path))
        if path.endswith("/"):
            file /= "index.html"
        if file.suffix == ".html" and file.is_file():
            return self._answer(HTTPStatus.OK, "text/html", self._watching(file.read_bytes()))
        return super().send_head()

    def list_directory(self, path: Any) -> io.BytesIO | None:
        """Answer that there is no such page."""
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page for an address that does not exist, if it has one."""
        if code != HTTPStatus.NOT_FOUND or self.command not in ("GET", "HEAD"):
            super().send_error(code, message, explain)
            return
        own = Path(self.directory, "404.html")
        page = own.read_bytes() if own.is_file() else _MISSING.encode()
        body = self._answer(code, "text/html", self._watching(page))
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
        script = _SCRIPT.format(path=STAMP_PATH, stamp=self.server.stamp).encode()
        head, end, tail = page.rpartition(b"</body>")
        return head + script + end + tail if end else page + script


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
