"""``[[name#heading|text]]``: its form, and a text that holds some as inline content."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from .inline import LINK as PENDING

if TYPE_CHECKING:
    from .model import Attributes, Inline, Inlines

# A pair of brackets may stand within, unless Markdown has a meaning for it: *The [CLS] token*; so may
# one behind a backslash. But ``[[[a]]]`` is a link in brackets. A line that is wrapped by hand may end
# within one: a break counts as a blank.
_SIGN = r"\\.|[^\[\]\\]"
_WITHIN = rf"(?!\[[^\[\]]*\]\]\])((?:{_SIGN}|\[(?!\^)(?:{_SIGN})*\](?!\())+)"
LINK = re.compile(rf"\[\[{_WITHIN}\]\](?!\()", re.DOTALL)
EMBED = re.compile(rf"!\[\[(?!\|){_WITHIN}\]\](?!\()", re.DOTALL)
#: What Markdown may have another meaning for.
PAIR = re.compile(r"\[([^\[\]]*)\]")
_ESCAPED = re.compile(r"\\([\[\]])")
#: In a table, a bar within a cell is written with a backslash.
BAR = re.compile(r"\\?\|")
_ANY = re.compile(rf"!?{LINK.pattern}", re.DOTALL)
#: A path from the page that holds the link.
_RELATIVE = re.compile(r"\.{1,2}(?:/|$)")


def is_name(content: str) -> bool:
    """Tell whether what stands between the brackets is a name: a footnote is none, nor is nothing."""
    return not content.startswith("^") and bool(content.split("|")[0].strip("# \\\n\t"))


def parts_of(name: str, docname: str) -> tuple[str, str]:
    """Return page and heading; a sign with nothing behind it belongs to the name, as in *C#*.

    A path from the page *docname* becomes one from the folder of the site.
    """
    name = unescaped(" ".join(name.split()))
    target, _, fragment = name.partition("#")
    if not fragment.strip():
        return _from_root(name, docname), ""
    return _from_root(target.strip(), docname), fragment.strip()


def as_written(name: object, fragment: object) -> str:
    """Return page and heading as one name."""
    return f"{name}#{fragment}" if fragment else str(name)


def unescaped(text: str) -> str:
    """Return a text without the backslashes in front of brackets."""
    return _ESCAPED.sub(r"\1", text)


def _from_root(name: str, docname: str) -> str:
    if not _RELATIVE.match(name):
        return name
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(docname), name))


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
        shown = unescaped(" ".join(rest[0].split())) if rest else ""
        target, fragment = parts_of(name, docname)
        attributes = wiki_link(target, fragment, docname, explicit=bool(shown))
        found += filter(None, [text[done : match.start()]])
        found.append((PENDING, attributes, (shown,) if shown else ()))
        done = match.end()
    return (*found, *filter(None, [text[done:]]))
