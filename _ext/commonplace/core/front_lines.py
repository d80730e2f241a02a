"""The line of a front-matter key, found when there is something to say about it."""

from __future__ import annotations

from .front_keys import RULES, normal
from .front_yaml import find_block, load


def line_of(text: str, *slots: str) -> int:
    """Return the line of the key that fills the first of *slots* given, else the first line."""
    block = find_block(text)
    if block is None:
        return 1
    pairs, _ = load(block.text, block.first_line)
    lines = {normal(pair.key): pair.line for pair in reversed(pairs)}
    # In the order of the rules: what says it alone stands before what says it among others.
    for slot in slots:
        for rule in RULES:
            for spelling in rule.spellings if slot in rule.fills else ():
                if spelling in lines:
                    return lines[spelling]
    return 1
