"""Lists of names as they are written in the wild, in BibTeX's form: *von Last, Jr, First*.

Beyond BibTeX, names may be written part by part, as biblatex has it (``family=Doe, given=Jane``), and
as medicine does, the initials behind the family name and no comma between them. Source of that: NLM,
*Citing Medicine* (2nd edition, chapter 1, "Author").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pybtex.bibtex.utils import split_name_list, split_tex_string
from pybtex.textutils import normalize_whitespace

from ..core.tex import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pybtex.database import Entry

#: The parts of a name (biblatex 3.18, section 3.14.2), and what else may be said of one.
PART = re.compile(r"\s*([a-z]+)(?:-i)?\s*=\s*(.*?)\s*", re.DOTALL | re.IGNORECASE)
NAMED = re.compile(r"\s*(?:family|given|prefix|suffix)\s*=", re.IGNORECASE)
ET_AL = re.compile(r"(?:,?\s+and|,|\s)\s*et\.?[\s~]+al\.?\s*$")
NAMESAKE = re.compile(r"(?<=\w)\s+0\d{3}(?=\s+and\s|\s*$)")
QUOTED = re.compile(r'=\s*"([^"]*)"')
#: An *and* beside which a name is missing; *Metin And* is somebody.
NOBODY = re.compile(r"^\s*and\s+|\s+and(?=\s+and\s)|\s+and\s*$")
OTHERS = "others"
DOTTED = re.compile(r"(?:[^\W\d_]\.-?)+")
BARE = re.compile(r"[^\W\d_](?:-?[^\W\d_]){0,3}")
SUFFIX = re.compile(r"(?:Jr|Sr|2nd|3rd|4th)\.?|III?|IV")
COUNTED = ("II", "III", "IV")  #: suffixes that may be initials as well
AMPERSAND = re.compile(r",?\s+\\?&\s+")
#: What stands between names that are not those of one person.
JOINED = re.compile(r";\s*\S|\s\\?&\s")
BRACED = re.compile(r"\{[^{}]*\}")
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
#: Names in which there is nothing to look for: *Doe, Jane* and *Jane Doe*, as most are.
ORDINARY = re.compile(r"(?!\w\.)[^,&]*[a-z}],[^,&]*|[^,&]*[a-z}]{2}(?<![JS]r)")


def names_in_bibtex(written: str, *, medical: bool = False) -> str:
    """Return a list of names in BibTeX's form, *et al.* as its *and others*.

    The numbers that DBLP puts behind namesakes are left out, and names that are not there.
    *medical* says that even a lone name with initials behind it is a family's: an entry of PubMed has
    no others.
    """
    written = " ".join(written.split())  # the patterns would go through long gaps again and again
    usual = usual_names(NOBODY.sub("", ET_AL.sub(" and others", NAMESAKE.sub("", written))))
    if all(map(ORDINARY.fullmatch, AND.split(usual))):
        return usual
    names = [name for item in _split(usual) for name in _listed(item)]
    lists = len(names) > 1 or medical
    people = [name for name in names if name != OTHERS and not is_braced(name)]
    behind = {name: _initials_behind(name) for name in people}
    if lists and people and all(behind.values()):
        names = [behind.get(name, name) for name in names]
    else:
        names = [_initials_behind(name, bare=False) or _with_suffix(name) for name in names]
    return " and ".join(names)


def usual_names(names: str) -> str:
    """Return a list of names, some part by part, in BibTeX's form."""
    if "=" not in names:
        return names
    return " and ".join(map(_usual_name, _split(QUOTED.sub(r"={\1}", names))))


def _split(names: str) -> list[str]:
    found: list[str] = split_name_list(normalize_whitespace(names))
    return found


def _usual_name(name: str) -> str:
    if not NAMED.match(name):
        return name
    parts: dict[str, str] = {}
    for piece in split_tex_string(name, ","):
        if found := PART.fullmatch(piece):
            parts.setdefault(found[1].lower(), found[2])
    family = " ".join(filter(None, [parts.get("prefix", ""), parts.get("family", "")]))
    given, suffix = parts.get("given", ""), parts.get("suffix", "")
    if family and (given or suffix or (" " in family and family[0] != "{")):
        # The comma is there without a given name, too: it makes all of it a family name.
        return ", ".join([family, *([suffix] if suffix else []), given])
    return family or given or name


