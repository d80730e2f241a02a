"""Titles: front matter names the page, whatever headings its body begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from ..nodes import drop_raw
from .parser import TITLE

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# What may stand before the first heading without being content of its own.
INVISIBLE = (nodes.target, nodes.comment, nodes.substitution_definition, nodes.pending, nodes.meta)


def is_invisible(node: nodes.Node) -> bool:
    """Tell whether a reader sees nothing of *node*; an HTML comment is raw text to docutils."""
    if isinstance(node, nodes.raw):
        return node.astext().lstrip().startswith("<!--")
    return isinstance(node, INVISIBLE)


def normalised(node: nodes.Node) -> str:
    """Return the text of a heading for comparing it with another."""
    return " ".join(node.astext().split()).casefold()


class NestUnderTitle(SphinxTransform):
    """Make the title the only top section, and every other heading a section below it.

    The parser has put a section with the title first. A first H1 of the same text *is* the
    heading: the two become one. Any other H1 becomes a section under the title.
    """

    # Before docutils resolves targets (PropagateTargets has 260) and MyST its anchors.
    default_priority = 20

    def apply(self, **kwargs: object) -> None:
        """Nest the sections of a document whose front matter has a title."""
        document = self.document
        top = next(
            (
                node
                for node in document.children
                if isinstance(node, nodes.section) and TITLE in node
            ),
            None,
        )
        if top is None:
            self._name_untitled()
            return
        del top[TITLE]
        later = document.children[document.index(top) + 1 :]
        for node in later:
            document.remove(node)
        before, first = top.children[1:], later[0] if later else None
        if (
            isinstance(first, nodes.section)
            and all(is_invisible(node) for node in before)
            and normalised(first[0]) == normalised(top[0])
        ):
            for node in before:
                top.remove(node)
            # Labels above the written heading name the page, so they go above its section.
            document.insert(document.index(top), before)
            self._hand_over(first, top)
            top.extend(first.children[1:])
            top.extend(later[1:])
        else:
            top.extend(later)

    def _name_untitled(self) -> None:
        """Give several top sections without a title in front matter one parent: the first."""
        tops = [node for node in self.document.children if isinstance(node, nodes.section)]
        for section in tops[1:]:
            self.document.remove(section)
            tops[0].append(section)

    def _hand_over(self, written: nodes.Element, top: nodes.Element) -> None:
        """Give the names that an author gave to the written heading to the page's section."""
        document = self.document
        for name in list(written["names"]):
            identifier = document.nameids.get(name)
            if identifier and identifier in written["ids"] and document.nametypes.get(name):
                top["names"].append(name)
                top["ids"].append(identifier)
                document.ids[identifier] = top
                written["ids"].remove(identifier)
        for identifier in written["ids"]:
            document.ids.pop(identifier, None)
        if slug := written.get("slug"):
            getattr(document, "myst_slugs", {}).pop(slug, None)


class NameUntitledPage(SphinxTransform):
    """Give a page without any heading the name of its file, so that links can show one."""

    default_priority = 21

    def apply(self, **kwargs: object) -> None:
        """Add a section around a body that has none."""
        document = self.document
        if any(isinstance(node, nodes.section) for node in document.children):
            return
        if self.env.docname == self.config.root_doc and not document.children:
            return
        if "orphan" in self.env.metadata.get(self.env.docname, {}) and not document.children:
            return
        name = self.env.docname.rpartition("/")[2].replace("-", " ").replace("_", " ")
        if name == "index":
            name = self.env.docname.rpartition("/")[0].rpartition("/")[2] or self.config.project
        title = name[:1].upper() + name[1:]
        section = nodes.section(
            "", nodes.title(title, title), names=[nodes.fully_normalize_name(title)]
        )
        section.extend(document.children)
        document.children = []
        document.append(section)
        document.note_implicit_target(section, section)


def leave_out_downloads(app: Sphinx, doctree: nodes.document) -> None:
    """Turn downloads in headings into their text, before Sphinx's collectors look at the headings.

    In the copies that other pages show, Sphinx knows no file for them and fails; an address given
    for one would be a link there that nobody has looked at.
    """
    for title in doctree.findall(nodes.title):
        for link in list(title.findall(addnodes.download_reference)):
            link.parent.replace(link, nodes.inline("", "", *link.children))


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Take raw markup out of the headings that other pages show; the page itself keeps it.

    What Sphinx has collected are copies, and all that sidebars, links and titles are made of.
    """
    env, docname = app.env, app.env.current_document.docname
    kept: list[nodes.Element] = [env.titles[docname], env.longtitles[docname]]
    kept += env.tocs[docname].findall(nodes.reference)
    for heading in kept:
        if drop_raw(heading) and not heading.astext().strip():
            heading += nodes.Text(docname)  # a link wants words
