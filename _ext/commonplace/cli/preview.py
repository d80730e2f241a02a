"""Watch a site's sources and build it again when one changes."""

from __future__ import annotations

import hashlib
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from commonplace.cli.site import Site

Changed = frozenset[Path]


@dataclass(kw_only=True, slots=True)
class Builder:
    """Build in a child process, one build at a time, that never outlives us.

    A process of its own, because Python forgets no module: an edited extension or ``conf.py`` would
    go unseen. A session of its own, because Ctrl-C is for us: we end the child and whatever it
    started, instead of each of them printing a traceback.
    """

    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self, *, quiet: bool) -> bool:
        """Build and tell whether it went well."""
        if self.stopped.is_set():
            return False
        self.process = subprocess.Popen(
            [*self.command, *(["--quiet"] if quiet else [])],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        if self.stopped.is_set():  # a signal came between the two lines above
            self.stop()
        code = self.process.wait()
        self.process = None
        return code == 0

    def stop(self) -> None:
        """End the running build with all its processes, and allow no other."""
        self.stopped.set()
        if self.process is None:
            return
        # A build may be cut off anywhere: the next one puts right what it left.
        if sys.platform == "win32":
            self.process.kill()
        else:
            # Not yet waited for, so the number is still that of our child's group.
            os.killpg(self.process.pid, signal.SIGKILL)


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

    def __init__(self, inbox: queue.SimpleQueue[Changed | BaseException | None]) -> None:
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


@dataclass(kw_only=True, slots=True)
class Preview:
    """Build, watch, build again, until stopped."""

    site: Site
    builder: Builder
    others: Sequence[Path]  #: files and folders outside of the sources that pages are made from
    after_build: Callable[[bool], None]  #: told after each build whether it went well
    # SimpleQueue, since its `put` may be called from a signal handler while we wait in `get`.
    inbox: queue.SimpleQueue[Changed | BaseException | None] = field(
        default_factory=queue.SimpleQueue
    )

    def stop(self) -> None:
        """End the loop and the running build; safe in a signal handler."""
        self.builder.stop()
        self.inbox.put(None)

    def run(self) -> None:
        """Build at once and after every edit.

        Raises ``click.ClickException`` when the sources can no longer be watched.
        """
        watcher = Watcher(self.inbox)
        generated = Generated(source=self.site.source)
        try:
            # Watching starts before the first build, which would otherwise miss edits made
            # while it runs.
            self._start(watcher)
            self._build(generated, quiet=False)
            while (changed := self._next()) is not None:
                if edited := sorted(path for path in changed if generated.edited(path)):
                    click.echo(f"\nChanged: {_names(edited, self.site.source)}")
                    self._build(generated, quiet=True)
        finally:
            watcher.stop()

    def _start(self, watcher: Watcher) -> None:
        source = self.site.source
        watcher.watch(source, wanted_in(source, but=self.site.build), recursive=True)
        for path in self.others:
            if path.is_dir():
                watcher.watch(path, wanted_in(path, but=self.site.build), recursive=True)
            else:
                # Editors replace a file by another: only its folder sees that.
                watcher.watch(path.parent, path.__eq__, recursive=False)

    def _build(self, generated: Generated, *, quiet: bool) -> None:
        well = self.builder.run(quiet=quiet)
        generated.note()
        if not self.builder.stopped.is_set():
            self.after_build(well)

    def _next(self) -> Changed | None:
        """Wait for changes and take all that have come; None means to stop."""
        changed: set[Path] = set()
        while not changed or not self.inbox.empty():
            message = self.inbox.get()
            if message is None:
                return None
            if isinstance(message, BaseException):
                raise click.ClickException(f"the sources can no longer be watched: {message}.")
            changed |= message
        return frozenset(changed)


def _names(paths: Sequence[Path], source: Path) -> str:
    names = [
        str(path.relative_to(source)) if path.is_relative_to(source) else str(path)
        for path in paths
    ]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
