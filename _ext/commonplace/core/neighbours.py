"""Previous and next of a post: within its series by part, else by date."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .index import SiteIndex
    from .model import PageFacts


def neighbours(index: SiteIndex) -> tuple[dict[str, PageFacts], dict[str, PageFacts]]:
    """Return the page before and the page after each post, by docname."""
    previous: dict[str, PageFacts] = {}
    following: dict[str, PageFacts] = {}
    chains = [tuple(members) for members in index.by_series.values() if len(members) > 1]
    chained = {page.docname for chain in chains for page in chain}
    by_date = [
        page for page in reversed(index.dated) if page.collection == "blog" and page.front.date
    ]
    for chain in chains:
        for earlier, later in pairwise(chain):
            following[earlier.docname] = later
            previous[later.docname] = earlier
    # A post at the end of its series goes on by date, as does one of no series.
    for earlier, later in pairwise(by_date):
        if earlier.docname not in chained or earlier.docname not in following:
            following.setdefault(earlier.docname, later)
        if later.docname not in chained or later.docname not in previous:
            previous.setdefault(later.docname, earlier)
    return previous, following
