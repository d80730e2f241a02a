"""The signs of TeX as characters: accents, letters, and formulas as far as text can show them."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import Any, cast

import latexcodec  # noqa: F401 (its import registers the codec)


def words(text: str) -> frozenset[str]:
    """Return the words of *text*: a table in few lines."""
    return frozenset(text.split())


GREEK = {
    name: unicodedata.lookup(f"GREEK SMALL LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")
    for name in words(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
        " sigma tau upsilon phi chi psi omega"
    )
}
GREEK |= {name.capitalize(): sign.upper() for name, sign in GREEK.items()}
GREEK |= {f"var{name}": GREEK[name] for name in ("epsilon", "theta", "rho", "phi", "pi", "kappa")}
GREEK["varsigma"] = "ς"

#: Commands of text that stand for a sign.
SIGNS = {
    **{f"text{name}": sign for name, sign in GREEK.items()},
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "LaTeXe": "LaTeX2ε",
    "BibTeX": "BibTeX",
    "dots": "…",
    "ldots": "…",
    "textellipsis": "…",
    "euro": "€",
    "texteuro": "€",
    "textmu": "µ",
    "textpm": "±",
    "texttimes": "×",
    "textdiv": "÷",
    "textminus": "−",
    "textonehalf": "½",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedbl": '"',
    "textquotesingle": "'",
    "quotedblbase": "„",
    "glqq": "„",
    "grqq": "“",
    "flqq": "«",
    "frqq": "»",
    "lq": "‘",
    "rq": "’",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textunderscore": "_",
    "textasciicircum": "^",
    "textasciitilde": "~",
    "textasciigrave": "`",
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textdollar": "$",
    "textrightarrow": "→",
    "textleftarrow": "←",
    "slash": "/",
    "nobreakspace": " ",
    "space": " ",
    "quad": " ",
    "qquad": " ",
    "enspace": " ",
    "thinspace": " ",
    "newline": " ",
    "linebreak": " ",
    "par": " ",
    "ng": "ŋ",
    "NG": "Ŋ",
}

ACCENTS = dict(
    zip(
        "`'^\"~=.uvHcdbkr",
        "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0323\u0331\u0328\u030a",
        strict=True,
    )
)
#: An accent and its letter, in any of the ways to write them: ``\'e \'{e} \'\i \v{r} {\v r}``.
ACCENT = re.compile(
    r"\\(?:([`'^\"~=.])|([uvHcdbkr])(?![a-zA-Z])) *"
    r"(?:\{ *(?:\\([a-zA-Z]{1,2}) *|([^\W\d_]))? *\}|\\([ij])(?![a-zA-Z]) *|([^\W\d_]))"
)
DOTLESS = {"i": "i", "j": "j"}
#: Accents above an accent, as Vietnamese has them: ``\~{\^e} \'\^{o}``.
_SIGN = r"\\(?:[`'^\"~=.]|[uvHcdbkr](?![a-zA-Z]))"
ABOVE = re.compile(rf"(?:{_SIGN} *(?:\{{ *)?){{1,2}}(?={_SIGN})")
SIGN = re.compile(r"\\(.)")
CLOSED = re.compile(r" *\}")
LETTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)


def accent_at(text: str, place: int) -> tuple[str, int] | None:
    """Return the letter of the accent, or of the accents, at *place*, and where it ends."""
    if found := ACCENT.match(text, place):
        return accented(found), found.end()
    above = ABOVE.match(text, place)
    found = ACCENT.match(text, above.end()) if above else None
    letter = LETTER.match(accented(found)) if found else None
    if not (above and found and letter):
        return None
    end = found.end()
    for _ in range(above[0].count("{")):
        closed = CLOSED.match(text, end)
        if not closed:
            return None
        end = closed.end()
    marks = "".join(ACCENTS[sign] for sign in reversed(SIGN.findall(above[0])))
    rest = letter.string[letter.end() :]
    return unicodedata.normalize("NFC", letter[0] + marks) + rest, end


def accented(found: re.Match[str]) -> str:
    """Return the letter of an accent as a character; without a letter, the sign of the accent."""
    sign = found[1] or found[2]
    letter = found[4] or found[6] or ""
    if name := found[3] or found[5]:
        letter = DOTLESS.get(name) or sign_of(name) or name
    if not letter:
        return found[1] or ""
    return unicodedata.normalize("NFC", letter[0] + ACCENTS[sign]) + letter[1:]


@lru_cache(maxsize=1 << 10)
def sign_of(name: str) -> str:
    """Return what the command *name* of text stands for; nothing where it stands for no sign."""
    if name in SIGNS:
        return SIGNS[name]
    text = str(cast("Any", codecs.decode)(f"\\{name} ", "ulatex"))
    return "" if "\\" in text else text.rstrip(" ").replace("\xad", "")


# -- formulas ---------------------------------------------------------------------------

OPERATORS = {
    **GREEK,
    "times": "×", "cdot": "·", "ast": "*", "star": "⋆", "pm": "±", "mp": "∓", "div": "÷",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "ll": "≪", "gg": "≫",
    "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "in": "∈",
    "notin": "∉", "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "emptyset": "∅",
    "to": "→", "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒", "leftrightarrow": "↔",
    "mapsto": "↦", "infty": "∞", "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏",
    "int": "∫", "forall": "∀", "exists": "∃", "neg": "¬", "wedge": "∧", "vee": "∨", "oplus": "⊕",
    "otimes": "⊗", "circ": "∘", "ell": "ℓ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ",
    "langle": "⟨", "rangle": "⟩", "lVert": "‖", "rVert": "‖", "Vert": "‖", "vert": "|", "mid": "|",
    "ldots": "…", "cdots": "⋯", "dots": "…", "prime": "′", "dagger": "†", "perp": "⊥",
    "quad": " ", "qquad": " ", "degree": "°", "backslash": "\\", "odot": "⊙",
    "lesssim": "≲", "gtrsim": "≳", "sun": "☉", "lbrace": "{", "rbrace": "}", "surd": "√", "sqrt": "√",
}  # fmt: skip
SILENT = words(
    "mathcal mathrm mathbf mathit mathsf mathtt mathfrak mathscr mathnormal boldsymbol bm text"
    " textrm textit textbf textsf mbox operatorname rm bf it cal left right big Big bigl bigr Bigl Bigr"
    " displaystyle limits nolimits frac tfrac dfrac hat bar tilde vec dot ddot widehat widetilde"
    " overline underline ensuremath"
)
RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True)) | {"∘": "°", "′": "′"}
LOWERED = dict(zip("0123456789+-=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ", strict=True))
BOARD = dict(zip("CHNPQRZE", "ℂℍℕℙℚℝℤ𝔼", strict=True))
BOARDED = re.compile(r"\\mathbb *(?:\{([A-Z])\}|([A-Z]))")
FRACTION = re.compile(r"\\[td]?frac *\{([^{}]*)\} *\{([^{}]*)\}")
COMMAND = re.compile(r"\\(?:([a-zA-Z]+)\*? *|(.))")
SCRIPT = re.compile(r"([_^]) *(?:\{([^{}]*)\}|(\S))")


@lru_cache(maxsize=1 << 12)
def formula_text(tex: str) -> str:
    """Return a formula as text can show it: no command is left, no brace and no dollar."""
    text = BOARDED.sub(lambda found: BOARD.get(found[1] or found[2], found[1] or found[2]), tex)
    text = FRACTION.sub(r"\1/\2", text)
    text = COMMAND.sub(_command, text)
    text = SCRIPT.sub(_script, text)
    return " ".join(re.sub(r"[{}$]", "", text).replace("~", " ").split())


def _command(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return found[2] if found[2] in "%&#_" else " " if found[2] in " ,:;\\" else ""
    if name in SILENT:
        return ""
    if name in OPERATORS:
        sign = OPERATORS[name]
        spaced = found[0].endswith(" ") and found.string[: found.start()].endswith(" ")
        return f"{sign} " if spaced and not sign.isalpha() else sign
    behind = found.string[found.end() : found.end() + 1]
    return f"{name} " if behind.isalnum() or behind == "\\" else name


def _script(found: re.Match[str]) -> str:
    content = (found[2] if found[2] is not None else found[3]).strip()
    return raised("superscript" if found[1] == "^" else "subscript", content)


def raised(name: str, content: str) -> str:
    """Return a superscript or subscript in the characters that there are, else marked as one."""
    table = RAISED if name == "superscript" else LOWERED
    if content and all(char in table for char in content):
        return "".join(table[char] for char in content)
    if not content:
        return ""
    if content.isalpha() and len(content) > 1 and name == "superscript":
        return content  # 1st, 2nd
    sign = "^" if name == "superscript" else "_"
    return f"{sign}{content}" if len(content) == 1 or sign == "_" else f"^({content})"
