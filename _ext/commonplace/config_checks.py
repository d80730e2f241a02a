"""The configuration's dictionaries, such as authors, of whose pictures Sphinx is told; the address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import conf_lines, diagnostics
from .core.authors import Authors, authors_of
from .core.cards import COLORS
from .core.comments import Comments, comments_of
from .core.config_tables import matching, read
from .core.front_addresses import why_no_link
from .files import is_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from .core.config_tables import Place, Tell

OWNER = ":kb-profiles"  #: who holds the pictures: no page has such a name


def authors(app: Sphinx, tell: Tell = lambda path, message: None) -> Authors:
    """Return the authors whom the configuration describes."""
    config = app.config
    return authors_of(
        config.kb_authors,
        config.kb_profile,
        is_there=lambda path: is_file(app.srcdir / path),
        tell=tell,
    )


def comments(app: Sphinx, tell: Tell = lambda path, message: None) -> Comments | None:
    """Return what the configuration says of readers' comments."""
    config = app.config
    return comments_of(
        config.kb_comments, config.kb_collections, language=config.language or "en", tell=tell
    )


def check(app: Sphinx, config: Config) -> None:
    """Say what cannot be used of the dictionaries that have keys of their own."""

    def tell(path: Place, message: str) -> None:
        diagnostics.warn("config", message, location=conf_lines.place(app, path))

    found = authors(app, tell)
    if isinstance(config.kb_profile, str) and found.profile is None:
        config["kb_profile"] = {}
    comments(app, tell)
    kinds = dict.fromkeys(COLORS, matching("#[0-9a-fA-F]{6}", "a colour, such as #1b3a4b"))
    given = {**config.kb_social_card_colors}
    config["kb_social_card_colors"] = COLORS | read(given, kinds, ("kb_social_card_colors",), tell)
    font = config.kb_social_card_font
    if font and not is_file(Path(app.srcdir, font)):
        tell(
            ("kb_social_card_font",),
            f"kb_social_card_font: {font!r} is not a file of the source folder; DejaVu is used "
            "instead: give a path from that folder.",
        )
        config["kb_social_card_font"] = ""
    if config.html_baseurl and (reason := _why_no_site(config.html_baseurl)):
        tell(
            ("html_baseurl",),
            f"html_baseurl = {str(config.html_baseurl)[:60]!r} is no address of a site: {reason}; what needs "
            "a full address is left out: write one such as https://example.org/notes/.",
        )
        config["html_baseurl"] = ""


def _why_no_site(value: object) -> str:
    """Say why no address of a page can begin with *value*; ``""`` if one can."""
    if reason := why_no_link(value):
        return reason
    split = urlsplit(str(value))
    return "it has a query or a fragment" if split.query or split.fragment else ""


def note_pictures(env: BuildEnvironment, found: Authors) -> None:
    """Have Sphinx know the pictures of authors as images, though no page may show them."""
    env.images.purge_doc(OWNER)
    for person in (*found.known, *([found.profile] if found.profile else [])):
        if person.avatar:
            env.images.add_file(OWNER, person.avatar.path)


def pictures(env: BuildEnvironment) -> dict[str, str]:
    """Return the names of the pictures of authors in the output, by path."""
    return {str(path): name for path, (owners, name) in env.images.items() if OWNER in owners}
