"""What links lead to: one table of every name, so that a page's links have a digest.

Resolving a link needs Sphinx's builder and costs; telling whether it *would come out
differently* needs only what it can lead to. The table maps the last part of each name, in
lower case, to everything so called in any domain, with its place, title and number. That is
more than one link uses, so at worst a page is written once too often, never too seldom.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx.util import docname_join

from ..core.digest import digest
from ..core.inline import walk
from ..core.references import reference_of
from ..core.slugs import slug
from .destinations import ANY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.environment import BuildEnvironment

    from ..core.model import Inlines, Reference
    from ..core.names import NameTable
    from .bibliography import Bibliography

LAST_PART = re.compile(r"[.:]+")


def key_of(name: str) -> str:
    """Return the key of *name* in the table."""
    stripped = name.strip().removesuffix("()").lstrip("~!#.").rstrip(".:")
    return LAST_PART.split(stripped)[-1].casefold() or stripped.casefold()


class Targets:
    """Every target of the site, gathered once per build in time linear in their number."""

    def __init__(
        self,
        env: BuildEnvironment,
        titles: Mapping[str, str],
        bibliography: Bibliography,
        names: Callable[[], NameTable],
        absent: frozenset[str],
        *,
        hidden: frozenset[str],
        terms: Callable[[str], tuple[tuple[str, str], ...]],
    ) -> None:
        self._env = env
        self._titles = titles
        self._bibliography = bibliography
        self._names = names
        self._terms = terms
        self._absent = absent  #: names and labels of what is not built
        self._hidden = hidden  #: names in ``[[…]]`` of the same, as slugs
        self._table: dict[str, list[Any]] = {}
        self._numbers = _numbers(env)
        self._labels: dict[str, list[Any]] = {}
        self._inventories = inventory_digest(env)
        self._gather()

    def _gather(self) -> None:
        env = self._env
        standard = env.domains.standard_domain
        for domain in env.domains.sorted():
            if domain.name == "cite":
                continue
            for name, shown, kind, docname, anchor, priority in domain.get_objects():
                place = (docname, anchor, self._numbers.get((docname, anchor), ()))
                self._add(name, (domain.name, kind, name, str(shown), *place, priority))
        for name, (docname, anchor) in standard.anonlabels.items():
            number = self._numbers.get((docname, anchor), ())
            self._add(name, ("std", "anon", name, docname, anchor, number))
            self._labels.setdefault(docname, []).append((name, anchor))
        for name, (docname, anchor, title) in standard.labels.items():
            self._add(name, ("std", "label", name, str(title), docname, anchor))
            self._labels.setdefault(docname, []).append((name, anchor, str(title)))
        for label, (docname, equation) in env.domains.math_domain.equations.items():
            self._add(label, ("math", label, docname, equation))

    def _add(self, name: str, value: tuple[Any, ...]) -> None:
        self._table.setdefault(key_of(name), []).append(value)

    @property
    def digest(self) -> str:
        """The digest of the whole table."""
        return digest(sorted((key, sorted(map(repr, found))) for key, found in self._table.items()))

    def state(self, reference: Reference) -> tuple[Any, ...]:
        """Return everything that *reference* could lead to, as plain data."""
        if reference.kind.startswith("cite:"):
            return self._bibliography.state(reference.target)
        docname, fragment = reference.document, reference.fragment
        if reference.kind == "doc:myst":
            return self._document(reference.target, fragment)
        if reference.kind == "kb:wiki":
            name = self._names().find(reference.target, fragment, docname)
            held = name.place is None and slug(reference.target) in self._hidden
            return (name, held, self._bibliography.state(reference.target))  # as a citekey
        found: list[Any] = sorted(self._table.get(key_of(reference.target), ()), key=repr)
        other = docname_join(docname, reference.target)
        if other in self._titles:
            found.append(self._document(other, fragment))
        path = reference.target.partition("#")[0]
        if not found:
            found.append(self._inventories)
        if reference.kind.startswith("cite") or reference.kind in ANY:
            found.append(self._bibliography.state(path))
        if reference.kind == "std:term" or reference.kind in ANY:
            found.append(self._terms(reference.target))  # an alias, a plural
        # A name that nothing has is shown otherwise where a page that is not built has it.
        if self._absent and not self._absent.isdisjoint(_spellings(reference)):
            found.append("withheld")
        return tuple(found)

    def leads(self, reference: Reference) -> bool:
        """Tell whether *reference* can lead anywhere, here or on another site."""
        if reference.kind.startswith("cite:"):
            return any(item[0] != "unknown" for item in self.state(reference))
        if reference.kind == "doc:myst":
            return reference.target in self._titles
        if reference.kind == "std:numref":
            place = self._env.domains.standard_domain.anonlabels.get(reference.target.lower())
            return place in self._numbers  # only what has a number has one to show
        docname, fragment = reference.document, reference.fragment
        if reference.kind == "kb:wiki":
            return self._names().find(reference.target, fragment, docname).place is not None
        return bool(
            self._table.get(key_of(reference.target))
            or docname_join(docname, reference.target) in self._titles
            or self._inventories
            or (
                (reference.kind == "std:term" or reference.kind in ANY)
                and len(self._terms(reference.target)) == 1
            )
            or any(item[0] != "unknown" for item in self._bibliography.state(reference.target))
        )

    def is_known(self, name: str) -> bool:
        """Tell whether a name is that of anything here, its part behind a dot or colon too."""
        return bool(self._table.get(key_of(name))) or any(
            item[0] != "unknown" for item in self._bibliography.state(name)
        )

    def is_absent(self, reference: Reference) -> bool:
        """Tell whether *reference* names what is not built, which is no mistake."""
        return not self._absent.isdisjoint(_spellings(reference))

    def _document(self, docname: str, fragment: str) -> tuple[Any, ...]:
        if docname not in self._titles:
            return ("absent", docname, docname in self._absent)
        value: tuple[Any, ...] = (docname, self._titles[docname])
        if fragment:
            slugs = self._env.metadata.get(docname, {}).get("myst_slugs", {})
            entries = [
                (slug, section, text)
                for slug, (_, section, text) in slugs.items()
                if fragment in (slug, section)
            ]
            labels = [item for item in self._labels.get(docname, ()) if fragment in item[:2]]
            value = (*value, tuple(entries), tuple(sorted(labels)))
        return value

    def place_in(self, docname: str, fragment: str) -> str | None:
        """Return the anchor in *docname* that a link with *fragment* leads to, nothing where none is.

        The rules are those of MyST: headings by their slug, by their anchor, labels by either name.
        """
        state = self._document(docname, fragment)[2:]
        if not state or docname not in self._titles:
            return None
        headings, labels = state
        by_slug = [anchor for slug, anchor, _ in headings if slug == fragment]
        if headings:
            return str((by_slug or [fragment])[0])
        if any(label[1] == fragment for label in labels):
            return fragment
        return str(labels[0][1]) if labels else None

    def states(self, references: Iterable[Reference]) -> str:
        """Return one digest for where all *references* lead."""
        return digest(tuple((item.target, self.state(item)) for item in references))

    def inline_states(self, inlines: Inlines, docname: str) -> tuple[Any, ...]:
        """Return where the pending links inside *inlines* lead."""
        found: list[Any] = []
        for name, attributes, _ in walk(inlines):
            if name == "pending_xref":
                origin = str(attributes.get("refdoc") or docname)
                found.append(self.state(reference_of(attributes, origin)))
        return tuple(found)


def _spellings(reference: Reference) -> tuple[str, ...]:
    """Return the names under which the target of *reference* may be known."""
    target = reference.target
    path = docname_join(reference.document, target.partition("#")[0])
    name = " ".join(target.lower().split())
    return (target, name, slug(target), path, path.removesuffix(".md"))


def _numbers(env: BuildEnvironment) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return the numbers of figures, tables, code blocks and sections by place."""
    numbers: dict[tuple[str, str], tuple[Any, ...]] = {}
    for docname, kinds in env.toc_fignumbers.items():
        for kind, places in kinds.items():
            for anchor, number in places.items():
                numbers[docname, anchor] = (kind, *number)
    for docname, sections in env.toc_secnumbers.items():
        for anchor, number in sections.items():
            numbers[docname, anchor.removeprefix("#")] = tuple(number)
    return numbers


def inventory_digest(env: BuildEnvironment) -> str:
    """Return a digest of the inventories of other sites that intersphinx has loaded."""
    inventory = getattr(env, "intersphinx_inventory", None)
    if not inventory:
        return ""
    kinds = {
        kind: sorted((name, str(item)) for name, item in items.items())
        for kind, items in inventory.items()
    }
    return digest(tuple((kind, tuple(items)) for kind, items in sorted(kinds.items())))
