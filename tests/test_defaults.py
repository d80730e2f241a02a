"""Defaults of ours yield to whatever a user says, however they say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commonplace.defaults import ADDED, DEFAULTS, THEME_DEFAULTS
from sites import BROKEN, Site, page, run

BARE = 'extensions = ["commonplace"]\n'
#: Writes what the configuration holds where the test can read it.
TELL = """
def setup(app):
    def tell(app):
        import json
        held = {item.name: item.value for item in app.config}
        text = json.dumps(held, default=repr, sort_keys=True)
        (app.confdir / "held.json").write_text(text, encoding="utf-8")
    app.connect("builder-inited", tell)
"""
BIB = "@misc{one,\n  author = {Able, Ada},\n  title = {T},\n  year = {2001},\n}\n"


def configured(tmp_path, conf, *options, theme="basic"):
    """Return the configuration of a build of one empty page."""
    site = Site(tmp_path, {"index.md": "# Home\n", "conf.py": BARE + conf + TELL})
    result = site.build("dummy", *options)
    assert result.status == 0, result.log
    assert not BROKEN.search(result.log), result.log
    return json.loads((site.source / "held.json").read_text(encoding="utf-8")), result


SIMPLE = sorted(name for name, value in DEFAULTS.items() if not isinstance(value, dict))


def test_left_alone_every_default_is_ours(tmp_path):
    """Nothing but the extension in ``conf.py``: each value of the table is there."""
    held, result = configured(tmp_path, "")
    assert result.log == ""
    for name in SIMPLE:
        assert held[name] == DEFAULTS[name], name
    for table in (DEFAULTS, THEME_DEFAULTS):
        for name, value in table.items():
            if isinstance(value, dict):
                assert value.items() <= held[name].items(), name
    for name, added in ADDED.items():
        assert set(added) <= set(held[name]), name
    assert held["html_title"] == held["project"]
    assert held["version"] == held["release"] == "1"
    assert held["bibtex_bibfiles"] == []


def test_what_conf_py_says_wins_even_if_it_is_the_default_of_sphinx(tmp_path):
    """An explicit value equal to Sphinx's default is a decision, not an absence."""
    others = {
        "myst_enable_extensions": ["dollarmath"],
        "myst_heading_anchors": 0,
        "myst_dmath_double_inline": False,
        "myst_links_external_new_tab": True,
        "bibtex_reference_style": "label",
        "bibtex_default_style": "alpha",
        "bibtex_cite_id": "",
        "bibtex_bibliography_id": "",
        "copybutton_prompt_text": "",
        "copybutton_prompt_is_regexp": False,
        "copybutton_exclude": ".linenos",
        "html_copy_source": False,
        "html_permalinks_icon": "\u00b6",
        "latex_use_xindy": True,
        "numfig": False,
    }
    chosen = {name: others[name] for name in SIMPLE if name in others}
    chosen["html_theme"] = "alabaster"
    chosen["latex_engine"] = "pdflatex"
    chosen["epub_show_urls"] = "footnote"
    chosen |= {"version": "", "release": "", "copyright": "", "html_title": "T"}
    chosen["html_favicon"] = None
    assert set(SIMPLE) <= chosen.keys()
    assert all(chosen[name] != DEFAULTS[name] for name in SIMPLE)
    conf = "".join(f"{name} = {value!r}\n" for name, value in chosen.items())
    held, _ = configured(tmp_path, conf)
    assert {name: held[name] for name in chosen} == chosen


@pytest.mark.parametrize(
    ("option", "name", "value"),
    [
        ("html_permalinks_icon=\u00b6", "html_permalinks_icon", "\u00b6"),
        ("html_theme=alabaster", "html_theme", "alabaster"),
        ("latex_engine=pdflatex", "latex_engine", "pdflatex"),
        ("numfig=0", "numfig", False),
        ("html_copy_source=0", "html_copy_source", False),
        ("bibtex_default_style=plain", "bibtex_default_style", "plain"),
        ("myst_heading_anchors=2", "myst_heading_anchors", 2),
        ("html_title=Other", "html_title", "Other"),
        ("version=", "version", ""),
        ("language=de", "language", "de"),
    ],
)
def test_what_the_command_line_says_wins(tmp_path, option, name, value):
    """So does ``-D``, and what it leaves alone stays ours."""
    held, _ = configured(tmp_path, "", "-D", option)
    assert held[name] == value
    assert held["copybutton_exclude"] == DEFAULTS["copybutton_exclude"]


