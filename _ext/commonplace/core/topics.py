"""The topics of a site: from the configuration, then from their own pages in ``topics/``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .index import FOLDERS
from .markdown import inlines_of_markdown
from .model import READING_STATES
from .slugs import slug
from .views import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import PageFacts


def topics_of(pages: Mapping[str, PageFacts], configured: Mapping[str, Any]) -> dict[str, Topic]:
    """Return the topics by slug."""
    topics: dict[str, Topic] = {}
    for position, (name, value) in enumerate(configured.items()):
        given = value if isinstance(value, dict) else {"title": str(value)}
        key = slug(str(name))
        topics[key] = Topic(
            slug=key,
            title=inlines_of_markdown(str(given.get("title", name))),
            link=str(given.get("link", "")),
            introduction=inlines_of_markdown(str(given.get("intro", ""))),
            order=(float(position), key),
            status=_state(given.get("status")),
            parent=slug(str(given["parent"])) if given.get("parent") else "",
        )
    for docname, page in pages.items():
        folder, _, name = docname.rpartition("/")
        if folder != FOLDERS["topic"] or name == "index":
            continue
        known = topics.get(name)
        order = float(page.front.order) if page.front.order is not None else float("inf")
        topics[name] = Topic(
            slug=name,
            title=page.title,
            docname=docname,
            link=known.link if known else "",
            introduction=page.excerpt or (known.introduction if known else ()),
            order=known.order if known and page.front.order is None else (order, name),
            status=page.front.status or (known.status if known else ""),
            parent=slug(page.front.topics[0])
            if page.front.topics
            else (known.parent if known else ""),
        )
    return topics


def _state(value: object) -> str:
    word = str(value or "").strip().lower().replace(" ", "-")
    return word if word in READING_STATES else ""
