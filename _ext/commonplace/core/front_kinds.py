"""The types of value that front matter takes, each in words, in code and as JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import front_addresses as addresses
from . import front_values as values
from .model import READING_STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from .front_values import Context
    from .front_yaml import Value

Schema = dict[str, Any]

# YAML reads `title: 2020` as a number; the text is what its author typed.
_TEXT: Schema = {"type": ["string", "number"]}
_BOOLEAN: Schema = {
    "anyOf": [
        {"type": "boolean"},
        {"enum": [0, 1]},
        {"type": "string", "pattern": "^(?i:true|false|yes|no|on|off|y|n|1|0)$"},
    ]
}
_DATE: Schema = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \\t].*)?$",
}
_STATE: Schema = {"enum": list(READING_STATES)}


def _list_of(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _mapping(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type of value: in words, as a converter and as JSON Schema."""

    says: str
    convert: Callable[[Value, Context], object]
    schema: Schema = field(hash=False)


PROSE = Kind(says="text (Markdown)", convert=values.prose, schema=_TEXT)
TEXT = Kind(says="text", convert=values.text, schema=_TEXT)
NAME = Kind(says="name", convert=values.name, schema=_TEXT)
IDENTIFIER = Kind(says="one word, or a URI", convert=values.identifier, schema=_TEXT)
BOOLEAN = Kind(says="true or false", convert=values.boolean, schema=_BOOLEAN)
NAVIGATION = Kind(
    says="true, false or `excluded`",
    convert=values.navigation,
    schema={"anyOf": [_BOOLEAN, {"enum": ["excluded", "included"]}]},
)
MOMENT = Kind(says="date or date-time", convert=values.moment, schema=_DATE)
MOMENTS = Kind(says="date, or a list of them", convert=values.moments, schema=_list_of(_DATE))
RATING = Kind(
    says="whole number from 1 to 5",
    convert=values.rating,
    schema={
        "anyOf": [
            {"enum": [1, 2, 3, 4, 5]},
            {"type": "string", "pattern": "^[1-5]([ \\t]*/[ \\t]*5)?$"},
        ]
    },
)
INTEGER = Kind(says="whole number", convert=values.number, schema={"type": "integer"})
NATURAL = Kind(
    says="whole number from 0", convert=values.natural, schema={"type": "integer", "minimum": 0}
)
PART = Kind(
    says="whole number or Roman numeral",
    convert=values.part,
    schema={
        "anyOf": [
            {"type": "integer", "minimum": 0},
            {"type": "string", "pattern": "^([0-9]+|[IVXLCivxlc]+)$"},
        ]
    },
)
PEOPLE = Kind(
    says='names: a list, or "A, B and C"',
    convert=values.people,
    schema=_list_of({"anyOf": [_TEXT, {"type": "object", "required": ["name"]}]}),
)
WORDS = Kind(
    says="tags: a list, or words with commas or spaces",
    convert=values.words,
    schema=_list_of(_TEXT),
)
NAMES = Kind(
    says="names: a list, or text with commas", convert=values.names, schema=_list_of(_TEXT)
)
ONE_NAME = Kind(says="one name", convert=values.first_name, schema=_list_of(_TEXT))
CITEKEYS = Kind(
    says="citekey, or a list of them", convert=values.citekeys, schema=_list_of({"type": "string"})
)
STATE = Kind(
    says=f"one of {', '.join(f'`{one}`' for one in READING_STATES)}; or `{{state, reason}}`",
    convert=values.state_and_reason,
    schema={"anyOf": [_STATE, _mapping(state=_STATE, reason=_TEXT)]},
)
SERIES = Kind(
    says="name, or `{name, part}`",
    convert=values.series,
    schema={"anyOf": [_TEXT, _mapping(name=_TEXT, part=PART.schema)]},
)
PICTURE = Kind(
    says="path of an image, or `{src, alt}`",
    convert=addresses.picture,
    schema={"anyOf": [{"type": "string"}, _mapping(src={"type": "string"}, alt=_TEXT)]},
)
ADDRESS = Kind(says="address within the site", convert=addresses.address, schema={"type": "string"})
ADDRESSES = Kind(
    says="address within the site, or a list of them",
    convert=addresses.addresses,
    schema=_list_of({"type": "string"}),
)
LINK = Kind(
    says="http or https address",
    convert=addresses.link,
    schema={"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
)
COLLECTION = Kind(says="name of a collection", convert=values.collection, schema=_TEXT)
