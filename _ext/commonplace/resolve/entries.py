"""Entries of a bibliography as papers: fields without TeX, links from fields, the source kept.

Field names are those of BibTeX and biblatex; those of a reader's own shelf (``readstatus``,
``priority``, ``ranking``) are JabRef's, besides the keys of our front matter.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..core.entry_dates import year_and_month
from ..core.model import READING_STATES
from ..core.papers import Paper, Person
from ..core.tex import inlines_of_tex, plain, text_of_work
from ..core.works import (
    arxiv_of,
    doi_of,
    doi_of_address,
    eprint_of,
    join_titles,
    openreview_of,
)
from .entry_links import links_of, web_address
from .entry_text import closing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pybtex.database import Entry
    from pybtex.database import Person as PybtexPerson


ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ZOTERO = re.compile(r"\bversion: (\d{1,3})\b")  #: behind what it notes of a preprint
#: How publishers change the title of a retracted work.
RETRACTED = re.compile(r"\W*retracted(?: article| paper| chapter)?\s*:", re.IGNORECASE)
SAID = ("yes", "no", "true", "false", "0", "1")  #: whether a work was read, not when
STATES = {"skimmed": "read"} | {state: state for state in READING_STATES}

VENUES = (
    "journaltitle",
    "journal",
    "booktitle",
    "eventtitle",
    "publisher",
    "school",
    "institution",
    "organization",
    "howpublished",
)


def paper_of(entry: Entry, *, source: str = "", file: str = "", line: int = 1) -> Paper:
    """Return what *entry* says."""
    fields = {name.lower(): str(value) for name, value in entry.fields.items()}
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    title = fields.get("title", "")
    if subtitle := fields.get("subtitle", ""):
        title = join_titles(title or entry.key, subtitle)
    named = inlines_of_tex(title) or (entry.key,)
    arxiv, version = _arxiv(fields)
    doi = doi_of(fields.get("doi", "")) or doi_of_address(fields.get("url", ""))
    if doi.lower().startswith("10.48550/arxiv."):
        doi = ""
    openreview = fields.get("openreview", "").strip() or openreview_of(fields.get("url", ""))
    openreview = openreview_of(openreview) or re.sub(r"[^\w-]", "", openreview)
    keywords = tuple(map(plain, _names(fields.get("keywords", ""))))
    return Paper(
        key=entry.key,
        kind=entry.type.lower(),
        title=named,
        title_text=text_of_work(named),
        authors=tuple(_people(people)),
        edited=not entry.persons.get("author") and bool(people),
        and_others=any(map(_is_others, people)),
        year=plain(fields.get("year", "")) or year_and_month(fields.get("date", ""))[0],
        venue=plain(
            next((fields[name] for name in VENUES if fields.get(name) and not web_address(fields[name])), "")
        ),
        doi=doi,
        arxiv=arxiv,
        arxiv_version=version,
        openreview=openreview,
        links=tuple(links_of(fields, doi, arxiv, version, openreview)),
        abstract=inlines_of_tex(fields.get("abstract", "")),
        keywords=keywords,
        retracted=_retracted(fields, keywords),
        source=source,
        file=file,
        line=line,
        status=_status(fields),
        status_reason=plain(fields.get("status_reason", "")),
        topics=tuple(map(plain, _names(fields.get("topics", "") or fields.get("topic", "")))),
        priority=_number(fields.get("priority", "")),
        rating=_number(fields.get("rating", "") or fields.get("ranking", ""), most=5) or None,
        queued=_day(fields, "queued", "timestamp", "creationdate", "dateadded", "date-added"),
        read=_days(fields.get("read", "") or fields.get("finished", "")),
    )  # fmt: skip


def _is_others(person: PybtexPerson) -> bool:
    """Tell whether a name is BibTeX's *and others*."""
    return not person.first_names and list(person.last_names) == ["others"]


def _people(persons: Iterable[PybtexPerson]) -> Iterator[Person]:
    for person in persons:
        family = plain(" ".join([*person.prelast_names, *person.last_names]))
        given = plain(" ".join([*person.first_names, *person.middle_names]))
        suffix = plain(" ".join(person.lineage_names))
        if _is_others(person):
            continue
        name = " ".join(filter(None, [given, family]))
        yield Person(
            name=f"{name}, {suffix}" if suffix else name,
            family=family,
            given=given,
            group=not given and _is_braced(person.last_names),
        )


def _is_braced(names: list[str]) -> bool:
    """Tell whether a name stands in braces as a whole, which BibTeX wants of a group's."""
    if len(names) != 1 or not names[0].startswith("{") or names[0].startswith("{\\"):
        return False
    return closing(f"{names[0]} ", 0, len(names[0]) + 1) == len(names[0])


