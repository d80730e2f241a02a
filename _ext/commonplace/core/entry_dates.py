"""Dates of a bibliography: those of biblatex, which are those of the Extended Date/Time Format.

Source: the biblatex manual (3.18, section 2.3.8, "Date and Time Specifications"), which takes over
levels 0 and 1 of ISO 8601-2.
"""

from __future__ import annotations

import re

BEFORE_CHRIST = re.compile(r"(\d+) BCE")
#: The first day that a date or a range of dates names; ``X`` stands for what is not known.
DAY = re.compile(r"(-?)(\d{4}|\d{3}X|\d{2}XX)(?!\d)(?:-(\d{2}))?", re.IGNORECASE)
#: Parts of the year that take the place of a month.
SEASONS = {"21": "Spring", "22": "Summer", "23": "Autumn", "24": "Winter"}
YEAR = re.compile(r"(\d{4})[a-z]?")


def year_and_month(date: str) -> tuple[str, str]:
    """Return the year that *date* names, as it is shown, and its month or season, or nothing."""
    found = DAY.search(date)
    if found is None:
        return "", ""
    sign, digits, month = found.groups()
    digits = digits.upper()
    if "X" in digits:
        return f"{digits.replace('X', '0')}–{digits.replace('X', '9')}", ""
    number = int(digits)
    # The year 0 of the format is the year before the first: 1 BCE.
    year = f"{number + 1} BCE" if sign or not number else digits
    return year, SEASONS.get(month or "", month or "")


def year_number(year: str) -> int:
    """Return a year as a number to sort by, 0 when there is none."""
    if found := BEFORE_CHRIST.fullmatch(year):
        return 1 - int(found[1])
    digits = year[:4]
    return int(digits) if digits.isdecimal() else 0


def iso_year(year: str) -> str:
    """Return a year as ISO 8601 has it, or nothing: *in press* is none."""
    found = YEAR.fullmatch(year)
    return found[1] if found else ""
