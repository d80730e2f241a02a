"""Find or make the Python that a peer is run with, and describe the machine."""

from __future__ import annotations

import json
import os
import platform
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from measure import BuildError, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peers import Peer

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parent / "_ext"
VENVS = HERE / "_venv"
INSTALL_LIMIT = 900.0  # seconds
NEVER_OURS = ("PYTHON", "SPHINX", "SOURCE_DATE_EPOCH")
#: Versions that the project's own environment does not say.
PINNED = {"ablog": "0.11.13", "sphinx-autobuild": "2025.8.25"}
REPORTED = (
    "sphinx",
    "docutils",
    "myst-parser",
    "alabaster",
    "sphinx-book-theme",
    "sphinxcontrib-bibtex",
    "ablog",
    "PyStemmer",
)
VERSIONS = (
    "import importlib.metadata as m, json, sys\n"
    "found = {d.metadata['Name'].lower(): d.version for d in m.distributions()}\n"
    "print(json.dumps({n: found[n.lower()] for n in sys.argv[1:] if n.lower() in found}))"
)


def environment(peer: Peer, sources: Path = SOURCES) -> dict[str, str]:
    """Return the variables of a child: the caller's, without those that change a build."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(NEVER_OURS)}
    kept |= {"LC_ALL": "C.UTF-8", "LANGUAGE": "en", "NO_COLOR": "1", "PYTHONHASHSEED": "0"}
    if peer.module == "commonplace":
        kept["PYTHONPATH"] = str(sources)
    return kept


def snapshot(folder: Path) -> Path:
    """Copy the extension into *folder* and return where.

    Someone may be editing it: its code is part of what decides whether a page is built again, and
    a change between two builds would turn the second into a clean one.
    """
    caches = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(SOURCES, folder / "extension", ignore=caches))


def has_module(python: str, peer: Peer) -> bool:
    """Tell whether *python* can import what *peer* is made of."""
    try:
        run([python, "-c", f"import {peer.module}"], environment(peer), 60)
    except BuildError:
        return False
    return True


def versions(python: str, peer: Peer) -> dict[str, str]:
    """Return the versions, in the environment of *python*, of what a build may use."""
    _, said = run([python, "-c", VERSIONS, *REPORTED], environment(peer), 60)
    found: dict[str, str] = json.loads(said)
    return found


def make_venv(name: str, python: str, peer: Peer) -> str:
    """Make an environment of exactly the packages of *peer*; return its Python.

    It is kept under ``bench/_venv`` and made again when what it should hold has changed.
    """
    wanted = [
        f"{package}=={PINNED.get(package) or version(package)}" for package in peer.requirements
    ]
    folder = VENVS / name
    stamp, inner = folder / "requirements.txt", folder / "bin" / "python"
    text = "\n".join([platform.python_version(), *wanted]) + "\n"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == text:
        return str(inner)
    variables = environment(peer)
    run([python, "-m", "venv", "--clear", str(folder)], variables, INSTALL_LIMIT)
    pip: Sequence[str] = [str(inner), "-m", "pip", "install", "--quiet", *wanted]
    run(pip, variables, INSTALL_LIMIT)
    stamp.write_text(text, encoding="utf-8")
    return str(inner)


def machine() -> dict[str, object]:
    """Describe the machine as far as it bears on the figures."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
