"""Pages at old addresses that lead on, and the list of them in the formats of hosts."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlsplit

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import _

from .. import diagnostics
from ..core.feeds import FILES
from ..core.front_addresses import why_no_address, why_no_link
from ..core.redirects import Claim, Fault, Redirects, claims_of, file_of, is_feed
from .twins import twin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.builders import Builder

    from ..core.redirects import Redirect
    from ..resolve.site import Site
    from .builders import HtmlMixin

#: Folders and files that Sphinx and we fill; an old address there would be overwritten, or overwrite.
OWN = (
    *(
        "_static/",
        "_sources/",
        "_images/",
        "_downloads/",
        "_modules/",
        "_previews/",
        "_graph/",
        "feeds/",
    ),
    *("genindex.html", "search.html", "objects.inv", "searchindex.js", ".buildinfo"),
    *(
        "genindex/",
        "search/",
        "graph.json",
        "graph.schema.json",
        "_redirects",
        "readthedocs-redirects.json",
    ),
    *("sitemap.xml", "robots.txt", "404.html", "llms.txt", "llms-full.txt", ".kb-manifest.json"),
    "site.webmanifest",
)
NETLIFY = "_redirects"
READ_THE_DOCS = "readthedocs-redirects.json"


def redirects_of(builder: Builder, site: Site) -> Redirects:
    """Return the old addresses of *site* as *builder* would serve them."""
    named = tuple(claims_of(site.pages))
    configured, faults = _configured(site.domain.settings.redirects)
    if not named and not configured and not faults:
        return Redirects((), {}, ())
    pages = {docname: _file(builder, docname) for docname in site.pages}
    files = _files_of(Path(builder.confdir), builder.config.html_extra_path)
    twins = map(twin_of, pages.values()) if site.has_twins else ()
    feeds = (plan.folder + name for plan in site.feeds for name in FILES.values())
    found = Redirects((*named, *configured), pages, (*OWN, *files, *twins), feeds)
    found.faults += faults
    return found


def _configured(redirects: dict[Any, Any]) -> tuple[list[Claim], list[Fault]]:
    """Return the wishes of ``kb_redirects``, and the entries of it that are none."""
    claims: list[Claim] = []
    faults: list[Fault] = []
    for old, new in sorted(redirects.items(), key=str):
        elsewhere = new["external"] if isinstance(new, dict) and [*new] == ["external"] else None
        claim = Claim(
            address=str(old),
            docname="",
            slot="kb_redirects",
            target=new if isinstance(new, str) else "",
            external=elsewhere if isinstance(elsewhere, str) else "",
        )
        value, check = (new, why_no_address) if elsewhere is None else (elsewhere, why_no_link)
        if reason := why_no_address(old):
            told = f"{old!r} is no old address: {reason}; no redirect is written: correct it."
        elif reason := check(value):
            told = (
                f"{old!r}: {str(value)[:60]!r} leads nowhere: {reason}; no redirect is written: write an "
                "address of the site, the name of a page, or {'external': 'https://…'}."
            )
        else:
            claims.append(claim)
            continue
        faults.append(Fault(claim=claim, message=told))
    return claims, faults


def _file(builder: Builder, docname: str) -> str:
    """Return the file of a page; of a builder that writes none, that which ``html`` would write."""
    if not isinstance(builder, StandaloneHTMLBuilder):
        return f"{docname}.html"
    return Path(builder.get_output_path(docname)).relative_to(builder.outdir).as_posix()


def _files_of(confdir: Path, entries: list[str]) -> Iterator[str]:
    """Yield the files that the configuration puts at the root of the output."""
    for entry in entries:
        source = confdir / entry
        if source.is_file():
            yield source.name
        for path in source.rglob("*"):
            if path.is_file():
                yield path.relative_to(source).as_posix()


def feed_copies(builder: StandaloneHTMLBuilder, site: Site) -> dict[str, list[str]]:
    """Return the old addresses at which feeds stand, too, by the file of each feed."""
    found: dict[str, list[str]] = {}
    if any(is_feed(str(new).lstrip("/")) for new in site.domain.settings.redirects.values()):
        for redirect in redirects_of(builder, site).redirects:
            if redirect.copies:
                found.setdefault(redirect.feed, []).append(redirect.file)
    return found


def redirect_files(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield a page for each old address, and the lists for hosts."""
    found = tuple(_free(builder, redirects_of(builder, site).redirects))
    if not found:
        return
    for redirect in found:
        if redirect.file and not redirect.copies:
            yield redirect.file, _page(builder, site, redirect).encode()
    base = urlsplit(builder.config.html_baseurl or "").path.rstrip("/")
    rows = [(f"/{item.address}", _target(builder, item, "/")) for item in found]
    yield (
        NETLIFY,
        "".join(f"{base}{_quoted(old)} {_prefixed(base, new)} 301\n" for old, new in rows).encode(),
    )
    # As its API takes them; of the type "page", which leaves language and version to the host.
    yield (
        READ_THE_DOCS,
        (
            json.dumps(
                [
                    {"type": "page", "from_url": old, "to_url": new, "http_status": 301}
                    for old, new in rows
                ],
                indent=1,
                ensure_ascii=False,
            )
            + "\n"
        ).encode(),
    )


def _free(builder: StandaloneHTMLBuilder, redirects: Iterable[Redirect]) -> Iterator[Redirect]:
    """Yield those that no page stands in the way of, of those too that are made of no document.

    Which of these there are, such as an index of modules, is known only when all is written.
    """
    taken = {name.casefold() for name in cast("HtmlMixin", builder).extra_files}
    for redirect in redirects:
        if file_of(redirect.address).casefold() in taken:
            diagnostics.warn(
                "address",
                f"the old address {redirect.address!r} is one of the site's own pages; no redirect is "
                "written: take it out.",
                location=redirect.docname or None,
            )
        else:
            yield redirect


def _quoted(address: str) -> str:
    return quote(address, safe="/%:@!$&'()*+,;=~-._")


def _prefixed(base: str, address: str) -> str:
    return f"{base}{address}" if address.startswith("/") else address


def _target(builder: StandaloneHTMLBuilder, redirect: Redirect, root: str) -> str:
    """Return the address that *redirect* leads to, from the *root* of the site."""
    if redirect.external:
        return redirect.external
    if redirect.feed:
        return root + redirect.feed
    return root + builder.get_target_uri(redirect.docname)


def _page(builder: StandaloneHTMLBuilder, site: Site, redirect: Redirect) -> str:
    """Return the page that leads on from an old address.

    The script carries the query and the fragment along; without scripts the refresh leads on, and
    without both the link.
    """
    config = builder.config
    up = "../" * redirect.file.count("/")
    target = _target(builder, redirect, up) or "./"
    canonical = target
    if config.html_baseurl and not redirect.external:
        base = config.html_baseurl.rstrip("/") + "/"
        canonical = _target(builder, redirect, base)
    title = site.titles.get(redirect.docname) or redirect.external or redirect.feed
    language = escape(config.language or "en")
    heading = escape(_("Moved: %s") % title)
    sentence = escape(_("This page has moved to %s.")) % (
        f'<a id="kb-target" href="{escape(target)}">{escape(title)}</a>'
    )
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}</title>
<link rel="canonical" href="{escape(canonical)}">
<meta name="robots" content="noindex">
<noscript><meta http-equiv="refresh" content="0; url={escape(target)}"></noscript>
<script src="{up}_static/kb-redirect.js" defer></script>
</head>
<body>
<p>{sentence}</p>
</body>
</html>
"""
