"""Look up what was measured, and work out what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peers import PEERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from measure import Cost

START_UP, CLEAN, NO_OP, BODY, TITLE = "start-up", "clean", "no-op", "body edit", "title edit"
STEPS = (CLEAN, NO_OP, BODY, TITLE)
OURS, YARDSTICK = "commonplace", "bare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All runs of one step of one peer at one size; start-up has size 1."""

    peer: str
    pages: int
    step: str
    runs: tuple[Cost, ...]
    html_bytes: int = 0  #: after a clean build

    @property
    def best(self) -> Cost:
        """The cheapest run: whatever disturbs a run only makes it dearer."""
        return min(self.runs, key=lambda run: run.cpu)

    @property
    def memory(self) -> float:
        """The highest peak of all runs, in MiB."""
        return max(run.memory for run in self.runs)


class Figures:
    """Look up what was measured, and what follows from it; ``None`` where something is missing."""

    def __init__(self, results: Sequence[Result]) -> None:
        self.results = tuple(results)
        self._found = {(result.peer, result.pages, result.step): result for result in results}

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes that any peer was built at, ascending."""
        return tuple(sorted({result.pages for result in self.results if result.step == CLEAN}))

    @property
    def peers(self) -> tuple[str, ...]:
        """The peers that built anything, in the order of their table."""
        measured = {result.peer for result in self.results if result.step == CLEAN}
        return tuple(name for name in PEERS if name in measured)

    def sizes_of(self, peer: str) -> tuple[int, ...]:
        """Return the sizes that *peer* was built at, ascending."""
        return tuple(size for size in self.sizes if self.find(peer, size, CLEAN))

    def find(self, peer: str, pages: int, step: str) -> Result | None:
        """Return the result of one step."""
        return self._found.get((peer, pages, step))

    def cpu(self, peer: str, pages: int, step: str) -> float | None:
        """Return the CPU seconds of one step."""
        result = self.find(peer, pages, step)
        return result.best.cpu if result else None

    def start_up(self, peer: str) -> float | None:
        """Return the CPU seconds of building a site of one page."""
        return self.cpu(peer, 1, START_UP)

    def per_page(self, peer: str, pages: int) -> float | None:
        """Return the CPU seconds of a clean build for each page of the site, start-up excluded."""
        clean, start_up = self.cpu(peer, pages, CLEAN), self.start_up(peer)
        return None if clean is None or start_up is None else (clean - start_up) / pages

    def per_document(self, peer: str, pages: int) -> float | None:
        """Return the same for each document read, those that a tool generates itself included.

        They are more numerous for a page, and smaller, on a small site: a growth by pages is
        flattered by the first, one by documents made worse by the second.
        """
        result, start_up = self.find(peer, pages, CLEAN), self.start_up(peer)
        if result is None or start_up is None or not result.best.read:
            return None
        return (result.best.cpu - start_up) / result.best.read


def ratio(value: float | None, other: float | None) -> float | None:
    """Return *value* over *other*, or ``None`` where there is nothing to divide."""
    return value / other if value is not None and other else None
