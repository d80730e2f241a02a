"""The domain ``kb``: the facts of every page, and names for posts, notes, papers and terms."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode

from .. import diagnostics
from ..config import settings as settings_of
from ..core import model, query, requests
from ..core.authors import Authors
from ..core.digest import shape_of
from ..core.slugs import slug
from ..core.sources import Scan
from ..failures import Failures
from .destinations import is_elsewhere
from .wiki import resolve_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from ..config import KbConfig
    from ..core.comments import Comments
    from ..core.model import PageFacts, Problem
    from ..core.papers import Paper
    from ..read.parser import Kept
    from .site import Site

COLLECTION_TYPES = {"blog": "post", "papers": "paper", "notes": "note"}
TERM_TYPES = ("tag", "series", "author", "topic")
LABEL_TYPES = ("ref", "numref", "eq")  # roles of others that ask for a label
ANY_TYPES = ("any", "myst")  # links that ask everybody
TYPES = ("page", *COLLECTION_TYPES.values(), *TERM_TYPES)


def text_of_link(node: pending_xref, contnode: Element) -> nodes.inline:
    """Return what stays of a link without its target: its text, or the name that it gives."""
    if node.get("refexplicit"):
        return nodes.inline("", "", *contnode.children)
    target = str(node["reftarget"])
    return nodes.inline(target, target)


class KbRole(XRefRole):
    """A role of the domain; the text of the link is the title of what it leads to."""

    def __init__(self) -> None:
        super().__init__(innernodeclass=nodes.inline, warn_dangling=True)


class KbDomain(Domain):
    """Facts of pages, keyed by docname, and the names by which links reach them."""

    name = "kb"
    label = "Knowledge base"
    # Facts that another version has kept are not these facts: the site is read again.
    data_version = shape_of(model, query, requests)
    object_types: ClassVar[dict[str, ObjType]] = {
        name: ObjType(name, name, searchprio=-1) for name in TYPES
    }
    roles: ClassVar[dict[str, Any]] = {name: KbRole() for name in TYPES}
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}, "inputs": {}, "exports": {}}
    dangling_warnings: ClassVar[dict[str, str]] = {
        name: f"no {name} is called %(target)r; the text stays without a link" for name in TYPES
    }

    # What lives for one build and is never pickled with the environment.
    scan: Scan
    site: Site | None = None
    notices: list[tuple[str, int | None, str, str]]
    failures: Failures
    bibliography_digest: str = ""
    today: date = date.min  #: the day of this build in the time zone of the site
    commits: dict[str, datetime]  #: when sources were committed last, if that is wanted
    no_commits: Problem | None = None  #: why it is not known
    cards: str = ""  #: digest of what cards are drawn with; empty where there are to be none
    comments: Comments | None = None  #: of readers
    authors: Authors = Authors()  #: the authors of the configuration
    reading: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    circles: tuple[tuple[str, str], ...] = ()  #: entries of toctrees that lead back up
    started_ns: int = 0
    pid: int = 0
    # What `forget` holds while Sphinx forgets a page.
    named_by_toctrees: dict[str, set[str]]
    to_be_purged: tuple[str, ...] = ()
    parser: Kept | None = None  #: the parser of Markdown, between two pages
    _settings: KbConfig | None = None
    _names: dict[str, dict[str, list[str]]] | None = None

    def setup(self) -> None:
        """Prepare for one build."""
        super().setup()
        self.scan = Scan()
        self.notices = []
        self.failures = Failures()  # in reading
        self.commits = {}
        self.pid = os.getpid()
        self.read_here: set[str] = set()  #: pages that this process has read, in a worker

    # -- facts ------------------------------------------------------------------------

    @property
    def settings(self) -> KbConfig:
        """Our configuration as one record, made once: nothing changes it when there is a domain."""
        if self._settings is None:
            self._settings = settings_of(self.env.config)
        return self._settings

    @property
    def pages(self) -> dict[str, PageFacts]:
        """Facts by docname."""
        pages: dict[str, PageFacts] = self.data["pages"]
        return pages

    @property
    def papers(self) -> dict[str, Paper]:
        """The entries of the bibliography files by citekey in lower case."""
        papers: dict[str, Paper] = self.data.get("papers", {})
        return papers

    @property
    def inputs(self) -> dict[str, str]:
        """Digest of the bytes that each page was read from, by docname."""
        inputs: dict[str, str] = self.data["inputs"]
        return inputs

    @property
    def exports(self) -> dict[str, str]:
        """Digest of what each page tells others, by docname."""
        exports: dict[str, str] = self.data["exports"]
        return exports

    @property
    def unchanged(self) -> bool:
        """Tell whether no page is read or removed in this build."""
        return not self.reading and not self.removed

    def note_page(self, facts: PageFacts) -> None:
        """Store the facts of a page that has been read."""
        self.pages[facts.docname] = facts
        self._names = None

    def absent(self) -> frozenset[str]:
        """Return the documents that links and toctrees may name although they are not built."""
        return frozenset(self.scan.withheld) | self.scan.absent_generated

    def absent_names(self) -> frozenset[str]:
        """Return the names by which roles of the domain would reach what is not built."""
        found: set[str] = set()
        for docname in self.absent():
            found |= {docname, slug(docname.rpartition("/")[2])}
            if docname in self.scan.sources:
                found.update(self.scan.sources[docname].front.papers)
        known = {name for names in self.names().values() for name in names}
        return frozenset(found - known)

    def is_absent(self, kind: str, target: str, here: str) -> bool:
        """Tell whether a link of *kind* on the page *here* would lead to what is not built.

        To be asked last: a label, a term or an object of the same name goes first.
        """
        if not self.absent():
            return False
        name = " ".join(target.lower().split())
        if kind in LABEL_TYPES:
            return name in self.scan.withheld_labels
        if kind == "term":
            return name in self.scan.withheld_terms
        names = self.absent_names()
        if target in names or slug(target) in names:
            return True
        return kind in ANY_TYPES and (
            docname_join(here, target) in self.absent()
            or name in self.scan.withheld_labels | self.scan.withheld_terms
        )

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self.pages.pop(docname, None)
        self.inputs.pop(docname, None)
        self.exports.pop(docname, None)
        self._names = None

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over the pages that a worker has read."""
        for docname in docnames:
            if docname in otherdata["pages"]:
                self.pages[docname] = otherdata["pages"][docname]
        self._names = None

    # -- names ------------------------------------------------------------------------

    def names(self) -> dict[str, dict[str, list[str]]]:
        """Return type -> name -> documents; computed once after reading."""
        if self._names is None:
            names: dict[str, dict[str, list[str]]] = {name: {} for name in TYPES}
            for kind, name, docname in self._named():
                documents = names[kind].setdefault(name, [])
                if docname not in documents:
                    documents.append(docname)
            self._names = names
        return self._names

    def _named(self) -> Iterator[tuple[str, str, str]]:
        for docname, page in sorted(self.pages.items()):
            stem = slug(docname.rpartition("/")[2])
            yield "page", docname, docname
            if kind := COLLECTION_TYPES.get(page.collection, "page" if page.collection else ""):
                yield kind, stem, docname
                yield kind, docname, docname
                if page.front.papers:
                    for key in page.front.papers:
                        yield "paper", key, docname
        if self.site is not None:
            for (kind, key), docname in sorted(self.site.index.term_pages.items()):
                if kind in TERM_TYPES:
                    yield kind, key, docname

    def find(self, kind: str, target: str) -> list[str]:
        """Return the documents that *target* names: by name, by slug."""
        names = self.names().get(kind, {})
        return names.get(target) or names.get(slug(target)) or []

    def resolve_xref(  # type: ignore[override]
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> Element | None:
        """Resolve a role of the domain, or a link by name; text that the author did not give is the title."""
        if typ == "wiki" and self.site is not None:
            return resolve_name(self.site, builder, fromdocname, node, contnode)
        found = self.find(typ, target)
        if not found:
            return None
        if len(found) > 1:
            diagnostics.warn(
                "ref",
                f"{typ} {target!r} could be {' or '.join(found)}; the first is linked. "
                "Write the path of the document instead.",
                location=node,
            )
        return self._link(env, fromdocname, builder, found[0], node, contnode)

    def _link(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        docname: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference:
        if node.get("refexplicit"):
            content: Element = contnode
        else:
            pages = self.site.pages if self.site is not None else self.pages
            title = pages[docname].title_text
            content = nodes.inline(title, title, classes=["xref", "kb"])
        return make_refnode(builder, fromdocname, docname, "", content, None)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Answer only for names that nobody else answers for, so that no link gets ambiguous."""
        found = self._any(target)
        term = None if found else self._term(target, node)
        if not (found or term) or self._is_taken(env, fromdocname, builder, target, node, contnode):
            return []
        if term:
            given = contnode if contnode.astext() else nodes.inline(target, target)
            return [("std:term", make_refnode(builder, fromdocname, *term, given))]
        # Of several kinds of ours with one name, pages come before terms, in the stated order.
        kind, docname = found[0]
        return [(f"kb:{kind}", self._link(env, fromdocname, builder, docname, node, contnode))]

    def _any(self, target: str) -> list[tuple[str, str]]:
        """Return the kinds, and the pages, that a name alone means."""
        return [
            (kind, documents[0])
            for kind in TYPES
            if kind != "page" and len(documents := self.find(kind, target)) == 1
        ]

    def _term(self, target: str, node: pending_xref) -> tuple[str, str] | None:
        """Return where the one term stands that has a name as its alias or plural.

        Only where nothing would be found without it: neither a heading of the page, which MyST
        looks at last, nor another site.
        """
        if self.site is None or node.get("reflocalid") or is_elsewhere(self.site, target):
            return None
        places = self.site.terms.find(target)
        return places[0] if len(places) == 1 else None

    def leads_nowhere_else(self, builder: Builder, node: pending_xref) -> bool:
        """Tell whether nobody here has what a link that asks everybody names."""
        target, here = str(node["reftarget"]), node.get("refdoc", self.env.docname)
        if self._any(target) or self._term(target, node):
            return False
        return not self._is_taken(self.env, here, builder, target, node, cast("Element", node[0]))

    def _is_taken(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> bool:
        standard = env.domains.standard_domain
        if (
            docname_join(node.get("refdoc", fromdocname), target) in env.all_docs
            or target.lower() in standard.anonlabels
            or target.lower() in standard.labels
            or ("term", target.lower()) in standard.objects
        ):
            return True
        for domain in env.domains.sorted():
            if domain is self:
                continue
            try:
                # A copy: a domain may take the content of the node that it is given.
                if domain.resolve_any_xref(
                    env, fromdocname, builder, target, node, contnode.deepcopy()
                ):
                    return True
            except NotImplementedError:
                continue
        return False

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Yield what other sites can link to: slugs of pages and terms."""
        pages = self.site.pages if self.site is not None else self.pages
        for kind, names in self.names().items():
            for name, documents in sorted(names.items()):
                if kind == "page" or "/" in name or len(documents) != 1:
                    continue
                page = pages.get(documents[0])
                if page is not None:
                    # An inventory has one object on each line.
                    title = " ".join(page.title_text.split()) or "-"
                    yield name, title, kind, documents[0], "", -1

    def get_full_qualified_name(self, node: Element) -> str | None:
        """Return the name under which an inventory has the target of *node*."""
        return slug(str(node.get("reftarget", "")))
