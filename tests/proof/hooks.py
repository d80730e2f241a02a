"""Watch one build from inside its process, and end it at a chosen point."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.events import EventManager

if TYPE_CHECKING:
    from collections.abc import Callable

#: Sphinx's events that say how far a build is, with what to note from their arguments.
TRACED: dict[str, Callable[..., str]] = {
    "env-before-read-docs": lambda _env, docnames: " ".join(docnames),
    "html-page-context": lambda pagename, *_rest: str(pagename),
}


@dataclass(slots=True, kw_only=True)
class Hook:
    """Count the points of a build; at the chosen one send the signal."""

    point: str  #: ``event:before``, ``event:after``, ``open:glob``, ``rename:glob``, ``copy:glob``
    turn: int = 1  #: which occurrence
    signal: int = signal.SIGKILL
    target: str = "group"  #: ``group``, ``main`` (the build's first process) or ``self``
    note: str = ""  #: file that is made when the point is reached
    main: int = field(default_factory=os.getpid)
    done: bool = False

    def reach(self, kind: str, name: str, *, truncate: str = "") -> None:
        """Note that the build is at a point, and end it if it is the one."""
        wanted, _, pattern = self.point.partition(":")
        if self.done or kind != wanted or not fnmatch(name, pattern):
            return
        self.turn -= 1
        if self.turn > 0:
            return
        self.done = True
        try:
            # Workers carry copies of this count; one of them is ended, not each in turn.
            Path(self.note).touch(exist_ok=False)
        except FileExistsError:
            return
        if truncate and self.signal == signal.SIGKILL:
            # What a process leaves that dies between opening a file and writing to it.
            os.truncate(truncate, 0)
        if self.target == "group":
            os.killpg(self.main, self.signal)
        else:
            os.kill(self.main if self.target == "main" else os.getpid(), self.signal)

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        """Take the interpreter's audit events (PEP 578) for points in the file system."""
        if event == "open":
            path, _mode, flags = args
            if isinstance(path, int) or not flags & (os.O_WRONLY | os.O_RDWR):
                return
            name = os.fsdecode(path)
            if name != self.note:
                there = bool(flags & os.O_TRUNC) and Path(name).is_file()
                self.reach("open", name, truncate=name if there else "")
        elif event == "os.rename":
            self.reach("rename", os.fsdecode(args[1]))
        elif event == "shutil.copyfile":
            self.reach("copy", os.fsdecode(args[1]))


def install(trace: Path, hook: Hook | None) -> None:
    """Wrap the events of this process's builds; to be called in a process of its own."""
    emit = EventManager.emit

    def watched(self: EventManager, name: str, *args: Any, **options: Any) -> list[Any]:
        if hook:
            hook.reach(name, "before")
        result: list[Any] = emit(self, name, *args, **options)
        if name in TRACED:
            with trace.open("a", encoding="utf-8") as file:
                file.write(f"{name}\t{TRACED[name](*args)}\n")
        if hook:
            hook.reach(name, "after")
        return result

    EventManager.emit = watched  # type: ignore[method-assign]
    if hook:
        sys.addaudithook(hook.audit)
