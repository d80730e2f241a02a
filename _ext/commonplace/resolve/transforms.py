"""Post-transforms: pointers become results, links to what is not published become text."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode

from .. import diagnostics
from ..core.query import Query
from ..core.references import reference_of
from ..core.requests import (
    Backlinks,
    Byline,
    Cards,
    CitedBy,
    CiteThis,
    Comparison,
    Coverage,
    FeedList,
    Health,
    LocalGraph,
    PageBibliography,
    PaperQuery,
    Profile,
    ReaderComments,
    ReadingList,
    Related,
    Relations,
    SiteGraph,
    Terms,
    TermUses,
)
from ..core.slugs import slug
from ..nodes import kb_excerpt, kb_pointer
from . import (
    render,
    render_cards,
    render_citing,
    render_comments,
    render_feeds,
    render_graph,
    render_links,
    render_papers,
    render_profile,
    render_reading,
)
from .destinations import destination, shown_text
from .domain import ANY_TYPES, LABEL_TYPES, text_of_link
from .emoji import change_text, replace
from .marked import nodes_of_marked, sets_formulas
from .pieces import SAFE_SCHEMES
from .wiki import tell_missing_term

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from .domain import KbDomain
    from .site import Site

DRAWING = ("html", "dirhtml")  #: builders whose readers can do something with a drawing


class BuilderLinker:
    """Links of the builder that writes the page."""

    def __init__(self, builder: Builder, docname: str, site: Site) -> None:
        self._builder = builder
        self._site = site
        self.docname = docname
        self.html = builder.format == "html"
        self.draws = builder.name in DRAWING
        self.formulas = sets_formulas(builder)

    def link(self, docname: str, anchor: str, content: nodes.Node) -> nodes.Node:
        """Return *content* as a link, or alone where the target is not part of the output."""
        try:
            return make_refnode(self._builder, self.docname, docname, anchor, content)
        except NoUri:
            return content

    def address(self, docname: str) -> str:
        """Return the address of a page as the page itself writes it."""
        try:
            return self._builder.get_relative_uri(self.docname, docname) or "#"
        except NoUri:
            return ""

    def own_address(self) -> str:
        """Return the address of the page from the root of the site."""
        return self._builder.get_target_uri(self.docname)

    def file(self, name: str) -> str:
        """Return the path of a file that the configuration names."""
        return str(Path(self._builder.confdir, name))

    def follow(self, attributes: dict[str, object]) -> tuple[str, str, str] | None:
        """Return document, anchor and title of what a quoted link leads to, where a table tells.

        Names are looked up from the page that the quote comes from, and told of only there.
        """
        origin = str(attributes.get("refdoc") or self.docname)
        reference = reference_of(attributes, origin)
        if reference.kind == "std:numref":
            return None
        place = destination(self._site, reference)
        if place is None:
            return None
        docname, anchor = place
        if reference.kind == "doc:myst" and anchor:
            # The page is there in any case; the place is missed where its author wrote it.
            anchor = self._site.targets.place_in(docname, reference.fragment) or ""
        return docname, anchor, shown_text(self._site, reference, place)

    def leads(self, attributes: dict[str, object]) -> bool:
        """Tell whether a pending link can lead anywhere."""
        origin = str(attributes.get("refdoc") or self.docname)
        return self._site.targets.leads(reference_of(attributes, origin))

    def cited(self, attributes: dict[str, object]) -> str:
        """Return the text of a quoted citation that is to be no link."""
        textual = "t" in str(attributes.get("reftype"))
        return self._site.bibliography.cited(str(attributes.get("reftarget", "")), textual=textual)


class ResolvePointers(SphinxPostTransform):
    """Put the result of each query where its pointer stands."""

    # Before bibtex (5), MyST's links (9) and Sphinx's (10), which resolve what excerpts hold.
    default_priority = 4

    def run(self, **kwargs: object) -> None:
        """Replace every pointer node."""
        domain = cast("KbDomain", self.env.get_domain("kb"))
        site = domain.site
        builder = self.env._app.builder
        if site is None:
            return
        for node in list(self.document.findall(kb_pointer)):
            request = node["request"]
            # Assembled documents (LaTeX, one page) have the root's name; pointers keep theirs.
            linker = BuilderLinker(builder, node.get("shown_in", node["docname"]), site)
            result = RENDERERS[type(request)](site.view(request, node["docname"]), linker)
            for element in result:
                if not isinstance(element, nodes.Element):
                    continue
                # Shortcodes of the configuration; those of pages are signs since they were read.
                change_text(element, replace)
            node.replace_self(result)


#: Request to what renders its view.
RENDERERS: dict[type, Callable[[Any, BuilderLinker], list[nodes.Node]]] = {
    Query: render.render_listing,
    Terms: render.render_terms,
    Profile: render_profile.render_profile,
    Byline: render.render_byline,
    Cards: render_cards.render_cards,
    CitedBy: render_citing.render_cited_by,
    Backlinks: render_links.render_backlinks,
    TermUses: render_links.render_term,
    Relations: render_links.render_relations,
    FeedList: render_feeds.render_feeds,
    Health: render_links.render_health,
    SiteGraph: render_graph.render_graph,
    LocalGraph: render_graph.render_local,
    Related: render_citing.render_related,
    CiteThis: render_cards.render_cite_this,
    ReaderComments: render_comments.render_comments,
    PaperQuery: render_papers.render_paper_list,
    Comparison: render_papers.render_comparison,
    ReadingList: render_reading.render_reading,
    Coverage: render_papers.render_coverage,
    PageBibliography: render_papers.render_page_bibliography,
}


class EntryPlaces(SphinxPostTransform):
    """Lead from each bibliography entry to its note and to the places that cite it.

    sphinxcontrib-bibtex itself leads back only within one document (its issues 194 and 389).
    """

    # After bibtex has put the entries where its node stood (5).
    default_priority = 6

    def run(self, **kwargs: object) -> None:
        """Append what is known of each entry."""
        domain = cast("KbDomain", self.env.get_domain("kb"))
        site = domain.site
        if site is None:
            return
        builder = self.env._app.builder
        if domain.data.get("marked"):
            self._mark_up(site)
        # bibtex keeps its nodes in the environment; several builders in one process see
        # them again, so what is added here must not be added twice.
        for citation in self.document.findall(nodes.citation):
            for reference in list(citation.findall(nodes.reference)):
                address = str(reference.get("refuri", SAFE_SCHEMES[0]))
                if not address.lower().startswith(SAFE_SCHEMES):
                    reference.replace_self(reference.children)  # it could run something
            docname = citation.get("docname", self.env.docname)
            key = site.citation_keys.get((docname, (citation["ids"] or [""])[0]))
            if key is None or any(
                isinstance(node, nodes.Element) and "kb-entry-places" in node["classes"]
                for node in citation.children
            ):
                continue
            linker = BuilderLinker(builder, docname, site)
            citation += render_citing.render_entry_places(site.paper_views.cited_by((key,)), linker)
            # Back-links of bibtex within the document are part of the list now.
            citation["backrefs"] = []

    def _mark_up(self, site: Site) -> None:
        """Put markup in the place of the signs that carried it past pybtex."""
        builder = self.env._app.builder
        for citation in self.document.findall(nodes.citation):
            docname = citation.get("docname", self.env.docname)
            key = site.citation_keys.get((docname, (citation["ids"] or [""])[0]), "")
            if paper := site.shelf.papers.get(key.lower()):
                source = str(Path(self.env._app.confdir, paper.file))
                nodes_of_marked(citation, builder, source=source, line=paper.line)
        nodes_of_marked(self.document, builder)  # names of works in the text, footnotes


class UnlinkWithheld(SphinxPostTransform):
    """Turn links to pages that are not published into their text, without a warning."""

    default_priority = 7  # before MyST (9) and Sphinx (10) look for the target

    def run(self, **kwargs: object) -> None:
        """Replace the links to withheld pages."""
        domain = cast("KbDomain", self.env.get_domain("kb"))
        if not domain.absent():
            return
        for node in list(self.document.findall(addnodes.pending_xref)):
            if self._leads(node, domain):
                content = node.children
                if not "".join(child.astext() for child in content):
                    content = [nodes.inline("", str(node["reftarget"]))]
                node.replace_self(list(content))

    def _leads(self, node: addnodes.pending_xref, domain: KbDomain) -> bool:
        """Tell whether a link that says which document it means, or is of MyST's, leads there."""
        absent = domain.absent()
        target = str(node.get("reftarget", ""))
        here = node.get("refdoc", self.env.docname)
        match f"{node.get('refdomain') or ''}:{node.get('reftype') or ''}":
            case "doc:myst":
                return target in absent
            case "std:doc":
                return docname_join(here, target) in absent
            case ":myst":
                path, fragment, _ = target.partition("#")
                if fragment or path.endswith(".md"):
                    return docname_join(here, path.removesuffix(".md")) in absent
                # MyST asks for no missing reference: who else has the name is looked up here.
                return (
                    not node.get("reflocalid")
                    and domain.is_absent("myst", target, here)
                    and domain.leads_nowhere_else(self.env._app.builder, node)
                )
        return False


