"""Make the settings of docutils once, not twice for each page.

Sphinx (9.0, ``util.docutils._get_settings``) and MyST (5.2, ``make_document``, for a document that
it throws away) build docutils' parser of command lines, some eighty options, and read its
configuration files for each page, and neither takes settings that are there already. Of another
Sphinx or MyST nothing is replaced.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import myst_parser
import sphinx
from docutils.utils import DependencyList
from myst_parser.mdit_to_docutils import base
from sphinx.util import docutils

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from docutils.frontend import Values


class Remembered:
    """A function that makes settings, and its last answer."""

    def __init__(self, make: Callable[..., Values]) -> None:
        self.make = make
        self._question: Any = None
        self._answer: Values | None = None

    def __call__(self, *components: Any, **options: Any) -> Values:
        """Return settings of their own for each caller, made anew when the question is another."""
        kinds = tuple(item if isinstance(item, type) else type(item) for item in components)
        defaults = options.get("defaults")
        question = (kinds, {**options, "defaults": None if defaults is None else dict(defaults)})
        if self._answer is None or question != self._question:
            self._answer = self.make(*components, **options)
            self._question = question
        settings = copy.copy(self._answer)
        for name, value in vars(settings).items():
            if isinstance(value, list):
                setattr(settings, name, list(value))
        settings.record_dependencies = DependencyList()  # each page has its own
        return settings

    def forget(self) -> None:
        """Let go of the question: it holds the environment of the build."""
        self._question = self._answer = None


def install() -> None:
    """Put the remembering functions in place."""
    for module, name, known in _places():
        make = getattr(module, name, None)
        if known and make is not None and not isinstance(make, Remembered):
            setattr(module, name, Remembered(make))


def forget(*args: object) -> None:
    """Remember nothing beyond the build: configuration files may change until the next."""
    for module, name, _ in _places():
        if isinstance(make := getattr(module, name, None), Remembered):
            make.forget()


def _places() -> tuple[tuple[ModuleType, str, bool], ...]:
    """Return where such functions are, and whether it is in a version that we know."""
    return (
        (docutils, "_get_settings", sphinx.version_info[:2] == (9, 0)),
        (base, "get_default_settings", myst_parser.__version__.startswith("5.2.")),
    )
