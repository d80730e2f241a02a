"""Citations in headings, said wherever a heading is shown by its text.

Sphinx keeps titles, tables of contents and labels when a page is read; what a citation shows is known
only when all pages are. So they are said anew in each build, from facts alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes

from ..core.inline import text_of
from ..nodes import CITED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.environment import BuildEnvironment

    from ..core.model import Heading, Inline, Inlines, PageFacts
    from .bibliography import Bibliography


def said_pages(
    env: BuildEnvironment,
    pages: Mapping[str, PageFacts],
    bibliography: Callable[[], Bibliography],
) -> dict[str, PageFacts]:
    """Say the citations in headings of all pages; return the pages with a citation in their title."""
    found: dict[str, PageFacts] = {}
    for docname, page in pages.items():
        if not page.headings:
            continue
        known = bibliography()
        for tree in (env.titles.get(docname), env.longtitles.get(docname), env.tocs.get(docname)):
            if tree is not None:
                _say(tree, known)
        _name(env, page, {item.text: heading_text(item, known) for item in page.headings})
        title = _said(page.title, known)
        if title != page.title:
            found[docname] = replace(page, title=title, title_text=text_of(title) or docname)
    return found


def heading_text(heading: Heading, bibliography: Bibliography) -> str:
    """Return what a heading says, its citations as they read in it."""
    return _text(heading.content, bibliography)


def _text(inlines: Inlines, bibliography: Bibliography) -> str:
    found = []
    for item in inlines:
        if isinstance(item, str):
            found.append(item)
            continue
        name, pairs, children = item
        attributes = dict(pairs)
        if name == "pending_xref" and attributes.get("refdomain") == "cite":
            cited = f"{attributes['reftype']}:{attributes['reftarget']}"
            found.append(_shown(cited, bibliography))
        else:
            found.append(_text(children, bibliography))
    return "".join(found)


def _shown(cited: str, bibliography: Bibliography) -> str:
    role, _, target = cited.partition(":")
    return bibliography.cited(target, textual="t" in role)


def _say(tree: nodes.Element, bibliography: Bibliography) -> None:
    for node in tree.findall(nodes.inline):
        if cited := node.get(CITED):
            node[:] = [nodes.Text(_shown(cited, bibliography))]


def _said(inlines: Iterable[Inline], bibliography: Bibliography) -> Inlines:
    found: list[Inline] = []
    for item in inlines:
        if isinstance(item, str):
            found.append(item)
            continue
        name, pairs, children = item
        if cited := dict(pairs).get(CITED):
            found.append(_shown(str(cited), bibliography))
        else:
            found.append((name, pairs, _said(children, bibliography)))
    return tuple(found)


def _name(env: BuildEnvironment, page: PageFacts, texts: Mapping[str, str]) -> None:
    """Give labels of such headings, and the names that MyST has for them, the text that is said."""
    labels = env.domains.standard_domain.labels
    for kind, name, record in page.definitions:
        if kind == "label" and labels.get(str(name), ("",))[0] == page.docname:
            docname, anchor, title = (str(value) for value in record)
            if title in texts:
                labels[str(name)] = (docname, anchor, texts[title])
    slugs = env.metadata.get(page.docname, {}).get("myst_slugs", {})
    by_anchor = {name: texts[item.text] for item in page.headings for name in item.anchors}
    for slug, (line, anchor, _) in list(slugs.items()):
        if anchor in by_anchor:
            slugs[slug] = (line, anchor, by_anchor[anchor])
