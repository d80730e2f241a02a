"""TeX of a bibliography as inline content: what is text becomes text, what is a formula stays one.

No interpreter: the commands that titles, names and abstracts hold, and for all others the rule that
a command is not shown, but what it is about is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .tex_signs import accent_at, formula_text, raised, sign_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Inline, Inlines

#: Commands that mark up what follows them in braces.
STYLES = {
    **dict.fromkeys(("emph", "textit", "textsl", "mkbibemph", "mkbibitalic"), "emphasis"),
    **dict.fromkeys(("textbf", "mkbibbold"), "strong"),
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript"), "superscript"),
    "textsubscript": "subscript",
    "texttt": "literal",
}
#: Commands that mark up the rest of their group.
SWITCHES = {
    **dict.fromkeys(("em", "it", "sl", "itshape", "slshape"), "emphasis"),
    **dict.fromkeys(("bf", "bfseries"), "strong"),
    **dict.fromkeys(("tt", "ttfamily"), "literal"),
}
#: Commands whose first argument is not shown; what follows it is.
UNSEEN = words(
    "footnote footnotetext footnotemark thanks label ref index vspace hspace color begin end phantom"
    " noopsort sortnoop SortNoop selectlanguage href textcolor foreignlanguage texorpdfstring colorbox raisebox"
)
CITATION = re.compile(r"[a-z]*cite[a-z]*", re.IGNORECASE)
ADDRESSES = frozenset(("url", "path", "nolinkurl"))
QUOTED = frozenset(("enquote", "mkbibquote"))
WORK = (("work", True),)  #: marks a formula that is shown as text where there are none
SCRIPTS = ("superscript", "subscript")
DEEPEST = 10  #: markup within markup, and braces within braces, that mean anything
TOKEN = re.compile(
    r"\\(?P<name>[a-zA-Z]+)\*? *|\\(?P<sign>.)|(?P<brace>[{}])|(?P<dollars>\$\$?)"
    r"|`(?P<single>[^`'\\${}]{1,80})'(?![\w'])|---?|``|''|~|[^\\${}~`'-]+|.",
    re.DOTALL,
)
PLAIN = {"\\": "", "---": "—", "--": "–", "``": "“", "''": "”", "~": " "}
SPACES = frozenset(",:; \\")  # \, and its like
ESCAPED = frozenset("$&%#_{}")
ENSURED = re.compile(r"\\ensuremath(?![a-zA-Z]) *")
ARGUMENT = re.compile(r" *(?:\[[^\[\]{}]*\])? *(?=\{)")
TEX = re.compile(r"[\\$~{}`]|--|''")


class Event(NamedTuple):
    """A piece of TeX: ``text``, ``math``, ``start`` and ``end`` of markup, ``open``, ``close``."""

    kind: str
    value: str = ""


def events_of(tex: str) -> Iterator[Event]:
    """Yield the pieces of *tex*, balanced, in time linear in its length."""
    return _Reader(" ".join(tex.split())).read()


class _Reader:
    """What is known while TeX is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.partners, self.formulas = _partners(text)
        #: what ends with each open group, the last first
        self.groups: list[list[Event]] = [[]]
        self.styles = 0

    def read(self) -> Iterator[Event]:
        """Yield the pieces of the text."""
        while self.place < len(self.text):
            place = self.place
            if found := accent_at(self.text, place):
                letter, self.place = found
                yield Event("text", letter)
                continue
            token = TOKEN.match(self.text, place)
            assert token
            self.place = token.end()
            if token["name"]:
                yield from self._command(token["name"])
            elif token["sign"]:
                yield from self._sign(token["sign"])
            elif token["brace"] == "{":
                yield from self._open(place)
            elif token["brace"]:
                if place in self.partners and len(self.groups) > 1:
                    yield from self._close()
            elif token["dollars"]:
                yield from self._dollars(place)
            elif token["single"]:
                yield Event("text", f"‘{token['single']}’")
            else:
                yield Event("text", PLAIN.get(token[0], token[0]))
        while len(self.groups) > 1:
            yield from self._close()
        yield from self._end_all(self.groups[0])

    def _open(self, place: int, *, marked: str = "") -> Iterator[Event]:
        if place not in self.partners:
            return
        ends: list[Event] = []
        self.groups.append(ends)
        if marked:
            yield from self._start(marked, ends)
        if len(self.groups) <= DEEPEST:
            ends.append(Event("close"))
            yield Event("open")

    def _close(self) -> Iterator[Event]:
        yield from self._end_all(self.groups.pop())

    def _end_all(self, ends: list[Event]) -> Iterator[Event]:
        for event in reversed(ends):
            self.styles -= event.kind == "end"
            yield event

    def _start(self, name: str, ends: list[Event]) -> Iterator[Event]:
        if self.styles < DEEPEST:
            self.styles += 1
            ends.append(Event("end", name))
            yield Event("start", name)

    def _command(self, name: str) -> Iterator[Event]:
        if name in SWITCHES:
            yield from self._start(SWITCHES[name], self.groups[-1])
            return
        argument = ARGUMENT.match(self.text, self.place)
        start = argument.end() if argument else len(self.text)
        end = self.partners.get(start)
        if end is None:
            yield Event("text", sign_of(name))
        elif name in STYLES or name in QUOTED:
            self.place = start + 1
            yield from self._marked(name, start)
        elif name in UNSEEN or CITATION.fullmatch(name):
            self.place = end + 1
        elif name in ADDRESSES or name == "ensuremath":
            self.place = end + 1
            content = self.text[start + 1 : end]
            kind = "math" if name == "ensuremath" else "text"
            yield Event(kind, content if kind == "math" else content.replace("\\", ""))
        else:
            if sign := sign_of(name):
                yield Event("text", sign)
            self.place = start if start == self.place or not sign else self.place

    def _marked(self, name: str, start: int) -> Iterator[Event]:
        if name in STYLES:
            yield from self._open(start, marked=STYLES[name])
            return
        self.groups.append([Event("text", "”")])
        yield Event("text", "“")

    def _sign(self, sign: str) -> Iterator[Event]:
        if (end := self.formulas.get(self.place - 2)) is not None:
            yield from self._formula(end, 2)
        elif sign in "([":
            yield Event("text", sign)
        elif sign in SPACES:
            yield Event("text", " ")
        elif sign in ESCAPED:
            yield Event("text", sign)

    def _dollars(self, place: int) -> Iterator[Event]:
        """Yield a formula between dollars; a lone one is what it looks like."""
        end = self.formulas.get(place)
        if end is None:
            self.place = place + 1
            yield Event("text", "$")
            return
        width = 2 if self.text.startswith("$$", end) and self.text.startswith("$$", place) else 1
        self.place = place + width
        yield from self._formula(end, width)

    def _formula(self, end: int, width: int) -> Iterator[Event]:
        # In a formula this is nothing but its braces, and no engine knows it.
        content = ENSURED.sub("", self.text[self.place : end]).strip()
        if content:
            yield Event("math", content)
        self.place = end + width


