"""Builders that write everything each time begin with a clean slate.

They, too, never remove a file: an EPUB takes in whatever lies in its folder, the pages that
were withdrawn included. What such a builder left behind the last time is removed before it
begins; a killed build is told by the list of what lay there before it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import is_inside, remove_empty_folders, write_bytes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAME = ".kb-output.json"
BUILDERS = frozenset(
    {
        *("singlehtml", "epub", "latex", "man", "texinfo", "gettext", "pseudoxml"),
        *("json", "pickle", "htmlhelp", "qthelp", "devhelp", "applehelp"),
    }
)


def begin(app: Sphinx) -> None:
    """Remove what the last build left behind, and note what is not ours."""
    if app.builder.name not in BUILDERS:
        return
    outdir = Path(app.outdir)
    _remove(outdir, _ours(app, outdir))
    _save(app, outdir, foreign=sorted(_files(app, outdir)), ours=None)


def complete(app: Sphinx) -> None:
    """Note which files this build has made."""
    if app.builder.name not in BUILDERS:
        return
    outdir = Path(app.outdir)
    foreign = set(_load(app, outdir).get("foreign", ()))
    ours = sorted(_files(app, outdir) - foreign)
    _save(app, outdir, foreign=sorted(foreign), ours=ours)


def _ours(app: Sphinx, outdir: Path) -> list[str]:
    """Return the files of the last build: those it noted, or all that came after it began."""
    data = _load(app, outdir)
    if not data:
        return []
    if isinstance(data.get("ours"), list):
        return [str(name) for name in data["ours"]]
    return sorted(_files(app, outdir) - set(data.get("foreign", ())))


def _load(app: Sphinx, outdir: Path) -> dict[str, Any]:
    try:
        data = json.loads((outdir / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) and data.get("builder") == app.builder.name else {}


def _save(app: Sphinx, outdir: Path, *, foreign: list[str], ours: list[str] | None) -> None:
    data = {"builder": app.builder.name, "foreign": foreign, "ours": ours}
    text = json.dumps(data, ensure_ascii=False, indent=0) + "\n"
    write_bytes(outdir / NAME, text.encode("utf-8", "surrogatepass"))


def _files(app: Sphinx, outdir: Path) -> set[str]:
    """Return the files in *outdir*, the doctrees and our own list aside."""
    doctrees = Path(app.doctreedir)
    return {
        path.relative_to(outdir).as_posix()
        for path in outdir.rglob("*")
        if (path.is_file() or path.is_symlink())
        and path.name != NAME
        and not path.is_relative_to(doctrees)
    }


def _remove(outdir: Path, names: list[str]) -> None:
    for name in names:
        path = outdir / name
        if is_inside(path.parent, outdir) and (path.is_file() or path.is_symlink()):
            path.unlink()
            remove_empty_folders(path.parent, outdir)
