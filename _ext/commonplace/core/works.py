"""What identifies a published work: DOI, arXiv id, OpenReview id, and its title.

DOI names follow the DOI Handbook (section 2), arXiv identifiers the scheme that arXiv documents:
``YYMM.NNNNN`` since April 2007, ``archive/YYMMNNN`` before, each with a version or without.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>{}|\\^`]+", re.IGNORECASE)
_ARXIV_ID = r"(?P<id>\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d+)?"
ARXIV = re.compile(_ARXIV_ID)
ARXIV_MENTION = re.compile(
    rf"(?:arxiv\.org/(?:abs|pdf|html|format)/|\barxiv[:\s]\s*|\b10\.48550/arxiv\.){_ARXIV_ID}",
    re.IGNORECASE,
)
OPENREVIEW = re.compile(r"openreview\.net/(?:forum|pdf)\?id=([\w-]+)", re.IGNORECASE)
_ENDING = ".,;:)]}"


def doi_of(text: str) -> str:
    """Return the DOI that *text*, a field or an address, holds."""
    found = DOI.search(unquote(text))
    if found is None:
        return ""
    doi = found[0].partition("?")[0].partition("#")[0]
    while doi and doi[-1] in _ENDING:
        if doi[-1] == ")" and doi.count("(") >= doi.count(")"):
            break
        doi = doi[:-1]
    return doi


def arxiv_of(text: str) -> tuple[str, str]:
    """Return the arXiv identifier that *text* mentions, and its version (``v2``) or nothing."""
    found = ARXIV_MENTION.search(text)
    return (found["id"].lower(), (found["version"] or "").lower()) if found else ("", "")


def eprint_of(text: str) -> tuple[str, str]:
    """Return identifier and version of a field that is nothing but an arXiv identifier."""
    bare = re.sub(r"(?i)^\s*arxiv:\s*|\s*\[[^\]]*\]\s*$", "", text).strip()
    found = ARXIV.fullmatch(bare)
    return (found["id"].lower(), found["version"] or "") if found else arxiv_of(text)


def openreview_of(text: str) -> str:
    """Return the OpenReview identifier in an address."""
    found = OPENREVIEW.search(text)
    return found[1] if found else ""


def identifiers(address: str) -> tuple[str, ...]:
    """Return the works that an address leads to, as ``arxiv:…`` or ``doi:…``."""
    arxiv, _ = arxiv_of(address)
    if arxiv:
        return (f"arxiv:{arxiv}",)
    if "doi" in address.lower() and (doi := doi_of(address)):
        return (f"doi:{doi.lower()}",)
    return (f"openreview:{found}",) if (found := openreview_of(address)) else ()


def plain_title(title: str) -> str:
    """Return a title as it is compared: lower case, letters and digits, single spaces."""
    return " ".join(re.findall(r"\w+", title.casefold()))
