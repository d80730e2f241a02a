"""Check the author's macros, and hand them to MathJax where that takes KaTeX's place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from .. import diagnostics

_NAME = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z])")


def valid_macros(given: object) -> dict[str, str]:
    """Return the macros that are TeX by name; a name may come without its backslash."""
    macros: dict[str, str] = {}
    if not isinstance(given, Mapping):
        diagnostics.warn(
            "config",
            f"kb_math_macros = {str(given)[:60]!r} is not a dictionary; it is ignored. "
            r"Write a name and its TeX, such as {'\R': r'\mathbb{R}'}.",
        )
        return macros
    for name, tex in given.items():
        command = str(name) if str(name).startswith("\\") else f"\\{name}"
        if not isinstance(tex, str) or not _NAME.fullmatch(command):
            diagnostics.warn(
                "config",
                f"kb_math_macros: {name!r}: {tex!r} is not a macro and left out; "
                f"write a name and its TeX, such as r'\\R': r'\\mathbb{{R}}'.",
            )
            continue
        macros[command] = tex
    return macros


def mathjax_settings(macros: Mapping[str, str]) -> str:
    """Return the script that tells MathJax 3 what to look at: our formulas and nothing else."""
    known = {
        name[1:]: [tex, max(map(int, re.findall(r"#([1-9])", tex)), default=0)]
        for name, tex in macros.items()
    }
    settings = {
        "tex": {"displayMath": [["\\[", "\\]"]], "processEnvironments": False, "macros": known},
        # MyST has MathJax ignore its pages, formulas excepted.
        "options": {"processHtmlClass": "math"},
    }
    return f"window.MathJax = {json.dumps(settings)}".replace("<", "\\u003c")
