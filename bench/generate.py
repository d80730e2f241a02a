"""Generate a site to measure: N pages as a person would keep them, and the same for every peer.

Of N pages 60 % are notes, 30 % posts (most of them in series), 8 % notes on papers and 2 % plain
pages. Index pages with a toctree of some fifty entries each come on top, so that nothing is an
orphan. The same number and seed give the same bytes. Run ``generate.py --help`` for the command.
"""

from __future__ import annotations

import argparse
import json
import posixpath
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import prose
from bodies import write_bodies
from pages import Entry, Page, Site
from peers import PEERS, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHELF = 50  # entries of an index page
YEARS = 24  # a blog is seldom older; beyond that the years grow longer
LAST_YEAR = 2024  # nothing may lie in the future of whoever runs this
SMALLEST = 10
MANIFEST = "site.json"

STATES = ("read", "read", "read", "reading", "to-read")


def counts(total: int) -> dict[str, int]:
    """Return how many pages of each kind a site of *total* pages has.

    Raises ValueError below ten pages, where the shares mean nothing.
    """
    if total < SMALLEST:
        raise ValueError(f"a site has at least {SMALLEST} pages, not {total}")
    notes, posts, plain = round(total * 0.6), round(total * 0.3), round(total * 0.02)
    return {"note": notes, "post": posts, "page": plain, "paper": total - notes - posts - plain}


