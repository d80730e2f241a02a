"""Small sites in a folder, built as the command line does, each build in a process of its own."""

from __future__ import annotations

import os
import re
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from sphinx.cmd.build import main

NOON = "1795262400"  # 2026-11-21, 12:00 UTC
CONF = 'project = "Trial"\nauthor = "The authors"\nextensions = ["commonplace"]\n'

#: What a log holds when something was raised that nobody had thought of.
BROKEN = re.compile(r"Traceback|Exception occurred|Extension error|Handler <|\w+Error\b")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a build did: exit status, what it said, and where its output lies."""

    status: int
    log: str
    outdir: Path

    @property
    def warnings(self) -> list[str]:
        """Return the lines that are warnings or errors."""
        return [
            line
            for line in self.log.splitlines()
            if re.search(r"\b(WARNING|ERROR|CRITICAL): ", line)
        ]

    def about(self, word: str) -> list[str]:
        """Return the warnings that speak of *word*."""
        return [line for line in self.warnings if word in line]

    def text(self, name: str) -> str:
        """Return an output file as text."""
        return (self.outdir / name).read_text(encoding="utf-8")

    def tree(self) -> dict[str, bytes]:
        """Return the output, file by file."""
        return tree(self.outdir)


class Site:
    """A folder of sources, beside it the outputs and doctrees of each builder."""

    def __init__(self, folder: Path, files: dict[str, str | bytes], conf: str = "") -> None:
        self.folder = folder
        self.source = folder / "source"
        self.write({"conf.py": CONF + conf} | files)

    def write(self, files: dict[str, str | bytes]) -> None:
        """Write sources."""
        for name, content in files.items():
            path = self.source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def build(
        self, builder: str = "html", *options: str, name: str = "", strict: bool = False
    ) -> Result:
        """Build with ``sphinx-build``'s own main function; *strict* is ``-W --keep-going``."""
        outdir = self.folder / "out" / (name or builder)
        arguments = [
            *("-N", "-q", "-b", builder, "-d", str(self.folder / "trees" / (name or builder))),
            *(("-W", "--keep-going") if strict else ()),
            *options,
            *(str(self.source), str(outdir)),
        ]
        status, log = run(arguments, self.folder / f"log-{name or builder}.txt")
        return Result(status=status, log=log, outdir=outdir)


def run(arguments: list[str], log: Path) -> tuple[int, str]:
    """Run ``sphinx-build`` in a fork, which leaves nothing behind in this process."""
    log.parent.mkdir(parents=True, exist_ok=True)
    child = os.fork()
    if child == 0:
        status = 99
        try:
            with log.open("w", encoding="utf-8") as stream:
                os.dup2(stream.fileno(), 1)
                os.dup2(stream.fileno(), 2)
                sys.stdout = sys.stderr = stream
                os.environ["SOURCE_DATE_EPOCH"] = NOON
                status = main(arguments)
                stream.flush()
        except BaseException:  # noqa: BLE001 (there is no other way out of a fork)
            with log.open("a", encoding="utf-8") as stream:
                traceback.print_exc(file=stream)
        finally:
            os._exit(status)
    _, code = os.waitpid(child, 0)
    text = log.read_text(encoding="utf-8", errors="replace")
    return os.waitstatus_to_exitcode(code), text


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def page(body: str = "Some words.\n", **front: object) -> str:
    """Return a page; values are given as YAML."""
    lines = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f"---\n{lines}---\n\n{body}" if lines else body
