"""The sentence around a place in running text, its inline markup kept.

The rules are those of written English, with what Unicode Standard Annex 29 says of terminators
and closing marks, and with the abbreviations of scholarly prose. Nothing here is a model of
language: a rule that misleads costs a sentence that is too long or too short, never an error.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from .inline import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .model import Inline, Inlines

MARK = "kb_mark"  #: an element without content that marks a place: ``(MARK, (("n", 0),), ())``
LONGEST = 300  #: characters of a sentence that is shown whole
CUT = "…"

# What stands in the flat text for what is not running text; private-use characters.
MATH, CODE, ASIDE, NAMED = "\ue000", "\ue001", "\ue002", "\ue003"
OPAQUE = MATH + CODE + ASIDE + NAMED
NOT_TEXT = str.maketrans(dict.fromkeys(OPAQUE, "\ufffd"))
#: How many characters a reader sees of a citation.
CITATION_WIDTH = 20

TERMINATORS = ".!?…"
WIDE = "。！？"  # they end a sentence without a space behind them
END = re.compile(rf"(?:[{WIDE}]+|[{TERMINATORS}]+)[\"'”’»)\]]*(?=\s|$)|[{WIDE}]+[”’」』）]*")

ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "al alg anon app appx approx art assoc bibl bk ca cap cf ch chap chs col cols conf corp def defs"
        " dept diff dr ed eds eg eq eqn eqns eqs esp est ex exs fig figs fn i.e ibid ie inst intl jr"
        " lem ltd max min mr mrs ms no nos nr obs p para paras pp prof prop ref refs rem resp rev sec"
        " secs sect sr st suppl tab thm trans univ v viz vol vols vs e.g a.k.a i.i.d w.r.t s.t u.s u.k"
        " ph.d jan feb mar apr jun jul aug sep sept oct nov dec",
    )
)
# After these a name or a number follows; nothing else that begins with a capital letter does.
PEOPLE = frozenset({"al", "jr", "sr"})
STARTERS = frozenset(
    re.findall(
        r"\S+",
        "a after all also although an and as at because both but by each even finally first for from"
        " hence here how however if in indeed instead it its later many moreover most no nor note now of"
        " on one only or other our second several similarly since so some still such that the their then"
        " there therefore these they third this those though thus to today together two unlike until we"
        " what when where whereas whether which while who why with without yet you",
    )
)
WINDOW = 80  #: characters before and behind a full stop that are looked at
ASIDES = re.compile(rf"(?:\s*{ASIDE}[,;]?)+\s*")
LAST_WORD = re.compile(r"([^\s(\[{\"'“‘«/–—]+)$")
NEXT_WORD = re.compile(r"[\"'“‘«(\[]*([^\W\d_]+)")


def sentences_around(inlines: Inlines) -> dict[int, Inlines]:
    """Return the sentence around each mark in *inlines*, by the number of the mark.

    A citation in brackets behind the full stop belongs to the sentence before it, as does the
    mark of a footnote. A sentence of more than ``LONGEST`` characters is cut around the mark.
    """
    text, widths, marks = _flatten(inlines)
    if not marks:
        return {}
    spans = list(split(text))
    starts = [start for start, _ in spans]
    totals = [0]
    for width in widths:
        totals.append(totals[-1] + width)
    found: dict[int, Inlines] = {}
    for number, place in marks:
        start, end = spans[max(0, bisect_right(starts, place) - 1)]
        found[number] = _cut(inlines, text, totals, start, end, min(max(place, start), end))
    return found


def split(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each sentence of a flat text, outer white space aside."""
    start = 0
    for match in END.finditer(text):
        end = match.end()
        if end < start or not _ends(text, match):
            continue
        end = _with_asides(text, end)
        if piece := text[start:end].strip():
            begin = text.index(piece[0], start)
            yield begin, begin + len(piece)
        start = end
    if piece := text[start:].strip():
        begin = text.index(piece[0], start)
        yield begin, begin + len(piece)
    elif start == 0:
        yield 0, 0


