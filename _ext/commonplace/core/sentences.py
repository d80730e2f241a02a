"""The sentence around a place in running text, its inline markup kept.

The rules are those of written English, with what Unicode Standard Annex 29 says of terminators
and closing marks, and with the abbreviations of scholarly prose. Nothing here is a model of
language: a rule that misleads costs a sentence that is too long or too short, never an error.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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
# A run is looked at once, from its beginning: what stands behind it decides on all of it.
END = re.compile(
    rf"(?<![{TERMINATORS}])[{TERMINATORS}{WIDE}]++[\"'”’»)\]]*+(?=[\s{ASIDE}]|$)|[{WIDE}]+[”’」』）]*"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Their full stop ends a sentence only where a word follows that begins sentences.
ABBREVIATIONS = _words(
    "al alg anon appx approx assoc bibl bk ca ch chap chs cols conf corp dept defs diff eq eqn eqns"
    " eqs esp exs fig figs fn ibid inst int intl jr lem ltd nr obs p para paras pp proc prop refs resp"
    " rev sec secs sr suppl thm trans univ viz vol vols i.i.d w.r.t s.t u.s u.k ph.d jan feb mar apr jun"
    " jul aug sep sept oct nov dec thms algs lems rmk rmks cors tbl tbls supp"
)
# Such abbreviations only with a capital: places and people, journals, and what is a word otherwise.
CAPITALISED = _words(
    "St Mt Gen Profs Props Cor Apps Mach Learn Res Lett Phys Math Stat Sci Comput Appl Intell Inf"
    " Adv Bull Symp"
)
# These lead to what follows them, and end no sentence.
LEADING = _words("e.g i.e eg ie cf vs v viz dr mr mrs ms prof ed eds a.k.a c.f incl")
# Words as well; abbreviations where a number follows.
NUMBERED = _words("app apps art cap col cor def ex max min no nos ref rem sect st tab")
# Abbreviations where the sentence goes on in lower case, behind a citation in brackets, too.
CLOSING = _words("etc inc co a.m p.m")
HOURS = _words("a.m p.m")  # a number may follow as well
PEOPLE = _words("al jr sr")  # an article may follow, but no letter that numbers
STARTERS = _words(
    "a after all also although an and as at because both but by each even finally first for from"
    " hence here how however if in indeed instead it its later many moreover most no nor note now of"
    " on one only or other our second several similarly since so some still such that the their then"
    " there therefore these they third this those though thus to today together two unlike until we"
    " what when where whereas whether which while who why with without yet you"
)
WINDOW = 80  #: characters before and behind a full stop that are looked at
ASIDES = re.compile(rf"(?:\s*{ASIDE}[,;]?)+\s*")
LAST_WORD = re.compile(r"([^\s(\[{\"'“‘«/–—]+)$")
NEXT_WORD = re.compile(r"[\"'“‘«(\[]*([^\W\d_]+)(\s+[^\W\d_A-Z])?")
INITIALS = re.compile(r"[A-Z]|Y[aeu]|[KSZ]h|[TP]h|Ts|(?:[A-Z]\.)+-?[A-Z]|[A-Z]\.-[A-Z]")
NUMBER = re.compile(rf"[(\[]?(?:\d|[A-Z]\b|[IVXLC]+\b|[{OPAQUE}])")


def sentences_around(inlines: Inlines) -> dict[int, Inlines]:
    """Return the sentence around each mark in *inlines*, by the number of the mark.

    A citation in brackets behind the full stop belongs to the sentence before it, as does the
    mark of a footnote. A sentence of more than ``LONGEST`` characters is cut around the mark.
    """
    text, widths, marks, tops = _flatten(inlines)
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
        left, right = _cut(text, totals, start, end, min(max(place, start), end))
        # Of the whole only what the sentence touches is looked at.
        first = max(0, bisect_right(tops, left) - 1)
        touched = inlines[first : bisect_left(tops, right)]
        found[number] = (
            *((CUT + " ",) if left > start else ()),
            *slice_of(touched, left - tops[first], right - tops[first]),
            *((" " + CUT,) if right < end else ()),
        )
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
    behind = text[match.end() : match.end() + WINDOW].lstrip()
    following = behind.lstrip(ASIDE + " \t")
    if not following:
        return True
    goes_on = following.lstrip("\"'“‘«([")[:1].islower()
    if goes_on and following == behind:
        return False
    if match[0][0] != "." or match[0].startswith("..."):
        return True
    before = text[max(0, match.start() - WINDOW) : match.start()]
    word_match = LAST_WORD.search(before)
    word = word_match[1] if word_match else ""
    if word.isdigit() and len(before) < WINDOW and not before[: -len(word)].strip():
        return False  # the number of an item
    if INITIALS.fullmatch(word):
        return _starts(following, letters=True)
    bare = word.strip("“‘\"'([*")
    if bare in CAPITALISED:
        return _starts(following, letters=False)
    bare = bare.lower()
    if bare in HOURS and following[:1].isdigit():
        return False
    if bare in NUMBERED:
        return not NUMBER.match(following)
    if bare in ABBREVIATIONS:
        return _starts(following, letters=bare in PEOPLE)
    return bare not in LEADING and not (goes_on and bare in CLOSING)


def _starts(following: str, *, letters: bool) -> bool:
    """Tell whether a word follows that begins sentences; *letters* takes *A* for an article."""
    found = NEXT_WORD.match(following)
    if not found or found[1].islower() or found[1].lower() not in STARTERS:
        return False
    return len(found[1]) > 1 or (letters and bool(found[2]))


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


def _flatten(inlines: Inlines) -> tuple[str, list[int], list[tuple[int, int]], list[int]]:
    """Return the flat text, the width of each of its characters, marks and places of elements.

    A mark is ``(number, place)``; the places are those where the outermost elements begin.
    """
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

    tops = []
    for item in inlines:
        tops.append(len(widths))
        visit((item,), code=False)
    return "".join(pieces), widths, marks, tops


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


def _cut(text: str, totals: Sequence[int], start: int, end: int, place: int) -> tuple[int, int]:
    """Return beginning and end of a sentence, cut around *place* on words where it is too long."""
    if totals[end] - totals[start] <= LONGEST:
        return start, end
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
    return left, right


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
