"""Look at the built site from outside, as readers and their programs do: `make audit`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import audit_browser
import audit_feeds
import audit_html
from audit_report import Report

from commonplace.cli.output import check_output

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHOWN = 40  #: faults of one check, before the rest is only counted


def links(output: Path) -> Report:
    """Follow every link within the site, as `commonplace check --output` does."""
    faults = tuple(
        f"{Path(found.file).relative_to(output)}:{found.line or 1}: {found.message}"
        for found in check_output(output)
    )
    return Report(looked_at=f"{sum(1 for _ in audit_html.pages(output))} pages", faults=faults)


#: The checks, in order; a new one is a function and a row here.
CHECKS: tuple[tuple[str, Callable[[Path], Report]], ...] = (
    ("links", links),
    ("feeds", audit_feeds.check),
    ("html", audit_html.check),
    ("browser", audit_browser.check),
)


def main(arguments: Sequence[str]) -> int:
    """Run the checks named, or all, over the site in the folder given first."""
    output, wanted = Path(arguments[0]).resolve(), [*arguments[1:]]
    names = [name for name, _ in CHECKS]
    if unknown := sorted(set(wanted) - set(names)):
        sys.stderr.write(f"There is no check {', '.join(unknown)}; there are {', '.join(names)}.\n")
        return 2
    rows, failed = [], False
    for name, check in CHECKS:
        if wanted and name not in wanted:
            continue
        say(f"audit: {name} ...\n")
        began = time.monotonic()
        report = check(output)
        for fault in report.faults[:SHOWN]:
            say(f"  {fault}\n")
        if len(report.faults) > SHOWN:
            say(f"  ... and {len(report.faults) - SHOWN} more\n")
        failed = failed or bool(report.faults)
        rows.append((name, report, time.monotonic() - began))
    say("\n" + "".join(map(row, rows)))
    return 1 if failed else 0


def row(result: tuple[str, Report, float]) -> str:
    """Return one line of the table."""
    name, report, seconds = result
    if report.left_out:
        return f"{name:<8} LEFT OUT: {report.left_out}\n"
    number = len(report.faults)
    what = "ok" if not number else f"{number} fault{'s' if number > 1 else ''}"
    return f"{name:<8} {what:<10} {seconds:6.1f} s  {report.looked_at}\n"


def say(text: str) -> None:
    """Write to the terminal at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("\nStopped.\n")
        sys.exit(130)
