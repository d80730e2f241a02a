"""A file that is no page, before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a file is made from, as a digest, and how."""

    key: str  #: empty where nobody can tell: it is made in each build
    make: Callable[[], bytes | Iterable[bytes]]  #: whole, or one part after the other
