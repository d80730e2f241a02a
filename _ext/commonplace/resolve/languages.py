"""Name the language of blocks of code without a visitor for every node.

Sphinx (9.0, ``HighlightLanguageTransform``) sends a visitor through the whole page for the few blocks of
code in it. Only a directive that changes the language, or a document made of several, wants that; they
are left to Sphinx, as is everything of another version.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import sphinx
from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform

if TYPE_CHECKING:
    from typing import Any

_apply = HighlightLanguageTransform.apply


def apply(self: HighlightLanguageTransform, **kwargs: Any) -> None:
    """Give each block of code the language of the configuration if it has none."""
    blocks: list[nodes.Element] = []
    for node in self.document.findall(nodes.Element):
        if isinstance(node, (addnodes.highlightlang, addnodes.start_of_file)):
            _apply(self, **kwargs)
            return
        if type(node) is nodes.literal_block:  # a visitor goes by the name of the very class
            blocks.append(node)
    for block in blocks:
        if "language" not in block:
            block["language"] = self.config.highlight_language
            block["force"] = False
        if "linenos" not in block:
            block["linenos"] = block.astext().count("\n") >= sys.maxsize - 1


def install() -> None:
    """Put it in the place of Sphinx's own."""
    if sphinx.version_info[:2] == (9, 0):
        HighlightLanguageTransform.apply = apply  # type: ignore[method-assign]
