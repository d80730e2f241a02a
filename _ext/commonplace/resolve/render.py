"""Render views as ordinary docutils nodes, which every builder can write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from docutils import nodes
from sphinx import addnodes

from ..core.inline import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.model import Inline, Inlines
    from ..core.views import EntryView, GroupView, Link, ListView, PageView, TermsView

MIDDLE_DOT = " · "
SAFE_SCHEMES = ("http://", "https://", "mailto:")


class Linker(Protocol):
    """What rendering needs of the builder: links to documents, and whether it is HTML."""

    html: bool
    docname: str

    def link(self, docname: str, anchor: str, content: nodes.Node) -> nodes.Node:
        """Return *content* as a link to a place, or alone where the builder has no links."""

    def leads(self, attributes: dict[str, object]) -> bool:
        """Tell whether a pending link can lead anywhere."""


CLASSES: dict[str, type[nodes.TextElement]] = {
    "emphasis": nodes.emphasis,
    "strong": nodes.strong,
    "literal": nodes.literal,
    "subscript": nodes.subscript,
    "superscript": nodes.superscript,
    "abbreviation": nodes.abbreviation,
    "inline": nodes.inline,
    "title_reference": nodes.title_reference,
}


def inline_nodes(inlines: Inlines, linker: Linker, *, links: bool = True) -> list[nodes.Node]:
    """Turn inline data back into nodes; without links where it stands inside one."""
    found: list[nodes.Node] = []
    for item in inlines:
        found.extend(_inline(item, linker, links=links))
    return found


def _inline(item: Inline, linker: Linker, *, links: bool) -> Iterable[nodes.Node]:
    if isinstance(item, str):
        return [nodes.Text(item)]
    name, pairs, children = item
    attributes = dict(pairs)
    if name == "math":
        text = text_of(children)
        return [nodes.math(text, text, kb_quoted=True)]  # faults are told where it was written
    content = inline_nodes(children, linker, links=links)
    if name == "pending_xref":
        return _pending(attributes, children, content, linker, links=links)
    if name == "kb_local":
        if not links:
            return content
        inner = nodes.inline("", "", *content)
        return [linker.link(str(attributes["docname"]), str(attributes["anchor"]), inner)]
    if name == "reference":
        uri = str(attributes.get("refuri", ""))
        if not links or not uri.lower().startswith(SAFE_SCHEMES):
            return content
        return [nodes.reference("", "", *content, refuri=uri, internal=False)]
    node = CLASSES[name]("", "", *content)
    for key, value in attributes.items():
        node[key] = list(value) if isinstance(value, tuple) else value
    return [node]


def _pending(
    attributes: dict[str, object],
    children: Inlines,
    content: list[nodes.Node],
    linker: Linker,
    *,
    links: bool,
) -> Iterable[nodes.Node]:
    if not links and (attributes.get("refexplicit") or text_of(children)):
        return content
    if not linker.leads(attributes):
        # A broken link is reported where its author wrote it, not wherever it is shown again.
        return content or [nodes.Text(str(attributes.get("reftarget", "")))]
    node = addnodes.pending_xref("", *content)
    for key, value in attributes.items():
        node[key] = list(value) if isinstance(value, tuple) else value
    # Links are written relative to the document that they stand in now.
    node["refdoc"] = linker.docname
    node["refwarn"] = False
    if not node.children:
        node += nodes.inline("", "")
    return [node]


# -- listings -------------------------------------------------------------------------


def render_listing(view: ListView, linker: Linker) -> list[nodes.Node]:
    """Render a listing: an optional prompt, then each group with its heading."""
    found: list[nodes.Node] = []
    if view.prompt:
        found.append(_prompt(view, linker))
    for group in view.groups:
        found.extend(_group_heading(group, view, linker))
        found.append(STYLES[view.style](group.entries, linker))
    if not view.groups and view.empty:
        found.append(nodes.paragraph("", view.empty, classes=["kb-empty"]))
    return found


def _prompt(view: ListView, linker: Linker) -> nodes.Node:
    """Render the heading in the form of a shell prompt."""
    heading = nodes.rubric("", "", classes=["kb-prompt"])
    heading["heading-level"] = min(6, view.heading_level)
    heading += nodes.literal(view.prompt, view.prompt)
    return heading


def _group_heading(group: GroupView, view: ListView, linker: Linker) -> Iterable[nodes.Node]:
    if not group.title:
        return
    heading = nodes.rubric("", "", classes=["kb-group"])
    heading["heading-level"] = min(6, view.heading_level)
    content = inline_nodes(group.title, linker, links=not (group.docname or group.link))
    if group.docname and group.docname != linker.docname:
        heading += linker.link(group.docname, "", nodes.inline("", "", *content))
    elif group.link.lower().startswith(SAFE_SCHEMES):
        heading += nodes.reference("", "", *content, refuri=group.link, internal=False)
    else:
        heading += content
    yield heading
    if group.introduction:
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
            if entry.excerpt:
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
        columns.append(("Tags", 20, [_links(entry.tags, linker) for entry in entries]))
    group = nodes.tgroup("", cols=len(columns))
    for _, width, _cells in columns:
        group += nodes.colspec("", colwidth=width)
    head = nodes.row("")
    for name, _width, _cells in columns:
        head += nodes.entry("", nodes.paragraph("", name))
    group += nodes.thead("", head)
    body = nodes.tbody("")
    for number in range(len(entries)):
        row = nodes.row("")
        for _, _, cells in columns:
            row += nodes.entry("", nodes.paragraph("", "", *cells[number]))
        body += row
    group += body
    return nodes.table("", group, classes=["kb-table"])


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
    path, alt = entry.thumbnail
    image = nodes.image("", uri=path, alt=alt, classes=["kb-thumbnail", "no-scaled-link"])
    image["candidates"] = {"*": path}
    image["loading"] = "lazy"
    return nodes.container("", image, classes=["kb-thumbnail-frame"])


def _links(links: Iterable[Link], linker: Linker) -> list[nodes.Node]:
    found: list[nodes.Node] = []
    for name, docname in links:
        if found:
            found.append(nodes.Text(", "))
        found.append(_link((name, docname), linker))
    return found


def _link(link: Link, linker: Linker) -> nodes.Node:
    name, docname = link
    if not docname or docname == linker.docname:
        return nodes.inline("", name)
    return linker.link(docname, "", nodes.inline("", name))


def _series(entry: EntryView, linker: Linker) -> list[nodes.Node]:
    if not entry.series:
        return []
    found = [_link(entry.series, linker)]
    if entry.part:
        found.append(nodes.Text(f", part {entry.part}"))
    return found


def _meta(entry: EntryView, linker: Linker) -> nodes.paragraph:
    """Render the line of date, authors, reading time, series, status and tags."""
    pieces: list[list[nodes.Node]] = []
    if entry.shown_date:
        pieces.append([nodes.inline("", entry.shown_date, classes=["kb-date"])])
    if entry.authors:
        pieces.append(_links(entry.authors, linker))
    if entry.date and entry.minutes:
        pieces.append([nodes.Text(f"{entry.minutes} min read")])
    if entry.series:
        pieces.append(_series(entry, linker))
    if entry.status:
        pieces.append([nodes.inline("", entry.status, classes=["kb-status"])])
    if entry.tags:
        pieces.append([nodes.inline("", "", *_links(entry.tags, linker), classes=["kb-tags"])])
    paragraph = nodes.paragraph("", "", classes=["kb-meta"])
    for number, piece in enumerate(pieces):
        if number:
            paragraph += nodes.Text(MIDDLE_DOT)
        paragraph += piece
    return paragraph


# -- indexes of terms -----------------------------------------------------------------


def render_terms(view: TermsView, linker: Linker) -> list[nodes.Node]:
    """Render an index of tags, authors, series or years with counts."""
    items = nodes.bullet_list("", classes=["kb-terms", f"kb-terms-{view.kind}"])
    for name, docname, count in view.terms:
        paragraph = nodes.paragraph("", "", _link((name, docname), linker))
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
    lead += _link(view.entry.series, linker)
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


def render_profile(view: tuple[tuple[str, object], ...], linker: Linker) -> list[nodes.Node]:
    """Render the profile block: name, role, affiliation, interests, links."""
    values = dict(view)
    if not values:
        return []
    box = nodes.container("", classes=["kb-profile"])
    if name := values.get("name"):
        box += nodes.paragraph("", "", nodes.strong("", str(name)), classes=["kb-profile-name"])
    line = ", ".join(str(values[key]) for key in ("role", "affiliation") if values.get(key))
    if line:
        box += nodes.paragraph("", line)
    interests = values.get("interests")
    if isinstance(interests, tuple):
        box += nodes.paragraph("", "Interests: " + ", ".join(map(str, interests)))
    elif interests:
        box += nodes.paragraph("", f"Interests: {interests}")
    links = values.get("links")
    if isinstance(links, tuple):
        paragraph = nodes.paragraph("", "", classes=["kb-profile-links"])
        for item in links:
            name, address = item if isinstance(item, tuple) and len(item) == 2 else (item, item)
            if not str(address).lower().startswith(SAFE_SCHEMES):
                continue
            if paragraph.children:
                paragraph += nodes.Text(MIDDLE_DOT)
            paragraph += nodes.reference("", str(name), refuri=str(address), internal=False)
        if paragraph.children:
            box += paragraph
    return [box]
