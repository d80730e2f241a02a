"""The collector of cyclic garbage, told how a build uses memory.

A build makes many objects, keeps a steadily growing part of them to its end, and drops the rest one
page at a time. Python's thresholds take that for a leak: every collection goes through all that is
kept, which costs a sixth of a build of a thousand pages, and more of a larger one. And when the
process ends, Python takes the whole environment apart, object by object, before it is all gone anyway:
a third of a build in which nothing has changed.
"""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: Objects between two looks at the young ones: what some pages leave behind.
YOUNG = 50_000

_before: list[tuple[int, int, int]] = []


def relax(app: Sphinx, *args: object) -> None:
    """Collect less often until the build ends; a collector that is switched off stays so."""
    if gc.get_threshold()[0] and not _before:
        _before.append(gc.get_threshold())
        gc.set_threshold(YOUNG, 5, 1000)
    # What is out of the collector's sight at the end of the process is left to the system.
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def settle(app: Sphinx, *args: object) -> None:
    """Take what is known before writing out of the collector's sight: it lives to the end."""
    gc.freeze()


def restore(app: Sphinx, *args: object) -> None:
    """Leave the collector as it was; a preview builds more than once in a process."""
    gc.unfreeze()
    if _before:
        gc.set_threshold(*_before.pop())
