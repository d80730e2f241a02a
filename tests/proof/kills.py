"""End builds at chosen points and see whether the next build puts everything right."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

#: Where a build may be ended, and how late: the highest number of the occurrence to choose. The
#: patterns of files are matched against whole paths.
POINTS: tuple[tuple[str, int], ...] = (
    ("config-inited:after", 1),
    ("builder-inited:before", 1),
    ("builder-inited:after", 1),
    ("env-get-outdated:after", 1),
    ("env-before-read-docs:after", 1),
    ("source-read:after", 6),
    ("doctree-read:after", 6),
    ("env-purge-doc:after", 4),
    ("env-merge-info:before", 1),
    ("env-merge-info:after", 2),
    ("env-updated:before", 1),
    ("env-updated:after", 1),
    ("env-check-consistency:before", 1),
    ("write-started:before", 1),
    ("write-started:after", 1),
    ("doctree-resolved:after", 9),
    ("html-page-context:before", 9),
    ("html-page-context:after", 9),
    ("build-finished:before", 1),
    ("build-finished:after", 1),
    ("open:*/out/*", 40),
    ("open:*.html", 12),
    ("open:*.txt", 12),
    ("open:*/doctrees/*", 9),
    ("open:*/environment.pickle*", 1),
    ("open:*/searchindex.js*", 1),
    ("open:*/docs/*", 3),
    ("open:*", 90),
    ("rename:*", 12),
    ("rename:*/out/*", 4),
    ("rename:*/docs/*", 2),
    ("copy:*", 9),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """A way to end a build."""

    point: str
    turn: int
    signal: signal.Signals
    target: str

    def hook(self) -> dict[str, Any]:
        """Say it to the process that builds."""
        return {
            "point": self.point,
            "turn": self.turn,
            "signal": int(self.signal),
            "target": self.target,
        }

    def __str__(self) -> str:
        return f"{self.signal.name} to {self.target} at {self.point}, {self.turn}"


def choose(rng: Random, point: str, highest: int) -> Kill:
    """Choose how to end a build at a point.

    Ctrl-C reaches the whole group of processes; ``kill -9`` one of them, or all where a machine
    or its memory gives out.
    """
    number = rng.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGINT))
    targets = ("group",) if number == signal.SIGINT else ("group", "main", "self")
    return Kill(
        point=point,
        turn=rng.randrange(1, highest + 1),
        signal=number,
        target=rng.choice(targets),
    )
