"""Pieces of Markdown: how text, code, formulas, links, lists and tables are written in it.

The rules are those of CommonMark 0.31, of GitHub's tables and footnotes, and of formulas between
dollar signs. What is text comes out as text in any of them: no sign in it is taken for markup, and
nothing is HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Inline content, or content between marks: the mark and what it is for.
Piece = str | tuple[str, str]

#: In Markdown that is kept to be put into files, what each of them has in its place: the root of the
#: site, from which addresses within it begin; the page itself, before an anchor; the page before the
#: label of a footnote.
ROOT, PAGE, NOTE = "\0", "\1", "\2"
_MARKS = re.compile(f"([{ROOT}{PAGE}{NOTE}])")
BREAK = "\\\n"  #: a line that ends where its author wanted it to

#: Signs that are markup wherever they stand, or where what follows makes them so.
_SIGNS = re.compile(
    # Brackets around words are text, if no address, label or text of a note can follow.
    r"(?<!\^)\[((?!\^|[ xX]?\])[^\[\]]*)\](?=[^(\[:])"
    r"|[\\`*\[\]$]"
    r"|_(?![^\W_])|(?<![^\W_])_"  # within a word it is no markup
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=\#?\w+;)"
    r"|~(?=~)|(?<=~)~"
)
#: Signs without which a text is no line but its own, and holds none of the above.
_SPECIAL = re.compile(r"[\r\n\\`*\[\]$_<&~" + ROOT + PAGE + NOTE + "]")
#: The same at the end of a piece: what follows is another.
_BRACKETED = re.compile(r"(?<![\^\\])\\\[((?!\^|[ xX]?\\\])[^\[\]\\]*)\\\]$")
#: What would begin a list, a heading, a quotation, a rule or a block of code.
_START = re.compile(r"(?:[-+](?=\s|$)|-(?=-)|#{1,6}(?=\s|$)|>|=+\s*$|\|)", re.MULTILINE)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_LINES = re.compile(r"[ \t]*[\r\n]\s*")
_RUNS = re.compile(r"`+")
_NO_AUTOLINK = re.compile(r"[\s<>\0-\x1f]")
_DOLLAR = re.compile(r"(?<!\\)\$")
_LANGUAGE = re.compile(r"[^\s`~]+")
_SAFE = "/:?#@!$&'*+,;=~%-._[]"


def clean(text: str) -> str:
    """Return *text* without the one character that Markdown does not allow, and without marks."""
    return _MARKS.sub("\ufffd", text)


def escape(text: str) -> str:
    """Return *text* on one line, as Markdown that shows just that."""
    if _SPECIAL.search(text) is None:
        return text
    return _SIGNS.sub(_escaped, _LINES.sub(" ", clean(text)))


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[1] is None else f"[{_SIGNS.sub(_escaped, match[1])}]"


def paragraph(content: str) -> str:
    """Return inline *content* as a block that nothing at its beginning makes another one."""
    return "\n".join(_begun(line.strip()) for line in content.strip().split("\n"))


def _begun(line: str) -> str:
    if _START.match(line):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def joined(pieces: Iterable[Piece]) -> str:
    """Return inline *pieces* one behind the other.

    Marks stand beside words, and not where signs on the other side make something else of them; where
    they would not work, they are left out.
    """
    found = list(pieces)
    text = ""
    for number, piece in enumerate(found):
        if isinstance(piece, tuple):
            mark, content = piece
            inner = content.strip()
            after = _first(found[number + 1 :]) if content[-1:] == inner[-1:] else " "
            before = text[-1:] if content[:1] == inner[:1] else " "
            if _is_marked(mark, inner, before, after):
                start, _, end = content.partition(inner)
                text += f"{start}{mark}{inner}{mark}{end}"
            else:
                text += content
            continue
        if piece.startswith("[") and text.endswith("!"):
            text = text[:-1] + r"\!"  # no picture
        if piece.endswith("]") and _first(found[number + 1 :]) not in ("", *"([:"):
            piece = _BRACKETED.sub(r"[\1]", piece)
        text += piece
    return text


def _first(pieces: Sequence[Piece]) -> str:
    """Return the first sign of what follows."""
    texts = (piece[0] + piece[1] if isinstance(piece, tuple) else piece for piece in pieces)
    return next((text[0] for text in texts if text), "")


def _is_marked(mark: str, inner: str, before: str, after: str) -> bool:
    """Tell whether *mark* works on both sides of *inner*, as CommonMark's flanking runs do."""
    if not inner or mark[0] in (inner[0], inner[-1], before, after):
        return False
    opens = inner[0].isalnum() or not before.isalnum()
    closes = inner[-1].isalnum() or not after.isalnum()
    return opens and closes


