"""Measure the live preview: ``python bench/live.py --help``.

Wall-clock seconds from saving a note until a page that is open is told to reload and the page that it then gets has
the edit; beside it, the same site under sphinx-autobuild, which runs Sphinx anew for each edit.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import requires
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environments import machine, make_venv, snapshot
from measure import BuildError, _end
from peers import PEERS
from run import Bench

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).resolve().parent
MODES: dict[str, tuple[tuple[int, ...], bool]] = {
    "quick": ((100,), False),
    "full": ((100, 1000), True),
}
BOUND = 0.5  #: seconds from saving to the page, at 1,000 pages
EDITS = 5
REST = 3.0  #: seconds between two edits: nobody saves the moment that a build is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A preview that runs: what it has built, and how to wait until it tells of an edit."""

    url: str
    output: Path
    builds: Callable[[], list[float]]  #: when builds ended
    told: Callable[[], Callable[[], None]]  #: begins to listen, and returns what waits for a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured of one tool at one size."""

    tool: str
    pages: int
    shown: tuple[float, ...]  #: seconds until the page is shown anew
    built: tuple[float, ...]  #: seconds until all pages are built

    @property
    def median(self) -> float:
        """The middle of the edits."""
        return statistics.median(self.shown)


def fetch(url: str) -> str:
    """Return what is at an address; nothing while nobody answers."""
    try:
        with urllib.request.urlopen(url) as answer:
            return str(answer.read().decode("utf-8"))
    except (urllib.error.URLError, ConnectionError):
        return ""


def wait_for(condition: Callable[[], object], limit: float, what: str) -> None:
    """Wait until *condition* holds; raises BuildError after *limit* seconds."""
    deadline = time.monotonic() + limit
    while not condition():
        if time.monotonic() > deadline:
            raise BuildError(f"no {what} within {limit:.0f} s")
        time.sleep(0.005)


