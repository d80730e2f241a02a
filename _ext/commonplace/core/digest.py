"""Digests: short, stable names for values, the same in every process and on every machine."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

SIZE = 12


def digest_bytes(data: bytes) -> str:
    """Return the digest of *data*."""
    return blake2b(data, digest_size=SIZE).hexdigest()


def digest_file(path: Path) -> str:
    """Return the digest of a file's bytes, or ``""`` when it cannot be read."""
    try:
        return digest_bytes(path.read_bytes())
    except OSError:
        return ""


def digest(value: object) -> str:
    """Return the digest of plain data: numbers, strings, dates, tuples, lists and our records.

    It is that of their ``repr``, which Python writes at the speed of C and without gaps between
    values. A set, a dictionary or a node does not belong in here: it would be written as the
    process happens to order it, and two builds could not agree.
    """
    return digest_bytes(repr(value).encode("utf-8", "surrogatepass"))


def shape_of(*modules: ModuleType) -> int:
    """Return a number for the fields that the records of *modules* have, names, order and types.

    Pickle keeps the values of a record in the order of its fields, and gives them to whatever
    fields it has when it is read.
    """
    shapes = [
        (module.__name__, name, [(item.name, str(item.type)) for item in fields(kind)])
        for module in modules
        for name, kind in sorted(vars(module).items())
        if is_dataclass(kind)
    ]
    return int(digest(shapes), 16)
