"""Inline Markdown of the configuration as plain data: no page, no file, no raw markup."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from .brackets import with_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from .model import Inline, Inlines

ELEMENTS = {"em": "emphasis", "strong": "strong", "link": "reference"}
ATOMS = {"code_inline": "literal", "math_inline": "math"}
BREAKS = frozenset({"softbreak", "hardbreak"})


def inlines_of_markdown(text: str, docname: str = "") -> Inlines:
    """Return emphasis, code, formulas and links of *text*; anything else is its text.

    Links by name are looked up from the page *docname*, whose text it is.
    """
    if not text.strip():
        return ()
    tokens = _reader().parseInline(" ".join(text.split()))
    found, _ = _nested([child for token in tokens for child in token.children or ()], 0)
    return tuple(_named(found, docname)) if "[[" in text else found


def _named(inlines: Inlines, docname: str) -> Iterator[Inline]:
    for item in inlines:
        if isinstance(item, str):
            yield from with_names(item, docname)
        elif item[0] in ATOMS.values() or item[0] == "reference":
            yield item
        else:
            yield item[0], item[1], tuple(_named(item[2], docname))


@cache
def _reader() -> MarkdownIt:
    # Without ``html``, markup is text; addresses that could run something are no links.
    return MarkdownIt("commonmark", {"html": False}).disable("image").use(dollarmath_plugin)


def _nested(tokens: list[Token], place: int) -> tuple[Inlines, int]:
    """Return what stands from *place* to the end of its element, and the place behind that."""
    found: list[Inline] = []
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token.nesting < 0:
            break
        if token.nesting > 0:
            children, place = _nested(tokens, place)
            name = ELEMENTS.get(token.type.removesuffix("_open"))
            address = str(token.attrGet("href") or "")
            attributes = (("refuri", address),) if address else ()
            found.extend([(name, attributes, children)] if name else children)
        elif token.type in ATOMS:
            found.append((ATOMS[token.type], (), (token.content,)))
        elif token.content or token.type in BREAKS:
            found.append(" " if token.type in BREAKS else token.content)
    return tuple(found), place
