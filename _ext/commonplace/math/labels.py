"""Give amsmath environments the same label at every reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.domains.math import MathDomain


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the random labels that MyST gives to numbered environments.

    They become the ids of the page's equations: each reading of an unchanged page would else
    change its bytes, and break links to an equation.
    """
    domain = cast("MathDomain", app.env.get_domain("math"))
    docname = app.env.current_document.docname
    renamed: dict[str, str] = {}
    for node in doctree.findall(nodes.math_block):
        label = node.get("label")
        if "amsmath" not in node["classes"] or not _is_random(label):
            continue
        stable = f"{docname}:amsmath-{len(renamed) + 1}"
        node["label"] = stable
        renamed[_node_id(label)] = _node_id(stable)
        if label in domain.equations:
            domain.equations[stable] = domain.equations.pop(label)
    if not renamed:
        return
    for element in doctree.findall(nodes.Element):
        element["ids"] = [renamed.get(name, name) for name in element["ids"]]
        if element.get("refid") in renamed:
            element["refid"] = renamed[element["refid"]]
    for old, new in renamed.items():
        if old in doctree.ids:
            doctree.ids[new] = doctree.ids.pop(old)


def _is_random(label: object) -> bool:
    try:
        return UUID(str(label)).version == 4
    except ValueError:
        return False


def _node_id(label: str) -> str:
    # As MyST and Sphinx's math domain form it.
    return nodes.make_id(f"equation-{label}")
