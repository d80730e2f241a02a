"""The domain of sphinxcontrib-bibtex with its searches turned into look-ups.

It goes through all citations of the site for each reference, and through all references for
each entry; both are quadratic. What it answers is unchanged: the lists that its methods go
through are narrowed to what they would have picked.
"""

from __future__ import annotations

import ast
import logging
from collections import Counter, defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from pybtex.plugin import register_plugin
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.domain import BibtexDomain, get_docnames
from sphinxcontrib.bibtex.roles import CiteRole

from .. import diagnostics
from ..core.digest import digest
from .marked import TooltipBackend, nodes_of_marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Element
    from sphinx.writers.html5 import HTML5Translator
    from sphinxcontrib.bibtex.domain import Citation
    from sphinxcontrib.bibtex.roles import CitationRef

    from .domain import KbDomain


def _said_by_us(record: logging.LogRecord) -> bool:
    """Drop the message about an unknown key, which comes from us with the nearest keys."""
    return getattr(record, "subtype", "") != "key_not_found"


def _add_unknown(result: Element, keys: list[str]) -> None:
    """Show keys that no entry has behind the citations of the others, within their brackets."""
    if not keys:
        return
    text = result.astext()
    bracketed = text.startswith("[") and text.endswith("]")
    last = result.children[-1] if result.children else None
    shown = (", " if text.strip("[]") else "") + ", ".join(keys)
    if bracketed and isinstance(last, nodes.Text):
        result[-1] = nodes.Text(f"{last.removesuffix(']')}{shown}]")
    else:
        result += nodes.Text(shown)


