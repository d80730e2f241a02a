"""Look at the sources before Sphinx does: content hashes, front matter, what is published.

The bytes of every source are hashed in every build, since modification times lie (``rsync
-t``, ``tar``, a checkout); what is parsed from them is kept by hash beside the doctrees.
"""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from datetime import UTC, datetime
from os import environ
from typing import TYPE_CHECKING

from ..core.digest import digest_bytes
from ..core.frontmatter import of_fields, parse
from ..core.model import FrontMatter, Problem, SourceFacts
from ..core.scan_body import labels, terms, toctree_entries
from ..core.source_date import source_date
from ..core.sources import Scan, unpublished
from ..files import read_pickle, write_bytes
from . import lenient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from ..config import KbConfig
    from ..core.authors import Authors

# A page that says so in its front matter, or as a field of reStructuredText.
ORPHAN = re.compile(r"\A(?:---\n(?:(?!---|\.\.\.).*\n)*?orphan[ \t]*:|\s*:orphan:)")
CACHE_NAME = "kb-sources.pickle"


def now() -> datetime:
    """Return the one moment of this build: ``SOURCE_DATE_EPOCH`` when set, else the clock."""
    return source_date(environ) or datetime.now(tz=UTC)


def scan_sources(
    paths: Mapping[str, Path],
    *,
    cache: Path | None,
    stamp: str,
    settings: KbConfig,
    moment: datetime,
    root: str,
    on_unreadable: Callable[[str, Problem], object],
    authors: Authors,
) -> Scan:
    """Read the front matter of every source in *paths*, a mapping of docname to file.

    Facts are reused from *cache*, if there is one, where the bytes are the same; *stamp* names the
    code and the configuration that made them. *on_unreadable* is told of files that are no text; such a page is
    left out unless it is *root*, without which there is no site. *authors* says how authors are named.
    """
    known = _load(cache, stamp) if cache else {}
    result = Scan()
    for docname, path in sorted(paths.items()):
        try:
            data = path.read_bytes()
        except OSError:
            continue  # gone since it was found: Sphinx will say so
        fingerprint = digest_bytes(data + path.suffix.encode())
        source = known.get((docname, fingerprint))
        if source is None:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                source = _undecodable(
                    docname, fingerprint, data, error, done="the page was left out"
                )
                if docname == root:
                    done = "the page is shown without what cannot be read"
                    told = _undecodable(docname, fingerprint, data, error, done=done)
                    source = _parse(
                        docname, fingerprint, lenient.decode(data), path.suffix, settings
                    )
                    source = replace(source, problems=(*told.problems, *source.problems))
                on_unreadable(docname, source.problems[0])
            else:
                source = _parse(docname, fingerprint, text, path.suffix, settings)
        elif source.problems and source.problems[0].subtype == "encoding":
            on_unreadable(docname, source.problems[0])
        result.sources[docname] = source
        readable = replace(source, problems=()) if docname == root else source
        if reason := unpublished(readable, moment, settings.zone):
            (result.drafts if settings.drafts and reason != "encoding" else result.withheld)[
                docname
            ] = reason
    if cache and (
        len(known) != len(result.sources)
        or any(
            source is not known.get((docname, source.digest))
            for docname, source in result.sources.items()
        )
    ):
        _save(cache, stamp, result.sources.values())
    for docname, source in result.sources.items():
        names = authors.names(source.front.authors)
        if names != source.front.authors:
            result.sources[docname] = replace(source, front=replace(source.front, authors=names))
    return result


def _parse(
    docname: str, fingerprint: str, text: str, suffix: str, settings: KbConfig
) -> SourceFacts:
    if suffix == ".rst":
        front, problems = of_fields(text)
    else:
        front, problems = parse(
            text, timezone=settings.zone, known_collections=tuple(settings.collections)
        )
    return SourceFacts(
        docname=docname,
        digest=fingerprint,
        front=front,
        problems=problems,
        toctree=toctree_entries(text, suffix=suffix),
        labels=labels(text, suffix=suffix),
        terms=terms(text, suffix=suffix),
        orphan=bool(ORPHAN.search(text)),
    )


def _undecodable(
    docname: str, fingerprint: str, data: bytes, error: UnicodeDecodeError, *, done: str
) -> SourceFacts:
    line = data[: error.start].count(b"\n") + 1
    problem = Problem(
        subtype="encoding",
        message=(f"byte {data[error.start]:#04x} is not UTF-8; {done}. Save the file as UTF-8."),
        line=line,
    )
    return SourceFacts(
        docname=docname, digest=fingerprint, front=FrontMatter(), problems=(problem,)
    )


def _load(cache: Path, stamp: str) -> dict[tuple[str, str], SourceFacts]:
    kept = read_pickle(cache)
    if not isinstance(kept, tuple) or kept[0] != stamp:
        return {}
    return {(source.docname, source.digest): source for source in kept[1]}


def _save(cache: Path, stamp: str, sources: Iterable[SourceFacts]) -> None:
    write_bytes(cache, pickle.dumps((stamp, tuple(sources)), pickle.HIGHEST_PROTOCOL))
