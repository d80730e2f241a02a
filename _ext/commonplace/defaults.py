"""Sane defaults for Sphinx, the theme, MyST, bibtex and copybutton.

What the user says in ``conf.py`` or with ``-D`` wins, even where it equals Sphinx's own
default; dictionaries merge key by key. Sphinx remembers what the user said only in
``config._raw_config`` and ``config.overrides``, which is why this is one module.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.theming import Theme
from sphinx.util.matching import patmatch

from . import fonts

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

THEME = Path(__file__).parent / "theme"

BOOK_THEME = "sphinx_book_theme"

DEFAULTS: dict[str, Any] = {
    "html_theme": BOOK_THEME,
    "html_favicon": str(THEME / "static" / "kb-favicon.svg"),
    "html_context": {"default_mode": "auto"},
    "html_copy_source": True,
    "html_permalinks_icon": "#",
    "myst_enable_extensions": [
        "amsmath",
        "attrs_block",
        "attrs_inline",
        "colon_fence",
        "deflist",
        "dollarmath",
        "fieldlist",
        "strikethrough",
        "substitution",
        "tasklist",
    ],
    "myst_heading_anchors": 6,
    "myst_dmath_double_inline": True,
    "myst_links_external_new_tab": False,
    "bibtex_reference_style": "kb_author_year",
    "bibtex_default_style": "kb_author_year",
    "bibtex_cite_id": "cite-{key}",
    "bibtex_bibliography_id": "bibliography-{bibliography_count}",
    "copybutton_prompt_text": r">>> |\.\.\. |\$ ",
    "copybutton_prompt_is_regexp": True,
    "copybutton_exclude": ".linenos, .gp",
    "latex_engine": "xelatex",
    "latex_use_xindy": False,  # makeindex comes with every TeX, xindy with few
    "epub_show_urls": "no",
}

LISTS, CITES = "bibtex_default_style", "bibtex_reference_style"
#: What only the theme of our choice understands.
THEME_DEFAULTS: dict[str, Any] = {
    "html_theme_options": {
        "show_toc_level": 2,
        "use_download_button": False,
        "use_fullscreen_button": False,
        "home_page_in_toc": False,
        "navbar_persistent": [],
        "back_to_top_button": False,
        "primary_sidebar_end": [],
    },
}

#: The sidebar of the pages for which ``html_sidebars`` names none.
SIDEBAR = ("navbar-logo.html", "search-button-field.html", "kb-sidebar.html")

#: Lists that are ours and the user's together.
ADDED: dict[str, list[str]] = {
    "exclude_patterns": [
        "_build",
        "_readthedocs",
        ".venv",
        "**/.ipynb_checkpoints",
        "README.md",
        "**/README.md",
    ],
    # Headings may begin at any level: front matter names the page. Files that an EPUB reader
    # does not know are the site's own, not an author's mistake.
    "suppress_warnings": ["myst.header", "epub.unknown_project_files", "myst.strikethrough"],
}


#: Templates of the theme that show other parts of the tree of pages than our sidebar does.
TREE_TEMPLATES = frozenset(
    {"globaltoc", "navbar-nav", "navigation", "sbt-sidebar-nav", "sidebar-nav", "sidebar-nav-bs"}
)
TREE_CALLS = re.compile(r"toctree|header_nav|" + "|".join(sorted(TREE_TEMPLATES)))


def is_set(config: Config, name: str) -> bool:
    """Tell whether the user gave *name* a value, whatever it is."""
    return name in config._raw_config or name in config.overrides


def apply(app: Sphinx, config: Config) -> None:
    """Give every value that the user left alone our default."""
    ours = dict(DEFAULTS)
    if is_set(config, LISTS) and config[LISTS] != ours[LISTS]:
        # Who lists entries by number, or by labels of another kind, is to find those in the text.
        del ours[CITES]
    _apply(config, ours)
    if config.html_theme == BOOK_THEME:
        _apply(config, THEME_DEFAULTS)
        config["templates_path"] = [*config.templates_path, str(THEME / "templates")]
    root = f"{config.root_doc}.md"
    for name, added in ADDED.items():
        # A root_doc README is excluded by nobody.
        more = [item for item in added if item not in config[name] and not patmatch(root, item)]
        config[name] = [*config[name], *more]
    _apply_site(app, config)


def show_sidebar(app: Sphinx) -> None:
    """Give our sidebar to the pages that the user's ``html_sidebars`` say nothing of.

    As a pattern of that value it would meet the user's own patterns; Sphinx takes the first of
    two, and warns on each page.
    """
    theme = getattr(app.builder, "theme", None)
    if isinstance(theme, Theme) and theme.name == BOOK_THEME:
        theme.sidebar_templates = SIDEBAR


def shows_tree(app: Sphinx) -> bool:
    """Tell whether pages may show other parts of the tree of pages than our sidebar does.

    Another theme does, and so may templates that the user chose or wrote.
    """
    config = app.config
    if config.html_theme != BOOK_THEME:
        return True
    chosen = [*config.html_sidebars.values(), *config.html_theme_options.values()]
    names = {
        str(name).removesuffix(".html")
        for value in chosen
        for name in (value if isinstance(value, (list, tuple)) else [value])
    }
    if not names.isdisjoint(TREE_TEMPLATES):
        return True
    # Themes add folders of theirs to the value.
    own = config.overrides.get("templates_path") or config._raw_config.get("templates_path") or ()
    return any(
        TREE_CALLS.search(path.read_text(encoding="utf-8", errors="replace"))
        for entry in config.templates_path
        if entry in own
        for path in Path(app.confdir, entry).rglob("*.html")
        if path.is_file()
    )


def _apply(config: Config, defaults: dict[str, Any]) -> None:
    for name, default in defaults.items():
        if name not in config:
            continue
        if isinstance(default, dict):
            given = config[name] if is_set(config, name) else {}
            if isinstance(given, dict):
                config[name] = {**default, **_nested_overrides(config, name), **given}
        elif not is_set(config, name):
            config[name] = list(default) if isinstance(default, list) else default


def _nested_overrides(config: Config, name: str) -> dict[str, Any]:
    """Return what ``-D name.key=value`` set, which Sphinx keeps under the dotted name."""
    prefix = f"{name}."
    return {
        key.removeprefix(prefix): value
        for key, value in config.overrides.items()
        if key.startswith(prefix)
    }


def _apply_site(app: Sphinx, config: Config) -> None:
    """Set what depends on the site: its bibliography, titles and folders."""
    if not is_set(config, "bibtex_bibfiles"):
        config["bibtex_bibfiles"] = _bibliography_files(Path(app.confdir))
    elif isinstance(given := config["bibtex_bibfiles"], str):
        # A text is a list of letters to Python, and each would be a file that is not there.
        config["bibtex_bibfiles"] = [given]
    # Read the Docs says where a build will stand, and which is a preview of a pull request.
    if not is_set(config, "html_baseurl"):
        config["html_baseurl"] = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
    if not is_set(config, "kb_noindex"):
        config["kb_noindex"] = os.environ.get("READTHEDOCS_VERSION_TYPE") == "external"
    if not is_set(config, "html_title"):
        config["html_title"] = config.project
    if not is_set(config, "version"):
        config["version"] = config.release or "1"  # an EPUB must have one
    if not is_set(config, "release"):
        config["release"] = config.version
    if not is_set(config, "copyright"):
        config["copyright"] = config.author if is_set(config, "author") else config.project
        config["epub_copyright"] = config.copyright
    if not is_set(config, "html_last_updated_fmt"):
        config["html_last_updated_fmt"] = None  # the clock must not change a byte
    if config.latex_engine in fonts.ENGINES and config.language != "el":  # Sphinx's own for Greek
        config["latex_elements"] = {"fontpkg": fonts.fontpkg(), **config.latex_elements}
    config["html_static_path"] = [str(THEME / "static"), *config.html_static_path]


def _bibliography_files(confdir: Path) -> list[str]:
    """Find ``references.bib`` beside ``conf.py`` or one folder up."""
    for candidate in ("references.bib", "../references.bib"):
        if (confdir / candidate).is_file():
            return [candidate]
    return []
