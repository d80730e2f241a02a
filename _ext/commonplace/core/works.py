"""What identifies a published work: DOI, arXiv id, OpenReview id, and its title.

DOI names follow the DOI Handbook (section 2), arXiv identifiers the scheme that arXiv documents:
``YYMM.NNNNN`` since April 2007, ``archive/YYMMNNN`` before, each with a version or without.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'{}|\\^`]+", re.IGNORECASE)
#: Where an address names a DOI; elsewhere what looks like one may be a part of a longer path.
DOI_ADDRESS = re.compile(
    r"(?:doi\.org/|/doi/(?:[a-z]+/)?|springer\.com/(?:[a-z]+/)?|\bdoi(?::\s*|\s+))(?=10\.\d{4})",
    re.IGNORECASE,
)
# The class of a subject is no part of what identifies: math.GT/0309136 is math/0309136.
_ARXIV_ID = (
    r"(?P<id>\d{4}\.\d{4,5}(?!\d)|[a-z][a-z-]+(?P<class>\.[a-z]{2})?/\d{7}(?!\d))(?P<version>v\d+)?"
)
ARXIV = re.compile(_ARXIV_ID, re.IGNORECASE)
ARXIV_MENTION = re.compile(
    rf"(?:arxiv\.org/(?:abs|pdf|html|format)/|\barxiv(?:\s+(?:e-?|pre)prints?)?(?::|\s)\s*|\b10\.48550/arxiv\.){_ARXIV_ID}",
    re.IGNORECASE,
)
OPENREVIEW = re.compile(r"openreview\.net/(?:forum|pdf)\?id=([\w-]+)", re.IGNORECASE)
_ENDING = ".,;:)]}"
#: An address as TeX writes it, and what no address holds as it is (RFC 3986, section 2).
WRITTEN = re.compile(r"^\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}$")
NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f\"'<>\[\]^`{|}]|%(?![0-9A-Fa-f]{2})")
#: Signs as managers escape them in addresses and DOIs, braces around each: ``{\_}``, ``{\textless}``.
_NAMED = {
    "textless": "<",
    "textgreater": ">",
    "textasciitilde": "~",
    "sim": "~",
    "textunderscore": "_",
    "textasciicircum": "^",
}
ESCAPED = re.compile(r"\{\\?([_%&#$~^])(?:\{\})?\}|\\([_%&#$~^])(?:\{\})?")
NAMED = re.compile(
    rf"\{{\\({'|'.join(_NAMED)})(?:\{{\}})?\s*\}}|\$\\(sim)\$|\\({'|'.join(_NAMED)})(?:\{{\}}|\s|\b)"
)
SECOND = re.compile(r"[\s,;]+(?=https?://)", re.IGNORECASE)
#: Addresses that are known as such without their scheme.
BARE = re.compile(r"(?:www\.|(?:dx\.)?doi\.org/|arxiv\.org/)\S+", re.IGNORECASE)


def untexed(text: str) -> str:
    """Return an address or a DOI without the TeX around its signs."""
    if "\\" not in text and "{" not in text:
        return text
    text = NAMED.sub(lambda found: _NAMED[found[1] or found[2] or found[3]], text)
    return ESCAPED.sub(lambda found: found[1] or found[2], text).replace("\\", "")


def address_of(text: str) -> str:
    """Return the address that *text*, the field of a bibliography, holds, as it may be linked.

    Of several, which Mendeley writes into one field, it is the first.
    """
    bare = untexed(SECOND.split(WRITTEN.sub(r"\1", text.strip()).strip(), maxsplit=1)[0])
    if bare.startswith("<") and bare.endswith(">"):
        bare = bare[1:-1]
    if BARE.fullmatch(bare):
        bare = f"https://{bare}"
    return NOT_IN_ADDRESS.sub(lambda found: quote(found[0], safe=""), bare)


def doi_address(doi: str) -> str:
    """Return the address of a DOI, whose older names hold signs that no address does."""
    return f"https://doi.org/{quote(doi, safe='/:;().-_')}"


def doi_of(text: str) -> str:
    """Return the DOI that *text*, the field of a bibliography, holds."""
    found = DOI.search(unquote(untexed(text)))
    if found is None:
        return ""
    doi = found[0].partition("?")[0].partition("#")[0]
    while doi and doi[-1] in _ENDING:
        if doi[-1] == ")" and doi.count("(") >= doi.count(")"):
            break
        doi = doi[:-1]
    return doi


def doi_of_address(address: str) -> str:
    """Return the DOI that an address names."""
    found = DOI_ADDRESS.search(unquote(address))
    return doi_of(unquote(address)[found.end() :]) if found else ""


def arxiv_of(text: str) -> tuple[str, str]:
    """Return the arXiv identifier that *text* mentions, and its version (``v2``) or nothing."""
    return _arxiv(ARXIV_MENTION.search(text))


def eprint_of(text: str, archive: str = "") -> tuple[str, str]:
    """Return identifier and version of a field that is nothing but an arXiv identifier.

    *archive* is put before an old identifier that stands without its own.
    """
    bare = re.sub(r"(?i)^\s*arxiv:\s*|\s*\[[^\]]*\]\s*$", "", text).strip()
    if archive and re.fullmatch(r"\d{7}(?:v\d+)?", bare):
        bare = f"{archive.strip()}/{bare}"
    found = ARXIV.fullmatch(bare)
    return _arxiv(found) if found else arxiv_of(text)


def _arxiv(found: re.Match[str] | None) -> tuple[str, str]:
    if found is None:
        return "", ""
    identifier = found["id"].replace(found["class"] or "/", "" if found["class"] else "/")
    return identifier.lower(), (found["version"] or "").lower()


def openreview_of(text: str) -> str:
    """Return the OpenReview identifier in an address."""
    found = OPENREVIEW.search(text)
    return found[1] if found else ""


def identifiers(address: str) -> tuple[str, ...]:
    """Return the works that an address leads to, as ``arxiv:…`` or ``doi:…``."""
    arxiv, _ = arxiv_of(address)
    if arxiv:
        return (f"arxiv:{arxiv}",)
    if doi := doi_of_address(address):
        return (f"doi:{doi.lower()}",)
    return (f"openreview:{found}",) if (found := openreview_of(address)) else ()


def mentioned(text: str) -> Iterator[str]:
    """Yield the works that running text names by identifier or address, in its order."""
    found = [(match.start(), f"arxiv:{_arxiv(match)[0]}") for match in ARXIV_MENTION.finditer(text)]
    for match in DOI_ADDRESS.finditer(text):
        word = text[match.end() :].split(maxsplit=1)[0]
        if (doi := doi_of(word).lower()) and not doi.startswith("10.48550/arxiv."):
            found.append((match.start(), f"doi:{doi}"))
    found += [(match.start(), f"openreview:{match[1]}") for match in OPENREVIEW.finditer(text)]
    yield from (work for _, work in sorted(found))


def join_titles(title: str, subtitle: str) -> str:
    """Return a title with its subtitle behind it."""
    return f"{title}{' ' if title.endswith(('?', '!', ':', '.')) else ': '}{subtitle}"


def plain_title(title: str) -> str:
    """Return a title as it is compared: lower case, letters and digits, single spaces."""
    return " ".join(re.findall(r"\w+", title.casefold()))
