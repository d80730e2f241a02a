"""English plurals of names, by spelling alone: what a few plain rules give, and no more.

Two rules may hold for one name (*matrix* is *matrixes* and *matrices*); each form is taken then, and
whoever looks a form up sees which names have it. Irregular plurals are the author's to give.
"""

from __future__ import annotations

import re

VOWELS = "aeiou"
#: An ending and what takes its place, beside the rules for -s.
OTHERS = (("sis", "ses"), ("xis", "xes"), ("ix", "ices"), ("ex", "ices"))
HISSING = re.compile(r"(?:s|x|z|ch|sh)$", re.IGNORECASE)
ABBREVIATED = re.compile(r"[A-Z0-9]$")


def plurals(name: str) -> tuple[str, ...]:
    """Return the plurals of *name*: that of its last word, in front of which nothing changes."""
    if not name or not (name[-1].isalpha() or name[-1].isdigit()):
        return ()
    lower = name.lower()
    if ABBREVIATED.search(name):
        return (f"{name}s",)  # VAEs
    if lower.endswith("y") and lower[-2:-1] not in VOWELS:
        return (f"{name[:-1]}ies",)
    found = [f"{name}es"] if HISSING.search(name) else [f"{name}s"]
    if lower.endswith("o"):
        found.append(f"{name}es")
    found += [name[: -len(old)] + new for old, new in OTHERS if lower.endswith(old)]
    return tuple(found)
