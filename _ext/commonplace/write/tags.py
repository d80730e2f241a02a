"""Make the start tags of elements, and escape text, without what comes to nothing.

docutils (0.22, ``HTMLTranslator.starttag``, ``encode``) makes some 250 tags a page, cleans each value of theirs by
a regular expression and a table, and puts each text through that table, sign by sign; next to none
holds anything that must be escaped. Of another version nothing is replaced.
"""

from __future__ import annotations

import re
from typing import Any

import docutils
from docutils import nodes
from docutils.writers._html_base import HTMLTranslator

KNOWN = docutils.__version_info__[:2] == (0, 22)
#: Signs that ``attval`` changes in the value of an attribute, in an address of mail too.
CHANGED = re.compile(r'[\n\r\t\v\f&<">@]').search
#: Classes for the writer, which no table shows.
WIDTHS = ("colwidths-auto", "colwidths-given", "colwidths-grid")

_starttag = HTMLTranslator.starttag
_encode = HTMLTranslator.encode
_attval = HTMLTranslator.attval
_special = HTMLTranslator.special_characters


def encode(self: HTMLTranslator, text: Any) -> str:
    """Return text with the signs escaped that mean something in HTML."""
    if self.special_characters is not _special:
        return _encode(self, text)
    # One look for each is quicker than a table; the ampersand first, for the others bring it in.
    return (
        str(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("@", "&#64;")
    )


def starttag(
    self: HTMLTranslator,
    node: Any,
    tagname: str,
    suffix: str = "\n",
    empty: bool = False,  # noqa: FBT001, FBT002 - as docutils has it
    **attributes: Any,
) -> str:
    """Return the start tag for a node, with its classes and its first name."""
    if type(self).attval is not _attval or self.in_mailto:
        return _starttag(self, node, tagname, suffix, empty, **attributes)
    own = node.attributes if isinstance(node, nodes.Element) else node
    given = {name.lower(): value for name, value in attributes.items()} if attributes else {}
    classes = given.pop("classes", [])
    language = None
    for cls in own.get("classes", ()):
        if cls.startswith("language-"):
            language = language or cls
        elif cls not in classes and cls.strip():
            classes.append(cls)
    if "class" in given:
        for cls in given.pop("class").split():
            if cls.startswith("language-"):
                language = language or cls
            elif cls not in classes:
                classes.append(cls)
    if language is not None:
        given[self.lang_attribute] = language.removeprefix("language-")
    if classes:
        if isinstance(node, nodes.table):
            classes = [cls for cls in classes if cls not in WIDTHS]
        if classes:
            given["class"] = " ".join(classes)
    ids = own.get("ids", [])
    if "ids" in given:
        ids.extend(given.pop("ids"))
    before = ""
    if ids:
        given["id"] = ids[0]
        if len(ids) > 1:
            # Names beside the first go to elements of their own, which some places do not take.
            names = "".join([f'<span id="{name}"></span>' for name in ids[1:]])
            if empty or isinstance(node, (nodes.Sequential, nodes.docinfo, nodes.table)):
                before = names
            else:
                suffix += names
    tag = f"{before}<{tagname.lower()}"
    for name in sorted(given) if len(given) > 1 else given:
        value = given[name]
        text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
        tag += f' {name}="{self.attval(text) if CHANGED(text) else text}"'
    return f"{tag} />{suffix}" if empty else f"{tag}>{suffix}"


def install() -> None:
    """Put both in the place of docutils' own, under which themes put theirs."""
    if KNOWN:
        HTMLTranslator.starttag = starttag  # type: ignore[method-assign]
        HTMLTranslator.encode = encode  # type: ignore[method-assign]
