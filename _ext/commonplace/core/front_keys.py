"""The keys of front matter: one table for the parser, the JSON Schema and the guide."""

from __future__ import annotations

from dataclasses import dataclass

from . import front_kinds as kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One key: how it may be spelt, what it takes and what it means."""

    key: str
    kind: kinds.Kind
    meaning: str  #: one sentence for the guide and for editors
    example: str  #: YAML of a value
    aliases: tuple[str, ...] = ()  #: other spellings; the first given wins
    slots: tuple[str, ...] = ()  #: what it fills, when that is not ``key``
    fallback: object = None  #: what an unreadable value stands for, when it is not ignored

    @property
    def fills(self) -> tuple[str, ...]:
        """Return the slots that the converter's result fills, in order."""
        return self.slots or (self.key,)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return every accepted spelling, the canonical one first."""
        return (self.key, *self.aliases)


# A key that says more precisely what a compound one may say too stands before it:
# `part` before `series`, `thumbnail_alt` before `thumbnail`, `status_reason` before `status`.
RULES: tuple[Rule, ...] = (
    Rule(
        key="title",
        kind=kinds.TEXT,
        meaning="Names the page everywhere; inline Markdown is kept.",
        example='"Generators, `yield` and pipelines"',
    ),
    Rule(
        key="date",
        kind=kinds.MOMENT,
        meaning="When it was published; a day still to come holds the page back.",
        example="2026-11-21T09:00:00+01:00",
    ),
    Rule(
        key="updated",
        kind=kinds.MOMENT,
        aliases=("last_modified_at",),
        meaning="When it last changed in a way worth telling.",
        example="2026-12-01",
    ),
    Rule(
        key="updated_reason",
        kind=kinds.TEXT,
        meaning="What that change was, for the feed of updates.",
        example='"The second proof had a gap."',
    ),
    Rule(
        key="authors",
        kind=kinds.PEOPLE,
        aliases=("author",),
        meaning="Who wrote it.",
        example="[The Commonplace contributors]",
    ),
    Rule(
        key="tags",
        kind=kinds.WORDS,
        aliases=("tag",),
        meaning="What it touches on; each tag has a page.",
        example="[vision, self-supervised learning]",
    ),
    Rule(
        key="part",
        kind=kinds.PART,
        aliases=("series_part",),
        meaning="Its place within its series.",
        example="2",
    ),
    Rule(
        key="series",
        kind=kinds.SERIES,
        slots=("series", "part"),
        meaning="The series that it belongs to.",
        example="Intermediate Python",
    ),
    Rule(
        key="series_page",
        kind=kinds.NAME,
        meaning="The series that this page presents.",
        example="Intermediate Python",
    ),
    Rule(
        key="description",
        kind=kinds.TEXT,
        aliases=("meta_description",),
        meaning="Plain text for search engines, feeds and shared links.",
        example="What a generator is and where it pays.",
    ),
    Rule(
        key="excerpt",
        kind=kinds.PROSE,
        meaning="Stands in listings instead of the first paragraph.",
        example='"How `yield` turns a function **inside out**."',
    ),
    Rule(
        key="thumbnail_alt",
        kind=kinds.TEXT,
        aliases=("thumbnail_img_alt",),
        meaning="Describes the thumbnail to those who do not see it.",
        example="Two arrows with the angle between them",
    ),
    Rule(
        key="thumbnail",
        kind=kinds.PICTURE,
        aliases=("thumbnail_img",),
        slots=("thumbnail", "thumbnail_alt"),
        meaning="The picture in listings, relative to the page (with `/`: to the source folder).",
        example="img/generators.svg",
    ),
    Rule(
        key="image_alt",
        kind=kinds.TEXT,
        aliases=("meta_image_alt", "share_img_alt"),
        meaning="Describes the image to those who do not see it.",
        example="A pipeline of three stages",
    ),
    Rule(
        key="image",
        kind=kinds.PICTURE,
        aliases=("meta_image", "share_img"),
        slots=("image", "image_alt"),
        meaning="The picture that goes with a shared link.",
        example="{src: img/pipeline.png, alt: A pipeline of three stages}",
    ),
    Rule(
        key="draft",
        kind=kinds.BOOLEAN,
        fallback=True,
        meaning="Holds the page back from every output; so does a value that cannot be read.",
        example="true",
    ),
    Rule(
        key="publish",
        kind=kinds.BOOLEAN,
        aliases=("published",),
        fallback=False,
        meaning="False holds the page back; so does a value that cannot be read.",
        example="false",
    ),
    Rule(
        key="listed",
        kind=kinds.BOOLEAN,
        meaning="False keeps it out of listings, feeds and `llms.txt`; it is built and searchable.",
        example="false",
    ),
    Rule(
        key="navigation",
        kind=kinds.NAVIGATION,
        slots=("in_navigation",),
        meaning="False or `excluded` keeps it out of the sidebar only.",
        example="excluded",
    ),
    Rule(
        key="category",
        kind=kinds.ONE_NAME,
        aliases=("categories",),
        meaning="The one category that it is filed under.",
        example="tutorials",
    ),
    Rule(
        key="post_number",
        kind=kinds.NATURAL,
        meaning="Replaces its running number in numbered listings.",
        example="7",
    ),
    Rule(
        key="redirect",
        kind=kinds.LINK,
        meaning="Where listings link instead; the page says so.",
        example="https://example.org/the-essay",
    ),
    Rule(
        key="aliases",
        kind=kinds.ADDRESSES,
        aliases=("redirect_from",),
        meaning="Old addresses of the page, for redirects to it.",
        example="[/about/, /about.html]",
    ),
    Rule(
        key="permalink",
        kind=kinds.ADDRESS,
        meaning="An old address of the page; it never moves the page.",
        example="/2019/generators/",
    ),
    Rule(
        key="papers",
        kind=kinds.CITEKEYS,
        aliases=("paper", "citekey", "citekeys"),
        meaning="The works, by citekey, that the page is a note about.",
        example="dosovitskiy2021",
    ),
    Rule(
        key="status_reason",
        kind=kinds.TEXT,
        meaning="Why the reading state is what it is.",
        example="waiting for the code",
    ),
    Rule(
        key="status",
        kind=kinds.STATE,
        slots=("status", "status_reason"),
        meaning="How far the reading has come.",
        example="to-read",
    ),
    Rule(
        key="read",
        kind=kinds.MOMENTS,
        aliases=("finished",),
        meaning="When it was read; a list where it was read again.",
        example="[2026-10-02, 2026-11-20]",
    ),
    Rule(
        key="queued",
        kind=kinds.MOMENT,
        meaning="Since when it waits to be read.",
        example="2026-09-01",
    ),
    Rule(
        key="priority",
        kind=kinds.NATURAL,
        meaning="Its place among what is read next, the lowest first.",
        example="1",
    ),
    Rule(
        key="rating",
        kind=kinds.RATING,
        meaning="What its reader thinks of it, 5 being the best.",
        example="4",
    ),
    Rule(
        key="takeaway",
        kind=kinds.TEXT,
        meaning="The one sentence to remember, shown in listings; inline Markdown is kept, links to pages by "
        "path or name are followed, and roles are what they mean: `{cite:t}`, `{term}`, `{math}`.",
        example='"Patches are words, *given enough data*."',
    ),
    Rule(
        key="topics",
        kind=kinds.NAMES,
        aliases=("topic",),
        meaning="The themes that notes are grouped by.",
        example="[visual-transformers]",
    ),
    Rule(
        key="license",
        kind=kinds.TEXT,
        meaning="The terms it may be used under.",
        example="CC-BY-4.0",
    ),
    Rule(
        key="math",
        kind=kinds.BOOLEAN,
        aliases=("mathjax", "use_math"),
        meaning="Whether it holds formulas; found out by itself when left out.",
        example="true",
    ),
    Rule(
        key="order",
        kind=kinds.INTEGER,
        meaning="Its place among its siblings, before those without.",
        example="1",
    ),
    Rule(
        key="id",
        kind=kinds.IDENTIFIER,
        meaning="A name that stays when the file moves.",
        example="generators-2026",
    ),
    Rule(
        key="layout",
        kind=kinds.NAME,
        meaning="Kept from Jekyll; it changes nothing.",
        example="post",
    ),
    Rule(
        key="collection",
        kind=kinds.COLLECTION,
        meaning="The collection it belongs to, when its folder does not say so.",
        example="notes",
    ),
    Rule(
        key="author_profile",
        kind=kinds.BOOLEAN,
        meaning="Shows the profile block of the configuration.",
        example="true",
    ),
    Rule(
        key="comments",
        kind=kinds.BOOLEAN,
        meaning="Whether readers may comment on it; as its collection where left out.",
        example="false",
    ),
)

# Keys that Sphinx, docutils, MyST, MyST-NB, the theme and the extensions beside us answer to.
FOREIGN = frozenset(
    {
        "orphan",
        "tocdepth",
        "nocomments",
        "no-search",
        "nosearch",
        "html_meta",
        "substitutions",
        "myst",
        "mystnb",
        "file_format",
        "jupytext",
        "kernelspec",
        "language_info",
        "sd_hide_title",
        "language",
        "address",
        "organization",
        "contact",
        "version",
        "revision",
        "copyright",
        "dedication",
        "abstract",
        "keywords",
        "ogp_disable",
    }
)
FOREIGN_PREFIXES = ("html_theme.", "og:", "og_", "twitter:")


def normal(key: str) -> str:
    """Return a key without the differences that do not matter: case, and ``-`` for ``_``."""
    return key.strip().lower().replace("-", "_")


def is_foreign(key: str) -> bool:
    """Tell whether a key belongs to Sphinx or to another extension."""
    return key in FOREIGN or key.startswith(FOREIGN_PREFIXES)
