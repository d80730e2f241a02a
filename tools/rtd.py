"""Repeat what Read the Docs does with this repository, and look at what it would host: `make rtd`."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from rtd_steps import FORMATS, SLUG, Build, BuildError, Version

from commonplace.cli.output import check_output
from commonplace.cli.server import FolderServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
#: What of our environment a build may see: where programs and mirrors are, and nothing else.
INHERITED = re.compile(r"PATH|HOME|USER|TMPDIR|PYENV_ROOT|(PIP|SSL|npm_config)_.*|.*_(proxy|PROXY)")


def main(arguments: list[str]) -> int:
    """Build, serve and check; return the exit status."""
    asked = parser().parse_args(arguments)
    version = Version(external=asked.external)
    inherited = {name: value for name, value in os.environ.items() if INHERITED.fullmatch(name)}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the folder is removed
    scratch = Path(tempfile.mkdtemp(prefix="commonplace-rtd-"))
    build = Build(scratch=scratch, version=version, inherited=inherited)
    try:
        build.clone(ROOT)
        build.install()
        build.build(asked.formats.split(","))
        with hosted(build) as url:
            faults = [*faults_of(build, url)]
            tell(build, faults)
            if asked.keep:
                sys.stdout.write(f"Serving {url} from {scratch} (Ctrl-C ends it)\n")
                sys.stdout.flush()
                threading.Event().wait()
    except BuildError as error:
        sys.stderr.write(f"make rtd: {error}\n")
        return 1
    finally:
        if not asked.keep:
            shutil.rmtree(scratch, ignore_errors=True)
    return 1 if faults else 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="make rtd RTD=", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="serve until Ctrl-C, keep the folder")
    parser.add_argument("--external", action="store_true", help="as the preview of a pull request")
    parser.add_argument(
        "--formats", default=",".join(FORMATS), help="only these, separated by commas"
    )
    return parser


@contextmanager
def hosted(build: Build) -> Iterator[str]:
    """Serve the output as Read the Docs does, and yield the address of the version.

    The version stands in its folder; its page for nothing and its robots.txt answer for the whole host.
    """
    host, html = build.scratch / "host", build.output / "html"
    place = host / urlsplit(build.version.address).path.strip("/")
    place.parent.mkdir(parents=True)
    place.symlink_to(html)
    for name in ("404.html", "robots.txt"):
        (host / name).symlink_to(html / name)
    with FolderServer("127.0.0.1", 0, host, live=False) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield urljoin(server.url, urlsplit(build.version.address).path)
        finally:
            server.shutdown()
            thread.join()


def ask(address: str) -> tuple[int, str]:
    """Return the status and the text that an address answers with."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def faults_of(build: Build, url: str) -> Iterator[str]:
    """Yield what is wrong with the site at *url*."""
    base = build.version.address
    status, home = ask(url)
    if status != 200 or f'<link rel="canonical" href="{base}' not in home:
        yield f"the home page ({status}) does not name {base} as its address"
    yield from _nothing(url)
    status, robots = ask(urljoin(url, "/robots.txt"))
    if build.version.external:
        yield from _preview(build, url, home, robots)
    else:
        if status != 200 or f"Sitemap: {base}sitemap.xml" not in robots:
            yield f"robots.txt ({status}) does not name the sitemap"
        yield from _sitemap(url, base)
        yield from _feeds(build, base)
    html = build.output / "html"
    for found in check_output(html):
        yield f"{Path(found.file).relative_to(html)}: {found.message}"


def _nothing(url: str) -> Iterator[str]:
    """Look at the page for addresses where nothing is, which must find its styles from anywhere."""
    for where in ("no/such/page.html", "../none/"):
        address = urljoin(url, where)
        status, page = ask(address)
        if status != 404 or "kb-404-search" not in page:
            yield f"{address} answers {status}, without the site's own page"
        for style in re.findall(r'<link[^>]*href="([^"]+\.css[^"]*)"', page):
            if ask(urljoin(address, style))[0] != 200:
                yield f"the page for {address} does not find {style}"


def _sitemap(url: str, base: str) -> Iterator[str]:
    status, sitemap = ask(urljoin(url, "sitemap.xml"))
    named = re.findall(r"<loc>([^<]+)</loc>", sitemap)
    if status != 200 or not named:
        yield f"the sitemap answers {status} and names {len(named)} pages"
    for address in named:
        if not address.startswith(base):
            yield f"the sitemap names {address}"
        elif ask(urljoin(url, address.removeprefix(base)))[0] != 200:
            yield f"the sitemap names {address}, where nothing is"


def _feeds(build: Build, base: str) -> Iterator[str]:
    feed = build.output / "html" / "feeds" / "atom.xml"
    if not feed.is_file() or f'rel="self" type="application/atom+xml" href="{base}' not in feed.read_text(encoding="utf-8"):  # fmt: skip
        yield f"there is no feed of {base}"


def _preview(build: Build, url: str, home: str, robots: str) -> Iterator[str]:
    if '<meta name="robots" content="noindex"' not in home or "Disallow: /\n" not in robots:
        yield "the preview does not ask search engines to stay away"
    for name in ("feeds", "sitemap.xml"):
        if (build.output / "html" / name).exists():
            yield f"the preview has {name}, of an address that goes away"


def tell(build: Build, faults: list[str]) -> None:
    """Say what was made and what is wrong with it."""
    sys.stdout.write("\n")
    for name in FORMATS:
        folder = build.output / name
        book = folder / f"{SLUG}.{'zip' if name == 'htmlzip' else name}"
        if book.is_file():
            sys.stdout.write(f"{name:<8} {book.stat().st_size / 1e6:.1f} MB\n")
        elif folder.is_dir():
            count = sum(1 for path in folder.rglob("*.html"))
            sys.stdout.write(f"{name:<8} {count} pages for {build.version.address}\n")
    for note in build.notes:
        sys.stdout.write(f"NOTE: {note}\n")
    for fault in faults:
        sys.stdout.write(f"FAULT: {fault}\n")
    sys.stdout.write(f"{len(faults)} fault{'' if len(faults) == 1 else 's'}.\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stdout.write("\nStopped.\n")
        sys.exit(130)
