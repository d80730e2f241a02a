"""Render who cites a work, and which pages are related to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from .pieces import fold, heading, inline_nodes, note_links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.paper_records import CitedByView, CitingView, PlaceView
    from ..core.related import Reason, RelatedView
    from .pieces import Linker


def render_cited_by(view: CitedByView, linker: Linker) -> list[nodes.Node]:
    """Render the places that cite the works of a page, under a heading."""
    if not view.pages:
        return []
    box = nodes.container("", classes=["kb-foot", "kb-cited-by"])
    box += heading(nodes.Text("Cited by"), 2)
    box += citing_list(view.pages, linker)
    return [box]


def citing_list(pages: Iterable[CitingView], linker: Linker) -> nodes.bullet_list:
    """Render citing pages, each with its sentences."""
    items = nodes.bullet_list("", classes=["kb-citing"])
    for page in pages:
        item = nodes.list_item("")
        title = nodes.inline("", "", *inline_nodes(page.title, linker, links=False))
        line = nodes.paragraph("", "", linker.link(page.docname, "", title))
        item += line
        places = nodes.bullet_list("", classes=["kb-places"])
        places += [
            nodes.list_item("", place_nodes(place, page.docname, linker)) for place in page.places
        ]
        if places.children:
            item += places
        items += item
    return items


def place_nodes(place: PlaceView, docname: str, linker: Linker) -> nodes.paragraph:
    """Render the sentence of a place, and the way to it."""
    text = nodes.paragraph("", "", *inline_nodes(place.sentence, linker))
    if place.section.content and place.section.content != place.sentence.content:
        section = inline_nodes(place.section, linker, links=False)
        text.insert(0, nodes.inline("", "", *section, classes=["kb-section"]))
        text.insert(1, nodes.Text(": "))
    if place.relation:
        text.insert(0, nodes.inline("", place.relation, classes=["kb-relation"]))
        text.insert(1, nodes.Text(" "))
    if place.works:
        text += nodes.Text(" ")
        text += nodes.inline("", f"({'; '.join(place.works)})", classes=["kb-cited-work"])
    text += nodes.Text(" ")
    there = nodes.inline("", "→", classes=["kb-there"])
    # Only HTML has an anchor at each citation and link.
    text += linker.link(docname, place.anchor if linker.html else "", there)
    if isinstance(text[-1], nodes.reference):
        text[-1]["reftitle"] = "Go to the place"
    return text


def render_entry_places(view: CitedByView, linker: Linker) -> list[nodes.Node]:
    """Render what follows an entry of the bibliography: its notes, and who cites it."""
    found: list[nodes.Node] = []
    if view.notes:
        line = nodes.paragraph("", "Note: ", classes=["kb-entry-places"])
        line += note_links(view.notes, linker)
        found.append(line)
    if view.pages and not linker.html:  # in print, the pages alone
        pages = ((page.title, page.docname) for page in view.pages)
        line = nodes.paragraph("", "Cited in: ", classes=["kb-entry-places"])
        line += note_links(pages, linker)
        found.append(line)
    elif view.pages:
        number = len(view.pages)
        summary = f"Cited in {number} page{'' if number == 1 else 's'}"
        citing = citing_list(view.pages, linker)
        found.append(fold(summary, citing, classes=["kb-entry-places"]))
    return found


REASONS = {
    "paper": ("both cite {}", "both cite {}"),
    "term": ("both use the term {}", "both use the terms {}"),
    "topic": ("same topic: {}", "same topics: {}"),
    "tag": ("same tag: {}", "same tags: {}"),
}


def render_related(view: RelatedView | None, linker: Linker) -> list[nodes.Node]:
    """Render the pages that have most in common with one, and what."""
    if view is None or not view.pages:
        return []
    box = nodes.container("", classes=["kb-foot", "kb-related"])
    box += heading(nodes.Text("Related"), 2)
    items = nodes.bullet_list("", classes=["kb-related-list"])
    for title, docname, reasons in view.pages:
        text = nodes.inline("", "", *inline_nodes(title, linker, links=False))
        line = nodes.paragraph("", "", linker.link(docname, "", text), nodes.Text(" "))
        why = "; ".join(map(_why, reasons))
        line += nodes.inline("", f"({why})", classes=["kb-why"])
        items += nodes.list_item("", line)
    box += items
    return [box]


def _why(reason: Reason) -> str:
    names = list(reason.names)
    last = f"{reason.more} more" if reason.more else (names.pop() if len(names) > 1 else "")
    listed = f"{', '.join(names)} and {last}" if last else ", ".join(names)
    single, several = REASONS[reason.kind]
    return (several if last else single).format(listed)
