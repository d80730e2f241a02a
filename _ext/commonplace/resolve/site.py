"""The site of one build: index, views, targets, and the digest of each page.

Computed once in the main process after everything is read; workers only read it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sphinx.util import docname_join

from ..core.digest import digest
from ..core.index import build_index
from ..core.inline import text_of
from ..core.markdown import inlines_of_markdown
from ..core.query import Query
from ..core.sidebar import Sidebar
from ..core.slugs import slug
from ..core.views import Display, EntryView, ListView, Topic, Views
from .bibliography import Bibliography
from .targets import Targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from ..core.model import Inlines, PageFacts, Reference
    from .domain import KbDomain


class Site:
    """Everything that pages show of one another."""

    def __init__(self, env: BuildEnvironment, domain: KbDomain) -> None:
        self.env = env
        self.domain = domain
        settings = domain.settings
        pages = {name: domain.pages[name] for name in sorted(domain.pages) if name in env.all_docs}
        self.pages: dict[str, PageFacts] = pages
        self.topics = _topics(pages, settings.topics)
        self.index = build_index(
            pages,
            zone=settings.zone,
            topic_names={key: text_of(topic.title) for key, topic in self.topics.items()},
        )
        self.views = Views(
            self.index,
            Display(
                excerpt_length=settings.excerpt_length,
                reading_speed=settings.reading_speed,
                date_format=settings.date_format,
                language=env.config.language or "en",
            ),
            self.topics,
            domain.scan.drafts,
        )
        self.relations = env.collect_relations()
        self.sidebar = Sidebar(
            root=env.config.root_doc,
            includes=env.toctree_includes,
            pages=pages,
            limit=settings.sidebar_length,
        )
        #: titles as HTML, filled by the process that writes pages
        self.title_html: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        domain.site = self  # names of terms need the index
        domain._names = None

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles as text, by docname."""
        return {name: node.astext() for name, node in self.env.titles.items()}

    @cached_property
    def bibliography(self) -> Bibliography:
        """What citations show."""
        return Bibliography(self.env)

    @cached_property
    def targets(self) -> Targets:
        """What links lead to."""
        return Targets(self.env, self.titles, self.bibliography)

    @cached_property
    def citation_keys(self) -> dict[tuple[str, str], str]:
        """Citekey of each bibliography entry, by document and anchor."""
        return {
            (citation.bibliography_key.docname, citation.citation_id): citation.key
            for citation in self.env.get_domain("cite").citations  # type: ignore[attr-defined]
        }

    @cached_property
    def citing_places(self) -> dict[str, tuple[tuple[str, str, str], ...]]:
        """First citing place in each page, by citekey: ``(docname, anchor, title)``."""
        places: dict[str, dict[str, tuple[str, str, str]]] = {}
        for docname, page in self.pages.items():
            for key, anchor in page.citations:
                places.setdefault(key.lower(), {}).setdefault(
                    docname, (docname, anchor, page.title_text)
                )
        return {key: tuple(found.values()) for key, found in places.items()}

    # -- views ------------------------------------------------------------------------

    def view(self, request: object) -> Any:
        """Return the view that a pointer asks for."""
        if isinstance(request, Query):
            return self.views.listing(request)
        assert isinstance(request, tuple)
        if request[0] == "terms":
            return self.views.terms(request[1])
        return _plain(self.domain.settings.profile)

    def has_byline(self, page: PageFacts) -> bool:
        """Tell whether a page says something about itself below its title."""
        return bool(page.collection)

    # -- digests ----------------------------------------------------------------------

    def digest(self, docname: str) -> str:
        """Return the digest of everything that the output of *docname* depends on."""
        page = self.pages.get(docname)
        if page is None:
            return ""
        return digest(tuple(self._parts(docname, page)))

    def _parts(self, docname: str, page: PageFacts) -> Iterator[Any]:
        env = self.env
        yield self.domain.inputs.get(docname, "")
        yield self.targets.states(page.references)
        yield _sorted_items(env.toc_secnumbers.get(docname, {}))
        yield tuple(
            (kind, _sorted_items(places))
            for kind, places in sorted(env.toc_fignumbers.get(docname, {}).items())
        )
        yield tuple(self._toctree_digest(entry) for entry in page.toctree)
        for request in page.queries:
            view = self.view(request)
            yield view
            yield self._late(view)
        if self.has_byline(page):
            view = self.views.page(page)
            yield view
        yield self._relations(docname)
        yield self.sidebar.digest(docname)
        yield tuple(env.images[path][1] for _, path in page.pictures if path in env.images)
        if page.bibliography:
            yield self.bibliography.listed_in(docname)
            yield tuple(sorted(self.citing_places.items()))
        yield sorted(name for name in page.mentions if name in self.domain.scan.withheld)
        # A name that nothing has is shown otherwise where a page that is not built has it.
        yield tuple(
            item.target for item in page.references if not self._absent.isdisjoint(_spellings(item))
        )

    def _late(self, view: Any) -> tuple[Any, ...]:
        """Return where the links inside the excerpts and titles of *view* lead."""
        if not isinstance(view, ListView):
            return ()
        found: list[Any] = []
        for group in view.groups:
            found.append(self._inline(group.title, group.docname))
            found.append(self._inline(group.introduction, group.docname))
            for entry in group.entries:
                found.append(self._entry(entry))
        return tuple(found)

    def _entry(self, entry: EntryView) -> tuple[Any, ...]:
        picture = ""
        if entry.thumbnail and entry.thumbnail[0] in self.env.images:
            picture = self.env.images[entry.thumbnail[0]][1]
        return (
            self._inline(entry.title, entry.docname),
            self._inline(entry.excerpt, entry.docname),
            picture,
        )

    def _inline(self, inlines: Inlines, docname: str) -> tuple[Any, ...]:
        return self.targets.inline_states(inlines, docname)

    def _relations(self, docname: str) -> tuple[Any, ...]:
        """Return the titles that the page's previous, next and parent links show."""
        found: list[Any] = []
        parent, previous, following = self.relations.get(docname, [None, None, None])
        for other in (previous, following):
            found.append((other, self._title(other)) if other else None)
        seen = {docname}
        while parent and parent not in seen:
            seen.add(parent)
            found.append((parent, self._title(parent)))
            parent = self.relations.get(parent, [None])[0]
        return tuple(found)

    def _title(self, docname: str) -> Inlines:
        page = self.pages.get(docname)
        return page.title if page else ()

    @cached_property
    def _absent(self) -> frozenset[str]:
        """Names and labels of what is not built."""
        domain = self.domain
        if not domain.absent():
            return frozenset()
        return domain.absent_names() | domain.scan.withheld_labels | domain.absent()

    @cached_property
    def _tree(self) -> dict[str, str]:
        return {}

    def _toctree_digest(self, docname: str) -> str:
        """Return a digest of the outlines of *docname* and everything below it.

        Each document is visited once in a build, iteratively: trees may be deep.
        """
        known = self._tree
        stack = [(docname, False)]
        entered: set[str] = set()
        while stack:
            name, done = stack.pop()
            if name in known:
                continue
            children = self.env.toctree_includes.get(name, [])
            if done:
                page = self.pages.get(name)
                known[name] = digest(
                    (
                        name,
                        page.outline if page else "",
                        _sorted_items(self.env.toc_secnumbers.get(name, {})),
                        tuple(known.get(child, child) for child in children),
                    )
                )
            elif name not in entered:
                entered.add(name)
                stack.append((name, True))
                stack.extend((child, False) for child in children if child not in entered)
        return known[docname]


