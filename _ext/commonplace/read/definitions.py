"""The names that a page defines, as Sphinx's domains have noted them.

Of two pages that define one name, a domain keeps the one read last, which depends on what was edited
and on which process was done first. The names of each page are facts, from which the owner of each
follows: the last page in the order of names, as in a clean, serial build; of options of programs it is the
first. The tables of C and C++ are trees, and not among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.domains.std import StandardDomain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.environment import BuildEnvironment

    from ..core.model import Definition, PageFacts

#: Where a kind of name is kept: the domain, and the part of its data.
TABLES = {
    "label": ("std", "labels"),
    "anchor": ("std", "anonlabels"),
    "term": ("std", "terms"),
    "object": ("std", "objects"),
    "option": ("std", "progoptions"),
    "equation": ("math", "objects"),
    "python": ("py", "objects"),
    "module": ("py", "modules"),
    "javascript": ("js", "objects"),
    "javascript module": ("js", "modules"),
    "restructuredtext": ("rst", "objects"),
}

FIRST = {"option"}  #: kinds of names that belong to the first page that defines them


class Watched(dict[Any, tuple[Any, ...]]):
    """A table of a domain that knows which names were set since it was asked last."""

    def __init__(self, table: Mapping[Any, tuple[Any, ...]], *, first: bool = False) -> None:
        super().__init__(table)
        self._set: dict[Any, None] = {}
        self._first = first

    def __setitem__(self, name: Any, record: tuple[Any, ...]) -> None:
        self._set[name] = None
        super().__setitem__(name, record)

    def news(self) -> list[Any]:
        """Return the names set since the last call, in order."""
        names = list(self._set)
        self._set.clear()
        return names

    def __contains__(self, name: object) -> bool:
        # An option of a program is only set where it is not there yet, on whatever page.
        return name in self._set or (not self._first and super().__contains__(name))

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)  # what a worker sends home is watched no longer


def _table(env: BuildEnvironment, kind: str) -> dict[Any, tuple[Any, ...]]:
    domain, part = TABLES[kind]
    table: dict[Any, tuple[Any, ...]] = env.domaindata.get(domain, {}).setdefault(part, {})
    return table


def watch(env: BuildEnvironment) -> None:
    """Have the domains' tables note, from now on, what is set in them."""
    for kind, (domain, part) in TABLES.items():
        if (data := env.domaindata.get(domain)) is not None:
            data[part] = Watched(data.get(part, {}), first=kind in FIRST)


def definitions(env: BuildEnvironment, docname: str) -> Iterator[Definition]:
    """Yield what the page just read defines: kind, name, and what the domain keeps of it."""
    for kind in TABLES:
        table = _table(env, kind)
        for name in table.news() if isinstance(table, Watched) else table:
            record = table.get(name)
            if record is not None and record[0] == docname:
                # A record of a class of its own stays one: its domain asks for fields by name.
                yield kind, name, record


def settle(env: BuildEnvironment, pages: Mapping[str, PageFacts]) -> None:
    """Give each name to the last of the pages that define it, whichever was read last."""
    found: dict[str, dict[Any, tuple[Any, ...]]] = {kind: {} for kind in TABLES}
    # Sphinx's own pages; it forgets them with a page of such a name.
    found["label"] |= StandardDomain.initial_data["labels"]
    found["anchor"] |= StandardDomain.initial_data["anonlabels"]
    for each in env.domains.sorted():
        for index in each.indices:
            if index.name and index.localname:
                page = f"{each.name}-{index.name}"
                found["label"][page] = page, "", index.localname
                found["anchor"][page] = page, ""
    for docname in sorted(pages):
        for kind, name, record in pages[docname].definitions:
            if name not in found[kind] or not _yields(kind, record, found[kind][name]):
                found[kind][name] = record
    for kind, (domain, part) in TABLES.items():
        if (data := env.domaindata.get(domain)) is None:
            continue
        # Of several objects whose names end alike, a link takes the first of the table.
        table, names = data.get(part, {}), found[kind]
        others = {name: record for name, record in table.items() if name not in names}
        data[part] = names | others if domain == "py" else {**table, **names}


def shared(pages: Mapping[str, PageFacts]) -> set[str]:
    """Return the pages that define a name which another page defines, too."""
    found: dict[tuple[str, Any], str] = {}
    several: set[str] = set()
    for docname, page in pages.items():
        for kind, name, record in page.definitions:
            if kind in FIRST or getattr(record, "aliased", False):
                continue  # nobody complains
            if (other := found.setdefault((kind, name), docname)) != docname:
                several |= {other, docname}
    return several


def _yields(kind: str, record: tuple[Any, ...], known: tuple[Any, ...]) -> bool:
    """Tell whether a name belongs to the page that is known to define it, not to a later one.

    Of Python's objects an other name (``:canonical:``) gives way to the own name of one.
    """
    aliased = getattr(record, "aliased", False) and not getattr(known, "aliased", False)
    return kind in FIRST or aliased
