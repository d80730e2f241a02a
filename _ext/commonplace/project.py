"""The project without the pages that are not published.

Changing ``exclude_patterns`` would read the whole site again at each toggle of a draft.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from sphinx.project import Project
from sphinx.util.logging import suppress_logging

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx


class PublishedProject(Project):
    """A project whose discovery leaves out the withheld documents."""

    withheld: frozenset[str] = frozenset()
    _asked = False

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Find the documents, less the withheld ones."""
        # Asked several times in a build, it says only once which files cannot be read.
        with suppress_logging() if self._asked else nullcontext():
            found = super().discover(exclude_paths, include_paths)
        self._asked = True
        for docname in self.withheld & found:
            found.discard(docname)  # its path stays known, for messages
        return found

    def withhold(self, docnames: frozenset[str]) -> None:
        """Leave out *docnames*, in what has been found already and in what will be."""
        self.withheld = docnames
        self.docnames -= docnames


def install(app: Sphinx) -> PublishedProject:
    """Put our project in the place of Sphinx's."""
    project = PublishedProject(app.srcdir, app.config.source_suffix)
    project.restore(app.project)
    project._asked = not app.env.all_docs  # a fresh environment has looked already
    app.project = app.env.project = project
    return project
