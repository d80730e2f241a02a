"""Run Sphinx in this process, as ``sphinx-build`` does, with messages for a reader."""

from __future__ import annotations

import contextlib
import locale
import os
import signal
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from commonplace.cli.site import Failure, Site, explain, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError

PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to build, and how."""

    site: Site
    output: Path
    doctrees: Path
    builder: str = "html"
    overrides: tuple[tuple[str, str], ...] = ()  #: configuration values, as ``-D`` gives them
    jobs: int = 1
    strict: bool = False  #: warnings make the exit status 1
    fresh: bool = False  #: forget earlier builds: read and write everything
    traceback: bool = False  #: show where in the code an error arose
    carry_on: bool = False  #: after an error, keep what was read before it


@contextlib.contextmanager
def built(job: Job, *, status: TextIO | None, warning: TextIO | None) -> Iterator[Sphinx]:
    """Build, and lend the application while docutils still knows its directives and roles.

    Raises ``Failure`` for whatever an author can cause and mend.
    """
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    _prepare(job)
    app: Sphinx | None = None
    try:
        with patch_docutils(job.site.source), docutils_namespace():
            with _located(job):
                app = Sphinx(
                    srcdir=job.site.source,
                    confdir=job.site.source,
                    outdir=job.output,
                    doctreedir=job.doctrees,
                    buildername=job.builder,
                    confoverrides=dict(job.overrides),
                    status=status,
                    warning=warning,
                    freshenv=job.fresh,
                    warningiserror=job.strict,
                    parallel=job.jobs,
                )
            with _placed(job, app), _spared(job, app):
                app.build(force_all=job.fresh)
            yield app
    except SphinxError as error:
        message = _report(error, job)
        if app is not None and "commonplace" not in app.extensions:
            conf = shown(job.site.conf)
            message += f"""\n{conf} does not load us: write extensions = ["commonplace"] there."""
        raise Failure(message) from error
    except OSError as error:
        if job.traceback:
            raise
        raise Failure(f"{error.strerror or error}: {error.filename or job.output}") from error


@contextlib.contextmanager
def _located(job: Job) -> Iterator[None]:
    """Blame the configuration for what is raised before anything is built."""
    try:
        yield
    except (TypeError, ValueError, AttributeError) as error:
        if job.traceback:
            raise
        raise Failure(
            f"{shown(job.site.conf)} sets a value that cannot be used: {error}. Nothing was built; "
            "--traceback shows where it was met."
        ) from error


@contextlib.contextmanager
def _placed(job: Job, app: Sphinx) -> Iterator[None]:
    """Note with an error which page was being read, and the line of the author's code, if any."""
    try:
        yield
    except BaseException as error:
        for note in _places(error, job, app):
            error.add_note(note)
        raise


@contextlib.contextmanager
def _spared(job: Job, app: Sphinx) -> Iterator[None]:
    """Keep the environment, which Sphinx removes after an error, so that it reads all pages again.

    Ours needs no such care: what an error leaves behind is no other than what a kill does.
    """
    from sphinx.application import ENV_PICKLE_FILENAME

    file = Path(app.doctreedir) / ENV_PICKLE_FILENAME
    spare = file.with_name(f"{file.name}.spare")
    spare.unlink(missing_ok=True)
    if not (job.carry_on and "commonplace" in app.extensions and file.is_file()):
        yield
        return
    with contextlib.suppress(OSError):
        os.link(file, spare)  # the same file, so that it is what the build makes of it, too
    try:
        yield
    except BaseException:
        if spare.is_file():
            spare.replace(file)
        raise
    spare.unlink(missing_ok=True)


def _places(error: BaseException, job: Job, app: Sphinx) -> Iterator[str]:
    from sphinx.util.build_phase import BuildPhase

    docname = getattr(app.env.current_document, "docname", "")
    if docname and app.phase == BuildPhase.READING:
        yield f"The page being read: {shown(Path(app.env.doc2path(docname)))}"
    cause: BaseException | None = error
    while cause is not None:
        for frame in reversed(traceback.extract_tb(cause.__traceback__)):
            path = Path(frame.filename)
            # The author's: in the project, and not in an environment that lies in it, too.
            if path.is_relative_to(job.site.source.parent) and not (
                path.is_relative_to(sys.prefix) or path.is_relative_to(PACKAGE)
            ):
                yield f"The code that failed: {shown(path)}:{frame.lineno}"
                return
        cause = cause.__cause__


def _prepare(job: Job) -> None:
    from sphinx._cli.util.colour import disable_colour, terminal_supports_colour
    from sphinx.locale import init_console

    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    init_console()
    if not terminal_supports_colour():
        disable_colour()
    if job.jobs > 1:
        # Ctrl-C reaches the workers too: they leave it to the main process, which ends them, so
        # that the terminal shows one line and not a traceback from each.
        os.register_at_fork(after_in_child=_leave_interrupts_to_parent)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _report(error: SphinxError, job: Job) -> str:
    from sphinx._cli.util.errors import save_traceback
    from sphinx.errors import ExtensionError, SphinxParallelError

    message = "\n".join((explain(error, job.site), *getattr(error, "__notes__", ())))
    if job.traceback:
        return f"{message}\n\n{''.join(traceback.format_exception(error))}"
    if not isinstance(error, (ExtensionError, SphinxParallelError)):
        return message  # said by Sphinx for a reader; the others hide an error of some code
    where = save_traceback(error)
    return f"{message}\nThe way through the code is in {where} (or shown with --traceback)."


def job_count(ctx: click.Context, parameter: click.Parameter, value: str) -> int:
    """Accept a positive number of processes, or ``auto`` for one a processor."""
    if value == "auto":
        return os.cpu_count() or 1
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise click.BadParameter(f"{value!r} is neither a number above 0 nor `auto`.")
    return int(value)