def _arxiv(fields: Mapping[str, str]) -> tuple[str, str]:
    found = [found for found in _mentions(fields) if found[0]]
    identifier = found[0][0] if found else ""
    # The field of the identifier may lack the version that another one has.
    return identifier, next(
        (version for same, version in found if version and same == identifier), ""
    )


def _mentions(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the arXiv identifiers of an entry and their versions, the surest first."""
    kind = (fields.get("archiveprefix") or fields.get("eprinttype") or "").lower()
    if fields.get("eprint") and kind in ("", "arxiv"):
        yield eprint_of(fields["eprint"], fields.get("primaryclass") or "")
    for name in ("arxiv", "arxivid"):
        if fields.get(name):
            yield eprint_of(fields[name])
    for name in ("url", "doi", "journal", "journaltitle", "note", "howpublished"):
        if "arxiv" not in fields.get(name, "").lower():
            continue
        found, version = arxiv_of(fields[name])
        if found and not version and (said := ZOTERO.search(fields[name])):
            version = f"v{said[1]}"
        yield found, version
    # DBLP writes the journal CoRR with abs/… as its volume.
    kind, _, number = fields.get("volume", "").partition("/")
    yield eprint_of(number) if kind == "abs" else ("", "")


def _names(text: str) -> list[str]:
    return [item.strip() for item in re.split(r"[,;]", text) if item.strip()]


def _retracted(fields: Mapping[str, str], keywords: tuple[str, ...]) -> str:
    value = plain(fields.get("retracted", ""))
    if value.lower() in ("", "no", "false", "0"):
        marked = any(word.lower() in ("retracted", "retraction") for word in keywords)
        marked |= not value and bool(RETRACTED.match(plain(fields.get("title", ""))))
        return "retracted" if marked else ""
    return "retracted" if value.lower() in ("yes", "true", "1") else value


def _status(fields: Mapping[str, str]) -> str:
    word = (fields.get("status") or fields.get("readstatus") or "").strip().lower()
    return STATES.get(re.sub(r"[\s_]+", "-", word), "")


def _number(text: str, most: int = 999_999) -> int | None:
    found = re.fullmatch(r"(?:prio|rank)?(\d{1,6})", text.strip().lower())
    return int(found[1]) if found and int(found[1]) <= most else None


def shelf_faults(fields: Mapping[str, str]) -> Iterator[str]:
    """Yield a message for each value of a reader's own shelf that is not taken.

    ``status`` and ``read`` have other meanings elsewhere: how far a publication has come, and
    whether BibDesk's reader knows it.
    """
    own = {name.lower(): str(value).strip() for name, value in fields.items()}
    expected = {
        "priority": "a whole number up to 999999"
        if _number(own.get("priority", "")) is None
        else "",
        "queued": ""
        if _days(own.get("queued", "").replace(".", "-"))
        else "a date, such as 2026-11-21",
    }
    for name in ("rating", "ranking"):
        fault = _number(own.get(name, ""), most=5) is None
        expected[name] = "a whole number from 1 to 5" if fault else ""
    for name in ("read", "finished"):
        value = own.get(name, "")
        fault = value.lower() not in SAID and not _days(value)
        expected[name] = "dates, such as 2026-11-21" if fault else ""
    faults = {name: f"it takes {what}" for name, what in expected.items() if what and own.get(name)}
    for name in ("status", "readstatus"):
        value = own.get(name, "")
        if value and not _status({name: value}):
            near = get_close_matches(value.lower(), STATES, n=1, cutoff=0.75)
            if near:
                faults[name] = f"did you mean {near[0]!r}?"
            elif name == "readstatus":
                faults[name] = f"it takes {', '.join(READING_STATES)}"
    for name, cure in faults.items():
        yield f"field {name!r}: {own[name][:80]!r} was ignored: {cure}"


def _day(fields: Mapping[str, str], *names: str) -> str:
    for name in names:
        if found := _days(fields.get(name, "").strip().replace(".", "-")):
            return found[0]
    return ""


def _days(text: str) -> tuple[str, ...]:
    """Return the days that *text* names, the earliest first; what is no day is none."""
    found = set()
    for word in ISO_DAY.findall(text):
        with suppress(ValueError):
            found.add(date.fromisoformat(word).isoformat())
    return tuple(sorted(found))


def papers_of(
    entries: Mapping[str, Entry], sources: Callable[[str], tuple[str, str, int]]
) -> dict[str, Paper]:
    """Return the papers by key in lower case, in the order of the files.

    *sources* gives the source, the file and the line of a key.
    """
    found: dict[str, Paper] = {}
    for key, entry in entries.items():
        source, file, line = sources(key)
        found[key.lower()] = paper_of(entry, source=source, file=file, line=line)
    return found
