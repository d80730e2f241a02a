"""The project without the pages that are not published, and without what builds have written.

Changing ``exclude_patterns`` would read the whole site again at each toggle of a draft. An output
folder among the sources holds Markdown, the twins of pages, which is no source.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.project import Project
from sphinx.util.logging import suppress_logging

from .files import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx


class PublishedProject(Project):
    """A project whose discovery leaves out the withheld documents."""

    withheld: frozenset[str] = frozenset()
    outputs: tuple[Path, ...] = ()  #: folders that this build writes to
    _asked = False

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Find the documents, less the withheld ones."""
        # Asked several times in a build, it says only once which files cannot be read.
        with suppress_logging() if self._asked else nullcontext():
            found = super().discover(exclude_paths, include_paths)
        self._asked = True
        found -= self._written(found)
        for docname in self.withheld & found:
            found.discard(docname)  # its path stays known, for messages
        return found

    def _written(self, docnames: set[str]) -> set[str]:
        """Return those of *docnames* that are in a folder of output, of this build or of another."""
        root = Path(self.srcdir)
        known = dict.fromkeys(self.outputs, True) | {root: False}

        def is_output(folder: Path) -> bool:
            if folder not in known:
                known[folder] = is_output(folder.parent) or (folder / MANIFEST).is_file()
            return known[folder]

        folders = {name.rpartition("/")[0] for name in docnames}
        written = {folder for folder in folders if is_output(root / folder)}
        return {name for name in docnames if name.rpartition("/")[0] in written}

    def withhold(self, docnames: frozenset[str]) -> None:
        """Leave out *docnames*, in what has been found already and in what will be."""
        self.withheld = docnames
        self.docnames -= docnames


def install(app: Sphinx) -> PublishedProject:
    """Put our project in the place of Sphinx's."""
    project = PublishedProject(app.srcdir, app.config.source_suffix)
    project.restore(app.project)
    project.outputs = (Path(app.outdir), Path(app.doctreedir))
    project._asked = not app.env.all_docs  # a fresh environment has looked already
    app.project = app.env.project = project
    return project
