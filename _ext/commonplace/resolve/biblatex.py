"""Entries as BibTeX's styles expect them: biblatex's types and fields in BibTeX's terms.

pybtex's styles know the types of BibTeX and few more, and stop at any other. The mapping is that of
the biblatex manual (3.18, section 2.1, "Entry Types", and 2.2.5, "Field Aliases").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pybtex.database import Person

from ..core.entry_dates import year_and_month
from ..core.journals import JOURNALS
from ..core.tex import plain
from ..core.works import address_of, doi_of, eprint_of, join_titles

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
#: Fields that the template of a type cannot do without; ``people`` are authors or editors.
REQUIRED: dict[str, tuple[str, ...]] = {
    "article": ("author", "title", "journal", "year"),
    "book": ("people", "title", "publisher", "year"),
    "booklet": ("author", "title", "year"),
    "inbook": ("people", "title", "publisher", "year"),
    "incollection": ("author", "title", "booktitle", "year"),
    "inproceedings": ("author", "title", "booktitle", "year"),
    "manual": ("title",),
    "mastersthesis": ("author", "title", "school", "year"),
    "phdthesis": ("author", "title", "school", "year"),
    "proceedings": ("title", "year"),
    "techreport": ("author", "title", "institution", "year"),
    "unpublished": ("author", "title", "note"),
}
#: With one of these, an article without a journal is a preprint, as archives export them.
FOUND = ("eprint", "doi", "url")
PLACES = ("journal", "booktitle", "publisher", "school", "institution")
#: What stands in the place of the year of what has none yet (4.9.2.11).
STATES_OF_PUBLICATION = {
    "inpreparation": "in preparation",
    "submitted": "submitted",
    "forthcoming": "forthcoming",
    "inpress": "in press",
    "prepublished": "prepublished",
}
#: What is published by somebody whom the styles show of other types only, and the fields that say who.
HELD = frozenset({"dataset", "misc", "software"})
HOLDERS = ("publisher", "institution", "organization")
#: English whatever the locale of the machine.
MONTHS = tuple(
    re.findall(
        r"\w+",
        "January February March April May June July August September October November December",
    )
)
#: Names that biblatex gives to what a work is (4.9.2.11), as a list of works shows them.
SORTS = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master's thesis",
    "mastersthesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical Report",
    "resreport": "Research Report",
}
CUT = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?", re.IGNORECASE)
#: The date of publication of PubMed: year, month, perhaps day.
DATED = re.compile(r"(\d{4})[ -]([A-Z][\w.]*(?:[ -]\w{1,3}){0,2})")
DATED_BEFORE = re.compile(r"([A-Z][a-z.]+(?: \d{1,2},)?) (\d{4})")
DAY = re.compile(
    r"(\d{4})[-/.](0?[1-9]|1[0-2])[-/.]\d{1,2}"
)  #: a whole date: 2011-12 may be two years
#: Fields of the styles that another one stands for, by type.
SCHOOL = frozenset({"phdthesis", "mastersthesis"})


def adapt(entry: Entry) -> str:
    """Bring *entry* into the terms of BibTeX; return what had to be made up, or nothing."""
    made_up = ""
    if entry.type not in KNOWN:
        known = TYPES.get(entry.type)
        sort = str(entry.fields.get("type", "")).lower()
        if entry.type == "thesis" and ("master" in sort or sort == "mathesis"):
            known = "mastersthesis"
        if known is None:
            made_up = f"@{entry.type[:40]} is no type of BibTeX or biblatex; it is shown as @misc"
        entry.type = known or "misc"
    fields = entry.fields
    for name, usual in FIELDS.items():
        if name in fields and usual not in fields:
            fields[usual] = fields[name]
    if "collaboration" in fields and not (
        entry.persons.get("author") or entry.persons.get("editor")
    ):
        entry.persons["author"] = [_collaboration(str(fields["collaboration"]))]
    year, month = year_and_month(str(fields.get("date", "")))
    year = year or STATES_OF_PUBLICATION.get(str(fields.get("pubstate", "")).lower(), "")
    if year and "year" not in fields:
        fields["year"] = year
        if month and "month" not in fields:
            fields["month"] = month
    _split_year(entry)
    if month := _month(str(fields.get("month", ""))):
        fields["month"] = month
    for name in ("title", "booktitle"):
        _join_subtitle(entry, name, name.replace("title", "subtitle"))
    if entry.type == "inbook" and fields.get("booktitle"):
        entry.type = "incollection"  # biblatex's: BibTeX's inbook has the title of the book alone
    if entry.type in SCHOOL and "school" not in fields and "institution" in fields:
        fields["school"] = fields["institution"]
    holder = next((str(fields[name]) for name in HOLDERS if fields.get(name)), "")
    if entry.type == "patent" and fields.get("number") and "howpublished" not in fields:
        fields["howpublished"] = f"Patent {fields['number']}"
    if journal := JOURNALS.get(str(fields.get("journal", "")).strip().strip("{}")):
        fields["journal"] = journal
    if entry.type in HELD and "howpublished" not in fields and holder:
        fields["howpublished"] = holder
    if "title" not in fields and not (entry.persons.get("author") or entry.persons.get("editor")):
        fields["title"] = entry.key
        made_up = (
            made_up or f"{entry.key!r} has neither title nor author nor editor; its key is shown"
        )
    preprint = any(fields.get(name) for name in FOUND)
    _identify(entry)
    _spell_out(entry)
    if missing := _missing(entry):
        # A style would put "missing …" in its place, and a footnote would end the build.
        if missing != ["journal"] or not preprint:
            made_up = made_up or (
                f"{entry.key!r} lacks {', '.join(missing)}, which @{entry.type} must have; it is "
                "shown as @misc"
            )
        place = next((str(fields[name]) for name in PLACES if fields.get(name)), "")
        if place and "howpublished" not in fields:
            fields["howpublished"] = place
        entry.type = "misc"
    return made_up


def _collaboration(name: str) -> Person:
    """Return the group that archives of physics name apart from the authors."""
    bare = name.strip().strip("{}")
    return Person(f"{{{bare if 'ollaboration' in bare else f'{bare} Collaboration'}}}")


def _split_year(entry: Entry) -> None:
    """Put a month beside the year, as PubMed has dates, into its own field; take TeX off the year.

    Labels, sorting and pages are made of it.
    """
    fields = entry.fields
    year = str(fields.get("year", ""))
    if "\\" in year or "{" in year:
        fields["year"] = year = plain(year)
    year = year.strip()
    if found := DATED.fullmatch(year):
        number, month = found[1], found[2]
    elif found := DATED_BEFORE.fullmatch(year):
        number, month = found[2], found[1]
    elif found := DAY.fullmatch(year):
        number, month = found[1], found[2]
    else:
        return
    if month.isdecimal() or CUT.match(month) or month.partition(" ")[0] in MONTHS:
        fields["year"] = number
        if not fields.get("month"):
            fields["month"] = month


def _join_subtitle(entry: Entry, name: str, sub: str) -> None:
    """Put a subtitle behind its title: the styles of BibTeX know none."""
    fields = entry.fields
    title, subtitle = (str(fields.get(field, "")).strip() for field in (name, sub))
    if title and subtitle:
        fields[name] = join_titles(title, subtitle)
        del fields[sub]


def _identify(entry: Entry) -> None:
    """Keep of DOI, arXiv identifier and address what leads somewhere: styles link them as they are."""
    fields = entry.fields
    if "doi" in fields:
        _keep(entry, "doi", doi_of(str(fields["doi"])))
    if "eprint" in fields:
        archive = str(fields.get("archiveprefix") or fields.get("eprinttype") or "").lower()
        subject = str(fields.get("primaryclass", ""))
        ours = archive.strip() in ("", "arxiv")  # of other archives, styles would make one of arXiv
        _keep(entry, "eprint", "".join(eprint_of(str(fields["eprint"]), subject)) if ours else "")
    if "pmid" in fields and "pubmed" not in fields:
        fields["pubmed"] = fields["pmid"]  # as the styles call it
    if "pubmed" in fields:
        _keep(entry, "pubmed", "".join(re.findall(r"\d+", str(fields["pubmed"]))[:1]))
    if "url" in fields:
        _keep(entry, "url", address_of(str(fields["url"])))


def _keep(entry: Entry, name: str, value: str) -> None:
    if value:
        entry.fields[name] = value
    else:
        del entry.fields[name]


def _spell_out(entry: Entry) -> None:
    """Put words in the place of what biblatex has its styles translate."""
    fields = entry.fields
    if sort := SORTS.get(str(fields.get("type", "")).strip().lower()):
        fields["type"] = sort
    edition = str(fields.get("edition", "")).strip()
    if re.fullmatch(r"[0-9]{1,3}", edition):
        fields["edition"] = _ordinal(int(edition))


def _ordinal(number: int) -> str:
    teens = 10 < number % 100 < 14
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _month(given: str) -> str:
    """Return a month that is given as a number or cut, with its name; nothing of a number that is none."""
    word = given.strip()
    if word.isdecimal():
        return MONTHS[int(word) - 1] if 1 <= int(word) <= len(MONTHS) else ""
    return CUT.sub(lambda found: _month_name(found[0]), word)


def _month_name(word: str) -> str:
    start = word.rstrip(".").lower()
    return next((name for name in MONTHS if name.lower().startswith(start[:4])), word)


def _missing(entry: Entry) -> list[str]:
    def has(name: str) -> bool:
        if name == "people":
            return bool(entry.persons.get("author") or entry.persons.get("editor"))
        return bool(entry.persons.get(name) or entry.fields.get(name))

    wanted = REQUIRED.get(entry.type, ())
    return ["author or editor" if name == "people" else name for name in wanted if not has(name)]