CLOSING = {"\\(": "\\)", "\\[": "\\]", "$": "$", "$$": "$$"}
BOUND = re.compile(r"\\.|[{}]|\$\$?", re.DOTALL)


def _partners(text: str) -> tuple[dict[int, int], dict[int, int]]:
    """Return where each brace closes, both ways, and where each formula ends."""
    partners: dict[int, int] = {}
    formulas: dict[int, int] = {}
    braces: list[int] = []
    opened: tuple[str, int, int] | None = None  # what opened a formula, where, how deep in braces
    place = 0
    while found := BOUND.search(text, place):
        sign, start = found[0], found.start()
        place = found.end()
        if sign == "$$" and opened and opened[0] == "$":
            sign, place = "$", start + 1  # the end of one formula and the beginning of the next
        if sign == "{":
            braces.append(start)
        elif sign == "}" and braces:
            partners[start] = other = braces.pop()
            partners[other] = start
            if opened and len(braces) < opened[2]:
                opened = None  # a formula does not end outside its group
        elif opened and sign == CLOSING[opened[0]]:
            price = text[start - 1].isspace() and text[place : place + 1].isdigit()
            if len(braces) == opened[2] and not price:
                formulas[opened[1]] = start
            opened = None
        elif sign in CLOSING and not opened:
            opened = (sign, start, len(braces))
    return partners, formulas


# -- what is made of it -----------------------------------------------------------------


def inlines_of_tex(tex: str) -> Inlines:
    """Return TeX as inline content: its formulas are kept as formulas, its markup as markup."""
    if not TEX.search(tex):
        text = " ".join(tex.split())
        return (text,) if text else ()
    stack: list[tuple[str, list[Inline]]] = [("", [])]
    for kind, value in events_of(tex):
        found = stack[-1][1]
        if kind == "text":
            _add(found, value)
        elif kind == "math":
            found.append(("math", WORK, (value,)))
        elif kind == "start":
            stack.append((value, []))
        elif kind == "end":
            name, content = stack.pop()
            if any(content):
                stack[-1][1].append((name, (), tuple(content)))
    return _trimmed(stack[0][1])


def _add(found: list[Inline], text: str) -> None:
    """Append text to what is there, as one text, and one space where several would meet."""
    if found and isinstance(found[-1], str):
        before = found.pop()
        assert isinstance(before, str)
        text = before + (text.lstrip(" ") if before.endswith(" ") else text)
    if text:
        found.append(text)


def _trimmed(inlines: list[Inline]) -> Inlines:
    """Take the spaces off both ends."""
    found = list(inlines)
    if found and isinstance(found[0], str):
        found[0] = found[0].lstrip(" ")
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip(" ")
    return tuple(item for item in found if item)


@lru_cache(maxsize=1 << 16)
def plain(tex: str) -> str:
    """Return TeX as text: braces gone, accents and signs as characters, formulas as text."""
    return text_of_work(inlines_of_tex(tex)).replace("{", "").replace("}", "")


def text_of_work(inlines: Inlines) -> str:
    """Return the text of a title, its formulas as text can show them."""
    return " ".join("".join(_texts(inlines)).split())


def _texts(inlines: Inlines) -> Iterator[str]:
    for item in inlines:
        if isinstance(item, str):
            yield item
        elif item[0] == "math":
            yield from (formula_text(text) for text in item[2] if isinstance(text, str))
        elif item[0] in SCRIPTS:
            yield raised(item[0], "".join(_texts(item[2])))
        else:
            yield from _texts(item[2])
