"""Edits inside a page: its text, its titles and its front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from .site import Page, Site

WORD = re.compile(r"\bw\d{4}\b")
PLAIN = re.compile(r"[A-Z*]")  # a paragraph, not a directive, heading or footnote
HEADING = re.compile(r"^## ", re.M)


def renew(site: Site, text: str) -> str:
    """Replace the first invented word by a new one of its length."""
    return WORD.sub(site.word(), text, count=1)


def pick(site: Site, rng: Random, test: Callable[[Page], object]) -> Page | None:
    """Choose a page that passes the test."""
    pages = [page for page in site.pages.values() if test(page)]
    return rng.choice(pages) if pages else None


def block(page: Page, test: Callable[[str], object], *, start: int = 0) -> int | None:
    """Find the page's first block from *start* that passes the test."""
    found = (at for at, text in enumerate(page.blocks) if at >= start and test(text))
    return next(found, None)


def is_post(page: Page) -> bool:
    """Tell whether the page is a blog post."""
    return page.docname.startswith("blog/") and not page.docname.endswith("/index")


def is_note(page: Page) -> bool:
    """Tell whether the page is a note."""
    return page.docname.startswith("notes/") and not page.docname.endswith("/index")


def is_paper(page: Page) -> bool:
    """Tell whether the page is a note on a paper."""
    return page.docname.startswith("papers/") and not page.docname.endswith("/index")


def is_entry(page: Page) -> bool:
    """Tell whether listings show the page."""
    return is_post(page) or is_note(page) or is_paper(page)


def is_public(page: Page) -> bool:
    """Tell whether the page is a post that everyone may see."""
    dated = str(page.front.get("date", "9")) <= "2026-11-21"
    return is_post(page) and dated and not page.front.get("draft")


def edit_body(site: Site, rng: Random) -> bool:
    """Change a word after the first paragraph; the size stays."""
    page = pick(site, rng, lambda page: block(page, WORD.search, start=1) is not None)
    assert page
    at = block(page, WORD.search, start=1)
    assert at
    page.blocks[at] = renew(site, page.blocks[at])
    return True


def grow_body(site: Site, rng: Random) -> bool:
    """Add paragraphs, so that the reading time changes as well."""
    page = pick(site, rng, is_entry)
    assert page
    page.blocks.append(f"Longer {site.word()} by far. " + "And so on it goes. " * 100)
    return True


def edit_excerpt(site: Site, rng: Random) -> bool:
    """Change the first paragraph of a page that listings show."""
    page = pick(site, rng, is_public)
    assert page
    page.blocks[0] = renew(site, page.blocks[0])
    return True


def edit_excerpt_markup(site: Site, rng: Random) -> bool:
    """Give the first paragraph markup that is resolved late."""
    page = pick(site, rng, lambda page: is_public(page) and len(page.blocks[0]) < 600)
    if page is None:
        return False
    extra = (
        "{cite:p}`gamma2019`",
        "$y_1$ & <b>",
        "[](#sec-two)",
        "**<<md:notes/causes>>**",
        "{numref}`fig-two`",
        "{term}`token`",
    )
    page.blocks[0] = f"{site.word()} {rng.choice(extra)} {page.blocks[0]}"
    return True


def set_excerpt(site: Site, rng: Random) -> bool:
    """Set or remove the front matter's own excerpt."""
    page = pick(site, rng, is_public)
    assert page
    if page.front.pop("excerpt", None) is None:
        page.front["excerpt"] = f"An *own* excerpt {site.word()} with `code`"
    return True


def change_title(site: Site, rng: Random) -> bool:
    """Retitle a page that front matter names; the size stays."""
    page = pick(site, rng, lambda page: WORD.search(str(page.front.get("title", ""))))
    assert page
    page.front["title"] = renew(site, str(page.front["title"]))
    return True


def change_title_markup(site: Site, rng: Random) -> bool:
    """Give a title markup and characters that need escaping."""
    page = pick(site, rng, is_entry)
    assert page
    page.front["title"] = f"{rng.choice(('`<b>` &', '*New*', '$x$ and', 'Ä “x”'))} {site.word()}"
    return True


