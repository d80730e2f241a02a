"""Measure what the site of this repository costs, beside bare Sphinx and MyST on the same sources.

Bare Sphinx does not know our directives; what it warns of is left aside. Run ``site.py --help``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from measure import Cost, run

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = 1.5  # times the CPU of bare Sphinx
LIMIT = 1800.0  # seconds
BARE = """\
project = "Bare"
extensions = ["myst_parser"]
html_theme = "alabaster"
exclude_patterns = ["_build", "README.md"]
myst_enable_extensions = [
    "amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist",
    "strikethrough", "substitution", "tasklist",
]
myst_heading_anchors = 4
suppress_warnings = ["*"]
"""


def measure(docs: Path, folder: Path, runs: int) -> dict[str, Cost]:
    """Build *docs* cleanly with each, in turn, and return the cheapest build of each."""
    sources = {"commonplace": docs, "bare": folder / "bare"}
    shutil.copytree(docs, sources["bare"], ignore=shutil.ignore_patterns("_build"))
    (sources["bare"] / "conf.py").write_text(BARE, encoding="utf-8")
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    found: dict[str, list[Cost]] = {name: [] for name in sources}
    for number in range(runs):
        for name, source in sources.items():
            print(f"build {number + 1} of {runs} with {name}", file=sys.stderr)
            output = folder / f"{name}-{number}"
            command = [sys.executable, "-m", "sphinx", "-N", "-b", "html", str(source), str(output)]
            found[name].append(run(command, environment, LIMIT)[0])
    return {name: min(costs, key=lambda cost: cost.cpu) for name, costs in found.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table and judge."""
    parser = argparse.ArgumentParser(description="Measure what the repository's own site costs.")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="the sources (docs/)")
    parser.add_argument(
        "--runs", type=int, default=3, help="builds of each; the cheapest counts (3)"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-site-") as folder:
        found = measure(options.docs.resolve(), Path(folder), options.runs)
    print("| tool | documents | CPU | peak memory |\n| --- | --: | --: | --: |")
    for name, cost in found.items():
        print(f"| {name} | {cost.read} | {cost.cpu:.1f} s | {cost.memory:.0f} MiB |")
    ratio = found["commonplace"].cpu / found["bare"].cpu
    print(f"\nThe site costs {ratio:.2f} times what bare Sphinx takes; {ALLOWED} is allowed.")
    return 0 if ratio <= ALLOWED else 1


if __name__ == "__main__":
    sys.exit(main())
