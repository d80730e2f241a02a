"""Compare two output folders byte for byte and show the first difference."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Not output: the environment, where it lies in the output folder.
IGNORED = frozenset({".doctrees"})

AROUND = 160  # characters shown on either side of a difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where two folders differ."""

    paths: tuple[str, ...]  #: every path that differs, sorted
    excerpt: str  #: what differs in the first one

    def __str__(self) -> str:
        shown = "".join(f"\n    {path}" for path in self.paths[:12])
        more = f"\n    and {len(self.paths) - 12} more" if len(self.paths) > 12 else ""
        return f"{len(self.paths)} files differ:{shown}{more}\n{self.excerpt}"


def _walk(folder: Path, prefix: str = "") -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.iterdir()):
        if path.name in IGNORED:
            continue
        name = f"{prefix}{path.name}"
        if path.is_dir() and not path.is_symlink():
            # An empty folder that a removed page leaves behind is served as an empty listing.
            yield f"{name}/", path
            yield from _walk(path, f"{name}/")
        else:
            yield name, path


def snapshot(folder: Path) -> dict[str, str]:
    """Give the digest of each file below *folder*, by path."""
    return {
        name: "" if name.endswith("/") else hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in _walk(folder)
    }


def _excerpt(name: str, got: Path, want: Path) -> str:
    if not (want / name).exists():
        return f"--- {name}: should not be there"
    if not (got / name).exists():
        return f"--- {name}: is missing"
    left = (got / name).read_bytes().decode("utf-8", "backslashreplace")
    right = (want / name).read_bytes().decode("utf-8", "backslashreplace")
    pairs = enumerate(zip(left, right, strict=False))
    start = next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
    window = slice(max(0, start - AROUND), start + AROUND)
    return f"--- {name} at character {start}\n  got:  {left[window]!r}\n  want: {right[window]!r}"


def difference(got: Path, want: Path) -> Difference | None:
    """Tell where the folder *got* is not the folder *want*, or nothing when they are equal."""
    left, right = snapshot(got), snapshot(want)
    paths = sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))
    if not paths:
        return None
    # Pages say more than indexes that merely follow from them.
    first = min(paths, key=lambda name: (not name.endswith((".html", ".txt")), name))
    return Difference(paths=tuple(paths), excerpt=_excerpt(first, got, want))
