"""Pages about which a warning was logged while they were read or written.

One that was written gets no digest, so that the next build writes it, and says so, again: Sphinx only
warns when a file cannot be written, and would never mention an unresolved link twice. One that
was read is read again by the next build with warnings as errors, which would end well without.
"""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.logging import get_node_location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.environment import BuildEnvironment


#: How the location begins of what a directive has docutils parse, autodoc's for one, in a Markdown page.
UNPLACED = "<unknown>"


#: What warns of modules that cannot be imported; which files would change that, nobody notes.
IMPORTERS = ("autodoc", "autosummary")


class Failures(logging.Handler):
    """Collect what warnings speak of; workers send theirs to the main process."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._spoken_of: list[str] = []
        self._imports: list[str] = []
        self.unplaced = False  #: whether a warning was of some page, and did not say which

    def watch(self) -> None:
        """Begin to listen."""
        self._spoken_of, self._imports = [], []
        self.unplaced = False
        logging.getLogger("sphinx").addHandler(self)

    def unwatch(self) -> None:
        """Stop listening."""
        logging.getLogger("sphinx").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the location and the arguments of a warning."""
        location = getattr(record, "location", None)
        if isinstance(location, nodes.Node):
            location = get_node_location(location)
        elif isinstance(location, tuple):
            location = location[0]
        if location is not None:
            self._spoken_of.append(str(location))
            if getattr(record, "type", None) in IMPORTERS:
                self._imports.append(str(location))
        if page := getattr(record, "kb_page", ""):
            self._spoken_of.append(page)
        self.unplaced |= str(location).startswith(UNPLACED)
        args = record.args if isinstance(record.args, tuple) else ()
        self._spoken_of.extend(str(item) for item in args[:1])

    def documents(
        self,
        env: BuildEnvironment,
        files: Callable[[str], Iterable[str]] = lambda _: (),
        outdir: Path = Path(),
    ) -> set[str]:
        """Return the documents that the warnings spoke of, by themselves or by their *files*."""
        return self._documents(self._spoken_of, env, files, outdir)

    def wanting(self, env: BuildEnvironment) -> set[str]:
        """Return the documents that want modules which could not be imported."""
        return self._documents(self._imports, env, lambda _: (), Path())

    def _documents(
        self,
        spoken_of: list[str],
        env: BuildEnvironment,
        files: Callable[[str], Iterable[str]],
        outdir: Path,
    ) -> set[str]:
        if not spoken_of:
            return set()
        names: dict[str, set[str]] = defaultdict(set)
        for docname in env.found_docs:
            places = [docname, env.doc2path(docname), *env.dependencies.get(docname, ())]
            for place in (*places, *(outdir / name for name in files(docname))):
                # A file that is included is one from the folder of the sources, or from here.
                names[str(place)].add(docname)
                names[str(env.srcdir / place)].add(docname)
        found: set[str] = set()
        for text in spoken_of:
            for candidate in (text, text.rpartition(":")[0], text.partition(":")[0]):
                found |= names.get(candidate, set()) | names.get(
                    os.path.normpath(Path.cwd() / candidate), set()
                )
        return found
