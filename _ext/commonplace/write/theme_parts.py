"""Spare the theme the rendering of parts only to see whether they are empty.

pydata-sphinx-theme (0.20, ``utils._update_and_remove_templates``) renders the templates of headers,
sidebars and footers on each page to leave out the empty ones, and has no setting for those that
never are. Its function takes a list of them, which is what we give it. A theme of another version
is left alone.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import meta
from jinja2 import nodes as jinja

if TYPE_CHECKING:
    from sphinx.application import Sphinx

VERSIONS = ("0.20.",)
#: Names that a template must not use if it is to be left unrendered once: they count, or say.
COUNTING = frozenset({"unique_html_id", "warning"})


def install(app: Sphinx) -> None:
    """Tell the theme which of its parts need no asking."""
    try:
        import pydata_sphinx_theme
        from pydata_sphinx_theme import utils
    except ImportError:
        return
    original = getattr(utils, "_update_and_remove_templates", None)
    if (
        not pydata_sphinx_theme.__version__.startswith(VERSIONS)
        or original is None
        or hasattr(original, "__wrapped__")
    ):
        return

    @functools.wraps(original)
    def update(
        app: Sphinx,
        context: dict[str, Any],
        templates: list[str] | str,
        section: str,
        templates_skip_empty_check: list[str] | None = None,
    ) -> Any:
        names = templates.split(",") if isinstance(templates, str) else templates
        names = [name if "." in name else f"{name}.html" for name in map(str.strip, names)]
        solid = [name for name in names if _is_solid(_environment(app), name)]
        rest = tuple(name for name in names if name not in solid)
        # The theme compares the ends of names.
        skip = [name for name in solid if not any(other.endswith(name) for other in rest)]
        return original(
            app, context, templates, section, [*(templates_skip_empty_check or ()), *skip]
        )

    utils._update_and_remove_templates = update


def _environment(app: Sphinx) -> jinja2.Environment | None:
    return getattr(getattr(app.builder, "templates", None), "environment", None)


@functools.lru_cache(maxsize=64)
def _is_solid(environment: jinja2.Environment | None, name: str) -> bool:
    """Tell whether *name* has text outside of every condition, and rendering it does nothing else.

    Remembered by environment, of which each build has its own.
    """
    if environment is None:
        return False
    body = _parse(environment, name)
    if body is None or not _only_renders(environment, name, frozenset()):
        return False
    return not any(body.find_all(jinja.Extends)) and any(
        isinstance(text, jinja.TemplateData) and text.data.strip()
        for statement in body.body
        if isinstance(statement, jinja.Output)
        for text in statement.nodes
    )


def _only_renders(environment: jinja2.Environment, name: str, seen: frozenset[str]) -> bool:
    """Tell whether neither a template nor one that it brings in counts or says anything."""
    body = _parse(environment, name)
    if body is None or any(word.name in COUNTING for word in body.find_all(jinja.Name)):
        return False
    seen |= {name}
    return all(
        other in seen or (other is not None and _only_renders(environment, other, seen))
        for other in meta.find_referenced_templates(body)
    )


@functools.lru_cache(maxsize=64)
def _parse(environment: jinja2.Environment, name: str) -> jinja.Template | None:
    if environment.loader is None:
        return None
    try:
        return environment.parse(environment.loader.get_source(environment, name)[0])
    except jinja2.TemplateError:
        return None  # rendering it will say so
