"""Notes shown inside others: ``![[note]]`` and ``![[note#heading]]``.

The content is that of the other page's doctree, made fit for the place where it stands: its links are
looked up from the page that they come from, its anchors get names of their own, its headings are
no part of this page's contents.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode
from sphinxcontrib.bibtex.nodes import bibliography

from .. import diagnostics
from ..core.brackets import as_written
from ..core.query import Query
from ..core.raw_html import raw_names, rename_raw
from ..core.references import reference_of
from ..core.requests import (
    Comparison,
    Coverage,
    FeedList,
    Health,
    PageBibliography,
    PaperQuery,
    ReadingList,
    Relations,
    Terms,
)
from ..core.slugs import slug
from ..nodes import kb_embed, kb_pointer
from .headings import heading_text
from .numbers import equation_number
from .pieces import heading
from .wiki import tell_several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.names import Place
    from .domain import KbDomain
    from .site import Site

#: What belongs to the page that it stands in, and not to what the page says.
DROPPED = (nodes.footnote, nodes.transition, addnodes.toctree, bibliography)
#: So many notes are shown in one page: two that each show the next two double at each step.
MOST = 500
#: What a page says by a directive: the other pointers are its own furniture, or draw.
LISTS = (
    *(Query, Terms, Relations, FeedList, Health),
    *(PaperQuery, Comparison, ReadingList, Coverage, PageBibliography),
)


class ShowEmbedded(SphinxPostTransform):
    """Put the content of other notes where this one asks for it."""

    default_priority = 3  # before pointers (4) and everything that resolves links

    def run(self, **kwargs: object) -> None:
        """Replace every place of an embedded note."""
        domain = cast("KbDomain", self.env.get_domain("kb"))
        if domain.site is None:
            return
        rest = iter(range(MOST))
        for number, node in enumerate(list(self.document.findall(kb_embed)), 1):
            embedder = _Embedder(self, domain.site, f"embed-{number}", rest)
            _put(node, embedder.content(node, (), _depth(node)))


def _put(node: nodes.Element, content: list[nodes.Node]) -> None:
    """Replace *node*; alone in its paragraph, it takes the place of the paragraph."""
    parent = node.parent
    alone = isinstance(parent, nodes.paragraph) and not [
        child for child in parent.children if child is not node and child.astext().strip()
    ]
    blocks = any(not isinstance(item, (nodes.Inline, nodes.Text)) for item in content)
    if alone and blocks:
        parent.replace_self(content)
    elif blocks:
        # Within a sentence there is no place for a page: the link to it stands there.
        source = cast("nodes.Element", cast("nodes.Element", content[0])[0])
        node.replace_self(list(source.children))
    else:
        node.replace_self(content)


class _Embedder:
    """Fetch and adapt the content of one place, and of the places within it."""

    def __init__(
        self, transform: ShowEmbedded, site: Site, prefix: str, rest: Iterator[int]
    ) -> None:
        self._transform = transform
        self._env = transform.env
        self._builder: Any = transform.env._app.builder
        self._here = transform.env.docname
        self._site = site
        self._prefix = prefix
        self._rest = rest  #: a number for each note that may still be shown in the page

    def content(
        self, node: kb_embed, above: tuple[tuple[str, str], ...], depth: int
    ) -> list[nodes.Node]:
        """Return what stands in the place of *node*, inside *above* and below *depth* headings."""
        name, fragment = str(node["reftarget"]), str(node["reftargetid"])
        shown = as_written(name, fragment)
        found = self._site.names.find(name, fragment, str(node["docname"]))
        place = found.place
        if place is None or place.docname not in self._site.pages:
            if slug(name) in self._site.absent.slugs:
                return [nodes.inline("", shown)]
            return [nodes.inline("", shown, classes=["kb-wanted"])]
        origin = str(node["docname"])
        if not above:  # within a note that is shown, faults are told where that is read
            tell_several(f"![[{shown}]]", found, node, done="shown")
        if found.missing:
            if not above:
                diagnostics.warn(
                    "ref",
                    f"![[{shown}]]: {place.docname!r} has no heading {found.missing!r}; the name is shown "
                    "instead. Correct the heading, or leave it out.",
                    location=node,
                )
            return [nodes.inline("", shown)]
        key = (place.docname, place.anchor)
        own = place.docname == origin and not self._is_apart(node, place.anchor)
        if key in above or (place.docname, "") in above or own:
            self._tell(node, shown, frozenset({origin, *(name for name, _ in above)}))
            return [nodes.inline("", shown)]
        doctree = self._env.get_doctree(place.docname)
        section = _section(doctree, place.anchor)
        if section is None:
            if not above:
                diagnostics.warn(
                    "ref",
                    f"![[{shown}]] is no page and no section, and is linked instead of shown: write "
                    f"[[{shown}]].",
                    location=node,
                )
            return [self._linked(place, shown)]
        if next(self._rest, None) is None:
            self._tell_many()
            return [self._linked(place, shown)]
        body = nodes.container("", classes=["kb-embed"])
        body += [
            child.deepcopy()
            for child in section.children
            if not isinstance(child, nodes.title) and not _is_dropped(child)
        ]
        self._adapt(body, place.docname, (*above, key), depth)
        if _is_in_table(node) and any(body.findall(_may_be_table)):
            if not above:
                diagnostics.warn(
                    "ref",
                    f"![[{shown}]] holds a table or a list of pages, which cannot stand in a table, and is "
                    f"linked instead of shown: write [[{shown}]].",
                    location=node,
                )
            return [self._linked(place, shown)]
        title = section[0].astext() if section.children else place.docname
        for said in self._site.pages[place.docname].headings:
            if not set(said.anchors).isdisjoint(section["ids"]):
                title = heading_text(said, self._site.bibliography)
        source = make_refnode(
            self._builder, self._here, place.docname, place.anchor, nodes.inline("", title)
        )
        body.insert(0, nodes.paragraph("", "", source, classes=["kb-embed-source"]))
        return [body]

    def _linked(self, place: Place, shown: str) -> nodes.Node:
        content = nodes.inline("", shown)
        return make_refnode(self._builder, self._here, place.docname, place.anchor, content)

    def _tell_many(self) -> None:
        """Say once in a build that a page would show too many notes."""
        pages = frozenset({self._here, ""})
        if pages not in self._site.told:
            self._site.told.add(pages)
            diagnostics.warn(
                "include",
                f"the page would show more than {MOST} notes, as notes that it shows show others; the rest "
                "is linked: embed less, or sections.",
                location=self._here,
            )

    def _is_apart(self, node: kb_embed, anchor: str) -> bool:
        """Tell whether a section of the same page does not hold the place where it is wanted."""
        section = _section(self._env.get_doctree(str(node["docname"])), anchor)
        return (
            bool(anchor)
            and section is not None
            and not any(
                other["reftarget"] == node["reftarget"]
                and other["reftargetid"] == node["reftargetid"]
                for other in section.findall(kb_embed)
            )
        )

    def _tell(self, node: kb_embed, shown: str, pages: frozenset[str]) -> None:
        """Say once in a build that these pages show one another."""
        if pages in self._site.told:
            return
        self._site.told.add(pages)
        diagnostics.warn(
            "include",
            f"![[{shown}]] would be shown inside itself (by way of {', '.join(sorted(pages))}); its "
            "name is shown instead: embed a section that does not hold the place.",
            location=node,
        )

    def _adapt(
        self, body: nodes.Element, docname: str, above: tuple[tuple[str, str], ...], depth: int
    ) -> None:
        """Make content of the page *docname* fit for this one."""
        for dropped in [item for item in body.findall(nodes.Element) if _is_dropped(item)]:
            if dropped.parent is not None:
                dropped.parent.remove(dropped)
        for node in body.findall(kb_pointer):
            node["shown_in"] = self._here
            if hasattr(node["request"], "heading_level"):
                level = 1 + max(1, depth + _depth(node))
                node["request"] = replace(node["request"], heading_level=level)
        for mark in list(body.findall(nodes.footnote_reference)):
            mark.replace_self(_to_footnote(mark))
        within = [(inner, depth + _depth(inner)) for inner in body.findall(kb_embed)]
        levels = [(section, depth + _depth(section) + 1) for section in body.findall(nodes.section)]
        for section, level in levels:
            self._flatten(section, level)
        raw = [item for item in body.findall(nodes.raw) if "html" in item.get("format", "").split()]
        named = {name for item in raw for name in raw_names(item.astext())}
        for piece in raw:
            text = rename_raw(piece.astext(), named, self._prefix)
            piece.rawsource, piece[:] = text, [nodes.Text(text)]
        for item in list(body.findall(nodes.Element)):
            if item is not body:
                self._rename(item, docname)
        # What is embedded in turn has been adapted by its own call.
        for number, (inner, below) in enumerate(within, 1):
            prefix = f"{self._prefix}-{number}"
            embedder = _Embedder(self._transform, self._site, prefix, self._rest)
            _put(inner, embedder.content(inner, above, below))

    def _flatten(self, section: nodes.section, level: int) -> None:
        """Turn a section into its content: a heading of ours of this *level* and what follows."""
        if section.children and isinstance(section[0], nodes.title):
            title = section[0]
            section[0] = heading(nodes.inline("", "", *title.children), level)
        if section.parent is not None:
            section.replace_self(nodes.container("", *section.children))

    def _rename(self, item: nodes.Element, docname: str) -> None:
        """Give an element anchors of this page, and links that hold here."""
        names: list[str] = item.get("ids", [])
        item["ids"] = [f"{self._prefix}-{name}" for name in names]
        item["names"] = []
        if isinstance(item, nodes.math_block) and item.get("number"):
            item["kb_number"] = equation_number(self._env, docname, names, item["number"])
            item["number"] = item["label"] = None  # that of the original is no number of this page
        if isinstance(item, nodes.target) and "refid" in item:
            item["refid"] = f"{self._prefix}-{item['refid']}"
        if isinstance(item, nodes.reference) and "refid" in item:
            target = item.attributes.pop("refid")
            item["refuri"] = self._builder.get_relative_uri(self._here, docname) + f"#{target}"
            item["internal"] = True
        if isinstance(item, addnodes.pending_xref):
            item["kb_quoted"] = True
            item["refwarn"] = False  # a broken link is told where its author wrote it
            reference = reference_of(item.attributes, docname)
            if reference.kind != "kb:wiki" and not self._site.targets.leads(reference):
                item.replace_self(item.children or [nodes.Text(reference.target)])
                return
            if item.get("reftype") == "doc":
                item["reftarget"] = "/" + docname_join(docname, str(item["reftarget"]))
            if item.get("reftype") == "wiki" and not item["reftarget"]:
                item["reftarget"] = docname  # a heading of the page that is shown
            item["refdoc"] = self._here


def _is_dropped(node: nodes.Node) -> bool:
    """Tell whether a node belongs to the page that it stands in."""
    if isinstance(node, kb_pointer):
        return not isinstance(node["request"], LISTS)
    return isinstance(node, DROPPED)


def _is_in_table(node: nodes.Node) -> bool:
    """Tell whether *node* stands in a cell; writers know no table within another."""
    inner: nodes.Node | None = node
    while inner is not None and not isinstance(inner, nodes.entry):
        inner = inner.parent
    return inner is not None


def _may_be_table(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.table, kb_pointer))


def _depth(node: nodes.Node) -> int:
    """Return how many sections *node* stands in."""
    depth = 0
    while (node := node.parent) is not None:
        depth += isinstance(node, nodes.section)
    return depth


def _to_footnote(mark: nodes.footnote_reference) -> nodes.Node:
    """Return a link to the footnote of *mark*, which stays on the page where it was written."""
    text = f"[{mark.astext()}]"
    if "refid" not in mark:
        return nodes.Text(text)
    return nodes.reference("", text, refid=mark["refid"], classes=["footnote-reference"])


def _section(doctree: nodes.document, anchor: str) -> nodes.Element | None:
    """Return the page's own section, or the one with *anchor*."""
    sections = doctree.findall(nodes.section)
    if not anchor:
        return next(iter(sections), None)
    return next((section for section in sections if anchor in section["ids"]), None)
