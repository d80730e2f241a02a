"""When each source was committed last, by one look at the whole history of git."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..core.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SECONDS = 120  #: git is not waited for longer
#: In the output of git, what the time of a commit begins with; no path holds it.
_COMMIT = "\x01"
#: The year 10000, which no date of ours can tell: such a commit has no day.
_NEVER = 253_402_300_800
_HOOKED = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"))


class NoHistoryError(Exception):
    """There is no history to take dates from; says why."""


def commits(srcdir: Path, paths: Mapping[str, str]) -> dict[str, datetime]:
    """Return when each source was committed last, by docname; those never committed are missing.

    :param paths: docname to the path of its source below *srcdir*.
    :raises NoHistoryError: where git, a repository or its whole history is missing.
    """
    if _git(srcdir, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise NoHistoryError(
            "this is a shallow clone, in which all that is older than its first commit seems to be of "
            "that day: fetch the whole history (git fetch --unshallow)"
        )
    options = ["-z", "--date-order", f"--format={_COMMIT}%ct", "--name-status", "--no-renames"]
    options += ["--relative", "--", "."]
    last = _last(_git(srcdir, "log", *options).split("\0"))
    return {
        docname: datetime.fromtimestamp(last[path], UTC)
        for docname, path in sorted(paths.items())
        if last.get(path, _NEVER) < _NEVER
    }


def problem(why: NoHistoryError) -> Problem:
    """Return the notice that there are no dates."""
    return Problem(
        subtype="git_dates",
        message=f"kb_git_dates: {why}; pages without 'updated' have no day of their last change.",
        line=1,
        severity="notice",
    )


def _git(srcdir: Path, *arguments: str) -> str:
    settings = ["-c", "log.showSignature=false", "-c", "log.showRoot=true"]
    command = ["git", "-C", str(srcdir), *settings, *arguments]
    # A hook of git has these for the repository that it runs in, relative to another folder.
    around = {name: value for name, value in os.environ.items() if name not in _HOOKED}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=SECONDS, check=False, env=around
        )
    except FileNotFoundError:
        raise NoHistoryError("there is no git here: install it") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoHistoryError(f"git could not be asked ({error})") from None
    if done.returncode:
        raise NoHistoryError(
            "git knows no history of the sources: keep them in a repository, and commit them"
        )
    return done.stdout.decode("utf-8", "surrogateescape")


def _last(words: Iterable[str]) -> dict[str, int]:
    """Return the time of the last commit of each path that the last one did not remove.

    Of two commits, the one is the last that git names first: children come before their parents.
    """
    found: dict[str, int] = {}
    moment, status = 0, ""
    for word in words:
        if word.startswith(_COMMIT):
            moment, status = int(word[1:]), ""
        elif not status:
            status = word.strip()
        else:
            found.setdefault(word, -1 if status == "D" else moment)
            status = ""
    return {path: time for path, time in found.items() if time >= 0}
