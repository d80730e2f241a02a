"""Make text that weighs what written text weighs: Zipf's law, paragraphs, lists, code, formulas.

The words mean nothing. What counts for a build is their number, how often they return (the
search index), and the markup between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

COMMON_TEXT = (
    "the of and a to in is that it for as with on by this are be from or an at which not we "
    "one can all has but each more when there their will so if two these than into its then "
    "only some may most such where both over many what after also any how same very first "
    "between under about without while since through much every here again still often"
)
STEM_TEXT = (
    "account angle answer argument array balance basis batch belief border branch bridge buffer "
    "cache canon carrier cause chain channel choice circle claim class clause closure cluster "
    "column compass context contrast corner cost curve cycle data degree depth device digit "
    "distance domain draft edge effect element energy engine entropy error event evidence "
    "example factor feature field figure filter flow force form fraction frame function garden "
    "gate gradient grammar graph group guide harbour height history image index input integer "
    "junction kernel label ladder lattice layer leaf level limit line list logic loop machine "
    "manner margin market mask matrix measure memory method metric mirror model module moment "
    "motion network node noise norm notion number object operator orbit order origin output "
    "packet page parameter part pattern phase picture plane point policy pool power prior "
    "problem process product proof query queue random range rank ratio reader reason record "
    "region relation result river root round rule sample scale schema section sector segment "
    "sequence series session shape signal sketch slope source space sphere stage state station "
    "step stream string structure study subject surface symbol system table target task tensor "
    "theorem theory thread token topic torus transform tree trial tuple union unit update value "
    "variable vector version view volume wave weight window word"
)
COMMON, STEMS = COMMON_TEXT.split(), STEM_TEXT.split()
SHAPES = ("{}", "{}s", "re{}", "sub{}", "{}-wise", "non-{}", "{}-free", "meta{}", "{}like")
#: Content words, the plain ones first: tags and titles come from the beginning.
CONTENT = tuple(shape.format(stem) for shape in SHAPES for stem in STEMS)
VOCABULARY = (*COMMON, *CONTENT)

INLINE_FORMULAS = (
    "x_{%d} \\in \\mathbb{R}^{%d}",
    "\\alpha_{%d} = %d^{-1}",
    "O(n^{%d} \\log %d n)",
    "p(x \\mid z_{%d}) \\le %d",
    "\\lVert u_{%d} - v \\rVert_2 < %d",
)
DISPLAY_FORMULAS = (
    "\\sum_{i=1}^{%d} w_i x_i = \\frac{%d}{n} \\sum_{j} \\exp(-\\lambda_j)",
    "\\int_0^{%d} f(t)\\, \\mathrm{d}t \\approx \\sqrt{%d \\pi}",
    "\\mathcal{L}_{%d}(\\theta) = -\\log p_\\theta(x) + %d\\, \\lVert \\theta \\rVert^2",
)
CODE = (
    "```python\ndef {name}(values: list[float]) -> float:\n"
    '    """Return the weighted {other} of *values*."""\n'
    "    total = 0.0\n    for place, value in enumerate(values):\n"
    "        total += value * {number} ** -place\n    return total / max(1, len(values))\n```",
    "```python\nclass {title}:\n    size = {number}\n\n    def __init__(self, {name}s):\n"
    "        self.{name}s = sorted({name}s, key=len)[: self.size]\n```",
    "```bash\nfor {name} in $(seq 1 {number}); do\n"
    '    ./{other} --step "${name}" > "{other}.log"\ndone\n```',
    "```text\n{name} -> {other} -> {number}\n```",
)


def pick(rng: Random, items: Sequence[str]) -> str:
    """Return one of *items*, each as likely as the other."""
    return items[int(rng.random() * len(items))]


def skewed(rng: Random, count: int) -> int:
    """Return an index below *count*: the first often, the last seldom (log-uniform, as Zipf's)."""
    return min(count - 1, int((count + 1) ** rng.random()) - 1)


def between(rng: Random, low: int, high: int) -> int:
    """Return a whole number from *low* to *high*, both included."""
    return low + int(rng.random() * (high - low + 1))


def title(rng: Random) -> str:
    """Return a heading of two to five words."""
    words = [pick(rng, CONTENT[: len(STEMS)]) for _ in range(between(rng, 1, 3))]
    joint = pick(rng, ("and the", "of the", "as a", "without a", "in"))
    text = f"{' '.join(words)} {joint} {pick(rng, STEMS)}"
    return text[0].upper() + text[1:]


def sentence(rng: Random, *, markup: bool = True) -> str:
    """Return a sentence, with emphasis or code in it now and then."""
    words = [VOCABULARY[skewed(rng, len(VOCABULARY))] for _ in range(between(rng, 8, 22))]
    if markup and rng.random() < 0.15:
        place = between(rng, 1, len(words) - 2)
        words[place] = pick(rng, ("**{}**", "*{}*", "`{}`")).format(words[place])
    if len(words) > 14:
        words[7] += ","
    words[0] = words[0][0].upper() + words[0][1:]
    return " ".join(words) + "."


def paragraph(rng: Random) -> list[str]:
    """Return the sentences of one paragraph."""
    return [sentence(rng) for _ in range(between(rng, 3, 6))]


def bullets(rng: Random) -> str:
    """Return a list, numbered or not, now and then with a second level."""
    mark = pick(rng, ("- ", "1. "))
    lines = []
    for _ in range(between(rng, 3, 6)):
        lines.append(mark + sentence(rng))
        if rng.random() < 0.15:
            lines.append(" " * len(mark) + "- " + sentence(rng))
    return "\n".join(lines)


def code(rng: Random) -> str:
    """Return a fenced block of code that its lexer takes without complaint."""
    name, other = pick(rng, STEMS), pick(rng, STEMS)
    block = pick(rng, CODE)
    for mark, text in (
        ("{name}", name),
        ("{other}", other),
        ("{title}", name.title()),
        ("{number}", str(between(rng, 2, 90))),
    ):
        block = block.replace(mark, text)
    return block


def table(rng: Random) -> str:
    """Return a table of three columns."""
    head = [pick(rng, STEMS) for _ in range(3)]
    rows = [[pick(rng, STEMS), *(str(between(rng, 1, 999)) for _ in range(2))] for _ in range(4)]
    lines = [head, ["---", "--:", "--:"], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def inline_formula(rng: Random) -> str:
    """Return a formula to stand in a line."""
    return f"${pick(rng, INLINE_FORMULAS) % (between(rng, 1, 40), between(rng, 1, 40))}$"


def display_formula(rng: Random) -> str:
    """Return a formula on lines of its own."""
    return f"$$\n{pick(rng, DISPLAY_FORMULAS) % (between(rng, 1, 99), between(rng, 1, 99))}\n$$"
