"""The sources of one build, before they are read: which are there, which are published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .plurals import plurals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from .model import FrontMatter, SourceFacts


@dataclass(kw_only=True)
class Scan:
    """The sources of one build by docname, published or not."""

    sources: dict[str, SourceFacts] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)  #: docname to the reason
    drafts: dict[str, str] = field(default_factory=dict)  #: shown although not published
    #: generated documents that links may name although ``kb_generate`` keeps them away
    absent_generated: frozenset[str] = frozenset()
    generated: frozenset[str] = frozenset()  #: documents that nobody wrote
    #: generated documents that were edited, so that they are their author's now
    handed_over: tuple[str, ...] = ()
    #: page to the pages, in no authored toctree, that it takes into a hidden one
    adopted: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def withheld_labels(self) -> frozenset[str]:
        """Explicit targets that withheld pages define."""
        return frozenset(label for name in self.withheld for label in self.sources[name].labels)

    @property
    def withheld_terms(self) -> frozenset[str]:
        """Terms that glossaries of withheld pages define."""
        terms = {term for name in self.withheld for term in self.sources[name].terms}
        return frozenset(terms | {form for term in terms for form in plurals(term)})


def unpublished(source: SourceFacts, moment: datetime, zone: tzinfo) -> str:
    """Return why a page is not published (``draft``, ``future``, ``encoding``), or ``""``."""
    if any(problem.subtype == "encoding" for problem in source.problems):
        return "encoding"
    front = source.front
    if front.is_draft:
        return "draft"
    # The calendar decides: what is dated this evening is published this morning.
    today = moment.astimezone(zone).date()
    if front.date and front.date.astimezone(zone).date() > today:
        return "future"
    if any(problem.until and problem.until > today.year for problem in source.problems):
        return "future"  # by its year, as far as the date can be read
    return ""


def collection_of(docname: str, front: FrontMatter, folders: Mapping[str, str]) -> str:
    """Return the collection of a page: its own word, else its folder's; none for indexes."""
    if front.collection is not None:
        return front.collection
    if docname.rpartition("/")[2] == "index":
        return ""
    for name, folder in folders.items():
        if docname.startswith(folder.strip("/") + "/"):
            return name
    return ""
