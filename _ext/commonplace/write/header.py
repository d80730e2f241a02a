"""What every page of an output depends on: code, configuration, templates and assets."""

from __future__ import annotations

import ast
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pybtex import plugin
from sphinx.util.i18n import format_date

from ..core.digest import digest, digest_bytes, digest_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

PACKAGE = Path(__file__).parent.parent
LIBRARIES = (
    "Sphinx", "docutils", "myst-parser", "markdown-it-py", "mdit-py-plugins",
    "sphinxcontrib-bibtex", "pybtex", "sphinx-book-theme", "pydata-sphinx-theme",
    "sphinx-copybutton", "sphinx-design", "Jinja2", "Pygments", "babel", "emoji",
)  # fmt: skip
SUFFIXES = {".py", ".html", ".js", ".css", ".json"}
STANDARD_LIBRARY = Path(os.__file__).parent
SITE_PACKAGES = frozenset({"site-packages", "dist-packages"})
#: Values that decide which pages there are, or only what is said, never what a page shows.
SILENT = frozenset({"kb_drafts", "kb_generate", "kb_strict", "kb_node"})
READING = (
    "core",
    "read",
    "math",
    "resolve/bibliography.py",
    "resolve/biblatex.py",
    "resolve/entries.py",
    "config.py",
    "nodes.py",
    "defaults.py",
    "__init__.py",
)


def digest_of(app: Sphinx) -> str:
    """Return the digest of everything that all pages of the present builder depend on."""
    values = config_digest(app, frozenset({"env", "html", "epub", "gettext", ""}))
    html = app.builder.format == "html"
    return digest(
        (
            code_digest(),
            versions(),
            values,
            sorted(app.tags),  # what ``only`` asks for
            tuple(_templates(app)) if html else (),
            tuple(_assets(app)) if html else (),
            _last_updated(app) if html else "",
        )
    )


def code_digest(*parts: str) -> str:
    """Return the digest of our own code: of all of it, or of the named rooms."""
    files: list[Path] = []
    for part in parts or (".",):
        path = PACKAGE / part
        files.extend([path] if path.is_file() else path.rglob("*"))
    wanted = sorted(
        path
        for path in files
        if path.suffix in SUFFIXES and "vendor" not in path.parts and path.is_file()
    )
    return digest(
        tuple((path.relative_to(PACKAGE).as_posix(), digest_file(path)) for path in wanted)
    )


def versions() -> tuple[tuple[str, str], ...]:
    """Return the versions of what reads and writes pages."""
    found: list[tuple[str, str]] = []
    for name in LIBRARIES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            found.append((name, ""))
    return tuple(found)


def reading_digest(app: Sphinx) -> str:
    """Return the digest of the code that reads pages: ours, the site's, the libraries'."""
    # bibtex reads these into doctrees but does not say so.
    bibtex = tuple(
        (item.name, _stable(app, item.value))
        for item in app.config
        if item.name.startswith("bibtex_") and item.name != "bibtex_bibfiles"
    )
    extensions = sorted((name, str(each.version)) for name, each in app.extensions.items())
    return digest((code_digest(*READING), versions(), extensions, _local_code(app), bibtex))


def _local_code(app: Sphinx) -> list[tuple[str, str]]:
    """Return digests of ``conf.py`` with a ``setup``, and of all code that is not installed.

    Extensions beside the site may import what they like, and so may ``conf.py``; without either
    nothing of that code takes part in a build, and all that comes of it is values. A style of
    pybtex's takes part once it is registered, and what ``conf.py`` defines may be one.
    """
    conf = Path(app.confdir) / "conf.py"
    defines = callable(getattr(app.config, "setup", None)) or _defines_code(conf)
    modules = {name: path for name, path in _loaded() if not _is_installed(path)}
    styles = {
        style.__module__ for group in plugin._RUNTIME_PLUGINS.values() for style in group.values()
    }
    if not defines and modules.keys().isdisjoint(app.extensions.keys() | styles):
        return []
    paths = {conf} if defines else set()
    for path in modules.values():
        # A package may import the rest of itself only when it needs it.
        below = path.parent.rglob("*") if path.name == "__init__.py" else ()
        paths.update((path, *(file for file in below if file.suffix in SUFFIXES)))
    return sorted((path.name, digest_file(path)) for path in paths)


def _defines_code(conf: Path) -> bool:
    """Tell whether ``conf.py`` defines a function or a class."""
    try:
        tree = ast.parse(conf.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return False  # there is none, or it is no longer what was run
    return any(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda))
        for node in ast.walk(tree)
    )


def _loaded() -> Iterator[tuple[str, Path]]:
    """Yield the modules that are loaded, but for the program that was started."""
    for name, module in sys.modules.copy().items():
        file = getattr(module, "__file__", None)
        if file and name != "__main__":
            yield name, Path(file)


def _is_installed(path: Path) -> bool:
    """Tell whether a file is ours, Python's or a library's, which versions and digests speak of."""
    return (
        path.is_relative_to(PACKAGE)
        or path.is_relative_to(STANDARD_LIBRARY)
        or not SITE_PACKAGES.isdisjoint(path.parts)
    )


def config_digest(app: Sphinx, rebuild: frozenset[str]) -> str:
    """Return the digest of the configuration, the paths of this machine taken out."""
    config = app.config
    values = {
        item.name: _stable(app, item.value)
        for item in config
        if item.rebuild in rebuild
        and item.name not in SILENT
        and (item.rebuild or item.name.startswith(("kb_", "html_", "numfig")))
    }
    return digest_bytes(repr(sorted(values.items())).encode("utf-8", "surrogatepass"))


def _stable(app: Sphinx, value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((str(key), _stable(app, item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return [_stable(app, item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(repr(_stable(app, item)) for item in value)
    if callable(value):
        return getattr(value, "__qualname__", type(value).__name__)
    if isinstance(value, (int, float, bool, type(None))):
        return value
    text = str(value)
    for token, folder in (
        ("<out>", app.outdir), ("<doctrees>", app.doctreedir), ("<source>", app.srcdir),
        ("<conf>", app.confdir), ("<package>", PACKAGE), ("<python>", sys.prefix),
    ):  # fmt: skip
        text = text.replace(str(folder), token)
    return text


def _last_updated(app: Sphinx) -> str:
    """Return what every page says of when the site was built, if it is to say so."""
    form = app.config.html_last_updated_fmt
    if form is None:
        return ""
    local = not app.config.html_last_updated_use_utc
    return format_date(form or "%b %d, %Y", language=app.config.language, local_time=local)


def _templates(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield the templates of the site and everything of a theme that is not installed."""
    theme: Any = getattr(app.builder, "theme", None)
    for entry in (*app.config.templates_path, *(theme.get_theme_dirs() if theme else ())):
        folder = Path(app.confdir, entry)
        if not _is_installed(folder):
            yield from _files(folder)


def _assets(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield what pages load by a name with ``?v=``: style sheets and scripts."""
    for entry in app.config.html_static_path:
        folder = Path(app.confdir, entry)
        if not _is_installed(folder):
            yield from (item for item in _files(folder) if ".css" in item[0] or ".js" in item[0])


def _files(folder: Path) -> Iterable[tuple[str, str]]:
    if folder.is_file():
        return [(folder.name, digest_file(folder))]
    return [
        (path.relative_to(folder).as_posix(), digest_file(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
