"""Entries as BibTeX's styles expect them: biblatex's types and fields in BibTeX's terms.

pybtex's styles know the types of BibTeX and few more, and stop at any other. The mapping is that of
the biblatex manual (3.18, section 2.1, "Entry Types", and 2.2.5, "Field Aliases").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pybtex.database import Entry

#: Types that the styles of pybtex have a template for.
KNOWN = frozenset(
    {
        "article",
        "book",
        "booklet",
        "dataset",
        "inbook",
        "incollection",
        "inproceedings",
        "manual",
        "mastersthesis",
        "misc",
        "online",
        "patent",
        "phdthesis",
        "proceedings",
        "software",
        "techreport",
        "unpublished",
    }
)
TYPES = {
    "conference": "inproceedings",
    "electronic": "online",
    "www": "online",
    "thesis": "phdthesis",
    "report": "techreport",
    "preprint": "misc",
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "reference": "book",
    "mvreference": "book",
    "mvproceedings": "proceedings",
    "periodical": "misc",
    "bookinbook": "inbook",
    "suppbook": "inbook",
    "suppcollection": "incollection",
    "inreference": "incollection",
    "suppperiodical": "article",
    "review": "article",
    "set": "misc",
    "xdata": "misc",
    "artwork": "misc",
    "audio": "misc",
    "bibnote": "misc",
    "commentary": "misc",
    "image": "misc",
    "jurisdiction": "misc",
    "legislation": "misc",
    "legal": "misc",
    "letter": "misc",
    "movie": "misc",
    "music": "misc",
    "performance": "misc",
    "standard": "misc",
    "video": "misc",
    **{f"custom{letter}": "misc" for letter in "abcdef"},
}
FIELDS = {
    "journaltitle": "journal",
    "location": "address",
    "annotation": "annote",
    "eprinttype": "archiveprefix",
    "eprintclass": "primaryclass",
}
DATE = re.compile(r"(\d{4})(?:-(\d{2}))?")
#: Fields of the styles that another one stands for, by type.
SCHOOL = frozenset({"phdthesis", "mastersthesis"})


def adapt(entry: Entry) -> str:
    """Bring *entry* into the terms of BibTeX; return what had to be made up, or nothing."""
    made_up = ""
    if entry.type not in KNOWN:
        known = TYPES.get(entry.type)
        if entry.type == "thesis" and "master" in str(entry.fields.get("type", "")).lower():
            known = "mastersthesis"
        if known is None:
            made_up = f"@{entry.type[:40]} is no type of BibTeX or biblatex; it is shown as @misc"
        entry.type = known or "misc"
    fields = entry.fields
    for name, usual in FIELDS.items():
        if name in fields and usual not in fields:
            fields[usual] = fields[name]
    if "year" not in fields and (found := DATE.match(str(fields.get("date", "")))):
        fields["year"] = found[1]
        if found[2] and "month" not in fields:
            fields["month"] = found[2].lstrip("0")
    if entry.type in SCHOOL and "school" not in fields and "institution" in fields:
        fields["school"] = fields["institution"]
    if "title" not in fields and not (entry.persons.get("author") or entry.persons.get("editor")):
        fields["title"] = entry.key
        made_up = (
            made_up or f"{entry.key!r} has neither title nor author nor editor; its key is shown"
        )
    return made_up
