"""Pointer nodes: where a result will stand, and what was asked for there."""

from __future__ import annotations

from docutils import nodes

#: Key of the reading scratch-pad for documents that a toctree names but does not show.
SKIPPED = "kb_skipped"


class kb_excerpt(nodes.Invisible, nodes.Element):
    """The excerpt that front matter gives; taken out again when the page is harvested."""


class kb_listing(nodes.General, nodes.Element):
    """The place of a listing; carries the document it stands in and its query."""


class kb_terms(nodes.General, nodes.Element):
    """The place of an index of tags, authors, series or years."""


class kb_byline(nodes.General, nodes.Element):
    """The place, below the title, of what a page says about itself."""


class kb_profile(nodes.General, nodes.Element):
    """The place of the profile block."""
