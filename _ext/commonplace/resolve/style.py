"""The style ``kb_author_year``: labels of author and year, in the list and in the text alike."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import FieldIsMissing, Node, field, href, join, names, sentence
from sphinxcontrib.bibtex.plugin import register_plugin as register_reference_plugin
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from sphinxcontrib.bibtex.style.template import SphinxReferenceInfo
from sphinxcontrib.bibtex.style.template import year as plain_year

from ..core.entry_dates import year_number
from ..core.papers import LEADING, MANY, others
from ..core.slugs import sort_key
from ..core.tex import plain
from ..core.works import doi_address
from .marked import text_of_marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pybtex.database import Entry, Person

NAME = "kb_author_year"
LONGEST = 60  #: characters of a title in the place of authors
BRACES = re.compile("[{}]")


class AuthorYearLabels(BaseLabelStyle):  # type: ignore[misc]
    """Labels such as *Vaswani et al., 2017*, told apart by a, b, c where they are equal."""

    def format_labels(self, sorted_entries: Sequence[Entry]) -> Iterator[str]:
        """Yield the label of each entry."""
        labels = [_label(entry) for entry in sorted_entries]
        counts: dict[str, int] = {}
        for label in labels:
            counts[label] = counts.get(label, 0) + 1
        used: dict[str, int] = {}
        for label in labels:
            if counts[label] == 1:
                yield label
                continue
            number = used.get(label, 0) + 1
            while label + _letters(number) in counts:  # a year may have its letter in the file
                number += 1
            used[label] = number
            yield label + _letters(number)


class AuthorYearSorting(BaseSortingStyle):  # type: ignore[misc]
    """By author, else by editor, then by year and title, as a reader looks them up.

    pybtex's own puts braces, which make a name a group's, and accents behind the letter z.
    """

    def sorting_key(self, entry: Entry) -> tuple[str, int, str, str]:
        """Return what entries are sorted by."""
        fields = entry.fields
        title = sort_key(BRACES.sub("", str(fields.get("title", ""))))
        people = _people(entry)
        year = str(fields.get("year", ""))
        who = "   ".join(map(_sorted_name, people)) or sort_key(_who_without_people(entry))
        return who, year_number(year), year, title


def _sorted_name(person: Person) -> str:
    family = " ".join([*person.prelast_names, *person.last_names])
    given = " ".join([*person.first_names, *person.middle_names])
    return sort_key(BRACES.sub("", "  ".join([family, given, *person.lineage_names])))


class AuthorYearStyle(UnsrtStyle):  # type: ignore[misc]
    """pybtex's plain entries, sorted by author, year and title, with those labels."""

    default_label_style = AuthorYearLabels
    default_sorting_style = NAME

    def format_names(self, role: str, as_sentence: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Return the names, of very many the first and how many there are beside them."""
        found = Node("few_names", _few_names)(role)
        return sentence[found] if as_sentence else found

    def format_doi(self, entry: Entry) -> Any:
        """Return the DOI as a link; older ones hold signs that no address does."""
        address = field("doi", raw=True, apply_func=doi_address)
        return href(address)[join["doi:", field("doi", raw=True)]]


def _few_names(children: object, data: dict[str, Any], role: str) -> Any:
    people = data["entry"].persons.get(role)
    if not people:
        raise FieldIsMissing(role, data["entry"])
    known = [person for person in people if [str(name) for name in person.last_names] != ["others"]]
    if len(known) <= MANY:
        return names(role, sep=", ", sep2=" and ", last_sep=", and ").format_data(data)
    style = data["style"]
    shown = [style.format_name(person, style.abbreviate_names) for person in known[:LEADING]]
    last = f"and {others(len(known) - LEADING, more=len(known) < len(people))}"
    return join(sep=", ")[[*shown, last]].format_data(data)


class AuthorYearReferences(AuthorYearReferenceStyle):
    """References by author and year, with the letter that tells two of one label apart.

    sphinxcontrib-bibtex's own show the bare year, the same for *2019a* and *2019b*.
    """

    def __post_init__(self) -> None:
        """Start with no template made."""
        super().__post_init__()  # type: ignore[no-untyped-call]
        self._templates: dict[str, _Once] = {}
        self._joined: dict[tuple[str, tuple[int, ...]], tuple[list[Any], _Done]] = {}

    def inner(self, role_name: str) -> Any:
        """Return the template of one citation, made once for each role."""
        if role_name not in self._templates:
            self._templates[role_name] = _Once(_changed(super().inner(role_name)))
        return self._templates[role_name]

    def outer(self, role_name: str, children: list[Any]) -> Any:
        """Return what joins citations to one, in brackets or not, done once for the same ones."""
        key = (role_name, tuple(map(id, children)))
        if key not in self._joined:  # kept with the citations, so that the numbers stay theirs
            joined = super().outer(role_name, children).format()
            self._joined[key] = (children, _Done(joined))
        return self._joined[key][1]


class _Done:
    """A template that is formatted already."""

    def __init__(self, text: Any) -> None:
        self._text = text

    def format(self) -> Any:
        """Return the text."""
        return self._text


class _From(SphinxReferenceInfo):
    """Where a citation leads, for every page that has the same one; the page is said before it is shown."""

    here = ""

    @property
    def fromdocname(self) -> str:
        """The page that shows the citation."""
        return self.here


class _Once:
    """Format a citation once for all pages that have the same: they differ in where they link from."""

    def __init__(self, template: Any) -> None:
        self._template = template
        self._known: dict[tuple[object, ...], tuple[dict[str, Any], Any]] = {}

    def format_data(self, data: dict[str, Any]) -> Any:
        """Return the citation, to be shown on the page of this call before the next call."""
        info = data["reference_info"]
        if type(info) is not SphinxReferenceInfo:  # of a footnote
            return self._template.format_data(data)
        entry, formatted = data["entry"], data["formatted_entry"]
        key = (id(entry), id(formatted), *info[2:])  # all but the builder and the page
        if key not in self._known:  # kept with what the numbers are of
            held = {**data, "reference_info": _From(*info)}
            self._known[key] = (held, self._template.format_data(held))
        held, text = self._known[key]
        held["reference_info"].here = info.fromdocname
        return text


def _changed(template: Any) -> Any:
    """Put the year as the label has it in the place of the bare one, and remember names."""
    if template is plain_year:
        return Node("lettered_year", _lettered_year)
    if isinstance(template, Node):
        if template.name == "author_or_editor_or_title":
            return Node("remembered", _Remembered(template))
        changed = template._clone()
        changed.children = [_changed(child) for child in template.children]
        return changed
    return template


class _Remembered:
    """Format the names of an entry once: their TeX is parsed anew each time, in each citation."""

    def __init__(self, template: Any) -> None:
        self._template = template
        self._known: dict[int, tuple[Entry, Any]] = {}

    def __call__(self, children: object, data: dict[str, Any]) -> Any:
        """Return the names, which follow from the entry alone; of a work without any, its label's."""
        entry = data["entry"]
        if not _people(entry):
            who, _, year = str(data["formatted_entry"].label).rpartition(", ")
            ours = who and year.startswith(_year(entry))
            if ours and who != _text(str(entry.fields.get("title", ""))):
                return Text(who)
        if id(entry) not in self._known:  # kept with its names, so that the number stays its own
            self._known[id(entry)] = (entry, self._template.format_data(data))
        return self._known[id(entry)][1]


def _lettered_year(children: object, data: dict[str, Any]) -> Any:
    """Return the year of an entry, with its letter when its label is one of ours."""
    shown = plain_year.format_data(data)
    last = str(data["formatted_entry"].label).rpartition(", ")[2]
    return Text(last) if last.rstrip("abcdefghijklmnopqrstuvwxyz") == str(shown) else shown


def _label(entry: Entry) -> str:
    people = _people(entry)
    # The names as text: without braces, and with accents instead of TeX's commands for them.
    parts = [(*person.rich_prelast_names, *person.rich_last_names) for person in people]
    names = [" ".join(map(str, part)) for part in parts]
    if not names:
        who = _who_without_people(entry)
    elif len(names) == 1:
        who = names[0]
    elif len(names) == 2 and names[1] != "others":
        who = f"{names[0]} and {names[1]}"
    else:
        who = f"{names[0]} et al."
    return f"{who}, {_year(entry)}"


def _who_without_people(entry: Entry) -> str:
    """Return what stands for who wrote a work: who published it, else its title, else its key."""
    fields = entry.fields
    texts = (_text(str(fields.get(name, ""))) for name in ("organization", "key", "shorttitle"))
    title = shorten(_text(str(fields.get("title", ""))), LONGEST, placeholder="…")
    return next(filter(None, texts), "") or title or str(entry.key)


def _people(entry: Entry) -> list[Person]:
    found: list[Person] = entry.persons.get("author") or entry.persons.get("editor") or []
    return found


def _year(entry: Entry) -> str:
    return plain(entry.fields.get("year", "")) or "n.d."


def _text(tex: str) -> str:
    return " ".join(text_of_marked(str(Text.from_latex(tex))).split())


def _letters(number: int) -> str:
    """Return the letters of a number: a for 1, z for 26, aa for 27."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def register() -> None:
    """Make the style known to pybtex and to sphinxcontrib-bibtex."""
    register_plugin("pybtex.style.formatting", NAME, AuthorYearStyle, force=True)
    register_plugin("pybtex.style.sorting", NAME, AuthorYearSorting, force=True)
    register_reference_plugin(
        "sphinxcontrib.bibtex.style.referencing", NAME, AuthorYearReferences, force=True
    )
