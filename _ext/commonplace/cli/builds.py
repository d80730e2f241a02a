"""Builds of a preview, each in a process of its own, which stays to forecast pages."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commonplace.cli.hold import asked, message

if TYPE_CHECKING:
    import queue
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Said:
    """What a build says; nothing once its process has ended."""

    build: Build
    what: dict[str, Any] | None


class Build:
    """One build of the site, and the process that did it.

    A process of its own, because Python forgets no module: an edited extension or ``conf.py`` would
    go unseen. A session of its own, because Ctrl-C is for us: we end the process and whatever it
    started, instead of each of them printing a traceback.
    """

    def __init__(self, command: Sequence[str], number: int, inbox: queue.SimpleQueue[Any]) -> None:
        self.number = number
        self.why = ""  #: what ended the build, as it says itself
        self._inbox = inbox
        self._line: socket.socket | None = None
        if sys.platform == "win32":  # no process can be copied there, and so none is kept
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        else:
            self._line, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [*command, "--line", str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                    pass_fds=(theirs.fileno(),),
                )
        self._thread = threading.Thread(target=self._listen, daemon=True, name=f"build {number}")
        self._thread.start()

    def ask(self, paths: Sequence[Path]) -> None:
        """Ask what the pages made from *paths* look like now; the answer comes into the inbox."""
        with contextlib.suppress(OSError):  # that it has ended comes there, too
            if self._line is not None:
                self._line.sendall(asked(paths))

    def end(self) -> int:
        """End the process with all that it started, and return its exit status."""
        # A build may be cut off anywhere: the next one puts right what it left.
        if sys.platform == "win32":
            self._process.kill()
        else:
            # Not yet waited for, so the number is still that of our child's group.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        status = self._process.wait()
        self._thread.join(timeout=5)  # it ends when the last process has let go of the line
        if self._line is not None:
            self._line.close()
        return status

    def _listen(self) -> None:
        if self._line is None:
            self._inbox.put(Said(self, {"built": self._process.wait() == 0}))
        else:
            with contextlib.suppress(OSError), self._line.makefile("rb") as lines:
                for line in lines:
                    self._inbox.put(Said(self, message(line)))
        self._inbox.put(Said(self, None))