@contextmanager
def started(command: Sequence[str], variables: dict[str, str]) -> Iterator[list[tuple[float, str]]]:
    """Run a command, and list what it says with the time."""
    child = subprocess.Popen(
        command,
        env=variables | {"PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said: list[tuple[float, str]] = []

    def listen() -> None:
        assert child.stdout is not None
        for line in child.stdout:
            said.append((time.monotonic(), line))

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield said
    finally:
        _end(child)


@contextmanager
def commonplace(bench: Bench, page: str) -> Iterator[Live]:
    """Run ``commonplace serve``."""
    source = str(bench.folder / "src")
    command = [bench.python, "-m", "commonplace.cli", "serve", source, "--port", "0"]
    with started(command, bench.variables) as said:
        wait_for(lambda: said, bench.limit, "server")
        found = re.search(r"http://\S+/", said[0][1])
        if found is None:
            raise BuildError(said[0][1])
        url = found[0]

        def told() -> Callable[[], None]:
            shown = re.search(r'data-page="(\w+)"', fetch(url + page))
            seen = f"{shown[1]} " if shown else ""
            query = urllib.parse.urlencode({"page": f"/{page}", "seen": seen})
            return lambda: _news(f"{url}_commonplace/news?{query}", seen)

        yield Live(
            url=url,
            output=bench.folder / "src" / "_build" / "preview" / "html",
            builds=lambda: [when for when, line in said if line.startswith("Built;")],
            told=told,
        )


def _news(address: str, seen: str) -> None:
    while json.loads(fetch(address))["seen"] == seen:
        pass  # the server answers after a while when there is nothing new


@contextmanager
def autobuild(bench: Bench, page: str) -> Iterator[Live]:
    """Run sphinx-autobuild on the same site, with our extension."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = bench.folder
    command = [bench.python, "-m", "sphinx_autobuild", "--port", str(port)]
    command += ["-d", str(folder / "auto-doctrees"), str(folder / "src"), str(folder / "auto-out")]
    url = f"http://127.0.0.1:{port}/"
    with started(command, bench.variables) as said:
        wait_for(lambda: fetch(url + page), bench.limit, "server")
        yield Live(
            url=url,
            output=folder / "auto-out",
            builds=lambda: [when for when, line in said if "The HTML pages are in" in line],
            told=lambda: _listen(port, bench.limit),
        )


def _listen(port: int, limit: float) -> Callable[[], None]:
    """Open the socket on which sphinx-autobuild tells pages to reload (RFC 6455)."""
    line = socket.create_connection(("127.0.0.1", port), timeout=limit)
    line.sendall(
        f"GET /websocket-reload HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += line.recv(4096)
    rest = [heard.partition(b"\r\n\r\n")[2]]

    def wait() -> None:
        with line:
            while b"refresh" not in rest[0]:
                data = line.recv(4096)
                if not data:
                    raise BuildError("sphinx-autobuild hung up")
                rest[0] += data

    return wait


TOOLS = {"commonplace": commonplace, "sphinx-autobuild": autobuild}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def measure(tool: str, bench: Bench, note: str) -> Row:
    """Edit a note some times, and wait for it to be shown and for everything to be built."""
    path, page = bench.folder / "src" / f"{note}.md", f"{note}.html"
    shown, built = [], []
    with TOOLS[tool](bench, page) as live:
        wait_for(live.builds, bench.limit, "build")
        for number in range(1, EDITS + 1):
            time.sleep(REST)
            word = f"Revision{number}of{tool.replace('-', '')}"
            text = path.read_text(encoding="utf-8")
            wait = live.told()
            began = time.monotonic()
            path.write_text(f"{text}\n{word} is here.\n", encoding="utf-8")
            wait()
            wait_for(lambda word=word: word in fetch(live.url + page), bench.limit, "page")
            shown.append(time.monotonic() - began)
            wait_for(lambda word=word: word in _text(live.output / page), bench.limit, "file")
            # No other build can have run since: the last edit was built before we rested.
            wait_for(lambda when=began: live.builds()[-1] > when, bench.limit, "build")
            built.append(max(live.builds()[-1] - began, shown[-1]))
    return Row(tool=tool, pages=bench.pages, shown=tuple(shown), built=tuple(built))


def measure_all(options: argparse.Namespace, pythons: dict[str, str], folder: Path) -> list[Row]:
    """Measure each tool at each size."""
    sources = snapshot(folder)
    rows = []
    for size in options.sizes:
        place = folder / str(size)
        place.mkdir()
        bench = Bench(
            name="commonplace", pages=size, python=sys.executable, folder=place,
            sources=sources, limit=options.limit,
        )  # fmt: skip
        facts = bench.generate(options.seed)
        for tool, python in pythons.items():
            print(f"{tool}, {size:,} pages …", file=sys.stderr, flush=True)
            rows.append(measure(tool, replace(bench, python=python), facts["note"]))
        shutil.rmtree(place)
    return rows


def markdown(rows: Sequence[Row]) -> str:
    """Return the table."""
    lines = [
        "| seconds after saving a note | pages | page shown | slowest | all built |",
        "| --- | --: | --: | --: | --: |",
    ]
    lines += [
        f"| {row.tool} | {row.pages:,} | {row.median:.2f} | {max(row.shown):.2f} "
        f"| {statistics.median(row.built):.2f} |"
        for row in rows
    ]
    return "\n".join(lines)


def verdict(rows: Sequence[Row]) -> str:
    """Say how our figure stands to its bound; no machine that does other things can break it."""
    ours = [row for row in rows if row.tool == "commonplace" and row.pages == 1000]
    if not ours:
        return ""
    word = "kept" if ours[0].median <= BOUND else "not kept"
    return f"\nThe bound of {BOUND} s at 1,000 pages is {word} on this machine as it was."


def find_autobuild() -> str:
    """Return a Python that has sphinx-autobuild and what our extension needs."""
    lines = [each for each in requires("commonplace") or () if "extra ==" not in each]
    own = [re.split(r"[^\w.-]", each)[0] for each in lines]
    peer = replace(
        PEERS["bare"], module="sphinx_autobuild", requirements=("sphinx-autobuild", *own)
    )
    return make_venv("autobuild", sys.executable, peer)


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line, with the defaults of the form that was chosen."""
    parser = argparse.ArgumentParser(
        description="Measure how soon the preview shows an edit.",
        epilog="BENCH=full in the environment is --full. No figure makes the exit status 1.",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--quick", dest="mode", action="store_const", const="quick", help="no peer")
    form.add_argument("--full", dest="mode", action="store_const", const="full", help="minutes")
    parser.add_argument("--sizes", help="pages, separated by commas (quick: 100; full: 100,1000)")
    parser.add_argument("--json", type=Path, metavar="FILE", default=HERE / "_out" / "live.json")
    parser.add_argument("--seed", type=int, default=1, help="of the generated text (1)")
    parser.add_argument("--limit", type=float, default=900, help="seconds to wait (900)")
    options = parser.parse_args(arguments)
    options.mode = options.mode or os.environ.get("BENCH") or "quick"
    if options.mode not in MODES:
        parser.error(f"BENCH is quick or full, not {options.mode}")
    sizes, options.peer = MODES[options.mode]
    options.sizes = tuple(map(int, options.sizes.split(","))) if options.sizes else sizes
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return the exit status."""
    options = read_options(arguments)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        pythons = {"commonplace": sys.executable}
        if options.peer:
            pythons["sphinx-autobuild"] = find_autobuild()
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            rows = measure_all(options, pythons, Path(folder))
    except KeyboardInterrupt:
        print("\ninterrupted; nothing is left behind", file=sys.stderr)
        return 130
    except BuildError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(markdown(rows) + verdict(rows))
    found: dict[str, Any] = {
        "machine": machine(),
        "load": os.getloadavg(),
        "rows": [
            {"tool": row.tool, "pages": row.pages, "shown": row.shown, "built": row.built}
            for row in rows
        ],
    }
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
