"""Links that lead nowhere, and links that could lead to several places, for the page of health.

Each is a warning of the build as well, said where the page that holds it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.health import Faults
from .destinations import ANY, destination

if TYPE_CHECKING:
    from ..core.model import Reference
    from .site import Site

BROKEN, AMBIGUOUS = "broken", "ambiguous"


def link_faults(site: Site) -> Faults:
    """Return the faulty links of the site by what is wrong: name to the pages that hold them."""
    found: dict[str, dict[str, dict[str, None]]] = {BROKEN: {}, AMBIGUOUS: {}}
    for docname, page in site.pages.items():
        for place in page.links:
            if kind := _fault(site, place.reference):
                names = found[kind].setdefault(_shown(place.reference), {})
                names[docname] = None
    return Faults(
        broken=tuple((name, tuple(pages)) for name, pages in sorted(found[BROKEN].items())),
        ambiguous=tuple((name, tuple(pages)) for name, pages in sorted(found[AMBIGUOUS].items())),
    )


def _fault(site: Site, reference: Reference) -> str:
    kind, target = reference.kind, reference.target
    if kind == "kb:wiki":
        found = site.names.find(target, reference.fragment, reference.document)
        if len(found.places) > 1:
            return AMBIGUOUS
        return BROKEN if found.missing else ""  # a name that nothing has is wanted
    if kind.startswith("kb:") and len(site.domain.find(kind.removeprefix("kb:"), target)) > 1:
        return AMBIGUOUS
    if destination(site, reference) is not None:
        return ""
    if kind == "std:term" and len(site.terms.find(target)) > 1:
        return AMBIGUOUS
    if site.targets.leads(reference) or site.targets.is_absent(reference):
        return ""
    return BROKEN if kind.startswith(("std:", "kb:")) or kind in ANY else ""


def _shown(reference: Reference) -> str:
    """Return a link about as its author wrote it."""
    fragment = reference.fragment
    name = f"{reference.target}#{fragment}" if fragment else reference.target
    if reference.kind == "kb:wiki":
        return f"[[{name}]]"
    role = reference.kind.removeprefix("std:").removeprefix(":")
    return name if reference.kind in ANY else f"{{{role}}}`{name}`"
