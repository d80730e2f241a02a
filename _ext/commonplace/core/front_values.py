"""Convert what an author typed into what a front-matter field holds, or say why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from .front_yaml import UNPRINTABLE, Entries, Items, Scalar, Unusable, Value
from .model import READING_STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

T = TypeVar("T")

MAX_NUMBER = 999_999

_TRUE = ("true", "yes", "on", "1", "y")
FALSE = ("false", "no", "off", "0", "n")
_ROMAN = re.compile(r"(?=[ivxlc])(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)
_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r"[ \t]*(Z|z|UTC|GMT|[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)


class RefusedError(Exception):
    """Tell why a value cannot be used, and how it should look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What converting a value depends on besides the value."""

    timezone: tzinfo
    known_collections: tuple[str, ...]
    complain: Callable[[str, int], None]  #: report a part that was left out, with its line


def plain(value: Value) -> str | None:
    """Return the text of a single value, None for an empty one."""
    if isinstance(value, Unusable):
        raise RefusedError(value.reason)
    if not isinstance(value, Scalar):
        raise RefusedError(f"expected one value, not {describe(value)}")
    if value.kind == "binary":
        raise RefusedError("expected text, not binary data")
    if value.kind == "null":
        return None
    found = UNPRINTABLE.search(value.text)
    if found:
        raise RefusedError(f"it holds the character U+{ord(found[0]):04X}")
    return value.text.strip() or None


def describe(value: Value) -> str:
    """Name a value in a message: quoted and shortened, or counted."""
    if isinstance(value, Scalar):
        return quoted(value.text)
    if isinstance(value, Items):
        return f"a list of {len(value.items)}"
    if isinstance(value, Entries):
        return f"a mapping of {len(value.entries)}"
    return "the value"


def quoted(text: str, limit: int = 60) -> str:
    """Quote text for a message: escaped, on one line, at most about ``limit`` characters."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return repr(cut)


def guess(word: str, choices: Sequence[str]) -> str:
    """Return a closing hint for a message: the nearest choice, or all of them."""
    near = get_close_matches(word.lower(), choices, n=1)
    return f"did you mean {near[0]!r}?" if near else f"use one of: {', '.join(choices)}"


def prose(value: Value, context: Context) -> str | None:
    """Accept text of any length; paragraphs keep their line breaks."""
    return plain(value)


def text(value: Value, context: Context) -> str | None:
    """Accept text that stands on one line; runs of white space become one space."""
    found = plain(value)
    return " ".join(found.split()) if found else None


def name(value: Value, context: Context) -> str | None:
    """Accept a name that is no truth value."""
    if isinstance(value, Scalar) and value.kind == "bool":
        raise RefusedError("expected a name, not true or false")
    return text(value, context)


def identifier(value: Value, context: Context) -> str | None:
    """Accept a word, or a URI such as feeds of other generators have for their entries."""
    found = plain(value)
    if found and not re.fullmatch(r"[\w.:/+~,;=?@!$&()*%#-]+", found):
        raise RefusedError("expected one word, or a URI, without spaces and quotes")
    return found


def boolean(value: Value, context: Context) -> bool | None:
    """Accept true/false in YAML's spellings and as 1/0."""
    word = plain(value)
    if word is None:
        return None
    if word.lower() in _TRUE + FALSE:
        return word.lower() in _TRUE
    raise RefusedError("expected true or false")


def navigation(value: Value, context: Context) -> bool | None:
    """Accept a truth value, or ``excluded``/``included``."""
    words = {"excluded": False, "exclude": False, "included": True, "include": True}
    word = (plain(value) or "").lower()
    return words[word] if word in words else boolean(value, context)


def number(value: Value, context: Context) -> int | None:
    """Accept a whole number of at most six digits."""
    word = plain(value)
    if word is None:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,6}", word):
        raise RefusedError(f"expected a whole number up to {MAX_NUMBER}")
    return int(word)


