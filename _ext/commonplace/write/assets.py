"""Pictures and static files, copied so that what lies there is what a clean build makes."""

from __future__ import annotations

import posixpath
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.util.fileutil import copy_asset
from sphinx.util.matching import Matcher
from sphinx.util.osutil import copyfile, ensuredir

from .. import config_checks, diagnostics
from ..core.digest import digest_file
from ..files import mirror
from .by_digest import DigestMixin
from .policy import without_eval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder


class AssetsMixin(DigestMixin):
    """Copy what pages need beside themselves."""

    def extra_path_files(self) -> Iterator[str]:
        """Yield the files that the configuration wants at the root of the output."""
        builder = cast("StandaloneHTMLBuilder", self)
        for entry in builder.config.html_extra_path:
            source = Path(builder.confdir, entry)
            if source.is_file():
                yield source.name
            for path in source.rglob("*"):
                if path.is_file():
                    yield path.relative_to(source).as_posix()

    def copy_extra_files(self) -> None:
        """Copy them, but for those that lie where a page is: one that is written now comes later.

        Sphinx copies them before it writes, and so over the pages that are not written.
        """
        builder = cast("StandaloneHTMLBuilder", self)
        pages = {name for docname in self.page_digests for name in self.page_files(docname)}
        for name in sorted(pages.intersection(self.extra_path_files())):
            diagnostics.warn(
                "config",
                f"html_extra_path has {name}, where a page of the site is; the page stays, the file was "
                "left out: give either another name.",
            )
        excluded = Matcher(builder.config.exclude_patterns)
        for entry in builder.config.html_extra_path:
            try:
                copy_asset(
                    Path(builder.confdir, entry),
                    builder.outdir,
                    excluded=lambda path: posixpath.normpath(path) in pages or excluded(path),
                    force=True,
                )
            except OSError as error:
                diagnostics.warn("config", f"html_extra_path: {entry} could not be copied: {error}")

    def copy_image_files(self) -> None:
        """Copy the images of all pages, written in this build or not, where they differ."""
        builder = cast("StandaloneHTMLBuilder", self)
        for docname in self.page_digests:
            if not self.records.missing({docname: self.page_digests[docname]}):
                builder.images.update(dict(self.records[docname].images))
        builder.images.update(
            config_checks.pictures(builder.env)
        )  # feeds and linked data name them
        folder = Path(builder._images_dir)
        for source, name in sorted(builder.images.items()):
            target = folder / name
            original = Path(builder.srcdir, source)
            if target.is_file() and digest_file(target) == digest_file(original):
                continue
            ensuredir(folder)
            copyfile(original, target, force=True)

    def copy_translation_js(self) -> None:
        """Copy what scripts say in other languages, without the code in it that a policy forbids."""
        super().copy_translation_js()  # type: ignore[misc]
        path = Path(cast("StandaloneHTMLBuilder", self)._static_dir, "translations.js")
        if path.is_file() and (text := without_eval(path.read_text(encoding="utf-8"))):
            path.write_text(text, encoding="utf-8")

    def copy_static_files(self) -> None:
        """Fill a fresh folder and make the old one equal to it, so that no old file stays."""
        builder = cast("StandaloneHTMLBuilder", self)
        final = Path(builder._static_dir)
        fresh = final.with_name("_static.tmp")
        shutil.rmtree(fresh, ignore_errors=True)
        builder._static_dir = cast("Any", fresh)
        try:
            super().copy_static_files()  # type: ignore[misc]
            builder.events.emit("kb-copy-static", fresh)
        finally:
            builder._static_dir = cast("Any", final)
        mirror(fresh, final)
        shutil.rmtree(fresh, ignore_errors=True)
