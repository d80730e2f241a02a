"""Leave text without quotation marks, dashes and dots in a row as it is, at once.

docutils (0.22, ``smartquotes.educate_tokens``) asks some twenty patterns of each text of a page whether
there is something to make typographic, though most have nothing. Of another docutils nothing is replaced.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import docutils
from docutils.utils import smartquotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_educate = smartquotes.educate_tokens

#: All that any of its patterns begins with; a backslash keeps a sign from being changed.
_SIGNS = re.compile(r"""["'`\\&]|--|\.\.\.|\. \. \.""")


def educate_tokens(
    text_tokens: Iterable[tuple[str, str]],
    attr: str = smartquotes.default_smartypants_attr,
    language: str = "en",
) -> Iterator[str]:
    """Yield the texts, those with such signs as docutils makes them after the one before."""
    if attr == "-1":  # the other way round
        yield from _educate(text_tokens, attr, language)
        return
    last = " "
    for kind, text in text_tokens:
        if kind == "plain" and _SIGNS.search(text):
            _, made = _educate([("literal", last), (kind, text)], attr, language)
            yield made
        else:
            yield text
        if kind != "tag" and text:
            last = text[-1]


def install() -> None:
    """Put it in the place of docutils' own."""
    if docutils.__version_info__[:2] == (0, 22):
        smartquotes.educate_tokens = educate_tokens  # type: ignore[assignment]
