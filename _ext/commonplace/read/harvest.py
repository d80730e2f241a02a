"""Gather what a page tells the others, from its doctree, while it is being read."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util import docname_join

from .. import diagnostics
from ..core.brackets import with_names
from ..core.digest import digest
from ..core.index import FOLDERS
from ..core.inline import CJK
from ..core.model import FrontMatter, PageFacts
from ..core.references import reference_of
from ..core.requests import FOOT, FOOT_OF_OTHERS, Byline, Cards, Profile
from ..core.sources import collection_of
from ..files import is_file
from ..nodes import SKIPPED, kb_embed, kb_excerpt, kb_pointer
from .awaited import FOREIGN, TODAY, awaited_pictures
from .bibliography import FOOTCITED
from .citing import citing_places, headings_of, mark_titles
from .definitions import definitions
from .documented import documented
from .glossary import terms_of
from .inlines import inlines_of
from .linking import link_places, mark_links
from .parts import mark_parts, parts_of
from .prose import acronyms_of, prose_of
from .todos import lists_todos, todos_of
from .unpublished import is_withheld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..core.model import Inlines, Reference
    from ..resolve.domain import KbDomain

WORD = re.compile(rf"[{CJK}]|[^\W{CJK}]+(?:[-'’.][^\W{CJK}]+)*")
# Text that is not read as prose.
NOT_PROSE = (
    nodes.literal_block,
    nodes.comment,
    nodes.raw,
    nodes.math_block,
    nodes.substitution_definition,
    nodes.system_message,  # not shown, and it names places on this machine
)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Store the facts of the page that has just been read."""
    env = app.env
    docname = env.current_document.docname
    domain: KbDomain = env.get_domain("kb")  # type: ignore[assignment]
    front = domain.scan.sources[docname].front if docname in domain.scan.sources else FrontMatter()
    domain.note_page(harvest(env, docname, doctree, front, domain))
    if not front.listed:
        # In no toctree of ours either; that is meant, and none of Sphinx's warnings.
        env.metadata[docname].setdefault("orphan", "")


#: Where sphinxcontrib-bibtex keeps, while a page is read, the names of its footnotes by citekey.


def harvest(
    env: BuildEnvironment,
    docname: str,
    doctree: nodes.document,
    front: FrontMatter,
    domain: KbDomain,
) -> PageFacts:
    """Return the facts of *docname*."""
    title_node = env.titles.get(docname)
    title = inlines_of(title_node.children, docname) if title_node is not None else (docname,)
    # The links of an excerpt are links of the page: its faults are told when the page is written.
    links, named = tuple(references(doctree, docname)), tuple(mentions(doctree, docname))
    own = list(doctree.findall(kb_excerpt))
    for holder in own:
        holder.parent.remove(holder)
    facts = PageFacts(
        docname=docname,
        collection=collection_of(docname, front, domain.settings.collections),
        front=front,
        title=title,
        # A title may be a picture alone.
        title_text=(title_node.astext() if title_node is not None else "") or docname,
        excerpt=_excerpt(docname, doctree, front, own),
        words=count_words(doctree),
        references=links,
        toctree=tuple(visible_entries(doctree)),
        entries=tuple(env.toctree_includes.get(docname, ())),
        outline=digest(env.tocs[docname].pformat()) if docname in env.tocs else "",
        citations=tuple(citing_places(doctree, docname, env.temp_data.get(FOOTCITED) or {})),
        links=tuple(link_places(doctree, docname, domain.settings.relations)),
        headings=tuple(headings_of(doctree, docname)),
        embeds=tuple(
            (node["reftarget"], node["reftargetid"]) for node in doctree.findall(kb_embed)
        ),
        parts=tuple(parts_of(doctree, docname)),
        terms=tuple(terms_of(doctree)),
        definitions=tuple(definitions(env, docname)),
        acronyms=tuple(acronyms_of(doctree)),
        prose=prose_of(doctree, docname) if domain.settings.link_terms else (),
        pictures=tuple(_pictures(env, docname, front)),
        awaited=tuple(sorted(set(awaited_pictures(env, doctree, docname)))),
        mentions=tuple(sorted({*named, *_skipped(env)})),
        requests=tuple(node["request"] for node in doctree.findall(kb_pointer)),
        bibliography="bibliography"
        in {kind.__name__ for kind in set(map(type, doctree.findall()))},
        footcites=FOOTCITED in env.temp_data,
        documented=tuple(documented(doctree)),
        todos=todos_of(doctree),
        lists_todos=lists_todos(doctree),
        dated=TODAY in env.temp_data,
        foreign=FOREIGN in env.temp_data,
    )
    doctree.extend(own)
    return facts


def _skipped(env: BuildEnvironment) -> frozenset[str]:
    """Return the documents that toctrees of the page name although they are not built."""
    return frozenset(env.temp_data.get(SKIPPED) or ())


def _excerpt(
    docname: str, doctree: nodes.document, front: FrontMatter, own: list[kb_excerpt]
) -> Inlines:
    for paragraph in (
        *(item for holder in own for item in paragraphs(holder)),
        *paragraphs(doctree),
    ):
        inlines = inlines_of(paragraph.children, docname)
        if any(not isinstance(item, str) or item.strip() for item in inlines):
            return inlines
    return with_names(front.description or "", docname)