def natural(value: Value, context: Context) -> int | None:
    """Accept a whole number that is not negative."""
    found = number(value, context)
    if found is not None and found < 0:
        raise RefusedError("expected a number that is not negative")
    return found


def part(value: Value, context: Context) -> int | None:
    """Accept a part number: 2, "2" or the Roman II."""
    word = plain(value)
    if word and _ROMAN.fullmatch(word):
        digits = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[char] for char in word.lower()]
        after = [*digits[1:], 0]
        return sum(-one if one < two else one for one, two in zip(digits, after, strict=True))
    return natural(value, context)


def moment(value: Value, context: Context) -> datetime | None:
    """Accept a date or date-time of ISO 8601 as YAML and Jekyll write it; always with a zone."""
    word = plain(value)
    if word is None:
        return None
    found = _MOMENT.fullmatch(word)
    if not found:
        raise RefusedError("expected a date such as 2026-11-21 or 2026-11-21T09:00:00+01:00")
    year, month, day, hour, minute, second = (int(found[group] or 0) for group in range(1, 7))
    if not 1000 <= year <= 9998:
        raise RefusedError("expected a year from 1000 to 9998")
    micro = int((found[7] or "")[:6].ljust(6, "0"))
    try:
        zone = _zone(found[8]) or context.timezone
        return datetime(year, month, day, hour, minute, second, micro, tzinfo=zone)
    except ValueError as error:
        raise RefusedError(f"there is no such date ({error})") from None


def moments(value: Value, context: Context) -> tuple[datetime, ...] | None:
    """Accept one date or a list of them, in any order; the earliest comes first."""
    if not isinstance(value, Items):
        found = moment(value, context)
        return (found,) if found else None
    kept: list[datetime] = []
    for item in value.items:
        try:
            found = moment(item, context)
        except RefusedError as reason:
            context.complain(f"the item {describe(item)} was left out: {reason}", item.line)
            continue
        if found:
            kept.append(found)
    return tuple(sorted(dict.fromkeys(kept)))


def rating(value: Value, context: Context) -> int | None:
    """Accept a whole number from 1 to 5, also written ``4/5``."""
    word = plain(value)
    if word is None:
        return None
    found = re.fullmatch(r"([1-5])(?:\s*/\s*5)?", word)
    if not found:
        raise RefusedError("expected a whole number from 1 to 5")
    return int(found[1])


def _zone(offset: str | None) -> tzinfo | None:
    """Read an offset such as ``+0100``, ``+1`` or ``Z``."""
    if not offset:
        return None
    if offset[0] not in "+-":
        return UTC
    hours, minutes = re.fullmatch(r"[+-]([0-9]{1,2}):?([0-9]{2})?", offset).groups()  # type: ignore[union-attr]
    if int(minutes or 0) > 59:
        raise ValueError("minutes of the offset must be in 0..59")
    shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-shift if offset[0] == "-" else shift)


def strings(value: Value, context: Context, split: str | None) -> tuple[str, ...] | None:
    """Accept a list of texts or one string, which is cut at the pattern ``split``."""
    if isinstance(value, Items):
        found = [_entry(item, context) for item in value.items]
    else:
        word = text(value, context)
        if word is None:
            return None
        found = [piece.strip() for piece in re.split(split, word)] if split else [word]
    return tuple(dict.fromkeys(item for item in found if item))


def _entry(item: Value, context: Context) -> str | None:
    """Convert one item of a list; a bad one is left out, and the rest stands."""
    try:
        return text(item, context)
    except RefusedError as reason:
        context.complain(f"the item {describe(item)} was left out: {reason}", item.line)
        return None


def names(value: Value, context: Context) -> tuple[str, ...] | None:
    """Accept topics: a list, or a string with commas."""
    return strings(value, context, r",")


