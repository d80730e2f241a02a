"""Quoted content as plain text, for files that are no pages: links say what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..core.brackets import as_written
from ..core.inline import LINK, text_of
from ..core.references import reference_of
from .destinations import destination, shown_text

if TYPE_CHECKING:
    from ..core.model import Inline, Quote
    from .site import Site

KEYS = re.compile(r"[^\s,{}]+")


def plain_text(site: Site, quote: Quote) -> str:
    """Return what a reader sees of *quote*, without its markup and with single spaces."""
    return " ".join("".join(_text(site, item, quote.docname) for item in quote.content).split())


def _text(site: Site, item: Inline, docname: str) -> str:
    if isinstance(item, str):
        return item
    name, pairs, children = item
    if name != LINK:
        return "".join(_text(site, child, docname) for child in children)
    attributes = dict(pairs)
    given = text_of(children)
    if attributes.get("refexplicit"):
        return given
    target = str(attributes.get("reftarget", ""))
    if attributes.get("refdomain") == "cite":
        labels = "; ".join(site.bibliography.label(key) for key in KEYS.findall(target))
        return labels if attributes.get("reftype") == "t" else f"({labels})"
    reference = reference_of(attributes, str(attributes.get("refdoc") or docname))
    place = destination(site, reference)
    written = as_written(target, attributes.get("reftargetid"))
    return (shown_text(site, reference, place) if place else "") or given or written
