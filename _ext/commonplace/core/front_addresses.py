"""Convert the paths and addresses that front matter names; nothing leads out of the site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from .front_values import RefusedError, describe, field, pick, plain, text
from .front_yaml import UNPRINTABLE, Entries, Items

if TYPE_CHECKING:
    from collections.abc import Callable

    from .front_values import Context
    from .front_yaml import Value

MAX_SEGMENT = 200  #: bytes of one part of an address; file systems stop at 255
MAX_LENGTH = 1000  #: characters of an address

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


def picture(value: Value, context: Context) -> tuple[str | None, str | None]:
    """Accept the path of an image, or a mapping of ``src`` and ``alt``."""
    if not isinstance(value, Entries):
        return path(value, context), None
    picked = pick(value, context, src=("src", "path", "url"), alt=("alt",))
    if picked["src"] is None and picked["alt"] is not None:
        raise RefusedError("there is no picture to describe; name one with 'src'")
    return field(picked["src"], context, path), field(picked["alt"], context, text)


def path(value: Value, context: Context) -> str | None:
    """Accept the path of a file in the source folder, never an address elsewhere."""
    found = plain(value)
    if found is None:
        return None
    if re.match(r"(?:https?:)?//", found, re.IGNORECASE):
        raise RefusedError(
            "a picture from elsewhere is a request to a third party; keep a copy here"
        )
    if _SCHEME.match(found):
        raise RefusedError("expected a path relative to the page, without a scheme or drive")
    if "\\" in found:
        raise RefusedError("expected / between folders")
    _check_length(found)
    if found.startswith("/") and _climbs(found):
        raise RefusedError("it leaves the source folder")
    return found


def _climbs(address: str) -> bool:
    """Tell whether ``..`` leads above the root, percent-encoded or not."""
    depth = 0
    for segment in unquote(address).split("/"):
        depth += -1 if segment == ".." else bool(segment.strip(". "))
        if depth < 0:
            return True
    return False


def address(value: Value, context: Context) -> str | None:
    """Accept an old address within the site, such as ``/about/`` or ``about.html``."""
    found = plain(value)
    return None if found is None else _within(found)


def _within(found: str) -> str:
    """Return *found* if it is an address within the site; refuse it else."""
    if _SCHEME.match(found) or found.startswith("//"):
        raise RefusedError("expected an address within the site, without scheme or host")
    decoded = unquote(found)
    if re.search(r"[\\?#<>\"'\s]", decoded) or UNPRINTABLE.search(decoded):
        raise RefusedError("an address holds no space, quote, backslash, <, >, ? or #")
    segments = decoded.split("/")
    if ".." in segments:
        raise RefusedError("an address holds no '..'")
    if "*" in decoded:
        raise RefusedError(
            "a '*' would stand for any address at some hosts; write each address out"
        )
    if re.search(r"(?:^|/):[a-z]", decoded):
        raise RefusedError("placeholders such as ':title' are not filled in; write the address out")
    _check_length(decoded)
    return found


def _check_length(address: str) -> None:
    """Refuse what no file system takes for a name."""
    longest = max(len(segment.encode(errors="replace")) for segment in address.split("/"))
    if longest > MAX_SEGMENT or len(address) > MAX_LENGTH:
        raise RefusedError(
            f"expected at most {MAX_SEGMENT} bytes between slashes, {MAX_LENGTH} in all"
        )


def addresses(value: Value, context: Context) -> tuple[str, ...] | None:
    """Accept one old address or a list of them; a bad one costs no other."""
    items = value.items if isinstance(value, Items) else (value,)
    found = []
    for item in items:
        try:
            found.append(address(item, context))
        except RefusedError as reason:
            if item is value:
                raise
            context.complain(f"the item {describe(item)} was left out: {reason}", item.line)
    return tuple(dict.fromkeys(one for one in found if one)) or None


def link(value: Value, context: Context) -> str | None:
    """Accept an absolute http or https address; ``javascript:`` and the like are refused."""
    found = plain(value)
    return None if found is None else _elsewhere(found)


def _elsewhere(found: str) -> str:
    """Return *found* if it is an http or https address; refuse it else."""
    problem = "expected an address that starts with https:// or http://"
    try:
        split = urlsplit(found)
        port = split.port
    except ValueError:
        raise RefusedError(problem) from None
    if split.scheme.lower() not in ("http", "https") or not split.hostname or port == 0:
        raise RefusedError(problem)
    if re.search(r"[\s\\<>\"'`{}|^]", found):
        raise RefusedError("an address holds no space, quote, backslash, brace or angle bracket")
    return found


def why_no_address(value: object) -> str:
    """Say why *value* is no address within the site; ``""`` if it is one."""
    return _refusal(_within, value)


def why_no_link(value: object) -> str:
    """Say why *value* is no absolute http or https address; ``""`` if it is one."""
    return _refusal(_elsewhere, value)


def _refusal(check: Callable[[str], str], value: object) -> str:
    if not isinstance(value, str):
        return "expected text"
    try:
        check(value)
    except RefusedError as reason:
        return str(reason)
    return ""
