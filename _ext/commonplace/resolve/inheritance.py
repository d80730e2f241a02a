"""What entries of a bibliography take over from others: biblatex's ``xdata``, and ``crossref``.

Source: the biblatex manual (3.18, sections 2.2.3 "Special Fields", 3.13.6 "Data Inheritance", and
appendix B, "Default Inheritance Setup").
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..core.tex_signs import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pybtex.database import Entry

#: What says of an entry how it hangs together with others, or what it is called.
RELATIONS = frozenset(
    words(
        "crossref xref xdata ids key label options entryset entrysubtype execute presort sortkey"
        " sorttitle sortname sortyear shorthand shorthandintro shorttitle related relatedtype"
        " relatedstring relatedoptions"
    )
)
#: What is a whole work's own, and none of its parts': what identifies it, leads to it or tells of it.
OWN = frozenset(
    words(
        "title subtitle titleaddon doi url urldate eprint eprinttype eprintclass archiveprefix"
        " primaryclass arxiv openreview abstract keywords file pages pagetotal retracted pdf code github"
        " repository slides video youtube poster data dataset project website status readstatus"
        " status_reason topics topic priority rating ranking queued timestamp creationdate dateadded"
        " date-added read finished"
    )
)
#: What a part calls by another name.
RENAMED = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
SUGGESTED = 20  #: faults for which the nearest keys are looked for: each takes a look at all
CHAPTERS = ("inbook", "bookinbook", "suppbook")
WHOLES = ("proceedings", "book", "collection", "reference")


def inherit(entries: Mapping[str, Entry]) -> dict[str, list[str]]:
    """Fill in what entries take over; return what is wrong with that, by key.

    An entry named may itself take over from another; one that leads back to itself ends the search.
    """
    done: set[str] = set()
    faults: dict[str, list[str]] = {}
    for key, entry in entries.items():
        _fill(entry, entries, done)
        if told := list(_faults(entry, entries, suggest=len(faults) < SUGGESTED)):
            faults[key] = told
    for entry in entries.values():
        for name in ("crossref", "xdata"):  # pybtex would look there again, and stop at what is not
            if name in entry.fields:
                del entry.fields[name]
    return faults


def _fill(start: Entry, entries: Mapping[str, Entry], done: set[str]) -> None:
    """Fill *start*, what it takes over from first; a chain of entries is no chain of calls."""
    waiting = [start]
    open_: set[str] = set()
    while waiting:
        entry = waiting[-1]
        key = entry.key.lower()
        if key in done:
            waiting.pop()
            continue
        sources = _sources(entry)
        if key not in open_:
            open_.add(key)
            before = [entries[name] for _, name in sources if name in entries]
            todo = [
                found
                for found in before
                if not (found.key.lower() in done or found.key.lower() in open_)
            ]
            if todo:
                waiting += reversed(todo)
                continue
        for field, name in sources:
            if name in entries and entries[name] is not entry:
                _take(entry, entries[name], whole=field == "xdata")
        done.add(key)
        waiting.pop()


def _sources(entry: Entry) -> list[tuple[str, str]]:
    """Return field and key of what an entry takes over from, the nearest first."""
    fields = entry.fields
    names = [name.strip() for name in str(fields.get("xdata", "")).split(",")]
    found = [("xdata", name) for name in names if name]
    parent = str(fields.get("crossref", "")).strip()
    return [*found, ("crossref", parent)] if parent else found


def _faults(entry: Entry, entries: Mapping[str, Entry], *, suggest: bool) -> Iterator[str]:
    for field, name in _sources(entry):
        if name in entries:
            continue
        keys = [key.lower() for key in entries] if suggest else []
        near = get_close_matches(name.lower(), keys, n=2, cutoff=0.7)
        cure = " or ".join(repr(entries[key].key) for key in near)
        cure = f"did you mean {cure}?" if near else "add that entry, or take the field out"
        yield f"{field} names {name[:80]!r}, which no file has; nothing is taken over: {cure}"


def _take(entry: Entry, other: Entry, *, whole: bool) -> None:
    """Fill what *entry* lacks from *other*: all of it, or what a part has from the whole it is in."""
    kind = other.type.lower().removeprefix("mv")
    mine = entry.type.lower()
    part = mine.startswith("in") or (kind in WHOLES and mine != other.type.lower())
    for name, value in list(other.fields.items()):
        plain = name.lower()
        if plain in RELATIONS or (not whole and plain in OWN):
            if whole or not part or plain not in RENAMED or RENAMED[plain] in other.fields:
                continue
            name = RENAMED[plain]
        if name not in entry.fields:
            entry.fields[name] = value
    for role, people in other.persons.items():
        if not whole and role != "editor" and mine not in CHAPTERS:
            continue  # who wrote the whole did not write the part
        if not entry.persons.get(role):
            entry.persons[role] = list(people)
