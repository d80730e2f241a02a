"""Writing files that are not pages: by rename, and only when their bytes change."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_bytes(path: Path, data: bytes) -> bool:
    """Make *path* hold *data*, in one step; return whether anything changed."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True


def is_inside(path: Path, folder: Path) -> bool:
    """Tell whether *path*, symbolic links followed, lies in *folder*."""
    return path.resolve().is_relative_to(folder.resolve())


def remove_empty_folders(folder: Path, root: Path) -> None:
    """Remove *folder* and its parents below *root* as far as they are empty."""
    while folder != root and folder.is_relative_to(root):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
