"""Pages written by their digests: what every builder of ours shares.

Sphinx decides by modification times what to write, and never removes a file. A builder with this
mixin writes what the digests say, and leaves behind exactly what a clean build would.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.errors import SphinxError

from ..core.digest import digest
from ..failures import Failures
from ..files import MANIFEST
from ..garbage import Swept
from . import header
from .manifest import Manifest
from .records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

    from sphinx.builders import Builder

    from ..resolve.domain import KbDomain


HIDDEN = "hidden "  #: how the digest of a page begins whose file another page has
UNWRITTEN_NS = 1_000_000_000  #: the first second of 1970: what has this time was not written


class DigestMixin:
    """Write the pages whose digest changed, and prune what is no longer part of the output."""

    has_records = False

    def init(self) -> None:
        """Read what the output directory says of itself."""
        super().init()  # type: ignore[misc]
        builder = cast("Builder", self)
        self.manifest = Manifest(Path(builder.outdir), builder.name)
        self.records = Records(Path(builder.doctreedir) / f"kb-records-{builder.name}.pickle")
        self.page_digests: dict[str, str] = {}
        self.header_digest = ""
        self.site_key = ""
        self.world = ""
        self.extra_files: set[str] = set()
        #: files that are no pages, of ``site_files``, each with the digest that it was made from
        self.made_files: dict[str, str] = {}
        self.failures = Failures()
        #: pages whose file another page of the same address has, each with that page
        self.hidden: dict[str, str] = {}
        self.written: set[str] = set()
        self._files: dict[str, list[str]] = {}
        self._recorded: dict[str, list[str]] | None = None

    def get_outdated_docs(self) -> Iterator[str]:
        """Leave the decision to the digests, which need everything to be read first."""
        yield from ()

    def known_digests(
        self, key: str, world: Callable[[], str], inputs: Mapping[str, str], alone: Set[str]
    ) -> dict[str, str]:
        """Return the digests that are as they were in the last complete build.

        Those of all pages where *key* is, a digest of all that they follow from; else, where the
        *world* is, those of the pages that have the same *inputs* and show what follows from both
        *alone*. An empty key or world is as no other.
        """
        known = self.manifest
        self.header_digest = header.digest_of(cast("Builder", self)._app)
        self.site_key = digest((key, self.header_digest)) if key else ""
        if key and known.key == self.site_key and known.pages.keys() == inputs.keys():
            self.world = known.world
            return dict(known.pages)
        shared = world() if key else ""
        self.world = digest((shared, self.header_digest)) if shared else ""
        if not self.world or known.world != self.world:
            return {}
        return {
            name: value
            for name, value in known.pages.items()
            if name in alone and value.removeprefix(HIDDEN).startswith(f"{inputs.get(name)}.")
        }

    def stale_pages(self, digests: dict[str, str]) -> set[str]:
        """Return the pages to be written, given the digest of each page of the site."""
        builder = cast("Builder", self)
        self.page_digests = digests
        stale = self.manifest.stale(self.header_digest, digests)
        if self.has_records:
            stale |= self.records.missing(digests)
        outdir = Path(builder.outdir)
        for docname in digests.keys() - stale:
            if not all((outdir / name).is_file() for name in self.page_files(docname)):
                stale.add(docname)
        return stale

    def page_files(self, docname: str) -> list[str]:
        """Return the files of a page, relative to the output directory."""
        if docname not in self._files:
            self._files[docname] = self._name_files(docname)
        return self._files[docname]

    def _name_files(self, docname: str) -> list[str]:
        return [f"{docname}{self.out_suffix}"]  # type: ignore[attr-defined]

    def shared_files(self) -> Iterable[str]:
        """Return the files that belong to no single page, as far as they are known."""
        return [MANIFEST]

    def write(self, build_docnames: Any, updated_docnames: Any, method: Any = "update") -> None:
        """Write the pages that the digests name, and no toctree pages besides.

        Sphinx adds every page whose toctree holds a written one; whether such a page shows
        anything that changed is part of its digest.
        """
        builder = cast("Builder", self)
        kept, builder.env.files_to_rebuild = builder.env.files_to_rebuild, {}
        self.failures.watch()
        try:
            super().write(build_docnames, updated_docnames, method)  # type: ignore[misc]
        finally:
            builder.env.files_to_rebuild = kept
            self.failures.unwatch()
            for docname in self.written:  # how many files a page has is known when it is written
                self._files.pop(docname, None)

    def _write_serial(self, docnames: Sequence[str]) -> None:
        """Write one page after the other, and have what is left of each collected before the next."""
        super()._write_serial(Swept(docnames))  # type: ignore[misc]

    def _write_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        """Have one process more write pages than Sphinx does, which counts the main one among them.

        That one resolves, half the work of writing, and waits for the others then.
        """
        super()._write_parallel(docnames, nproc + 1)  # type: ignore[misc]

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Withdraw the digests of the pages about to be written."""
        self.written = set(docnames)
        self.manifest.begin(docnames, self.document_files())
        for docname in docnames - self.hidden.keys():
            mark(self._page(docname))
        super().prepare_writing(docnames)  # type: ignore[misc]

    def _page(self, docname: str) -> Path:
        return Path(cast("Builder", self).outdir) / self.page_files(docname)[0]

    def _is_written(self, docname: str) -> bool:
        try:
            return self._page(docname).stat().st_mtime_ns != UNWRITTEN_NS
        except OSError:
            return False

    def complete(self) -> None:
        """Record the digests of what was written and remove what no longer belongs.

        Raises ``SphinxError`` where a page was not written and nobody has said so: Sphinx goes
        on, and ends well, when a process that writes pages is killed.
        """
        builder = cast("Builder", self)
        failed = self.failures.documents(builder.env, self.page_files, Path(builder.outdir))
        lost = sorted(
            name
            for name in self.written - failed
            if name in self.page_digests.keys() - self.hidden.keys() and not self._is_written(name)
        )
        if lost:
            raise SphinxError(
                f"{len(lost)} pages were not written, {lost[0]} first: a process that writes "
                "pages ended early, for want of memory perhaps. Build again."
            )
        digests = {
            name: value
            for name, value in self.page_digests.items()
            if name not in failed
            and (name in self.written or self.manifest.pages.get(name) == value)
        }
        self.records.save(self.page_digests)
        self.manifest.files |= set(self.owned_files())
        files = self.document_files() | self.extra_files | self.made_files.keys()
        self.manifest.complete(
            header=self.header_digest,
            key=self.site_key,
            world=self.world,
            whole=len(digests) == len(self.page_digests),
            pages=digests,
            files=files,
            made=self.made_files,
        )

    def owned_files(self) -> Iterable[str]:
        """Return the files in folders that are ours alone, whoever recorded them."""
        return ()

    def is_unchanged(self) -> bool:
        """Tell whether all that files are made of is as it was in the last complete build."""
        return bool(self.site_key) and not self.written and self.manifest.key == self.site_key

    @property
    def same_world(self) -> bool:
        """Tell whether the last build, a complete one, was of the same world."""
        return self.manifest.whole and bool(self.world) and self.manifest.world == self.world

    def document_files(self) -> set[str]:
        """Return the files of all documents and those that they share."""
        files = set(self.shared_files())
        for docname in self.page_digests:
            files.update(self.page_files(docname))
        return files


def mark(path: Path) -> None:
    """Give the old file of a page a time that no file is written at."""
    with contextlib.suppress(OSError):
        os.utime(path, ns=(UNWRITTEN_NS, UNWRITTEN_NS))


def domain_of(builder: Builder) -> KbDomain:
    """Return our domain."""
    return cast("KbDomain", builder.env.get_domain("kb"))
