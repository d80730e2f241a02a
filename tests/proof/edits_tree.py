"""Edits of the set of pages and of their order: add, delete, rename, move, toctrees."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from .edits_pages import block, is_entry, is_note, is_post, pick
from .site import LINK, Page, expand

if TYPE_CHECKING:
    from random import Random

    from .site import Site

FEWEST, MOST = 22, 38  # pages, so that long runs neither empty nor bloat the site
DEEP = "deep/er"  # a folder of no collection


def _toctree(site: Site, key: str) -> int:
    at = block(site.pages[key], lambda text: text.startswith("```{toctree}"))
    assert at is not None
    return at


def _enter(site: Site, rng: Random, index: str, key: str) -> None:
    """Put a page into the toctree of an index page."""
    at = _toctree(site, index)
    lines = site.pages[index].blocks[at].splitlines()
    first = lines.index("") + 1
    lines.insert(rng.randrange(first, len(lines)), f"<<toc:{key}>>")
    site.pages[index].blocks[at] = "\n".join(lines)


def _leave(site: Site, key: str) -> None:
    """Take a page out of every toctree."""
    for page in site.pages.values():
        for at, text in enumerate(page.blocks):
            if text.startswith("```{toctree}"):
                kept = [line for line in text.splitlines() if not line.endswith(f":{key}>>")]
                page.blocks[at] = "\n".join(kept)


def _freeze(site: Site, key: str) -> None:
    """Write the links to a page out, so that they do not follow it."""
    for page in site.pages.values():
        for at, text in enumerate(page.blocks):
            for found in LINK.finditer(text):
                if found[2].partition("#")[0] == key and found[1] != "file":
                    page.blocks[at] = page.blocks[at].replace(
                        found[0], expand(site, page, found[0])
                    )


def _key(site: Site, page: Page) -> str:
    return next(key for key, value in site.pages.items() if value is page)


def _add(site: Site, folder: str, **front: object) -> str:
    name = f"new-{site.word()}"
    key = f"{folder}/{name}"
    text = [f"A new first paragraph {name} on <<md:notes/tokens>>.", f"A second one {site.word()}."]
    front = {"title": f"New {site.word()}", **front}
    site.pages[key] = Page(docname=key, front=front, blocks=text)
    return key


def add_post(site: Site, rng: Random) -> bool:
    """Add a post to the blog's toctree."""
    if len(site.pages) >= MOST:
        return False
    date = f"2026-0{rng.randrange(1, 9)}-01"
    _enter(site, rng, "blog/index", _add(site, "blog", date=date, tags=["python", "new"]))
    return True


def add_unlisted_post(site: Site, rng: Random) -> bool:
    """Add a post that no toctree of ours lists, so that an archive has to."""
    if len(site.pages) >= MOST:
        return False
    year = rng.choice(("2019", "2025"))
    _add(site, "blog", date=f"{year}-10-01", authors=["Ada Lane"], series="Deep learning", part=9)
    return True


def add_note(site: Site, rng: Random) -> bool:
    """Add a note that a toctree takes in by its pattern."""
    if len(site.pages) >= MOST:
        return False
    _add(site, "notes", topic=rng.choice(("Cognition", "Fresh")), date="2026-03-03")
    return True


def add_paper(site: Site, rng: Random) -> bool:
    """Add a note on a paper."""
    if len(site.pages) >= MOST:
        return False
    citekey = rng.choice(("delta2022", "epsilon2018", "alpha2020"))
    key = _add(site, "papers", paper=citekey, status="read", topics=["Fresh"])
    _enter(site, rng, "papers/index", key)
    return True


def add_guide(site: Site, rng: Random) -> bool:
    """Add a page to the numbered toctree, which moves the numbers of those after it."""
    if len(site.pages) >= MOST:
        return False
    _enter(site, rng, "guide/index", _add(site, "guide"))
    return True


def delete_page(site: Site, rng: Random) -> bool:
    """Delete a page; links to it dangle, or go with it."""
    page = pick(site, rng, is_entry)
    if page is None or len(site.pages) <= FEWEST:
        return False
    key = _key(site, page)
    if rng.random() < 0.5:
        _leave(site, key)
    else:
        # A later page of this name must not inherit the links that follow this one.
        _freeze(site, key)
    site.gone[key] = page.docname
    del site.pages[key]
    return True


def delete_draft(site: Site, rng: Random) -> bool:
    """Delete a draft that links, labels or terms of published pages name."""
    page = pick(site, rng, lambda page: page.front.get("draft"))
    if page is None or len(site.pages) <= FEWEST:
        return False
    key = _key(site, page)
    _freeze(site, key)
    site.gone[key] = page.docname
    del site.pages[key]
    return True


