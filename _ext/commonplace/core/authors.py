"""Who writes: the profiles of the configuration, and which of them a name means.

Sources: the structure and the check digit of ORCID identifiers (ISO/IEC 7064, MOD 11-2); schema.org's
``Person`` and ``Organization``.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import config_tables as kinds
from .config_tables import WrongValueError
from .markdown import inlines_of_markdown
from .model import Quote
from .slugs import slug
from .views import NOTHING, Thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .config_tables import Place, Tell

ORCID = "https://orcid.org/"
PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody, or a group, who writes pages, as the configuration describes them."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""  #: ``person`` or ``organization``; ``""`` where the form of the name tells
    role: str = ""
    affiliations: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    bio: Quote = NOTHING
    url: str = ""
    orcid: str = ""  #: full address
    email: str = ""  #: only where it is to be shown
    avatar: Thumbnail | None = None
    links: tuple[tuple[str, str], ...] = ()  #: name and address of each

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """Addresses at which the same person is known."""
        links = [address for _, address in self.links if address.lower().startswith("https://")]
        return tuple(dict.fromkeys([*([self.orcid] if self.orcid else []), *links]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """An author with addresses that are good anywhere; empty where the site does not know its own."""

    author: Author
    url: str = ""  #: of their own, else of their page here
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authors:
    """The authors whom the configuration describes."""

    known: tuple[Author, ...] = ()
    profile: Author | None = None  #: whom the site's own profile is about
    by_name: Mapping[str, Author] = field(default_factory=dict)

    def find(self, name: str) -> Author | None:
        """Return whom a name, an alias or a key means."""
        return self.by_name.get(slug(name))

    def names(self, given: Iterable[str]) -> tuple[str, ...]:
        """Return the names of authors as their profiles write them, each once."""
        if not self.by_name:
            return tuple(given)
        return tuple(
            dict.fromkeys(person.name if (person := self.find(name)) else name for name in given)
        )


def _orcid(value: object) -> str:
    wanted = WrongValueError("an ORCID iD, such as 0000-0002-1825-0097")
    found = re.fullmatch(r"(?:https?://orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])", str(value))
    if not isinstance(value, str) or not value.isascii() or not found:
        raise wanted
    total, digits = 0, found[1].replace("-", "")
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[-1] != ("X" if check == 10 else str(check)):
        raise WrongValueError("an ORCID iD: its last digit does not fit the others")
    return ORCID + found[1]


def _avatar(value: object) -> Thumbnail:
    given = value if isinstance(value, dict) else {"src": value}
    src, alt = given.get("src"), given.get("alt", "")
    wanted = WrongValueError("a path of a picture in the source folder, or {'src': …, 'alt': …}")
    if not isinstance(src, str) or not isinstance(alt, str) or set(given) - {"src", "alt"}:
        raise wanted
    path = posixpath.normpath(src.lstrip("/"))
    if ":" in src or "\\" in src or path.startswith("..") or not path.lower().endswith(PICTURES):
        raise wanted
    kinds.text(src)
    return Thumbnail(path=path, alt=" ".join(alt.split()))


KEYS: dict[str, Callable[[object], Any]] = {
    "name": kinds.text,
    "aliases": kinds.texts,
    "kind": kinds.one_of("person", "organization"),
    "role": kinds.text,
    "affiliations": kinds.texts,
    "interests": kinds.texts,
    "bio": kinds.text,
    "url": kinds.web_address,
    "orcid": _orcid,
    "email": kinds.mail_address,
    "show_email": kinds.flag,
    "avatar": _avatar,
    "links": lambda value: value,  # each has a message of its own
}
SPELLINGS = {"alias": "aliases", "affiliation": "affiliations", "website": "url", "image": "avatar"}


def authors_of(
    authors: Mapping[str, Any],
    profile: object,
    *,
    is_there: Callable[[str], bool],
    tell: Tell = lambda path, message: None,
) -> Authors:
    """Return whom ``kb_authors`` and ``kb_profile`` describe.

    :param is_there: whether a path of the source folder is a file.
    :param tell: is told of what cannot be used, where it stands.
    """
    by_name: dict[str, Author] = {}
    owners: dict[str, str] = {}
    known: list[Author] = []

    def add(person: Author, path: Place, *more: str) -> None:
        for name in (person.name, *person.aliases, *more):
            key, here = slug(name), kinds.named(path)
            if owners.setdefault(key, here) != here:
                tell(path, f"{here} has the name {name!r}, as {owners[key]} has, which keeps it.")
            by_name.setdefault(key, person)
        known.append(person)

    for key, value in authors.items():
        path = ("kb_authors", str(key))
        try:
            name = kinds.text(key)
        except WrongValueError as error:
            tell(path, f"kb_authors has the name {key!r}, which is not {error}; it is left out.")
            continue
        if person := _person(value, path, tell, is_there, name=name):
            add(person, path, name)
    own: Author | None = None
    if isinstance(profile, str):
        own = by_name.get(slug(profile))
        if own is None:
            wanted = "a dictionary, or the name of one of kb_authors"
            tell(
                ("kb_profile",),
                f"kb_profile = {profile[:60]!r} is not {wanted}; {{}} is used instead.",
            )
    elif profile:
        own = _person(profile, ("kb_profile",), tell, is_there, name="")
        if own and own.name and slug(own.name) not in by_name:
            add(own, ("kb_profile",))
    return Authors(known=tuple(known), profile=own, by_name=by_name)


def _person(
    given: object, path: Place, tell: Tell, is_there: Callable[[str], bool], *, name: str
) -> Author | None:
    """Return whom one dictionary describes; None where it holds nothing of use."""
    values = kinds.read(given, KEYS, path, tell, spellings=SPELLINGS)
    shown = values.pop("show_email", False)
    if not shown:
        values.pop("email", None)
    if "bio" in values:
        values["bio"] = Quote(content=inlines_of_markdown(values["bio"]))
    avatar = values.get("avatar")
    if avatar is not None and not is_there(avatar.path):
        at = (*path, "avatar")
        tell(
            at,
            f"{kinds.named(at)}: {avatar.path!r} is not a file of the source folder; it is left "
            "out: give a path from that folder.",
        )
        del values["avatar"]
    if "links" in values:
        values["links"] = tuple(_links(values["links"], (*path, "links"), tell))
    values.setdefault("name", name)
    if not any(values.values()):
        return None
    return Author(**values)


def _links(given: object, path: Place, tell: Tell) -> Iterable[tuple[str, str]]:
    """Yield name and address of each link; a link of a list is named by its host."""
    if isinstance(given, (list, tuple)):
        given = {str(address): address for address in given}
        names = False
    else:
        names = True
    if not isinstance(given, dict):
        tell(
            path,
            f"{kinds.named(path)} = {str(given)[:60]!r} is not a dictionary of name to address; it is left out.",
        )
        return
    for name, address in given.items():
        at = (*path, str(name))
        try:
            mail = isinstance(address, str) and address.lower().startswith("mailto:")
            found = (
                "mailto:" + kinds.mail_address(address[7:]) if mail else kinds.web_address(address)
            )
            label = kinds.text(str(name)) if names else urlsplit(found).hostname or found
        except WrongValueError:
            tell(
                at,
                f"{kinds.named(at)} = {str(address)[:60]!r} is not an address that begins with "
                "https://, http:// or mailto:; it is left out.",
            )
            continue
        yield label, found
