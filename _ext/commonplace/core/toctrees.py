"""Toctrees that name each other in a circle, which Sphinx would follow without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def without_circles(
    includes: Mapping[str, Sequence[str]], root: str
) -> tuple[dict[str, list[str]], tuple[tuple[str, str], ...]]:
    """Return *includes* without the entries that lead back up, and these as (page, entry).

    What cannot be reached from *root* is left as it is: nobody walks there. Iterative, since trees
    may be deep, and in the order of the entries, so that the pages keep the order that they have.
    """
    kept = {name: list(entries) for name, entries in includes.items()}
    back: list[tuple[str, str]] = []
    above, finished = {root}, set[str]()
    stack = [(root, iter(includes.get(root, ())))]
    while stack:
        page, entries = stack[-1]
        entry = next(entries, None)
        if entry is None:
            stack.pop()
            above.remove(page)
            finished.add(page)
        elif entry in above:
            back.append((page, entry))
        elif entry not in finished:
            above.add(entry)
            stack.append((entry, iter(includes.get(entry, ()))))
    for page, entry in dict.fromkeys(back):
        kept[page] = [name for name in kept[page] if name != entry]
    return kept, tuple(dict.fromkeys(back))
