"""The project without the pages that are not published.

Changing ``exclude_patterns`` would read the whole site again at each toggle of a draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx


class PublishedProject(Project):
    """A project whose discovery leaves out the withheld documents."""

    withheld: frozenset[str] = frozenset()

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Find the documents, less the withheld ones."""
        found = super().discover(exclude_paths, include_paths)
        for docname in self.withheld & found:
            found.discard(docname)  # its path stays known, for messages
        return found


def install(app: Sphinx) -> PublishedProject:
    """Put our project in the place of Sphinx's."""
    project = PublishedProject(app.srcdir, app.config.source_suffix)
    project.restore(app.project)
    app.project = app.env.project = project
    return project
