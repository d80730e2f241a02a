"""Writing files that are not pages: by rename, and only when their bytes change."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .core.digest import digest_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What our builders leave in every folder that they write to, by which it is known for one.
MANIFEST = ".kb-manifest.json"

#: Signs, of up to four bytes, from which on a name has no room for more in 255 bytes.
MOST = 60

#: Bytes of a file that are compared at a time.
PART = 1 << 20

#: What a damaged or foreign pickle can raise.
UNREADABLE = (
    pickle.PickleError,
    EOFError,
    ValueError,
    AttributeError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
)


def write_bytes(path: Path, data: bytes) -> bool:
    """Make *path* hold *data*, in one step; return whether anything changed."""
    temporary = _beside(path)
    try:
        if path.read_bytes() == data:
            temporary.unlink(missing_ok=True)
            return False
    except OSError:
        pass
    try:
        try:
            temporary.write_bytes(data)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True


def write_parts(path: Path, parts: Iterable[bytes]) -> bool:
    """Do the same with what comes in parts, which need not be in memory all at once."""
    temporary = _beside(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with temporary.open("wb") as stream:
            stream.writelines(parts)
        if changed := not _is_equal(temporary, path):
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return changed


def _beside(path: Path) -> Path:
    """Return where to write what is to become *path*.

    The name is the same in every build, so that what a killed one leaves behind is used up.
    """
    name = (
        path.name if len(path.name) < MOST else digest_bytes(path.name.encode("utf-8", "replace"))
    )
    return Path(path).with_name(f".{name}.tmp")


def _is_equal(one: Path, other: Path) -> bool:
    try:
        if one.stat().st_size != other.stat().st_size:
            return False
        with one.open("rb") as first, other.open("rb") as second:
            while part := first.read(PART):
                if part != second.read(PART):
                    return False
    except OSError:
        return False
    return True


def read_pickle(path: Path) -> Any:
    """Return the object in a cache file of ours, or None: none there, cut short, of other code."""
    try:
        return pickle.loads(path.read_bytes())
    except (*UNREADABLE, OSError):
        return None


def is_file(path: Path) -> bool:
    """Tell whether *path* is a file; a name that no file system takes is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


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


def mirror(source: Path, target: Path) -> None:
    """Make *target* hold what *source* holds and nothing else, touching only what differs."""
    target.mkdir(parents=True, exist_ok=True)
    files = [path.relative_to(source) for path in source.rglob("*") if path.is_file()]
    wanted = {*files, *(folder for path in files for folder in path.parents)}  # no empty folders
    for path in sorted(target.rglob("*"), reverse=True):
        relative = path.relative_to(target)
        if relative in wanted and (source / relative).is_dir() == path.is_dir():
            continue
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    for relative in sorted(wanted):
        path, copy = source / relative, target / relative
        if path.is_dir():
            copy.mkdir(exist_ok=True)
        elif not copy.is_file() or copy.read_bytes() != path.read_bytes():
            path.replace(copy)
