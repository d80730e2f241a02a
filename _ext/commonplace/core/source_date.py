"""The variable ``SOURCE_DATE_EPOCH``, by which a build is told what time it is.

See https://reproducible-builds.org/specs/source-date-epoch/.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "SOURCE_DATE_EPOCH"


def source_date(environment: Mapping[str, str]) -> datetime | None:
    """Return the moment that *environment* names, in UTC; None where it names none, or no moment."""
    value = environment.get(VARIABLE, "")
    # Python would take signs, spaces, underscores and the digits of every script.
    if not (value.isascii() and value.isdigit()):
        return None
    try:
        return datetime.fromtimestamp(int(value), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def fault(environment: Mapping[str, str]) -> str:
    """Return what is wrong with the variable and how to mend it; empty when nothing is."""
    if VARIABLE not in environment or source_date(environment) is not None:
        return ""
    return (
        f"the environment variable {VARIABLE} is {environment[VARIABLE]!r}, which is no number of "
        "seconds since 1970 that has a date: unset it, or set it to the time of the last commit, "
        "`git log -1 --format=%ct`."
    )
