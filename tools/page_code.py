"""The code in the pages: which blocks there are, what becomes of each, and running them.

`python tools/page_code.py PAGE` runs one page; with `--torch`, also the blocks that need PyTorch.
"""

from __future__ import annotations

import contextlib
import difflib
import doctest
import io
import linecache
import os
import re
import shutil
import subprocess
import sys
import tempfile
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Before a page imports NumPy: small matrices are quicker on one thread, and sums come out the same.
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

FENCE = re.compile(r"(?P<mark>`{3,}|:{3,})(?P<info>[^`]*)$")
OPTION = re.compile(r":(?P<name>[\w-]+):\s*(?P<value>.*)$")
BUILT = re.compile(r"% (example|faulty)\b")  # tests/test_guide.py builds what follows
FILE = re.compile(r"[\w./-]+\.\w+")
UNRUN = re.compile(r"Not run: \S")
TORCH = "Needs PyTorch"

PYTHON = frozenset({"python", "python3", "py"})
CPP = frozenset({"cpp", "c++"})
CONSOLE = "console"
# Languages that a reader takes for something to be run; the guide's commands have tests of their own.
CODE = PYTHON | CPP | {CONSOLE, "c", "bash", "sh", "shell", "tex", "latex"}
FLAGS = ("-std=c++17", "-O1", "-Wall", "-Wextra", "-Werror")


class PageError(Exception):
    """A block that fails, or prints something else than the page says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of code of a page."""

    language: str
    text: str
    line: int  #: of its first line of code, from 1
    caption: str = ""
    output: str | None = None  #: the block `text` that follows at once
    built: bool = False  #: an example of the guide

    @property
    def fate(self) -> str:
        """Say what becomes of the block: python, cpp, console, file, torch, unrun or shown."""
        if self.built or (self.language not in CODE and not FILE.fullmatch(self.caption)):
            return "shown"
        if UNRUN.match(self.caption):
            return "unrun"
        if FILE.fullmatch(self.caption):
            return "file"
        if self.caption.startswith(TORCH):
            return "torch"
        for name, languages in (("python", PYTHON), ("cpp", CPP), ("console", {CONSOLE})):
            if self.language in languages:
                return name
        return "unmarked"


def pages() -> list[Path]:
    """Return the authored pages of the site, in order."""
    found = DOCS.rglob("*.md")
    return sorted(
        path
        for path in found
        if "_build" not in path.relative_to(DOCS).parts and not _is_generated(path)
    )


def _is_generated(path: Path) -> bool:
    """Tell whether builds write *path* and take it away: the folder's list of such names says so."""
    owned = path.with_name(".gitignore")
    return owned.is_file() and f"/{path.name}" in owned.read_text(encoding="utf-8").splitlines()


def blocks(page: Path) -> list[Block]:
    """Return the blocks of code of *page*, those within directives too."""
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    return list(_blocks(lines, 1))


def _blocks(lines: list[str], first: int) -> Iterator[Block]:
    fences = list(_fences(lines, first))
    for place, (info, body, line, built, end) in enumerate(fences):
        name, _, argument = info.partition(" ")
        if name.startswith("{") and name not in {"{code-block}", "{code}"}:
            yield from _blocks(body, line)
            continue
        caption, language = "", name
        if name.startswith("{"):
            language = argument.strip()
            while body and (option := OPTION.match(body[0].strip())):
                if option["name"] == "caption":
                    caption = option["value"].strip("\"'")
                body, line = body[1:], line + 1
            if body and not body[0].strip():
                body, line = body[1:], line + 1
        output = None
        if place + 1 < len(fences):
            info, after, line_after, *_ = fences[place + 1]
            between = lines[end - first : line_after - first - 1]
            if info == "text" and not any(text.strip() for text in between):
                output = "".join(after)
        yield Block(
            language=language, text="".join(body), line=line,
            caption=caption, output=output, built=built,
        )  # fmt: skip


def _fences(lines: list[str], first: int) -> Iterator[tuple[str, list[str], int, bool, int]]:
    """Yield information, lines, number of the first line, whether built, and the line behind."""
    at = 0
    while at < len(lines):
        opened = FENCE.match(lines[at].rstrip())
        if not opened:
            at += 1
            continue
        end = at + 1
        while end < len(lines) and lines[end].rstrip() != opened["mark"]:
            end += 1
        built = at > 0 and BUILT.match(lines[at - 1]) is not None
        yield opened["info"].strip(), lines[at + 1 : end], first + at + 1, built, first + end + 1
        at = end + 1


