"""What generated sources hold: a title, and directives that are resolved late."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..core.shelf import noted_authors
from ..core.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..config import KbConfig
    from ..core.papers import Paper

#: Kind of term to the title of its index and what that lists.
INDEXES = {
    "tag": ("Tags", "tags"),
    "author": ("Authors", "authors"),
    "series": ("Series", "series"),
    "topic": ("Topics", "topics"),
    "year": ("Archive", "years"),
    "paper-year": ("All papers", "paper-years"),
}


def bodies(kind: str, name: str, *, has_pages: bool, works: list[Paper]) -> list[str]:
    """Return the directives of the page of a term."""
    value = _option(" ".join(name.split()))
    if kind == "paper-year":
        return _directive("paper-list", f"year: {value}", "select: noted", "sort: author")
    options = {
        "tag": ["collection: all"],
        "author": ["collection: all"],
        "series": ["collection: all", "sort: part", "style: list"],
        "topic": ["collection: all", "style: list"],
        "year": ["number-from: oldest"],
    }[kind]
    body = _directive("post-list", f"{kind}: {value}", *options) if has_pages else []
    if kind == "author" and slug(name) in noted_authors(works):
        body += ["## Papers", ""] if body else []
        body += _directive("paper-list", f"author: {value}", "select: noted")
    return body


def _directive(name: str, *options: str) -> list[str]:
    return [f"```{{{name}}}", *(f":{option}" for option in options), "```", ""]


def title_of_term(kind: str, name: str) -> str:
    """Return the title of the page of a term, as YAML."""
    plain = _yaml(" ".join(name.split()))
    return json.dumps(f"Papers of {name}") if kind == "paper-year" else plain


def title_of_topic(key: str, name: str, settings: KbConfig) -> str:
    """Return the title of a topic: that of the configuration is Markdown."""
    given = _configured(key, settings)
    title = given.get("title") if isinstance(given, dict) else given
    if title:
        return json.dumps(" ".join(str(title).split()), ensure_ascii=False)
    return _yaml(" ".join(name.split()))


def _configured(key: str, settings: KbConfig) -> Any:
    return next((value for name, value in settings.topics.items() if slug(str(name)) == key), {})


def page_text(title: str, body: list[str], children: list[str]) -> str:
    """Return the source of a page."""
    lines = [f"---\ntitle: {title}\n---\n", *body, *_toctree(children)]
    return "\n".join(lines).rstrip("\n") + "\n"


def index_text(kind: str, children: list[str]) -> str:
    """Return the source of the index of a kind of term."""
    title, listed = INDEXES[kind]
    body = [f"```{{term-list}} {listed}", "```", ""]
    if kind == "paper-year":
        body += _directive("paper-list", "select: noted", "group: year", "sort: author")
    return page_text(title, body, children)


def _toctree(entries: list[str]) -> Iterator[str]:
    if entries:
        yield "```{toctree}\n:hidden:\n"
        yield from entries
        yield "```"


def _yaml(text: str) -> str:
    """Quote *text* for YAML; JSON strings are YAML. The title is text, not Markdown."""
    return json.dumps(re.sub(r"([\\`*_{}\[\]<>#$&|~])", r"\\\1", text), ensure_ascii=False)


def _option(text: str) -> str:
    """Quote *text* for a directive option, which MyST reads as YAML."""
    return json.dumps(text, ensure_ascii=False)
