"""Twins: each page in Markdown beside it, and all of them in ``llms-full.txt``.

A twin is made when its page is, from the same resolved doctree, so that whatever outdates the page
outdates it, and what is withheld is in neither. It is kept beside the doctrees, too, with its
addresses from the root of the site: the one file with all pages is put together from that.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx.util import logging

from ..core.commonmark import PAGE, ROOT, placed
from ..core.digest import digest
from ..core.head import base_of
from ..core.llms import FILE, FULL, OPTIONAL, Line, header, overview, whole
from ..files import write_bytes
from .fragments import Fragments
from .made import Made
from .markdown import MarkdownWriter
from .markdown_inline import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder

    from ..core.model import PageFacts
    from ..resolve.site import Site
    from .builders import HtmlMixin

LOGGER = logging.getLogger(__name__)
SUFFIX = ".md"  #: llmstxt.org: behind the name of the page's own file
TYPE = "text/markdown"
ACTIVE = ("javascript", "vbscript", "data")


def twin_of(output: str) -> str:
    """Return the file of the twin of the page in the file *output*."""
    return output + SUFFIX


class Twins:
    """The twins of one builder."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self._builder = builder
        self._site: Site | None = None
        self._files: dict[str, str] = {}
        self.kept = Fragments(Path(builder.doctreedir) / f"kb-twins-{builder.name}")

    def prepare(self, site: Site) -> None:
        """Look up where the pages of *site* are; workers inherit it."""
        self._site = site
        outdir, builder = Path(self._builder.outdir), self._builder
        for docname in site.pages:
            path = Path(builder.get_output_path(docname)).relative_to(outdir).as_posix()
            self._files[_place(builder.get_target_uri(docname))] = quote(twin_of(path))

    def address(self, docname: str) -> str:
        """Return the address of the twin of a page, from the root of the site."""
        return self._files[_place(self._builder.get_target_uri(docname))]

    def write(
        self, docname: str, digest: str, doctree: nodes.document, *, hidden: bool = False
    ) -> None:
        """Write the twin of a page and keep it; possibly in a process that writes pages.

        That of a page which another one hides is only kept.
        """
        builder = self._builder
        path = Path(twin_of(str(builder.get_output_path(docname))))
        text = self._text(docname, doctree)
        up = "../" * path.relative_to(builder.outdir).as_posix().count("/")
        self.kept.write(docname, digest, text)
        if hidden:
            return
        try:
            write_bytes(path, placed(text, root=up).encode("utf-8", "replace"))
        except OSError as error:
            # As Sphinx does of a page; `Failures` sees that it is written again.
            LOGGER.warning("error writing file %s: %s", path, error)

    def _text(self, docname: str, doctree: nodes.document) -> str:
        site = cast("Site", self._site)
        here = self._builder.get_target_uri(docname)
        around = Surroundings(
            address=lambda uri: self._address(uri, here),
            key=lambda node: _key(site, docname, node),
            number=lambda node: _number(self._builder, docname, node),
            header=header(site.block(site.pages[docname])),
        )
        return MarkdownWriter(around).page(doctree)

    def _address(self, uri: str, here: str) -> str:
        """Return an address on the page *here* as its twin has it; ``""`` of one that acts."""
        path, mark, anchor = uri.partition("#")
        scheme, colon, _ = path.partition(":")
        if colon and "/" not in scheme:
            return "" if scheme.strip().lower() in ACTIVE else uri
        if not path and mark:
            return PAGE + uri
        if path.startswith("/"):
            return uri
        path = path or posixpath.basename(here)  # the page itself
        place = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
        place = self._files.get(place, place)
        return f"{ROOT}{place}{mark}{anchor}"


def _place(uri: str) -> str:
    """Return the address of a page without the slash at its end."""
    return posixpath.normpath(uri)


def _key(site: Site, docname: str, node: nodes.Element) -> str:
    ids = node["ids"] or [""]
    return site.citation_keys.get((str(node.get("docname", docname)), ids[0]), "")


def _number(builder: StandaloneHTMLBuilder, docname: str, node: nodes.Element) -> str:
    """Return what Sphinx puts before a heading or a caption."""
    env, holder = builder.env, cast("Any", node.parent)
    if isinstance(holder, nodes.section):
        numbers = env.toc_secnumbers.get(docname, {})
        found = numbers.get(f"#{(holder['ids'] or [''])[0]}") or numbers.get("")
        return ".".join(map(str, found)) + builder.config.html_secnumber_suffix if found else ""
    kind = env.domains.standard_domain.get_enumerable_node_type(holder)
    places = env.toc_fignumbers.get(docname, {}).get(kind or "", {})
    found = next((places[name] for name in holder["ids"] if name in places), None)
    form = builder.config.numfig_format.get(kind or "")
    if not found or not form or not builder.config.numfig:
        return ""
    return str(form % ".".join(map(str, found)))


# -- of the site as a whole -------------------------------------------------------------


def llms_files(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, bytes | Made]]:
    """Yield ``llms.txt``, which says of pages what others show, and ``llms-full.txt``."""
    if not site.has_twins:
        return
    config = builder.config
    html = cast("HtmlMixin", builder)
    twins = html.twins
    root = base_of(config.html_baseurl or "")
    home = site.pages.get(config.root_doc)
    title = config.html_title or config.project
    summary = site.head(home).description if home else ""
    sections = list(_sections(site))

    def brief() -> bytes:
        lines = [
            (name, [_line(site, twins, page, root) for page in pages]) for name, pages in sections
        ]
        return _bytes(overview(title, summary, urljoin(root, FULL), lines))

    names = [(name, [page.docname for page in pages]) for name, pages in sections]
    key = digest((html.world, names)) if html.world else ""
    yield FILE, Made(key=key, make=brief)

    def full() -> Iterator[bytes]:
        pages = (page.docname for name, found in sections if name != OPTIONAL for page in found)
        texts = ((twins.kept.read(name), urljoin(root, twins.address(name))) for name in pages)
        return map(_bytes, whole(title, summary, texts, root))

    yield FULL, Made(key="", make=full)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _line(site: Site, twins: Twins, page: PageFacts, root: str) -> Line:
    block = site.block(page)
    return Line(
        title=page.title_text,
        address=urljoin(root, twins.address(page.docname)),
        facts=tuple(filter(None, [block.date, block.status])),
        description=site.head(page).description,
    )


def _sections(site: Site) -> Iterator[tuple[str, list[PageFacts]]]:
    """Yield the sections of ``llms.txt``: pages, each collection, and what only lists others."""
    root = site.env.config.root_doc
    plain: list[PageFacts] = []
    lists: list[PageFacts] = []
    for page in site.pages.values():
        if page.front.listed and not page.collection:
            is_list = page.docname != root and _only_lists(site, page)
            (lists if is_list else plain).append(page)
    yield "Pages", sorted(plain, key=lambda page: (page.docname != root, page.docname))
    folders = site.domain.settings.collections
    members: dict[str, list[PageFacts]] = {name: [] for name in folders}
    for page in site.index.dated:
        members.setdefault(page.collection, []).append(page)
    for name, found in members.items():
        index = site.pages.get(f"{folders.get(name, name).strip('/')}/index")
        yield index.title_text if index else name.capitalize(), found
    yield OPTIONAL, lists


def _only_lists(site: Site, page: PageFacts) -> bool:
    """Tell whether a page has nothing of its own below its title: it shows what others say."""
    own = page.words > len(page.title_text.split())
    return page.docname in site.domain.scan.generated or not (own or page.bibliography)
