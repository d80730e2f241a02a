"""Files that a page would take if they were there: to be noticed when they appear."""

from __future__ import annotations

import os
from glob import glob
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.directives import misc
from sphinx.directives import patches
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import (
    CatalogRepository,
    docname_to_domain,
    format_date,
    get_image_filename_for_language,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

FOREIGN = "kb-foreign"  #: where it is kept that it asks what other sites have
TODAY = "kb-today"  #: where it is kept, while a page is read, that it says what day it is
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


class NotedInclude(Include):
    """Sphinx's directive for reStructuredText, whose file is a dependency before it can be read."""

    def run(self) -> Sequence[nodes.Node]:
        """Note the file."""
        name = self.arguments[0]
        if not (name.startswith("<") and name.endswith(">")):  # one of docutils' own
            self.env.note_dependency(self.env.relfn2path(name)[0])
        return super().run()


class NotedLiteralInclude(LiteralInclude):
    """Sphinx's directive, to which the file that it compares with is a dependency, too.

    Sphinx names the two files of a difference by where they lie on this machine.
    """

    def run(self) -> list[nodes.Node]:
        """Note the other file, and name both by their paths in the source folder."""
        if "diff" not in self.options:
            return super().run()
        self.env.note_dependency(self.env.relfn2path(self.options["diff"])[0])
        found = super().run()
        for block in (block for node in found for block in node.findall(nodes.literal_block)):
            names, mark, changes = block.astext().partition("\n@@")
            names = names.replace(f"{self.env.srcdir}{os.sep}", "")
            block.rawsource = f"{names}{mark}{changes}"
            block[:] = [nodes.Text(block.rawsource)]
        return found


class ReadToday(SphinxTransform):
    """Note that a page says what day it is, which Sphinx writes into it while reading."""

    default_priority = 209  # just before Sphinx does

    def apply(self, **kwargs: Any) -> None:
        """Look for the substitution that Sphinx makes of its own."""
        if self.config.today or "today" in self.document.substitution_defs:
            return
        if any(
            node["refname"] == "today"
            for node in self.document.findall(nodes.substitution_reference)
        ):
            self.env.temp_data[TODAY] = True


def catalogs(app: Sphinx) -> dict[str, str]:
    """Return the file of translations for each page that has one.

    Sphinx notes them as dependencies, and forgets them when it reads the page.
    """
    config = app.config
    if not app.builder.use_message_catalog or not config.language:
        return {}
    found = CatalogRepository(
        app.srcdir, config.locale_dirs, config.language, config.source_encoding
    ).catalogs
    paths = {catalog.domain: str(catalog.mo_path) for catalog in found}
    domains = {
        docname: docname_to_domain(docname, config.gettext_compact)
        for docname in (app.env.found_docs if paths else ())
    }
    return {docname: paths[name] for docname, name in domains.items() if name in paths}


def today(config: Config) -> str:
    """Return the day as Sphinx writes it into pages."""
    return format_date(config.today_fmt or "%b %d, %Y", language=config.language)


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
