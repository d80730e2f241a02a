"""Turn what authors write in display formulas into what KaTeX knows."""

from __future__ import annotations

import re

# Sphinx gives an environment one number, so KaTeX must not count its rows: every outer
# environment becomes its unnumbered form, and those KaTeX lacks become the nearest it has.
_OUTER = {
    "align": ("align*", ""),
    "alignat": ("alignat*", ""),
    "displaymath": ("equation*", ""),
    "eqnarray": ("darray", "{rcl}"),
    "equation": ("equation*", ""),
    "flalign": ("align*", ""),
    "gather": ("gather*", ""),
    "math": ("equation*", ""),
    "multline": ("gather*", ""),
    "subequations": ("", ""),
}
# The same environments as one row among several.
_INNER = {
    "align*": "aligned",
    "alignat*": "alignedat",
    "equation*": "",
    "gather*": "gathered",
}

_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{(\w+\*?)\}|\\.|%[^\n]*", re.DOTALL)
_TOKEN = re.compile(r"\\(begin|end)\b|\\.|%[^\n]*|[{}&]", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def known_environments(tex: str) -> str:
    """Replace the outer LaTeX environments of *tex* by unnumbered ones that KaTeX has."""

    def replace(match: re.Match[str]) -> str:
        verb, name = match.groups()
        if verb is None or name.rstrip("*") not in _OUTER:
            return match.group()
        name, columns = _OUTER[name.rstrip("*")]
        if not name:
            return ""
        return f"\\{verb}{{{name}}}{columns if verb == 'begin' else ''}"

    return _ENVIRONMENT.sub(replace, tex)


def displayed(tex: str, *, wrap: bool) -> str:
    r"""Return the TeX of one display formula.

    :param tex: the formula as written.
    :param wrap: whether to supply the environments that Sphinx promises
        (``sphinx.util.math.wrap_displaymath``): blank lines separate equations, which are aligned
        with one another at their ``&``; one equation may break its lines by itself.
    """
    tex = known_environments(tex).strip()
    if not wrap:
        return _BLANK_LINE.sub("\n", tex)
    parts = [part.strip() for part in _BLANK_LINE.split(tex) if part.strip()]
    if any(_depth_and_breaks(part)[0] for part in parts):
        # A blank line inside an environment or a group separates nothing.
        parts = ["\n".join(parts)]
    if len(parts) > 1:
        # The line feed ends a comment that a row may close with.
        rows = "\n\\\\\n".join(_inner(part) for part in parts)
        return f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"
    tex = "".join(parts)
    breaks = _depth_and_breaks(tex)[1]
    return f"\\begin{{split}}\n{tex}\n\\end{{split}}" if breaks else tex


def _inner(row: str) -> str:
    """Turn the outer environments of *row* into those that may stand among other rows."""

    def replace(match: re.Match[str]) -> str:
        verb, name = match.groups()
        if verb is None or name not in _INNER:
            return match.group()
        inner = _INNER[name]
        return f"\\{verb}{{{inner}}}" if inner else ""

    return _ENVIRONMENT.sub(replace, row)


def _depth_and_breaks(part: str) -> tuple[int, bool]:
    """Return the nesting left open by *part*, and whether it breaks lines outside of any."""
    depth, breaks = 0, False
    for match in _TOKEN.finditer(part):
        token = match.group()
        if token in ("{", r"\begin"):
            depth += 1
        elif token in ("}", r"\end"):
            depth -= 1
        elif token in (r"\\", "&") and depth == 0:
            breaks = True
    return depth, breaks
