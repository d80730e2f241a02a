"""Spare a build the messages that nobody will see.

Sphinx (9.0, ``EventManager.emit``, ``logging.setup``) makes a message for debugging at each event, with all
that the event carries spelt out, the whole markup of a page among it; and it has its logger take
messages of every level, whatever its handlers leave out. Told to be verbose, it does so still.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sphinx import events
from sphinx.util.logging import NAMESPACE

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def spelt_out(value: object) -> str:
    """Return what ``repr`` would where a message for debugging has somebody to read it."""
    return repr(value) if logging.getLogger(NAMESPACE).isEnabledFor(logging.DEBUG) else ""


def install(app: Sphinx, *args: object) -> None:
    """Let only through what a handler takes; the name stands for ``repr`` in Sphinx's module."""
    logger = logging.getLogger(NAMESPACE)
    taken = min((handler.level for handler in logger.handlers), default=logging.NOTSET)
    if logger.level == logging.DEBUG and taken > logging.DEBUG:
        logger.setLevel(taken)
    module: Any = events
    module.repr = spelt_out


def restore(app: Sphinx, *args: object) -> None:
    """Take every level again, as Sphinx has set it."""
    logging.getLogger(NAMESPACE).setLevel(logging.DEBUG)
