"""Serve builds, each in a process forked from one that has imported the libraries only.

A build must start as if ``sphinx-build`` had just been called, and a thousand of them must not
spend their time on imports. Requests are lines of JSON on the standard input, answers likewise.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import importlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

PRELOADED = (
    "a11y_pygments.a11y_high_contrast_light.style",
    "babel.dates",
    "bs4",
    "docutils.languages.en",
    "emoji",
    "latexcodec",
    "myst_parser.sphinx_ext.main",
    "pybtex.database.input.bibtex",
    "pybtex.style.formatting.unsrt",
    "pybtex.style.sorting.author_year_title",
    "pydata_sphinx_theme",
    "pygments.formatters.html",
    "pygments.lexers.python",
    "sphinx.builders.dirhtml",
    "sphinx.builders.text",
    "sphinx.cmd.build",
    "sphinx.search.en",
    "sphinx.util.math",
    "sphinx_book_theme",
    "sphinx_copybutton",
    "sphinx_design.extension",
    "sphinxcontrib.bibtex.style.referencing.author_year",
    "yaml",
)
PR_SET_CHILD_SUBREAPER = 36  # prctl(2): orphaned workers come to us and can be waited for


def _build(request: dict[str, Any]) -> int:
    """Run one build in this process, which is its own and ends with it."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.update(request["environment"])
    sys.path.insert(0, request["code"])
    sys.dont_write_bytecode = True  # Python itself would miss an edit under the old time
    from sphinx.cmd.build import build_main

    from . import hooks

    hook = hooks.Hook(**request["hook"]) if request["hook"] else None
    hooks.install(Path(request["trace"]), hook)
    return build_main(request["arguments"])


def _alive(group: int) -> bool:
    """Tell whether a process of the group is left, reaping those that ended."""
    while True:
        try:
            if os.waitpid(-group, os.WNOHANG)[0] == 0:
                return True
        except ChildProcessError:
            return False


def _finish(group: int, *, timeout: float) -> list[int]:
    """Wait for the build, then for what it left behind; return status and leftovers."""
    deadline = time.monotonic() + timeout
    while os.waitid(os.P_PID, group, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() > deadline:
            os.killpg(group, signal.SIGKILL)
        time.sleep(0.005)
    _, status = os.waitpid(group, 0)
    # Workers whose parent was killed finish what they hold; the next build must not meet them.
    end = time.monotonic() + 5
    while _alive(group) and time.monotonic() < end:
        time.sleep(0.005)
    left = int(_alive(group))
    while _alive(group):
        os.killpg(group, signal.SIGKILL)
        time.sleep(0.005)
    return [os.waitstatus_to_exitcode(status), left]


def main() -> int:
    """Serve until the input ends."""
    from sphinx.application import builtin_extensions

    for name in (*PRELOADED, *builtin_extensions):
        try:
            importlib.import_module(name)
        except ImportError:  # a library that this site does without costs its import later
            continue
    # A build is short: memory that is not collected costs less than looking for it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the client decides when we end
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line)
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            return _build(request)
        try:
            answer = _finish(child, timeout=request["timeout"])
        except OSError as error:
            if error.errno != errno.ECHILD:
                raise
            answer = [1, 0]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
