"""Views of works: the card of a note, who cites it, and listings of works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date

from .model import Quote
from .paper_records import (
    STATES,
    CardView,
    CitedByView,
    CitingView,
    ComparisonView,
    PaperGroupView,
    PaperListView,
    PaperRow,
    PartView,
    PlaceView,
    StateView,
)
from .paper_selection import GROUPED, PAPER_SORTS, part_matches, tests_of
from .papers import others
from .shelf import keys_of, paper_key, year_of
from .slugs import slug, sort_key
from .views import NOTHING, Link, text, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .model import Inlines, PageFacts, Part
    from .papers import Paper
    from .requests import Comparison, PaperQuery
    from .shelf import Holding, Shelf
    from .views import Views


class PaperViews:
    """Select views of works from the shelf."""

    def __init__(self, shelf: Shelf, views: Views) -> None:
        self.shelf = shelf
        self.views = views
        self.index = views.index

    # -- one work ---------------------------------------------------------------------

    def cards(self, page: PageFacts) -> tuple[CardView, ...]:
        """Return the works that *page* is a note about."""
        found = (self.shelf.holding(key) for key in keys_of(page))
        return tuple(self._card(held) for held in found if held is not None)

    def _card(self, held: Holding) -> CardView:
        paper = held.paper
        year_page = self.index.term_pages.get(("paper-year", year_of(paper)), "")
        return CardView(
            key=paper.key,
            title=Quote(content=paper.title),
            authors=tuple(self._authors(paper)),
            role=paper.role,
            venue=paper.venue,
            year=(paper.year, year_page),
            links=paper.links,
            abstract=Quote(content=paper.abstract),
            source=paper.source,
            state=self.state(held),
            retracted=paper.retracted,
            takeaway=Quote(content=held.takeaway),
            file=paper.file,
            line=paper.line,
        )

    def _authors(self, paper: Paper) -> Iterator[Link]:
        """Yield those who are named: of very many the first, and whoever else has a page."""
        named = [self.author(person.name) for person in paper.authors]
        first = len(paper.leading)
        yield from named[:first]
        linked = [link for link in named[first:] if link[1]]
        yield from linked
        if missing := len(named) - first - len(linked):
            yield f"and {others(missing, more=paper.and_others)}", ""
        elif paper.and_others:
            yield "et al.", ""

    def author(self, name: str) -> Link:
        """Return the name of an author, and the page of those who have one."""
        return (name, self.index.term_pages.get(("author", slug(name)), ""))

    def state(self, held: Holding) -> StateView:
        """Return how far its reader has come with a work."""
        return StateView(
            status=held.status,
            shown=STATES.get(held.status, held.status),
            reason=Quote(content=held.reason),
            rating=held.rating,
            dates=tuple(self.day(moment) for moment in held.read),
        )

    def day(self, iso: str) -> str:
        """Return a day as dates are shown here."""
        display = self.views.display
        try:
            shown = date.fromisoformat(iso)
        except ValueError:
            return iso
        return str(format_date(shown, display.date_format, locale=display.language))

    def cited_by(self, keys: Iterable[str], *, apart_from: str = "") -> CitedByView:
        """Return the pages that cite any of *keys*, but for the page *apart_from*."""
        pages: dict[str, dict[tuple[str, str], PlaceView]] = {}
        wanted = list(dict.fromkeys(key.lower() for key in keys))
        for key in wanted:
            for citing in self.shelf.citing.get(key, ()):
                if citing.page.docname == apart_from:
                    continue
                places = pages.setdefault(citing.page.docname, {})
                for place in citing.places:
                    name = citing.page.docname
                    # One sentence that cites twice is one place.
                    sentence = (place.section_id, repr(place.sentence))
                    known = places.get(sentence) or PlaceView(
                        anchor=place.anchor,
                        sentence=Quote(content=place.sentence, docname=name),
                        section=Quote(content=place.section, docname=name),
                    )
                    if len(wanted) > 1 and (work := self.shelf.label(key)) not in known.works:
                        known = replace(known, works=(*known.works, work))
                    places[sentence] = known
        notes = {
            page.docname: page
            for key in wanted
            for page in self.shelf.notes.get(key, ())
            if page.docname != apart_from
        }
        return CitedByView(
            pages=tuple(
                CitingView(
                    docname=docname,
                    title=title_of(self.shelf.pages[docname]),
                    places=tuple(places.values()),
                )
                for docname, places in sorted(pages.items())
            ),
            notes=tuple((title_of(page), page.docname) for page in notes.values()),
        )

    # -- listings ---------------------------------------------------------------------

    def row(self, held: Holding, *, parts: Sequence[str] = ()) -> PaperRow:
        """Return how a work looks in a listing."""
        paper = held.paper
        shown = [part for page in held.notes for part in page.parts if part_matches(part, parts)]
        return PaperRow(
            key=paper.key,
            title=Quote(content=paper.title),
            address=paper.address,
            authors=paper.short_authors(),
            venue=paper.venue,
            year=self.shelf.year(paper),
            state=self.state(held),
            takeaway=Quote(content=held.takeaway),
            retracted=paper.retracted,
            topics=tuple(dict.fromkeys(slug(topic) for topic in held.topics)),
            notes=tuple((title_of(page), page.docname) for page in held.notes),
            parts=tuple(part_view(part, held.notes) for part in shown),
        )

    def listing(self, query: PaperQuery, page: PageFacts | None = None) -> PaperListView:
        """Return the works that *query* selects, grouped and cut as it says."""
        works = self.select(query, page)
        groups = [
            replace(
                group,
                rows=tuple(self.row(held, parts=query.parts) for held in members),
            )
            for group, members in self._grouped(works, query)
        ]
        return PaperListView(
            style=query.style,
            groups=tuple(groups),
            heading_level=query.heading_level,
            notes=query.notes,
            empty=query.empty,
        )

    def comparison(self, request: Comparison) -> ComparisonView:
        """Return the parts of the selected notes, one column for each part asked for."""
        query = request.query
        works = [held for held in self.select(query) if held.notes]
        names = query.parts or tuple(
            dict.fromkeys(part.name for held in works for page in held.notes for part in page.parts)
        )
        labels: dict[str, str] = {}
        rows = []
        for held in works:
            cells: list[PartView | None] = []
            for name in names:
                found = [
                    part
                    for page in held.notes
                    for part in page.parts
                    if part_matches(part, (name,))
                ]
                for part in found:
                    numbered = name[-1:].isdigit()
                    label = part.label if numbered else part.label.rstrip("0123456789 ")
                    labels.setdefault(name, label or part.label)
                cells.append(_joined(found, held.notes) if found else None)
            rows.append((self.row(held), tuple(cells)))
        return ComparisonView(
            columns=tuple(labels.get(name, name.replace("-", " ").capitalize()) for name in names),
            rows=tuple(rows),
            empty=query.empty,
        )

    def select(self, query: PaperQuery, page: PageFacts | None = None) -> list[Holding]:
        """Return the works that *query* asks for, in its order."""
        if query.keys:
            named = (self.shelf.holding(key) for key in query.keys)
            works = [held for held in named if held is not None]
        elif query.selection == "cited":
            cited = self.shelf.works_of(page) if page else ()
            works = [held for key in cited if (held := self.shelf.holding(key)) is not None]
        else:
            works = list(self.shelf.noted if query.selection == "noted" else self.shelf.all)
        tests = list(tests_of(query))
        works = [held for held in works if all(test(held) for test in tests)]
        if not (query.keys and query.sort == "year" and not query.order):
            works.sort(key=paper_key)
            key, descending, has_value = PAPER_SORTS[query.sort]
            if query.order:
                descending = query.order == "desc"
            works.sort(key=key, reverse=descending)
            works.sort(key=lambda held: not has_value(held))
        return works[: query.limit] if query.limit is not None else works

    def _grouped(
        self, works: Sequence[Holding], query: PaperQuery
    ) -> Iterable[tuple[PaperGroupView, Sequence[Holding]]]:
        if not query.group:
            return [(PaperGroupView(), works)] if works else []
        if query.group == "topic":
            return self._by_topic(works)
        groups: dict[str, list[Holding]] = {}
        for held in works:
            groups.setdefault(GROUPED[query.group](held), []).append(held)
        order = {state: number for number, state in enumerate(STATES)}
        if query.group == "status":
            names = sorted(groups, key=lambda name: (not name, order.get(name, 9), name))
        elif query.group == "year":
            names = sorted(groups, key=lambda name: (not name, [-ord(char) for char in name]))
        else:
            names = sorted(groups, key=lambda name: (not name, sort_key(name), name))
        return [(self._group(query.group, name), groups[name]) for name in names]

    def _group(self, kind: str, name: str) -> PaperGroupView:
        if not name:
            words = {"year": "Undated", "status": "No state", "venue": "No venue"}
            return PaperGroupView(title=text(words.get(kind, "Nobody named")))
        if kind == "status":
            return PaperGroupView(title=text(STATES.get(name, name).capitalize()))
        page = {"year": ("paper-year", name), "author": ("author", slug(name))}.get(kind)
        docname = self.index.term_pages.get(page, "") if page else ""
        return PaperGroupView(title=text(name), docname=docname)

    def _by_topic(
        self, works: Sequence[Holding]
    ) -> Iterable[tuple[PaperGroupView, Sequence[Holding]]]:
        groups: dict[str, list[Holding]] = {}
        for held in works:
            # A work on several topics stands under the first that is named.
            groups.setdefault(slug(held.topics[0]) if held.topics else "", []).append(held)
        alone = groups.pop("", [])
        names = {slug(held.topics[0]): held.topics[0] for held in works if held.topics}
        topics = [self.views.topic(key) for key in groups]
        for topic in sorted(topics, key=lambda item: (item.order, item.slug)):
            title = topic.title if topic.title != (topic.slug,) else (names[topic.slug],)
            group = PaperGroupView(
                title=Quote(content=title, docname=topic.docname),
                docname=topic.docname,
                link=topic.link,
                introduction=Quote(content=topic.introduction, docname=topic.docname),
            )
            yield group, groups[topic.slug]
        if alone:
            yield PaperGroupView(title=text("Other works") if groups else NOTHING), alone


def capitalised(inlines: Inlines) -> Inlines:
    """Return content with a capital letter at its beginning."""
    if inlines and isinstance(inlines[0], str):
        return (inlines[0][:1].upper() + inlines[0][1:], *inlines[1:])
    return inlines


def part_view(part: Part, notes: Sequence[PageFacts]) -> PartView:
    """Return a part of one of *notes* as another page shows it: it begins a sentence there."""
    docname = next((page.docname for page in notes if part in page.parts), "")
    return PartView(
        label=part.label,
        anchor=part.anchor,
        content=tuple(Quote(content=capitalised(item), docname=docname) for item in part.content),
    )


def _joined(parts: Sequence[Part], notes: Sequence[PageFacts]) -> PartView:
    views = [part_view(part, notes) for part in parts]
    return replace(views[0], content=tuple(item for view in views for item in view.content))
