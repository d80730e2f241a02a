"""Section numbers that no toctree gives any more.

Sphinx numbers titles and outlines in place, and what it has once numbered keeps its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def forget_numbers(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Take the numbers of the last build off, before Sphinx gives those of this one."""
    for docname in env.toc_secnumbers:
        if docname in env.titles:
            env.titles[docname].attributes.pop("secnumber", None)
        if docname in env.tocs:
            for entry in env.tocs[docname].findall(nodes.reference):
                entry.attributes.pop("secnumber", None)
    return ()
