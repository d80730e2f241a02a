"""The digest of each page: of everything that its output depends on.

Digest what you render, and render only what you digested: what a pointer shows is asked for here and by
the transform that renders it, of the same site.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from ..core.digest import digest
from ..core.model import Quote
from ..core.slugs import slug
from ..core.views import Thumbnail
from ..defaults import shows_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.model import Inlines, PageFacts
    from .site import Site


class PageDigests:
    """The digests of the pages of a site, in one build."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._trees: dict[str, str] = {}
        self._bodies: dict[str, str] = {}
        self._whole_tree = shows_tree(site.env._app)

    def digest(self, docname: str) -> str:
        """Return the digest of everything that the output of *docname* depends on.

        It begins with that of its own inputs, by which `DigestMixin.known_digests` finds what is still valid.
        """
        page = self._site.pages.get(docname)
        if page is None:
            return ""
        inputs = self._site.domain.inputs.get(docname, "")
        return f"{inputs}.{digest(tuple(self._parts(docname, page)))}"

    def _parts(self, docname: str, page: PageFacts) -> Iterator[Any]:
        yield from self._content(docname, page)
        yield tuple(self._shown(docname))
        if (found := self._site.citable(page)) is not None:
            yield found  # what its head says to machines
        else:
            yield self._site.metadata(page)  # whom it presents
        if self._site.env._app.builder.format == "html":
            yield self._site.head(page)
            yield self._site.block(page)
            if self._whole_tree:
                yield self._toctree_digest(self._site.env.config.root_doc)
        yield self._relations(docname)
        yield self._site.sidebar.digest(docname)
        yield tuple(
            self._site.env.images[path][1]
            for _, path in page.pictures
            if path in self._site.env.images
        )
        if page.bibliography:
            yield self._site.bibliography.listed_in(docname)
            places = self._site.entry_places(docname)
            yield places
            yield self._late(places)

    def _content(self, docname: str, page: PageFacts) -> Iterator[Any]:
        """Yield what the body of a page depends on, but for its own inputs and notes embedded in it."""
        env = self._site.env
        yield self._site.targets.states(page.references)
        yield _sorted_items(env.toc_secnumbers.get(docname, {}))
        yield tuple(
            (kind, _sorted_items(places))
            for kind, places in sorted(env.toc_fignumbers.get(docname, {}).items())
        )
        yield tuple(self._toctree_digest(entry) for entry in page.toctree)
        for request in page.requests:
            view = self._site.view(request, docname)
            yield view
            yield self._late(view)
        yield self._site.term_links.get(docname, ())
        if page.lists_todos:
            yield tuple(
                (name, other.todos, self._site.targets.states(other.references))
                for name, other in self._site.pages.items()
                if other.todos
            )
        for name, fragment in page.embeds:
            place = self._site.names.find(name, fragment, docname).place
            yield place, place is None and slug(name) in self._site.absent.slugs

    def _shown(self, docname: str) -> Iterator[tuple[str, str]]:
        """Yield the digests of the notes that a page shows, and of those that these show, each once."""
        seen, waiting = {docname}, [docname]
        while waiting:
            here = waiting.pop()
            for name, fragment in self._site.pages[here].embeds:
                place = self._site.names.find(name, fragment, here).place
                if place is None or place.docname in seen or place.docname not in self._site.pages:
                    continue
                seen.add(place.docname)
                waiting.append(place.docname)
                yield self._site.domain.inputs.get(place.docname, ""), self._body(place.docname)

    def _body(self, docname: str) -> str:
        """Return the digest of what the body of a page depends on."""
        if docname not in self._bodies:
            found = self._content(docname, self._site.pages[docname])
            self._bodies[docname] = digest(tuple(found))
        return self._bodies[docname]

    def _late(self, view: Any) -> tuple[Any, ...]:
        """Return where the links inside quoted content lead, and the names of pictures."""
        found: list[Any] = []
        stack = [view]
        while stack:
            item = stack.pop()
            kind = type(item)
            if kind is str or kind is int:
                continue
            if kind is tuple:
                stack += item
            elif kind is Quote:
                found.append(self._site.targets.inline_states(item.content, item.docname))
            elif kind is Thumbnail:
                found.append(
                    self._site.env.images[item.path][1]
                    if item.path in self._site.env.images
                    else ""
                )
            elif (names := _field_names(cast("Any", kind))) is not None:
                stack.extend([getattr(item, name) for name in names])
        return tuple(found)

    def _relations(self, docname: str) -> tuple[Any, ...]:
        """Return the titles and numbers that previous, next and parent links show."""
        found: list[Any] = []
        parent, previous, following = self._site.relations.get(docname, [None, None, None])
        for other in (previous, following):
            found.append(self._heading(other) if other else None)
        seen = {docname}
        while parent and parent not in seen:
            seen.add(parent)
            found.append(self._heading(parent))
            parent = self._site.relations.get(parent, [None])[0]
        return tuple(found)

    def _heading(self, docname: str) -> tuple[str, Inlines, tuple[int, ...]]:
        page = self._site.pages.get(docname)
        return docname, page.title if page else (), self._site.numbers.get(docname, ())

    def _toctree_digest(self, docname: str) -> str:
        """Return a digest of the outlines of *docname* and everything below it.

        Each document is visited once in a build, iteratively: trees may be deep.
        """
        if self._site.domain.circles:
            # What is below one of them includes what is above it: nothing can be shared.
            return digest(tuple(map(self._outline, self._reached(docname))))
        known = self._trees
        stack = [(docname, False)]
        entered: set[str] = set()
        while stack:
            name, done = stack.pop()
            if name in known:
                continue
            children = self._site.env.toctree_includes.get(name, [])
            if done:
                below = tuple(known.get(child, child) for child in children)
                known[name] = digest((self._outline(name), below))
            elif name not in entered:
                entered.add(name)
                stack.append((name, True))
                stack.extend((child, False) for child in children if child not in entered)
        return known[docname]

    def _outline(self, docname: str) -> tuple[Any, ...]:
        """Return what a toctree shows of the document itself."""
        page = self._site.pages.get(docname)
        numbers = _sorted_items(self._site.env.toc_secnumbers.get(docname, {}))
        if page is None:
            return docname, "", numbers
        cited = [self._site.targets.inline_states(item.content, docname) for item in page.headings]
        return docname, page.outline, numbers, *cited

    def _reached(self, docname: str) -> tuple[str, ...]:
        """Return the document and all below it, by whatever entry of a toctree."""
        found, level = {docname: None}, [docname]
        while level:
            entries = [
                name
                for page in level
                if page in self._site.pages
                for name in self._site.pages[page].entries
            ]
            level = [name for name in dict.fromkeys(entries) if name not in found]
            found |= dict.fromkeys(level)
        return tuple(found)


#: Types of fields that hold no quote: plain values, and content that holds its links resolved.
_PLAIN = frozenset({"str", "int", "float", "bool", "Inlines"})


@cache
def _field_names(kind: Any) -> tuple[str, ...] | None:
    """Return the names of the fields of a record that may hold quotes; None of anything else."""
    if not is_dataclass(kind):
        return None
    return tuple(
        item.name
        for item in fields(kind)
        if not {part.strip() for part in str(item.type).split("|")} <= _PLAIN | {"None"}
    )


def _sorted_items(mapping: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        (key, tuple(value) if value is not None else None) for key, value in sorted(mapping.items())
    )
