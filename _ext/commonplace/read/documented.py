"""Objects whose source viewcode shows, with the page that it leads back to.

viewcode knows one page per object, the last read, or with several processes the first; it forgets
the object, and a module with its last one, when it forgets that page. So pages that document one module
are read again together, and the page of each object is the last of them in the order of names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from sphinx.environment import BuildEnvironment

    from ..core.model import PageFacts

FOLDER = "_modules/"
ANCHOR = "viewcode_anchor"  # the name of a class; the extension need not be loaded


def documented(doctree: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield module and name of each object of the page whose source is shown."""
    for signature in doctree.findall(addnodes.desc_signature):
        for node in signature.children:
            if isinstance(node, nodes.Element) and type(node).__name__ == ANCHOR:
                yield node["reftarget"].removeprefix(FOLDER).replace("/", "."), node["refid"]


def together(pages: Mapping[str, PageFacts], docnames: Set[str]) -> set[str]:
    """Return the pages that document a module which one of *docnames* documents."""
    modules = {module for name in docnames if name in pages for module, _ in pages[name].documented}
    if not modules:
        return set()
    return {
        name
        for name, page in pages.items()
        if not modules.isdisjoint(module for module, _ in page.documented)
    }


def settle(env: BuildEnvironment, pages: Mapping[str, PageFacts]) -> None:
    """Give each object to the last page that documents it, whichever was read last."""
    known = getattr(env, "_viewcode_modules", None)
    if not known:
        return
    for entry in known.values():
        if entry:
            entry[2].clear()
    for docname in sorted(pages):
        for module, name in pages[docname].documented:
            if entry := known.get(module):
                entry[2][name] = docname
