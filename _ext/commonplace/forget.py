"""Forget pages in time, and in memory, that does not depend on the size of the site.

For each page that is read, Sphinx (9.0, ``TocTreeCollector.clear_doc``) goes through all pages that
any toctree names. And it keeps what it has read: the tree of every page until it is written, the
bytes of every tree to the end of the build. With several processes it does without either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from docutils import nodes
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