@pytest.mark.parametrize(
    ("conf", "style"),
    [
        ("", "kb_author_year"),
        ('bibtex_default_style = "unsrt"\n', "label"),
        ('bibtex_default_style = "plain"\nbibtex_reference_style = "super"\n', "super"),
    ],
)
def test_citations_are_what_entries_are_listed_by(tmp_path, conf, style):
    """A style of numbers in the list alone would have a reader look for a year in vain."""
    held, _ = configured(tmp_path, conf)
    assert held["bibtex_reference_style"] == style


def test_dictionaries_merge_key_by_key(tmp_path):
    """A user's entry replaces ours of that key, and no other."""
    conf = (
        'html_theme_options = {"show_toc_level": 1, "repository_url": "https://example.org/r"}\n'
        'html_context = {"mine": 1}\n'
        'latex_elements = {"papersize": "a4paper"}\n'
    )
    held, _ = configured(tmp_path, conf)
    options = held["html_theme_options"]
    ours = THEME_DEFAULTS["html_theme_options"]
    assert options["repository_url"] == "https://example.org/r"
    assert options["show_toc_level"] == 1
    assert {key: options[key] for key in ours if key != "show_toc_level"} == {
        key: value for key, value in ours.items() if key != "show_toc_level"
    }
    assert ({**DEFAULTS["html_context"], "mine": 1}).items() <= held["html_context"].items()
    assert held["latex_elements"]["papersize"] == "a4paper"
    assert "FreeSerif" in held["latex_elements"]["fontpkg"]


def test_a_user_replaces_our_fonts(tmp_path):
    """The same key given by the user is the user's."""
    held, _ = configured(tmp_path, 'latex_elements = {"fontpkg": "F"}\n')
    assert held["latex_elements"]["fontpkg"] == "F"


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
@pytest.mark.parametrize("pattern", ["index", "index*", "**"])
def test_a_pattern_of_the_user_takes_the_place_of_our_sidebar(tmp_path, builder, pattern):
    """Whatever shape it has, nothing is said, and the pages it does not match have ours."""
    conf = f'templates_path = ["t"]\nhtml_sidebars = {{{pattern!r}: ["mine.html"]}}\n'
    files = {"conf.py": BARE + conf, "t/mine.html": "KBMINE", "other.md": "# Other\n"}
    files["index.md"] = "# Home\n\n```{toctree}\nother\n```\n"
    result = Site(tmp_path, files).build(builder, strict=True)
    assert (result.status, result.log) == (0, "")
    assert "KBMINE" in result.text("index.html")
    assert 'class="nav bd-sidenav"' not in result.text("index.html")
    if builder != "singlehtml":
        other = result.text("other.html" if builder == "html" else "other/index.html")
        assert ("KBMINE" in other) is (pattern == "**")
        assert ('class="nav bd-sidenav"' in other) is (pattern != "**")


def test_no_readme_is_a_page_but_one_that_is_the_root(tmp_path):
    """It may stand beside ``conf.py`` or deeper, for those who look at the folder."""
    files = {"conf.py": BARE, "index.md": "# Home\n", "README.md": "# R\n", "a/README.md": "# R\n"}
    result = Site(tmp_path / "one", files).build(strict=True)
    assert (result.status, result.log) == (0, "")
    assert not {"README.html", "a/README.html"} & result.tree().keys()
    files = {
        "conf.py": BARE + 'root_doc = "README"\n',
        "README.md": "# R\n",
        "a/README.md": "# R\n",
    }
    result = Site(tmp_path / "two", files).build(strict=True)
    assert (result.status, result.log) == (0, "")
    assert "README.html" in result.tree()
    assert "a/README.html" not in result.tree()


