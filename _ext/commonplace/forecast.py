"""One page of a site that has been built, read again and rendered, while nothing is written.

What a preview shows first after an edit: the page as the next build will most likely make it. The
build decides; a forecast leaves no trace in files or in what later builds load, and is made in a
process that ends with it.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.build_phase import BuildPhase

from . import config_checks, events
from .read import scan
from .resolve.images import name_images
from .resolve.site import Site
from .write.builders import HtmlMixin

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.application import Sphinx

    from .core.model import PageFacts
    from .resolve.citations import IndexedBibtexDomain

#: What a site works out from all of its pages, once it is asked for.
LASTING = ("bibliography", "terms", "links", "related", "graph")


class Forecast:
    """Turn an application that has built its site into one that renders single pages of it.

    It builds no more after that.
    """

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._html = ""
        builder: Any = app.builder
        # What these write is the business of builds.
        builder.write_doctree = self._keep
        builder.handle_page = self._handle_page
        builder.copysource = False
        builder.templates.render = self._capturing(builder.templates.render)
        # Ours takes digests of all pages; those of Sphinx number sections and figures.
        listeners = app.events.listeners["env-get-updated"]
        listeners[:] = [one for one in listeners if one.handler is not events.on_env_get_updated]

    def docname(self, path: Path) -> str:
        """Return the page that *path* is the source of, if the last build had it."""
        env = self._app.env
        name = env.path2doc(path) or ""
        known = name in env.found_docs and Path(env.doc2path(name)) == path
        return name if known else ""

    def page(self, docname: str) -> tuple[str, str] | None:
        """Read a page again and return its file in the output and its HTML.

        Nothing is returned for a page that is published no more.
        """
        env, builder = self._app.env, cast("StandaloneHTMLBuilder", self._app.builder)
        domain = events.domain_of(env)
        before = domain.pages.get(docname)
        if not self._scan(docname):
            return None
        builder.phase = BuildPhase.READING
        cast("IndexedBibtexDomain", env.get_domain("cite")).clear_docs([docname])
        self._app.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
        builder.read_doc(docname)
        self._app.events.emit("env-updated", env)
        self._app.events.emit("env-get-updated", env)
        config_checks.note_pictures(env, domain.authors)
        name_images(env)
        self._renew_site(before, domain.pages.get(docname))
        builder.phase = BuildPhase.RESOLVING
        doctree = env.get_and_resolve_doctree(docname, builder, tags=self._app.tags)
        builder.imgpath = builder.get_relative_uri(docname, builder.imagedir)
        builder.post_process_images(doctree)
        builder.phase = BuildPhase.WRITING
        builder.write_doc(docname, doctree)
        path = Path(builder.get_output_path(docname)).relative_to(builder.outdir)
        return path.as_posix(), self._html

    def warm(self) -> None:
        """Make what forecasts share, with a page that the last build has read: it is edited now."""
        domain = events.domain_of(self._app.env)
        for name in LASTING:
            getattr(domain.site, name)
        for docname in (self._app.config.root_doc, *domain.reading[:1]):
            self.page(docname)

    def _renew_site(self, before: PageFacts | None, now: PageFacts | None) -> None:
        """Have the site anew, but for what does not hang on the length and beginning of one page."""
        env = self._app.env
        domain = events.domain_of(env)
        old, new = domain.site, Site(env, domain)
        alike = before and now and replace(before, words=now.words, excerpt=now.excerpt) == now
        if old and alike:
            known = old.__dict__
            new.__dict__.update({name: known[name] for name in LASTING if name in known})

    def _scan(self, docname: str) -> bool:
        """Look at the source of a page as a build does; tell whether it is published."""
        domain = events.domain_of(self._app.env)
        found = scan.scan_sources(
            {docname: Path(self._app.env.doc2path(docname))},
            cache=None,
            stamp="",
            settings=domain.settings,
            moment=scan.now(),
            root=self._app.config.root_doc,
            on_unreadable=lambda name, problem: None,
            authors=domain.authors,
        )
        domain.scan.sources.update(found.sources)
        domain.scan.drafts.pop(docname, None)
        domain.scan.drafts.update(found.drafts)
        return docname in found.sources and not found.withheld

    def _keep(self, docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:
        """Keep a doctree where Sphinx keeps the bytes of those that it has loaded."""
        tree: Any = doctree
        tree.reporter = tree.transformer = None
        tree.settings = tree.settings.copy()
        tree.settings.warning_stream = tree.settings.env = tree.settings.record_dependencies = None
        data = pickle.dumps(tree, pickle.HIGHEST_PROTOCOL)
        self._app.env._pickled_doctree_cache[docname] = data

    def _handle_page(self, pagename: str, context: dict[str, Any], **kwargs: Any) -> None:
        """Render a page as Sphinx does, without the files that ours writes beside it."""
        builder = cast("StandaloneHTMLBuilder", self._app.builder)
        StandaloneHTMLBuilder.handle_page(
            builder, pagename, context, **kwargs | {"outfilename": Path(os.devnull)}
        )

    def _capturing(self, render: Callable[[str, Any], str]) -> Callable[[str, Any], str]:
        def captured(name: str, context: Any) -> str:
            self._html = render(name, context)
            return self._html

        return captured


def can_forecast(app: Sphinx) -> bool:
    """Tell whether the site is built by us, page by page."""
    return isinstance(app.builder, HtmlMixin)
