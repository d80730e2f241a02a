"""The command ``commonplace new``: a page with its front matter, ready to be written."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from commonplace.cli.site import Failure, Site, find_site, read_settings, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of page: where it goes and what an empty one holds."""

    collection: str
    body: str


# A body holds headings to fill, or a MyST comment, which no reader sees; never prose.
_FIRST_PARAGRAPH = "% The first paragraph is what listings show of this page.\n"
KINDS = {
    "post": Kind(collection="blog", body=_FIRST_PARAGRAPH),
    "note": Kind(collection="notes", body=_FIRST_PARAGRAPH),
    "paper": Kind(
        collection="papers",
        body=f"{_FIRST_PARAGRAPH}\n## Problem\n\n## Proposal\n\n## Evidence\n\n## Limits\n",
    ),
}
FOLDERS = {"blog": "blog", "papers": "papers", "notes": "notes"}
SUFFIXES = (".md", ".rst", ".ipynb", ".txt")  # two sources of one name would be one page

_ENTRY = re.compile(r"@\s*(\w+)\s*[{(]\s*([^\s,{}()]+)\s*,")


def _moment(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Accept an ISO 8601 date, or date and time; without a zone, the one of this machine."""
    if value is None:
        return None
    text = value.strip()
    try:
        if len(text) <= len("2026-01-31"):
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.astimezone()).isoformat()
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f"{text!r} is no date: write 2026-01-31 or 2026-01-31T18:00+01:00."
        ) from error


@click.command(short_help="Write a new post, note or paper note.")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("title")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path),
    help="Folder of the site.  [default: docs/ or this folder]",
)  # fmt: skip
@click.option("--series", help="Series that the page belongs to.")
@click.option("--part", type=click.IntRange(min=0), help="Its part in the series.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be repeated.")
@click.option("--author", "authors", multiple=True, help="An author; may be repeated.")
@click.option("--paper", metavar="CITEKEY", help="Entry of the bibliography that it is about.")
@click.option(
    "--date", "moment", callback=_moment, help="Date, or date and time.  [default: now]",
)  # fmt: skip
@click.option("--draft/--no-draft", default=True, show_default=True, help="Hold it back for now.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def new(
    kind: str,
    title: str,
    *,
    folder: Path | None,
    series: str | None,
    part: int | None,
    tags: tuple[str, ...],
    authors: tuple[str, ...],
    paper: str | None,
    moment: str | None,
    draft: bool,
    force: bool,
) -> None:
    """Write a new post, note or paper note called TITLE and print its path.

    The file is named after the title and goes to the folder of its collection. It starts as a
    draft: `commonplace serve` shows it, a build leaves it out until you delete `draft: true`.

    \b
    Examples:
      commonplace new post "Why sparse codes?" --tag coding --tag vision
      commonplace new post "Decorators" --series "Intermediate Python" --part 2
      commonplace new paper "Attention is all you need" --paper vaswani2017
      commonplace new note "Mixture models" --no-draft
    """
    title = " ".join(title.split())
    if not title:
        raise click.UsageError("a page needs a title.")
    if part is not None and series is None:
        raise click.UsageError("--part says nothing without --series.")
    site = find_site(folder)
    settings = read_settings(site)
    target = _free_path(site, settings, KINDS[kind].collection, title, force=force)
    _mind_the_citekey(site, settings, kind, paper)
    front = {
        "title": title,
        "date": Literal(moment or datetime.now().astimezone().isoformat(timespec="seconds")),
        "id": uuid.uuid4().urn,
        "authors": list(authors),
        "series": series,
        "part": part,
        "tags": list(tags),
        "paper": paper,
        "status": "to-read" if kind == "paper" else None,
        "draft": draft or None,
    }
    _write(target, f"{front_matter(front)}\n{KINDS[kind].body}", force=force)
    click.echo(shown(target))


class Literal(str):
    """A text that YAML reads as it stands, such as a date."""

    __slots__ = ()


def front_matter(values: Mapping[str, object]) -> str:
    """Write a YAML block of the values that say something, each on one line."""
    lines = [f"{key}: {_yaml(value)}" for key, value in values.items() if value not in (None, [])]
    return "\n".join(["---", *lines, "---", ""])


def _yaml(value: object) -> str:
    if isinstance(value, Literal):
        return value
    import yaml

    text: str = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, width=float("inf")
    )
    return text.removesuffix("...\n").strip()


def _free_path(
    site: Site, settings: Mapping[str, object], collection: str, title: str, *, force: bool
) -> Path:
    from commonplace.core.slugs import slug

    folders = settings.get("kb_collections", FOLDERS)
    name = folders.get(collection) if isinstance(folders, Mapping) else None
    # Sphinx merges our defaults key by key, so a collection that is not named keeps its own.
    folder = (site.source / str(name or FOLDERS[collection])).resolve()
    if not folder.is_relative_to(site.source):
        raise Failure(
            f"{folder} is outside of the site: mend kb_collections in {shown(site.conf)}."
        )
    target = folder / f"{slug(title)}.md"
    taken = [other for suffix in SUFFIXES if (other := target.with_suffix(suffix)).exists()]
    if taken and not (force and taken == [target]):
        cure = "choose another title" + ("." if force else ", or replace it with --force.")
        raise Failure(f"{shown(taken[0])} is there already: {cure}")
    return target


def _write(target: Path, text: str, *, force: bool) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # "x" refuses a file that appeared since we looked.
        with target.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise Failure(f"{shown(target)} could not be written: {error.strerror}.") from error


def _mind_the_citekey(
    site: Site, settings: Mapping[str, object], kind: str, paper: str | None
) -> None:
    """Say when a note is tied to no entry, or to one that no bibliography has."""
    if paper is None:
        if kind == "paper":
            _warn("without --paper CITEKEY the note belongs to no entry of the bibliography.")
        return
    files = bibliographies(site, settings)
    known = {key for file in files for key in citekeys(file)}
    if paper not in known:
        where = " or ".join(shown(file) for file in files) or "any bibliography of the site"
        _warn(f"{paper} is not in {where} yet: add the entry before you build.")


def bibliographies(site: Site, settings: Mapping[str, object]) -> tuple[Path, ...]:
    """List the site's ``.bib`` files: those of ``conf.py``, or ``references.bib`` where it is."""
    named = settings.get("bibtex_bibfiles")
    if isinstance(named, (list, tuple)):
        candidates = [site.source / str(name) for name in named]
    else:
        candidates = [folder / "references.bib" for folder in (site.source, site.source.parent)]
    return tuple(path.resolve() for path in candidates if path.is_file())


def citekeys(file: Path) -> frozenset[str]:
    """Collect the keys of a ``.bib`` file, be it otherwise in order or not."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    other = {"comment", "string", "preamble"}
    return frozenset(key for kind, key in _ENTRY.findall(text) if kind.lower() not in other)


def _warn(message: str) -> None:
    click.echo(f"Warning: {message}", err=True)
