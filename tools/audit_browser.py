"""Open every page in Chromium under the policy that the guide recommends."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from audit_html import pages
from audit_report import Report

from commonplace.cli.output import address_of
from commonplace.math.node import find_node

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "browser"
GUIDE = ROOT / "docs" / "guide" / "publishing.md"


def policy() -> str:
    """Return the Content-Security-Policy of the guide, which is what readers copy."""
    found = re.search(
        r"^Content-Security-Policy: ((?:.+\n)+?)```",
        GUIDE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    if found is None:
        raise SystemExit(f"{GUIDE} gives no Content-Security-Policy any more")
    return " ".join(found[1].split())


def check(output: Path) -> Report:
    """Open every page in *output* and gather what it asks others for, and what it is kept from."""
    chromium = os.environ.get("KB_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        return Report(
            looked_at="nothing", left_out="there is no Chromium (Debian: apt install chromium)"
        )
    node = find_node()
    if node is None or not (FOLDER / "node_modules" / "playwright-core").is_dir():
        return Report(looked_at="nothing", faults=("Playwright is missing: make browser",))
    task = {
        "folder": str(output),
        "address": address_of(output),
        "policy": policy(),
        "pages": [path.relative_to(output).as_posix() for path in sorted(pages(output))],
    }
    with subprocess.Popen(
        [str(node), str(FOLDER / "audit.mjs")],
        env=os.environ | {"KB_CHROMIUM": chromium},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        encoding="utf-8",
    ) as process:
        try:
            answer, _ = process.communicate(json.dumps(task))
        except KeyboardInterrupt:
            process.wait()  # it had the same signal, and ends its browser
            raise
    try:
        found = json.loads(answer)
    except ValueError:
        return Report(
            looked_at="nothing", faults=(f"the browser did not come to an end: {answer}",)
        )
    return Report(
        looked_at=f"{len(task['pages'])} pages, {found['requests']} requests",
        faults=tuple(found["faults"]),
    )
