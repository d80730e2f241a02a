"""Render views of pages as ordinary docutils nodes, which every builder can write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..core.inline import walk
from .pieces import (
    MIDDLE_DOT,
    SAFE_SCHEMES,
    heading,
    inline_nodes,
    link_node,
    link_nodes,
    separated,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.paper_records import PaperGroupView
    from ..core.terms import TermsView
    from ..core.views import EntryView, GroupView, ListView, PageView
    from .pieces import Linker


# -- listings -------------------------------------------------------------------------


def render_listing(view: ListView, linker: Linker) -> list[nodes.Node]:
    """Render a listing: an optional prompt, then each group with its heading."""
    found: list[nodes.Node] = []
    if view.prompt:
        found.append(_prompt(view))
    for group in view.groups:
        found.extend(group_heading(group, view.heading_level, linker))
        found.append(STYLES[view.style](group.entries, linker))
    if not view.groups and view.empty:
        found.append(nodes.paragraph("", view.empty, classes=["kb-empty"]))
    return found


def _prompt(view: ListView) -> nodes.Node:
    """Render the heading in the form of a shell prompt."""
    return heading(nodes.literal(view.prompt, view.prompt), view.heading_level, "kb-prompt")


def group_heading(
    group: GroupView | PaperGroupView, level: int, linker: Linker
) -> Iterable[nodes.Node]:
    """Render the heading and the introduction of a group."""
    if not group.title.content:
        return
    own = any(name in ("reference", "pending_xref") for name, _, _ in walk(group.title.content))
    content = inline_nodes(group.title, linker)
    whole: nodes.Node = nodes.inline("", "", *content)
    if own:
        pass  # the title has a link of its author's
    elif group.link.lower().startswith(SAFE_SCHEMES):
        whole = nodes.reference("", "", *content, refuri=group.link, internal=False)
    elif group.docname and group.docname != linker.docname:
        whole = linker.link(group.docname, "", whole)
    yield heading(whole, level)
    if group.introduction.content:
        yield nodes.paragraph("", "", *inline_nodes(group.introduction, linker))


def _list(entries: Iterable[EntryView], linker: Linker, style: str) -> nodes.Node:
    items = nodes.bullet_list("", classes=["kb-list", f"kb-{style}"])
    for entry in entries:
        classes = ["kb-entry", *(["kb-has-thumbnail"] if entry.thumbnail else [])]
        item = nodes.list_item("", classes=classes)
        if linker.html and entry.thumbnail and style != "compact":
            item += _thumbnail(entry)
        title = nodes.paragraph("", "", classes=["kb-entry-title"])
        if entry.number:
            title += nodes.inline("", f"[{entry.number}]", classes=["kb-number"])
            title += nodes.Text(" ")
        title += _title(entry, linker)
        title += _draft(entry)
        item += title
        if style != "compact":
            if (meta := _meta(entry, linker)).children:
                item += meta
            if entry.excerpt.content:
                item += nodes.paragraph(
                    "", "", *inline_nodes(entry.excerpt, linker), classes=["kb-excerpt"]
                )
        items += item
    return items


def _numbered(entries: Sequence[EntryView], linker: Linker) -> nodes.Node:
    return _list(entries, linker, "numbered")


def _plain(entries: Sequence[EntryView], linker: Linker) -> nodes.Node:
    return _list(entries, linker, "plain")


def _cards(entries: Sequence[EntryView], linker: Linker) -> nodes.Node:
    return _list(entries, linker, "cards")


def _compact(entries: Sequence[EntryView], linker: Linker) -> nodes.Node:
    return _list(entries, linker, "compact")


def _table(entries: Sequence[EntryView], linker: Linker) -> nodes.Node:
    columns: list[tuple[str, int, list[list[nodes.Node]]]] = [
        ("Date", 14, [[nodes.Text(entry.date)] for entry in entries]),
        ("Title", 46, [[_title(entry, linker), *_draft(entry)] for entry in entries]),
    ]
    if any(entry.series for entry in entries):
        columns.append(("Series", 20, [_series(entry, linker) for entry in entries]))
    if any(entry.status for entry in entries):
        columns.append(("Status", 10, [[nodes.Text(entry.status)] for entry in entries]))
    if any(entry.tags for entry in entries):
        columns.append(("Tags", 20, [link_nodes(entry.tags, linker) for entry in entries]))
    return table(columns, ["kb-table"])


STYLES = {
    "numbered": _numbered,
    "list": _plain,
    "cards": _cards,
    "table": _table,
    "compact": _compact,
}


def _title(entry: EntryView, linker: Linker) -> nodes.Node:
    content = inline_nodes(entry.title, linker, links=False)
    if entry.redirect:
        return nodes.reference("", "", *content, refuri=entry.redirect, internal=False)
    return linker.link(entry.docname, "", nodes.inline("", "", *content))


def _draft(entry: EntryView) -> list[nodes.Node]:
    if not entry.draft:
        return []
    return [nodes.Text(" "), nodes.inline("", entry.draft, classes=["kb-draft"])]


def _thumbnail(entry: EntryView) -> nodes.Node:
    assert entry.thumbnail is not None
    path = entry.thumbnail.path
    image = nodes.image(
        "", uri=path, alt=entry.thumbnail.alt, classes=["kb-thumbnail", "no-scaled-link"]
    )
    image["candidates"] = {"*": path}
    image["loading"] = "lazy"
    return nodes.container("", image, classes=["kb-thumbnail-frame"])


def _series(entry: EntryView, linker: Linker) -> list[nodes.Node]:
    if not entry.series:
        return []
    found = [link_node(entry.series, linker)]
    if entry.part:
        found.append(nodes.Text(f", part {entry.part}"))
    return found


def _meta(entry: EntryView, linker: Linker) -> nodes.paragraph:
    """Render the line of date, authors, reading time, series, status and tags."""
    pieces: list[list[nodes.Node]] = []
    if entry.shown_date:
        pieces.append([nodes.inline("", entry.shown_date, classes=["kb-date"])])
    if entry.authors:
        pieces.append(link_nodes(entry.authors, linker))
    if entry.date and entry.minutes:
        pieces.append([nodes.Text(f"{entry.minutes} min read")])
    if entry.series:
        pieces.append(_series(entry, linker))
    if entry.status:
        pieces.append([nodes.inline("", entry.status, classes=["kb-status"])])
    if entry.tags:
        pieces.append([nodes.inline("", "", *link_nodes(entry.tags, linker), classes=["kb-tags"])])
    paragraph = nodes.paragraph("", "", classes=["kb-meta"])
    paragraph += separated(pieces, MIDDLE_DOT)
    return paragraph


# -- indexes of terms -----------------------------------------------------------------


def render_terms(view: TermsView, linker: Linker) -> list[nodes.Node]:
    """Render an index of tags, authors, series or years with counts."""
    items = nodes.bullet_list("", classes=["kb-terms", f"kb-terms-{view.kind}"])
    for name, docname, count in view.terms:
        paragraph = nodes.paragraph("", "", link_node((name, docname), linker))
        paragraph += nodes.inline("", f" ({count})", classes=["kb-count"])
        items += nodes.list_item("", paragraph)
    return [items] if items.children else []


# -- the page itself ------------------------------------------------------------------


def render_byline(view: PageView, linker: Linker) -> list[nodes.Node]:
    """Render what a page says about itself: byline, notices, the parts of its series."""
    found: list[nodes.Node] = []
    entry = view.entry
    if entry.draft:
        text = {"draft": "This page is a draft.", "future": "This page is dated in the future."}
        found.append(
            nodes.paragraph(
                "", f"{text.get(entry.draft, '')} It is not published.", classes=["kb-draft-note"]
            )
        )
    if (meta := _meta(entry, linker)).children:
        if view.updated:
            meta += nodes.Text(f"{MIDDLE_DOT}updated {view.updated}")
        found.append(meta)
    if entry.redirect:
        paragraph = nodes.paragraph("", "This post has moved: ", classes=["kb-moved"])
        paragraph += nodes.reference("", entry.redirect, refuri=entry.redirect, internal=False)
        found.append(paragraph)
    if view.part is not None and len(view.parts) > 1 and entry.series:
        found.append(_series_box(view, linker))
    return found


def _series_box(view: PageView, linker: Linker) -> nodes.Node:
    assert view.entry.series is not None
    box = nodes.container("", classes=["kb-series"])
    lead = nodes.paragraph("", f"Part {view.part} of {view.part_count} of ")
    lead += link_node(view.entry.series, linker)
    box += lead
    numbers = [number for _, _, number in view.parts]
    counted = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    parts: nodes.Element = nodes.bullet_list("", classes=["kb-parts"])
    if counted:
        parts = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
        if numbers[0] != 1:
            parts["start"] = numbers[0]
    for title, docname, number in view.parts:
        content = inline_nodes(title, linker, links=False)
        if docname == linker.docname:
            here: nodes.Node = nodes.strong("", "", *content)
        else:
            here = linker.link(docname, "", nodes.inline("", "", *content))
        line = nodes.paragraph("", "")
        if not counted:  # a list counts by itself only where nothing is left out
            line += nodes.Text(f"{number}. ")
        line += here
        parts += nodes.list_item("", line)
    box += parts
    return box