def code(text: str) -> str:
    """Return *text* as code within a line."""
    words = " ".join(clean(text).split("\n"))
    if not words.strip():
        return words
    fence = _fence(words, "`")
    space = " " if words[0] in "` " or words[-1] in "` " else ""
    return f"{fence}{space}{words}{space}{fence}"


def _fence(text: str, sign: str, shortest: int = 1) -> str:
    """Return a run of signs that is not among those in *text*."""
    longest = max((len(run) for run in _RUNS.findall(text)), default=0)
    return sign * max(shortest, longest + 1)


def code_block(text: str, language: str = "") -> str:
    """Return *text* as a block of code."""
    fence = _fence(text, "`", 3)
    named = language if _LANGUAGE.fullmatch(language) else ""
    return f"{fence}{named}\n{clean(text).rstrip()}\n{fence}"


def formula(tex: str) -> str:
    """Return *tex* as a formula within a line."""
    words = " ".join(_plain(tex).split())
    return f"${words}$" if words else ""


def formula_block(tex: str, label: str = "") -> str:
    """Return *tex* as formulas on lines of their own, with the number of the last.

    An empty line parts formulas, as in Sphinx; one of several rows is put into what holds rows.
    """
    found = []
    for part in re.split(r"\n\s*\n", _plain(tex).strip()):
        text = part.strip()
        if "\\\\" in text and r"\begin" not in text:
            text = f"\\begin{{aligned}}\n{text}\n\\end{{aligned}}"
        if text:
            found.append(f"$$\n{text}\n$$")
    return "\n\n".join(found) + (f" ({label})" if label and found else "")


def _plain(tex: str) -> str:
    """Return *tex* without dollar signs of its own, which would end it."""
    parts = _DOLLAR.split(clean(tex))
    return "".join(
        part if not number else (r"\(" if number % 2 else r"\)") + part
        for number, part in enumerate(parts)
    )


def autolink(address: str) -> str:
    """Return a full address as a link that shows it."""
    return link(escape(address), address) if _NO_AUTOLINK.search(address) else f"<{address}>"


def link(content: str, address: str) -> str:
    """Return a link; *content* is Markdown."""
    return f"[{content.strip() or escape(address)}]({target(address)})"


def image(alternative: str, address: str) -> str:
    """Return a picture."""
    return f"![{escape(alternative).strip()}]({target(address)})"


def target(address: str) -> str:
    """Return an address as it stands in a link: without spaces, brackets or parentheses."""
    parts = _MARKS.split(address)
    return "".join(
        part if number % 2 else quote(part, safe=_SAFE) for number, part in enumerate(parts)
    )


def placed(text: str, *, root: str, page: str = "", note: str = "") -> str:
    """Return Markdown that was kept, with what a file has in the place of the marks."""
    return text.replace(ROOT, root).replace(PAGE, page).replace(NOTE, note)


def mark(label: str) -> str:
    """Return what a footnote is called, in the text and before it."""
    return f"[^{NOTE}{label}]"


def indented(text: str, by: str, first: str | None = None) -> str:
    """Return *text* with *by* before each line that is not empty, *first* before the first."""
    lines = text.split("\n")
    head = (by if first is None else first) + lines[0]
    return "\n".join([head.rstrip(), *(by + line if line else line for line in lines[1:])])


def quoted(text: str) -> str:
    """Return blocks as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def blocks(parts: Iterable[str]) -> str:
    """Return *parts* with an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def items(marker: Iterable[str], contents: Iterable[Sequence[str]]) -> str:
    """Return a list; each item is blocks, and one of single lines has no empty ones."""
    entries = [tuple(part for part in content if part) for content in contents]
    tight = all(len(content) < 2 or _is_list(content) for content in entries)
    between = "\n" if tight else "\n\n"
    return between.join(
        indented(between.join(content), " " * len(mark), mark)
        for mark, content in zip(marker, entries, strict=False)
    )


def _is_list(content: Sequence[str]) -> bool:
    """Tell whether an item is a line with a list below it."""
    below = re.match(r"(?:[-*]|\d+[.)]) ", content[1])
    return len(content) == 2 and below is not None and "\n\n" not in content[1]


def table(rows: Sequence[Sequence[str]], alignments: Sequence[str] = ()) -> str:
    """Return a table, its first row the heads of the columns; cells are inline Markdown."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    rules = {"left": ":---", "right": "---:", "center": ":---:"}
    rule = [rules.get(name, "---") for name in (*alignments, *[""] * width)][:width]
    lines = [[*map(_cell, row), *[""] * (width - len(row))] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def _cell(content: str) -> str:
    return " ".join(content.replace(BREAK, " ").split()).replace("|", r"\|")
