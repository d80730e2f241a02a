"""JSON Schema of front matter, for editors, made from the table that the parser reads."""

from __future__ import annotations

import copy
import json
from typing import Any

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
