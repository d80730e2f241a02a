"""sphinxcontrib-bibtex's ``bibliography`` and ``footcite``, with an anchor of its own for each entry.

What HTML takes for a name knows letters, digits and hyphens: ``a.b2020`` and ``a-b2020`` would be one.
"""

from __future__ import annotations

import logging
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.nodes import make_id
from sphinxcontrib.bibtex.directives import BibliographyDirective, BibliographyKey
from sphinxcontrib.bibtex.foot_domain import BibtexFootDomain
from sphinxcontrib.bibtex.foot_roles import FootCiteRole

from .. import diagnostics
from ..core.digest import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.environment import BuildEnvironment
    from sphinxcontrib.bibtex.domain import BibtexDomain

FOOTCITED = "bibtex_footcite_names"  #: where bibtex keeps the names of the footnotes of a page
LOGGER = "sphinx.sphinxcontrib.bibtex.bibfile"  #: who says that an anchor stands twice


class KeyedBibliography(BibliographyDirective):
    """A bibliography; of entries that would share an anchor, all but one get one of their own."""

    def run(self) -> list[nodes.Node]:
        """Return bibtex's node, its entries named."""
        env = cast("BuildEnvironment", self.state.document.settings.env)
        domain = cast("BibtexDomain", env.get_domain("cite"))
        prefix = self.options.get("keyprefix", "")
        template = env.config.bibtex_cite_id
        count = int(env.temp_data.get("bibtex_bibliography_count") or 0) + 1
        keys = (prefix + key for key in domain.bibdata.data.entries)
        own = anchors((key, template.format(bibliography_count=count, key=key)) for key in keys)
        if not (template and own):
            return [*super().run()]
        shared = {make_id(template.format(bibliography_count=count, key=key)) for key in own}
        taken = frozenset(self.state.document.ids)

        def is_new(record: logging.LogRecord) -> bool:
            """Keep what is said of an anchor that something else on the page has."""
            name = record.getMessage().rpartition(" ")[2]
            return getattr(record, "subtype", "") != "duplicate_id" or name not in shared - taken

        theirs = logging.getLogger(LOGGER)
        theirs.addFilter(is_new)
        try:
            found: list[Any] = list(super().run())
        finally:
            theirs.removeFilter(is_new)
        made = domain.bibliographies[BibliographyKey(env.docname, found[-1]["ids"][0])]
        entries = {
            own[key]: node
            for key, node in made.citation_nodes.items()
            if key in own and own[key] not in taken
        }
        ids: dict[str, Any] = self.state.document.ids
        for node in entries.values():
            ids.pop(node["ids"][0], None)
        for identifier, node in entries.items():
            node["ids"] = [identifier]
            ids[identifier] = node
        return found


class KeyedFootCite(FootCiteRole):
    """A citation in a footnote, whose anchor no footnote about another work on the page has."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return bibtex's nodes, the footnotes named; keys that no entry has are shown and told."""
        entries = cast("BibtexDomain", self.env.get_domain("cite")).bibdata.data.entries
        # Known or not: the page is read again when the file has other entries.
        self.env.temp_data.setdefault(FOOTCITED, {})
        asked = dict.fromkeys(key.strip() for key in self.text.split(","))
        unknown = [key for key in asked if key not in entries]
        known = ",".join(key for key in asked if key in entries)
        for key in unknown:
            near = get_close_matches(key.lower(), [name.lower() for name in entries], n=3)
            names = " or ".join(repr(entries[name].key) for name in near)
            diagnostics.warn(
                "citekey",
                f"no bibliography file has {key[:80]!r}; the key is shown instead: "
                + (f"did you mean {names}?" if near else "add an entry, or correct the key"),
                location=(self.env.docname, self.lineno),
            )
        shown = [nodes.Text(f"[{', '.join(unknown)}]")] if unknown else []
        if not known:
            return [*shown], []
        self.text = known
        found, messages = self._run()
        return [*found, *shown], messages

    def _run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        config = self.env.config
        usual = config.bibtex_footcite_id
        config.bibtex_footcite_id = name = OwnName(usual or "footcite-{key}")
        name.taken = cast("dict[str, str]", self.env.temp_data.setdefault(FOOTCITED, {}))
        try:
            found: tuple[list[nodes.Node], list[nodes.system_message]] = super().run()
        finally:
            config.bibtex_footcite_id = usual
        return found


class OwnName(str):
    """A template of names that makes one of its own for what would share another's."""

    taken: Mapping[str, str]  #: key to name

    def format(self, *args: object, **values: object) -> str:
        """Return the name for the key among *values*."""
        name = super().format(*args, **values)
        others = {other for key, other in self.taken.items() if key != values["key"]}
        return f"{name}-{digest(values['key'])[:6]}" if make_id(name) in others else name


#: The roles of bibtex that make footnotes.
FOOT_ROLES = {name: KeyedFootCite() for name in BibtexFootDomain.roles}


def anchors(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return an anchor for each key that would share one, given the name that each is to have.

    The key that reads like the anchor keeps it, else the first in the order of letters; so it depends
    neither on files nor on the order in them. The others get some letters of a digest behind it.
    """
    by_id: dict[str, list[tuple[bool, str]]] = {}
    for key, name in named:
        by_id.setdefault(make_id(name), []).append((name.lower() != make_id(name), key))
    found: dict[str, str] = {}
    for identifier, keys in by_id.items():
        if keys[1:]:
            (_, first), *others = sorted(keys)
            found[first] = identifier
            found.update((key, f"{identifier}-{digest(key)[:6]}") for _, key in others)
    return found
