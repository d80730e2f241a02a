"""The graph as data for others: pages, works, terms and tags, and typed links with their sentences.

What the fields mean, and which there are, is `graph_schema` in ``schema.py``. A change that could
break who reads them changes ``VERSION``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .graph import CITATION, LINK
from .index import unique_terms
from .model import Quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from .backlinks import Links
    from .glossary import Defined, TermTable
    from .graph import Graph
    from .index import SiteIndex
    from .shelf import Shelf

VERSION = 1
ABOUT, USE, DEFINITION, ORIGIN, TAG = "about", "mentions", "defines", "introduced in", "tagged"

Address = tuple[str, str]  #: (docname, anchor)


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What the data are made of, and the two questions that only a builder can answer."""

    graph: Graph
    index: SiteIndex
    links: Links
    shelf: Shelf
    terms: TermTable
    entries: Mapping[str, Address]  #: entries of the bibliography, by citekey in lower case
    read: Callable[[Quote], str]  #: plain text
    address: Callable[[str, str], str]  #: of a place, from the root of the site
    ids: dict[str, str] = field(default_factory=dict)  #: of pages, by docname


def dataset(sources: Sources, *, title: str, base: str) -> dict[str, Any]:
    """Return the data of a site called *title*; *base* is its address if it has one."""
    sources.ids.update(_page_ids(sources.graph))
    nodes = [*_pages(sources), *_papers(sources), *_terms(sources), *_tags(sources)]
    known = {node["id"] for node in nodes}
    links: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for source, target, kind, place in _links(sources):
        if target in known:
            places = links.setdefault((source, target, kind), [])
            if place and place not in places[-1:]:
                places.append(place)
    return {
        "$schema": "graph.schema.json",
        "version": VERSION,
        "site": {"title": title, **({"url": base} if base else {})},
        "nodes": sorted(nodes, key=lambda node: str(node["id"])),
        "links": [
            {"source": source, "target": target, "type": kind, "places": places}
            for (source, target, kind), places in sorted(links.items())
        ],
    }