def drop_excerpts(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take out the excerpts of front matter, whose links and formulas have been looked at.

    They stay beside the tree, for the preview of the page.
    """
    found = list(doctree.findall(kb_excerpt))
    doctree.kb_excerpts = found  # type: ignore[attr-defined]
    for holder in found:
        holder.parent.remove(holder)


def on_missing_reference(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.Element
) -> nodes.Element | None:
    """Return the text of a link that nobody answers but a withheld page would have.

    Names are looked at only here, when everybody else has been asked: a label, an object or
    another site's page of the same name goes first.
    """
    domain = cast("KbDomain", env.get_domain("kb"))
    known = node.get("reftype") in (*LABEL_TYPES, *ANY_TYPES, "term")
    if not known and node.get("refdomain") != domain.name:
        return None
    is_absent = domain.is_absent(
        str(node["reftype"]), str(node["reftarget"]), node.get("refdoc", env.docname)
    )
    return text_of_link(node, contnode) if is_absent else None


def on_warn_missing_reference(
    app: Sphinx, domain: Domain | None, node: addnodes.pending_xref
) -> bool | None:
    """Say that a role of ours names nothing, with the nearest names; None leaves it to Sphinx."""
    if domain is None:
        return None
    if domain.name == "std" and node["reftype"] == "term":
        return tell_missing_term(app, node)
    if domain.name != "kb":
        return None
    kind, target = str(node["reftype"]), str(node["reftarget"])
    names = cast("KbDomain", domain).names().get(kind, {})
    near = get_close_matches(slug(target), names, n=3, cutoff=0.6)
    cure = f"did you mean {' or '.join(near)}?" if near else f"no {kind} has a name like it."
    diagnostics.warn(
        "ref",
        f"no {kind} is called {target!r}; the text stays without a link: {cure}",
        location=node,
    )
    return True
