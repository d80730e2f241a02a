"""Texts that are made once for several uses close to one another, and not kept for all that come."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Key = TypeVar("Key", bound="Hashable")

#: Characters that are kept: some hundred pages, so that memory does not grow with the site.
ROOM = 4_000_000


class Latest(Generic[Key]):
    """The texts that were used last, of *room* characters in all."""

    def __init__(self, room: int = ROOM) -> None:
        self._texts: OrderedDict[Key, str] = OrderedDict()
        self._room = room

    def get(self, key: Key, make: Callable[[], str]) -> str:
        """Return the text of *key*, which *make* makes if it is not at hand."""
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = make()
            self._room -= len(text)
            while self._room < 0 and self._texts:
                self._room += len(self._texts.popitem(last=False)[1])
        else:
            self._texts.move_to_end(key)
        return text
