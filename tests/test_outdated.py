"""Files beside the pages: what Sphinx and other extensions read of them must be noticed."""

from __future__ import annotations

import shutil

import pytest

from sites import Site

HOME = "# Home\n\nText.\n"


def check(site: Site, **files: str | bytes) -> None:
    """Change files, build, and find what a clean build makes."""
    site.write(dict(files))
    again = site.build()
    for folder in ("out", "trees"):
        shutil.rmtree(site.folder / folder / "clean", ignore_errors=True)
    clean = site.build(name="clean")
    assert (again.status, again.log) == (clean.status, clean.log)
    made, wanted = again.tree(), clean.tree()
    assert made.keys() == wanted.keys()
    assert [name for name in wanted if made[name] != wanted[name]] == []


# -- pages that extensions make ---------------------------------------------------------

AUTODOC = (
    'extensions += ["sphinx.ext.autodoc", "sphinx.ext.viewcode"]\n'
    "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parent))\n"
)
MODULE = '"""A module."""\n\n\ndef work():\n    """Work."""\n'


@pytest.fixture(scope="module")
def documented(tmp_path_factory):
    """Build a site with the source of a module among its pages."""
    home = "# Home\n\n```{eval-rst}\n.. automodule:: kb_trial\n   :members:\n```\n"
    files = {"index.md": home, "kb_trial.py": MODULE}
    site = Site(tmp_path_factory.mktemp("viewcode"), files, AUTODOC)
    result = site.build(strict=True)
    assert (result.status, result.log) == (0, "")
    assert "_modules/kb_trial.html" in result.tree()
    return site


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"conf.py": 'project = "Other"\nextensions = ["commonplace"]\n' + AUTODOC},
        {"kb_trial.py": MODULE.replace("Work", "Toil")},
        {"index.md": HOME},
    ],
    ids=["nothing", "configuration", "module", "no longer documented"],
)
def test_the_source_of_a_module_is_a_page_as_long_as_it_is_documented(documented, files):
    """Viewcode goes by times, and leaves out what it holds for made."""
    check(documented, **files)


# -- code and templates of the site's own -----------------------------------------------

HERE = "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parent))\n"
HANDLER = "def add(app, docname, content):\n    content[0] += '\\n\\nSaid by code.\\n'\n"
LAYOUT = (
    '{% extends "sphinx_book_theme/layout.html" %}'
    '{% block extrahead %}{{ super() }}<meta name="trial" content="one">{% endblock %}'
)
CODE = {
    "a package": (
        HERE + 'extensions.append("kb_own")\n',
        {
            "kb_own/__init__.py": "def setup(app):\n    from . import deep\n    deep.setup(app)\n",
            "kb_own/deep/__init__.py": "from .work import add\n\n\n"
            "def setup(app):\n    app.connect('source-read', add)\n",
            "kb_own/deep/work.py": HANDLER,
        },
        "kb_own/deep/work.py",
    ),
    "a package that imports late": (
        HERE + 'extensions.append("kb_own")\n',
        {
            "kb_own/__init__.py": "def add(*arguments):\n    from .work import add\n"
            "    add(*arguments)\n\n\n"
            "def setup(app):\n    app.connect('source-read', add)\n",
            "kb_own/work.py": HANDLER,
        },
        "kb_own/work.py",
    ),
    "a module that an extension imports": (
        HERE + 'extensions.append("kb_own")\n',
        {
            "kb_own.py": "from kb_work import add\n\n\n"
            "def setup(app):\n    app.connect('source-read', add)\n",
            "kb_work.py": HANDLER,
        },
        "kb_work.py",
    ),
    "a module that conf.py imports": (
        HERE + "import kb_work\ndef setup(app):\n    app.connect('source-read', kb_work.add)\n",
        {"kb_work.py": HANDLER},
        "kb_work.py",
    ),
    "a theme": (
        'html_theme = "mine"\nhtml_theme_path = ["themes"]\n',
        {
            "themes/mine/theme.toml": '[theme]\ninherit = "sphinx_book_theme"\n',
            "themes/mine/layout.html": LAYOUT.replace("one", "Said by code."),
        },
        "themes/mine/layout.html",
    ),
}


@pytest.mark.parametrize("what", CODE)
def test_an_edit_of_code_beside_the_site_makes_every_page_anew(tmp_path, what):
    """Whoever imports it, and whether or not Sphinx would notice."""
    conf, files, edited = CODE[what]
    site = Site(tmp_path, {"index.md": HOME} | files, conf)
    assert "Said by code." in site.build().text("index.html")
    check(site, **{edited: files[edited].replace("Said by", "And then told by")})
    assert "And then told by code." in site.build().text("index.html")


def test_code_that_takes_no_part_makes_nothing_outdated(tmp_path):
    """A ``conf.py`` without ``setup`` may take its values from where it likes."""
    site = Site(tmp_path, {"index.md": HOME, "kb_work.py": "V = '1'\n"}, HERE + "import kb_work\n")
    site.build()
    page = site.folder / "out/html/index.html"
    page.write_text("KBKEPT", encoding="utf-8")
    site.write({"kb_work.py": "V = '10'\n"})
    site.build()
    assert page.read_text(encoding="utf-8") == "KBKEPT"


# -- files that are not there yet -------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>\n'
#: What the page says, what is there, what appears, and what the page shows of it then.
APPEARING = {
    "a better picture": ("![a](img/fig.*)", "blog/img/fig.png", "blog/img/fig.svg", '.svg" />'),
    "a picture of the language": (
        "![a](fig.svg)",
        "blog/fig.svg",
        "blog/fig.en.svg",
        "_images/fig-en",
    ),
    "such a one of several kinds": ("![a](/fig.*)", "fig.svg", "fig.en.svg", "_images/fig-en"),
    "a table": ("```{csv-table} T\n:file: a.csv\n```", "b.csv", "blog/a.csv", "<td><p>one"),
    "a table at the root": ("```{csv-table} T\n:file: /a.csv\n```", "b.csv", "a.csv", "<td><p>one"),
    "markup": ("```{raw} html\n:file: a.html\n```", "b.html", "blog/a.html", "one,two"),
}


@pytest.mark.parametrize("what", APPEARING)
def test_a_file_that_appears_is_taken(tmp_path, what):
    """What a page names and does not find, or would rather have, is looked for in each build."""
    text, there, new, shown = APPEARING[what]
    content = {"svg": SVG, "png": b"\x89PNG\r\n\x1a\n"}
    files = {
        "index.md": "# Home\n\n```{toctree}\nblog/a\n```\n",
        "blog/a.md": f"# A\n\n{text}\n",
        there: content.get(there.rpartition(".")[2], "other"),
    }
    site = Site(tmp_path, files)
    assert shown not in site.build().text("blog/a.html")
    check(site, **{new: content.get(new.rpartition(".")[2], "one,two\n")})
    assert shown in site.build().text("blog/a.html")
    (site.source / new).unlink()
    check(site)
