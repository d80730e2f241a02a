"""What is wrong with the names that pages have in feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .core.feed_names import first_alias
from .core.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .resolve.site import Site

    Found = tuple[str, Problem] | tuple[str, Problem, str]


def feed_problems(site: Site) -> Iterator[Found]:
    """Yield what there is to say, with the page, and with the key of its front matter that it is about."""
    yield from _without_id(site)
    yield from _same_ids(site)
    yield from _same_feed_names(site)


def _without_id(site: Site) -> Iterator[Found]:
    """Yield the first of the pages in feeds that have no identifier of their own."""
    names = sorted(
        {page.docname for feed in site.feeds for page in feed.pages if not page.front.id}
    )
    if not names:
        return
    more = f" (and {len(names) - 1} more)" if names[1:] else ""
    yield (
        names[0],
        Problem(
            subtype="feed_id",
            message=f"no id{more}; feeds name the page by its address, so that "
            "subscribers see it again when it moves: give it an id, as commonplace new does.",
            line=1,
            severity="notice",
        ),
    )


def _same_ids(site: Site) -> Iterator[Found]:
    """Yield the pages whose identifier is that of an earlier one."""
    first: dict[str, str] = {}
    for docname, page in site.pages.items():
        name = page.front.id
        if not name:
            continue
        if (other := first.setdefault(name, docname)) == docname:
            continue
        yield (
            docname,
            Problem(
                subtype="page_id",
                message=f"the id {name!r} of {docname} is that of {other}, too; graph.json and feeds "
                f"name {other} by it and {docname} by its path: give one of them another.",
            ),
            "id",
        )


def _same_feed_names(site: Site) -> Iterator[Found]:
    """Yield the pages that feeds would name as another one; of one old address, that is told already."""
    if not site.feeds:
        return
    for clash in site.feed_names.clashes:
        alias = first_alias(site.pages[clash.docname].front)
        if alias and alias == first_alias(site.pages[clash.other].front):
            continue
        yield (
            clash.docname,
            Problem(
                subtype="page_id",
                message=f"{clash.docname} has no id, and feeds would name it {clash.name!r}, as "
                f"{clash.other}; they name it otherwise: give it an id.",
                line=1,
            ),
            "aliases",
        )
