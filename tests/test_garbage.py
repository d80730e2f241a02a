"""When the collector of cyclic garbage looks, and at what."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from commonplace import garbage


class Page:
    """A tree that holds itself."""

    def __init__(self, size: int) -> None:
        self.me = self
        self.below: list[Any] = [[] for _ in range(size)]


@pytest.fixture(autouse=True)
def _as_before() -> Any:
    before = gc.get_threshold()
    yield
    garbage._before.clear()
    gc.unfreeze()
    gc.enable()
    gc.set_threshold(*before)


def written(*, size: int) -> list[bool]:
    """Write three pages; tell before each whether the one before it is gone."""
    gone = []
    last: Any = None
    for _ in garbage.Swept(["a", "b", "c"]):
        if last is not None:
            gone.append(last() is None)
        last = weakref.ref(Page(size))
    return gone


def test_what_a_page_leaves_behind_is_collected_before_the_next() -> None:
    garbage.relax(None)  # type: ignore[arg-type]
    assert written(size=garbage.YOUNG + 500) == [True, True]
    assert written(size=10) == [False, False]


def test_a_collector_that_is_switched_off_stays_so() -> None:
    gc.disable()
    garbage.relax(None)  # type: ignore[arg-type]
    assert written(size=garbage.YOUNG + 500) == [False, False]
    garbage._before.clear()
    gc.enable()
    gc.set_threshold(0)
    garbage.relax(None)  # type: ignore[arg-type]
    assert written(size=garbage.YOUNG + 500) == [False, False]


def test_after_a_build_the_collector_is_as_it_was_and_has_no_work_waiting() -> None:
    before = gc.get_threshold()
    garbage.relax(None)  # type: ignore[arg-type]
    written(size=garbage.YOUNG + 500)
    garbage.settle(None)  # type: ignore[arg-type]
    garbage.restore(None)  # type: ignore[arg-type]
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
    assert gc.get_count()[1:] == (0, 0)