class LocatedCiteRole(CiteRole):
    """A citation; a target that is no list of citekeys is a located fault and stays text.

    sphinxcontrib-bibtex itself ends the build with a ``ValueError``.
    """

    def result_nodes(
        self, document: Any, env: Any, node: Element, is_ref: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Note the citation."""
        try:
            list(parse_citation_targets(self.target))
        except ValueError:
            diagnostics.warn(
                "citekey",
                f"{self.target[:80]!r} is no list of citekeys; it stays text: write keys with commas "
                "between them, and what stands before or behind one in braces",
                location=node,
            )
            return [nodes.inline("", self.target)], []
        found: tuple[list[nodes.Node], list[nodes.system_message]]
        found = super().result_nodes(document, env, node, is_ref)  # type: ignore[no-untyped-call]
        return found


class IndexedBibtexDomain(BibtexDomain):
    """BibTeX citations, looked up by key."""

    roles = {name: LocatedCiteRole() for name in BibtexDomain.roles}
    _by_key: dict[str, list[Citation]] | None = None
    _narrow_citations: list[Citation] | None = None
    _narrow_refs: list[CitationRef] | None = None
    _lower: dict[str, str] | None = None
    _cleared = False

    @property
    def citations(self) -> list[Citation]:
        """Formatted citations: all of them, or those that a method is to look at."""
        found: list[Citation] = (
            self.data["citations"] if self._narrow_citations is None else self._narrow_citations
        )
        return found

    @property
    def citation_refs(self) -> list[CitationRef]:
        """References: all of them, or those that a method is to look at."""
        found: list[CitationRef] = (
            self.data["citation_refs"] if self._narrow_refs is None else self._narrow_refs
        )
        return found

    def clear_docs(self, docnames: Iterable[str]) -> None:
        """Forget the pages that are about to be read, all in one go."""
        gone = frozenset(docnames)
        data = self.data
        self._forget_formatting(gone)
        data["citations"] = [
            item for item in data["citations"] if item.bibliography_key.docname not in gone
        ]
        data["citation_refs"] = [item for item in data["citation_refs"] if item.docname not in gone]
        for key in [key for key in data["bibliographies"] if key.docname in gone]:
            del data["bibliographies"][key]
        self._cleared = True

    def clear_doc(self, docname: str) -> None:
        """Forget one page; those that are read have been forgotten together."""
        if not self._cleared:
            self._forget_formatting(frozenset([docname]))
            super().clear_doc(docname)

    def _forget_formatting(self, gone: frozenset[str]) -> None:
        """Have bibliographies formatted again where pages that hold one are forgotten.

        Their entries go with them, even if the same bibliography is read again.
        """
        if any(key.docname in gone for key in self.data["bibliographies"]):
            self.env.get_domain("kb").data.pop("formatted", None)

    def env_updated(self) -> Iterable[str]:
        """Format the bibliographies, and forget the index of the old ones."""
        self._by_key = self._lower = None
        domain = cast("KbDomain", self.env.get_domain("kb"))
        key = self._formatting_key(domain.bibliography_digest)
        if domain.data.get("formatted") == key:
            return []  # what the last build formatted came with the environment
        told = self.env._app._warncount
        # In the order of reading; labels and messages depend on it.
        bibliographies = sorted(self.bibliographies.items(), key=lambda item: item[0].docname)
        self.bibliographies.clear()
        self.bibliographies.update(bibliographies)
        result: Iterable[str] = super().env_updated()
        self._sort_citations()
        # What there was to warn of is told again in the next build.
        domain.data["formatted"] = key if self.env._app._warncount == told else ""
        return result

    def _sort_citations(self) -> None:
        """Have each key cited where most works are listed: bibtex links the last of several places.

        A page that lists what it cites itself does not take the links of other pages over; its own
        lead to its own list, whatever the order.
        """
        sizes = Counter(item.bibliography_key for item in self.citations)
        self.citations.sort(key=lambda item: item.bibliography_key.docname, reverse=True)
        self.citations.sort(key=lambda item: sizes[item.bibliography_key])

    def _formatting_key(self, entries: str) -> str:
        """Return a digest of all that formatted entries follow from, given that of the *entries*.

        That is who cites what, in the order of the documents, and each bibliography with its filter;
        the configuration is not among it, for what bibtex is told there has every page read again.
        """
        place = {docname: number for number, docname in enumerate(self._documents())}
        refs = sorted(self.data["citation_refs"], key=lambda ref: place[ref.docname])
        cited = dict.fromkeys((ref.docname, target.key) for ref in refs for target in ref.targets)
        bibliographies = [
            (
                key.docname,
                key.id_,
                value.line,
                tuple(map(str, value.bibfiles)),
                value.style,
                value.list_,
                value.labelprefix,
                value.keyprefix,
                ast.dump(value.filter_),
                tuple(value.keys),
                sorted((name, tuple(node["ids"])) for name, node in value.citation_nodes.items()),
            )
            for key, value in self.bibliographies.items()
        ]
        return digest((entries, tuple(cited), bibliographies))

    def _documents(self) -> list[str]:
        """Return the documents in the order in which bibtex takes them."""
        return list(get_docnames(self.env))  # type: ignore[no-untyped-call]

    def _citations_of(self, keys: Iterable[str]) -> list[Citation]:
        if self._by_key is None:
            self._by_key = defaultdict(list)
            for citation in self.data["citations"]:
                self._by_key[citation.key].append(citation)
        return [citation for key in dict.fromkeys(keys) for citation in self._by_key.get(key, ())]

    # The arguments are only handed on, so that a change of their types does not concern us.
    def resolve_xref(self, *args: Any, **kwargs: Any) -> Element:  # type: ignore[override]
        """Resolve a reference among the citations of its own keys."""
        domain = cast("KbDomain", self.env.get_domain("kb"))
        target = kwargs["target"] if "target" in kwargs else args[4]
        keys = [item.key for item in parse_citation_targets(target)]
        self._narrow_citations = found = self._citations_of(keys)
        node = kwargs["node"] if "node" in kwargs else args[5]
        if not node.get("kb_quoted"):  # told where it was written
            self._tell_unknown(keys, node)
        theirs = logging.getLogger(f"sphinx.{BibtexDomain.__module__}")
        theirs.addFilter(_said_by_us)
        try:
            result: Element = super().resolve_xref(*args, **kwargs)
        finally:
            theirs.removeFilter(_said_by_us)
            self._narrow_citations = None
        known = {citation.key for citation in found}
        _add_unknown(result, [key for key in dict.fromkeys(keys) if key not in known])
        if domain.data.get("marked"):
            nodes_of_marked(result, self.env._app.builder)
        return result

    def _tell_unknown(self, keys: Iterable[str], node: Element) -> None:
        """Say which keys no bibliography lists, with those that look like them."""
        known = {citation.key for citation in self.citations}
        for key in keys:
            if key in known:
                continue
            entries = self.bibdata.data.entries
            if key in entries:
                cure = "the entry is there, but no page lists it: add a page with {bibliography}"
                if (written := entries[key].key) != key:
                    cure = f"the entry is spelt {written!r}"
            else:
                near = get_close_matches(key.lower(), self._spellings(), n=3, cutoff=0.6)
                names = " or ".join(repr(self._spellings()[name]) for name in near)
                cure = f"did you mean {names}?" if near else "add an entry, or correct the key"
            diagnostics.warn(
                "citekey",
                f"no bibliography of this site has {key!r}; the key is shown instead: {cure}",
                location=node,
            )

    def _spellings(self) -> dict[str, str]:
        if self._lower is None:
            self._lower = {key.lower(): key for key in self.bibdata.data.entries}
        return self._lower

    def resolve_any_xref(  # type: ignore[override]
        self, *args: Any, **kwargs: Any
    ) -> list[tuple[str, Element]]:
        """Answer for names that are keys, without looking at the others."""
        target = kwargs["target"] if "target" in kwargs else args[3]
        if not self._citations_of(key.strip() for key in target.split(",")):
            return []
        found: list[tuple[str, Element]] = super().resolve_any_xref(*args, **kwargs)
        return found

    def get_entries(self, bibfiles: Any) -> Iterator[Any]:
        """Yield the entries, with the references narrowed to each while it is filtered."""
        by_key: dict[str, list[CitationRef]] = defaultdict(list)
        for ref in self.data["citation_refs"]:
            for target in ref.targets:
                by_key[target.key].append(ref)
        prefixes = {value.keyprefix for value in self.bibliographies.values()} or {""}
        try:
            for entry in super().get_entries(bibfiles):
                self._narrow_refs = [
                    ref for prefix in prefixes for ref in by_key.get(prefix + entry.key, ())
                ]
                yield entry
        finally:
            self._narrow_refs = None

    def get_all_cited_keys(self, docnames: list[str]) -> Iterator[str]:
        """Yield the cited keys in the order of the documents, each looked up once."""
        place = {docname: number for number, docname in enumerate(docnames)}
        refs = sorted(self.data["citation_refs"], key=lambda ref: place[ref.docname])
        for ref in refs:
            for target in ref.targets:
                yield target.key


def visit_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Open an entry of the bibliography, and the list around it at the first.

    docutils gives the entries a role that may not stand in a list (WAI-ARIA 1.2, required owned
    elements), which screen readers then do not announce as one.
    """
    if not isinstance(node.previous_sibling(), nodes.citation):
        translator.body.append('<div role="list" class="citation-list">\n')
    translator.body.append(
        translator.starttag(node, "div", classes=[node.tagname], role="listitem")
    )


def depart_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Close an entry of the bibliography, and the list around it at the last."""
    translator.body.append("</div>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
        translator.body.append("</div>\n")


HTML = (visit_citation, depart_citation)


def register() -> None:
    """Spare pybtex the search of all installed packages for each reference."""
    register_plugin("pybtex.backends", "plaintext", TooltipBackend, force=True)
