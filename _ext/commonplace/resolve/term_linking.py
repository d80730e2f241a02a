"""Terms linked where a passage first uses them, if ``kb_link_terms`` says so.

What is linked follows from the texts of the page and the terms of the site alone; both the digest
of a page and its output ask the same functions.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.references import reference_of
from ..core.term_links import Phrases, use_anchor
from ..passages import passages, text_of
from .destinations import destination
from .transforms import BuilderLinker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.glossary import Place
    from ..core.model import Reference
    from ..core.term_links import TermLink
    from .domain import KbDomain
    from .site import Site


def phrases_of(site: Site) -> Phrases:
    """Return what the terms of the site are called, and where each stands."""
    owners = {place: defined.place for place, defined in site.terms.owners.items()}
    return Phrases(site.terms.spellings, owners)


def links_in(
    site: Site, texts: Iterable[str], linked: Iterable[Reference], own: Place
) -> tuple[TermLink, ...]:
    """Return what is linked in one passage: no term that it links itself, nor the one it defines."""
    owners = site.terms.owners
    found = (destination(site, reference) for reference in linked)
    apart = {owners[place].place for place in found if place in owners}
    return tuple(site.phrases.first_uses(texts, apart | {own}))


class LinkTerms(SphinxPostTransform):
    """Link the first use of each term in each passage."""

    default_priority = 2  # before notes are embedded (3), which have passages of their own

    def run(self, **kwargs: object) -> None:
        """Put links into the text of the page."""
        domain = cast("KbDomain", self.env.get_domain("kb"))
        site = domain.site
        if site is None or not domain.settings.link_terms:
            return
        builder = self.env._app.builder
        counts: dict[str, int] = {}
        for passage in passages(self.document):
            docname = passage.docname or self.env.docname
            place = counts.get(docname, 0)
            counts[docname] = place + 1
            numbers = itertools.count()
            references = [
                reference_of(node.attributes, str(node.get("refdoc", docname)))
                for node in passage.links
            ]
            texts = [text_of(piece) for piece in passage.texts]
            links = links_in(site, texts, references, (docname, passage.own))
            linker = BuilderLinker(builder, docname, site)
            for number, text in enumerate(texts):
                if own := [link for link in links if link.text == number]:
                    first, *others = passage.texts[number]
                    for node in others:
                        node.parent.remove(node)
                    anchors = [use_anchor(docname, place, next(numbers)) for _ in own]
                    first.parent.replace(first, _linked(text, own, anchors, linker))


def _linked(
    text: str, links: Iterable[TermLink], anchors: Iterable[str], linker: BuilderLinker
) -> list[nodes.Node]:
    found: list[nodes.Node] = []
    done = 0
    for link, anchor in zip(links, anchors, strict=True):
        found.append(nodes.Text(text[done : link.start]))
        name = text[link.start : link.end]
        content = nodes.inline(name, name, classes=["std", "std-term", "kb-term"])
        link_node = linker.link(*link.place, content)
        found.append(nodes.inline("", "", link_node, ids=[anchor], classes=["kb-link"]))
        done = link.end
    return [*found, nodes.Text(text[done:])]
