"""Render lists of works as ordinary docutils nodes: listings, comparisons, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from .pieces import (
    MIDDLE_DOT,
    heading,
    inline_nodes,
    note_links,
    retracted_mark,
    separated,
    table,
    work_title,
)
from .render import group_heading
from .render_cards import state_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.coverage import CoverageView, GapRow
    from ..core.paper_records import ComparisonView, PaperListView, PaperRow, PartView
    from .bibliography import PageBibliographyView
    from .pieces import Linker


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
            pieces.append([retracted_mark()])
        pieces += state_pieces(row.state, linker)
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


def _work(row: PaperRow, linker: Linker) -> list[nodes.Node]:
    title: list[nodes.Node] = [work_title(row.title, row.address, linker)]
    return [*title, nodes.Text(" "), retracted_mark()] if row.retracted else title


def _table(rows: Sequence[PaperRow], linker: Linker, *, notes: bool) -> nodes.Node:
    columns: list[tuple[str, int, list[list[nodes.Node]]]] = [
        ("Work", 40, [_work(row, linker) for row in rows]),
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
        if about := ", ".join(filter(None, [row.authors, row.year])):
            work.append(nodes.inline("", f" ({about})", classes=["kb-why"]))
        if row.retracted:
            work += [nodes.Text(" "), retracted_mark()]
        works.append(work)
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
    about = ", ".join(filter(None, [row.about, row.detail]))
    pieces: list[list[nodes.Node]] = []
    if row.title.content:
        pieces.append([work_title(row.title, row.address, linker)])
    pieces += [[nodes.inline("", f"({about})", classes=["kb-why"])]] if about else []
    # What has no title is spoken of by its key.
    pieces.insert(len(pieces) if row.title.content else 0, [nodes.literal(row.key, row.key)])
    line = nodes.paragraph("", "", *separated(pieces, " "))
    if row.pages:
        line += [nodes.Text(": "), *note_links(row.pages, linker)]
    return nodes.list_item("", line)
