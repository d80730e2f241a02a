"""Forget pages in time, and in memory, that does not depend on the size of the site.

For each page that is read, Sphinx (9.0, ``TocTreeCollector.clear_doc``) goes through all pages that
any toctree names. And it keeps what it has read: the tree of every page until it is written, the
bytes of every tree to the end of the build. With several processes it does without either.

A node knows what it stands in and what stands in it, so that a tree that nobody needs any more waits
for the collector of cyclic garbage; and to find some, that goes through all that is still in use. Trees that
have been written are taken apart instead.
"""

from __future__ import annotations

from sys import getrefcount
from typing import TYPE_CHECKING, cast

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .resolve.domain import KbDomain


def before_purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Show Sphinx only what the toctrees of *docname* name; the last page's tree is on disk."""
    drop_trees(app)
    domain = cast("KbDomain", env.get_domain("kb"))
    named = env.files_to_rebuild
    domain.named_by_toctrees = named
    env.files_to_rebuild = {
        name: named[name] for name in env.toctree_includes.get(docname, ()) if name in named
    }
    domain.to_be_purged = tuple(env.files_to_rebuild)


def after_purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Take over what Sphinx has removed."""
    domain = cast("KbDomain", env.get_domain("kb"))
    left, env.files_to_rebuild = env.files_to_rebuild, domain.named_by_toctrees
    for name in domain.to_be_purged:
        if name not in left:
            del env.files_to_rebuild[name]


def drop_trees(app: Sphinx, *args: object) -> None:
    """Let go of the trees that wait to be written: loading one costs less than keeping it."""
    getattr(app.env, "_write_doc_doctree_cache", {}).clear()


def drop_bytes(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let go of the bytes of a tree that is about to be written."""
    getattr(app.env, "_pickled_doctree_cache", {}).pop(docname, None)


def take_apart(doctree: nodes.document) -> None:
    """Have the nodes of a tree that is written go at once, all but those that somebody holds.

    Extensions keep nodes in the environment, and some put them into one tree after the other; such a
    node stays whole.
    """
    children = doctree.children
    # The translator of the page may keep the document, but for lists and tables without nodes.
    for name, value in vars(doctree).items():
        if type(value) in (dict, list) and name != "attributes":
            setattr(doctree, name, type(value)())
    doctree._document = None  # type: ignore[attr-defined]
    waiting: list[Sequence[nodes.Node]] = [children]
    while waiting:
        siblings = waiting.pop()
        for node, holders in zip(siblings, _holders(siblings), strict=True):
            # What stands in a node holds it, too.
            if holders - len(node.children) == _NOBODY:
                node.parent = node._document = None  # type: ignore[attr-defined]
                if node.children:
                    waiting.append(node.children)


def _holders(siblings: Sequence[nodes.Node]) -> list[int]:
    return [getrefcount(node) for node in siblings]


#: Holders of a node that nobody holds but the list that it stands in.
_NOBODY = _holders([nodes.Element()])[0]
