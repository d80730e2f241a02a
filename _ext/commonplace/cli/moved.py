"""Pages that were moved in git and do not name their old address."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from commonplace.core.redirects import claims_of, file_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from commonplace.resolve.domain import KbDomain

SECONDS = 60  #: git is not waited for longer
_HOOKED = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"))


def moved_pages(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield ``(docname, old docname)`` of pages whose old address answers no more.

    Nothing is yielded where there is no git, no repository, or no history (a shallow clone).
    """
    domain: KbDomain = app.env.get_domain("kb")  # type: ignore[assignment]
    answered = {file_of(claim.address).casefold() for claim in claims_of(domain.pages)}
    answered |= {file_of(str(old)).casefold() for old in domain.settings.redirects}
    now: dict[str, str] = {}
    for old, new in _renames(Path(app.srcdir)):  # the latest first
        now.setdefault(old, now.get(new, new))
    for old, new in sorted(now.items()):
        page, was = _docname(app, new), _docname(app, old)
        if page not in domain.pages or was in domain.scan.sources or was is None:
            continue
        # As either builder would have served it; one of them is what readers have kept.
        if not {f"{was}.html".casefold(), f"{was}/index.html".casefold()} & answered:
            yield page, was


def _docname(app: Sphinx, path: str) -> str | None:
    """Return the name of the document in the file *path*, there or not."""
    for suffix in app.config.source_suffix:
        if path.endswith(suffix):
            return path.removesuffix(suffix)
    return None


def _renames(srcdir: Path) -> Iterator[tuple[str, str]]:
    """Yield the renames below *srcdir* that git knows of, the latest first, relative to it.

    What is to be committed next comes before what has been: then the address is easily kept.
    """
    found = ["-z", "--name-status", "--relative", "-M", "--diff-filter=R"]
    yield from _asked(srcdir, ["diff", *found, "HEAD", "--", "."])
    yield from _asked(srcdir, ["log", *found, "--format=", "--no-merges", "--", "."])


def _asked(srcdir: Path, arguments: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the renames in what git answers; none where it does not."""
    command = ["git", "-C", str(srcdir), "-c", "log.showSignature=false", *arguments]
    # A hook of git has these for the repository that it runs in, relative to another folder.
    around = {name: value for name, value in os.environ.items() if name not in _HOOKED}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=SECONDS, check=False, env=around
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    if done.returncode:
        return
    words = iter(done.stdout.decode("utf-8", "surrogateescape").split("\0"))
    for word in words:
        if word.strip().startswith("R"):
            old, new = next(words, ""), next(words, "")
            yield str(PurePosixPath(old)), str(PurePosixPath(new))
