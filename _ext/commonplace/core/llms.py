"""What a language model is told of a site: the head of each page in Markdown, and ``llms.txt``.

The form of the latter is that of llmstxt.org: a title, a summary as a quotation, and sections of
links, each with what is to be known of it; the section *Optional* is what a short answer may do without.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import commonmark as md

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

OPTIONAL = "Optional"
FILE, FULL = "llms.txt", "llms-full.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What is said of a page below its title."""

    title: str
    path: str  #: from the root of the site
    address: str = ""  #: in full, where the site knows its own
    date: str = ""  #: ISO
    updated: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    status: str = ""  #: of reading, or why the page is not published
    about: tuple[str, ...] = ()  #: citekeys of the works that it is a note about
    cites: tuple[str, ...] = ()
    license: str = ""
    description: str = ""  #: its author's own


def header(block: Block) -> str:
    """Return what stands below the title of a page: a list, and the description as a quotation."""
    path = block.path or "./"
    address = md.link(md.escape(path), md.ROOT + path)
    if block.address:
        address = md.autolink(block.address)
    rows = (
        ("URL", address),
        ("Date", block.date),
        ("Updated", block.updated),
        ("Authors", md.escape(", ".join(block.authors))),
        ("Tags", md.escape(", ".join(block.tags))),
        ("Status", md.escape(block.status)),
        ("About", _keys(block.about)),
        ("Cites", _keys(block.cites)),
        ("Licence", md.escape(block.license)),
    )
    found = [[f"{name}: {value}"] for name, value in rows if value]
    said = md.quoted(md.paragraph(md.escape(block.description))) if block.description else ""
    return md.blocks([md.items(("- " for _ in found), found), said])


def _keys(keys: Iterable[str]) -> str:
    """Return citekeys as they stand in the text."""
    return f"[{'; '.join(f'@{key}' for key in keys)}]" if keys else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A page in ``llms.txt``."""

    title: str
    address: str  #: of its twin
    facts: tuple[str, ...] = ()  #: its date, its status
    description: str = ""


def overview(
    title: str, summary: str, full: str, sections: Iterable[tuple[str, Sequence[Line]]]
) -> str:
    """Return ``llms.txt``; *full* is the address of the file with all pages."""
    parts = [
        f"# {_heading(title)}",
        md.quoted(md.paragraph(md.escape(summary))) if summary else "",
        f"The pages below are in Markdown. All of them in one file: {md.link(FULL, full)}.",
    ]
    for name, lines in sections:
        if lines:
            contents = [[_line(line)] for line in lines]
            parts += [f"## {_heading(name)}", md.items(("- " for _ in contents), contents)]
    return md.blocks(parts) + "\n"


def _heading(text: str) -> str:
    return md.escape(" ".join(text.split()))


def _line(line: Line) -> str:
    said = "; ".join(line.facts)
    about = ". ".join(filter(None, [said, md.escape(line.description).strip()]))
    return md.link(md.escape(line.title), line.address) + (f": {about}" if about else "")


def whole(title: str, summary: str, pages: Iterable[tuple[str, str]], root: str) -> Iterator[str]:
    """Yield ``llms-full.txt``, page by page: *pages* as they are kept, each with its address.

    Addresses within the site begin from *root*; each footnote is called after its page, too.
    """
    head = md.blocks(
        [
            f"# {_heading(title)}",
            md.quoted(md.paragraph(md.escape(summary))) if summary else "",
        ]
    )
    yield f"{head}\n"
    for number, (text, address) in enumerate(pages, start=1):
        yield "\n***\n\n" + md.placed(text, root=root, page=address, note=f"{number}-")
