"""Hold the figures of this project against what it promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from figures import BODY, CLEAN, NO_OP, OURS, YARDSTICK, Figures, ratio

if TYPE_CHECKING:
    from collections.abc import Callable

TOLERANCE = 1.5  # a shared machine is noisy: only a bound left by more than a half is a failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A promise that needs no other tool's figures, apart from the start-up of bare Sphinx."""

    name: str
    rule: str  #: as the table shows it
    value: Callable[[Figures, int], float | None]  #: measured at the largest size
    allowed: Callable[[Figures, int], float | None]


def _growth(figures: Figures, largest: int) -> float | None:
    smallest = figures.sizes_of(OURS)[0]
    if smallest == largest:
        return None
    return ratio(figures.per_page(OURS, largest), figures.per_page(OURS, smallest))


def _growth_by_document(figures: Figures, largest: int) -> float | None:
    smallest = figures.sizes_of(OURS)[0]
    if smallest == largest:
        return None
    return ratio(figures.per_document(OURS, largest), figures.per_document(OURS, smallest))


def _no_op_allowed(figures: Figures, largest: int) -> float | None:
    clean, start_up = figures.cpu(OURS, largest, CLEAN), figures.start_up(YARDSTICK)
    if clean is None:
        return None
    return max(0.05 * clean, 1.5 * (start_up or 0.0))


def _edit_allowed(figures: Figures, largest: int) -> float | None:
    clean, no_op = figures.cpu(OURS, largest, CLEAN), figures.cpu(OURS, largest, NO_OP)
    return None if clean is None or no_op is None else no_op + 0.03 * clean


BOUNDS = (
    Bound(
        name="CPU per page at the largest size against the smallest",
        rule="at most 1.3 times",
        value=_growth,
        allowed=lambda figures, largest: 1.3,
    ),
    Bound(
        name="the same by documents read, generated ones included",
        rule="at most 1.3 times",
        value=_growth_by_document,
        allowed=lambda figures, largest: 1.3,
    ),
    Bound(
        name="no-op build, CPU seconds",
        rule="at most 5 % of a clean one or 1.5 times bare Sphinx's start-up",
        value=lambda figures, largest: figures.cpu(OURS, largest, NO_OP),
        allowed=_no_op_allowed,
    ),
    Bound(
        name="edit of one note, CPU seconds",
        rule="at most a no-op and 3 % of a clean build",
        value=lambda figures, largest: figures.cpu(OURS, largest, BODY),
        allowed=_edit_allowed,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How one bound came out."""

    name: str
    rule: str
    value: float | None
    allowed: float | None

    @property
    def word(self) -> str:
        """Say it in a word: ``held``, ``left`` (within the noise), ``broken``, ``not measured``."""
        if self.value is None or self.allowed is None:
            return "not measured"
        if self.value <= self.allowed:
            return "held"
        return "left" if self.value <= self.allowed * TOLERANCE else "broken"


def judge(figures: Figures) -> tuple[Verdict, ...]:
    """Hold the figures of this project against every bound, at the largest size it was built at."""
    sizes = figures.sizes_of(OURS)
    if not sizes:
        return ()
    return tuple(
        Verdict(
            name=bound.name,
            rule=bound.rule,
            value=bound.value(figures, sizes[-1]),
            allowed=bound.allowed(figures, sizes[-1]),
        )
        for bound in BOUNDS
    )
