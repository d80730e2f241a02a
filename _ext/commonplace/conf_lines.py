"""Where a value of the configuration stands in ``conf.py``, found without running it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def place(app: Sphinx, path: tuple[str, ...]) -> str | None:
    """Return ``conf.py`` with the line of the value that *path* names, a value and then keys.

    As near to it as can be told from the text: what is put together by code has the line of
    the whole. None where the value is of the command line.
    """
    name, *keys = path
    if name in app.config.overrides or name not in app.config._raw_config:
        return None
    file = Path(app.confdir, "conf.py")
    try:
        module = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return str(file)
    node: ast.expr | None = None
    for statement in module.body:
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        else:
            continue
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            node = statement.value
    if node is None:
        return str(file)
    line = node.lineno
    for key in keys:
        if not isinstance(node, ast.Dict):
            break
        pairs = zip(node.keys, node.values, strict=True)
        found = [
            (each.lineno, value)
            for each, value in pairs
            if isinstance(each, ast.Constant) and str(each.value) == key
        ]
        if not found:
            break
        line, node = found[-1]
    return f"{file}:{line}"
