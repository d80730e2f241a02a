"""``[[name#heading|text]]``: its form, and a text that holds some as inline content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .inline import LINK as PENDING

if TYPE_CHECKING:
    from .model import Attributes, Inline, Inlines

# A line that is wrapped by hand may end within one: a break counts as a blank.
LINK = re.compile(r"\[\[([^\[\]]+)\]\](?!\()")
#: In a table, a bar within a cell is written with a backslash.
BAR = re.compile(r"\\?\|")
_ANY = re.compile(rf"!?{LINK.pattern}")


def is_name(content: str) -> bool:
    """Tell whether what stands between the brackets is a name: a footnote is none, nor is nothing."""
    return not content.startswith("^") and bool(content.split("|")[0].strip("# \\\n\t"))


def parts_of(name: str) -> tuple[str, str]:
    """Return page and heading; a sign with nothing behind it belongs to the name, as in *C#*."""
    name = " ".join(name.split())
    target, _, fragment = name.partition("#")
    if not fragment.strip():
        return name, ""
    return target.strip(), fragment.strip()


def wiki_link(target: str, fragment: str, docname: str, *, explicit: bool) -> Attributes:
    """Return the attributes of a link by name on the page *docname*, to be resolved late."""
    return (
        ("refdoc", docname),
        ("refdomain", "kb"),
        ("refexplicit", explicit),
        ("reftarget", target),
        ("reftargetid", fragment),
        ("reftype", "wiki"),
    )


def with_names(text: str, docname: str) -> Inlines:
    """Return plain text of the page *docname* with its links by name as links, to be resolved late."""
    found: list[Inline] = []
    done = 0
    for match in _ANY.finditer(text):
        if not is_name(match[1]):
            continue
        name, *rest = BAR.split(match[1], maxsplit=1)
        shown = " ".join(rest[0].split()) if rest else ""
        target, fragment = parts_of(name)
        attributes = wiki_link(target, fragment, docname, explicit=bool(shown))
        found += filter(None, [text[done : match.start()]])
        found.append((PENDING, attributes, (shown,) if shown else ()))
        done = match.end()
    return (*found, *filter(None, [text[done:]]))
