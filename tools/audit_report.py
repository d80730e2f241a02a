"""What a check of `make audit` says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at, and what was found."""

    looked_at: str
    faults: tuple[str, ...] = ()
    left_out: str = ""  #: why nothing, or not all, was looked at