def _listed(name: str) -> list[str]:
    """Return the names of a list with commas between them; what may be one name is one."""
    if "," not in name and "&" not in name:
        return [name]
    pieces = [
        piece
        for part in _ampersands(name)
        for piece in split_tex_string(part, ",")
        if piece.strip()
    ]
    if len(pieces) > 1 and all(
        _initials_behind(piece) or _initials_before(piece) for piece in pieces
    ):
        return pieces
    families, given = pieces[::2], pieces[1::2]
    if len(pieces) > 3 and len(families) == len(given) and all(map(_are_initials, given)):
        return [", ".join(pair) for pair in zip(families, given, strict=True)]
    return [name]


def _ampersands(name: str) -> list[str]:
    return AMPERSAND.split(name) if "&" in name else [name]


def _words(name: str) -> list[str]:
    found: list[str] = split_tex_string(name)
    return found


def _are_initials(text: str) -> bool:
    return all(DOTTED.fullmatch(plain(word)) for word in _words(text))


def _initials_before(name: str) -> bool:
    """Tell whether a name without a comma begins with initials that have dots."""
    first, *others = _words(name) or [""]
    return bool(others) and _are_initials(first) and not _are_initials(others[-1])


def _initials_behind(name: str, *, bare: bool = True) -> str:
    """Return a name that ends with initials, *bare* ones or with dots, in BibTeX's form, else nothing."""
    if "," in name:
        return ""
    words = _words(name)
    suffix = words.pop() if len(words) > 2 and SUFFIX.fullmatch(words[-1]) else ""
    if suffix in COUNTED:
        words.append(suffix)
        suffix = ""
    family = list(words)
    while family and DOTTED.fullmatch(plain(family[-1])):
        family.pop()
    dotted = len(family) < len(words)
    if bare and not dotted and len(family) > 1 and _bare(plain(family[-1])):
        family.pop()
    given = words[len(family) :]
    if not given or not family or DOTTED.fullmatch(plain(family[0])):
        return ""
    if not dotted:
        whole, letters = plain(" ".join(family)), plain(given[0]).replace("-", "")
        if whole.isupper() and len(whole) <= len(letters):
            return ""  # or it is the family name that has two letters: A LI
        given = [" ".join(f"{letter}." for letter in letters)]
    return ", ".join(filter(None, [" ".join(family), suffix, " ".join(given)]))


def _bare(word: str) -> bool:
    return bool(BARE.fullmatch(word)) and word.isupper() and word != "III"


def _with_suffix(name: str) -> str:
    """Return a name that ends with *Jr.* or the like as BibTeX has it: the suffix is no family name."""
    words = [] if "," in name or is_braced(name) else _words(name)
    if len(words) < 3 or not SUFFIX.fullmatch(words[-1]):
        return name
    *given, family, suffix = words
    particle = [word for word in given if word[:1].islower()]
    if particle:
        start = given.index(particle[0])
        given, family = given[:start], " ".join([*given[start:], family])
    return f"{family}, {suffix}, {' '.join(given)}" if given else name


def is_braced(name: str) -> bool:
    """Tell whether a name stands in braces, as that of a group does; an accent may, too."""
    return name.startswith("{") and not name.startswith("{\\")


def look_joined(name: str) -> bool:
    """Tell whether there is something between names that makes them one to BibTeX."""
    return JOINED.search(BRACED.sub("", name)) is not None


def name_faults(entry: Entry) -> Iterator[str]:
    """Yield a message for each name that looks like several."""
    for role, people in entry.persons.items():
        for person in people:
            name = str(person)
            # Where BibTeX has "Jr." stands somebody else.
            others = person.lineage_names
            several = len(others) > 1 and all(word[:1].isupper() for word in others)
            if several or look_joined(name):
                yield (
                    f"{role} {name[:60]!r} looks like several names: write ' and ' between them, or put "
                    "the name of a group in braces"
                )
