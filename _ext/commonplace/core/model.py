"""The records that flow through a build; plain data, picklable, comparable, hashable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

# A run of inline content as data: ``(node name, attributes, children)``, or a plain string.
# Docutils nodes are never stored; a renderer turns this back into nodes.
Attributes = tuple[tuple[str, object], ...]
Inline = str | tuple[str, Attributes, tuple["Inline", ...]]
Inlines = tuple[Inline, ...]

#: A name that a page defines: its kind, itself, and what its domain keeps of it.
Definition = tuple[str, str | tuple[str, str], tuple[object, ...]]

Severity = Literal["fault", "notice"]

READING_STATES = ("to-read", "reading", "read", "re-read", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in a source, said where it stands and how to mend it."""

    subtype: str  #: documented warning subtype, ``kb.<subtype>``
    message: str  #: what is wrong, what was done instead, how to mend it
    line: int | None = None  #: line in the file, from 1
    severity: Severity = "fault"
    withholds: bool = False  #: whether it is the reason why the page is not published
    until: int | None = None  #: a year before which it is the reason, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image that front matter names."""

    src: str  #: path relative to the page (or from the source root with a leading slash)
    alt: str = ""  #: text for those who do not see it
    line: int = field(default=1, compare=False)  #: where its key stands in the file
    key: str = field(default="image", compare=False)  #: as the author spelt it


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The typed front matter of one page; every field has a safe default."""

    title: str | None = None  #: Markdown source of the title
    date: datetime | None = None  #: first published; always with a time zone
    updated: datetime | None = None  #: last change worth telling
    updated_reason: str | None = None  #: what that change was
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    series: str | None = None
    part: int | None = None
    description: str | None = None  #: plain text for the head of the page
    excerpt: str | None = None  #: Markdown that replaces the first paragraph in listings
    thumbnail: Picture | None = None  #: shown in listings
    image: Picture | None = None  #: shown when the page is shared
    draft: bool = False
    publish: bool = True
    listed: bool = True
    in_navigation: bool = True  #: ``navigation: excluded`` turns it off
    category: str | None = None
    post_number: int | None = None
    redirect: str | None = None  #: http(s) address that listings link to instead
    aliases: tuple[str, ...] = ()
    permalink: str | None = None
    papers: tuple[str, ...] = ()  #: citekeys that the page is a note about
    status: str | None = None  #: one of READING_STATES
    status_reason: str | None = None
    read: tuple[datetime, ...] = ()  #: when the paper was read, first time first
    queued: datetime | None = None  #: since when it waits to be read
    priority: int | None = None  #: place in the queue, 1 first
    rating: int | None = None  #: from 1 to 5
    takeaway: str | None = None  #: Markdown of the one sentence to remember
    topics: tuple[str, ...] = ()
    license: str | None = None
    math: bool | None = None
    order: int | None = None
    id: str | None = None
    layout: str | None = None
    collection: str | None = None  #: overrides the collection of the folder
    series_page: str | None = None  #: name of the series that this page presents
    author_profile: bool = False
    comments: bool | None = None  #: whether readers may comment; as its collection where not said

    @property
    def is_draft(self) -> bool:
        """Tell whether the author holds the page back, whatever its date."""
        return self.draft or not self.publish


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What is known of a source file before anything is read by Sphinx."""

    docname: str
    digest: str  #: hash of the file's bytes
    front: FrontMatter
    problems: tuple[Problem, ...] = ()
    toctree: tuple[
        str, ...
    ] = ()  #: entries of its toctrees as written, globs with a ``glob:`` prefix
    labels: tuple[str, ...] = ()  #: explicit targets, to recognise links to a withheld page
    terms: tuple[str, ...] = ()  #: what its glossaries define, for the same
    orphan: bool = False  #: whether it wants to stand in no toctree


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A link to be resolved late, reduced to what decides its result."""

    kind: str  #: ``domain:type`` of the pending reference
    target: str
    document: str = ""  #: document that the target is looked up in, if it names one
    fragment: str = ""  #: heading or label within the target, where that is given apart from it
    explicit: bool = False  #: whether the author gave the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Inline content that is shown elsewhere than where it was written."""

    content: Inlines
    docname: str = ""  #: the page it was written in, for the links inside it


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingPlace:
    """A place in a page that cites works, with the sentence around it."""

    works: tuple[str, ...]  #: citekeys, ``doi:…`` or ``arxiv:…``
    anchor: str  #: of the citation itself, or of the mark of the footnote that it stands in
    sentence: Inlines
    section: Inlines = ()  #: title of the section, the page's own aside
    section_id: str = ""
    only: tuple[str, ...] = ()  #: conditions on which the page shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPlace:
    """A link of a page, with the sentence around it."""

    reference: Reference
    anchor: str
    sentence: Inlines
    section: Inlines = ()  #: title of the section, the page's own aside
    section_id: str = ""
    relation: str = ""  #: what the author says the link is: *extends*, *contradicts* …
    line: int = 0
    defining: bool = False  #: whether it stands in a definition of a glossary
    only: tuple[str, ...] = ()  #: conditions on which the page shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The running text of one section, or of one definition of a glossary."""

    texts: tuple[str, ...]  #: pieces without markup, in order
    #: the paragraphs that hold them, each with the number of its first piece; a mark before each
    blocks: tuple[tuple[int, Inlines], ...] = ()
    section: Inlines = ()  #: title of the section, the page's own aside
    section_id: str = ""
    linked: tuple[Reference, ...] = ()  #: what its own links lead to
    own: str = ""  #: anchor of the term that it defines


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A labelled paragraph of a note, such as its *Problem*."""

    label: str  #: as it is written, without the colon
    name: str  #: its slug: what a comparison asks for
    anchor: str
    content: tuple[Inlines, ...]  #: paragraphs, or the items of the list that follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading that cites: what it says is known when the bibliography is."""

    anchors: tuple[str, ...]  #: of its section
    text: str  #: as it is written, citekeys and all
    content: Inlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of a glossary, as its author describes it."""

    spellings: tuple[str, ...]  #: its lines, as text; the first is its name
    anchors: tuple[str, ...]  #: one for each line
    aliases: tuple[str, ...] = ()
    plurals: tuple[str, ...] = ()  #: irregular ones
    acronyms: tuple[str, ...] = ()
    works: tuple[str, ...] = ()  #: citekeys of the works that introduced it
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    line: int = 0
    lines: tuple[tuple[str, int], ...] = ()  #: field to line

    @property
    def name(self) -> str:
        """What it is called first."""
        return self.spellings[0]

    @property
    def anchor(self) -> str:
        """Where it stands."""
        return self.anchors[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What one page contributes to the others, gathered once when it is read."""

    docname: str
    collection: str  #: ``blog``, ``papers``, ``notes`` … or ``""``
    front: FrontMatter
    title: Inlines  #: the title with its inline markup
    title_text: str
    excerpt: Inlines = ()  #: first paragraph, or the front matter's own
    words: int = 0  #: words of the body, for the reading time
    references: tuple[Reference, ...] = ()
    toctree: tuple[str, ...] = ()  #: documents that its toctrees show, hidden ones aside
    entries: tuple[str, ...] = ()  #: documents that all its toctrees name, in order
    outline: str = ""  #: digest of the page's own table of contents
    citations: tuple[CitingPlace, ...] = ()  #: in the order of the text
    links: tuple[LinkPlace, ...] = ()  #: to other pages, in the order of the text
    headings: tuple[Heading, ...] = ()  #: those that cite
    embeds: tuple[tuple[str, str], ...] = ()  #: name and heading of each note shown inside it
    parts: tuple[Part, ...] = ()
    terms: tuple[Term, ...] = ()  #: what its glossaries define
    definitions: tuple[Definition, ...] = ()  #: names that links can use, with what is kept of each
    acronyms: tuple[tuple[str, int], ...] = ()  #: that it does not spell out, each with a line
    prose: tuple[Passage, ...] = ()  #: by section, for terms to be linked in; only if they are
    pictures: tuple[tuple[str, str], ...] = ()  #: (role, path in the source folder)
    awaited: tuple[str, ...] = ()  #: paths of pictures that would be taken if they were there
    mentions: tuple[str, ...] = ()  #: documents that its links name, existing or not
    requests: tuple[object, ...] = ()  #: what its pointers ask for, in order
    bibliography: bool = False  #: whether it holds the site's bibliography
    committed: datetime | None = None  #: last commit, where that counts; never stored
    footcites: bool = False  #: whether entries stand in its footnotes, formatted as it was read
    documented: tuple[
        tuple[str, str], ...
    ] = ()  #: module and name of objects whose source is shown
    todos: str = ""  #: digest of what it says is to do
    lists_todos: bool = False  #: whether it lists what all pages say is to do
    dated: bool = False  #: whether it holds the day on which it was read
    foreign: bool = False  #: whether inventories of other sites were asked as it was read

    @property
    def updated(self) -> datetime | None:
        """The last change, as its author or else git tells it."""
        return self.front.updated or self.committed
