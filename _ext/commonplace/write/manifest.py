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
        self.world = ""  #: digest of what all pages share
        self.whole = False  #: whether the last build came to its end, and all pages with it
        self.pages: dict[str, str] = {}
        self.files: set[str] = set()
        #: those of them that ``site_files`` made, each with the digest that it was made from
        self.made: dict[str, str] = {}
        self._load()

    def _load(self) -> None:
        try:
            data: Any = json.loads((self._outdir / MANIFEST).read_text(encoding="utf-8"))
            if data["builder"] != self._builder:
                return
            header, key, world = str(data["header"]), str(data["key"]), str(data["world"])
            whole = data["whole"] is True
            pages = {str(key): str(value) for key, value in data["pages"].items()}
            files = {str(name) for name in data["files"]}
            made = {str(name): str(value) for name, value in data["made"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return  # no manifest, or a broken one: everything is written again
        self.header, self.key, self.world, self.whole = header, key, world, whole
        self.pages, self.files, self.made = pages, files, made

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
        self._save(whole=False)

    def plan(self, files: Mapping[str, str]) -> set[str]:
        """Return which of *files*, each with what it is made from as a digest, stay as they are.

        The others are recorded before they are written: should the build be killed, they are made
        anew, or removed.
        """
        kept = {name for name, key in files.items() if key and self.made.get(name) == key}
        made = {name: key if name in kept else "" for name, key in self.made.items()}
        if not files.keys() <= self.files or made != self.made:
            self.files |= files.keys()
            self.made = made
            self._save(whole=False)
        return kept

    def complete(
        self,
        *,
        header: str,
        key: str,
        world: str,
        whole: bool,
        pages: Mapping[str, str],
        files: Iterable[str],
        made: Mapping[str, str],
    ) -> list[str]:
        """Record what lies in the directory now, and remove what no longer belongs there.

        Only files that an earlier build recorded are removed; whatever else lies in the
        directory is somebody's own. Return the names removed.
        """
        wanted = set(files)
        removed = [name for name in sorted(self.files - wanted) if self._remove(name)]
        self.header, self.key, self.world = header, key, world
        self.pages = dict(pages)
        self.files = wanted
        self.made = dict(made)
        self._save(whole=whole)
        return removed

    def _remove(self, name: str) -> bool:
        path = self._outdir / name
        if not is_inside(path.parent, self._outdir) or not (path.is_file() or path.is_symlink()):
            return False
        path.unlink()
        remove_empty_folders(path.parent, self._outdir)
        return True

    def _save(self, *, whole: bool) -> None:
        data = {
            "builder": self._builder,
            "header": self.header,
            "key": self.key,
            "world": self.world,
            "whole": whole,
            "pages": dict(sorted(self.pages.items())),
            "files": sorted(self.files),
            "made": dict(sorted(self.made.items())),
        }
        text = json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True)
        write_bytes(self._outdir / MANIFEST, (text + "\n").encode("utf-8", "surrogatepass"))
