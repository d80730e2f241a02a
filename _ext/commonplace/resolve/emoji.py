"""Emoji shortcodes: ``:wave:`` in text becomes the sign; in code, or unknown, it stays."""

from __future__ import annotations

import re

import emoji
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
VERBATIM = (
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.FixedTextElement,
)


def replace(text: str) -> str:
    """Return *text* with its known shortcodes replaced."""
    return SHORTCODE.sub(lambda match: emoji.emojize(match[0], language="alias"), text)


class EmojiShortcodes(SphinxPostTransform):
    """Replace shortcodes where text is shown; TeX has no signs for them and keeps the names."""

    default_priority = 900

    def run(self, **kwargs: object) -> None:
        """Replace the shortcodes of the document."""
        builder = self.env._app.builder
        if builder.format == "latex":
            return
        for text in list(self.document.findall(nodes.Text)):
            source = text.astext()
            if ":" not in source or not SHORTCODE.search(source):
                continue
            parent: nodes.Node | None = text.parent
            while parent is not None and not isinstance(parent, VERBATIM):
                parent = parent.parent
            if parent is None and (changed := replace(source)) != source:
                text.parent.replace(text, nodes.Text(changed))
