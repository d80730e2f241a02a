"""The JSON Schema says what the parser does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import commonplace.core
from commonplace.core.front_keys import RULES
from commonplace.core.schema import front_matter_schema, front_matter_schema_text

COMMITTED = Path(commonplace.core.__file__).parents[1] / "front-matter.schema.json"
TYPES = {"string": str, "boolean": bool, "array": list, "object": dict}


def conforms(value: Any, schema: dict[str, Any]) -> bool:
    """Judge a value by the few keywords that the schema uses."""
    assert set(schema) <= {"anyOf", "type", "enum", "pattern", "items", "minimum", "properties",
                           "required", "additionalProperties", "description"}  # fmt: skip
    if "anyOf" in schema and not any(conforms(value, one) for one in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_of(value, one) for one in types):
        return False
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        return False
    if "minimum" in schema and isinstance(value, int) and value < schema["minimum"]:
        return False
    if isinstance(value, list) and "items" in schema:
        return all(conforms(item, schema["items"]) for item in value)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        strange = set(value) - set(known)
        if strange and schema.get("additionalProperties") is False:
            return False
        return set(schema.get("required", ())) <= set(value) and all(
            conforms(value[key], known[key]) for key in value if key in known
        )
    return True


def is_of(value: Any, name: str) -> bool:
    if name in ("integer", "number"):
        kinds = (int,) if name == "integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def as_editors_read(text: str) -> Any:
    """Load YAML as editors do: a date is a string, as in YAML 1.2."""
    return yaml.load(text, Loader=yaml.BaseLoader) if "date" in text else yaml.safe_load(text)


def test_the_committed_copy_is_the_generated_one() -> None:
    """The file for editors is written from the table; regenerate it when this fails."""
    assert COMMITTED.read_text(encoding="utf-8") == front_matter_schema_text()


def test_every_spelling_is_described() -> None:
    """Each spelling has its type and a description, and each pattern compiles."""
    properties = front_matter_schema()["properties"]
    for rule in RULES:
        for spelling in rule.spellings:
            assert properties[spelling]["description"]
            assert set(properties[spelling]) > {"description"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_an_example_conforms(rule: Any) -> None:
    """The example of each key, and a list or mapping where it takes one, conforms."""
    schema = front_matter_schema()["properties"][rule.key]
    key = "date" if rule.kind.says.startswith("date") else "key"
    assert conforms(as_editors_read(f"{key}: {rule.example}")[key], schema)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "redd"),
        ("draft", "maybe"),
        ("redirect", "javascript:x"),
        ("part", "two"),
        ("part", -1),
        ("thumbnail", {"source": "a"}),
        ("series", {"nime": "x"}),
        ("tags", [{"a": 1}]),
        ("date", "yesterday"),
        ("authors", [{"url": "x"}]),
    ],
)
def test_a_bad_value_does_not_conform(key: str, value: Any) -> None:
    """What the parser refuses, the editor underlines."""
    assert not conforms(value, front_matter_schema()["properties"][key])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("draft", "Yes"),
        ("status", {"state": "skipped", "reason": "r"}),
        ("thumbnail", {"src": "a", "alt": "b"}),
        ("series", {"name": "x", "part": "II"}),
        ("tags", ["a", 3.1]),
        ("authors", [{"name": "x", "url": "y"}, "z"]),
        ("title", 2020),
    ],
)
def test_a_good_value_conforms(key: str, value: Any) -> None:
    """What the parser accepts, the editor accepts."""
    assert conforms(value, front_matter_schema()["properties"][key])