@pytest.mark.parametrize("conf", ["", 'html_theme_options = {"show_toc_level": 1, "logo": {}}\n'])
def test_one_key_of_a_dictionary_on_the_command_line(tmp_path, conf):
    """``-D html_theme_options.x=y`` merges with ours and with those of ``conf.py``."""
    held, _ = configured(
        tmp_path,
        conf,
        *("-D", "html_theme_options.announcement=Hello"),
        *("-D", "html_theme_options.use_fullscreen_button=true"),
        *("-D", "html_context.default_mode=dark"),
        *("-D", "latex_elements.papersize=a5paper"),
    )
    options = held["html_theme_options"]
    assert options["announcement"] == "Hello"
    assert options["use_fullscreen_button"] == "true"
    assert options["use_download_button"] is False
    assert options["show_toc_level"] == (1 if conf else 2)
    assert ("logo" in options) is bool(conf)
    assert held["html_context"]["default_mode"] == "dark"
    assert held["latex_elements"]["papersize"] == "a5paper"


def test_lists_of_ours_are_added_to_the_users(tmp_path):
    """What is excluded or silenced by us stays so, beside what a user adds."""
    held, _ = configured(
        tmp_path, 'exclude_patterns = ["mine"]\nsuppress_warnings = ["toc.not_included"]\n'
    )
    assert held["exclude_patterns"][0] == "mine"
    assert held["suppress_warnings"][0] == "toc.not_included"
    for name, added in ADDED.items():
        assert set(added) <= set(held[name])


# -- the extension alone ----------------------------------------------------------------------

CITING = {
    "index.md": "# Home\n\nSee {cite:t}`one` and $x^2$.\n\n```{toctree}\nbib\nblog/a\n```\n\n"
    "```{post-list}\n```\n",
    "bib.md": "# Bibliography\n\n```{bibliography}\n```\n",
    "blog/a.md": page("Words.\n", title="A", date="2026-01-01", tags="[x]"),
}


@pytest.mark.parametrize("place", ["references.bib", "../references.bib"])
def test_the_extension_alone_is_enough(tmp_path, place):
    """One line of ``conf.py``, and a bibliography beside it or one folder up."""
    site = Site(tmp_path, CITING | {"conf.py": BARE, place: BIB})
    for builder in ("html", "latex", "epub", "text"):
        result = site.build(builder, strict=True)
        assert (result.status, result.log) == (0, ""), builder
    assert 'id="cite-one"' in (tmp_path / "out/html/bib.html").read_text(encoding="utf-8")


def test_no_bibliography_is_needed(tmp_path):
    """A site without citations has no ``.bib`` and no word is said about it."""
    files = CITING | {"index.md": CITING["index.md"].replace("{cite:t}`one`", "it")}
    files = {name: text for name, text in files.items() if name != "bib.md"}
    files["index.md"] = files["index.md"].replace("bib\n", "")
    result = Site(tmp_path, files | {"conf.py": BARE}).build(strict=True)
    assert (result.status, result.log) == (0, "")


def test_a_bibliography_beside_comes_before_one_above(tmp_path):
    """Where both are there, the nearer one is taken; a user's choice is not touched."""
    site = Site(
        tmp_path, CITING | {"conf.py": BARE, "references.bib": BIB, "../references.bib": ""}
    )
    assert site.build(strict=True).status == 0
    site = Site(
        tmp_path / "other",
        CITING | {"conf.py": BARE + 'bibtex_bibfiles = ["mine.bib"]\n', "mine.bib": BIB},
    )
    site.write({"references.bib": "@misc{broken"})
    assert site.build(strict=True).status == 0


@pytest.mark.parametrize("theme", ["alabaster", "basic", "classic", "pydata_sphinx_theme"])
def test_another_theme_works(tmp_path, theme):
    """Listings, bylines and formulas are there; nothing is said about options of our theme."""
    site = Site(
        tmp_path, CITING | {"conf.py": f"{BARE}html_theme = {theme!r}\n", "references.bib": BIB}
    )
    for builder in ("html", "dirhtml"):
        result = site.build(builder, strict=True)
        assert (result.status, result.log) == (0, "")
    home = (tmp_path / "out/html/index.html").read_text(encoding="utf-8")
    assert "kb-entry-title" in home
    assert 'class="katex' in home
    assert (tmp_path / "out/html/tags/x.html").is_file()


