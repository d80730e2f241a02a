"""The bibliography style ``kb_author_year``: labels of author and year, entries by author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pybtex.plugin import register_plugin
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.labels import BaseLabelStyle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pybtex.database import Entry

NAME = "kb_author_year"


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
            number = used[label] = used.get(label, 0) + 1
            yield label + _letters(number)


class AuthorYearStyle(UnsrtStyle):  # type: ignore[misc]
    """pybtex's plain entries, sorted by author, year and title, with those labels."""

    default_label_style = AuthorYearLabels
    default_sorting_style = "author_year_title"


def _label(entry: Entry) -> str:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [" ".join((*person.prelast_names, *person.last_names)) for person in people]
    names = [name.replace("{", "").replace("}", "") for name in names]
    year = entry.fields.get("year", "n.d.")
    if not names:
        who = entry.fields.get("organization") or entry.fields.get("key") or entry.key
    elif len(names) == 1:
        who = names[0]
    elif len(names) == 2:
        who = f"{names[0]} and {names[1]}"
    else:
        who = f"{names[0]} et al."
    return f"{who}, {year}"


def _letters(number: int) -> str:
    """Return the letters of a number: a for 1, z for 26, aa for 27."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def register() -> None:
    """Make the style known to pybtex."""
    register_plugin("pybtex.style.formatting", NAME, AuthorYearStyle, force=True)
