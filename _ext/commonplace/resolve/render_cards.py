"""Render the card of a note, and how a page is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..core.citethis import cite_this
from .pieces import MIDDLE_DOT, SAFE_SCHEMES, code, fold, inline_nodes, link_nodes, separated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.citethis import Citable
    from ..core.paper_records import CardView, StateView
    from .pieces import Linker

STARS = "★"


def render_cards(cards: tuple[CardView, ...], linker: Linker) -> list[nodes.Node]:
    """Render the works that a page is a note about."""
    return [_card(card, linker) for card in cards]


def _card(card: CardView, linker: Linker) -> nodes.Node:
    box = nodes.container("", classes=["kb-card"])
    title = nodes.paragraph("", "", classes=["kb-card-title"])
    title += nodes.strong("", "", *inline_nodes(card.title, linker, links=False))
    _of_entry(title, card, linker)
    box += title
    if card.retracted:
        said = "" if card.retracted == "retracted" else f": {card.retracted}"
        box += nodes.paragraph("", f"Retracted{said}", classes=["kb-retracted"])
    if card.authors:
        people = nodes.paragraph("", "", classes=["kb-card-authors"])
        people += link_nodes(card.authors, linker)
        people += nodes.Text(f" {card.role}" if card.role else "")
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
    if state := state_pieces(card.state, linker):
        box += nodes.paragraph("", "", *separated(state, MIDDLE_DOT), classes=["kb-card-state"])
    if card.takeaway.content:
        box += nodes.paragraph(
            "", "", *inline_nodes(card.takeaway, linker), classes=["kb-takeaway"]
        )
    if card.abstract.content:
        abstract = nodes.paragraph("", "", *inline_nodes(card.abstract, linker))
        _of_entry(abstract, card, linker)
        box += fold("Abstract", abstract)
    if card.source:
        box += fold("BibTeX", code(card.source, "bibtex"))
    return box


def _of_entry(element: nodes.Element, card: CardView, linker: Linker) -> None:
    """Have what is wrong with formulas told at their entry: nothing else may show its abstract."""
    for formula in element.findall(nodes.math):
        formula.source, formula.line = linker.file(card.file), card.line
        del formula["kb_quoted"]


def _buttons(links: Iterable[tuple[str, str]]) -> list[nodes.Node]:
    buttons = [
        [nodes.reference("", label, refuri=address, internal=False, classes=["kb-button"])]
        for label, address in links
        if address.lower().startswith(SAFE_SCHEMES)
    ]
    return separated(buttons, " ")


def state_pieces(state: StateView, linker: Linker) -> list[list[nodes.Node]]:
    """Render how far a reader has come with a work."""
    found: list[list[nodes.Node]] = []
    if state.shown:
        shown = nodes.inline("", state.shown, classes=["kb-status", f"kb-status-{state.status}"])
        found.append([shown])
    if state.dates:
        found.append([nodes.inline("", ", ".join(state.dates), classes=["kb-date"])])
    if state.rating:
        text = nodes.inline("", STARS * state.rating, classes=["kb-rating"])
        found.append([text, nodes.Text(f" {state.rating} of 5")])
    if state.reason.content:
        reason = inline_nodes(state.reason, linker)
        found.append([nodes.inline("", "", *reason, classes=["kb-reason"])])
    return found


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
        content += [nodes.paragraph("", label, classes=["kb-label"]), code(text, language)]
    return [fold("Cite this page", *content, classes=["kb-foot", "kb-cite-this"])]
