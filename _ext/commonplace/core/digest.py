"""Digests: short, stable names for values, the same in every process and on every machine."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

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
