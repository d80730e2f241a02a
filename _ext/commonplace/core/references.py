"""Links that are resolved late, reduced to what decides where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Reference

if TYPE_CHECKING:
    from collections.abc import Mapping


def reference_of(attributes: Mapping[str, object], docname: str) -> Reference:
    """Reduce the attributes of a pending link in *docname*."""
    return Reference(
        kind=f"{attributes.get('refdomain') or ''}:{attributes.get('reftype') or ''}",
        target=str(attributes.get("reftarget", "")),
        document=docname,
        fragment=str(attributes.get("reftargetid") or ""),
        explicit=bool(attributes.get("refexplicit")),
    )
