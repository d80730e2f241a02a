"""Values of Sphinx's own that would end a build with a way through the code, told and mended.

Before anybody reads them: Sphinx says of some that their type is wrong, and goes on with it.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from . import conf_lines, diagnostics
from .defaults import is_set

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

LISTS = (
    "bibtex_bibfiles",
    "exclude_patterns",
    "html_css_files",
    "html_extra_path",
    "html_js_files",
    "html_static_path",
    "suppress_warnings",
    "templates_path",
)
#: Of these, entries may be other things than text.
OF_ANYTHING = {"html_css_files", "html_js_files"}
#: Of these, one is as good as a list of one.
OF_ONE = {"bibtex_bibfiles"}
DICTIONARIES = ("html_context", "html_sidebars", "html_theme_options", "myst_substitutions")


def mend(app: Sphinx, config: Config) -> None:
    """Put what can be used in the place of what cannot."""
    for name in LISTS:
        if name in config and is_set(config, name):
            _mend_list(app, config, name)
    for name in filter(config.__contains__, DICTIONARIES):
        value = config[name]
        if not isinstance(value, dict):
            config[name] = {}
            _tell(app, name, f"{value!r} is no dictionary; it is left out")
    if not _is_utf8(encoding := config.html_output_encoding):
        config["html_output_encoding"] = "utf-8"
        message = f"{encoding!r} is not UTF-8, in which every page is written: leave it out"
        _tell(app, "html_output_encoding", message)


def _mend_list(app: Sphinx, config: Config, name: str) -> None:
    value = config[name]
    if isinstance(value, str):
        config[name] = [value]
        if name not in OF_ONE:
            taken = f"it is taken as [{value!r}]"
            _tell(app, name, f"{value!r} is text, where a list is wanted; {taken}")
    elif not isinstance(value, (list, tuple, set, frozenset)):
        config[name] = []  # before it is told: one of them says what is not told
        _tell(app, name, f"{value!r} is no list; it is left out")
    elif name not in OF_ANYTHING and (odd := [item for item in value if not _is_text(item)]):
        config[name] = [str(item) for item in value if _is_text(item)]
        _tell(app, name, f"{odd[0]!r} is no text; it is left out")


def _is_text(item: object) -> bool:
    return isinstance(item, str) or hasattr(item, "__fspath__")


def _is_utf8(name: object) -> bool:
    try:
        return codecs.lookup(str(name)).name == "utf-8"
    except LookupError:
        return False


def _tell(app: Sphinx, name: str, message: str) -> None:
    diagnostics.warn("config", f"{name}: {message}.", location=conf_lines.place(app, (name,)))
