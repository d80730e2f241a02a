"""Files by which machines find their way: sitemap, robots.txt, web manifest, and the 404 page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sphinx.locale import _

from ..core.head import base_of, sitemap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder

    from ..resolve.site import Site

MANIFEST = "site.webmanifest"
NOT_FOUND = "404"

#: Addresses relative to a page, in attributes that hold one.
_RELATIVE = re.compile(
    r'(\s(?:href|src|action|data-content_root)=")(?!(?:[A-Za-z][A-Za-z0-9+.\-]*:|/|#|"))([^"]*)'
)


def discovery_files(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield sitemap, robots.txt and manifest; no sitemap where the site does not know its address."""
    base = base_of(builder.config.html_baseurl or "")
    hidden = site.domain.settings.noindex
    if base and not hidden:
        entries = [
            (urljoin(base, builder.get_target_uri(docname)), _changed(site, docname))
            for docname in site.pages
        ]
        yield "sitemap.xml", sitemap(entries).encode()
    lines = ["User-agent: *", "Disallow: /" if hidden else "Disallow:"]
    if base and not hidden:
        lines.append(f"Sitemap: {urljoin(base, 'sitemap.xml')}")
    yield "robots.txt", ("\n".join(lines) + "\n").encode()
    yield MANIFEST, _manifest(builder).encode()


def _changed(site: Site, docname: str) -> str:
    """Return the day on which a page says that it changed last."""
    page = site.pages[docname]
    moment = page.updated or page.front.date
    return site.index.local_date(moment).date().isoformat() if moment else ""


def _manifest(builder: StandaloneHTMLBuilder) -> str:
    config = builder.config
    value: dict[str, object] = {
        "name": config.html_title or config.project,
        "short_name": config.project,
        "lang": config.language or "en",
        "start_url": "./",
        "display": "browser",
    }
    if config.html_favicon:
        name = Path(config.html_favicon).name
        kind = {".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon"}
        icon = {"src": f"_static/{name}", "sizes": "any"}
        if Path(name).suffix in kind:
            icon["type"] = kind[Path(name).suffix]
        value["icons"] = [icon]
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def not_found_page(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the page that a host shows where there is none, at whatever address that was.

    So its own addresses begin at the root of the host.
    """
    root = urlsplit(base_of(builder.config.html_baseurl or "")).path or "/"
    # Where the builder would have it, which may be in a folder of its own.
    place = root + builder.get_target_uri(NOT_FOUND)
    made = Path(builder.doctreedir) / "kb-404.html"
    content = {
        "title": _("Not found"),
        "pageurl": None,  # it stands at no address of its own
        "body": _body(builder),
        "metatags": '<meta name="robots" content="noindex" />\n',
    }
    builder.handle_page(NOT_FOUND, content, outfilename=made)
    text = made.read_text(encoding="utf-8")
    made.unlink()
    yield f"{NOT_FOUND}.html", from_root(text, place).encode()


def _body(builder: StandaloneHTMLBuilder) -> str:
    search = _("Search")
    return f"""<h1>{_("Not found")}</h1>
<p>{_("There is no page at this address. It may have moved; the search may know where.")}</p>
<form class="kb-404-search" role="search" action="{builder.get_relative_uri(NOT_FOUND, "search")}" method="get">
<label for="kb-404-q">{search}</label>
<input id="kb-404-q" type="search" name="q" class="form-control" />
<button type="submit" class="btn btn-primary">{search}</button>
</form>
<p><a href="{builder.get_relative_uri(NOT_FOUND, builder.config.root_doc)}">{_("Home")}</a></p>
"""


def from_root(text: str, place: str) -> str:
    """Return a page made for *place* whose addresses begin at the root of the host."""
    return _RELATIVE.sub(lambda match: match[1] + urljoin(place, match[2]), text)
