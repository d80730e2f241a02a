"""The command ``commonplace check``."""

from __future__ import annotations

import dataclasses
import itertools
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

import click

from commonplace.cli.findings import RULES, Finding, WarningTrap, in_order, parse_warning
from commonplace.cli.output import check_output
from commonplace.cli.run import Job, built, job_count
from commonplace.cli.site import Site, find_site

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command(short_help="List what is wrong with the site.")
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option(
    "--output", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
    help="Look through this built folder instead, for links that lead nowhere.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--strict", is_flag=True, help="Exit with status 1 for a notice too.")
@click.option(
    "-j", "--jobs", default="1", metavar="N|auto", show_default=True, callback=job_count,
    help="Processes to use.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
@click.option("-T", "--traceback", is_flag=True, help="Show where in the code an error arose.")
def check(
    source: Path | None,
    *,
    output: Path | None,
    as_json: bool,
    strict: bool,
    jobs: int,
    quiet: bool,
    traceback: bool,
) -> None:
    """Read the whole site in SOURCE afresh and list what is wrong with it.

    A fault is a warning of the build: a link to nowhere, a date that is none, a citekey without an
    entry. A notice is no more than that: a gap in a series, a key of the front matter that nobody
    knows. Nothing is written for readers; an earlier build is neither used nor touched.

    With --output, what was built is looked through instead: whether each address of the site in its
    pages, styles, feeds and lists is that of a file, and of a place in it.

    \b
    Examples:
      commonplace check
      commonplace check docs --strict
      commonplace check --output docs/_build/html
      commonplace check --json -q | jq '.findings[].file'

    Exit status: 0 when there is no fault, 1 when there is one (with --strict: or a notice), 2 when
    the site could not be read at all, 130 after Ctrl-C.
    """
    if output is not None:
        if source is not None:
            raise click.UsageError("--output looks through one built folder: give no SOURCE.")
        if next(output.rglob("*.html"), None) is None:
            raise click.UsageError(
                f"there is no page in {output}: name the folder of a built site."
            )
        findings = check_output(output)
    else:
        # The report is the standard output; progress goes beside it.
        status = None if quiet else sys.stderr
        findings = examine(find_site(source), status=status, jobs=jobs, traceback=traceback)
    faults = sum(finding.severity == "fault" for finding in findings)
    noticed = len(findings) - faults
    if as_json:
        report = [dataclasses.asdict(finding) for finding in findings]
        summary = {"findings": report, "faults": faults, "notices": noticed}
        click.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print_report(findings)
        click.echo(f"{_count(faults, 'fault')}, {_count(noticed, 'notice')}.")
    sys.exit(1 if faults or (strict and noticed) else 0)


def examine(
    site: Site, *, status: TextIO | None, jobs: int, traceback: bool
) -> tuple[Finding, ...]:
    """Build the site into a folder that is thrown away and collect every finding.

    Raises ``Failure`` when the site cannot be built at all.
    """
    trap = WarningTrap()
    with tempfile.TemporaryDirectory(prefix="commonplace-check-") as folder:
        job = Job(
            site=site,
            output=Path(folder, "output"),
            doctrees=Path(folder, "doctrees"),
            builder="dummy",  # reads and resolves everything, writes nothing
            jobs=jobs,
            traceback=traceback,
        )
        with built(job, status=status, warning=cast("TextIO", trap)) as app:
            ruled = [finding for _, rule in RULES for finding in rule(app)]
    return in_order(itertools.chain(map(parse_warning, trap.messages), ruled))


def _print_report(findings: Sequence[Finding]) -> None:
    for _, group in itertools.groupby(findings, key=lambda finding: finding.file):
        for finding in group:
            click.echo(_line(finding))
        click.echo()


def _line(finding: Finding) -> str:
    place = finding.file or "site"
    if finding.line is not None:
        place = f"{place}:{finding.line}"
    colour = "red" if finding.severity == "fault" else "yellow"
    code = click.style(f"[{finding.code}]", fg=colour)
    suffix = "" if finding.severity == "fault" else " (notice)"
    return f"{place}: {code} {finding.message}{suffix}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
