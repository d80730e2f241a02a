"""Check the HTML of every page, and the styles and drawings that are ours, by the Nu checker."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit_report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
CHECKER = ROOT / "tests" / "html" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
#: What is not checked in the output: templates that the theme copies, and sources.
APART = ("_static", "_sources")
#: What the checker says and we let pass, and why.
LET_PASS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile("“(paint-order|vector-effect)”: Property .* doesn't exist"),
        "it knows CSS, but not the properties of SVG 2, which are CSS as well",
    ),
    (
        re.compile("“line-clamp”: Property .* doesn't exist"),
        "it does not know CSS Overflow 4, whose name stands beside the one with a prefix",
    ),
)
MINUTES = 5


def check(output: Path) -> Report:
    """Run the checker over the pages in *output*, and over our own styles and drawings."""
    java = shutil.which("java")
    if java is None:
        return Report(
            looked_at="nothing",
            left_out="there is no Java (Debian: apt install default-jre-headless)",
        )
    if not CHECKER.is_file():
        return Report(
            looked_at="nothing", faults=("the checker is missing: make audit fetches it",)
        )
    kinds = {
        "--html": sorted(pages(output)),
        "--css": sorted(ROOT.glob("_ext/commonplace/[tm]*/**/*.css")),
        "--svg": sorted(path for path in drawings(output) if path.is_file()),
    }
    faults: list[str] = []
    for option, paths in kinds.items():
        if paths:
            faults += said(java, option, paths, output)
    counts = (len(paths) for paths in kinds.values())
    return Report(
        looked_at="{} pages, {} style sheets, {} drawings".format(*counts), faults=tuple(faults)
    )


def pages(output: Path) -> Iterator[Path]:
    """Yield the pages in *output*, redirects too."""
    for path in output.rglob("*.html"):
        if path.relative_to(output).parts[0] not in APART:
            yield path


def drawings(output: Path) -> Iterator[Path]:
    """Yield the drawings in *output*, and those of the package."""
    yield from (output / "_images").glob("*.svg")
    yield from (ROOT / "_ext" / "commonplace" / "theme" / "static").glob("*.svg")


def said(java: str, option: str, paths: Iterable[Path], output: Path) -> Iterator[str]:
    """Yield what the checker finds in files of one kind."""
    command = [java, "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run(
        [*command, option, *map(str, paths)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=60 * MINUTES,
    )
    try:
        messages = json.loads(done.stdout)["messages"]
    except (ValueError, KeyError):
        yield f"the checker did not work: {(done.stderr or done.stdout).strip()[:2000]}"
        return
    yield from (line(message, output) for message in messages if counts(message))


def counts(message: dict[str, Any]) -> bool:
    """Tell whether a message is an error that is not let pass."""
    return message["type"] != "info" and not any(
        pattern.search(message["message"]) for pattern, _ in LET_PASS
    )


def line(message: dict[str, Any], output: Path) -> str:
    """Return a message on one line."""
    place = message.get("url", "").removeprefix("file:").removeprefix(str(output)).lstrip("/")
    extract = " ".join(message.get("extract", "").split())
    return f"{place}:{message.get('lastLine', 0)}: {message['message']} | {extract}"
