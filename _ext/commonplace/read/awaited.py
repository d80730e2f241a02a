"""Files that a page would take if they were there: to be noticed when they appear."""

from __future__ import annotations

import os
from glob import glob
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.directives import misc
from sphinx.directives import patches
from sphinx.util.i18n import get_image_filename_for_language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

ANY = os.extsep + "*"  #: how the name of a picture ends of which there are several kinds


class NotedRaw(misc.Raw):
    """Docutils' directive, whose file is a dependency before it can be read, too."""

    def run(self) -> list[nodes.Node]:
        """Note the file."""
        _note_file(self)
        return [*super().run()]


class NotedCSVTable(patches.CSVTable):
    """Sphinx's directive, whose file is a dependency before it can be read, too."""

    def get_csv_data(self) -> Any:
        """Note the file, whose path Sphinx has made one that docutils understands."""
        _note_file(self)
        return super().get_csv_data()  # type: ignore[no-untyped-call]


def _note_file(directive: NotedRaw | NotedCSVTable) -> None:
    if file := directive.options.get("file"):
        document = directive.state.document
        path = misc.adapt_path(file, document.current_source or "", document.settings.root_prefix)
        document.settings.record_dependencies.add(path)


def awaited_pictures(env: BuildEnvironment, doctree: nodes.document, docname: str) -> Iterator[str]:
    """Yield the paths, in the source folder, of pictures that would be taken before others.

    Of ``fig.*`` each builder shows the kind that suits it best, and of any picture there may be
    one for the language of the site.
    """
    for node in doctree.findall(nodes.image):
        if "?" in node.get("candidates", {"?": ""}):
            continue  # not a file of this site
        uri = str(node["uri"])
        if uri.endswith(ANY):
            yield uri
        written = str(node.get("original_uri") or f"/{uri}")
        yield env.relfn2path(get_image_filename_for_language(written, env), docname)[0]


def present(path: str, folder: Path) -> tuple[str, ...]:
    """Return which files there are for one of the paths above."""
    if path.endswith(ANY):
        # As Sphinx looks for them; Path.glob raises on some patterns.
        return tuple(sorted(glob(path, root_dir=folder)))  # noqa: PTH207
    return (path,) if (folder / path).exists() else ()
