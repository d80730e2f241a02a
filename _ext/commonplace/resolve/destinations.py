"""Where links lead, told without a builder: for backlinks, the graph and wanted notes.

Sphinx resolves a link when the page that holds it is written; by then it is too late to tell the
page that it leads to. The rules are those of the domains, in the order in which they are asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import docname_join

if TYPE_CHECKING:
    from ..core.backlinks import Destination
    from ..core.model import Reference
    from ..core.names import Place
    from .site import Site

LABELS = ("std:ref", "std:numref")
ANY = (":myst", ":any", "std:any")


def destination(site: Site, reference: Reference) -> Destination | None:
    """Return the document and the anchor that *reference* leads to on this site."""
    here, fragment = reference.document, reference.fragment
    target = reference.target
    kind = reference.kind
    if kind == "doc:myst":
        return (target, _heading(site, target, fragment)[0]) if target in site.titles else None
    if kind == "std:doc":
        return _document(site, here, target)
    if kind == "kb:wiki":
        place = site.names.find(target, fragment, here).place
        return (place.docname, place.anchor) if place else None
    if kind == "std:term":
        return _term(site, target)
    if kind in LABELS:
        return _label(site, target)
    if kind.startswith("kb:"):
        found = site.domain.find(kind.removeprefix("kb:"), target)
        return (found[0], "") if found else None
    if kind in ANY:
        return (
            _label(site, target)
            or _document(site, here, target)
            or _named(site, target)
            or _any_term(site, target)
        )
    return None


def is_wanted(site: Site, reference: Reference) -> bool:
    """Tell whether *reference* is a link by name that no page, label, citekey or term has."""
    if reference.kind != "kb:wiki":
        return False
    found = site.names.find(reference.target, reference.fragment, reference.document)
    return not found.places


def shown_text(site: Site, reference: Reference, place: Destination) -> str:
    """Return what a link without a text of its own shows: the title of what it leads to."""
    docname, anchor = place
    if reference.kind == "std:term":
        return reference.target
    if reference.kind == "kb:wiki":
        found = site.names.find(reference.target, reference.fragment, reference.document)
        if found.place is None:
            return reference.target
        return name_text(site, found.place, reference.target) or reference.fragment
    if reference.kind == "doc:myst" and reference.fragment:
        return _heading(site, docname, reference.fragment)[1] or reference.fragment
    standard = site.env.domains.standard_domain
    if reference.kind in ANY and place in site.terms.owners:
        return reference.target
    if anchor and (label := standard.labels.get(reference.target.lower())):
        return str(label[2])
    return site.titles[docname] if not anchor or docname in site.titles else reference.target


def name_text(site: Site, place: Place, name: str) -> str:
    """Return what a link by name shows."""
    if place.way == "term":
        return name  # as it is inflected in its sentence
    if place.way == "citekey" and not place.text:
        return site.bibliography.label(name)
    return place.text or name


def _heading(site: Site, docname: str, fragment: str) -> tuple[str, str]:
    """Return the anchor and the text of a heading by the name that MyST gives it."""
    slugs = site.env.metadata.get(docname, {}).get("myst_slugs", {})
    if fragment in slugs:
        _, anchor, text = slugs[fragment]
        return anchor, text
    text = next((text for _, anchor, text in slugs.values() if anchor == fragment), "")
    return fragment, text


def _label(site: Site, name: str) -> Destination | None:
    standard = site.env.domains.standard_domain
    found = standard.anonlabels.get(name.lower()) or standard.labels.get(name.lower())
    return (found[0], found[1]) if found and found[0] in site.titles else None


def _term(site: Site, name: str) -> Destination | None:
    """Return where a term stands: Sphinx's own answer first, another site's next."""
    standard = site.env.domains.standard_domain
    found = standard.objects.get(("term", name)) or standard._terms.get(name.lower())
    if found:
        return found if found[0] in site.titles else None
    if name_elsewhere(site, name):
        return None
    places = site.terms.find(name)
    return places[0] if len(places) == 1 else None


def _any_term(site: Site, name: str) -> Destination | None:
    """Return where the term stands that a name leads to which nothing else has."""
    if ("term", name.lower()) in site.env.domains.standard_domain.objects:
        return _term(site, name)
    if site.targets.is_known(name) or is_elsewhere(site, name):
        return None
    places = site.terms.find(name)
    return places[0] if len(places) == 1 else None


def is_elsewhere(site: Site, name: str) -> bool:
    """Tell whether another site, whose inventory is loaded, has anything of exactly this name."""
    inventory = getattr(site.env, "intersphinx_inventory", None) or {}
    return any(name in items for items in inventory.values())


def name_elsewhere(site: Site, name: str) -> bool:
    """Tell whether another site, whose inventory is loaded, has a term of exactly this name."""
    inventory = getattr(site.env, "intersphinx_inventory", None) or {}
    terms = inventory.get("std:term", {})
    return name in terms or name.lower() in {term.lower() for term in terms}


def _document(site: Site, here: str, name: str) -> Destination | None:
    path, _, anchor = name.partition("#")
    docname = docname_join(here, path)
    for known in (docname, docname.removesuffix(".md")):
        if known in site.titles:
            return known, anchor
    return None


def _named(site: Site, name: str) -> Destination | None:
    for kind in site.domain.names():
        if kind != "page" and len(found := site.domain.find(kind, name)) == 1:
            return found[0], ""
    return None
