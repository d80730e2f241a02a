"""The command ``commonplace serve``."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonplace.cli.preview import Preview
from commonplace.cli.server import FolderServer, open_server
from commonplace.cli.site import Failure, Site, find_site, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@click.command(short_help="Show the site as you write, or a built folder.")
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
    help="Port; 0 takes any that is free.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--drafts/--no-drafts", default=True, show_default=True, help="Show drafts, marked.")
@click.option(
    "--watch", "watched", multiple=True, type=click.Path(path_type=Path, exists=True),
    help="Another file or folder to watch; may be repeated.",
)  # fmt: skip
@click.option(
    "--static", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
    help="Serve this built folder as it is; build and watch nothing.",
)  # fmt: skip
def serve(
    source: Path | None,
    *,
    port: int,
    host: str,
    open_browser: bool,
    drafts: bool,
    watched: tuple[Path, ...],
    static: Path | None,
) -> None:
    """Show the site in SOURCE as you write: build, watch, build again, reload the browser.

    Drafts are shown. The preview is built into SOURCE/_build/preview, apart from what you publish,
    and only this machine can see it unless --host says otherwise. Ctrl-C ends it.

    \b
    Examples:
      commonplace serve --open
      commonplace serve docs --port 8001 --no-drafts
      commonplace serve --watch _ext
      commonplace serve --static docs/_build/html

    Exit status: 0 after Ctrl-C, 1 when the port is in use, 2 when there is no site to serve.
    """
    if static is not None:
        if source is not None or watched:
            raise click.UsageError(
                "--static serves one built folder: give neither SOURCE nor --watch."
            )
        _serve_folder(
            open_server(host, port, static.resolve(), live=False), open_browser=open_browser
        )
        return
    site = find_site(source)
    others = _outside(site, watched)
    folder = site.build / "preview"
    output = folder / "html"
    # -P: a file of the author's called `queue.py` or `site.py` must not shadow Python's own.
    command = [
        sys.executable,
        "-P",
        "-m",
        "commonplace.cli",
        "build",
        str(site.source),
        str(output),
    ]
    command += ["--doctree-dir", str(folder / "doctrees"), "--no-pointer"]
    command += ["--drafts"] if drafts else []
    with open_server(host, port, output, live=True) as server, _in_background(server):
        _warn_of_strangers(host, drafts=drafts)
        click.echo(f"Building {site.source} for {server.url} (Ctrl-C ends the preview)")
        first = [open_browser]

        def after_build(well: bool) -> None:  # noqa: FBT001 (a callback)
            if well:
                click.echo(f"Built; see {server.url}")
            else:
                click.echo(
                    "Not built: mend what is said above; the last good pages stay.", err=True
                )
            if first.pop() if first else False:
                webbrowser.open(server.url)

        preview = Preview(
            site=site,
            command=command,
            others=others,
            screen=server,
            after_build=after_build,
        )
        with _on_signals(preview.stop) as received:
            preview.run()
    _leave(received)


def _serve_folder(server: FolderServer, *, open_browser: bool) -> None:
    """Serve a folder as it is, until a signal comes."""
    ended = threading.Event()
    with server, _in_background(server), _on_signals(ended.set) as received:
        click.echo(f"Serving {server.url} (Ctrl-C ends it)")
        if open_browser:
            webbrowser.open(server.url)
        ended.wait()
    _leave(received)


@contextlib.contextmanager
def _in_background(server: FolderServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True, name="serve")
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@contextlib.contextmanager
def _on_signals(stop: Callable[[], None]) -> Iterator[list[int]]:
    """Answer the signals that ask us to end by calling ``stop``, and list those that came.

    Nothing is raised: whatever Python is doing at that moment, it comes to an orderly end.
    """
    received: list[int] = []

    def handle(number: int, _frame: object) -> None:
        received.append(number)
        stop()

    wanted = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP"):
        wanted.append(signal.SIGHUP)  # the terminal was closed
    before = {number: signal.signal(number, handle) for number in wanted}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(received: list[int]) -> None:
    """End well after Ctrl-C, as that is how one ends a preview; else as the signal asks."""
    click.echo("\nStopped.")
    if received and received[0] != signal.SIGINT:
        sys.exit(128 + received[0])


def _outside(site: Site, watched: tuple[Path, ...]) -> list[Path]:
    """List what pages are made from outside of the source folder, as far as conf.py says."""
    from commonplace.cli.new import bibliographies

    try:
        settings = read_settings(site)
    except Failure as failure:
        # The preview waits for the author to mend it; the first build says the same.
        settings = {}
        click.echo(f"Warning: {failure.message}", err=True)
    paths = [*bibliographies(site, settings), *(path.resolve() for path in watched)]
    for name in ("templates_path", "html_static_path", "html_extra_path"):
        value = settings.get(name)
        if isinstance(value, (list, tuple)):
            paths += [(site.source / str(item)).resolve() for item in value]
    unique = dict.fromkeys(path for path in paths if path.exists())
    return [path for path in unique if not path.is_relative_to(site.source)]


def _warn_of_strangers(host: str, *, drafts: bool) -> None:
    try:
        private = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        private = False
    if not private:
        what = "this site, drafts included," if drafts else "this site"
        click.echo(f"Warning: whoever reaches this machine can read {what} on {host}.", err=True)
