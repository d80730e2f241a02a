"""Our configuration: one dataclass, one row per value, checked once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import conf_lines, diagnostics
from .core.cards import COLORS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from sphinx.application import Sphinx
    from sphinx.config import Config


def _one_of(*choices: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        return "" if value in choices else f"one of {', '.join(choices)}"

    return check


def _positive(value: Any) -> str:
    good = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return "" if good else "a whole number above 0"


def _natural(value: Any) -> str:
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return "" if good else "a whole number from 0"


def _texts(value: Any) -> str:
    good = isinstance(value, dict) and all(
        isinstance(key, str) and isinstance(item, str) for key, item in value.items()
    )
    return "" if good else "a dictionary of text to text"


def _authority(value: Any) -> str:
    good = isinstance(value, str) and re.fullmatch(r"(?:(?:[\w.-]+@)?[A-Za-z0-9.-]+)?", value)
    return "" if good else "a host name, such as example.org, or a mail address"


def _zone(value: Any) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return "the name of a time zone, such as Europe/Berlin"
    return ""


def _folders(value: Any) -> str:
    good = isinstance(value, dict) and all(
        isinstance(key, str) and isinstance(item, str) and item.strip("/") and ".." not in item
        for key, item in value.items()
    )
    return "" if good else "a dictionary of collection name to folder"


def _mapping_or_text(value: Any) -> str:
    return (
        "" if isinstance(value, (dict, str)) else "a dictionary, or the name of one of kb_authors"
    )


def _mapping(value: Any) -> str:
    return "" if isinstance(value, dict) else "a dictionary"


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else "a text"


def _names(value: Any) -> str:
    good = isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    return "" if good else "a list of texts"


def _flag(value: Any) -> str:
    return "" if isinstance(value, (bool, int)) or value in ("0", "1", "") else "True or False"


def _row(default: Any, check: Callable[[Any], str], rebuild: str, description: str) -> Any:
    metadata = {"check": check, "rebuild": rebuild, "description": description}
    if isinstance(default, dict):
        return field(
            default_factory=lambda: dict(default), metadata=metadata | {"default": default}
        )
    return field(default=default, metadata=metadata | {"default": default})


@dataclass(frozen=True, kw_only=True)
class KbConfig:
    """The values of ``kb_*`` in ``conf.py``, valid by construction.

    A rebuild class of ``env`` re-reads every page when the value changes. The others need no
    class: what they change is part of the digest of each page that shows it.
    """

    collections: dict[str, str] = _row(
        {"blog": "blog", "papers": "papers", "notes": "notes"},
        _folders,
        "env",
        "Which folder holds which collection.",
    )
    timezone: str = _row(
        "UTC", _zone, "env", "Time zone of dates without one, and of *today* for future dates."
    )
    drafts: bool = _row(False, _flag, "", "Build unpublished pages too, marked as drafts.")
    generate: str = _row(
        "write",
        _one_of("write", "check", "off"),
        "",
        "Write generated sources, only check that they are up to date, or do without them.",
    )
    strict: bool = _row(False, _flag, "", "Treat notices as warnings.")
    excerpt_length: int = _row(100, _positive, "", "Words of an excerpt in a listing.")
    reading_speed: int = _row(220, _positive, "", "Words a reader reads in a minute.")
    date_format: str = _row(
        "d MMMM yyyy", _text, "", "Pattern of a date (Unicode LDML), in the site's language."
    )
    topics: dict[str, Any] = _row(
        {},
        _mapping,
        "",
        "Topics by slug: ``title``, ``link``, ``intro``, ``status`` and ``parent``; their order is "
        "the order of topics.",
    )
    relations: dict[str, str] = _row(
        {
            "supports": "supported by",
            "contradicts": "contradicted by",
            "extends": "extended by",
            "uses": "used by",
            "replicates": "replicated by",
            "summarises": "summarised by",
        },
        _texts,
        "env",
        "Relations that a link can name by a class, and how each reads the other way round.",
    )
    link_terms: str = _row(
        "",
        _one_of("", "first"),
        "env",
        "Link the first use of each glossary term in a section: ``first``.",
    )
    acronyms: tuple[str, ...] = _row(
        (), _names, "", "Acronyms that readers know, beside the common ones."
    )
    undefined_acronyms: str = _row(
        "notice",
        _one_of("notice", "warning", "off"),
        "",
        "What an acronym is that no page spells out and no glossary defines.",
    )
    authors: dict[str, Any] = _row(
        {}, _mapping, "", "Profiles of authors, by the name that pages give them."
    )
    profile: dict[str, Any] | str = _row(
        {},
        _mapping_or_text,
        "",
        "Whom the site is by: one of ``kb_authors``, or a profile of the same keys.",
    )
    comments: dict[str, Any] = _row(
        {}, _mapping, "", "Where readers comment on pages: a repository, and how giscus shows it."
    )
    related_pages: int = _row(
        5, _natural, "", "Most related pages that a page suggests; 0 for none."
    )
    graph_nodes: int = _row(
        1500,
        _positive,
        "",
        "Pages of the largest graph that is drawn page by page, not in clusters.",
    )
    graph_inline: int = _row(
        120,
        _positive,
        "",
        "Pages of the largest graph that is drawn within the page that shows it; a larger one is a page "
        "of its own, and clusters stand in its place.",
    )
    local_graph: int = _row(
        20, _natural, "", "Neighbours that the small graph of a page shows; 0 for no such graphs."
    )
    cite_this: bool = _row(True, _flag, "", "Offer at the foot of a page how it is cited.")
    previews: bool = _row(True, _flag, "", "Show what a link leads to when it is pointed at.")
    queue_days: int = _row(
        180, _positive, "", "Days after which a work on the reading list has waited for long."
    )
    feeds: bool = _row(True, _flag, "", "Write feeds, where the site knows its own address.")
    feed_limit: int = _row(20, _positive, "", "Entries of a feed at most, the latest.")
    feed_content: str = _row(
        "full", _one_of("full", "summary"), "", "Whether feeds hold whole pages or summaries."
    )
    feed_authority: str = _row(
        "",
        _authority,
        "",
        "Host name or mail address in the identifiers of pages whose ``id`` is none; the host of "
        "``html_baseurl`` where it is left out. It must never change.",
    )
    social_cards: bool = _row(
        False, _flag, "", "Draw a card for links to pages that have no picture; needs Pillow."
    )
    social_card_colors: dict[str, str] = _row(
        COLORS, _texts, "", "Colours of these cards: ``background``, ``text``, ``accent``."
    )
    social_card_font: str = _row(
        "", _text, "", "A font file in the source folder for these cards; DejaVu where left out."
    )
    license: str = _row(
        "", _text, "", "Licence of pages that name none: an SPDX identifier, or an address."
    )
    noindex: bool = _row(
        False, _flag, "", "Ask search engines to list no page, as for a preview of a pull request."
    )
    git_dates: bool = _row(
        False,
        _flag,
        "",
        "Take the day of the last change of pages that do not tell it from the history of git.",
    )
    llms: bool = _row(
        True, _flag, "", "Write each page in Markdown, too, and ``llms.txt``, for language models."
    )
    redirects: dict[str, Any] = _row(
        {},
        _mapping,
        "",
        "Old addresses that no page names among its ``aliases``, and the page that each leads to; "
        "``{'external': 'https://…'}`` leads elsewhere.",
    )
    sidebar_length: int = _row(
        30, _positive, "", "Entries of one level of the sidebar before the rest is one link."
    )

    @property
    def zone(self) -> tzinfo:
        """The time zone of the site."""
        return ZoneInfo(self.timezone)


#: Types that Sphinx takes for a default of this type, where they are several.
_TYPES: dict[type, tuple[type, ...]] = {tuple: (list, tuple)}


def register(app: Sphinx) -> None:
    """Register every value with Sphinx."""
    for item in fields(KbConfig):
        default = item.metadata["default"]
        app.add_config_value(
            f"kb_{item.name}",
            list(default) if isinstance(default, tuple) else default,  # what -D can set
            item.metadata["rebuild"],
            types=frozenset({*_TYPES.get(type(default), (type(default),)), str}),
            description=item.metadata["description"],
        )


def validate(app: Sphinx, config: Config) -> None:
    """Replace each invalid value by its default, with one warning that names it."""
    for item in fields(KbConfig):
        name = f"kb_{item.name}"
        value = config[name]
        if item.metadata["check"] is _flag and value in ("0", "1", ""):
            config[name] = value == "1"  # -D kb_drafts=1
            continue
        default = item.metadata["default"]
        if not (wanted := item.metadata["check"](value)):
            if isinstance(default, dict) and isinstance(value, dict):
                config[name] = {**default, **value}
            continue
        diagnostics.warn(
            "config",
            f"{name} = {str(value)[:60]!r} is not {wanted}; {default!r} is used instead.",
            location=conf_lines.place(app, (name,)),
        )
        config[name] = dict(default) if isinstance(default, dict) else default


def settings(config: Config) -> KbConfig:
    """Return our values as one record."""
    return KbConfig(**{item.name: config[f"kb_{item.name}"] for item in fields(KbConfig)})
