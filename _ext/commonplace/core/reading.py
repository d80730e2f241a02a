"""The reading list: what is being read, what is next, what was finished, what is learnt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date

from .brackets import with_names
from .index import is_listed, unique_terms
from .inline import text_of
from .model import READING_STATES, Quote
from .paper_records import NO_STATE, STATES, StateView
from .slugs import slug
from .views import NOTHING, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .model import PageFacts
    from .paper_views import PaperViews
    from .requests import ReadingList
    from .shelf import Holding
    from .views import Topic

#: Section to its heading.
HEADINGS = {
    "reading": "Reading now",
    "next": "Next",
    "later": "Later",
    "skipped": "Skipped",
    "finished": "Finished",
}
LEARNT = {"reading": "Learning now", "to-read": "Want to learn"}
FAR = 1_000_000  #: behind every priority


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingItem:
    """A work, or a note that is about none, on the reading list."""

    title: Quote
    docname: str = ""  #: its note
    address: str = ""  #: the work itself
    about: str = ""  #: authors and year
    state: StateView = NO_STATE
    takeaway: Quote = NOTHING
    retracted: bool = False
    topics: tuple[tuple[str, str, str], ...] = ()  #: slug, title and docname
    # For sorting:
    priority: int = FAR
    queued: str = ""
    read: str = ""
    name: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """A total order."""
        return (self.name, self.docname, self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingGroup:
    """Items under one heading."""

    name: str  #: the section
    heading: str
    items: tuple[ReadingItem, ...] = ()
    months: tuple[tuple[str, tuple[ReadingItem, ...]], ...] = ()  #: instead of items


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNode:
    """A topic that is learnt, and those within it."""

    title: Quote
    docname: str
    slug: str
    inside: tuple[TopicNode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingView:
    """A reading list."""

    order: tuple[str, ...]
    topics: tuple[tuple[str, tuple[TopicNode, ...]], ...]
    counts: tuple[tuple[str, int], ...]
    groups: tuple[ReadingGroup, ...]
    heading_level: int = 2


def reading_view(request: ReadingList, papers: PaperViews) -> ReadingView:
    """Return the reading list that *request* asks for."""
    items = [*_works(papers), *_pages(papers)]
    if request.topic:
        wanted = slug(request.topic)
        items = [item for item in items if any(wanted == topic[0] for topic in item.topics)]
    items.sort(key=lambda item: item.key)
    counts: dict[str, int] = dict.fromkeys(READING_STATES, 0)
    for item in items:
        counts[item.state.status or "to-read"] += 1
    groups = [group for name in HEADINGS if (group := _group(name, items, papers)) is not None]
    return ReadingView(
        order=request.sections,
        topics=() if request.topic else tuple(_learnt(papers.views.topics.values())),
        counts=tuple((STATES[state], counts[state]) for state in READING_STATES if counts[state]),
        groups=tuple(groups),
        heading_level=request.heading_level,
    )


def _works(papers: PaperViews) -> Iterator[ReadingItem]:
    for held in papers.shelf.all:
        if held.status or held.priority is not None:
            yield _work(held, papers)


def _work(held: Holding, papers: PaperViews) -> ReadingItem:
    paper = held.paper
    return ReadingItem(
        title=Quote(content=paper.title),
        docname=held.note.docname if held.note else "",
        address=paper.address,
        about=papers.shelf.about(paper),
        state=papers.state(held),
        takeaway=Quote(content=held.takeaway),
        retracted=bool(paper.retracted),
        topics=_topics(held.topics, papers),
        priority=FAR if held.priority is None else held.priority,
        queued=held.queued,
        read=held.read[-1] if held.read else "",
        name=paper.title_text.casefold(),
    )


def _pages(papers: PaperViews) -> Iterator[ReadingItem]:
    """Yield the notes with a state that are about no known work: chapters, talks."""
    shelf = papers.shelf
    for page in shelf.pages.values():
        front = page.front
        known = any(key.lower() in shelf.papers for key in front.papers)
        if known or not is_listed(page) or not (front.status or front.priority is not None):
            continue
        yield _page(page, papers)


def _page(page: PageFacts, papers: PaperViews) -> ReadingItem:
    front = page.front
    read = [papers.index.local_date(moment).date().isoformat() for moment in front.read]
    return ReadingItem(
        title=title_of(page),
        docname=page.docname,
        state=StateView(
            status=front.status or "",
            shown=STATES.get(front.status or "", ""),
            reason=Quote(content=with_names(front.status_reason or "", page.docname)),
            rating=front.rating,
            dates=tuple(papers.day(day) for day in read),
        ),
        topics=_topics(front.topics, papers),
        priority=FAR if front.priority is None else front.priority,
        queued=papers.index.local_date(front.queued).date().isoformat() if front.queued else "",
        read=read[-1] if read else "",
        name=page.title_text.casefold(),
    )


def _topics(names: Iterable[str], papers: PaperViews) -> tuple[tuple[str, str, str], ...]:
    found = [(papers.views.topic(key), name) for key, name in unique_terms(names)]
    return tuple(
        (topic.slug, text_of(topic.title) if topic.title != (topic.slug,) else name, topic.docname)
        for topic, name in found
    )


def section_of(item: ReadingItem) -> str:
    """Return the section that an item stands in."""
    status = item.state.status
    if status in ("read", "re-read"):
        return "finished"
    if status in ("reading", "skipped"):
        return status
    return "next" if item.priority != FAR else "later"


def _group(name: str, items: Sequence[ReadingItem], papers: PaperViews) -> ReadingGroup | None:
    members = [item for item in items if section_of(item) == name]
    if not members:
        return None
    if name == "finished":
        return ReadingGroup(
            name=name, heading=HEADINGS[name], months=tuple(_months(members, papers))
        )
    if name in ("reading", "next"):
        members.sort(key=lambda item: item.priority)
    if name == "later":
        members.sort(key=lambda item: (not item.queued, item.queued))
    return ReadingGroup(name=name, heading=HEADINGS[name], items=tuple(members))


def _months(
    items: Sequence[ReadingItem], papers: PaperViews
) -> Iterator[tuple[str, tuple[ReadingItem, ...]]]:
    """Yield what was finished in each month, the latest first."""
    groups: dict[str, list[ReadingItem]] = {}
    for item in sorted(items, key=lambda item: item.read, reverse=True):
        groups.setdefault(item.read[:7], []).append(item)
    undated = groups.pop("", [])
    for month, members in groups.items():
        shown = format_date(
            date.fromisoformat(f"{month}-01"), "LLLL yyyy", locale=papers.views.display.language
        )
        yield shown, tuple(members)
    if undated:
        yield "Without a date", tuple(undated)


def _learnt(topics: Iterable[Topic]) -> Iterator[tuple[str, tuple[TopicNode, ...]]]:
    """Yield the topics that are learnt now and later, each with those within it."""
    known = {topic.slug: topic for topic in topics}
    inside: dict[str, list[Topic]] = {}
    for topic in known.values():
        if topic.parent in known and topic.parent != topic.slug:
            inside.setdefault(topic.parent, []).append(topic)

    seen: set[str] = set()  # of this state; topics that name one another as parent make a circle

    def node(topic: Topic, state: str) -> TopicNode:
        seen.add(topic.slug)
        children = [
            child
            for child in inside.get(topic.slug, ())
            if child.slug not in seen and child.status in ("", state)
        ]
        children.sort(key=lambda child: (child.order, child.slug))
        return TopicNode(
            title=Quote(content=topic.title, docname=topic.docname),
            docname=topic.docname,
            slug=topic.slug,
            inside=tuple(node(child, state) for child in children),
        )

    for state, heading in LEARNT.items():
        seen.clear()
        learnt = [topic for topic in known.values() if topic.status == state]
        learnt.sort(key=lambda topic: (topic.order, topic.slug))
        tops = [
            topic
            for topic in learnt
            if topic.parent not in known or known[topic.parent].status != state
        ]
        found = [node(topic, state) for topic in tops]
        # Whoever is in a circle is below nobody.
        found += [node(topic, state) for topic in learnt if topic.slug not in seen]
        if found:
            yield heading, tuple(found)
