"""Run one build in a child process and say what it cost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from resource import struct_rusage

PAUSE = 0.02  # seconds between two looks at the child; waiting must cost nothing
GRACE = 3.0  # seconds that a child has to go when it is told to
PROGRESS = re.compile(r"^(reading sources|writing output)\.\.\. \[ *\d+%\] (\S+)", re.MULTILINE)
WARNING = re.compile(r"(?:^|: )(?:WARNING|ERROR|CRITICAL): ", re.MULTILINE)


class BuildError(Exception):
    """Say that a child failed, or ran out of its time, with the end of what it printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took."""

    cpu: float  #: seconds, user and system, of the child and of its children
    wall: float  #: seconds
    memory: float  #: MiB, the largest resident size of any one process of the run
    read: int = 0  #: documents that Sphinx says it read
    written: int = 0  #: documents that Sphinx says it wrote
    files: int = 0  #: HTML files whose bytes were written, pages without a document included
    warnings: int = 0


def run(command: Sequence[str], environment: Mapping[str, str], limit: float) -> tuple[Cost, str]:
    """Run *command* for at most *limit* seconds; return its cost and its standard output.

    Raises BuildError when it fails or takes longer. Whatever interrupts the wait, the child and
    its descendants are gone afterwards.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
    ):
        began = time.monotonic()
        # A session of its own, so that one signal reaches whatever the child has started.
        child = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
        try:
            usage, status = _wait(child, began + limit)
        except BaseException:
            _end(child)
            raise
        wall = time.monotonic() - began
        said, complained = _text(output), _text(errors)
        if status is None:
            raise BuildError(f"stopped after {limit:.0f} s")
        if status:
            raise BuildError(f"exit status {status}\n{(said + complained)[-2000:]}")
    cost = Cost(
        cpu=usage.ru_utime + usage.ru_stime,
        wall=wall,
        memory=usage.ru_maxrss / 1024,  # Linux counts in KiB
        read=count(said, "reading sources"),
        written=count(said, "writing output"),
        warnings=len(WARNING.findall(complained)),
    )
    return cost, said


def count(said: str, phase: str) -> int:
    """Return how many documents Sphinx named in *phase*."""
    return len({name for step, name in PROGRESS.findall(said) if step == phase})


def _wait(child: subprocess.Popen[bytes], deadline: float) -> tuple[struct_rusage, int | None]:
    """Wait for *child* with wait4, which alone tells what this one child used."""
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            # Popen must not wait for it again.
            child.returncode = os.waitstatus_to_exitcode(status)
            return usage, child.returncode
        if time.monotonic() > deadline:
            _end(child)
            return usage, None
        time.sleep(PAUSE)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End *child* and what it started: politely, then not."""
    if child.returncode is None:
        _signal(child, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
    _signal(child, signal.SIGKILL)  # whoever of its session is left
    child.wait()


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, number)


def _text(file: TextIO) -> str:
    file.seek(0)
    return file.read()


def stamps(folder: Path) -> dict[Path, int]:
    """Return the modification time of every HTML file in *folder*."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}


def html_bytes(folder: Path) -> int:
    """Return the size of all HTML files in *folder* together."""
    return sum(path.stat().st_size for path in folder.rglob("*.html"))
