"""The names that a page defines, as Sphinx's domains have noted them.

Of two pages that define one name, a domain keeps the one read last, which depends on what was edited
and on which process was done first. The names of each page are facts, from which the owner of each
follows: the last page in the order of names, as in a clean, serial build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

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
    "equation": ("math", "objects"),
}


def _table(env: BuildEnvironment, kind: str) -> dict[Any, tuple[Any, ...]]:
    domain, part = TABLES[kind]
    table: dict[Any, tuple[Any, ...]] = env.domaindata.get(domain, {}).setdefault(part, {})
    return table


def definitions(
    env: BuildEnvironment, docname: str, doctree: nodes.document
) -> Iterator[Definition]:
    """Yield what the page defines: kind, name, and what the domain keeps of it."""
    names = [name for name, explicit in doctree.nametypes.items() if explicit]
    terms = [node.astext() for node in doctree.findall(nodes.term)]
    equations = [
        str(node["label"]) for node in doctree.findall(nodes.math_block) if node.get("label")
    ]
    asked: dict[str, list[Any]] = {
        "label": names,
        "anchor": names,
        "term": [term.lower() for term in terms],
        "object": [("term", term) for term in terms],
        "equation": equations,
    }
    for kind, wanted in asked.items():
        table = _table(env, kind)
        for name in dict.fromkeys(wanted):
            record = table.get(name)
            if record is not None and record[0] == docname:
                yield kind, name, tuple(record)


def settle(env: BuildEnvironment, pages: Mapping[str, PageFacts]) -> None:
    """Give each name to the last of the pages that define it, whichever was read last."""
    for docname in sorted(pages):
        for kind, name, record in pages[docname].definitions:
            _table(env, kind)[name] = record
