"""What we change in Sphinx's HTML builders, and the builders with what we change.

Sphinx names images in the order of reading, takes pages out of the search index only in part, and
copies its assets over old ones. Ours keep what belongs to a page with the page.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urljoin

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.text import TextBuilder
from sphinx.builders.xml import XMLBuilder

from .. import config_checks
from ..core.feed_html import feed_html
from ..core.head import base_of
from ..files import MANIFEST, is_inside
from . import header, previews
from .assets import AssetsMixin
from .by_digest import HIDDEN, DigestMixin, domain_of, mark
from .fragments import Fragments
from .index import SearchMixin
from .policy import outside
from .records import PageRecord
from .reuse import ReuseMixin, without_style_sheets
from .twins import Twins, twin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder


#: What an extension of Sphinx's writes, and leaves behind when it is taken out.
GITHUB_PAGES = (".nojekyll", "CNAME")


class HtmlMixin(SearchMixin, AssetsMixin, ReuseMixin, DigestMixin):
    """What we change in the HTML builders, the same for ``html`` and ``dirhtml``."""

    has_records = True

    def init(self) -> None:
        """Have every page pass by the policy; know where bodies for feeds are kept."""
        super().init()
        builder = cast("StandaloneHTMLBuilder", self)
        render = builder.templates.render
        builder.templates.render = lambda name, context: outside(render(name, context))
        self.fragments = Fragments(Path(builder.doctreedir) / f"kb-fragments-{builder.name}")
        self.twins = Twins(builder)
        self._fed: frozenset[str] = frozenset()  # pages that stand in feeds as a whole

    def create_build_info(self) -> Any:
        """Describe the configuration without the paths of this machine."""
        builder = cast("StandaloneHTMLBuilder", self)
        info = StandaloneHTMLBuilder.create_build_info(builder)
        info.config_hash = header.config_digest(builder._app, frozenset({"html"}))
        return info

    def get_outdated_docs(self) -> Iterator[str]:
        """Leave the decision to the digests."""
        yield from ()

    def stale_pages(self, digests: dict[str, str]) -> set[str]:
        """Return the pages to be written, those among them of which a feed or a twin is not kept."""
        self._share_addresses(digests)
        stale = super().stale_pages(digests)
        site = domain_of(cast("Builder", self)).site
        if site is None:
            return stale
        if site.domain.settings.feed_content == "full":
            self._fed = frozenset(page.docname for feed in site.feeds for page in feed.pages)
            stale |= self.fragments.missing(digests, self._fed - stale)
        # All pages have twins, and where nothing changes nobody asks for what is kept of them.
        if site.has_twins and (stale or not self._is_complete()):
            stale |= self.twins.kept.missing(digests, digests.keys() - stale)
        return stale

    def _share_addresses(self, digests: dict[str, str]) -> None:
        """Give an address that two pages have, as ``a`` and ``a/index`` in dirhtml, to the later.

        That is the one which Sphinx writes last, of all pages one after the other; but not of
        those that changed, nor of several processes. A page's digest says that it is hidden.
        """
        builder = cast("StandaloneHTMLBuilder", self)
        owners: dict[str, str] = {}
        for docname in sorted(digests):
            path = str(builder.get_output_path(docname))
            if (other := owners.get(path)) is not None:
                self.hidden[other] = docname
                if not digests[other].startswith(HIDDEN):
                    digests[other] = HIDDEN + digests[other]
            owners[path] = docname

    def _is_complete(self) -> bool:
        """Tell whether all that was made from pages is there and as it is to be."""
        outdir = Path(cast("Builder", self).outdir)
        made = self.manifest.made
        return (
            bool(self.site_key)
            and self.manifest.key == self.site_key
            and all((outdir / name).is_file() for name in made)
        )

    def _name_files(self, docname: str) -> list[str]:
        """Return the page and the copy of its source."""
        builder = cast("StandaloneHTMLBuilder", self)
        outdir = Path(builder.outdir)
        files = [Path(builder.get_output_path(docname)).relative_to(outdir).as_posix()]
        if docname in self.hidden:
            return files
        config = builder.config
        if config.html_copy_source and builder.copysource:
            path = builder.env.doc2path(docname, False).as_posix()
            suffix = config.html_sourcelink_suffix
            name = path if path[len(docname) :] == suffix else path + suffix
            files.append(f"_sources/{name}")
        if config.kb_previews:
            name = self._previews_file(docname)
            files += [name, *self._preview_parts(name, written=docname in self.written)]
        if self._has_twins():
            files.append(twin_of(files[0]))
        return files

    def _preview_parts(self, name: str, *, written: bool) -> Iterable[str]:
        """Return the parts of the previews in the file *name*: as recorded, or as just written."""
        if written:
            return previews.parts_there(Path(cast("Builder", self).outdir), name)
        if self._recorded is None:
            self._recorded = {}
            for file in sorted(self.manifest.files):
                if file.startswith(f"{previews.PARTS}/"):
                    whole = file.removesuffix(".js").rpartition(".")[0]
                    self._recorded.setdefault(whole, []).append(file)
        return self._recorded.get(previews.part_of(name, 1).removesuffix(".1.js"), ())

    def owned_files(self) -> Iterator[str]:
        """Yield the parts of previews: a build that was killed may have written more of them."""
        outdir = Path(cast("Builder", self).outdir)
        for path in (outdir / previews.PARTS).rglob("*.js"):
            yield path.relative_to(outdir).as_posix()

    def _previews_file(self, docname: str) -> str:
        builder = cast("StandaloneHTMLBuilder", self)
        path = Path(builder.get_output_path(docname)).relative_to(builder.outdir)
        return previews.name_of(path.as_posix(), builder.out_suffix)

    def shared_files(self) -> Iterable[str]:
        """Return the index files, the images and the downloads."""
        builder = cast("StandaloneHTMLBuilder", self)
        yield from (MANIFEST, ".buildinfo", "objects.inv", builder.searchindex_filename)
        for docname in self.page_digests:
            if not self.records.missing({docname: self.page_digests[docname]}):
                for _, name in self.records[docname].images:
                    yield f"_images/{name}"
        for name in config_checks.pictures(builder.env).values():
            yield f"_images/{name}"
        for _, download in builder.env.dlfiles.values():
            yield f"_downloads/{download}"
        if "sphinx.ext.githubpages" in builder._app.extensions:
            yield from GITHUB_PAGES
        yield from self.extra_path_files()

    # -- pages ------------------------------------------------------------------------

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Set up the search index and the images of the pages that are not written."""
        super().prepare_writing(docnames)
        builder = cast("StandaloneHTMLBuilder", self)
        without_style_sheets(getattr(builder, "docsettings", None))
        if (site := domain_of(builder).site) is not None and site.has_twins:
            self.twins.prepare(site)
        self.begin_index()

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        """Keep the record of the page; this runs in the main process."""
        builder = cast("StandaloneHTMLBuilder", self)
        images, builder.images = builder.images, {}
        self.search_record = None
        super().write_doc_serialized(docname, doctree)  # type: ignore[misc]
        builder.images |= self._head_images(docname)
        self.records.note(
            docname,
            PageRecord(
                digest=self.page_digests.get(docname, ""),
                search=self.search_record,
                images=tuple(sorted((str(path), name) for path, name in builder.images.items())),
            ),
        )
        builder.images = images | builder.images  # the writer looks the names up there

    def _head_images(self, docname: str) -> dict[str, str]:
        """Return the picture that the head of a page names, which need not be in the page itself."""
        builder = cast("StandaloneHTMLBuilder", self)
        page = domain_of(builder).pages.get(docname)
        if page is None or not builder.config.html_baseurl:
            return {}
        images = builder.env.images
        paths = [path for role, path in page.pictures if role == "thumbnail" and path in images]
        return {path: images[path][1] for path in paths}

    def handle_page(self, pagename: str, addctx: Any, *args: Any, **kwargs: Any) -> None:
        """Write what goes with a page before it, so that one that was written is complete.

        Pages that are no documents, which the main process writes, are remembered.
        """
        builder = cast("StandaloneHTMLBuilder", self)
        if (body := addctx.get("body")) and pagename in self.page_digests:
            self._keep_fragment(pagename, body)
        doctree = kwargs.get("event_arg")
        hidden = pagename in self.hidden
        if pagename in self.page_digests and doctree is not None:
            if builder.config.kb_previews and not hidden:
                self._write_previews(pagename, doctree)
            if self._has_twins():
                self.twins.write(pagename, self.page_digests[pagename], doctree, hidden=hidden)
        if hidden:
            return
        if pagename not in self.page_digests and kwargs.get("outfilename") is None:
            path = Path(builder.get_output_path(pagename)).relative_to(builder.outdir)
            self.extra_files.add(path.as_posix())
        super().handle_page(pagename, addctx, *args, **kwargs)  # type: ignore[misc]

    def _keep_fragment(self, docname: str, body: str) -> None:
        """Keep the body of a page that feeds hold; possibly in a process that writes pages.

        One that comes to be among the newest of a feed later is written again then.
        """
        if docname in self._fed:
            builder = cast("StandaloneHTMLBuilder", self)
            address = urljoin(base_of(builder.config.html_baseurl), builder.get_target_uri(docname))
            self.fragments.write(docname, self.page_digests[docname], feed_html(body, address))

    def _has_twins(self) -> bool:
        site = domain_of(cast("Builder", self)).site
        return site is not None and site.has_twins

    def _write_previews(self, docname: str, doctree: nodes.document) -> None:
        builder = cast("StandaloneHTMLBuilder", self)
        site = domain_of(builder).site
        page = site.pages.get(docname) if site is not None else None
        description = site.description(page) if site is not None and page is not None else ""
        name = self._previews_file(docname)
        previews.write(Path(builder.outdir), name, builder, doctree, description)

    def gen_pages_from_extensions(self) -> None:
        """Have extensions make all their pages.

        viewcode makes none that is newer than its module, whatever else has changed; it would
        go stale, and be removed as one that nobody makes any more.
        """
        outdir = Path(cast("Builder", self).outdir)
        for name in self.manifest.files - self.manifest.made.keys() - self.document_files():
            path = outdir / name
            if path.is_file() and is_inside(path.parent, outdir):
                mark(path)
        super().gen_pages_from_extensions()  # type: ignore[misc]


class KbHtmlBuilder(HtmlMixin, StandaloneHTMLBuilder):  # type: ignore[misc]
    """Standalone HTML, by digest."""


class KbDirhtmlBuilder(HtmlMixin, DirectoryHTMLBuilder):  # type: ignore[misc]
    """HTML with a folder per page, by digest."""

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a page, its signs escaped, as Sphinx does in ``html`` alone."""
        return quote(super().get_target_uri(docname, typ))


class KbTextBuilder(DigestMixin, TextBuilder):  # type: ignore[misc]
    """Plain text, by digest."""


class KbXmlBuilder(DigestMixin, XMLBuilder):  # type: ignore[misc]
    """Docutils XML, by digest."""


def register(app: Sphinx) -> None:
    """Register the builders in place of Sphinx's own of the same names."""
    for builder in (KbHtmlBuilder, KbDirhtmlBuilder, KbTextBuilder, KbXmlBuilder):
        app.add_builder(builder, override=True)
