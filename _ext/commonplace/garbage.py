"""The collector of cyclic garbage, told how a build uses memory.

A build makes many objects, keeps a steadily growing part of them to its end, and drops the rest one
page at a time. Python's thresholds take that for a leak: every collection goes through all that is
kept, which costs a sixth of a build of a thousand pages, and more of a larger one. So what a page leaves
behind is collected between two pages, when little of it is alive, and before it has gone from the caches of
the processor. And when the
process ends, Python takes the whole environment apart, object by object, before it is all gone anyway:
a third of a build in which nothing has changed.
"""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

#: Young objects that are looked at where a page ends: what one or two leave behind.
YOUNG = 4_000
#: Looks at the young ones until those are looked at that have outlived one.
OLDER = 20
#: Young objects that are looked at wherever the build may be.
MANY = 100_000

_before: list[tuple[int, int, int]] = []


def relax(app: Sphinx, *args: object) -> None:
    """Collect less often until the build ends; a collector that is switched off stays so."""
    if gc.get_threshold()[0] and not _before:
        _before.append(gc.get_threshold())
        gc.set_threshold(MANY, 5, 1000)
    # What is out of the collector's sight at the end of the process is left to the system.
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def sweep(*args: object) -> None:
    """Collect what the pages before this moment have left behind, if that is much."""
    young, older, _ = gc.get_count()
    if young > YOUNG and _before and gc.isenabled():
        gc.collect(1 if older > OLDER else 0)


class Swept(list[str]):
    """Names of pages; the pages that come of those that were taken are swept up."""

    def __iter__(self) -> Iterator[str]:
        """Yield each name when what was made of the one before is no longer in use."""
        for name in super().__iter__():
            sweep()
            yield name


def settle(app: Sphinx, *args: object) -> None:
    """Take what is known before writing out of the collector's sight: it lives to the end."""
    gc.freeze()


def restore(app: Sphinx, *args: object) -> None:
    """Leave the collector as it was; a preview builds more than once in a process."""
    # What was out of sight counts as just looked at, else all of it were looked through now.
    gc.freeze()
    gc.unfreeze()
    if _before:
        gc.set_threshold(*_before.pop())
