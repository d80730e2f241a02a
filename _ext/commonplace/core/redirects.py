"""Old addresses of pages: which file each is, where it leads, and what is wrong with it.

An address is taken as a static host takes it: ``/about/`` and ``/about`` are the file
``about/index.html``, ``/about.html`` is itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .feed_plan import ROOT
from .feeds import FILES
from .model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .model import PageFacts

_NAME = r"[\w~+&,=@!()'-][\w.~+&,=@!()'-]*"
#: Names of files that every file system and every host takes as they are; a page can lead on there.
_PLAIN = re.compile(rf"(?:{_NAME}/)*{_NAME}\.html?")
#: There a feed can stand, which no page can lead to: its readers take no HTML.
_FEED = re.compile(rf"(?:{_NAME}/)*{_NAME}\.(?:xml|atom|rss|json)")
_DEVICE = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|$)|\./", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """An old address and where it leads now."""

    address: str  #: from the root of the site, without a leading slash, as the author wrote it
    file: str  #: in the output directory; ``""`` where no file can redirect, only a host
    docname: str = ""  #: the page that it leads to
    external: str = ""  #: or an address elsewhere
    feed: str = ""  #: or a feed, from the root of the site

    @property
    def copies(self) -> bool:
        """Whether the feed stands at the old address, too, as nothing there can lead on to it."""
        return bool(self.feed) and _FEED.fullmatch(self.file) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody's wish for an old address."""

    address: str
    docname: str  #: the page that wishes it; ``""`` for the configuration
    slot: str = "aliases"  #: the key of front matter it comes from
    target: str = ""  #: of the configuration: another address of the site, or a page
    external: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A wish that cannot be granted."""

    claim: Claim
    message: str

    def problem(self) -> Problem:
        """Return it as a problem of the page."""
        return Problem(subtype="address", message=self.message)


def file_of(address: str) -> str:
    """Return the file that a static host sends for *address*, from the root of the site."""
    path = "/".join(part for part in unquote(address).split("/") if part not in ("", "."))
    if not path or unquote(address).endswith("/"):
        return f"{path}/index.html".lstrip("/")
    name = path.rpartition("/")[2]
    return path if "." in name.strip(".") else f"{path}/index.html"


def is_feed(address: str) -> bool:
    """Tell whether *address*, from the root of the site, is such as feeds have."""
    return address.startswith(ROOT) and address.rpartition("/")[2] in FILES.values()


def claims_of(pages: Mapping[str, PageFacts]) -> Iterator[Claim]:
    """Yield the old addresses that pages name, in the order of the pages."""
    for docname in sorted(pages):
        front = pages[docname].front
        for address in front.aliases:
            yield Claim(address=address, docname=docname)
        if front.permalink:
            yield Claim(address=front.permalink, docname=docname, slot="permalink")


class Redirects:
    """The old addresses of a site.

    :param claims: who wishes which address; the first of two for one address has it.
    :param pages: docname to the file of the page in the output directory.
    :param files: what else lies there, and ``folder/`` for whole folders that are taken.
    :param feeds: the feeds of the site, to which old addresses may lead.
    """

    def __init__(
        self,
        claims: Iterable[Claim],
        pages: Mapping[str, str],
        files: Iterable[str],
        feeds: Iterable[str] = (),
    ) -> None:
        self._pages = pages
        self._feeds = frozenset(feeds)
        self._owners = {file: docname for docname, file in pages.items()}
        self._folders = tuple(name for name in files if name.endswith("/"))
        self._taken = {name.casefold(): name for name in files if not name.endswith("/")}
        self._taken |= {file.casefold(): file for file in pages.values()}
        self._parents = {parent.casefold() for file in self._taken for parent in _parents(file)}
        self._claims: dict[str, Claim] = {}
        self._folded: dict[str, str] = {}
        self.faults: list[Fault] = []
        for claim in claims:
            self._take(claim)
        self.redirects: tuple[Redirect, ...] = tuple(self._flattened())

    def _take(self, claim: Claim) -> None:
        """Note a wish, or why it cannot be granted."""
        file = file_of(claim.address)
        if self._owners.get(file) == claim.docname != "":
            return  # the page itself is there
        if file == "index.html" and claim.docname:
            return  # the home page stands at the root, and leads on
        if message := self._refusal(claim, file):
            self.faults.append(Fault(claim=claim, message=message))
            return
        self._claims.setdefault(file, claim)
        self._folded[file.casefold()] = file
        self._parents.update(parent.casefold() for parent in _parents(file))

    def _refusal(self, claim: Claim, file: str) -> str:
        """Say why *file* cannot be that of a redirect; ``""`` if it can."""
        name = f"the old address {claim.address!r}"
        folded = file.casefold()
        if file == "index.html":
            return f"{name} is the home page; no redirect is written: take it out."
        if (owner := self._owners.get(file)) is not None:
            return (
                f"{name} is that of the page {owner!r}; no redirect is written: take it out here, "
                "or move that page."
            )
        if folded in self._taken or any(
            folded.startswith(folder.casefold()) for folder in self._folders
        ):
            return f"{name} is one of the site's own files; no redirect is written: take it out."
        if folded in self._parents or any(
            parent.casefold() in self._taken or parent in self._claims for parent in _parents(file)
        ):
            return (
                f"{name} is a folder and a file at once, of other addresses; no redirect is "
                "written: take one of them out."
            )
        known = self._folded.get(folded)
        if known is None:
            return ""
        other = self._claims[known]
        owner = f"the page {other.docname!r}" if other.docname else "kb_redirects"
        if (other.docname, other.target) != (claim.docname, claim.target):
            return f"{name} is claimed by {owner} already, and leads there: take one of them out."
        if known != file:
            return (
                f"{name} differs from {other.address!r} in capitals alone, which some machines "
                "take for one file; no redirect is written: take one of them out."
            )
        return ""

    def _flattened(self) -> Iterator[Redirect]:
        """Yield the redirects, each straight to where a chain of them ends."""
        for file in sorted(self._claims):
            claim = self._claims[file]
            docname, external, feed = self._end(claim)
            if docname or external or feed:
                kinds = (_PLAIN, _FEED) if feed else (_PLAIN,)
                plain = any(kind.fullmatch(file) for kind in kinds) and not _DEVICE.search(file)
                yield Redirect(
                    address=claim.address.lstrip("/"),
                    file=file if plain else "",
                    docname=docname,
                    external=external,
                    feed=feed,
                )

    def _end(self, claim: Claim) -> tuple[str, str, str]:
        """Return the page, the address elsewhere or the feed that *claim* leads to in the end."""
        seen = {file_of(claim.address)}
        step = claim
        while True:
            if step.docname or step.external:
                return step.docname, step.external, ""
            target = step.target.lstrip("/")
            file = file_of(target)
            if (found := self._page(target, file)) is not None:
                return found, "", ""
            if target in self._feeds:
                return "", "", target
            if not self._feeds and is_feed(target):
                return "", "", ""  # a preview of the site has none
            if file in seen:
                message = f"the old address {claim.address!r} leads back to itself"
            elif file not in self._claims:
                message = (
                    f"the old address {claim.address!r} leads to {step.target!r}, which is neither "
                    "a page, a feed nor another old address"
                )
            else:
                seen.add(file)
                step = self._claims[file]
                continue
            self.faults.append(
                Fault(claim=claim, message=f"{message}; no redirect is written: correct it.")
            )
            return "", "", ""

    def _page(self, target: str, file: str) -> str | None:
        """Return the page that *target* names by its docname, its source or its address."""
        name = target.removesuffix(".md").strip("/")
        if name in self._pages:
            return name
        return self._owners.get(target) or self._owners.get(file)


def _parents(file: str) -> Iterator[str]:
    """Yield the folders of *file*, as files of those names would be."""
    parts = file.split("/")[:-1]
    for length in range(1, len(parts) + 1):
        yield "/".join(parts[:length])
