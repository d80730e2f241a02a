"""What is not published, by the names that links would reach it by."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ..core.names import alias_names
from ..core.slugs import slug

if TYPE_CHECKING:
    from .domain import KbDomain


class Absent:
    """The names of what is not published."""

    def __init__(self, domain: KbDomain) -> None:
        self._domain = domain

    @cached_property
    def titles(self) -> frozenset[str]:
        """Titles of pages, as slugs."""
        sources = self._domain.scan.sources
        titles = (sources[name].front.title for name in self._domain.scan.withheld)
        return frozenset(slug(title) for title in titles if title)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names, labels and terms."""
        domain = self._domain
        if not domain.absent():
            return frozenset()
        labels = domain.scan.withheld_labels | domain.scan.withheld_terms
        return domain.absent_names() | labels | domain.absent() | self.titles

    @cached_property
    def slugs(self) -> frozenset[str]:
        """What stands in ``[[…]]`` for a page, as slugs: names, aliases and titles."""
        scan = self._domain.scan
        names = self._domain.absent_names() | scan.withheld_labels
        aliases = {
            name
            for docname in scan.withheld
            for alias in scan.sources[docname].front.aliases
            for name in alias_names(alias)
        }
        return frozenset(map(slug, names | aliases)) | self.titles
