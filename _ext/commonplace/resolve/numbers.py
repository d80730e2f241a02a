"""Numbers of equations, and section numbers that no toctree gives any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def forget_numbers(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Take the numbers of the last build off, before Sphinx gives those of this one.

    It numbers titles and outlines in place, and what it has once numbered keeps its number.
    """
    for docname in env.toc_secnumbers:
        if docname in env.titles:
            env.titles[docname].attributes.pop("secnumber", None)
        if docname in env.tocs:
            for entry in env.tocs[docname].findall(nodes.reference):
                entry.attributes.pop("secnumber", None)
    return ()


def equation_number(
    env: BuildEnvironment, docname: str, anchors: Iterable[str], counted: object
) -> str:
    """Return the number of an equation of the page *docname*, *counted* where sections count not."""
    config = env.config
    if not (config.math_numfig and config.numfig):
        return str(counted)
    numbers = env.toc_fignumbers.get(docname, {}).get("displaymath", {})
    found = next((numbers[name] for name in anchors if name in numbers), ())
    return str(config.math_numsep.join(".".join(map(str, found)).rsplit(".", 1)))
