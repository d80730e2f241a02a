"""The manifest: what was written into an output directory, and from which digests.

It lives in the output directory, so that it can only speak of what lies there. Before the
first page is written it is replaced by one without the digests of the pages about to be
written, and completed at the end. A page without a digest is written; so whatever moment a
build is killed at, the next one mends it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..files import MANIFEST, is_inside, remove_empty_folders, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class Manifest:
    """The manifest of one builder in one output directory."""

    def __init__(self, outdir: Path, builder: str) -> None:
        self._outdir = outdir
        self._builder = builder
        self.header = ""
        self.key = ""
        self.pages: dict[str, str] = {}
        self.files: set[str] = set()
        self.made: set[str] = set()  #: those of them that ``site_files`` made
        self._load()

    def _load(self) -> None:
        try:
            data: Any = json.loads((self._outdir / MANIFEST).read_text(encoding="utf-8"))
            if data["builder"] != self._builder:
                return
            header, key = str(data["header"]), str(data["key"])
            pages = {str(key): str(value) for key, value in data["pages"].items()}
            files = {str(name) for name in data["files"]}
            made = {str(name) for name in data["made"]}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return  # no manifest, or a broken one: everything is written again
        self.header, self.key, self.pages, self.files = header, key, pages, files
        self.made = made

    def stale(self, header: str, digests: Mapping[str, str]) -> set[str]:
        """Return the pages whose digest is not the one that they were written from."""
        if header != self.header:
            return set(digests)
        return {name for name, value in digests.items() if self.pages.get(name) != value}

    def begin(self, docnames: Iterable[str], planned: Iterable[str]) -> None:
        """Record that *docnames* and the files *planned* are about to be written."""
        for docname in docnames:
            self.pages.pop(docname, None)
        self.files.update(planned)
        self._save()

    def plan(self, files: Iterable[str]) -> None:
        """Record files before they are written, so that they are removed if the build is killed."""
        wanted = set(files)
        if not wanted <= self.files:
            self.files |= wanted
            self._save()

    def complete(
        self,
        header: str,
        key: str,
        digests: Mapping[str, str],
        files: Iterable[str],
        *,
        made: Iterable[str] = (),
    ) -> list[str]:
        """Record what lies in the directory now, and remove what no longer belongs there.

        Only files that an earlier build recorded are removed; whatever else lies in the
        directory is somebody's own. Return the names removed.
        """
        wanted = set(files)
        removed = [name for name in sorted(self.files - wanted) if self._remove(name)]
        self.header, self.key = header, key
        self.pages = dict(digests)
        self.files = wanted
        self.made = set(made)
        self._save()
        return removed

    def _remove(self, name: str) -> bool:
        path = self._outdir / name
        if not is_inside(path.parent, self._outdir) or not (path.is_file() or path.is_symlink()):
            return False
        path.unlink()
        remove_empty_folders(path.parent, self._outdir)
        return True

    def _save(self) -> None:
        data = {
            "builder": self._builder,
            "header": self.header,
            "key": self.key,
            "pages": dict(sorted(self.pages.items())),
            "files": sorted(self.files),
            "made": sorted(self.made),
        }
        text = json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True)
        write_bytes(self._outdir / MANIFEST, (text + "\n").encode("utf-8", "surrogatepass"))