def drop_title(site: Site, rng: Random) -> bool:
    """Leave the naming of a page to its heading, or take it back from there."""
    page = pick(site, rng, is_entry)
    assert page
    if page.front.pop("title", None) is None:
        page.front["title"] = f"Titled {site.word()} again"
    else:
        page.heading = f"Heading {site.word()} instead"
    return True


def change_heading(site: Site, rng: Random) -> bool:
    """Change, add or remove the first heading of the body."""
    page = pick(site, rng, lambda page: page.heading or is_post(page))
    assert page
    if "title" in page.front and page.heading and rng.random() < 0.3:
        page.heading = ""
    else:
        page.heading = f"Headed {site.word()}"
    return True


def rename_section(site: Site, rng: Random) -> bool:
    """Rename a section that other pages may link to without a text of their own."""
    page = pick(site, rng, lambda page: block(page, HEADING.search) is not None)
    assert page
    at = block(page, HEADING.search)
    assert at is not None
    page.blocks[at] = renew(site, page.blocks[at])
    return True


def _front(site: Site, page: Page, key: str, *values: object) -> bool:
    """Set a key to the first value that it does not have; ``None`` removes it."""
    value = next(value for value in values if value != page.front.get(key))
    if value is None:
        del page.front[key]
    else:
        page.front[key] = value
    return True


def change_date(site: Site, rng: Random) -> bool:
    """Date a post differently, so that the order of the posts changes."""
    page = pick(site, rng, is_post)
    assert page
    return _front(
        site, page, "date", f"202{rng.randrange(6)}-{rng.randrange(10, 13)}-17", "2024-02-29"
    )


def change_time(site: Site, rng: Random) -> bool:
    """Change the time of day and its zone only."""
    page = pick(site, rng, is_public)
    assert page
    day = str(page.front["date"])[:10]
    zone = rng.choice(("Z", "+09:00", "-08:00"))
    page.front["date"] = f"{day}T{rng.randrange(10, 24)}:{rng.randrange(10, 60)}:00{zone}"
    return True


def postpone(site: Site, rng: Random) -> bool:
    """Date a post into the future, or bring a future one into the past."""
    future = pick(site, rng, lambda page: str(page.front.get("date", "")) >= "2026-11-22")
    if future and rng.random() < 0.5:
        return _front(site, future, "date", "2025-09-09")
    page = pick(site, rng, is_public)
    assert page
    return _front(site, page, "date", "2026-11-24", "2026-11-27")


def change_updated(site: Site, rng: Random) -> bool:
    """Set or remove the date of the last change."""
    page = pick(site, rng, is_entry)
    assert page
    return _front(
        site, page, "updated", rng.choice(("2026-01-01", "2026-02-02", None)), "2026-03-03"
    )


def add_tag(site: Site, rng: Random) -> bool:
    """Tag a page with a known or a new tag."""
    page = pick(site, rng, is_entry)
    assert page
    tags = page.front.get("tags")
    tag = rng.choice(("python", "vision", "c", f"tag {site.word()}"))
    page.front["tags"] = [*(tags if isinstance(tags, list) else []), tag]
    return True


def remove_tag(site: Site, rng: Random) -> bool:
    """Remove a tag, perhaps its last use."""
    page = pick(site, rng, lambda page: page.front.get("tags"))
    if page is None:
        return False
    tags = page.front["tags"]
    assert isinstance(tags, list)
    gone = rng.choice(tags)
    page.front["tags"] = [tag for tag in tags if tag != gone]
    return True


def change_authors(site: Site, rng: Random) -> bool:
    """Give a post other authors, known or new."""
    page = pick(site, rng, is_post)
    assert page
    new = f"Eve {site.word()}"
    return _front(
        site, page, "authors", rng.choice((["Ada Lane"], ["Cy Dale", "Ada Lane"], new)), new
    )


