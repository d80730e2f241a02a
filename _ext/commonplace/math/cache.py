"""Keep rendered formulas in a file from one build to the next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .. import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
#: Entries kept though this run did not ask for them: the formulas of pages that an incremental
#: build leaves alone, and of passages an author may bring back. The longest unused go first.
UNUSED_KEPT = 20_000


def load(path: Path, fingerprint: str) -> dict[str, dict[str, str]]:
    """Read the entries of *path*, least recently used first.

    A file that is missing, damaged, of another format or of another *fingerprint* holds none:
    the cache saves work and decides nothing.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(stored, dict):
        return {}
    if (stored.get("format"), stored.get("fingerprint")) != (FORMAT, fingerprint):
        return {}
    entries = stored.get("entries")
    if not isinstance(entries, dict) or not all(map(_sound, entries.values())):
        return {}
    return entries


def _sound(entry: object) -> bool:
    """Tell whether *entry* is one that `save` could have written."""
    return (
        isinstance(entry, dict)
        and entry.keys() <= {"html", "error", "near"}
        and bool(entry.get("html") or entry.get("error"))
        and all(isinstance(value, str) for value in entry.values())
    )


def save(
    path: Path,
    fingerprint: str,
    *,
    unused: Mapping[str, dict[str, str]],
    used: Mapping[str, dict[str, str]],
) -> None:
    """Replace *path* by the *used* entries and the latest of the *unused*, in one step.

    :raises OSError: if the folder cannot be written to.
    """
    kept = dict(list(unused.items())[-UNUSED_KEPT:])
    document = {"format": FORMAT, "fingerprint": fingerprint, "entries": kept | dict(used)}
    files.write_bytes(path, json.dumps(document, separators=(",", ":")).encode("ascii"))