def words(value: Value, context: Context) -> tuple[str, ...] | None:
    """Accept tags: a list, a string with commas, else (as in Jekyll) one cut at spaces."""
    commas = isinstance(value, Scalar) and "," in value.text
    return strings(value, context, "," if commas else r"\s+")


def people(value: Value, context: Context) -> tuple[str, ...] | None:
    """Accept authors: names in a list, "A, B and C", or mappings with a ``name``."""
    if isinstance(value, Entries):
        value = Items(items=(value,), line=value.line)
    if isinstance(value, Items):
        items = tuple(_named(item) for item in value.items)
        value = Items(items=items, line=value.line)
    return strings(value, context, r"\s*,\s*(?:and\s+)?|\s+and\s+")


def _named(item: Value) -> Value:
    if not isinstance(item, Entries):
        return item
    found = dict(item.entries).get("name")
    if found is None or (len(item.entries) > 1 and _is_blank(found)):
        return item  # what is there without a name is told of
    return found


def _is_blank(value: Value) -> bool:
    return isinstance(value, Scalar) and (value.kind == "null" or not value.text.strip())


def first_name(value: Value, context: Context) -> str | None:
    """Accept one name, or a list of which the first is taken."""
    if not isinstance(value, Items):
        return name(value, context)
    found = strings(value, context, None) or ()
    if len(found) > 1:
        context.complain(
            f"a page has one; {quoted(found[0])} was taken, the others left out", value.line
        )
    return found[0] if found else None


def citekeys(value: Value, context: Context) -> tuple[str, ...] | None:
    """Accept citekeys, with or without a leading ``@``."""
    found = []
    for key in strings(value, context, r"[,\s]+") or ():
        bare = key.removeprefix("@")
        if re.fullmatch(r"[^\s,{}\"\\<>=@]+", bare):
            found.append(bare)
        else:
            context.complain(f"the key {quoted(key)} was left out: it is no citekey", value.line)
    return tuple(dict.fromkeys(found)) or None


def state(value: Value, context: Context) -> str | None:
    """Accept a reading state."""
    word = plain(value)
    if word is None:
        return None
    found = re.sub(r"[\s_]+", "-", word.lower())
    if found not in READING_STATES:
        raise RefusedError(guess(found, READING_STATES))
    return found


def state_and_reason(value: Value, context: Context) -> tuple[str | None, str | None]:
    """Accept a reading state, or a mapping of ``state`` and ``reason``."""
    if not isinstance(value, Entries):
        return state(value, context), None
    picked = pick(value, context, state=("state", "status", "name"), reason=("reason",))
    return field(picked["state"], context, state), field(picked["reason"], context, text)


def series(value: Value, context: Context) -> tuple[str | None, int | None]:
    """Accept the name of a series, or a mapping of ``name`` and ``part``."""
    if not isinstance(value, Entries):
        return name(value, context), None
    picked = pick(value, context, name=("name", "title"), part=("part",))
    return field(picked["name"], context, name), field(picked["part"], context, part)


def field(
    value: Value | None, context: Context, convert: Callable[[Value, Context], T | None]
) -> T | None:
    """Convert an entry of a mapping when it is there."""
    return convert(value, context) if value is not None else None


def pick(value: Entries, context: Context, **spellings: tuple[str, ...]) -> dict[str, Value | None]:
    """Take the entries of a mapping by their spellings and report the others."""
    known = {spelling: field for field, every in spellings.items() for spelling in every}
    picked: dict[str, Value | None] = dict.fromkeys(spellings)
    for key, entry in value.entries:
        if key in known:
            picked[known[key]] = entry
        else:
            hint = guess(key, tuple(known))
            context.complain(f"the entry {quoted(key)} was left out: {hint}", entry.line)
    return picked


def collection(value: Value, context: Context) -> str | None:
    """Accept the name of a collection that the site has."""
    found = name(value, context)
    if found and context.known_collections and found not in context.known_collections:
        raise RefusedError(guess(found, context.known_collections))
    return found
