"""Spell a generated site for each tool that is measured, configured as its own documentation says.

The text is the same for all. A peer without a bibliography gets plain text where others have a
citation, and one without listings nothing where others have a listing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages import Page, Site

BASE_URL = "https://example.org/"

COMMONPLACE_CONF = """\
project = "Generated"
extensions = ["commonplace"]
html_baseurl = "https://example.org/"
"""
BARE_CONF = """\
project = "Generated"
extensions = ["myst_parser"]
html_baseurl = "https://example.org/"
html_theme = "alabaster"
myst_enable_extensions = ["dollarmath"]
"""
BOOK_CONF = """\
project = "Generated"
extensions = ["myst_parser", "sphinxcontrib.bibtex"]
html_baseurl = "https://example.org/"
html_theme = "sphinx_book_theme"
myst_enable_extensions = ["dollarmath"]
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
"""
# As ABlog's manual shows it (its pages "Templating and Themes Support" and "Markdown Support"): its
# sidebars beside the theme's own, posts marked in their front matter.
ABLOG_CONF = """\
project = "Generated"
extensions = ["myst_parser", "sphinxcontrib.bibtex", "ablog"]
html_baseurl = "https://example.org/"
html_theme = "sphinx_book_theme"
myst_enable_extensions = ["dollarmath"]
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
blog_title = "Generated"
blog_path = "blog"
blog_baseurl = "https://example.org/"
fontawesome_included = True
html_sidebars = {
    "blog/**": [
        "navbar-logo.html", "icon-links.html", "search-button-field.html", "sbt-sidebar-nav.html",
        "ablog/postcard.html", "ablog/recentposts.html", "ablog/tagcloud.html",
        "ablog/categories.html", "ablog/archives.html",
    ],
}
"""

COMMONPLACE_LISTINGS = {
    "home": "```{post-list}\n:collection: blog\n:limit: 5\n:style: compact\n```",
    "blog": "```{post-list}\n:collection: blog\n:style: numbered\n```",
    "notes": "```{post-list}\n:collection: notes\n:limit: 20\n:style: compact\n:excerpt: none\n```",
}
ABLOG_LISTINGS = {
    "home": "```{postlist} 5\n```",
    "blog": "```{postlist}\n:excerpts:\n```",
}

CITATION = re.compile(r"\{cite:([tp])\}`([^`]+)`")
BIBLIOGRAPHY = "\n\n```{bibliography}\n```"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A tool, how its sources are spelt, and how far it can be taken."""

    label: str
    conf: str
    front: Callable[[Page], list[str]]
    listings: dict[str, str]
    cites: bool
    module: str  #: what must be importable
    requirements: tuple[str, ...] = ()  #: for an environment of its own
    largest: int | None = None  #: pages that it builds in minutes; ``None`` for any


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _listed(items: tuple[str, ...]) -> str:
    return "[" + ", ".join(items) + "]"


def plain_front(page: Page) -> list[str]:
    """Return the lines of front matter that this project documents."""
    rows = (
        ("title", _quoted(page.title)),
        ("date", page.date.isoformat() if page.date else ""),
        ("description", _quoted(page.description) if page.description else ""),
        ("authors", _listed(page.authors) if page.authors else ""),
        ("tags", _listed(page.tags) if page.tags else ""),
        ("topics", _listed(page.topics) if page.topics else ""),
        ("series", _quoted(page.series) if page.series else ""),
        ("part", str(page.part) if page.part else ""),
        ("citekey", page.citekey),
        ("status", page.status),
    )
    return [f"{key}: {value}" for key, value in rows if value]


def ablog_front(page: Page) -> list[str]:
    """Return ABlog's front matter for a post, a title alone for other pages."""
    if page.kind != "post" or page.date is None:
        return [f"title: {_quoted(page.title)}"]
    rows = (
        ("blogpost", "true"),
        ("date", f"{page.date:%b %d, %Y}"),
        ("author", ", ".join(page.authors)),
        ("category", page.series),
        ("tags", ", ".join(page.tags)),
        ("language", "English"),
    )
    return [f"{key}: {value}" for key, value in rows if value]


PEERS = {
    "commonplace": Peer(
        label="Commonplace",
        conf=COMMONPLACE_CONF,
        front=plain_front,
        listings=COMMONPLACE_LISTINGS,
        cites=True,
        module="commonplace",
    ),
    "bare": Peer(
        label="Sphinx + MyST + alabaster",
        conf=BARE_CONF,
        front=plain_front,
        listings={},
        cites=False,
        module="myst_parser",
        requirements=("sphinx", "myst-parser"),
    ),
    "book": Peer(
        label="sphinx-book-theme + bibtex",
        conf=BOOK_CONF,
        front=plain_front,
        listings={},
        cites=True,
        module="sphinx_book_theme",
        requirements=("sphinx", "myst-parser", "sphinx-book-theme", "sphinxcontrib-bibtex"),
        largest=1000,
    ),
    "ablog": Peer(
        label="ABlog + sphinx-book-theme + bibtex",
        conf=ABLOG_CONF,
        front=ablog_front,
        listings=ABLOG_LISTINGS,
        cites=True,
        module="ablog",
        requirements=(
            "sphinx",
            "myst-parser",
            "sphinx-book-theme",
            "sphinxcontrib-bibtex",
            "ablog",
        ),
        largest=1000,
    ),
}


def render(site: Site, peer: str) -> dict[str, str]:
    """Return the files of *site* as *peer* wants them, by their path."""
    chosen = PEERS[peer]
    shown = {
        entry.key: {"t": f"{entry.names} ({entry.year})", "p": f"({entry.names}, {entry.year})"}
        for entry in site.entries
    }
    files = {"conf.py": chosen.conf}
    if chosen.cites:
        files["references.bib"] = "\n".join(entry.bibtex() for entry in site.entries)
    for page in site.pages:
        body = page.body
        if not chosen.cites:
            body = CITATION.sub(lambda found: shown[found[2]][found[1]], body)
            body = body.replace(BIBLIOGRAPHY, "")
        listing = chosen.listings.get(page.listing, "")
        front = "\n".join(chosen.front(page))
        parts = (f"---\n{front}\n---", body, listing)
        files[f"{page.docname}.md"] = "\n\n".join(part for part in parts if part) + "\n"
    return files
