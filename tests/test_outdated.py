"""Files beside the pages: what Sphinx and other extensions read of them must be noticed."""

from __future__ import annotations

import shutil
import zlib
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from commonplace.core import model, query, requests
from commonplace.core.digest import shape_of
from commonplace.resolve.digests import PageDigests
from commonplace.resolve.domain import KbDomain
from sites import NOON, Result, Site, run

HOME = "# Home\n\nText.\n"


def check(site: Site, **files: str | bytes) -> Result:
    """Change files, build, and find what a clean build makes; return what was built."""
    site.write(dict(files))
    again = site.build()
    for folder in ("out", "trees"):
        shutil.rmtree(site.folder / folder / "clean", ignore_errors=True)
    clean = site.build(name="clean")
    assert (again.status, again.log) == (clean.status, clean.log)
    made, wanted = again.tree(), clean.tree()
    assert made.keys() == wanted.keys()
    assert [name for name in wanted if made[name] != wanted[name]] == []
    return again


def test_what_an_extension_leaves_behind_goes_with_it(tmp_path):
    """The files for GitHub's pages, of which Sphinx's own extension keeps no record."""
    site = Site(tmp_path, {"index.md": "# Home\n"})
    conf = (site.source / "conf.py").read_text()
    site.write({"conf.py": f'{conf}extensions += ["sphinx.ext.githubpages"]\n'})
    assert ".nojekyll" in site.build().tree()
    assert ".nojekyll" not in check(site, **{"conf.py": conf}).tree()


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


