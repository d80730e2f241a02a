"""Watch a site's sources; after each edit show the page at once, and build the site again.

What is shown at once is a forecast, made by the process of the last good build, which has everything
loaded. The build that follows is one like any other: it decides what stays.
"""

from __future__ import annotations

import queue
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from commonplace.cli.builds import Build, Said
from commonplace.cli.watching import Generated, Watcher, wanted_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from commonplace.cli.site import Site

#: Files changed at once above which a build serves better than a forecast of each.
FEW = 3


class Screen(Protocol):
    """Where a preview is shown."""

    def forecast(self, pages: Mapping[str, str]) -> None:
        """Show these pages, by file in the output, instead of what was built."""

    def built(self, keep: AbstractSet[str]) -> None:
        """Show what was built, but for the forecasts of these files."""

    def failed(self, why: str) -> None:
        """Say why there was no build, beside what is shown."""


@dataclass(kw_only=True, slots=True)
class Preview:
    """Build, watch, forecast, build again, until stopped."""

    site: Site
    command: Sequence[str]  #: of a build
    others: Sequence[Path]  #: files and folders outside of the sources that pages are made from
    screen: Screen
    after_build: Callable[[bool], None]  #: told after each build whether it went well
    # SimpleQueue, since its `put` may be called from a signal handler while we wait in `get`.
    inbox: queue.SimpleQueue[Any] = field(default_factory=queue.SimpleQueue)
    generated: Generated = field(init=False)
    watcher: Watcher = field(init=False)
    watched: set[Path] = field(default_factory=set)  #: folders, with all that is below
    files: dict[Path, set[Path]] = field(default_factory=dict)  #: single files, by folder
    changed: set[Path] = field(default_factory=set)  #: since the last build began
    unseen: set[Path] = field(default_factory=set)  #: not asked about yet
    building: Build | None = None
    kept: Build | None = None  #: the last good one
    asked: tuple[Path, ...] = ()  #: what the kept one is thinking about
    asked_after: int = 0  #: the number of the build begun last before it was asked
    begun: int = 0
    ages: dict[str, int] = field(default_factory=dict)  #: of forecasts, as builds begun

    def __post_init__(self) -> None:
        """Know no generated file yet."""
        self.generated = Generated(source=self.site.source)
        self.watcher = Watcher(self.inbox)

    def stop(self) -> None:
        """End the loop; safe in a signal handler."""
        self.inbox.put(None)

    def run(self) -> None:
        """Build at once and after every edit.

        Raises ``click.ClickException`` when the sources can no longer be watched.
        """
        try:
            # Watching starts before the first build, which would otherwise miss edits made
            # while it runs.
            self._watch((self.site.source, *self.others))
            self._begin()
            while (message := self.inbox.get()) is not None:
                if isinstance(message, BaseException):
                    raise click.ClickException(f"the sources can no longer be watched: {message}.")
                if isinstance(message, Said):
                    self._hear(message.build, message.what)
                else:
                    self.changed |= message
                    self.unseen |= message
                if self.inbox.empty():
                    self._go_on()
        finally:
            self.watcher.stop()
            for build in (self.building, self.kept):
                if build is not None:
                    build.end()

    def _watch(self, paths: Iterable[Path]) -> None:
        """Watch files and folders, those that are not watched yet."""
        for path in paths:
            if path.is_dir() and path not in self.watched:
                self.watched.add(path)
                wanted = wanted_in(path, but=self.site.build)
                self.watcher.watch(path, wanted, recursive=True)
            elif path.is_file():
                # Editors replace a file by another: only its folder sees that.
                if path.parent not in self.files:
                    files = self.files[path.parent] = set()
                    self.watcher.watch(path.parent, files.__contains__, recursive=False)
                self.files[path.parent].add(path)

    def _begin(self) -> None:
        self.begun += 1
        quiet = ["--quiet"] if self.begun > 1 else []
        self.building = Build([*self.command, *quiet], self.begun, self.inbox)

    def _go_on(self) -> None:
        """Ask for a forecast, or begin a build, where an edit waits for it.

        The forecast goes first, as the two would get in each other's way. A build that runs is left
        to its end: whoever edits without a pause would see no other page change.
        """
        if self.kept is not None and not self.asked:
            authored = self.unseen - self.generated.digests.keys()
            unseen = sorted(path for path in authored if path.is_file())
            self.unseen.clear()
            if 0 < len(unseen) <= FEW:
                self.asked, self.asked_after = tuple(unseen), self.begun
                self.kept.ask(unseen)
        if self.building is not None or self.asked:
            return
        edited = sorted(path for path in self.changed if self.generated.edited(path))
        self.changed.clear()
        if edited:
            click.echo(f"\nChanged: {_names(edited, self.site.source)}")
            self._begin()

    def _hear(self, build: Build, what: dict[str, Any] | None) -> None:
        if what is None:
            if build is self.building:
                status = build.end()
                said = f"The build ended with status {status}; the terminal may tell why."
                self._fail(build.why or said)
            elif build is self.kept:
                build.end()
                self.kept, self.asked = None, ()
        elif what.get("built") and build is self.building:
            self._watch(Path(path) for path in what.get("inputs", ()))
            self._keep(build)
        elif "built" in what:
            build.why = what.get(
                "message", ""
            )  # its last words; what it tells the terminal follows
        elif build is self.kept:
            self.asked = ()
            self.ages |= dict.fromkeys(what["pages"], self.asked_after)
            self.screen.forecast(what["pages"])

    def _fail(self, why: str) -> None:
        self.building = None
        self.generated.note()
        self.screen.failed(why)
        self.after_build(False)

    def _keep(self, build: Build) -> None:
        """Take a good build for the one that forecasts, and show what it made."""
        before, self.kept, self.building = self.kept, build, None
        self.generated.note()
        self.unseen |= set(self.asked)  # the last one will not answer any more
        self.asked = ()
        self.ages = {name: age for name, age in self.ages.items() if age >= build.number}
        self.screen.built(self.ages.keys())
        self.after_build(True)
        if before is not None:
            before.end()


def _names(paths: Sequence[Path], source: Path) -> str:
    names = [
        str(path.relative_to(source)) if path.is_relative_to(source) else str(path)
        for path in paths
    ]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
