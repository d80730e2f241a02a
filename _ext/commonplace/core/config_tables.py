"""Dictionaries of the configuration: keys that are known, values of the right kind, one message each."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where a value stands: the name of the configuration value, then keys.
Place = tuple[str, ...]
#: Is told where something is wrong, and what.
Tell = Callable[[Place, str], object]

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MAIL = re.compile(r"[^\s@<>\"'(),:;\\\[\]]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class WrongValueError(ValueError):
    """A value is not of its kind; the text says what is wanted."""


def named(path: Place) -> str:
    """Return a place as one would write it in ``conf.py``."""
    return path[0] + "".join(f"[{key!r}]" for key in path[1:])


def read(
    given: object,
    kinds: Mapping[str, Callable[[object], Any]],
    path: Place,
    tell: Tell,
    *,
    spellings: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what *given* holds of the keys in *kinds*, each converted by its kind.

    :param spellings: other spellings of keys.
    """
    found: dict[str, Any] = {}
    if not isinstance(given, dict):
        tell(path, f"{_shown(path, given)} is not a dictionary; it is left out.")
        return found
    others = spellings or {}
    for key, value in given.items():
        name = others.get(str(key), str(key))
        if name not in kinds:
            near = get_close_matches(str(key), [*kinds, *others], n=1, cutoff=0.6)
            cure = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(kinds)}."
            tell(
                (*path, str(key)),
                f"{named(path)} has an unknown key {_short(key)}, which is left out: {cure}",
            )
            continue
        try:
            found[name] = kinds[name](value)
        except WrongValueError as error:
            at = (*path, str(key))
            tell(at, f"{_shown(at, value)} is not {error}; it is left out.")
    return found


def _shown(path: Place, value: object) -> str:
    return f"{named(path)} = {_short(value)}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


# -- kinds of value -------------------------------------------------------------------------


def text(value: object) -> str:
    """Return a text on one line."""
    if not isinstance(value, str) or _UNSEEN.search(value) or not value.strip():
        raise WrongValueError("a text on one line")
    return " ".join(value.split())


def texts(value: object) -> tuple[str, ...]:
    """Return texts, of a list or of one text."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, (list, tuple)):
        raise WrongValueError("a text or a list of texts")
    try:
        return tuple(dict.fromkeys(map(text, items)))
    except WrongValueError:
        raise WrongValueError("a text or a list of texts") from None


def flag(value: object) -> bool:
    """Return a truth value."""
    if not isinstance(value, bool):
        raise WrongValueError("True or False")
    return value


def one_of(*choices: str) -> Callable[[object], str]:
    """Return a kind of value that is one of *choices*."""

    def convert(value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise WrongValueError(f"one of {', '.join(choices)}")

    return convert


def matching(pattern: str, says: str) -> Callable[[object], str]:
    """Return a kind of text that *pattern* describes, and *says* in words."""

    def convert(value: object) -> str:
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return value
        raise WrongValueError(says)

    return convert


def web_address(value: object) -> str:
    """Return a full address of the web."""
    wanted = WrongValueError("an address that begins with https:// or http://")
    if not isinstance(value, str) or not re.fullmatch(r"(?i:https?)://[^\s<>\"\\^`{|}]+", value):
        raise wanted
    try:
        host = urlsplit(value).hostname
    except ValueError:
        raise wanted from None
    if not host or _UNSEEN.search(value):
        raise wanted
    return value


def mail_address(value: object) -> str:
    """Return a mail address."""
    if isinstance(value, str) and value.isascii() and _MAIL.fullmatch(value):
        return value
    raise WrongValueError("a mail address")
