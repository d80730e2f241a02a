"""Generated sources: small documents for tags, authors, series and years.

They are real documents, so that they can be searched, stand in the toctree and go through
every builder; their content is one directive that is resolved late. Which of them exist
follows from front matter and configuration alone. What they hold is in ``generated``, how they get
into the source folder in ``ownership``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.index import FOLDERS, unique_terms
from ..core.shelf import noted_authors, year_of
from ..core.sources import collection_of
from .generated import bodies, index_text, page_text, title_of_term, title_of_topic

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from ..config import KbConfig
    from ..core.model import SourceFacts
    from ..core.papers import Paper
    from ..core.sources import Scan

YEARS = ("year", "paper-year")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The generated sources that ought to be there, by docname."""

    files: dict[str, str] = field(default_factory=dict)
    indexes: tuple[str, ...] = ()  #: index pages that no authored toctree lists
    unlisted: tuple[str, ...] = ()  #: pages of collections that no authored toctree lists
    archived: dict[str, tuple[str, ...]] = field(default_factory=dict)  #: those in an archive page

    @property
    def docnames(self) -> frozenset[str]:
        """The documents of the plan."""
        return frozenset(self.files)

    def adoption(self, found: Set[str], root: str) -> dict[str, tuple[str, ...]]:
        """Return who takes in, out of sight, the pages that stand in no toctree.

        A page goes to the index of its folder where there is one, else to the root.
        """
        placed = {
            post for docname, posts in self.archived.items() if docname in found for post in posts
        }
        parents: dict[str, list[str]] = {}
        for docname in (*self.indexes, *self.unlisted):
            if docname not in found or docname in placed:
                continue
            index = f"{docname.rpartition('/')[0]}/index"
            parent = index if index in found and index != docname else root
            parents.setdefault(parent, []).append(docname)
        return {parent: tuple(children) for parent, children in sorted(parents.items())}


def plan(
    scan: Scan,
    settings: KbConfig,
    papers: Mapping[str, Paper],
    *,
    root: str,
    generated: frozenset[str],
) -> Plan:
    """Return the generated sources for the published pages of *scan* and the works they note."""
    authored = {
        docname: source
        for docname, source in scan.sources.items()
        if docname not in scan.withheld and docname not in generated
    }
    noted = [
        papers[key]
        for key in sorted(
            {key.lower() for source in authored.values() for key in source.front.papers}
        )
        if key in papers
    ]
    writers = _terms(authored, settings)
    terms = _with_papers(writers, noted)
    listed = _listed(authored)
    files: dict[str, str] = {}
    indexes: list[str] = []
    archived: dict[str, tuple[str, ...]] = {}
    for kind, folder in FOLDERS.items():
        names = terms[kind]
        if not names:
            continue
        index = f"{folder}/index"
        for key, name in names.items():
            docname = f"{folder}/{key}"
            if docname in authored or key == "index":
                continue
            posts = _leftover(kind, name, authored, listed, settings)
            body = bodies(kind, name, has_pages=key in writers[kind], works=noted)
            title = (
                title_of_topic(key, name, settings)
                if kind == "topic"
                else title_of_term(kind, name)
            )
            files[docname] = page_text(title, body, [f"/{post}" for post in posts])
            archived[docname] = tuple(posts)
        if index not in authored:
            children = [key for key in names if f"{folder}/{key}" not in listed]
            if kind in YEARS:
                children.reverse()
            files[index] = index_text(kind, children)
        if index not in listed and index != root:
            indexes.append(index)
    unlisted = tuple(
        docname
        for docname, source in sorted(authored.items())
        if docname not in listed
        and docname != root
        and source.front.listed
        and not source.orphan
        and collection_of(docname, source.front, settings.collections)
    )
    return Plan(files=files, indexes=tuple(indexes), unlisted=unlisted, archived=archived)


def _terms(authored: dict[str, SourceFacts], settings: KbConfig) -> dict[str, dict[str, str]]:
    """Return slug -> name for each kind of term, sorted by slug."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in FOLDERS}
    for docname, source in sorted(authored.items()):
        front = source.front
        collection = collection_of(docname, front, settings.collections)
        if not collection or not front.listed:
            continue
        for kind, values in (
            ("tag", front.tags),
            ("author", front.authors),
            ("series", (front.series,) if front.series else ()),
            ("topic", front.topics),
        ):
            for key, name in unique_terms(values):
                known = found[kind].setdefault(key, name)
                found[kind][key] = min(known, name)
        if front.date and collection == "blog":
            year = str(front.date.astimezone(settings.zone).year)
            found["year"][year] = year
    # A series that has a page of its own needs none of ours; one in our folder stands in its index.
    own = [(docname, s.front.series_page) for docname, s in authored.items() if s.front.series_page]
    for _, name in own:
        for key, _ in unique_terms((name,)):
            found["series"].pop(key, None)
    folder = f"{FOLDERS['series']}/"
    for docname, name in own:
        if docname.startswith(folder):
            found["series"][docname.removeprefix(folder)] = name
    return {kind: dict(sorted(names.items())) for kind, names in found.items()}


def _listed(authored: dict[str, SourceFacts]) -> frozenset[str]:
    """Return the documents that authored toctrees list, as far as the sources tell."""
    found: set[str] = set()
    names = sorted(authored)
    for docname, source in authored.items():
        folder = docname.rpartition("/")[0]
        for entry in source.toctree:
            pattern = entry.removeprefix("glob:")
            target = _join(folder, pattern)
            if entry.startswith("glob:") and any(sign in pattern for sign in "*?["):
                matcher = re.compile(_glob(target))
                found.update(name for name in names if matcher.fullmatch(name))
            else:
                found.add(target)
    return frozenset(found)


def _join(folder: str, entry: str) -> str:
    parts = [] if entry.startswith("/") else [part for part in folder.split("/") if part]
    for part in entry.removesuffix(".md").removesuffix(".rst").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _glob(pattern: str) -> str:
    """Translate a toctree glob as Sphinx does: ``*`` stops at a slash, ``**`` does not."""
    pieces = re.split(r"(\*\*|\*|\?|\[[^\]]*\])", pattern)
    special = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(
        special.get(piece)
        or (piece if piece.startswith("[") and piece.endswith("]") else re.escape(piece))
        for piece in pieces
    )


def _leftover(
    kind: str,
    name: str,
    authored: dict[str, SourceFacts],
    listed: frozenset[str],
    settings: KbConfig,
) -> list[str]:
    """Return the posts that the archive of a year takes in, because no toctree lists them."""
    if kind != "year":
        return []
    return [
        docname
        for docname, source in sorted(authored.items())
        if docname not in listed
        and source.front.date
        and source.front.listed
        and collection_of(docname, source.front, settings.collections) == "blog"
        and str(source.front.date.astimezone(settings.zone).year) == name
    ]


def _with_papers(terms: dict[str, dict[str, str]], noted: list[Paper]) -> dict[str, dict[str, str]]:
    """Add the years of noted works, and the authors of at least two of them."""
    years = {year: year for paper in noted if (year := year_of(paper))}
    authors = noted_authors(noted) | terms["author"]
    return terms | {
        "author": dict(sorted(authors.items())),
        "paper-year": dict(sorted(years.items())),
    }
