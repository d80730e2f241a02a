"""Render what is known of links between pages: backlinks, relations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from .pieces import fold, heading, inline_nodes, note_links, separated
from .render_citing import citing_list, place_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.backlinks import BacklinksView, RelationsView
    from ..core.glossary import TermView
    from ..core.health import HealthView, Titled, WantedView
    from .pieces import Linker


def render_backlinks(view: BacklinksView, linker: Linker) -> list[nodes.Node]:
    """Render who links to a page, under a heading."""
    if not view.pages:
        return []
    box = nodes.container("", classes=["kb-foot", "kb-backlinks"])
    box += heading(nodes.Text("Linked from"), 2)
    box += citing_list(view.pages, linker)
    return [box]


def render_term(view: TermView, linker: Linker) -> list[nodes.Node]:
    """Render what follows a definition: other names, other terms, notes, and who uses it."""
    found: list[nodes.Node] = []
    rows = (
        ("Also called", [[nodes.Text(name)] for name in view.aliases]),
        ("Broader", _terms(view.broader, linker)),
        ("Narrower", _terms(view.narrower, linker)),
        ("Related", _terms(view.related, linker)),
        (
            "Notes" if len(view.notes) > 1 else "Note",
            [note_links([note], linker) for note in view.notes],
        ),
    )
    for label, pieces in rows:
        if pieces:
            name = nodes.inline("", label, classes=["kb-label"])
            content = separated(pieces, ", ")
            found.append(
                nodes.paragraph("", "", name, nodes.Text(": "), *content, classes=["kb-term-facts"])
            )
    if view.pages and linker.html:
        count = len(view.pages)
        summary = f"Used on {count} page{'' if count == 1 else 's'}"
        found.append(fold(summary, citing_list(view.pages, linker), classes=["kb-term-uses"]))
    elif view.pages:  # in print, the pages alone
        line = nodes.paragraph("", "Used in: ", classes=["kb-term-uses"])
        line += note_links(((page.title, page.docname) for page in view.pages), linker)
        found.append(line)
    return found


def _terms(terms: Iterable[tuple[str, str, str]], linker: Linker) -> list[list[nodes.Node]]:
    return [
        [linker.link(docname, anchor, nodes.inline("", name))] for name, docname, anchor in terms
    ]


def render_relations(view: RelationsView, linker: Linker) -> list[nodes.Node]:
    """Render all links of one relation: who says it of whom, and where."""
    if not view.rows:
        return [nodes.paragraph("", f"No link says that it {view.name}.", classes=["kb-empty"])]
    items = nodes.bullet_list("", classes=["kb-relations"])
    for row in view.rows:
        line = nodes.paragraph("", "")
        source = nodes.inline("", "", *inline_nodes(row.source, linker, links=False))
        target = nodes.inline("", "", *inline_nodes(row.target, linker, links=False))
        line += linker.link(row.source_docname, "", source)
        line += nodes.Text(" ")
        line += nodes.inline("", view.name, classes=["kb-relation"])
        line += nodes.Text(" ")
        line += linker.link(row.target_docname, "", target)
        item = nodes.list_item("", line)
        places = nodes.bullet_list("", classes=["kb-places"])
        places += nodes.list_item("", place_nodes(row.place, row.source_docname, linker))
        item += places
        items += item
    return [items]


def render_health(view: HealthView, linker: Linker) -> list[nodes.Node]:
    """Render what is wrong with the web of notes."""
    counts = f"{view.pages} posts, notes and papers; {view.links} links between pages."
    found: list[nodes.Node] = [nodes.paragraph("", counts, classes=["kb-counts"])]
    if view.wanted:
        found.append(heading(nodes.Text("Wanted notes"), view.heading_level))
        found.append(nodes.paragraph("", "Linked to by name, and not written yet."))
        items = nodes.bullet_list("", classes=["kb-wanted-list"])
        items += [_wanted(item, linker) for item in view.wanted]
        found.append(items)
    found += _faulty("Broken links", "They lead nowhere.", view.broken, linker, view)
    found += _faulty(
        "Ambiguous links", "They could lead to several places.", view.ambiguous, linker, view
    )
    found += _titled("Orphans", "No page links to them.", view.orphans, linker, view)
    found += _titled(
        "Dead ends", "They link to no other page and cite nothing.", view.dead_ends, linker, view
    )
    if len(found) == 1:
        found.append(nodes.paragraph("", "Nothing is amiss.", classes=["kb-empty"]))
    return found


def _wanted(item: WantedView, linker: Linker) -> nodes.Node:
    line = nodes.paragraph("", "", nodes.inline("", item.name, classes=["kb-wanted"]))
    times = "once" if item.times == 1 else f"{item.times} times"
    line += [nodes.Text(f" ({times}): "), *note_links(item.pages, linker)]
    return nodes.list_item("", line)


def _faulty(
    name: str, meaning: str, links: Iterable[WantedView], linker: Linker, view: HealthView
) -> list[nodes.Node]:
    items = nodes.bullet_list("")
    for link in links:
        line = nodes.paragraph("", "", nodes.literal("", link.name), nodes.Text(": "))
        line += note_links(link.pages, linker)
        items += nodes.list_item("", line)
    if not items.children:
        return []
    return [heading(nodes.Text(name), view.heading_level), nodes.paragraph("", meaning), items]


def _titled(
    name: str, meaning: str, pages: Iterable[Titled], linker: Linker, view: HealthView
) -> list[nodes.Node]:
    items = nodes.bullet_list("")
    for page in pages:
        items += nodes.list_item("", nodes.paragraph("", "", *note_links([page], linker)))
    if not items.children:
        return []
    return [heading(nodes.Text(name), view.heading_level), nodes.paragraph("", meaning), items]
