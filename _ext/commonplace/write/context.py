"""The context of a page's template: sidebar, neighbours, and values made safe for markup."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from docutils import nodes
from sphinx.locale import _

from ..core.graph_views import ALL_PAGES
from ..core.head import base_of, elements
from ..core.inline import text_of
from ..core.requests import LocalGraph, ReaderComments, ReadingList, SiteGraph
from ..defaults import BOOK_THEME
from .discovery import MANIFEST
from .reuse import ReuseMixin
from .twins import TYPE, twin_of

if TYPE_CHECKING:
    from docutils.nodes import document
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from ..core.citethis import Metadata
    from ..core.head import Element
    from ..core.model import Inlines, PageFacts
    from ..resolve.domain import KbDomain
    from ..resolve.site import Site


def on_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: document | None
) -> None:
    """Fill in what is ours; runs in workers, so it only reads."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    domain = cast("KbDomain", app.env.get_domain("kb"))
    site = domain.site
    if site is None or builder.name not in ("html", "dirhtml"):
        return
    if isinstance(builder, ReuseMixin):
        builder.reuse_tags(pagename, context)
    context["kb_sidebar"] = sidebar_html(app, builder, site, pagename)
    if app.config.html_theme == BOOK_THEME:
        # The theme resolves the whole toctree to find out whether there is one; ours is another.
        context["suppress_sidebar_toctree"] = lambda *args, **kwargs: False
    # The theme puts these into markup as they are; a title may hold ``<script>`` in code.
    for name in ("pagetitle", "root_title", "page_description"):
        if isinstance(context.get(name), str):
            context[name] = escape(context[name])
    up = "../" * builder.get_target_uri(pagename).count("/")
    manifest = element_html(("link", (("rel", "manifest"), ("href", f"{up}{MANIFEST}"))))
    context["metatags"] = (context.get("metatags") or "") + manifest
    page = site.pages.get(pagename)
    if page is None:
        if pagename == ALL_PAGES:
            _add_graph(builder)
        return
    if site.has_twins:
        context["metatags"] += element_html(_twin(builder, pagename))
    context["kb_page"] = site.views.page(page)
    settings = domain.settings
    found = elements(
        site.head(page), base_of(app.config.html_baseurl or ""), noindex=settings.noindex
    )
    context["metatags"] = "".join(map(element_html, found)) + (context.get("metatags") or "")
    if settings.previews:
        builder.add_js_file("kb-previews.js", defer="defer")
    if any(isinstance(request, ReadingList) for request in page.requests):
        builder.add_js_file("kb-reading.js", defer="defer")
    if has_comments(site, page):
        builder.add_js_file("kb-comments.js", defer="defer")
    if has_graph(site, page):
        _add_graph(builder)
    context["metatags"] += head_html(site.metadata(page))
    if page.collection:
        view = context["kb_page"]
        for key, neighbour in (("prev", view.previous), ("next", view.following)):
            if neighbour is None and page.collection != "blog":
                continue
            context[key] = neighbour and {
                "link": builder.get_relative_uri(pagename, neighbour[1]),
                "title": title_html(app, neighbour[1], neighbour[0].content),
            }


def _add_graph(builder: StandaloneHTMLBuilder) -> None:
    builder.add_css_file("kb-graph.css", priority=601)
    builder.add_js_file("kb-graph.js", defer="defer")


def _twin(builder: StandaloneHTMLBuilder, pagename: str) -> Element:
    """Return the link to the Markdown of a page, which lies beside it."""
    name = twin_of(Path(builder.get_output_path(pagename)).name)
    return "link", (("rel", "alternate"), ("type", TYPE), ("href", quote(name)))


def has_comments(site: Site, page: PageFacts) -> bool:
    """Tell whether readers may comment on a page."""
    return any(
        isinstance(request, ReaderComments) and site.view(request, page.docname) is not None
        for request in page.requests
    )


def has_graph(site: Site, page: PageFacts) -> bool:
    """Tell whether a page shows a graph."""
    wanted = (SiteGraph(), LocalGraph())
    asked = [request for request in page.requests if request in wanted]
    return any(site.view(request, page.docname) is not None for request in asked)


def head_html(found: Metadata) -> str:
    """Return what a page says about itself to machines, as elements of its head."""
    tags = [f'<meta name="{name}" content="{escape(content)}" />' for name, content in found.tags]
    if found.json_ld:
        tags.append(f'<script type="application/ld+json">{found.json_ld}</script>')
    return "".join(f"{tag}\n" for tag in tags)


def element_html(element: Element) -> str:
    """Return an element of the head as HTML."""
    name, attributes = element
    written = " ".join(f'{key}="{escape(value)}"' for key, value in attributes)
    return f"<{name} {written} />\n"


def title_html(app: Sphinx, docname: str, title: Inlines, number: tuple[int, ...] = ()) -> str:
    """Return the title of a document as HTML, after its section number if one is given."""
    suffix = app.config.html_secnumber_suffix
    return (".".join(map(str, number)) + suffix if number else "") + _title(app, docname, title)


def _title(app: Sphinx, docname: str, title: Inlines) -> str:
    node = app.env.titles.get(docname)
    if node is None:
        return escape(text_of(title))
    if all(isinstance(child, nodes.Text) for child in node.children):
        return escape(node.astext())
    builder = cast("StandaloneHTMLBuilder", app.builder)
    bare = node.deepcopy()
    bare.attributes.pop("secnumber", None)
    return builder.render_partial(bare)["title"]


def sidebar_html(app: Sphinx, builder: StandaloneHTMLBuilder, site: Site, pagename: str) -> str:
    """Return the sidebar of a page: the open branch as nested lists of links."""
    items = site.sidebar.branch(pagename)
    if not items:
        return ""
    # From the page up to the root of the site, and down again: the same for a whole folder.
    up = "../" * builder.get_target_uri(pagename).count("/")
    open_pages = frozenset(site.sidebar.path(pagename))
    parts: list[str] = []
    depth = 0
    for item in items:
        if item.depth > depth:
            parts.append('<ul class="nav bd-sidenav">' if not depth else "<ul>")
        else:
            parts.append("</li>")
            parts.append("</ul></li>" * (depth - item.depth))
        depth = item.depth
        if item.docname not in site.addresses:
            site.addresses[item.docname] = escape(builder.get_target_uri(item.docname))
        address = (up + site.addresses[item.docname]) or "./"
        if item.rest:
            text = _("all %d") % item.rest + " →"
            parts.append(
                f'<li class="toctree-l{depth} kb-rest"><a class="reference internal" '
                f'href="{address}">{escape(text)}</a>'
            )
            continue
        current = item.docname == pagename
        classes = f"toctree-l{depth}"
        if item.docname in open_pages:
            classes += " current active"
        mark = ' aria-current="page"' if current else ""
        if item.docname not in site.title_html:
            site.title_html[item.docname] = title_html(app, item.docname, item.title, item.number)
        title = site.title_html[item.docname]
        href = "#" if current else address
        parts.append(
            f'<li class="{classes}"><a class="reference internal'
            f'{" current" if current else ""}" href="{href}"{mark}>{title}</a>'
        )
    parts.append("</li>" + "</ul></li>" * (depth - 1) + "</ul>")
    return "".join(parts)