@dataclass(kw_only=True)
class Run:
    """The blocks of one page, run in order in one namespace and one folder."""

    page: Path
    torch: bool = False
    compare: bool = True
    module: types.ModuleType = field(default_factory=lambda: types.ModuleType("page"))

    def all(self) -> dict[str, object]:
        """Run the page and return its namespace.

        Raises PageError where a block fails or prints something else than the page says.
        """
        sys.modules["page"] = self.module
        linecache.checkcache(str(self.page))
        here = Path.cwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                for block in blocks(self.page):
                    self.one(block, Path(folder))
            finally:
                os.chdir(here)
        return vars(self.module)

    def one(self, block: Block, folder: Path) -> None:
        """Do with a block what its language and its caption say."""
        fate = block.fate
        if fate == "file":
            path = folder / block.caption
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif fate == "torch" and self.torch:
            self.console(block) if block.language == CONSOLE else self.python(block)
        elif fate == "python":
            self.python(block)
        elif fate == "cpp" and shutil.which("g++"):
            self.program(block, folder)
        elif fate == "console" and not self.lacking():
            self.console(block)

    def lacking(self) -> bool:
        """Tell whether the page's sessions call a compiler that is not there."""
        sessions = (block for block in blocks(self.page) if block.language == CONSOLE)
        return not shutil.which("g++") and any("g++" in block.text for block in sessions)

    def python(self, block: Block) -> None:
        """Run a block of Python; tracebacks and `inspect` see the lines of the page."""
        padded = "\n" * (block.line - 1) + block.text
        printed = io.StringIO()
        try:
            code = compile(padded, str(self.page), "exec", dont_inherit=True)
            with contextlib.redirect_stdout(printed):
                exec(code, vars(self.module))
        except Exception as error:
            raise PageError(f"{self.where(block)}: {type(error).__name__}: {error}") from error
        self.expect(block, printed.getvalue())

    def program(self, block: Block, folder: Path) -> None:
        """Compile a whole program in C++ and run it."""
        source = folder / f"line{block.line}.cpp"
        source.write_text(block.text, encoding="utf-8")
        made = self.shell(block, f"g++ {' '.join(FLAGS)} -o {source.stem} {source.name} 2>&1")
        if made:
            raise PageError(f"{self.where(block)}: the compiler says:\n{made}")
        self.expect(block, self.shell(block, f"./{source.stem}"))

    def console(self, block: Block) -> None:
        """Run the commands behind `$`; the lines below each are what it prints."""
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = f"{command}\n{more}"
            self.same(block, output, self.shell(block, command, fails="error" in output))

    def shell(self, block: Block, command: str, *, fails: bool = False) -> str:
        """Return what a command prints, errors too if it may fail."""
        folders = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        done = subprocess.run(
            ["sh", "-c", command], text=True, check=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
            env={**os.environ, "PATH": os.pathsep.join(folders), "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        if done.returncode and not fails:
            raise PageError(f"{self.where(block)}: {command}\n{done.stdout}")
        return done.stdout

    def expect(self, block: Block, printed: str) -> None:
        """Compare with the block of text behind, where there is one."""
        if block.output is not None:
            self.same(block, block.output, printed)

    def same(self, block: Block, wanted: str, printed: str) -> None:
        """Compare by lines; three dots in a session stand for anything."""
        wanted, printed = (
            "\n".join(map(str.rstrip, text.splitlines())) for text in (wanted, printed)
        )
        if not self.compare or wanted == printed:
            return
        loose = block.language == CONSOLE
        if loose and doctest.OutputChecker().check_output(
            f"{wanted}\n", f"{printed}\n", doctest.ELLIPSIS
        ):
            return
        lines = difflib.unified_diff(
            wanted.splitlines(), printed.splitlines(), "on the page", "printed", lineterm=""
        )
        raise PageError(f"{self.where(block)}:\n" + "\n".join(lines))

    def where(self, block: Block) -> str:
        """Return the place of a block."""
        return f"{self.page}:{block.line}"


def main(arguments: list[str]) -> int:
    """Run the pages named, each in this process, and say what fails."""
    torch = "--torch" in arguments
    for name in arguments:
        if name.startswith("--"):
            continue
        try:
            Run(page=Path(name).resolve(), torch=torch).all()
        except PageError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
