"""Inline Markdown of the configuration and of front matter as plain data: no file, no raw markup."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from .brackets import wiki_link, with_names
from .inline import LINK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from .model import Attributes, Inline, Inlines

ELEMENTS = {"em": "emphasis", "strong": "strong", "link": "reference"}
ATOMS = {"code_inline": "literal", "math_inline": "math"}
#: What stands before code that is the content of a role of MyST.
ROLE = re.compile(r"\{([A-Za-z][\w:.+-]*)\}$")
EXPLICIT = re.compile(r"(.+?)\s*<[^<>]+>", re.DOTALL)
#: Attributes behind an element or a span, and marks of footnotes.
ATTRIBUTES = re.compile(r"^\{[.#][^{}]*\}")
SPAN = re.compile(r"\[([^\[\]]*)\]\{[.#][^{}]*\}")
FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]")
#: A source of this site as links name it.
PAGE = re.compile(r"(?![A-Za-z][\w+.-]*:|//)([^#]+)\.md(?:#(.*))?")
#: Roles whose content is looked up as a name, and those whose content is code.
NAMING = frozenset({"any", "doc", "term", "ref", "std:doc", "std:term", "std:ref"})
LITERAL = frozenset({"code", "file", "kbd", "literal", "samp"})
ELEMENT = {"emphasis": "emphasis", "strong": "strong", "sub": "subscript", "sup": "superscript"}
BREAKS = frozenset({"softbreak", "hardbreak"})


def inlines_of_markdown(text: str, docname: str = "") -> Inlines:
    """Return emphasis, code, formulas and links of *text*; anything else is its text.

    A picture is what it is called; marks of footnotes and attributes of MyST are left out.

    Links by name are looked up from the page *docname*, whose text it is. Of roles, citations, names
    of pages and terms, formulas and code are what they say; of others the content is shown.
    """
    if not text.strip():
        return ()
    tokens = _reader().parseInline(" ".join(text.split()))
    found, _ = _nested([child for token in tokens for child in token.children or ()], 0)
    if "}" in text or "[^" in text or ".md" in text:
        found = tuple(_with_roles(found, docname))
    return tuple(_named(found, docname)) if "[[" in text or "}`" in text else found


def _with_roles(inlines: Inlines, docname: str) -> Iterator[Inline]:
    """Yield *inlines*, with what roles mean in the place of how they are written."""
    items = list(inlines)
    for number, item in enumerate(items):
        after = items[number + 1] if number + 1 < len(items) else ""
        before = items[number - 1] if number else ""
        if isinstance(item, str):
            is_before = not isinstance(after, str) and after[0] == "literal"
            text = ROLE.sub("", item) if is_before else item
            if not isinstance(before, str):
                text = ATTRIBUTES.sub("", text)
            if text := SPAN.sub(r"\1", FOOTNOTE.sub("", text)):
                yield text
        elif item[0] == "literal" and isinstance(before, str) and (role := ROLE.search(before)):
            yield _role(role[1], str(item[2][0]), docname)
        elif item[0] in ATOMS.values():
            yield item
        else:
            content = tuple(_with_roles(item[2], docname))
            yield _page_link(item[1], content, docname) or (item[0], item[1], content)


def _page_link(attributes: Attributes, content: Inlines, docname: str) -> Inline | None:
    """Return a link to the source of a page as one that finds it, whatever its address."""
    found = PAGE.fullmatch(str(dict(attributes).get("refuri", "")))
    if found is None:
        return None
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(docname), found[1]))
    return LINK, wiki_link(path, found[2] or "", docname, explicit=True), content


def _role(name: str, content: str, docname: str) -> Inline:
    domain, _, kind = name.rpartition(":")
    if domain == "cite" or name == "cite":
        attributes = (
            ("refdoc", docname),
            ("refdomain", "cite"),
            ("refexplicit", False),
            ("reftarget", content),
            ("reftype", kind if domain else "p"),
        )
        return LINK, attributes, (("literal", (), (content,)),)
    if name == "math":
        return "math", (), (content,)
    if name in LITERAL:
        return "literal", (), (content,)
    if name in ELEMENT:
        return ELEMENT[name], (), (content,)
    if explicit := EXPLICIT.fullmatch(content):
        return explicit[1]
    if name in NAMING:
        return f"[[{content.removeprefix('/').removesuffix('.md')}]]"
    return content


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
    return MarkdownIt("commonmark", {"html": False}).use(dollarmath_plugin)


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
        elif token.type == "image":
            found.extend(_nested(token.children or [], 0)[0])
        elif token.type in ATOMS:
            found.append((ATOMS[token.type], (), (token.content,)))
        elif token.content or token.type in BREAKS:
            found.append(" " if token.type in BREAKS else token.content)
    return tuple(found), place
