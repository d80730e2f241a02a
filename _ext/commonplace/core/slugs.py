"""Names of tags, series, authors and topics as safe parts of a path."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 80

# Letters that Unicode does not decompose into an ASCII letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ı": "i"}
)
# Signs that tell names apart: C, C++ and C# are three languages.
_SIGNS = {"+": "-plus-", "#": "-sharp-", "&": "-and-", "@": "-at-", "%": "-percent-"}
_GREEK = "GREEK SMALL LETTER "

# ``index`` is each folder's own page; the others Windows keeps for its devices, with any suffix.
_DEVICES = ("com", "lpt")
RESERVED = frozenset(
    {
        "index",
        *("con", "prn", "aux", "nul", "conin", "conout", "clock"),
        *(f"{device}{number}" for device in _DEVICES for number in range(10)),
    }
)


@lru_cache(maxsize=1 << 16)
def sort_key(text: str) -> str:
    """Return *text* as it is sorted: without capitals and accents, so that Éluard stands among the Es."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 16)
def slug(name: str) -> str:
    """Return a name as lower-case ASCII letters, digits and hyphens.

    Never empty, never reserved, at most 80 bytes. What has no ASCII form, or does not fit, is
    represented by a hash of the name, so that different names stay different. Names that differ
    only in case, white space or underscores get one slug.
    """
    folded = _folded(name)
    signed = "".join(_SIGNS.get(char, char) for char in folded)
    ascii_form = re.sub(r"[^a-z0-9]+", "-", signed).strip("-")
    lost = any(ord(char) > 127 and unicodedata.category(char)[0] in "LNSC" for char in folded)
    if lost or not ascii_form or len(ascii_form) > MAX_BYTES:
        return _hashed(ascii_form, folded)
    return f"{ascii_form}-page" if ascii_form in RESERVED else ascii_form


def collisions(names: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the slugs that several different names share, each with those names, in order."""
    by_slug: dict[str, set[str]] = defaultdict(set)
    for name in names:
        by_slug[slug(name)].add(name)
    return tuple(
        (key, tuple(sorted(by_slug[key]))) for key in sorted(by_slug) if len(by_slug[key]) > 1
    )


def _folded(name: str) -> str:
    """Return a name without case, accents and differences of white space."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = "".join(char for char in plain.translate(_LETTERS) if not _is_accent(char))
    spelt = re.sub(r"(?<![α-ω])[α-ω](?![α-ω])", _letter_name, bare)
    return re.sub(r"[\s_\-\u2010-\u2015\u2212\u2044]+", " ", spelt).strip()


def _is_accent(char: str) -> bool:
    """Tell combining marks of Latin, Greek and Cyrillic; elsewhere they are vowels."""
    return "\u0300" <= char <= "\u036f"


def _letter_name(letter: re.Match[str]) -> str:
    """Spell out a Greek letter that stands alone, as in β-VAE."""
    spelt = unicodedata.name(letter[0], "").removeprefix(_GREEK).lower()
    return f" {spelt.split()[-1]} "


def _hashed(ascii_form: str, folded: str) -> str:
    """Append a hash of the name to as much of its ASCII form as fits."""
    digest = hashlib.sha256(folded.encode(errors="surrogatepass")).hexdigest()[:8]
    kept = ascii_form[: MAX_BYTES - len(digest) - 1].rstrip("-")
    return f"{kept or 'x'}-{digest}"
