"""Make the figures of the pages from the pages' own code: `make figures`.

A module `docs/figures/NAME.py` names its page in `PAGE` and holds functions `draw_X(page)`, which get what the
Python blocks of the page have defined and return a figure. It is written to `img/NAME-X.svg` beside
the page, with a twin in PDF for books; `draw_thumbnail` becomes `img/NAME.svg` alone.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import re
import sys
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING

import page_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = page_code.DOCS / "figures"
STYLE = SOURCES / "_style.py"
PINS = ("matplotlib", "numpy", "scipy")
THUMBNAIL = "thumbnail"
STAMP = re.compile(rb"commonplace-figure:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of figures, read without being run."""

    path: Path
    page: Path
    drawn: tuple[str, ...]

    @property
    def stamp(self) -> str:
        """Return the hash of all that decides what the figures look like."""
        lock = (page_code.ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
        code = [
            block.text for block in page_code.blocks(self.page) if block.fate in {"python", "file"}
        ]
        parts = [
            self.path.read_text(encoding="utf-8"),
            STYLE.read_text(encoding="utf-8"),
            *code,
            *(line for line in lock if line.partition("==")[0] in PINS),
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def files(self, drawn: str) -> tuple[Path, ...]:
        """Return the files that one function fills."""
        folder = self.page.parent / "img"
        if drawn == THUMBNAIL:
            return (folder / f"{self.path.stem}.svg",)
        name = f"{self.path.stem}-{drawn.replace('_', '-')}"
        return folder / f"{name}.svg", folder / f"{name}.pdf"


def modules() -> Iterator[Module]:
    """Yield the modules of figures."""
    for path in sorted(SOURCES.glob("[!_]*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        page, drawn = "", []
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("draw_"):
                drawn.append(node.name.removeprefix("draw_"))
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGE":
                page = ast.literal_eval(node.value)
        yield Module(path=path, page=page_code.DOCS / page, drawn=tuple(drawn))


def stale(module: Module) -> list[Path]:
    """Return the files that are missing or were made by other code."""
    stamp = module.stamp.encode()
    return [
        path
        for drawn in module.drawn
        for path in module.files(drawn)
        if not path.is_file() or STAMP.findall(path.read_bytes()) != [stamp]
    ]


def _load(path: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def make(module: Module) -> None:
    """Run the page's code and draw its figures."""
    style = _load(STYLE)
    code = _load(module.path)
    namespace = types.SimpleNamespace(**page_code.Run(page=module.page, compare=False).all())
    for drawn in module.drawn:
        for path in module.files(drawn):
            path.parent.mkdir(exist_ok=True)
            # Drawn anew for each file: saving may change a figure.
            figure = getattr(code, f"draw_{drawn}")(namespace)
            style.save(figure, path, f"commonplace-figure:{module.stamp}", salt=path.stem)


def main(arguments: list[str]) -> int:
    """Make the figures of the modules named, or else those that are stale."""
    for module in modules():
        if module.path.stem in arguments if arguments else stale(module):
            make(module)
            sys.stdout.write(
                f"{module.path.relative_to(page_code.ROOT)}: {len(module.drawn)} made\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
