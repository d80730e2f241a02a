"""Links within a site that is one page: to the place itself, which Sphinx 9 writes with two fragments.

``#document-notes/a#part`` names no place; what stands behind the second sign does. The first page
has no place of its own at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAME = "singlehtml"
PLACE = re.compile(r"#document-[^#\"]*(#[^\"]+)")
LINK = re.compile(rf'(?<=\bhref="){PLACE.pattern}(?=")')


class LinkPlaces(SphinxPostTransform):
    """Have each link lead to the place that it names, whatever page that is of."""

    builders = (NAME,)
    default_priority = 999  # when all links are made

    def run(self, **kwargs: object) -> None:
        """Cut the page off the addresses of places."""
        first = f"#document-{self.config.root_doc}"
        top = next(
            (ids[0] for node in self.document.findall(nodes.section) if (ids := node["ids"])), ""
        )
        for reference in self.document.findall(nodes.reference):
            address = str(reference.get("refuri", ""))
            if address == first:
                reference["refuri"] = f"#{top}"
            elif found := PLACE.fullmatch(address):
                reference["refuri"] = found[1]


def on_page_context(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Do the same in the table of contents, which is made apart."""
    if app.builder.name == NAME and isinstance(toc := context.get("toc"), str):
        context["toc"] = LINK.sub(r"\1", toc)
