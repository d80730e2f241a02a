"""Pages as other files hold them, feeds and ``llms-full.txt``: kept beside the doctrees.

They are written with their pages: a file is the only way out of a process that writes pages. Its
first line is the digest of the page that it was made with; one that is missing, or of another
digest, has its page written again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SUFFIX = ".kept"  #: none of sources: doctrees may lie among them


class Fragments:
    """The fragments of one kind, of one builder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, docname: str) -> Path:
        return self._folder / f"{docname}{SUFFIX}"

    def write(self, docname: str, digest: str, text: str) -> None:
        """Keep *text* as the body of a page."""
        write_bytes(self._path(docname), f"{digest}\n{text}".encode("utf-8", "replace"))

    def read(self, docname: str) -> str:
        """Return the body of a page; ``""`` if it is not kept."""
        try:
            return self._path(docname).read_text(encoding="utf-8").partition("\n")[2]
        except OSError:
            return ""

    def missing(self, digests: Mapping[str, str], docnames: Iterable[str]) -> set[str]:
        """Return those of *docnames* whose body is not that of the page with its digest."""
        return {name for name in docnames if self._digest(name) != digests.get(name)}

    def _digest(self, docname: str) -> str:
        try:
            with self._path(docname).open(encoding="utf-8") as stream:
                return stream.readline().rstrip("\n")
        except (OSError, UnicodeDecodeError):
            return ""
