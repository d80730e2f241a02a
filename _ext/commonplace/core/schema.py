"""JSON Schemas: of front matter, for editors, made from the table that the parser reads; of the graph."""

from __future__ import annotations

import copy
import json
from typing import Any

from .dataset import VERSION
from .front_keys import FOREIGN, RULES

# https://json-schema.org/draft/2020-12/schema
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def front_matter_schema() -> dict[str, Any]:
    """Return the schema: every spelling of every key with its type, meaning and an example."""
    properties: dict[str, Any] = {}
    for rule in RULES:
        properties[rule.key] = _property(rule.kind.schema, f"{rule.meaning} ({rule.kind.says})")
        for alias in rule.aliases:
            properties[alias] = _property(rule.kind.schema, f"Same as {rule.key}. {rule.meaning}")
    for key in sorted(FOREIGN):
        properties[key] = {"description": "A key of Sphinx, MyST or another extension."}
    return {
        "$schema": DIALECT,
        "title": "Front matter of a commonplace page",
        "description": "Capital letters, and - for _, make no difference in a key.",
        "type": "object",
        "properties": properties,
        "additionalProperties": True,
    }


def front_matter_schema_text() -> str:
    """Return the schema as the text of ``front-matter.schema.json``."""
    return json.dumps(front_matter_schema(), indent=2, ensure_ascii=False) + "\n"


def _property(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, **copy.deepcopy(schema)}


# -- the graph ----------------------------------------------------------------------------

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _TEXT}
#: Fields: type and meaning.
_NODE: dict[str, tuple[dict[str, Any], str]] = {
    "id": (_TEXT, "Kind and name. That of a page is its `id` in front matter, else its path."),
    "kind": ({"enum": ["page", "paper", "term", "tag"]}, "What it is."),
    "title": (_TEXT, "What readers see."),
    "url": (_TEXT, "Its place on the site, from the folder of this file."),
    "aliases": (_TEXTS, "Of a term: what else it is called."),
    "collection": (_TEXT, "Of a page: `blog`, `papers`, `notes` or another of the site."),
    "docname": (_TEXT, "Of a page: its path without suffix."),
    "date": ({"type": "string", "format": "date"}, "Of a page: when it was published."),
    "authors": (_TEXTS, "Of a page or a paper."),
    "tags": (_TEXTS, "Of a page."),
    "topics": (_TEXTS, "Of a page."),
    "series": (_TEXT, "Of a page."),
    "status": (_TEXT, "Of a note on a paper: how far its reader has come."),
    "year": (_TEXT, "Of a paper."),
    "venue": (_TEXT, "Of a paper: journal, proceedings, publisher or school."),
    "doi": (_TEXT, "Of a paper."),
    "arxiv": (_TEXT, "Of a paper, without version."),
    "address": (_TEXT, "Of a paper: where it can be read."),
}
_LINK: dict[str, tuple[dict[str, Any], str]] = {
    "source": (_TEXT, "Id of a page, or of a term."),
    "target": (_TEXT, "Id of any node."),
    "type": (
        _TEXT,
        "`links`, or the relation that its author gave; `cites` and `about` lead to papers, "
        "`mentions` and `defines` to terms, `tagged` to tags; `broader` and `related` lead from term to "
        "term, `introduced in` from a term to a paper.",
    ),
    "places": (
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"sentence": _TEXT, "url": _TEXT},
                "additionalProperties": False,
            },
        },
        "Where the page says so: the sentence as plain text, and the way there.",
    ),
}


def graph_schema() -> dict[str, Any]:
    """Return the schema of ``graph.json``."""
    return {
        "$schema": DIALECT,
        "title": "Graph of a commonplace site",
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "version": {
                "const": VERSION,
                "description": "Changes when a field goes or means something else; "
                "new fields may come without.",
            },
            "site": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "url": _TEXT},
                "required": ["title"],
            },
            "nodes": {"type": "array", "items": _object(_NODE, ("id", "kind", "title"))},
            "links": {"type": "array", "items": _object(_LINK, tuple(_LINK))},
        },
        "required": ["$schema", "version", "site", "nodes", "links"],
    }


def graph_schema_text() -> str:
    """Return the schema as the text of ``graph.schema.json``."""
    return json.dumps(graph_schema(), indent=2, ensure_ascii=False) + "\n"


def _object(fields: dict[str, tuple[dict[str, Any], str]], required: tuple[str, ...]) -> Any:
    return {
        "type": "object",
        "properties": {name: _property(schema, says) for name, (schema, says) in fields.items()},
        "required": list(required),
    }