def build_site(total: int, seed: int = 1) -> Site:
    """Return the site of *total* pages that belongs to *seed*."""
    rng = Random(f"{seed}/{total}")
    entries = _entries(rng, max(20, total // 4))
    share = counts(total)
    bare = [
        *_shelved(rng, "note", "notes", share["note"], total),
        *_posts(rng, share["post"], total),
        *_papers(rng, share["paper"], total, entries),
        *_shelved(rng, "page", "pages", share["page"], total),
    ]
    pages, incoming = write_bodies(rng, bare, entries)
    return Site(
        pages=(*pages, *_index_pages(pages)),
        entries=entries,
        note=_typical("note", pages, incoming),
        post=_typical("post", pages, incoming),
    )


def _typical(kind: str, pages: Sequence[Page], incoming: dict[str, int]) -> str:
    """Return the page of *kind* with a middling number of links to it."""
    names = sorted((incoming[page.docname], page.docname) for page in pages if page.kind == kind)
    return names[len(names) // 2][1]


def _entries(rng: Random, number: int) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            key=f"key{index:04d}",
            authors=tuple(
                f"Surname{place:03d}"
                for place in sorted(
                    {prose.skewed(rng, 400) for _ in range(prose.between(rng, 1, 4))}
                )
            ),
            title=prose.title(rng),
            year=prose.between(rng, 1985, LAST_YEAR),
        )
        for index in range(number)
    )


def _tags(rng: Random, total: int) -> tuple[str, ...]:
    # A vocabulary grows more slowly than the text that uses it.
    known = round(3 * total**0.5)
    chosen = {prose.skewed(rng, known) for _ in range(prose.between(rng, 1, 4))}
    return tuple(prose.CONTENT[index] for index in sorted(chosen))


def _authors(rng: Random, total: int) -> tuple[str, ...]:
    known = 2 + round(total**0.5 / 4)
    chosen = {prose.skewed(rng, known) for _ in range(1 if rng.random() < 0.7 else 2)}
    return tuple(f"Author {index:02d}" for index in sorted(chosen))


def _day(rng: Random) -> date:
    return date(LAST_YEAR - 5, 1, 1) + timedelta(days=int(rng.random() * 365 * 5))


def _shelved(rng: Random, kind: str, folder: str, number: int, total: int) -> Iterator[Page]:
    """Yield pages of one kind, each shelf in a folder of its own when there are several."""
    shelves = -(-number // SHELF)
    for index in range(number):
        shelf = prose.STEMS[index % shelves] if shelves > 1 else ""
        yield Page(
            docname=posixpath.join(folder, shelf, f"{kind}-{index:04d}"),
            kind=kind,
            title=prose.title(rng),
            date=None if kind == "page" else _day(rng),
            tags=() if kind == "page" else _tags(rng, total),
            topics=() if kind == "page" else (shelf or "general",),
        )


def _papers(rng: Random, number: int, total: int, entries: Sequence[Entry]) -> Iterator[Page]:
    for page, entry in zip(_shelved(rng, "paper", "papers", number, total), entries, strict=False):
        yield replace(page, title=entry.title, citekey=entry.key, status=prose.pick(rng, STATES))


def _posts(rng: Random, number: int, total: int) -> Iterator[Page]:
    """Yield posts in the order of their dates; three series run at any time."""
    per_year = max(SHELF, -(-number // YEARS))
    years = -(-number // per_year)
    running: list[tuple[str, int, int]] = []  # name, parts so far, parts in the end
    begun = 0
    for index in range(number):
        year = LAST_YEAR - years + 1 + index // per_year
        series, part = "", 0
        if rng.random() < 0.85:
            while len(running) < 3:
                first, second = divmod(begun, len(prose.STEMS))
                name = f"{prose.STEMS[second].title()} from the ground up"
                running.append((name + f" {first + 1}" * (first > 0), 0, prose.between(rng, 3, 7)))
                begun += 1
            name, parts, length = running.pop(int(rng.random() * 3))
            series, part = name, parts + 1
            if part < length:
                running.append((name, part, length))
        yield Page(
            docname=f"blog/{year}/post-{index:04d}",
            kind="post",
            title=prose.title(rng),
            date=date(year, 1, 1) + timedelta(days=(index % per_year) * 360 // per_year),
            description=prose.sentence(rng, markup=False) if rng.random() < 0.5 else "",
            authors=_authors(rng, total),
            tags=_tags(rng, total),
            series=series,
            part=part,
        )


def _index_pages(pages: Sequence[Page]) -> Iterator[Page]:
    """Yield the pages that lead to all others: home, one for each folder, the bibliography."""
    children: dict[str, list[str]] = {}
    for page in pages:
        folder = posixpath.dirname(page.docname)
        children.setdefault(folder, []).append(posixpath.basename(page.docname))
    for folder in sorted(children):
        parent, name = posixpath.split(folder)
        if parent:
            children.setdefault(parent, []).append(f"{name}/index")
    listed = [f"{folder}/index" for folder in sorted(children) if "/" not in folder]
    yield _index("index", "A generated site", [*listed, "bibliography"], listing="home")
    for folder, names in sorted(children.items()):
        name = folder.replace("/", ": ")
        title = name[0].upper() + name[1:]
        top = folder if folder in ("blog", "notes") else ""
        yield _index(f"{folder}/index", title, names, listing=top)
    body = "# Bibliography\n\nEverything cited.\n\n```{bibliography}\n```"
    yield Page(docname="bibliography", kind="index", title="Bibliography", body=body)


def _index(docname: str, title: str, entries: Sequence[str], listing: str) -> Page:
    lines = "\n".join(entries)
    body = f"# {title}\n\nWhat is kept here.\n\n```{{toctree}}\n:maxdepth: 1\n\n{lines}\n```"
    return Page(docname=docname, kind="index", title=title, body=body, listing=listing)


def single_page() -> Site:
    """Return the site of one page with which start-up is measured."""
    page = Page(docname="index", kind="index", title="One page", body="# One page\n\nNo more.")
    return Site(pages=(page,), entries=(), note="index", post="index")


def write_site(site: Site, peer: str, folder: Path) -> int:
    """Write the sources of *site* for *peer* into *folder*; return the number of documents."""
    files = render(site, peer)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return len(site.pages)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one generated site and say what it holds."""
    parser = argparse.ArgumentParser(description="Generate a site for the benchmark.")
    parser.add_argument("folder", type=Path, help="where to put the sources (new or empty)")
    parser.add_argument("--pages", type=int, default=100, help="pages, index pages apart (100)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another text (1)")
    parser.add_argument("--peer", choices=sorted(PEERS), default="commonplace")
    parser.add_argument("--single", action="store_true", help="a site of one page, for start-up")
    options = parser.parse_args(arguments)
    if options.folder.exists() and any(options.folder.iterdir()):
        parser.error(f"{options.folder} is not empty")
    if options.pages < SMALLEST:
        parser.error(f"--pages is at least {SMALLEST}")
    site = single_page() if options.single else build_site(options.pages, options.seed)
    documents = write_site(site, options.peer, options.folder)
    facts = {"documents": documents, "pages": options.pages, "note": site.note, "post": site.post}
    manifest = options.folder.with_name(f"{options.folder.name}.{MANIFEST}")
    manifest.write_text(json.dumps(facts) + "\n", encoding="utf-8")
    print(f"{documents} documents in {options.folder}, described in {manifest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
