"""Options of directives: their converters, and pointers made of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives

from .. import diagnostics
from ..core.model import READING_STATES
from ..core.query import NONE, WHOLE
from ..nodes import kb_pointer

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.util.docutils import SphinxDirective


def names(value: str) -> tuple[str, ...]:
    """Read names with commas between them."""
    return tuple(item.strip() for item in value.split(",") if item.strip())


def choice(*choices: str) -> Callable[[str], str]:
    """Return a converter that takes one of *choices*."""
    return lambda value: directives.choice(value, choices)


def whole(value: str) -> int:
    """Read a whole number; what int() says of others is meant for programmers."""
    try:
        return int(value)
    except ValueError:
        raise ValueError("expected a whole number") from None


def count(value: str) -> int:
    """Read a whole number above 0."""
    if (number := whole(value)) < 1:
        raise ValueError("expected a whole number above 0")
    return number


def year(value: str) -> int:
    """Read a year, as dates have them."""
    if not 1000 <= (number := whole(value)) <= 9998:
        raise ValueError("expected a year from 1000 to 9998")
    return number


def length(value: str) -> int:
    """Read an excerpt length: a number of words, ``none`` or ``full``."""
    word = value.strip().lower()
    if word in ("none", "no", "0"):
        return NONE
    if word == "full":
        return WHOLE
    return count(value)


def states(value: str) -> tuple[str, ...]:
    """Read reading states with commas between them."""
    return tuple(directives.choice(item, READING_STATES) for item in names(value))


def text(value: str) -> str:
    """Read text that is not empty, on one line."""
    return " ".join(str(directives.unchanged_required(value)).split())


def converted(
    directive: SphinxDirective,
    name: str,
    options: dict[str, tuple[str, Callable[[str], Any]]],
) -> dict[str, Any]:
    """Return the fields that the options of *directive* fill; a wrong value costs its option."""
    values: dict[str, Any] = {}
    for option, given in directive.options.items():
        field, convert = options[option]
        try:
            values[field] = convert(given or "")
        except (ValueError, TypeError) as error:
            diagnostics.warn(
                "option",
                f"{name}: {option}: {str(given)[:60]!r} cannot be used "
                f"({' '.join(str(error).split())}); the option is ignored.",
                location=directive.get_location(),
            )
    return values


def own_line(directive: SphinxDirective) -> int:
    """Return the line that *directive* stands on in its page, 0 when it comes from an included file."""
    source, line = directive.get_source_info()
    return line if Path(source) == Path(directive.env.doc2path(directive.env.docname)) else 0


def pointer(directive: SphinxDirective, request: object) -> list[nodes.Node]:
    """Return the node that stands where the answer to *request* will go."""
    node = kb_pointer(docname=directive.env.docname, request=request)
    directive.set_source_info(node)
    return [node]
