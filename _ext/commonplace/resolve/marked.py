"""TeX on its way through pybtex, which knows no more of it than braces and accents.

Before an entry is formatted, its TeX becomes text in which signs for private use stand for markup and
for what TeX would take for more than a sign; behind pybtex, whatever the style, they become markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pybtex.backends.plaintext import Backend as PlaintextBackend

from ..core.tex import WORK, events_of, plain
from ..core.tex_signs import formula_text, words
from .pieces import CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pybtex.database import Entry
    from sphinx.builders import Builder

    from ..core.model import Inline, Inlines

#: What begins markup; one sign ends all.
STARTS = {
    "emphasis": "\ue010",
    "strong": "\ue011",
    "literal": "\ue012",
    "superscript": "\ue013",
    "subscript": "\ue014",
    "math": "\ue015",
}
NAMES = {sign: name for name, sign in STARTS.items()}
END = "\ue01f"
SHIFT = 0xE100  #: from a character of ASCII to the one that carries it past pybtex
HIDDEN = {code: chr(SHIFT + code) for code in range(128)}
SPECIAL = {ord(char): HIDDEN[ord(char)] for char in "\\{}$%&#_^~`"}
SHOWN = {SHIFT + code: chr(code) for code in range(128)}
FOREIGN = dict.fromkeys((*range(0xE010, 0xE020), *range(SHIFT, SHIFT + 128)), "\ufffd")
SIGNS = re.compile(r"[\ue010-\ue01f\ue100-\ue17f]")
UNSAFE = re.compile(r"[\\$%]")  #: what is more than text to pybtex; at a bare % it would stop
SPLIT = re.compile(r"([\ue010-\ue01f])")
FORMULA = re.compile(f"{STARTS['math']}([^{END}]*){END}")

#: Fields that styles take as they are, or that are no text.
RAW = words(
    "url doi eprint archiveprefix primaryclass eprinttype eprintclass pubmed crossref xref file isbn"
    " issn month date urldate year key pdf code github repository slides video youtube poster data"
    " dataset project website"
)


def mark(entry: Entry) -> bool:
    """Put signs in the place of the TeX of an entry; tell whether there was any."""
    found = False
    for name, value in entry.fields.items():
        if UNSAFE.search(value) and name.lower() not in RAW:
            entry.fields[name] = marked(value)
            found = True
    for people in entry.persons.values():
        for person in people:
            for part in PARTS:
                names = getattr(person, part)
                names[:] = [_name(name) if "\\" in name or "$" in name else name for name in names]
    return found


PARTS = ("first_names", "middle_names", "prelast_names", "last_names", "lineage_names")


def _name(tex: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", plain(tex))


def marked(tex: str) -> str:
    """Return TeX as text with signs; its braces, which keep capitals, stay."""
    found: list[str] = []
    for kind, value in events_of(tex.translate(FOREIGN)):
        if kind == "text":
            found.append(value.translate(SPECIAL))
        elif kind == "math":
            found += [STARTS["math"], value.translate(HIDDEN), END]
        elif kind == "start":
            found.append(STARTS[value])
        else:
            found.append({"end": END, "open": "{", "close": "}"}[kind])
    return "".join(found)


def text_of_marked(text: str) -> str:
    """Return text with signs as a reader sees it."""
    if not SIGNS.search(text):
        return text
    text = FORMULA.sub(lambda found: formula_text(found[1].translate(SHOWN)), text)
    return SPLIT.sub("", text).translate(SHOWN)


class TooltipBackend(PlaintextBackend):  # type: ignore[misc]
    """Text without markup, as tooltips show it."""

    def format_str(self, text: str) -> str:
        """Return a piece of text."""
        return text_of_marked(text)


def sets_formulas(builder: Builder) -> bool:
    """Tell whether a builder sets formulas; others show their source."""
    return builder.format in ("html", "latex")


def nodes_of_marked(
    element: nodes.Element, builder: Builder, *, source: str = "", line: int = 0
) -> None:
    """Put markup in the place of the signs in *element*; a formula remembers its entry."""
    formulas = sets_formulas(builder)
    parents = {
        id(text.parent): text.parent for text in element.findall(nodes.Text) if SIGNS.search(text)
    }
    for parent in parents.values():

        def wrap(name: str, content: list[Any]) -> nodes.Node:
            if name != "math":
                return CLASSES[name]("", "", *content)
            tex = "".join(node.astext() for node in content)
            if not formulas:
                return nodes.Text(formula_text(tex))
            formula = nodes.math(tex, tex)
            formula.source, formula.line = source or None, line or None
            return formula

        parent[:] = _folded(parent.children, nodes.Text, wrap)


def inlines_of_marked(inlines: Iterable[Inline]) -> Inlines:
    """Return inline content with markup in the place of the signs."""

    def wrap(name: str, content: list[Any]) -> Inline:
        return (name, WORK if name == "math" else (), tuple(content))

    return tuple(_folded(inlines, str, wrap))


def _folded(
    items: Iterable[Any], kind: type[str], wrap: Callable[[str, list[Any]], Any]
) -> list[Any]:
    """Return *items*, texts of *kind* and others, with what stands between two signs wrapped."""
    stack: list[tuple[str, list[Any]]] = [("", [])]
    for item in items:
        if not isinstance(item, kind):
            stack[-1][1].append(item)
            continue
        for piece in SPLIT.split(str(item)):
            if piece in NAMES:
                stack.append((NAMES[piece], []))
            elif piece != END:
                stack[-1][1].extend([kind(piece.translate(SHOWN))] if piece else [])
            elif len(stack) > 1:
                name, content = stack.pop()
                stack[-1][1].append(wrap(name, content))
    while len(stack) > 1:
        name, content = stack.pop()
        stack[-1][1].append(wrap(name, content))
    return stack[0][1]
