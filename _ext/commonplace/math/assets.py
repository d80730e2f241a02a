"""Hand out what the readers of a page with formulas load."""

from __future__ import annotations

from pathlib import Path

from .. import files
from .engine import VENDOR


def copy_assets(folder: Path) -> None:
    """Give readers KaTeX's style sheet, fonts and licence, and the few rules of ours."""
    static = VENDOR / "static"
    for path in sorted(path for path in static.rglob("*") if path.is_file()):
        files.write_bytes(folder / path.relative_to(static), path.read_bytes())
    files.write_bytes(folder / "LICENSE", (VENDOR / "LICENSE").read_bytes())
    for path in style_sheets():
        files.write_bytes(folder / path.name, path.read_bytes())


def style_sheets() -> tuple[Path, ...]:
    """Return the style sheets of a page with formulas: KaTeX's and ours."""
    return VENDOR / "static" / "katex.min.css", Path(__file__).parent / "kb-math.css"
