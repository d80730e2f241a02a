"""The names that a page defines, as Sphinx's domains have noted them.

Of two pages that define one name, a domain keeps the one read last, which depends on what was edited
and on which process was done first. The names of each page are facts, from which the owner of each
follows: the last page in the order of names, as in a clean, serial build. Of Python's objects, other names
(``:canonical:``) are not among them: a page does not keep them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

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
    "python": ("py", "objects"),
    "module": ("py", "modules"),
}
MODULE = "module-"  #: what Sphinx puts before the name of a module to name its place


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
    modules, objects = _python(doctree)
    asked: dict[str, list[Any]] = {
        "label": names,
        "anchor": names,
        "term": [term.lower() for term in terms],
        "object": [("term", term) for term in terms],
        "equation": equations,
        "python": [*modules, *objects],
        "module": modules,
    }
    for kind, wanted in asked.items():
        table = _table(env, kind)
        for name in dict.fromkeys(wanted):
            record = table.get(name)
            if record is not None and record[0] == docname:
                # A record of a class of its own stays one: its domain asks for fields by name.
                yield kind, name, record


def _python(doctree: nodes.document) -> tuple[list[str], list[str]]:
    """Return the names of the modules and of the objects of Python's that the page describes."""
    modules = [place.removeprefix(MODULE) for place in doctree.ids if place.startswith(MODULE)]
    objects = [
        f"{node['module']}.{node['fullname']}" if node.get("module") else str(node["fullname"])
        for node in doctree.findall(addnodes.desc_signature)
        if "fullname" in node
    ]
    return modules, objects


def settle(env: BuildEnvironment, pages: Mapping[str, PageFacts]) -> None:
    """Give each name to the last of the pages that define it, whichever was read last."""
    found: dict[str, dict[Any, tuple[Any, ...]]] = {kind: {} for kind in TABLES}
    for docname in sorted(pages):
        for kind, name, record in pages[docname].definitions:
            found[kind][name] = record
    for kind, names in found.items():
        _table(env, kind).update(names)
    # Of several objects whose names end alike, a link takes the first of the table.
    objects = _table(env, "python")
    others = {name: objects[name] for name in sorted(objects.keys() - found["python"].keys())}
    objects.clear()
    objects.update(found["python"] | others)
