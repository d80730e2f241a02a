"""Render views of works as ordinary docutils nodes: cards, citing places, listings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..core.citethis import cite_this
from ..nodes import kb_fold
from .pieces import (
    MIDDLE_DOT,
    SAFE_SCHEMES,
    heading,
    inline_nodes,
    link_nodes,
    separated,
    table,
)
from .render import group_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.citethis import Citable
    from ..core.coverage import CoverageView, GapRow
    from ..core.model import Quote
    from ..core.paper_records import (
        CardView,
        CitedByView,
        CitingView,
        ComparisonView,
        PaperListView,
        PaperRow,
        PartView,
        PlaceView,
        StateView,
    )
    from ..core.related import Reason, RelatedView
    from .bibliography import PageBibliographyView
    from .pieces import Linker

STARS = "★"


# -- the card of a note -----------------------------------------------------------------


def render_cards(cards: tuple[CardView, ...], linker: Linker) -> list[nodes.Node]:
    """Render the works that a page is a note about."""
    return [_card(card, linker) for card in cards]


def _card(card: CardView, linker: Linker) -> nodes.Node:
    box = nodes.container("", classes=["kb-card"])
    title = nodes.paragraph("", "", classes=["kb-card-title"])
    title += nodes.strong("", "", *inline_nodes(card.title, linker, links=False))
    box += title
    if card.retracted:
        said = "" if card.retracted == "retracted" else f": {card.retracted}"
        box += nodes.paragraph("", f"Retracted{said}", classes=["kb-retracted"])
    if card.authors:
        people = nodes.paragraph("", "", classes=["kb-card-authors"])
        people += link_nodes(card.authors, linker)
        box += people
    place: list[list[nodes.Node]] = []
    if card.venue:
        place.append([nodes.emphasis("", card.venue)])
    if card.year[0]:
        place.append(link_nodes((card.year,), linker))
    if place:
        box += nodes.paragraph("", "", *separated(place, ", "), classes=["kb-card-place"])
    if buttons := _buttons(card.links):
        box += nodes.paragraph("", "", *buttons, classes=["kb-buttons"])
    if state := _state(card.state):
        box += nodes.paragraph("", "", *separated(state, MIDDLE_DOT), classes=["kb-card-state"])
    if card.takeaway.content:
        box += nodes.paragraph(
            "", "", *inline_nodes(card.takeaway, linker), classes=["kb-takeaway"]
        )
    if card.abstract.content:
        abstract = nodes.paragraph("", "", *inline_nodes(card.abstract, linker))
        box += fold("Abstract", abstract)
    if card.source:
        box += fold("BibTeX", _code(card.source, "bibtex"))
    return box


def _buttons(links: Iterable[tuple[str, str]]) -> list[nodes.Node]:
    buttons = [
        [nodes.reference("", label, refuri=address, internal=False, classes=["kb-button"])]
        for label, address in links
        if address.lower().startswith(SAFE_SCHEMES)
    ]
    return separated(buttons, " ")


def _state(state: StateView) -> list[list[nodes.Node]]:
    found: list[list[nodes.Node]] = []
    if state.shown:
        shown = nodes.inline("", state.shown, classes=["kb-status", f"kb-status-{state.status}"])
        found.append([shown])
    if state.dates:
        found.append([nodes.inline("", ", ".join(state.dates), classes=["kb-date"])])
    if state.rating:
        text = nodes.inline("", STARS * state.rating, classes=["kb-rating"])
        found.append([text, nodes.Text(f" {state.rating} of 5")])
    if state.reason:
        found.append([nodes.inline("", state.reason, classes=["kb-reason"])])
    return found


def fold(summary: str, *content: nodes.Node, classes: Sequence[str] = ()) -> nodes.Node:
    """Return content that a reader unfolds."""
    return kb_fold("", nodes.paragraph("", summary), *content, classes=["kb-fold", *classes])


def _code(text: str, language: str) -> nodes.Node:
    # Forced: what an author wrote may be more than the lexer knows.
    return nodes.literal_block(text, text, language=language, linenos=False, force=True)


# -- who cites --------------------------------------------------------------------------


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
    if place.section.content:
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


# -- at the foot ------------------------------------------------------------------------


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


def render_cite_this(page: Citable | None, linker: Linker) -> list[nodes.Node]:
    """Render how a page is cited, folded."""
    if page is None:
        return []
    view = cite_this(page)
    content: list[nodes.Node] = [nodes.paragraph("", view.text, classes=["kb-citation-text"])]
    for label, text, language in (
        ("BibTeX", view.bibtex, "bibtex"),
        ("CSL-JSON", view.csl, "json"),
    ):
        content += [nodes.paragraph("", label, classes=["kb-label"]), _code(text, language)]
    return [fold("Cite this page", *content, classes=["kb-foot", "kb-cite-this"])]


# -- listings ---------------------------------------------------------------------------


def render_paper_list(view: PaperListView, linker: Linker) -> list[nodes.Node]:
    """Render a listing of works."""
    found: list[nodes.Node] = []
    for group in view.groups:
        found.extend(group_heading(group, view.heading_level, linker))
        if view.style == "table":
            found.append(_table(group.rows, linker, notes=view.notes))
        else:
            found.append(_list(group.rows, linker, style=view.style, notes=view.notes))
    if not view.groups and view.empty:
        found.append(nodes.paragraph("", view.empty, classes=["kb-empty"]))
    return found


def work_title(title: Quote, address: str, linker: Linker) -> nodes.Node:
    """Render the title of a work as a link to it."""
    if address.lower().startswith(SAFE_SCHEMES):
        content = inline_nodes(title, linker, links=False)
        return nodes.reference("", "", *content, refuri=address, internal=False)
    return nodes.inline("", "", *inline_nodes(title, linker))


def note_links(notes: Iterable[tuple[Quote, str]], linker: Linker) -> list[nodes.Node]:
    """Render links to notes, separated by commas."""
    return separated(
        [
            [
                linker.link(
                    docname, "", nodes.inline("", "", *inline_nodes(title, linker, links=False))
                )
            ]
            for title, docname in notes
        ],
        ", ",
    )


def _list(rows: Iterable[PaperRow], linker: Linker, *, style: str, notes: bool) -> nodes.Node:
    items = nodes.bullet_list("", classes=["kb-papers", f"kb-papers-{style}"])
    for row in rows:
        item = nodes.list_item("", classes=["kb-paper"])
        title = nodes.paragraph("", "", classes=["kb-entry-title"])
        title += work_title(row.title, row.address, linker)
        item += title
        pieces: list[list[nodes.Node]] = [
            [nodes.Text(text)] for text in (row.authors, row.venue, row.year) if text
        ]
        if row.retracted:
            pieces.append([nodes.inline("", "retracted", classes=["kb-retracted"])])
        pieces += _state(row.state)
        if pieces:
            item += nodes.paragraph("", "", *separated(pieces, MIDDLE_DOT), classes=["kb-meta"])
        if notes and row.takeaway.content:
            item += nodes.paragraph(
                "", "", *inline_nodes(row.takeaway, linker), classes=["kb-takeaway"]
            )
        if notes and row.notes:
            line = nodes.paragraph("", "Note: ", classes=["kb-note-link"])
            line += note_links(row.notes, linker)
            item += line
        if notes:
            item += [_part(part, row, linker) for part in row.parts]
        items += item
    return items


def _part(part: PartView, row: PaperRow, linker: Linker) -> nodes.Node:
    docname = part.content[0].docname if part.content else row.notes[0][1]
    label = nodes.inline("", part.label, classes=["kb-part-label"])
    line = nodes.paragraph("", "", linker.link(docname, part.anchor, label), nodes.Text(": "))
    line["classes"].append("kb-part")
    for number, content in enumerate(part.content):
        if number:
            line += nodes.Text(" ")
        line += inline_nodes(content, linker)
    return line


def _table(rows: Sequence[PaperRow], linker: Linker, *, notes: bool) -> nodes.Node:
    columns: list[tuple[str, int, list[list[nodes.Node]]]] = [
        ("Work", 40, [[work_title(row.title, row.address, linker)] for row in rows]),
        ("Authors", 20, [[nodes.Text(row.authors)] for row in rows]),
        ("Year", 8, [[nodes.Text(row.year)] for row in rows]),
    ]
    if any(row.venue for row in rows):
        columns.append(("Venue", 24, [[nodes.Text(row.venue)] for row in rows]))
    if any(row.state.shown for row in rows):
        columns.append(("State", 10, [[nodes.Text(row.state.shown)] for row in rows]))
    if notes and any(row.notes for row in rows):
        columns.append(("Note", 24, [note_links(row.notes, linker) for row in rows]))
    return table(columns, ["kb-table", "kb-paper-table"])


def render_comparison(view: ComparisonView, linker: Linker) -> list[nodes.Node]:
    """Render parts of notes side by side."""
    if not view.rows:
        return [nodes.paragraph("", view.empty, classes=["kb-empty"])] if view.empty else []
    works = []
    for row, _cells in view.rows:
        work = note_links(row.notes, linker)
        about = ", ".join(filter(None, [row.authors, row.year]))
        works.append([*work, nodes.inline("", f" ({about})", classes=["kb-why"])])
    columns: list[tuple[str, int, list[list[nodes.Node]]]] = [("Work", 20, works)]
    for number, name in enumerate(view.columns):
        cells = [_compared(cells[number], linker) for _row, cells in view.rows]
        columns.append((name, 40, cells))
    return [table(columns, ["kb-table", "kb-comparison"])]


def _compared(part: PartView | None, linker: Linker) -> list[nodes.Node]:
    if part is None:
        return [nodes.Text("–")]
    return separated([inline_nodes(content, linker) for content in part.content], " ")


def render_page_bibliography(view: PageBibliographyView, linker: Linker) -> list[nodes.Node]:
    """Render the works that a page cites."""
    if not view.entries:
        return []
    items = nodes.bullet_list("", classes=["kb-references"])
    for entry in view.entries:
        label = nodes.inline("", entry.label)
        # Only HTML has an anchor at each entry.
        anchor = entry.anchor if linker.html else ""
        place = linker.link(entry.docname, anchor, label) if entry.docname else label
        line = nodes.paragraph("", "", nodes.Text("["), place, nodes.Text("] "))
        line += inline_nodes(entry.text, linker)
        items += nodes.list_item("", line)
    return [items]


# -- what is missing --------------------------------------------------------------------


def render_coverage(view: CoverageView, linker: Linker) -> list[nodes.Node]:
    """Render what is missing between the bibliography, the notes and the citations."""
    counts = (
        f"{view.works} works in the bibliography, {view.noted} of them with a note, "
        f"{view.cited} cited."
    )
    found: list[nodes.Node] = [nodes.paragraph("", counts, classes=["kb-counts"])]
    for kind, name, meaning, rows in view.kinds:
        found.append(heading(nodes.Text(f"{name} ({len(rows)})"), view.heading_level))
        found.append(nodes.paragraph("", meaning))
        items = nodes.bullet_list("", classes=["kb-gaps", f"kb-gaps-{kind}"])
        items += [_gap(row, linker) for row in rows]
        found.append(items)
    if not view.kinds:
        found.append(nodes.paragraph("", "Nothing is missing.", classes=["kb-empty"]))
    return found


def _gap(row: GapRow, linker: Linker) -> nodes.Node:
    line = nodes.paragraph("", "", work_title(row.title, row.address, linker))
    about = ", ".join(filter(None, [row.about, row.detail]))
    line += [nodes.Text(" "), nodes.inline("", f"({about})", classes=["kb-why"])] if about else []
    line += [nodes.Text(" "), nodes.literal(row.key, row.key)]
    if row.pages:
        line += [nodes.Text(": "), *note_links(row.pages, linker)]
    return nodes.list_item("", line)
