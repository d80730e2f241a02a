"""Keep the process of a build, and with it all that it has loaded, to forecast edited pages.

The preview starts a build with a line to it, a socket. The build says on it how it went; after a good
one it stays and answers, with all of Sphinx, the site's pages and its templates in memory, what
a page would look like now. Each answer is made in a forked process that ends with it, so that what is kept
stays as the build left it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from commonplace import workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.application import Sphinx

    from commonplace.forecast import Forecast

PATIENCE = 10  #: seconds after which a forecast is given up; the build follows in any case

INSTALLED = frozenset({"site-packages", "dist-packages"})  #: folders of what changes by pip alone


class Line:
    """The line from a build to the preview that started it."""

    def __init__(self, number: int) -> None:
        self._socket = socket.socket(fileno=number)
        workers.die_with_parent(os.getppid())  # where the preview is killed, and ends nothing

    def say(self, what: Mapping[str, object]) -> None:
        """Send a message; a preview that has gone needs none."""
        with contextlib.suppress(OSError):
            self._socket.sendall(json.dumps(what).encode() + b"\n")

    def questions(self) -> Iterator[Sequence[str]]:
        """Yield the files that the preview asks about, until it goes or needs us no more."""
        with self._socket.makefile(encoding="utf-8") as lines:
            for line in lines:
                yield [str(path) for path in json.loads(line)]


@contextlib.contextmanager
def reporting(line: Line | None) -> Iterator[None]:
    """Tell the preview what ended a build."""
    try:
        yield
    except BaseException as error:
        if line is not None:
            said = error.message if isinstance(error, click.ClickException) else _describe(error)
            line.say({"built": False, "message": said})
        raise


def _describe(error: BaseException) -> str:
    return "\n".join((f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())))


def hold(app: Sphinx, line: Line) -> NoReturn:
    """Tell the preview that the site is built, and forecast pages until it hangs up."""
    from commonplace.forecast import Forecast, can_forecast

    try:
        line.say({"built": True, "inputs": inputs(app)})
        _silence()
        if can_forecast(app):
            forecast = Forecast(app)
            # The first page costs more than those after it: better now than after an edit.
            forecast.warm()
            gc.collect()
            gc.freeze()  # else the collector would touch, and so copy, all of it in each child
            for paths in line.questions():
                line.say({"pages": _ask_child(forecast, paths)})
        else:
            for _ in line.questions():
                line.say({"pages": {}})
    finally:
        os._exit(0)  # nothing is left to be put away, and taking a site apart takes long


def inputs(app: Sphinx) -> list[str]:
    """Name what the site is made from outside of its sources, but for what is installed."""
    config = app.config
    named = {Path(file) for module in sys.modules.copy().values() if (file := _file(module))}
    for dependencies in app.env.dependencies.values():
        named |= {Path(app.srcdir, name) for name in dependencies}
    for value in ("templates_path", "html_static_path", "html_extra_path", "bibtex_bibfiles"):
        named |= {Path(app.confdir, name) for name in getattr(config, value, ())}
    apart = [Path(app.srcdir), *map(Path, (sys.prefix, sys.base_prefix)), Path(os.__file__).parent]
    return sorted(
        str(path)
        for path in {path.resolve() for path in named}
        if path.exists()
        and not any(path.is_relative_to(folder) for folder in apart)
        and INSTALLED.isdisjoint(path.parts)
    )


def _file(module: object) -> str:
    return getattr(module, "__file__", None) or ""


def _silence() -> None:
    """Say nothing from here on: what there is to say of an edit, its build says."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def _ask_child(forecast: Forecast, paths: Sequence[str]) -> dict[str, str]:
    """Have a copy of this process forecast pages; nothing comes of it if anything is wrong."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer_and_end(forecast, paths, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        data = answer.read()
    _, status = os.waitpid(child, 0)
    pages: dict[str, str] = json.loads(data) if status == 0 else {}
    return pages


def _answer_and_end(forecast: Forecast, paths: Sequence[str], writing: int) -> NoReturn:
    status = 1
    try:
        signal.alarm(PATIENCE)
        pages = dict(
            page
            for docname in filter(None, (forecast.docname(Path(path)) for path in paths))
            if (page := forecast.page(docname)) is not None
        )
        with os.fdopen(writing, "wb") as answer:
            answer.write(json.dumps(pages).encode())
        status = 0
    finally:
        os._exit(status)


def asked(paths: Sequence[Path]) -> bytes:
    """Return the question for the pages whose sources are *paths*."""
    return json.dumps([str(path) for path in paths]).encode() + b"\n"


def message(line: bytes) -> dict[str, Any]:
    """Return what a build has said."""
    found: dict[str, Any] = json.loads(line)
    return found
