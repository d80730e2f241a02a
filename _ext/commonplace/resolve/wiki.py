"""Links by name, resolved: what Sphinx knows of names, and the link or the mark that results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import make_refnode

from .. import diagnostics
from ..core.brackets import as_written
from ..core.names import Found, Outside, Place
from ..core.slugs import slug
from .destinations import name_text
from .numbers import equation_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .domain import KbDomain
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
    labels = _equations(site) | labels
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
        labels=labels,
        terms=terms,
        other_terms=site.terms.find,
        near_terms=site.terms.near,
        entries=site.bibliography.places(),
        headings=headings,
        root=env.config.root_doc,
    )


def _equations(site: Site) -> dict[str, tuple[str, str, str]]:
    """Return the equations that have a label: document, anchor, and the number that a link shows.

    Anchor and number are those of Sphinx's own domain, ``MathDomain.resolve_xref``.
    """
    env = site.env
    found = {}
    for label, (docname, counted) in env.domains.math_domain.equations.items():
        # What MyST calls an environment without a label is no name.
        if docname not in site.pages or label.startswith(f"{docname}:amsmath-"):
            continue
        anchor = nodes.make_id(f"equation-{label}")
        number = equation_number(env, docname, [anchor], counted)
        form = env.config.math_eqref_format or "({number})"
        try:
            shown = form.format(number=number)
        except (LookupError, ValueError):
            shown = f"({number})"  # what is wrong with the form is told where ``eq`` meets it
        found[label] = (docname, anchor, shown)
    return found


def resolve_name(
    site: Site, builder: Builder, fromdocname: str, node: pending_xref, contnode: Element
) -> Element:
    """Return the link that ``[[name]]`` stands for, or its text, marked as wanted."""
    name, fragment = str(node["reftarget"]), str(node.get("reftargetid") or "")
    whole = as_written(name, fragment)
    found = site.names.find(name, fragment, str(node.get("refdoc", fromdocname)))
    place = found.place
    if found.unsure:
        tell_unsure(
            site, f"[[{name}]]", ((item.docname, item.anchor) for item in found.places), node
        )
        return nodes.inline("", "", *_given(node, contnode, name))
    if place is None:
        text = contnode.astext() if node.get("refexplicit") else whole
        if slug(name) in site.absent.slugs:
            return nodes.inline("", text)
        return nodes.inline("", text, classes=["kb-wanted"])
    if node.get("refwarn"):
        tell_several(f"[[{whole}]]", found, node, done="linked")
    if found.missing and node.get("refwarn"):
        diagnostics.warn(
            "ref",
            f"[[{whole}]]: {place.docname!r} has no heading {found.missing!r}; the page "
            "is linked. Correct the heading, or leave it out.",
            location=node,
        )
    shown = _text(site, place, node, contnode)
    content = nodes.inline("", "", *shown, classes=["xref", "kb", *node["classes"]])
    return make_refnode(builder, fromdocname, place.docname, place.anchor, content)


def tell_several(shown: str, found: Found, node: Element, *, done: str) -> None:
    """Say that a name is that of several pages, or of several headings of one."""
    if found.headings:
        diagnostics.warn(
            "ref",
            f"{shown} is the heading of {' and '.join(map(repr, found.headings))} in "
            f"{found.places[0].docname!r}; the first is {done}. Give the one that is meant a label, and "
            "write that.",
            location=node,
        )
    if len(found.places) < 2:
        return
    others = " and ".join(dict.fromkeys(_shown(item) for item in found.places))
    diagnostics.warn(
        "ref",
        f"{shown} is the {found.places[0].way} of {others}; the first is {done}. "
        "Write the path of the document instead.",
        location=node,
    )


def tell_unsure(
    site: Site, shown: str, places: Iterable[tuple[str, str]], node: pending_xref
) -> None:
    """Say that a name is an alias or a plural of several terms, so that none is linked."""
    if not node.get("refwarn"):
        return
    several, cure = site.terms.several(places)
    diagnostics.warn(
        "ref",
        f"{shown} could be {several}; the text stays without a link: {cure}",
        location=node,
    )


def _given(node: pending_xref, contnode: Element, name: str) -> list[nodes.Node]:
    """Return the text that the author gave, else the name."""
    return list(contnode.children) if node.get("refexplicit") else [nodes.Text(name)]


def _text(site: Site, place: Place, node: pending_xref, contnode: Element) -> list[nodes.Node]:
    if node.get("refexplicit"):
        return list(contnode.children)
    shown = name_text(site, place, str(node["reftarget"]))
    return [nodes.Text(shown or str(node.get("reftargetid") or ""))]


def _shown(place: Place) -> str:
    return f"{place.docname}#{place.anchor}" if place.anchor else place.docname


def on_missing_term(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: Element
) -> Element | None:
    """Find a term by its alias or its plural, where nobody has one of the very name."""
    domain: KbDomain = env.get_domain("kb")  # type: ignore[assignment]
    site = domain.site
    if site is None or node.get("reftype") != "term" or node.get("refdomain") != "std":
        return None
    target = str(node["reftarget"])
    places = site.terms.find(target)
    if not places:
        return None
    if len(places) > 1:
        tell_unsure(site, f"term {target!r}", places, node)
        return nodes.inline("", "", *_given(node, contnode, target))
    docname, anchor = places[0]
    return make_refnode(
        app.builder, str(node.get("refdoc", env.docname)), docname, anchor, contnode
    )


def tell_missing_term(app: Sphinx, node: pending_xref) -> bool:
    """Say that no glossary has a term, with the nearest names."""
    domain: KbDomain = app.env.get_domain("kb")  # type: ignore[assignment]
    site = domain.site
    target = str(node["reftarget"])
    near = site.terms.near(target) if site else ()
    cure = f"did you mean {' or '.join(map(repr, near))}?" if near else "define it, or correct it."
    diagnostics.warn(
        "ref",
        f"no glossary has the term {target!r}; the text stays without a link: {cure}",
        location=node,
    )
    return True