def dataset_text(data: Mapping[str, Any]) -> str:
    """Return the data as JSON, one node and one link a line."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list):
            lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)
            parts.append(f"{json.dumps(key)}: [\n{lines}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _page_ids(graph: Graph) -> dict[str, str]:
    """Name each page: by the ``id`` of its front matter, which stays when the file moves."""
    taken = set(graph.members)
    found: dict[str, str] = {}
    for docname in graph.members:
        own = graph.pages[docname].front.id
        if own and own not in taken:
            taken.add(own)
            found[docname] = f"page:{own}"
        else:
            found[docname] = f"page:{docname}"
    return found


# -- nodes ------------------------------------------------------------------------------


def _pages(sources: Sources) -> Iterator[dict[str, Any]]:
    index = sources.index
    for docname, name in sources.ids.items():
        page = sources.graph.pages[docname]
        front = page.front
        date = index.local_date(front.date).date().isoformat() if front.date else ""
        yield _filled(
            id=name,
            kind="page",
            title=page.title_text,
            url=sources.address(docname, ""),
            collection=page.collection,
            docname=docname,
            date=date,
            authors=list(front.authors),
            tags=[index.names.get(("tag", key), tag) for key, tag in unique_terms(front.tags)],
            topics=[index.names.get(("topic", k), t) for k, t in unique_terms(front.topics)],
            series=front.series or "",
            status=front.status or "",
        )


def _papers(sources: Sources) -> Iterator[dict[str, Any]]:
    shelf = sources.shelf
    for key, paper in shelf.papers.items():
        entry = sources.entries.get(key)
        if not (entry or key in shelf.notes or key in shelf.citing):
            continue  # an entry that a draft alone may cite is not shown anywhere
        yield _filled(
            id=f"paper:{paper.key}",
            kind="paper",
            title=paper.title_text,
            url=sources.address(*entry) if entry else "",
            authors=[] if paper.edited else [person.name for person in paper.authors],
            year=paper.year,
            venue=paper.venue,
            doi=paper.doi,
            arxiv=paper.arxiv,
            address=paper.address,
        )


def _terms(sources: Sources) -> Iterator[dict[str, Any]]:
    for name, defined in _named(sources.terms).items():
        term = defined.term
        aliases = dict.fromkeys((*term.spellings[1:], *term.aliases, *term.acronyms))
        yield _filled(
            id=f"term:{name}",
            kind="term",
            title=name,
            url=sources.address(*defined.place),
            aliases=list(aliases),
        )


def _named(terms: TermTable) -> dict[str, Defined]:
    """Return the terms by name; of two of one name, the first."""
    found: dict[str, Defined] = {}
    for defined in terms.terms:
        found.setdefault(defined.term.name, defined)
    return found


def _tags(sources: Sources) -> Iterator[dict[str, Any]]:
    index = sources.index
    for key in index.by_tag:
        page = index.term_pages.get(("tag", key), "")
        yield _filled(
            id=f"tag:{key}",
            kind="tag",
            title=index.names["tag", key],
            url=sources.address(page, "") if page else "",
        )


def _filled(**values: Any) -> dict[str, Any]:
    """Return the values that say something."""
    return {key: value for key, value in values.items() if value}


# -- links ------------------------------------------------------------------------------

_Link = tuple[str, str, str, "dict[str, str] | None"]  #: from, to, type, place


def _links(sources: Sources) -> Iterator[_Link]:
    ids, shelf = sources.ids, sources.shelf
    owners = sources.terms.owners
    for docname, source in ids.items():
        page = sources.graph.pages[docname]
        for edge in sources.links.outgoing.get(docname, ()):
            place = edge.place
            said = _place(sources, docname, place.anchor, place.sentence)
            if defined := owners.get((edge.target, edge.anchor)):
                yield source, f"term:{defined.term.name}", USE, said
            elif edge.target in ids:
                yield source, ids[edge.target], place.relation or LINK, said
        for cited in page.citations:
            said = _place(sources, docname, cited.anchor, cited.sentence)
            for key in shelf.keys_of(cited):
                if key in shelf.papers:
                    yield source, f"paper:{shelf.papers[key].key}", CITATION, said
        for key in page.front.papers:
            if paper := shelf.papers.get(key.lower()):
                yield source, f"paper:{paper.key}", ABOUT, None
    yield from _of_terms(sources)
    for key, members in sources.index.by_tag.items():
        for page in members:
            yield ids[page.docname], f"tag:{key}", TAG, None


def _of_terms(sources: Sources) -> Iterator[_Link]:
    """Yield the page of each term, where it is linked by itself, and what its author says of it."""
    ids, shelf, terms = sources.ids, sources.shelf, sources.terms
    for name, defined in _named(terms).items():
        own = f"term:{name}"
        if defined.docname in ids:
            yield ids[defined.docname], own, DEFINITION, None
        for edge in sources.links.found.get(defined.place, ()):
            if edge.source in ids and edge.source != edge.target:
                place = edge.place
                said = _place(sources, edge.source, place.anchor, place.sentence)
                yield ids[edge.source], own, USE, said
        for relation in ("broader", "related"):
            for other in getattr(defined.term, relation):
                if found := terms.term(other):
                    yield own, f"term:{found.term.name}", relation, None
        for key in defined.term.works:
            if paper := shelf.papers.get(key.lower()):
                yield own, f"paper:{paper.key}", ORIGIN, None


def _place(sources: Sources, docname: str, anchor: str, sentence: Any) -> dict[str, str]:
    return _filled(
        sentence=sources.read(Quote(content=sentence, docname=docname)),
        url=sources.address(docname, anchor),
    )


# -- for the script ----------------------------------------------------------------------


def script(graph: Graph, address: Callable[[str, str], str]) -> str:
    """Return what the script of a page needs to look further than the page."""
    order = sorted(graph.members, key=graph.place)
    numbers = {name: number for number, name in enumerate(order)}
    pages = [
        [
            address(name, ""),
            graph.pages[name].title_text,
            graph.colours[graph.pages[name].collection],
        ]
        for name in order
    ]
    links = [sorted(numbers[target] for target in graph.outward.get(name, ())) for name in order]
    data = {"pages": pages, "links": links, "colours": _called(graph.collections)}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"window.kbGraph={text};\n"


def _called(collections: Iterable[str]) -> list[str]:
    return [name or "other pages" for name in collections]