def test_a_module_that_appears_is_documented(tmp_path):
    """Which file would have been imported, nobody notes."""
    site = Site(
        tmp_path, {"index.md": HOME + "\n```{eval-rst}\n.. automodule:: kb_late\n```\n"}, AUTODOC
    )
    assert "kb_late" in site.build().log
    assert "A module." in check(site, **{"kb_late.py": MODULE}).text("index.html")
    (site.source / "kb_late.py").unlink()
    check(site)


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
#: The same where it is an error that the file is missing, which is told until it appears.
MISSED = {
    "code": ("```{literalinclude} a.txt\n```", "blog/a.txt"),
    "an included file": ("```{include} a.txt\n```", "blog/a.txt"),
    "one in reStructuredText": ("```{eval-rst}\n.. include:: /a.txt\n```", "a.txt"),
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


@pytest.mark.parametrize("what", MISSED)
def test_a_file_whose_absence_is_an_error_is_taken_when_it_appears(tmp_path, what):
    text, new = MISSED[what]
    files = {"index.md": "# Home\n\n```{toctree}\nblog/a\n```\n", "blog/a.md": f"# A\n\n{text}\n"}
    site = Site(tmp_path, files, 'exclude_patterns = ["*.txt"]\n')
    assert "a.txt" in site.build().log
    assert "Appeared" in check(site, **{new: "Appeared\n"}).text("blog/a.html")


def test_both_files_of_a_difference_are_read_and_named_by_their_paths_in_the_site(tmp_path):
    """Sphinx forgets the second, and names both by where they lie on this machine."""
    page = "# Home\n\n```{literalinclude} code/new.py\n:diff: code/old.py\n```\n"
    files = {"index.md": page, "code/new.py": "a = 2\n", "code/old.py": "a = 1\n"}
    site = Site(tmp_path, files)
    shown = site.build("text").text("index.txt")
    assert "--- code/old.py" in shown
    assert "+++ code/new.py" in shown
    assert "7" in check(site, **{"code/old.py": "a = 7\n"}).text("index.html.md")


# -- what is not a file -----------------------------------------------------------------

ONLY = "# Home\n\n```{only} internal\nFor us.\n```\n\nFor all.\n"


@pytest.mark.parametrize("builder", ["html", "text"])
def test_what_is_shown_only_with_a_tag_comes_and_goes_with_it(tmp_path, builder):
    site = Site(tmp_path, {"index.md": ONLY})
    name = "index.html" if builder == "html" else "index.txt"
    assert "For us." not in site.build(builder).text(name)
    assert "For us." in site.build(builder, "-t", "internal").text(name)
    assert "For us." not in site.build(builder).text(name)


def test_nobody_quotes_what_a_page_does_not_show(tmp_path):
    """A sentence within ``only`` is shown as a backlink, and by those who are cited, with it alone."""
    files = {
        "index.md": "# Home\n\n```{toctree}\na\nb\nnotes/n\n```\n",
        "a.md": "# A\n\n```{only} internal\nA quokka cites {cite:t}`key` after [](b.md).\n```\n",
        "b.md": "# B\n\n```{bibliography}\n```\n",
        "notes/n.md": "---\npaper: key\n---\n\n# N\n\n{cite:t}`key`\n",
        "refs.bib": "@misc{key, title={T}, author={Ada Lane}, year={2020}}\n",
    }
    site = Site(tmp_path, files, 'bibtex_bibfiles = ["refs.bib"]\nhtml_copy_source = False\n')

    def quoting(*options: str) -> list[str]:
        found = site.build("html", *options).tree()
        return sorted(name for name, data in found.items() if b"quokka" in data)

    with_tag = quoting("-t", "internal")
    assert {"a.html", "b.html", "notes/n.html", "graph.json"} <= {*with_tag}
    assert quoting() == []
    assert quoting("-t", "internal") == with_tag


@pytest.mark.parametrize(
    ("conf", "text"),
    [("", "{sub-ref}`today`\n"), ('html_last_updated_fmt = "%b %d, %Y"\n', "Words.\n")],
    ids=["in a page", "below each"],
)
def test_the_day_of_the_build_is_that_of_the_last_build(tmp_path, monkeypatch, conf, text):
    site = Site(tmp_path, {"index.md": f"# Home\n\n{text}"}, conf)
    assert "Nov 21, 2026" in site.build().text("index.html")
    monkeypatch.setattr("sites.NOON", str(int(NOON) + 86400))
    shown = check(site).text("index.html")
    assert "Nov 22, 2026" in shown
    assert "Nov 21, 2026" not in shown


STYLE = """
from pybtex.plugin import register_plugin
from pybtex.style.formatting.unsrt import Style
from pybtex.style.template import field, tag


class Mine(Style):
    def format_title(self, entry, which_field, as_sentence=True):
        return tag("em")[field(which_field)]


register_plugin("pybtex.style.formatting", "mine", Mine)
"""


@pytest.mark.parametrize("where", ["conf.py", "a module that conf.py imports"])
def test_an_edit_of_a_style_of_ones_own_makes_the_bibliography_anew(tmp_path, where):
    """As sphinxcontrib-bibtex has its users write one: without a function ``setup``."""
    conf = 'bibtex_bibfiles = ["refs.bib"]\nbibtex_default_style = "mine"\n'
    files = {
        "index.md": "# Home\n\n{cite:t}`key`\n\n```{bibliography}\n```\n",
        "refs.bib": "@misc{key, title={Quokkas}, author={Ada Lane}, year={2020}}\n",
    }
    inside = where == "conf.py"
    site = Site(
        tmp_path,
        files | ({} if inside else {"kb_style.py": STYLE}),
        conf + (STYLE if inside else HERE + "import kb_style\n"),
    )
    assert "<em>Quokkas</em>" in site.build().text("index.html")
    name = "conf.py" if inside else "kb_style.py"
    text = (site.source / name).read_text(encoding="utf-8")
    built = check(site, **{name: text.replace('tag("em")', 'tag("strong")')})
    assert "<strong>Quokkas</strong>" in built.text("index.html")


def inventory(title: str) -> bytes:
    """Return the inventory of another site."""
    head = "# Sphinx inventory version 2\n# Project: P\n# Version: 1\n"
    entry = f"there std:label -1 page.html {title}\n"
    return f"{head}# What follows is zlib.\n".encode() + zlib.compress(entry.encode())


def test_a_link_by_an_inventory_follows_it(tmp_path):
    """MyST asks the inventory while it reads the page."""
    conf = (
        'extensions += ["sphinx.ext.intersphinx"]\n'
        'intersphinx_mapping = {"p": ("https://p.example/", "p.inv")}\n'
    )
    files = {"index.md": "# Home\n\n[](inv:p#there)\n", "p.inv": inventory("One title")}
    site = Site(tmp_path, files, conf)
    assert "One title" in site.build().text("index.html")
    built = check(site, **{"p.inv": inventory("Another title")})
    assert "Another title" in built.text("index.html")


def test_translations_are_what_a_page_is_read_from(tmp_path):
    """Sphinx forgets a page's catalogue when it reads the page."""

    def catalogue(title: str) -> str:
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        return f'{head}\nmsgid "A"\nmsgstr "{title}"\n'

    conf = 'language = "de"\nlocale_dirs = ["loc"]\ngettext_compact = False\n'
    name = "loc/de/LC_MESSAGES/a.po"
    files = {
        "index.md": "# Home\n\n```{toctree}\na\n```\n\n{doc}`a`\n",
        "a.md": "# A\n\nWords.\n",
        name: catalogue("Erste"),
    }
    site = Site(tmp_path, files, conf)
    assert "Erste" in site.build().text("index.html")
    assert "Zweite" in check(site, **{name: catalogue("Zweite")}).text("index.html")
    for suffix in (".po", ".mo"):
        (site.source / name).with_suffix(suffix).unlink()
    assert "Zweite" not in check(site).text("index.html")


MEANWHILE = """
def edit(app, doctree):
    part = app.srcdir / "part.txt"
    text = part.read_text()
    if app.env.current_document.docname == "a":
        part.write_text(text.replace("Second", "Third").replace("First", "Second"))


def setup(app):
    app.connect("doctree-read", edit)
"""


def test_a_file_edited_during_each_build_leaves_no_other_page_behind(tmp_path):
    """Nobody knows which bytes were read, so nothing that follows from them is known either."""
    files = {
        "index.md": "# Home\n\n```{toctree}\na\n```\n\n{doc}`a`\n",
        "a.md": "```{include} part.txt\n```\n",
        "part.txt": "# First\n",
    }
    site = Site(tmp_path, files, 'exclude_patterns = ["*.txt"]\n' + MEANWHILE)
    for title in ("First", "Second", "Third"):
        shown = site.build("dirhtml").text("index.html")
        assert ("First" in shown, "Second" in shown, "Third" in shown) == tuple(
            title == name for name in ("First", "Second", "Third")
        )


def test_a_label_of_two_headings_is_the_later_pages_whichever_was_read_last(tmp_path):
    """As ``sphinx.ext.autosectionlabel`` makes them, of whatever heading."""
    conf = (
        'extensions += ["sphinx.ext.autosectionlabel"]\n'
        'suppress_warnings = ["autosectionlabel.*"]\n'
    )
    files = {
        "index.md": "# Home\n\n```{toctree}\na\nb\n```\n\n{ref}`Method`\n",
        "a.md": "# A\n\n## Method\n\nWords.\n",
        "b.md": "# B\n\n## Method\n\nWords.\n",
    }
    site = Site(tmp_path, files, conf)
    assert 'href="b.html#method"' in site.build().text("index.html")
    built = check(site, **{"a.md": files["a.md"].replace("Words", "Other words")})
    assert 'href="b.html#method"' in built.text("index.html")


@pytest.mark.parametrize("name", ["search", "py-modindex"])
def test_sphinxs_own_labels_outlive_pages_of_their_names(tmp_path, name):
    """It keeps them as labels of pages, and forgets them when it reads such a page again."""
    files = {
        "index.md": f"# Home\n\n```{{toctree}}\n{name}\n```\n\n```{{py:module}} m\n```\n",
        f"{name}.md": "# Find\n\nOne.\n",
    }
    site = Site(tmp_path, files)
    site.build()
    check(site, **{"index.md": files["index.md"] + "\nMore.\n"})
    check(site, **{f"{name}.md": "# Find\n\nTwo.\n"})


def test_an_address_of_two_pages_is_the_later_ones_and_said(tmp_path):
    """In dirhtml ``a`` and ``a/index`` are one file, which whoever changed would take."""
    toctree = "# Home\n\n```{toctree}\n:glob:\n\n*\n*/*\n```\n"
    site = Site(tmp_path, {"index.md": toctree, "a.md": "# One\n\nLeaf.\n"})
    assert "Leaf." in site.build("dirhtml").text("a/index.html")

    def shown(*options: str) -> str:
        again = site.build("dirhtml", *options)
        for folder in ("out", "trees"):
            shutil.rmtree(site.folder / folder / "clean", ignore_errors=True)
        clean = site.build("dirhtml", name="clean")
        assert (again.log, again.tree()) == (clean.log, clean.tree())
        assert len(again.about("one address")) == (site.source / "a/index.md").exists()
        return again.text("a/index.html")

    site.write({"a/index.md": "# Two\n\nFolder.\n"})
    assert "Folder." in shown()
    site.write({"a.md": "# One\n\nAnother leaf.\n"})
    assert "Folder." in shown("-j", "2")
    site.write({"a/index.md": "# Two\n\nAnother folder.\n"})
    assert "Another folder." in shown()
    (site.source / "a/index.md").unlink()
    assert "Another leaf." in shown()


# -- what pages share -------------------------------------------------------------------

SHARED = {
    "index.md": "# Home\n\n```{toctree}\nnotes/a\nnotes/b\nnotes/c\n```\n",
    "notes/a.md": "# A\n\nFirst of A.\n\nSecond, see [[B]].\n",
    "notes/b.md": "# B\n\nFirst of B.\n\nSecond, of the [[cache]].\n",
    "notes/c.md": "# C\n\nFirst of C.\n\n![[a]]\n",
    "notes/d.md": "---\ndraft: true\n---\n# D\n\nText.\n",
}


def digested(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Build, in a process of its own; return the pages whose digests were computed."""
    names = site.folder / "digested.txt"
    names.unlink(missing_ok=True)
    digest = PageDigests.digest

    def noted(self: PageDigests, docname: str) -> str:
        with names.open("a") as stream:
            stream.write(f"{docname}\n")
        return digest(self, docname)

    with monkeypatch.context() as patch:
        patch.setattr(PageDigests, "digest", noted)
        assert site.build().status == 0
    return names.read_text().split() if names.exists() else []


def test_an_edit_that_nobody_else_shows_has_no_other_page_looked_at(tmp_path, monkeypatch):
    """The body of a note, and what a note is shown inside of; what others show has all looked at."""
    site = Site(tmp_path, dict(SHARED))
    everything = {"index", "notes/a", "notes/b", "notes/c"}
    assert everything <= {*digested(site, monkeypatch)}
    assert digested(site, monkeypatch) == []
    site.write({"notes/b.md": SHARED["notes/b.md"] + "\nA third.\n"})
    assert digested(site, monkeypatch) == ["notes/b", "notes/c"]  # which embeds another
    check(site, **{"notes/a.md": SHARED["notes/a.md"].replace("Second", "\nThen. Second")})
    check(site, **{"notes/a.md": SHARED["notes/a.md"] + "\nThe end.\n"})
    assert "The end." in (site.folder / "out/html/notes/c.html").read_text()
    site.write({"notes/b.md": SHARED["notes/b.md"].replace("# B", "# B anew")})
    assert everything <= {*digested(site, monkeypatch)}
    check(site)


def test_a_draft_that_takes_a_name_is_noticed(tmp_path):
    """A link to a name that nothing has says so; one to that of a draft does not."""
    site = Site(tmp_path, dict(SHARED))
    site.build()
    check(site, **{"notes/d.md": "---\ndraft: true\naliases: [/cache/]\n---\n# D\n\nText.\n"})
    check(site, **{"notes/d.md": "---\ndraft: true\n---\n# Cache\n\nText.\n"})
    check(site, **{"notes/d.md": SHARED["notes/d.md"]})


def test_two_builders_in_turn_know_what_each_has_written(tmp_path):
    """What one builder has read again the other has still to write."""
    site = Site(tmp_path, dict(SHARED))
    for builder in ("html", "text"):
        site.build(builder)
    trees = site.folder / "trees"
    for number, text in enumerate(("Third.", "Fourth.", "Third.")):
        site.write({"notes/b.md": f"# B\n\nFirst of B.\n\n{text}\n"})
        for builder in (("text", "html"), ("html", "text"))[number % 2]:
            again = site.build(builder, "-d", str(trees / "html"))
            clean = site.build(builder, name=f"clean-{number}-{builder}")
            assert again.tree() == clean.tree()


def test_what_a_build_of_one_page_leaves_to_the_next(tmp_path):
    """Pages that it should have written, and was not asked for, are missing from what it put together."""
    conf = 'html_baseurl = "https://example.org/"\n'
    files = {name: text for name, text in SHARED.items() if "draft" not in text}
    files["notes/b.md"] = "---\ndate: 2026-01-02\n---\n" + files["notes/b.md"]
    files["notes/c.md"] = "---\ndate: 2026-01-03\n---\n" + files["notes/c.md"]
    site = Site(tmp_path, files, conf)
    site.build()
    site.write({"notes/b.md": files["notes/b.md"].replace("# B", "# B anew")})
    outdir = str(site.folder / "out" / "html")
    trees = str(site.folder / "trees" / "html")
    one = [str(site.source), outdir, str(site.source / "index.md")]
    run(["-q", "-b", "html", "-d", trees, *one], site.folder / "log-one.txt")
    check(site)


# -- other themes, and what they show ---------------------------------------------------

DEEP = {
    "index.md": "# Home\n\n```{toctree}\none\ntwo\nthree\n```\n",
    "three.md": "# Three\n\nText.\n",
    "one.md": "# One\n\n```{toctree}\ndeep/a\n```\n",
    "two.md": "# Two\n\nText.\n",
    "deep/a.md": "# Deep\n\nText.\n",
    "deep/b.md": "---\norphan: true\n---\n\n# Below\n\nText.\n",
}
#: What shows more of the tree than our sidebar does.
WHOLE_TREE = {
    "alabaster": (
        'html_theme = "alabaster"\nhtml_theme_options = {"sidebar_collapse": False}\n',
        {},
    ),
    "pydata": ('html_theme = "pydata_sphinx_theme"\n', {}),
    "a template that was chosen": ('html_sidebars = {"**": ["globaltoc.html"]}\n', {}),
    "a template of ones own": (
        'templates_path = ["_templates"]\nhtml_sidebars = {"**": ["mine.html"]}\n',
        {"_templates/mine.html": "{{ toctree(collapse=False) }}"},
    ),
}


@pytest.mark.parametrize("what", WHOLE_TREE)
def test_who_shows_the_whole_tree_of_pages_follows_it(tmp_path, what):
    """The digest of our sidebar knows the open branch alone."""
    conf, files = WHOLE_TREE[what]
    site = Site(tmp_path, DEEP | files, conf)
    site.build()
    check(site, **{"deep/a.md": "# Deeper\n\nText.\n"})
    check(site, **{"deep/a.md": "# Deeper\n\n```{toctree}\nNamed </deep/b>\n```\n"})
    check(site, **{"one.md": "# One\n\n```{toctree}\n:caption: All\n\ndeep/a\n```\n"})


def test_our_sidebar_has_no_page_written_for_what_it_does_not_show(tmp_path):
    """Which themes' own templates would, of which their folders are full."""
    files = {"_templates/copyright.html": "<p>Free.</p>\n"}
    site = Site(tmp_path, DEEP | files, 'templates_path = ["_templates"]\n')
    site.build()
    page = site.folder / "out/html/three.html"
    page.write_text("KBKEPT", encoding="utf-8")
    site.write({"deep/a.md": "# Deeper\n\nText.\n"})
    site.build()
    assert page.read_text(encoding="utf-8") == "KBKEPT"


def test_a_page_stays_where_a_file_of_the_configuration_would_lie(tmp_path):
    """Sphinx copies these before it writes, over the pages that are not written."""
    conf = 'html_extra_path = ["extra"]\nexclude_patterns = ["extra"]\n'
    site = Site(tmp_path, {"index.md": "# Home\n", "extra/robots.txt": "User-agent: *\n"}, conf)
    site.build()
    result = check(site, **{"extra/index.html": "Not this.\n", "extra/deep/a.html": "This.\n"})
    assert "Not this." not in result.text("index.html")
    assert "This." in result.text("deep/a.html")
    (line,) = result.warnings
    assert "html_extra_path has index.html, where a page of the site is" in line
    (site.source / "extra/index.html").unlink()
    check(site)


# -- objects that several pages document ------------------------------------------------

AGAIN = "\n```{eval-rst}\n.. automodule:: kb_trial\n   :members:\n   :no-index:\n```\n"
TWICE = {
    "index.md": "# Home\n\n```{toctree}\na\nb\n```\n",
    "a.md": f"# A\n{AGAIN}",
    "b.md": f"# B\n{AGAIN}",
    "kb_trial.py": MODULE,
}


@pytest.mark.parametrize(
    ("files", "leads"),
    [
        ({"a.md": f"# A!\n{AGAIN}"}, "../b.html#"),
        ({"b.md": "# B\n"}, "../a.html#"),
        ({"b.md": f"# B!\n{AGAIN}"}, "../b.html#"),
    ],
    ids=["the first edited", "the last no more", "the last edited"],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_source_of_an_object_leads_back_to_the_last_page_about_it(tmp_path, files, leads, jobs):
    """Viewcode forgets it with the page that it was read on last, whoever else has it."""
    site = Site(tmp_path, TWICE, AUTODOC)
    shown = site.build("html", "-j", jobs).text("_modules/kb_trial.html")
    assert "../b.html#" in shown
    assert leads in check(site, **files).text("_modules/kb_trial.html")


# -- what is to do ----------------------------------------------------------------------

TODO = 'extensions += ["sphinx.ext.todo"]\ntodo_include_todos = True\n'


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_list_of_what_is_to_do_follows_it(tmp_path, jobs):
    """It is filled as the page is written, and asks nobody."""

    def entry(text: str) -> str:
        return f"```{{todo}}\n{text}\n```\n"

    files = {
        "index.md": "# Home\n\n```{toctree}\na\nb\nnote\n```\n\n```{todolist}\n```\n",
        "a.md": f"# A\n\n{entry('Read [](b.md).')}",
        "b.md": f"# B\n\n{entry('Sleep.')}",
        "note.md": "# Note\n\n![[index]]\n",
    }
    site = Site(tmp_path, files, TODO)
    shown = site.build("html", "-j", jobs).text("index.html")
    assert shown.index("a.html#id1") < shown.index("b.html#id1")
    assert "to-b" not in shown
    assert "is located in a.md, line 3" in shown
    assert "Doze." in check(site, **{"a.md": f"# A\n\n{entry('Doze.')}"}).text("index.html")
    check(site, **{"a.md": f"# A\n\nWords.\n\n{entry('Doze.')}"})  # another line
    check(site, **{"a.md": f"# A\n\n{entry('Read [](b.md).')}"})
    assert ">Bee<" in check(site, **{"b.md": "# Bee\n"}).text("index.html")
    check(site, **{"a.md": "---\ndraft: true\n---\n\n# A\n\n" + entry("Read [](b.md).")})


# -- facts of another version -----------------------------------------------------------


def test_facts_that_another_version_has_kept_are_taken_for_none(tmp_path, monkeypatch):
    """Their values would be those of other fields: a text where tuples are wanted."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Kept:
        one: str
        two: tuple[str, ...] = ()

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Turned:
        two: tuple[str, ...] = ()
        one: str

    shapes = [shape_of(SimpleNamespace(__name__="m", Facts=kind)) for kind in (Kept, Turned)]
    assert shapes[0] != shapes[1]
    assert KbDomain.data_version == shape_of(model, query, requests)
    site = Site(tmp_path, {"index.md": HOME})
    with monkeypatch.context() as patch:
        patch.setattr(KbDomain, "data_version", shapes[0])
        site.build()
    check(site)


# -- what a build says ------------------------------------------------------------------

FIGURE = "```{figure} a.svg\n:name: fig-a\n\nCaption.\n```\n"
CLASHES = {
    "a label": ({"a.md": f"# A\n\n{FIGURE}", "b.md": f"# B\n\n{FIGURE}", "a.svg": SVG}, ""),
    "an object": (
        {
            name: text.replace("   :no-index:\n", "") if isinstance(text, str) else text
            for name, text in TWICE.items()
        },
        AUTODOC,
    ),
}


@pytest.mark.parametrize("what", CLASHES)
@pytest.mark.parametrize("edited", ["", "a.md", "b.md"])
def test_a_name_of_two_pages_fails_each_build_with_warnings_as_errors(tmp_path, what, edited):
    """Sphinx forgets the name with one of the pages, and has nothing to complain of in the other."""
    files, conf = CLASHES[what]
    home = {"index.md": "# Home\n\n```{toctree}\na\nb\n```\n"}
    site = Site(tmp_path, home | files, conf)
    wanted = site.build().warnings
    assert wanted
    assert all("duplicate" in line for line in wanted)
    if edited:
        site.write({edited: f"{files[edited]}\nMore.\n"})
    for _ in range(2):
        again = site.build(strict=True)
        assert (again.status, again.warnings) == (1, wanted)


INCLUDING = {
    "reStructuredText": ("a.rst", "A\n=\n\n.. include:: part.txt\n", "Some |nothing|.\n"),
    "Markdown": ("a.md", "# A\n\n```{include} part.txt\n```\n", "Some {nothing}`x`.\n"),
    "nested": ("a.md", "# A\n\n```{include} mid.txt\n```\n", "Some {nothing}`x`.\n"),
}


@pytest.mark.parametrize("what", INCLUDING)
def test_a_warning_of_an_included_file_fails_each_build_with_warnings_as_errors(tmp_path, what):
    """It names the file, and that as it is found from where the build was started."""
    name, text, part = INCLUDING[what]
    files = {"index.md": "# Home\n\n```{toctree}\na\n```\n", name: text, "part.txt": part}
    files["mid.txt"] = "```{include} part.txt\n```\n"
    site = Site(tmp_path, files)
    wanted = site.build().warnings
    assert wanted
    for _ in range(2):
        again = site.build(strict=True)
        assert (again.status, again.warnings) == (1, wanted)


@pytest.mark.parametrize("conf", ["", "keep_warnings = True\n"], ids=["left out", "kept"])
def test_a_message_inside_a_page_names_no_place_on_this_machine(tmp_path, conf):
    """Labels are taken with the messages that stand in a caption."""
    figure = FIGURE.replace("Caption.", "Caption with {nothing}`x`.")
    late = "\n```{eval-rst}\n`Nowhere`_ and |nothing|\n```\n"
    site = Site(tmp_path, {"index.md": f"# Home\n\n{figure}{late}", "a.svg": SVG}, conf)
    result = site.build()
    found = result.tree()
    (names,) = (found["objects.inv"].split(b"zlib.\n", 1)[1],)
    found["objects.inv"] = zlib.decompress(names)
    place = str(site.source).encode()
    assert [name for name, data in found.items() if place in data] == []
    assert (b"system-message" in found["index.html"]) == bool(conf)