def change_series(site: Site, rng: Random) -> bool:
    """Move a post to another series, a new one, or out of all."""
    page = pick(site, rng, is_post)
    assert page
    names = ("Intermediate Python", "Deep learning", f"Series {site.word()}", None)
    page.front["part"] = rng.randrange(1, 9)
    return _front(site, page, "series", rng.choice(names), *names)


def change_part(site: Site, rng: Random) -> bool:
    """Change the place of a post in its series."""
    page = pick(site, rng, lambda page: page.front.get("series"))
    if page is None:
        return False
    return _front(site, page, "part", rng.randrange(1, 12), 12, None)


def toggle_draft(site: Site, rng: Random) -> bool:
    """Withdraw a page or publish it."""
    page = pick(site, rng, is_entry)
    assert page
    return _front(site, page, rng.choice(("draft",)), None if page.front.get("draft") else True)


def toggle_linked_draft(site: Site, rng: Random) -> bool:
    """Withdraw or publish a page that others link to."""
    page = pick(site, rng, lambda page: page.front.get("publish") is False)
    if page is not None and rng.random() < 0.6:
        return _front(site, page, "publish", True)
    text = "\n".join("\n".join(page.blocks) for page in site.pages.values())
    linked = [key for key, page in site.pages.items() if is_entry(page) and f":{key}>" in text]
    if not linked:
        return False
    return _front(site, site.pages[rng.choice(sorted(linked))], "publish", False, None)


def publish_listed_draft(site: Site, rng: Random) -> bool:
    """Publish a draft that a toctree lists, or withdraw a listed post."""
    page = pick(site, rng, lambda page: page.front.get("draft"))
    if page is not None:
        del page.front["draft"]
        return True
    page = pick(site, rng, is_post)
    assert page
    return _front(site, page, "draft", True)


#: Keys of the front matter that are simply set to something else, with their values.
VALUES: dict[str, tuple[Callable[[Page], bool], tuple[object, ...]]] = {
    "listed": (is_entry, (False, None)),
    "navigation": (is_entry, ("excluded", None)),
    "redirect": (is_post, ("https://elsewhere.example/a", "https://elsewhere.example/b", None)),
    "post_number": (is_post, (7, 42, None)),
    "category": (is_post, ("Essays", "Talks", None)),
    "redirect_from": (is_entry, (["/was/here/"], "/was/there.html", None)),
    "permalink": (is_entry, ("/keep/", "/kept.html", None)),
    "status": (is_paper, ("read", "reading", "to-read", "skipped", "re-read")),
    "status_reason": (is_paper, ("Too long", "Too & short", None)),
    "priority": (is_paper, (1, 9, None)),
    "rating": (is_paper, (2, 5, None)),
    "read": (is_paper, ("2026-01-02", ["2025-12-31", "2026-02-03"], None)),
    "queued": (is_paper, ("2026-01-01", "2026-05-26", None)),
    "takeaway": (is_paper, ("It *holds*.", "It fails & so on", None)),
    "topic": (is_note, ("Cognition", "Transformers", "Something new")),
    "topics": (is_paper, (["Transformers"], ["Cognition", "Self-supervision"])),
    "description": (is_entry, ("Told in short", "Told & retold", None)),
    "order": (is_note, (3, 1, None)),
    "license": (is_entry, ("CC-BY-4.0", "CC0-1.0", None)),
    "id": (is_entry, ("one-name", "urn:x:other", None)),
    "updated_reason": (is_entry, ("A gap closed", "Another & more", None)),
    "thumbnail_alt": (is_post, ("Seen", "Not seen", None)),
    "image": (is_entry, ("<<file:blog/img/thumb-two.png>>", "<<file:notes/img/fig.png>>", None)),
    "thumbnail": (
        is_post,
        ("<<file:blog/img/thumb-two.png>>", "<<file:notes/img/fig.png>>", None),
    ),
}


def set_value(key: str) -> Callable[[Site, Random], bool]:
    """Make the edit that sets *key* in some page's front matter."""
    kind, values = VALUES[key]

    def change(site: Site, rng: Random) -> bool:
        page = pick(site, rng, kind)
        return page is not None and _front(site, page, key, rng.choice(values), *values)

    return change
