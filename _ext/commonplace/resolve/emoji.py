"""Emoji shortcodes: ``:wave:`` in text becomes the sign; in code, or unknown, it stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import emoji
from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from collections.abc import Callable

SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
NEVER = (nodes.math, nodes.math_block, nodes.raw)
VERBATIM = (nodes.literal, nodes.FixedTextElement, *NEVER)


def replace(text: str) -> str:
    """Return *text* with its known shortcodes replaced."""
    if ":" not in text:
        return text
    return SHORTCODE.sub(lambda match: emoji.emojize(match[0], language="alias"), text)


def spell_out(text: str) -> str:
    """Return *text* with its signs replaced by their shortcodes."""
    return text if text.isascii() else emoji.demojize(text, language="alias")


def change_text(
    element: nodes.Element,
    change: Callable[[str], str],
    *,
    verbatim: tuple[type[nodes.Node], ...] = VERBATIM,
) -> None:
    """Change the text of *element*, except within the nodes of *verbatim*."""
    for text in list(element.findall(nodes.Text)):
        source = text.astext()
        if (changed := change(source)) == source:
            continue
        parent: nodes.Node | None = text.parent
        while parent is not None and not isinstance(parent, verbatim):
            parent = parent.parent
        if parent is None:
            whole = text.parent.rawsource == source
            if whole and isinstance(text.parent, nodes.literal_block):
                text.parent.rawsource = changed  # where the two differ, nothing is highlighted
            text.parent.replace(text, nodes.Text(changed))


class ReadEmoji(SphinxTransform):
    """Replace the shortcodes that an author wrote.

    While reading, since titles are shown in many places that no transform of a page reaches:
    the sidebar, the head of the page, the contents of the page, the search index.
    """

    default_priority = 840  # before the domains take their labels (850)

    def apply(self, **kwargs: object) -> None:
        """Replace the shortcodes of the document."""
        change_text(self.document, replace)


class SpellOutEmoji(SphinxPostTransform):
    """Turn signs back into shortcodes for TeX, whose fonts have none."""

    default_priority = 900
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        """Replace the signs of the document."""
        change_text(self.document, spell_out, verbatim=NEVER)
