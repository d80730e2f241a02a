"""The rooms of the house stay apart, and messages stay in their list."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commonplace.diagnostics import SUBTYPES

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "_ext" / "commonplace"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "vendor" not in path.parts)
#: What rooms may know of one another in annotations: the domain and what it hands out.
SHARED = {"commonplace.resolve.domain", "commonplace.resolve.site"}


def named(path: Path) -> str:
    """Return the dotted name of a module."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_the_core_loads_neither_sphinx_nor_docutils() -> None:
    """Whatever the core imports, and whatever that imports, is free of both."""
    names = [named(path) for path in MODULES if path.parent == PACKAGE / "core"]
    assert len(names) > 10
    code = (
        f"import {', '.join(names)}, sys\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'sphinx', 'docutils', 'myst_parser', 'sphinxcontrib', 'jinja2'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_rooms_know_of_one_another_only_by_the_domain() -> None:
    """An annotation is no dependency, but it shows what a room has its hands on."""
    rooms = ("read", "write", "math")
    seen = set()
    for path in MODULES:
        room = path.relative_to(PACKAGE).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or node.level < 2 or not node.module:
                continue
            other = node.module.partition(".")[0]
            if room in rooms and other in (*rooms, "resolve", "cli") and other != room:
                seen.add(f"commonplace.{node.module}")
                assert f"commonplace.{node.module}" in SHARED, (path.name, node.module)
    assert seen == SHARED


def test_every_module_can_be_imported_alone() -> None:
    """No module works only because another was imported before it."""
    names = [named(path) for path in MODULES if path.name != "__main__.py"]
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    for loaded in [key for key in sys.modules if key.startswith('commonplace')]:\n"
        "        del sys.modules[loaded]\n"
        "    importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def subtypes_in_code() -> set[str]:
    """Return the first argument of each call of ``warn``, and each ``subtype=``."""
    found: set[str] = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            said = [word.value for word in node.keywords if word.arg == "subtype"]
            said += node.args[:1] if called == "warn" else []
            found |= {str(item.value) for item in said if isinstance(item, ast.Constant)}
    return found


def test_every_subtype_is_listed_and_documented() -> None:
    """What is said is in the list, and what is in the list has its section in the guide."""
    assert len(subtypes_in_code()) > 10
    assert subtypes_in_code() <= SUBTYPES.keys()
    guide = (ROOT / "docs" / "guide" / "warnings.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^### `kb\.(\w+)`$", guide, re.MULTILINE))
    assert sections == SUBTYPES.keys()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_house_rules(path: Path) -> None:
    """No blind except, no print, no root logger, no eval; files are opened with their encoding."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "BaseException"
            reraised = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
            assert caught not in ("Exception", "BaseException") or reraised, node.lineno
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        assert name not in ("print", "eval", "exec", "open"), (name, node.lineno)
        assert not re.fullmatch(
            r"logging\.(debug|info|warning|error|critical|exception|log|basicConfig)", name
        ), (name, node.lineno)
        if name.endswith((".read_text", ".write_text")):
            assert "encoding" in {word.arg for word in node.keywords}, (name, node.lineno)