def paragraphs(node: nodes.Element) -> Iterator[nodes.paragraph]:
    """Yield the paragraphs of the running text: not those of lists, notes, tables, figures."""
    for child in node.children:
        if isinstance(child, nodes.paragraph):
            yield child
        elif isinstance(child, nodes.section):
            yield from paragraphs(child)


def count_words(doctree: nodes.document) -> int:
    """Count the words of the prose, code and formulas aside."""
    total = 0
    stack: list[nodes.Node] = [doctree]
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.Text):
            total += len(WORD.findall(node.astext()))
        elif not isinstance(node, NOT_PROSE):
            stack.extend(node.children)
    return total


def references(doctree: nodes.document, docname: str) -> Iterator[Reference]:
    """Yield each different pending link once, in order."""
    seen: set[Reference] = set()
    for node in doctree.findall(addnodes.pending_xref):
        found = reference_of(node.attributes, docname)
        if found not in seen:
            seen.add(found)
            yield found


def visible_entries(doctree: nodes.document) -> Iterator[str]:
    """Yield the documents of the toctrees that the page shows."""
    for node in doctree.findall(addnodes.toctree):
        if not node["hidden"]:
            yield from node["includefiles"]


def mentions(doctree: nodes.document, docname: str) -> Iterator[str]:
    """Yield the documents that links name by path, whether they exist or not.

    MyST decides while reading whether a path is a document; so adding or removing one means
    to read these pages again.
    """
    for toctree in doctree.findall(addnodes.toctree):
        yield from toctree["includefiles"]
    for node in doctree.findall(nodes.Element):
        if "reftarget" not in node:
            continue
        target = str(node["reftarget"])
        if node.get("refdomain") == "doc" or node.get("reftype") == "doc":
            yield docname_join(docname, target) if node.get("reftype") == "doc" else target
        elif node.get("reftype") == "myst" or isinstance(node, addnodes.download_reference):
            path = target.partition("#")[0]
            if path and "\n" not in path:
                yield docname_join(
                    docname,
                    str(PurePosixPath(path).with_suffix(""))
                    if "." in PurePosixPath(path).name
                    else path,
                )


def _pictures(env: BuildEnvironment, docname: str, front: FrontMatter) -> Iterable[tuple[str, str]]:
    """Yield the pictures of front matter, known to Sphinx from here on as images of the page."""
    for key, picture in (("thumbnail", front.thumbnail), ("image", front.image)):
        if picture is None:
            continue
        relative, _ = env.relfn2path(picture.src, docname)
        if is_withheld(env, picture.src):
            continue
        inside = not relative.startswith("..")
        if inside:
            env.note_dependency(relative)  # so that the page is read again when it appears
        if not inside or not is_file(env.srcdir / relative):
            diagnostics.warn(
                "picture",
                f"front matter key {picture.key!r}: {picture.src!r} is not a file of this site; it was "
                "left out: give a path relative to the page",
                location=(docname, picture.line),
            )
            continue
        env.images.add_file(docname, relative)
        if key == "thumbnail" or front.thumbnail is None:
            yield "thumbnail", relative
        if key == "image":
            yield "image", relative


def add_pointers(
    app: Sphinx,
    doctree: nodes.document,
    docname: str,
    domain: KbDomain,
) -> None:
    """Put the pointers of the page's own furniture below its title.

    Before Sphinx's collectors look at the doctree: an index, or the root, takes the pages that
    no authored toctree lists into a hidden one of its own.
    """
    for node in doctree.findall(kb_pointer):
        # Headings of groups are one level below the section that the listing stands in.
        if hasattr(node["request"], "heading_level"):
            level = 1 + max(1, _depth(node))
            node["request"] = replace(node["request"], heading_level=level)
    mark_titles(doctree)
    mark_links(doctree)
    source = domain.scan.sources.get(docname)
    section = next((node for node in doctree.children if isinstance(node, nodes.section)), None)
    if source is None or section is None:
        return
    front = source.front
    collection = collection_of(docname, front, domain.settings.collections)
    head: list[object] = []
    if collection:
        head.append(Byline())
    if front.author_profile:
        head.append(Profile())
    folder, _, name = docname.rpartition("/")
    if folder == FOLDERS["author"] and name != "index":
        head.append(Profile(author=name, known=False))
    if front.papers:
        mark_parts(doctree, app.env.metadata[docname].setdefault("myst_slugs", {}))
        head.append(Cards())
    for request in reversed(head):
        section.insert(1, kb_pointer(docname=docname, request=request))
    # A note is one in whatever folder it lies.
    foot = FOOT if collection or front.papers else FOOT_OF_OTHERS
    section += [kb_pointer(docname=docname, request=request) for request in foot]
    if adopted := domain.scan.adopted.get(docname):
        section += _adopting_toctree(docname, adopted)


def _depth(node: nodes.Node) -> int:
    depth = 0
    while node.parent is not None:
        node = node.parent
        depth += isinstance(node, nodes.section)
    return depth


def _adopting_toctree(docname: str, adopted: tuple[str, ...]) -> nodes.Node:
    toctree = addnodes.toctree()
    toctree.update_all_atts(
        {
            "parent": docname,
            "entries": [(None, name) for name in adopted],
            "includefiles": list(adopted),
            "maxdepth": -1,
            "caption": None,
            "glob": False,
            "hidden": True,
            "includehidden": False,
            "numbered": 0,
            "titlesonly": False,
        }
    )
    return nodes.compound("", toctree, classes=["toctree-wrapper"])