def _ends(text: str, match: re.Match[str]) -> bool:
    """Tell whether a full stop, or what looks like one, ends a sentence."""
    if match[0][0] in WIDE:
        return True
    following = text[match.end() : match.end() + WINDOW].lstrip().lstrip(ASIDE + " \t")
    if not following:
        return True
    first = following.lstrip("\"'“‘«([")[:1]
    if first.islower():
        return False
    if match[0][0] != ".":
        return True
    if match[0].startswith("..."):
        return True
    before = text[max(0, match.start() - WINDOW) : match.start()]
    word_match = LAST_WORD.search(before)
    word = word_match[1] if word_match else ""
    starter = NEXT_WORD.match(following)
    starts = bool(starter and starter[1].lower() in STARTERS and not starter[1].islower())
    if word.isdigit() and len(before) < WINDOW and not before[: -len(word)].strip():
        return False  # the number of an item
    if len(word) == 1 and word.isupper():
        return starts  # the initial of a name
    if re.fullmatch(r"(?:[A-Z]\.)+-?[A-Z]", word) or re.fullmatch(r"[A-Z]\.-[A-Z]", word):
        return starts
    bare = word.strip("“‘\"'([*").lower()
    if bare in PEOPLE:
        return starts
    return bare not in ABBREVIATIONS


def _with_asides(text: str, end: int) -> int:
    """Return the end of a sentence with the citations in brackets that follow its full stop."""
    match = ASIDES.match(text, end)
    if not match:
        return end
    after = text[match.end() : match.end() + 1]
    if after and after in TERMINATORS:  # a stop behind the citation as well
        return match.end() + 1
    if after and (after.islower() or after in OPAQUE):
        return end  # the citation begins the sentence
    return end + len(match[0].rstrip())


def _flatten(inlines: Inlines) -> tuple[str, list[int], list[tuple[int, int]]]:
    """Return the flat text, the width of each of its characters, and ``(mark, place)``."""
    pieces: list[str] = []
    widths: list[int] = []
    marks: list[tuple[int, int]] = []

    def visit(items: Inlines, *, code: bool) -> None:
        for item in items:
            if isinstance(item, str):
                pieces.append(CODE * len(item) if code else item.translate(NOT_TEXT))
                widths.extend([1] * len(item))
            elif item[0] == MARK:
                marks.append((int(str(dict(item[1])["n"])), len(widths)))
            elif sign := sign_of(item):
                pieces.append(sign)
                widths.append(max(1, len(text_of(item[2])) if sign == MATH else CITATION_WIDTH))
            else:
                visit(item[2], code=code or item[0] == "literal")

    visit(inlines, code=False)
    return "".join(pieces), widths, marks


def sign_of(item: Inline) -> str:
    """Return the sign of an element that is never cut, else nothing."""
    if isinstance(item, str):
        return ""
    if item[0] == "math":
        return MATH
    if item[0] == "pending_xref":
        attributes = dict(item[1])
        if attributes.get("refdomain") == "cite":
            return ASIDE if "p" in str(attributes.get("reftype")) else NAMED
        if not text_of(item[2]):
            return NAMED  # its text is that of its target
    return ""


def _cut(
    inlines: Inlines, text: str, totals: Sequence[int], start: int, end: int, place: int
) -> Inlines:
    """Return the sentence, cut around *place* on words where it is too long."""
    if totals[end] - totals[start] <= LONGEST:
        return slice_of(inlines, start, end)
    # A third of the room before the place, since what is said of a work follows it more often.
    budget = LONGEST - 2 * len(CUT) - 2
    left = max(start, bisect_right(totals, totals[place] - budget // 3) - 1)
    right = min(end, bisect_right(totals, totals[left] + budget) - 1)
    if right == end:
        left = max(start, bisect_right(totals, totals[end] - budget))
    right = max(right, min(end, place + 1))
    if left > start:
        space = re.compile(r"\s").search(text, left, max(left, place))
        left = space.end() if space else left
    if right < end:
        space_at = max(text.rfind(" ", min(place + 1, right), right), 0)
        right = space_at or right
    return (
        *((CUT + " ",) if left > start else ()),
        *slice_of(inlines, left, right),
        *((" " + CUT,) if right < end else ()),
    )


def slice_of(inlines: Inlines, start: int, end: int) -> Inlines:
    """Return what stands between two places of the flat text, marks left out."""

    def visit(items: Inlines, place: int) -> tuple[list[Inline], int]:
        kept: list[Inline] = []
        for item in items:
            if isinstance(item, str):
                piece = item[max(0, start - place) : max(0, end - place)]
                place += len(item)
                if piece:
                    kept.append(piece)
            elif item[0] == MARK:
                continue
            elif sign_of(item):
                if start <= place < end:
                    kept.append(item)
                place += 1
            else:
                children, place = visit(item[2], place)
                if children:
                    kept.append((item[0], item[1], tuple(children)))
        return kept, place

    return tuple(visit(inlines, 0)[0])
