"""Watch the files that a site is made from, and tell an author's edits from the build's own work."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable, Iterable

Changed = frozenset[Path]


@dataclass(kw_only=True, slots=True)
class Generated:
    """Know the files that the build itself writes among the sources, from an edit of them.

    A folder that generation owns has a ``.gitignore`` that lists itself and the generated files.
    One that is as the build left it needs no build; one that its author took over does.
    """

    source: Path
    digests: dict[Path, str] = field(default_factory=dict)
    removed: frozenset[Path] = frozenset()

    def note(self) -> None:
        """Remember what the build has just left behind."""
        now = {path: _digest(path) for path in generated_files(self.source)}
        self.removed = frozenset(self.digests.keys() - now.keys())
        self.digests = now

    def edited(self, path: Path) -> bool:
        """Tell whether a changed file is anything but the build's own work."""
        if path.is_dir():  # one that is new, made by the build or moved here with all that it holds
            return any(self.edited(file) for file in path.rglob("*") if file.is_file())
        if path.exists():
            return self.digests.get(path) != _digest(path)
        return path not in self.removed


def _digest(path: Path) -> str:
    try:
        return hashlib.blake2b(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def generated_files(source: Path) -> Iterable[Path]:
    """Find the files that generation owns."""
    for folder, subfolders, files in os.walk(source):
        subfolders[:] = [name for name in subfolders if name != "_build"]
        if ".gitignore" not in files:
            continue
        text = Path(folder, ".gitignore").read_text(encoding="utf-8", errors="replace")
        listed = {line.strip().lstrip("/") for line in text.splitlines()}
        if ".gitignore" in listed:
            yield from (Path(folder, name) for name in files if name in listed)


class Watcher:
    """Put the files that change into a queue, from threads of its own."""

    def __init__(self, inbox: queue.SimpleQueue[Any]) -> None:
        self.inbox = inbox
        self.stop_event = threading.Event()
        self.threads: list[threading.Thread] = []

    def watch(self, folder: Path, wanted: Callable[[Path], bool], *, recursive: bool) -> None:
        """Watch a folder for changes of the files that ``wanted`` accepts."""
        thread = threading.Thread(
            target=self._pump, args=(folder, wanted, recursive), daemon=True, name=f"watch {folder}"
        )
        self.threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """End the threads."""
        self.stop_event.set()
        for thread in self.threads:
            thread.join(timeout=5)

    def _pump(self, folder: Path, wanted: Callable[[Path], bool], recursive: bool) -> None:  # noqa: FBT001 (a thread's arguments have no names)
        import watchfiles

        try:
            for changes in watchfiles.watch(
                folder,
                watch_filter=lambda _, path: wanted(Path(path)),
                stop_event=self.stop_event,
                recursive=recursive,
                debounce=400,
                step=30,
            ):
                self.inbox.put(frozenset(Path(path) for _, path in changes))
        except (OSError, RuntimeError) as error:  # the folder went, or the system's limit is met
            self.inbox.put(error)


def wanted_in(folder: Path, *, but: Path) -> Callable[[Path], bool]:
    """Accept every file of a folder that an author may have edited."""
    import watchfiles

    names = frozenset(watchfiles.DefaultFilter.ignore_dirs)
    # The last is what a file is called while it is being written, by us among others.
    known = (*watchfiles.DefaultFilter.ignore_entity_patterns, r"^\..*\.tmp$")
    patterns = [re.compile(text) for text in known]

    def wanted(path: Path) -> bool:
        # Only what is below the folder counts: it may itself be below a `.venv`.
        below = path.relative_to(folder)
        if path.is_relative_to(but) or not names.isdisjoint(below.parts):
            return False
        return not any(pattern.search(path.name) for pattern in patterns)

    return wanted
