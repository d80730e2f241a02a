"""Links that are resolved late, reduced to what decides where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Reference

if TYPE_CHECKING:
    from collections.abc import Mapping


def reference_of(attributes: Mapping[str, object], docname: str) -> Reference:
    """Reduce the attributes of a pending link in *docname*."""
    fragment = attributes.get("reftargetid") or ""
    return Reference(
        kind=f"{attributes.get('refdomain') or ''}:{attributes.get('reftype') or ''}",
        target=str(attributes.get("reftarget", "")),
        document=f"{docname}#{fragment}" if fragment else docname,
        explicit=bool(attributes.get("refexplicit")),
    )
