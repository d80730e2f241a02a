"""Digests: short, stable names for values, the same in every process and on every machine."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """Return the digest of plain data: numbers, strings, dates, tuples and our records.

    Raises ``TypeError`` for anything else: a digest of a set, a dictionary or a node would
    depend on the process, so that it could never prove that two builds agree.
    """
    return digest_bytes("\x1f".join(_tokens(value)).encode("utf-8", "surrogatepass"))


def _tokens(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield f"s{len(value)}:{value}"
    elif value is None or isinstance(value, (bool, int, float)):
        yield repr(value)
    elif isinstance(value, (tuple, list)):
        yield f"({len(value)}"
        for item in value:
            yield from _tokens(item)
    elif isinstance(value, date):
        yield f"d{value.isoformat()}"
    elif is_dataclass(value):
        yield type(value).__name__
        for item in fields(value):
            yield from _tokens(getattr(value, item.name))
    else:
        raise TypeError(f"no digest for {type(value).__name__}")
