"""What pages are read from, and what is known before they are, as digests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .core.digest import digest, digest_file
from .read.awaited import catalogs, present, today
from .resolve.targets import inventory_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .resolve.domain import KbDomain


class Inputs:
    """Digest the bytes that a page is read from, each file once, and which files there were."""

    def __init__(self, app: Sphinx, env: BuildEnvironment, domain: KbDomain) -> None:
        self._app, self._env, self._domain = app, env, domain
        self._catalogs = catalogs(app)
        self._inventories = inventory_digest(env)
        self._files: dict[Path, str] = {}

    def __call__(self, docname: str) -> str:
        """Return the digest of what the page *docname* is read from."""
        source = self._domain.scan.sources.get(docname)
        dependencies = sorted(
            (Path(path).name, self._file(Path(path))) for path in self._dependencies(docname)
        )
        adopted = self._domain.scan.adopted.get(docname, ())
        page = self._domain.pages.get(docname)
        # A bibliography keeps, while it is read, which files and entries there are; footnotes of
        # bibtex keep the entries themselves.
        keeps = page is not None and (page.bibliography or page.footcites)
        entries = self._domain.bibliography_digest if keeps else ""
        # MyST decides while reading whether a file is there; a withheld one is, but no document.
        withheld = self._domain.scan.withheld
        held = tuple(sorted(name for name in page.mentions if name in withheld)) if page else ()
        own = (source.digest, source.front.authors) if source else ()  # profiles name authors
        pictures = tuple(self._pictures(docname))
        day = today(self._app.config) if page is not None and page.dated else ""
        foreign = self._inventories if page is not None and page.foreign else ""
        return digest((own, tuple(dependencies), adopted, pictures, entries, held, day, foreign))

    def _dependencies(self, docname: str) -> set[str]:
        """Return the files that the page was read from, beside its own."""
        files = set(map(str, self._env.dependencies.get(docname, ())))
        return files | {self._catalogs[docname]} if docname in self._catalogs else files

    def _pictures(self, docname: str) -> Iterator[str]:
        """Yield the pictures that are there of those that would be taken."""
        page = self._domain.pages.get(docname)
        for path in page.awaited if page else ():
            yield from present(path, self._env.srcdir)

    def _file(self, path: Path) -> str:
        if path not in self._files:
            self._files[path] = digest_file(path)
        return self._files[path]

    def changed_meanwhile(self, docname: str) -> bool:
        """Tell whether a dependency was changed since the build began.

        Nobody knows then which bytes were read; the source itself was digested before. Catalogues
        of translations are compiled in the build, before anything is read.
        """
        for path in (*self._env.dependencies.get(docname, ()), *self._pictures(docname)):
            try:
                if (self._env.srcdir / path).stat().st_ctime_ns >= self._domain.started_ns:
                    return True
            except OSError:
                continue
        return False


def common_key(env: BuildEnvironment, domain: KbDomain) -> str:
    """Return a digest of all that is known before reading, configuration and sources of pages aside.

    With the inputs of each page, the digests of pages follow from it.
    """
    scan_result = domain.scan
    withheld = [
        (name, reason, source.labels, source.terms, source.front)
        for name, reason in sorted(scan_result.withheld.items())
        if (source := scan_result.sources.get(name)) is not None
    ]
    return digest(
        (
            withheld,
            sorted(scan_result.withheld.items()),
            sorted(scan_result.drafts.items()),
            sorted(scan_result.absent_generated),
            sorted(scan_result.adopted.items()),
            domain.bibliography_digest,
            domain.today.isoformat(),  # what waits for long
            sorted(domain.commits.items()),
            domain.authors.known,  # whose pictures are there
            domain.authors.profile,
            domain.cards,
            inventory_digest(env),
        )
    )
