"""The line of a front-matter key, found when there is something to say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .front_keys import RULES, normal
from .front_yaml import Items, Scalar, find_block, load

if TYPE_CHECKING:
    from .front_yaml import Pair


def line_of(text: str, *slots: str, item: str = "") -> int:
    """Return the line of the key that fills the first of *slots* given, else the first line.

    Of a key with a list of values, the line of *item* if that is one of them.
    """
    block = find_block(text)
    if block is None:
        return 1
    pairs, _ = load(block.text, block.first_line)
    found = {normal(pair.key): pair for pair in reversed(pairs)}
    # In the order of the rules: what says it alone stands before what says it among others.
    for slot in slots:
        for rule in RULES:
            for spelling in rule.spellings if slot in rule.fills else ():
                if spelling in found:
                    return _line_of_item(found[spelling], item)
    return 1


def _line_of_item(pair: Pair, item: str) -> int:
    values = pair.value.items if item and isinstance(pair.value, Items) else ()
    lines = (
        value.line for value in values if isinstance(value, Scalar) and value.text.strip() == item
    )
    return next(lines, pair.line)
