"""An EPUB whose bytes follow from its sources: no time of the machine that made it is in it."""

from __future__ import annotations

from datetime import UTC, datetime
from os import environ
from typing import TYPE_CHECKING, Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sphinx.builders.epub3 import Epub3Builder

from ..core.source_date import source_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from ..resolve.domain import KbDomain

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  #: the first moment that an archive can hold
LATEST = datetime(2107, 12, 31, tzinfo=UTC)  #: and nearly the last
#: Which file stands first, uncompressed, and which follow, is in the specification of EPUB.
MIMETYPE = "mimetype"
HEAD = ("META-INF/container.xml", "content.opf", "toc.ncx")


class KbEpubBuilder(Epub3Builder):
    """EPUB 3, dated by its pages unless ``SOURCE_DATE_EPOCH`` says when."""

    def content_metadata(self) -> dict[str, Any]:
        """Return what the book says of itself."""
        return super().content_metadata() | {"date": f"{self._moment():%Y-%m-%dT%H:%M:%SZ}"}

    def build_epub(self) -> None:
        """Put the files together in one order and under one date."""
        moment = min(max(self._moment(), EPOCH), LATEST)
        path = self.outdir / f"{self.config.epub_basename}.epub"
        with ZipFile(path, "w") as archive:
            for name in (MIMETYPE, *HEAD, *self.files):
                entry = ZipInfo(name, moment.timetuple()[:6])
                entry.create_system = 3  # else it is the one that the build runs on
                entry.external_attr = 0o644 << 16
                entry.compress_type = ZIP_STORED if name == MIMETYPE else ZIP_DEFLATED
                archive.writestr(entry, (self.outdir / name).read_bytes())

    def _moment(self) -> datetime:
        """Return when the book changed: the latest that its pages say, as far as they do."""
        return source_date(environ) or max(self._dates(), default=EPOCH)

    def _dates(self) -> Iterator[datetime]:
        domain = cast("KbDomain", self.env.get_domain("kb"))
        for page in domain.pages.values():
            for moment in (page.front.date, page.front.updated):
                if moment is not None:
                    yield moment.astimezone(UTC)


def register(app: Sphinx) -> None:
    """Register the builder in place of Sphinx's own of the same name."""
    app.add_builder(KbEpubBuilder, override=True)