def _spellings(reference: Reference) -> tuple[str, ...]:
    """Return the names under which the target of *reference* may be known."""
    target = reference.target
    path = docname_join(reference.document.partition("#")[0], target.partition("#")[0])
    return (target, target.lower(), slug(target), path, path.removesuffix(".md"))


def _sorted_items(mapping: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        (key, tuple(value) if value is not None else None) for key, value in sorted(mapping.items())
    )


def _topics(pages: dict[str, PageFacts], configured: dict[str, Any]) -> dict[str, Topic]:
    """Return the topics: from the configuration, then from their own pages in ``topics/``."""
    topics: dict[str, Topic] = {}
    for position, (name, value) in enumerate(configured.items()):
        given = value if isinstance(value, dict) else {"title": str(value)}
        key = slug(str(name))
        topics[key] = Topic(
            slug=key,
            title=inlines_of_markdown(str(given.get("title", name))),
            link=str(given.get("link", "")),
            introduction=inlines_of_markdown(str(given.get("intro", ""))),
            order=(float(position), key),
        )
    for docname, page in pages.items():
        folder, _, name = docname.rpartition("/")
        if folder != "topics" or name == "index":
            continue
        known = topics.get(name)
        order = float(page.front.order) if page.front.order is not None else float("inf")
        topics[name] = Topic(
            slug=name,
            title=page.title,
            docname=docname,
            introduction=page.excerpt,
            order=known.order if known and page.front.order is None else (order, name),
        )
    return topics


def _plain(value: Any) -> Any:
    """Return configuration values as tuples."""
    if isinstance(value, dict):
        return tuple((str(key), _plain(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_plain(item) for item in value)
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