def rename_page(site: Site, rng: Random) -> bool:
    """Rename a page; its links follow."""
    page = pick(site, rng, is_entry)
    assert page
    page.docname = posixpath.join(page.folder, f"renamed-{site.word()}")
    return True


def rename_page_only(site: Site, rng: Random) -> bool:
    """Rename a page and leave the links to it dangling."""
    page = pick(site, rng, is_entry)
    assert page
    _freeze(site, _key(site, page))
    page.docname = posixpath.join(page.folder, f"alone-{site.word()}")
    return True


def rename_back(site: Site, rng: Random) -> bool:
    """Give a page the name that dangling links expect."""
    wanted = sorted(set(site.gone.values()) - {page.docname for page in site.pages.values()})
    page = pick(site, rng, is_note)
    assert page
    page.docname = rng.choice(wanted) if wanted else f"notes/back-{site.word()}"
    return True


def move_page(site: Site, rng: Random) -> bool:
    """Move a page to another folder, and so to another collection or out of all."""
    page = pick(site, rng, lambda page: is_entry(page) or page.folder == DEEP)
    assert page
    folders = [name for name in ("blog", "notes", "papers", DEEP) if name != page.folder]
    page.docname = f"{rng.choice(folders)}/moved-{site.word()}"
    page.front.setdefault("date", "2025-05-05")
    return True


def swap_pages(site: Site, rng: Random) -> bool:
    """Exchange the names of two pages."""
    one, two = pick(site, rng, is_post), pick(site, rng, is_note)
    assert one
    assert two
    one.docname, two.docname = two.docname, one.docname
    one.front.setdefault("date", "2025-05-05")
    two.front.setdefault("date", "2025-05-05")
    return True


def reorder_toctree(site: Site, rng: Random) -> bool:
    """Turn the order of a toctree around, which renumbers the guide."""
    key = rng.choice(("index", "blog/index", "guide/index", "papers/index"))
    at = _toctree(site, key)
    lines = site.pages[key].blocks[at].splitlines()
    first = lines.index("") + 1
    lines[first:-1] = lines[first:-1][::-1]
    site.pages[key].blocks[at] = "\n".join(lines)
    return True


def reorder_guide(site: Site, rng: Random) -> bool:
    """Rotate the pages of the numbered toctree."""
    page = site.pages["guide/index"]
    at = _toctree(site, "guide/index")
    lines = page.blocks[at].splitlines()
    first = lines.index("") + 1
    lines[first:-1] = [*lines[first + 1 : -1], lines[first]]
    page.blocks[at] = "\n".join(lines)
    return True


def toggle_numbers(site: Site, rng: Random) -> bool:
    """Take the numbers of the guide away, or give them back."""
    page = site.pages["guide/index"]
    at = _toctree(site, "guide/index")
    first, *rest = page.blocks[at].splitlines()
    rest = rest[1:] if rest[0] == ":numbered:" else [":numbered:", *rest]
    page.blocks[at] = "\n".join((first, *rest))
    return True


def close_circle(site: Site, rng: Random) -> bool:
    """Have a page of the guide name what stands above it, or no longer."""
    page = site.pages[rng.choice(("guide/one", "guide/two"))]
    circle = f"```{{toctree}}\n\n<<toc:{rng.choice(('index', 'guide/index'))}>>\n```"
    if circle in page.blocks:
        page.blocks.remove(circle)
    else:
        page.blocks.append(circle)
    return True


def title_toctree(site: Site, rng: Random) -> bool:
    """Give a toctree's entry a title of its own, or take it away."""
    page = site.pages["index"]
    at = _toctree(site, "index")
    old = next(line for line in page.blocks[at].splitlines() if line.startswith("<<toc:about"))
    new = "<<toc:about>>" if "|" in old else f"<<toc:about|Of us {site.word()}>>"
    page.blocks[at] = page.blocks[at].replace(old, new)
    return True


def toggle_toctree_entry(site: Site, rng: Random) -> bool:
    """Make a page an orphan, or give it a parent."""
    page = pick(site, rng, is_post)
    assert page
    key = _key(site, page)
    listed = f":{key}>>" in site.pages["blog/index"].blocks[_toctree(site, "blog/index")]
    if listed:
        _leave(site, key)
    else:
        _enter(site, rng, "blog/index", key)
    return True


def change_depth(site: Site, rng: Random) -> bool:
    """Change the depth of the home page's toctree."""
    page = site.pages["index"]
    at = _toctree(site, "index")
    old, new = ":maxdepth: 2", ":maxdepth: 1"
    old, new = (old, new) if old in page.blocks[at] else (new, old)
    page.blocks[at] = page.blocks[at].replace(old, new)
    return True
