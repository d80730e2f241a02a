"""Render the reading list as ordinary docutils nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from .pieces import (
    MIDDLE_DOT,
    heading,
    inline_nodes,
    link_nodes,
    retracted_mark,
    separated,
    work_title,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.reading import ReadingGroup, ReadingItem, ReadingView, TopicNode
    from .pieces import Linker


def render_reading(view: ReadingView, linker: Linker) -> list[nodes.Node]:
    """Render a reading list; each item carries its state and topics for those who filter."""
    groups = {group.name: group for group in view.groups}
    found: list[nodes.Node] = []
    for section in view.order:
        if section == "topics":
            for name, topics in view.topics:
                found.append(heading(nodes.Text(name), view.heading_level))
                found.append(_topics(topics, linker))
        elif section == "counts":
            found.extend(_counts(view))
        elif section in groups:
            found.extend(_group(groups[section], view, linker))
    if not found:
        return []
    box = nodes.container("", *found, classes=["kb-reading"])
    return [box]


def _topics(topics: Iterable[TopicNode], linker: Linker) -> nodes.Node:
    items = nodes.bullet_list("", classes=["kb-topics"])
    for topic in topics:
        links = not topic.docname
        content = nodes.inline("", "", *inline_nodes(topic.title, linker, links=links))
        here = topic.docname and topic.docname != linker.docname
        line = linker.link(topic.docname, "", content) if here else content
        item = nodes.list_item("", nodes.paragraph("", "", line))
        if topic.inside:
            item += _topics(topic.inside, linker)
        items += item
    return items


def _counts(view: ReadingView) -> list[nodes.Node]:
    if not view.counts:
        return []
    pieces: list[list[nodes.Node]] = [
        [nodes.Text(f"{number} {shown}")] for shown, number in view.counts
    ]
    line = nodes.paragraph("", "", *separated(pieces, MIDDLE_DOT), classes=["kb-counts"])
    return [line]


def _group(group: ReadingGroup, view: ReadingView, linker: Linker) -> list[nodes.Node]:
    found: list[nodes.Node] = [heading(nodes.Text(group.heading), view.heading_level)]
    if group.items:
        found.append(_items(group.items, group.name, linker))
    for month, items in group.months:
        found.append(heading(nodes.Text(month), view.heading_level + 1))
        found.append(_items(items, group.name, linker))
    return found


def _items(items: Iterable[ReadingItem], section: str, linker: Linker) -> nodes.Node:
    found = nodes.bullet_list("", classes=["kb-reading-list", f"kb-reading-{section}"])
    for item in items:
        classes = ["kb-reading-item", f"kb-state-{item.state.status or 'to-read'}"]
        found += nodes.list_item("", *_item(item, section, linker), classes=classes)
    return found


def _item(item: ReadingItem, section: str, linker: Linker) -> list[nodes.Node]:
    line = nodes.paragraph("", "", classes=["kb-reading-line"])
    if item.docname:
        content = nodes.inline("", "", *inline_nodes(item.title, linker, links=False))
        line += linker.link(item.docname, "", content)
    else:
        line += work_title(item.title, item.address, linker)
    pieces: list[list[nodes.Node]] = []
    if item.about:
        pieces.append([nodes.Text(item.about)])
    if item.retracted:
        pieces.append([retracted_mark()])
    if section == "finished":
        pieces += [[nodes.Text(", ".join(item.state.dates))]] if item.state.dates else []
        if item.state.status == "re-read":
            pieces.append([nodes.Text(item.state.shown)])
        if item.state.rating:
            pieces.append([nodes.Text(f"{item.state.rating} of 5")])
    if pieces:
        line += nodes.Text(" ")
        line += nodes.inline(
            "", "", nodes.Text("("), *separated(pieces, MIDDLE_DOT), nodes.Text(")"),
            classes=["kb-why"],
        )  # fmt: skip
    if item.topics:
        names = link_nodes([(title, docname) for _, title, docname in item.topics], linker)
        line += [nodes.Text(" "), nodes.inline("", "", *names, classes=["kb-tags"])]
    found: list[nodes.Node] = [line]
    if item.state.reason.content:
        reason = inline_nodes(item.state.reason, linker)
        found.append(nodes.paragraph("", "", *reason, classes=["kb-reason"]))
    if item.takeaway.content:
        takeaway = inline_nodes(item.takeaway, linker)
        found.append(nodes.paragraph("", "", *takeaway, classes=["kb-takeaway"]))
    return found
