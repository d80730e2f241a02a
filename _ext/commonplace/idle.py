"""Leave out the transforms of a page that have nothing to do on it.

docutils (0.22, ``Transformer.apply_transforms``) puts each page through some ninety transforms in a build, half
of which walk the whole tree for nodes that hardly any page has. Here one look at the tree tells for all of
those that follow which sorts of nodes there are; another is taken after any transform that may have
brought in new ones. Transforms that are not in the tables run as ever, as do those of another version.
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

import docutils
from docutils import nodes
from docutils.transforms import Transformer
from sphinx import addnodes
from sphinx.domains.c import AliasNode as AliasInC
from sphinx.domains.cpp import AliasNode as AliasInCpp
from sphinx.transforms.post_transforms import SphinxPostTransform

#: Stands for nodes with the attribute by which sphinx-design knows what it has made.
COMPONENT = type("COMPONENT", (), {})
ATTRIBUTE = "design_component"

#: The versions whose transforms were read for the tables.
VERSIONS = {
    "docutils": "0.22",
    "Sphinx": "9.0.",
    "myst-parser": "5.",
    "sphinx-design": "0.8.",
}

#: Per distribution, the transforms that do nothing without a node of some of these sorts.
NEEDS: dict[str, dict[str, tuple[type, ...]]] = {
    "docutils": {
        "docutils.transforms.references.Substitutions": (nodes.substitution_reference,),
        "docutils.transforms.references.PropagateTargets": (nodes.target,),
        "docutils.transforms.references.AnonymousHyperlinks": (nodes.reference, nodes.target),
        "docutils.transforms.references.ExternalTargets": (nodes.target,),
        "docutils.transforms.references.InternalTargets": (nodes.target,),
        "docutils.transforms.misc.Transitions": (nodes.transition,),
    },
    "Sphinx": {
        "sphinx.transforms.DefaultSubstitutions": (nodes.substitution_reference,),
        "sphinx.transforms.MoveModuleTargets": (nodes.target,),
        "sphinx.transforms.HandleCodeBlocks": (nodes.block_quote,),
        "sphinx.transforms.AutoIndexUpgrader": (addnodes.index,),
        "sphinx.transforms.ReorderConsecutiveTargetAndIndexNodes": (nodes.target,),
        "sphinx.transforms.DoctestTransform": (nodes.doctest_block,),
        "sphinx.transforms.GlossarySorter": (addnodes.glossary,),
        "sphinx.domains.citation.CitationDefinitionTransform": (nodes.citation,),
        "sphinx.domains.citation.CitationReferenceTransform": (nodes.citation_reference,),
        "sphinx.transforms.post_transforms.OnlyNodeTransform": (addnodes.only,),
        "sphinx.transforms.post_transforms.PropagateDescDomain": (addnodes.desc_signature,),
        "sphinx.transforms.post_transforms.images.ImageDownloader": (nodes.image,),
        "sphinx.transforms.post_transforms.images.DataURIExtractor": (nodes.image,),
        "sphinx.domains.c.AliasTransform": (AliasInC,),
        "sphinx.domains.cpp.AliasTransform": (AliasInCpp,),
    },
    "myst-parser": {
        "myst_parser.mdit_to_docutils.transforms.ResolveSectionRefs": (nodes.inline,),
    },
    "sphinx-design": {
        "sphinx_design.extension.AddFirstTitleCss": (nodes.docinfo,),
        "sphinx_design.dropdown.DropdownHtmlTransform": (COMPONENT,),
        "sphinx_design.aside.AsideHtmlTransform": (COMPONENT,),
        "sphinx_design.tabs.TabSetHtmlTransform": (COMPONENT,),
    },
}

#: Those that bring in no node of any of these sorts, whatever they find.
KEEPS: dict[str, tuple[str, ...]] = {
    "docutils": (
        "docutils.transforms.frontmatter.DocTitle",
        "docutils.transforms.frontmatter.SectionSubTitle",
        "docutils.transforms.references.AnonymousHyperlinks",
        "docutils.transforms.references.IndirectHyperlinks",
        "docutils.transforms.references.Footnotes",
        "docutils.transforms.references.ExternalTargets",
        "docutils.transforms.references.InternalTargets",
        "docutils.transforms.references.PropagateTargets",
        "docutils.transforms.universal.StripComments",
    ),
    "Sphinx": (
        "sphinx.transforms.MoveModuleTargets",
        "sphinx.transforms.HandleCodeBlocks",
        "sphinx.transforms.AutoNumbering",
        "sphinx.transforms.ReorderConsecutiveTargetAndIndexNodes",
        "sphinx.transforms.SortIds",
        "sphinx.transforms.UnreferencedFootnotesDetector",
        "sphinx.transforms.SphinxSmartQuotes",
    ),
    "myst-parser": (
        "myst_parser.mdit_to_docutils.transforms.PrioritiseExplicitIds",
        "myst_parser.mdit_to_docutils.transforms.SortFootnotes",
        "myst_parser.mdit_to_docutils.transforms.AddSlugIds",
    ),
}

_apply_transforms = Transformer.apply_transforms


class Seen:
    """What sorts of nodes a tree holds."""

    def __init__(self, tree: nodes.Node) -> None:
        found: list[Any] = [tree]
        for node in found:  # grows meanwhile
            if node.children:
                found += node.children
        self._found = found
        self._kinds: set[type] = set()
        for kind in set(map(type, found)):
            self._kinds.update(kind.__mro__)
        self._components: bool | None = None

    def has(self, kinds: tuple[type, ...]) -> bool:
        """Tell whether there is a node of one of these sorts."""
        if kinds[0] is COMPONENT:
            if self._components is None:
                self._components = any(
                    ATTRIBUTE in getattr(node, "attributes", ()) for node in self._found
                )
            return self._components
        return not self._kinds.isdisjoint(kinds)


class Tables:
    """The rows of the tables that fit what is installed, by the transform itself."""

    def __init__(self) -> None:
        self.needs: dict[type, tuple[type, ...]] = {}
        self.keeps: set[type] = set()
        for name, version in VERSIONS.items():
            if not _version(name).startswith(version):
                continue
            for path, kinds in NEEDS.get(name, {}).items():
                self.needs[_found(path)] = kinds
            self.keeps.update(map(_found, KEEPS.get(name, ())))

    def apply_transforms(self, transformer: Transformer) -> None:
        """Apply what is due, in the order of docutils, where it has something to do."""
        document: Any = transformer.document
        document.reporter.attach_observer(document.note_transform_message)
        seen: Seen | None = None
        while transformer.transforms:
            if not transformer.sorted:
                transformer.transforms.sort(reverse=True)
                transformer.sorted = True
            due = transformer.transforms.pop()
            kind: Any
            _, kind, pending, options = due
            if (needed := self.needs.get(kind)) is not None:
                if seen is None:
                    seen = Seen(document)
                if not seen.has(needed):
                    transformer.applied.append(due)
                    continue
            transform = kind(document, startnode=pending)
            # Those for other builders say so first.
            if kind.apply is not SphinxPostTransform.apply or transform.is_supported():
                if kind not in self.keeps:
                    seen = None
                transform.apply(**options)
            transformer.applied.append(due)
        document.reporter.detach_observer(document.note_transform_message)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _found(path: str) -> type:
    """Return the class, or one that nothing is of."""
    module, _, name = path.rpartition(".")
    try:
        found = getattr(import_module(module), name, None)
    except ImportError:
        found = None
    return found if isinstance(found, type) else Seen


def install() -> None:
    """Put our loop in the place of docutils' own."""
    if docutils.__version_info__[:2] != (0, 22):
        return
    tables = Tables()

    def apply_transforms(self: Transformer) -> None:
        tables.apply_transforms(self)

    Transformer.apply_transforms = apply_transforms  # type: ignore[method-assign]
