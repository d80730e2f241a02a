"""The buttons of a work: what the fields of its entry lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..core.works import address_of, arxiv_of, doi_address, doi_of_address, openreview_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WEB = ("http://", "https://")
#: Addresses of PubMed and of PubMed Central, old and new.
NCBI = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,9})\b"
    r"|ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/PMC(\d{3,9})\b",
    re.IGNORECASE,
)
#: An address among other words.
URL = re.compile(r"\\url\s*\{([^{}]*)\}|\b(https?://[^\s{}]*[^\s{}.,;:)])", re.IGNORECASE)
#: Fields that hold an address of their own, by the label of their button.
LINK_FIELDS = (
    ("PDF", ("pdf",)),
    ("Code", ("code", "github", "repository")),
    ("Slides", ("slides",)),
    ("Video", ("video", "youtube")),
    ("Poster", ("poster",)),
    ("Data", ("data", "dataset")),
    ("Project", ("project", "website")),
)


def links_of(
    fields: Mapping[str, str], doi: str, arxiv: str, version: str, openreview: str
) -> Iterator[tuple[str, str]]:
    """Yield the buttons: the work itself first, then what goes with it."""
    if doi:
        yield "DOI", doi_address(doi)
    if arxiv:
        yield f"arXiv:{arxiv}{version}", f"https://arxiv.org/abs/{arxiv}{version}"
    if openreview:
        yield "OpenReview", f"https://openreview.net/forum?id={openreview}"
    medical, full = _pubmed(fields)
    if medical:
        yield "PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{medical}/"
    if full:
        yield "PMC", f"https://pmc.ncbi.nlm.nih.gov/articles/{full}/"
    url = next(filter(None, _addresses(fields)), "")
    known = doi_of_address(url) or arxiv_of(url)[0] or openreview_of(url) or NCBI.search(url)
    if url and not known:
        yield ("PDF" if url.lower().endswith(".pdf") else "Web page"), url
    for label, names in LINK_FIELDS:
        if address := next(
            (found for name in names if (found := web_address(fields.get(name, "")))), ""
        ):
            yield label, address


def _addresses(fields: Mapping[str, str]) -> Iterator[str]:
    """Yield the addresses of the work itself: a note may speak of others, unless it is one."""
    for name in ("url", "howpublished", "note"):
        yield web_address(fields.get(name, ""))
    if found := URL.search(fields.get("howpublished", "")):
        yield web_address(found[1] or found[2])


def _pubmed(fields: Mapping[str, str]) -> tuple[str, str]:
    """Return the identifiers of PubMed and of PubMed Central."""
    named = fields.get("pmid", "") or fields.get("pubmed", "")
    if not named and fields.get("eprinttype", "").lower() == "pubmed":
        named = fields.get("eprint", "")
    pmid = re.fullmatch(r"\{?(?:pmid:?)?\s*(\d{1,9})\}?", named.strip(), re.IGNORECASE)
    pmc = re.fullmatch(r"\{?(?:PMC)?(\d{3,9})\}?", fields.get("pmcid", "").strip(), re.IGNORECASE)
    found = NCBI.search(fields.get("url", ""))
    return (
        pmid[1] if pmid else (found and found[1]) or "",
        f"PMC{pmc[1]}" if pmc else (found and found[2] and f"PMC{found[2]}") or "",
    )


def web_address(address: str) -> str:
    """Return an address of the web as it may be linked, else nothing."""
    found = address_of(address)
    return found if found.lower().startswith(WEB) else ""
