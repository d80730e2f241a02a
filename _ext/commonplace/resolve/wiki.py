"""Links by name, resolved: what Sphinx knows of names, and the link or the mark that results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import make_refnode

from .. import diagnostics
from ..core.names import Outside, Place
from ..core.slugs import slug
from .destinations import name_text

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder

    from .site import Site


def outside(site: Site) -> Outside:
    """Return what Sphinx knows of names."""
    env = site.env
    standard = env.domains.standard_domain
    labels = {
        name: (docname, anchor, "")
        for name, (docname, anchor) in standard.anonlabels.items()
        if docname in site.pages
    }
    labels |= {
        name: (docname, anchor, str(title))
        for name, (docname, anchor, title) in standard.labels.items()
        if docname in site.pages
    }
    terms = {
        name: (docname, anchor, name)
        for (kind, name), (docname, anchor) in standard.objects.items()
        if kind == "term"
    }
    headings = {
        docname: {
            slug: (anchor, text)
            for slug, (_line, anchor, text) in env.metadata[docname].get("myst_slugs", {}).items()
        }
        for docname in site.pages
    }
    return Outside(
        labels=labels, terms=terms, entries=site.bibliography.places(), headings=headings
    )


def resolve_name(
    site: Site, builder: Builder, fromdocname: str, node: pending_xref, contnode: Element
) -> Element:
    """Return the link that ``[[name]]`` stands for, or its text, marked as wanted."""
    name, fragment = str(node["reftarget"]), str(node.get("reftargetid") or "")
    found = site.names.find(name, fragment, str(node.get("refdoc", fromdocname)))
    place = found.place
    if place is None:
        text = contnode.astext() if node.get("refexplicit") else name
        if slug(name) in site.absent_names:
            return nodes.inline("", text)
        return nodes.inline("", text, classes=["kb-wanted"])
    if len(found.places) > 1:
        others = " and ".join(dict.fromkeys(_shown(item) for item in found.places))
        diagnostics.warn(
            "ref",
            f"[[{name}]] is the {place.way} of {others}; the first is linked. "
            "Write the path of the document instead.",
            location=node,
        )
    if found.missing_fragment:
        diagnostics.warn(
            "ref",
            f"[[{name}#{fragment}]]: {place.docname!r} has no heading {fragment!r}; the page "
            "is linked. Correct the heading, or leave it out.",
            location=node,
        )
    shown = _text(site, place, node, contnode)
    content = nodes.inline("", "", *shown, classes=["xref", "kb", *node["classes"]])
    return make_refnode(builder, fromdocname, place.docname, place.anchor, content)


def _text(site: Site, place: Place, node: pending_xref, contnode: Element) -> list[nodes.Node]:
    if node.get("refexplicit"):
        return list(contnode.children)
    shown = name_text(site, place, str(node["reftarget"]))
    return [nodes.Text(shown or str(node.get("reftargetid") or ""))]


def _shown(place: Place) -> str:
    return f"{place.docname}#{place.anchor}" if place.anchor else place.docname