def test_a_conf_py_may_bring_templates_and_style_of_its_own(tmp_path):
    """A template of the user's stands before ours, a style sheet after ours."""
    conf = (
        BARE + 'templates_path = ["t"]\nhtml_static_path = ["s"]\nhtml_css_files = ["mine.css"]\n'
    )
    files = CITING | {
        "conf.py": conf,
        "references.bib": BIB,
        "t/kb-sidebar.html": "<nav>KBMINE</nav>",
        "s/mine.css": "p {}\n",
        "s/kb.css": "/* KBMINE */\n",
    }
    result = Site(tmp_path, files).build(strict=True)
    assert (result.status, result.log) == (0, "")
    home = result.text("index.html")
    assert "<nav>KBMINE</nav>" in home
    assert 0 < home.index("kb.css") < home.index("mine.css")
    assert result.text("_static/kb.css") == "/* KBMINE */\n"


def test_a_second_extension_that_is_listed_too_is_no_fault(tmp_path):
    """What we load may stand in ``extensions`` as well, before or behind us."""
    conf = (
        'extensions = ["sphinxcontrib.bibtex", "myst_parser", "commonplace", "sphinx_design", '
        '"sphinx_copybutton", "sphinx.ext.intersphinx", "sphinx.ext.mathjax"]\n'
    )
    result = Site(tmp_path, CITING | {"conf.py": conf, "references.bib": BIB}).build(strict=True)
    assert (result.status, result.log) == (0, "")


def test_a_conf_py_elsewhere_is_found(tmp_path):
    """``-c`` takes the configuration from another folder, with its bibliography."""
    site = Site(tmp_path, CITING)
    (site.source / "conf.py").unlink()
    site.write({"../conf/conf.py": BARE, "../conf/references.bib": BIB})
    folder = Path(tmp_path)
    status, log = run(
        [
            *("-q", "-N", "-W", "--keep-going", "-c", str(folder / "conf")),
            *("-d", str(folder / "trees"), str(site.source), str(folder / "out")),
        ],
        folder / "log.txt",
    )
    assert (status, log) == (0, "")


def test_a_build_that_changes_nothing_reads_nothing(tmp_path):
    """What we set is the same in each build."""
    site = Site(tmp_path, CITING | {"conf.py": BARE, "references.bib": BIB})
    site.build()
    arguments = ["-N", "-b", "html", "-d", str(tmp_path / "trees/html")]
    status, log = run([*arguments, str(site.source), str(tmp_path / "out/html")], tmp_path / "log")
    assert status == 0
    assert "0 added, 0 changed, 0 removed" in log


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ('exclude_patterns = "old"', "exclude_patterns: 'old' is text, where a list is wanted"),
        ("templates_path = None", "templates_path: None is no list; it is left out"),
        ("suppress_warnings = 3", "suppress_warnings: 3 is no list; it is left out"),
        ('bibtex_bibfiles = ["r.bib", 3]', "bibtex_bibfiles: 3 is no text; it is left out"),
        ("bibtex_bibfiles = None", "bibtex_bibfiles: None is no list; it is left out"),
        ('html_extra_path = "e"', "html_extra_path: 'e' is text, where a list is wanted"),
        ('html_css_files = "e/a.css"', "html_css_files: 'e/a.css' is text, where a list is wanted"),
        ('html_sidebars = ["a.html"]', "html_sidebars: ['a.html'] is no dictionary"),
        ("html_theme_options = []", "html_theme_options: [] is no dictionary; it is left out"),
        ("html_context = None", "html_context: None is no dictionary; it is left out"),
        ('html_output_encoding = "latin-1"', "html_output_encoding: 'latin-1' is not UTF-8"),
        ("html_output_encoding = None", "html_output_encoding: None is not UTF-8"),
    ],
)
def test_a_value_of_a_wrong_kind_is_one_warning_with_its_line(tmp_path, conf, said):
    """Sphinx and the theme end with a way through the code, or take a text letter by letter."""
    files = {"index.md": "# Home\n", "r.bib": "", "e/a.css": "", "_static/e/a.css": ""}
    result = Site(tmp_path, files, f'html_static_path = ["_static"]\n{conf}\n').build()
    assert result.status == 0
    assert [line.partition(" is ")[0] for line in result.warnings] == [
        f"{tmp_path / 'source/conf.py'}:5: WARNING: {said}".partition(" is ")[0]
    ]
    assert said in result.log
