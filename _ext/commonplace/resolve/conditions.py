"""What pages say on a condition, as the directive ``only`` puts it: nobody quotes what is not shown.

Whether it is depends on the builder and on the tags of a build; so it is told anew in each, from facts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jinja2 import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.util.tags import Tags

    from ..core.model import PageFacts


def shown_pages(pages: Mapping[str, PageFacts], tags: Tags) -> dict[str, PageFacts]:
    """Return the pages some of whose citing places and links this build does not show, without."""
    found: dict[str, PageFacts] = {}
    for docname, page in pages.items():
        if any(item.only for item in page.citations) or any(item.only for item in page.links):
            found[docname] = replace(
                page,
                citations=tuple(item for item in page.citations if _holds(item.only, tags)),
                links=tuple(item for item in page.links if _holds(item.only, tags)),
            )
    return found


def _holds(conditions: tuple[str, ...], tags: Tags) -> bool:
    """Tell whether all conditions hold; one that Sphinx cannot read, which it says, does."""
    for condition in conditions:
        try:
            if not tags.eval_condition(condition):
                return False
        except (TemplateError, TypeError, ValueError):
            continue
    return True
