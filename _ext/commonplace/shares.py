"""Workers send back what they have read, and no more.

For each share of the pages Sphinx (9.0, ``Builder._read_parallel``) has a worker send the whole environment, with
what was known of all other pages before; the main process unpacks it, and takes what is of the share. Their number
grows with the site, and what they send would, too. Of other versions nothing is replaced.
"""

from __future__ import annotations

import os
from typing import Any

import sphinx
from sphinx.environment import BuildEnvironment

#: What is known page by page, and taken over page by page.
TABLES = ("longtitles", "metadata", "titles", "toc_num_entries", "tocs")

_getstate = BuildEnvironment.__getstate__


def getstate(self: BuildEnvironment) -> dict[str, Any]:
    """Return what is kept of an environment, and in a worker that has read pages, what is of these."""
    state = _getstate(self)
    domain: Any = self.get_domain("kb") if "kb" in self.domaindata else None
    if domain is None or os.getpid() == domain.pid or not domain.read_here:
        return state
    for name in TABLES:
        table = state[name]
        state[name] = kept = table.copy()  # one of them has defaults
        kept.clear()
        kept.update((key, table[key]) for key in domain.read_here if key in table)
    data = state["domaindata"]["kb"]
    pages = {key: data["pages"][key] for key in domain.read_here if key in data["pages"]}
    state["domaindata"] = {**state["domaindata"], "kb": {**data, "pages": pages}}
    return state


def install() -> None:
    """Put it in the place of Sphinx's own."""
    if sphinx.version_info[:2] == (9, 0):
        BuildEnvironment.__getstate__ = getstate  # type: ignore[method-assign]
