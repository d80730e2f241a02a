"""Mathematics in a Sphinx build: what pages hold, what they load, what authors are told."""

from __future__ import annotations

import json
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from docutils import nodes
from sphinx.testing.util import SphinxTestApp

from commonplace.math.engine import VENDOR
from commonplace.math.extension import RENDERER, setup_math
from commonplace.math.node import find_node

pytestmark = pytest.mark.skipif(
    find_node() is None or not (VENDOR / "katex.min.js").is_file(),
    reason="Node or KaTeX is not installed",
)

CONF = {
    "extensions": ["test_math_sphinx", "myst_parser"],
    "myst_enable_extensions": ["dollarmath", "amsmath"],
    "myst_dmath_double_inline": True,
    "html_theme": "basic",
    "html_last_updated_fmt": None,
    "project": "Trial",
    "version": "1",
    "copyright": "nobody",
    "suppress_warnings": ["epub.unknown_project_files"],
}


def setup(app):
    """Serve as the extension that loads the mathematics, noting each start of Node."""
    log = Path(app.doctreedir).parent / "starts.log"

    def launch(*arguments, **options):
        popen = subprocess.Popen(*arguments, **options)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{popen.pid}\n")
        return popen

    setup_math(app, launch=launch)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class Site:
    """A folder of sources and what was built from it."""

    def __init__(self, folder):
        self.folder = folder
        self.source = folder / "source"
        self.source.mkdir(parents=True)
        (self.source / "conf.py").write_text("", encoding="utf-8")
        self.warnings = ""
        self.titles = []

    def write(self, name, text):
        """Write a source file."""
        (self.source / name).write_text(text, encoding="utf-8")

    def build(self, builder="html", *, parallel=0, fresh=False, **configuration):
        """Build with the given configuration beside ours; return the output folder."""
        app = SphinxTestApp(
            builder,
            srcdir=self.source,
            builddir=self.folder / "build",
            confoverrides=CONF | configuration,
            freshenv=fresh,
            parallel=parallel,
        )
        try:
            app.build()
            self.warnings = app.warning.getvalue()
            self.titles = list(app.env.titles.values())
        finally:
            app.cleanup()
        return Path(app.outdir)

    def page(self, name="index", **options):
        """Build, and return the HTML of one page."""
        return (self.build(**options) / f"{name}.html").read_text(encoding="utf-8")

    def starts(self):
        """Return the process ids of every Node started so far."""
        log = self.folder / "build" / "starts.log"
        return log.read_text(encoding="utf-8").split() if log.exists() else []


@pytest.fixture(name="site")
def _site(tmp_path):
    return Site(tmp_path)


def body(page):
    """Return the document's own part of a page."""
    found = re.search('<div class="body" role="main">(.*)<div class="clearer">', page, re.DOTALL)
    assert found
    return found[1].partition('<div class="sphinxsidebar')[0]


def tree(folder):
    """Return the bytes of every file below *folder*."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# -- pages --------------------------------------------------------------------------------------


def test_inline_formula(site):
    site.write("index.md", "# Home\n\nLet $x^2$ be.")
    page = site.page()
    assert 'Let <span class="math notranslate nohighlight"><span class="katex">' in page
    assert "katex-display" not in page
    assert not site.warnings


def test_display_formula(site):
    site.write("index.md", "# Home\n\n$$\nx^2\n$$\n")
    assert '<div class="math notranslate nohighlight"><span class="katex-display" ' in site.page()


def test_a_formula_that_may_scroll_is_reached_by_keyboard_and_has_a_name(site):
    site.write("index.md", "# Home\n\nLet $x$ be.\n\n$$\nx^2\n$$\n\nText $$y$$ goes on.")
    page = site.page()
    reachable = '<span class="katex-display" tabindex="0" role="group" aria-label="Formula">'
    assert page.count(reachable) == page.count("katex-display") == 2
    assert page.count("tabindex") == 2


def test_display_formula_within_a_paragraph_is_no_block_element(site):
    site.write("index.md", "# Home\n\nText $$x$$ goes on.")
    page = site.page()
    assert '<p>Text <span class="math notranslate nohighlight">\n<span' not in page
    assert '<p>Text <span class="math notranslate nohighlight"><span class="katex-display" ' in page
    assert "<div" not in page.partition("<p>Text")[2].partition("</p>")[0]


def test_numbered_formula_and_a_reference_to_it(site):
    site.write("index.md", "# Home\n\n$$\nx\n$$ (first)\n\n{eq}`first` and {eq}`other`.")
    site.write("two.md", "---\norphan: true\n---\n# Two\n\n```{math}\n:label: other\ny\n```")
    page = site.page()
    number = re.escape('<span class="eqno">(1)<a class="headerlink" href="#equation-first"')
    assert re.search(f'<div class="[^"]*" id="equation-first">{number}', page)
    assert 'href="#equation-first">(1)</a>' in page
    assert 'href="two.html#equation-other">(1)</a>' in page
    assert not site.warnings


def test_numbers_by_section(site):
    site.write("index.md", "# Home\n\n```{toctree}\n:numbered:\ntwo\n```\n")
    site.write("two.md", "# Two\n\n$$x$$ (a)\n\n$$y$$ (b)\n")
    page = site.page("two", numfig=True, math_numfig=True)
    assert '<span class="eqno">(1.2)' in page


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml"])
def test_other_html_builders(site, builder):
    site.write("index.md", "# Home\n\n```{toctree}\ntwo\n```\n\n$x$\n")
    site.write("two.md", "# Two\n\n$$y$$ (a)\n")
    out = site.build(builder, numfig=True, math_numfig=True)
    page = (out / "index.html").read_text(encoding="utf-8")
    assert 'class="katex"' in page
    assert '"_static/katex/katex.min.css?v=' in page
    assert (out / "_static" / "katex" / "katex.min.css").is_file()
    assert not site.warnings


AMSMATH = "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n"


def test_amsmath_environment_has_one_number(site):
    site.write("index.md", f"# Home\n\n{AMSMATH}\n\\begin{{gather*}}\nx\n\\end{{gather*}}\n")
    page = site.page()
    assert page.count('class="eqno"') == 1
    assert page.count('class="katex-display"') == 2
    assert "eqn-num" not in page
    assert not site.warnings


def test_amsmath_environment_has_the_same_id_at_every_reading(site):
    site.write("index.md", f"# Home\n\n{AMSMATH}\n{AMSMATH}")
    first = site.page(fresh=True)
    assert first == site.page(fresh=True)
    assert re.findall(r' id="(equation-[^"]*)"', first) == [
        "equation-index-amsmath-1",
        "equation-index-amsmath-2",
    ]
    assert 'href="#equation-index-amsmath-2"' in first
    assert site.build("latex", fresh=True)
    latex = (site.folder / "build" / "latex" / "trial.tex").read_text(encoding="utf-8")
    assert "equation:index:index:amsmath-1" in latex


def test_several_lines_and_several_equations(site):
    text = "# Home\n\n```{math}\na &= b \\\\\n &= c\n\nd &= e % note\n```\n\n$$\nx & y \\\\ z\n$$\n"
    site.write("index.md", text)
    assert site.page().count('class="katex-display"') == 2
    assert not site.warnings


def test_no_wrap(site):
    site.write(
        "index.md", "# Home\n\n```{math}\n:no-wrap:\n\\begin{eqnarray}a&=&b\\end{eqnarray}\n```"
    )
    assert 'class="katex-display"' in site.page()
    assert not site.warnings


def test_macros(site):
    site.write("index.md", r"# Home" "\n\n" r"$\R$ $\norm{x}$")
    macros = {"R": r"\mathbb{R}", r"\norm": r"\lVert #1 \rVert"}
    assert site.page(kb_math_macros=macros).count('class="katex"') == 2
    assert not site.warnings


def test_macros_that_are_none_are_left_out(site):
    site.write("index.md", r"# Home" "\n\n" r"$\good$")
    macros = {"good": "x", "two words": "x", "": "x", "number": 3}
    assert 'class="katex"' in site.page(kb_math_macros=macros)
    assert site.warnings.count("WARNING: kb_math_macros: ") == 3
    assert "[kb.config]" in site.warnings


# -- mistakes -----------------------------------------------------------------------------------


def test_mistake_is_located_and_shows_its_source(site):
    site.write("index.md", "# Home\n\nGood $x$.\n\nBad $\\frob <b> x$.\n\n$$\n\\frac{1\n$$\n")
    page = site.page()
    assert "index.md:5: WARNING: the formula “\\frob <b> x” is not valid TeX" in site.warnings
    assert "Undefined control sequence: \\frob near “\\frob <b> x”" in site.warnings
    assert "index.md:7: WARNING: the formula “\\frac{1” is not valid TeX" in site.warnings
    assert site.warnings.count("[kb.math]") == 2
    assert ">\\frob &lt;b&gt; x</code>" in page
    assert '<code class="kb-math-error" title="Undefined control sequence: \\frob">' in page
    assert "<b>" not in body(page)
    assert 'class="katex"' in page


def test_forbidden_command_is_reported_and_makes_no_link(site):
    site.write("index.md", "# Home\n\n$\\href{javascript:alert(1)}{x}$ $</span><script>a</script>$")
    page = site.page()
    assert "\\href is not allowed" in site.warnings
    assert 'href="javascript' not in page
    assert "<script>" not in body(page)


def test_one_mistake_shown_on_two_pages_is_told_once(site):
    """A formula copied with its place, as an excerpt is, counts as the same mistake."""
    site.write("index.md", "# Home\n\n```{include} part.txt\n```\n\n```{include} part.txt\n```\n")
    site.write("part.txt", "$\\frob$")
    assert site.page().count("kb-math-error") == 2
    assert site.warnings.count("[kb.math]") == 1


# -- what readers load --------------------------------------------------------------------------


def test_only_pages_with_formulas_load_the_style_sheets(site):
    site.write("index.md", "# Home\n\n$x$")
    site.write("plain.md", '---\norphan: true\n---\n# Plain\n\n`class="katex"`')
    out = site.build()
    scripts = [
        re.findall("<script[^>]*>", (out / name).read_text(encoding="utf-8"))
        for name in ("index.html", "plain.html")
    ]
    assert scripts[0] == scripts[1]
    loads = {
        path.name: path.read_text(encoding="utf-8").count("katex/") for path in out.glob("*.html")
    }
    assert loads == {"index.html": 2, "plain.html": 0, "genindex.html": 0, "search.html": 0}
    assert "katex/" not in (out / "plain.html").read_text(encoding="utf-8")


def test_style_sheets_carry_digests_and_fonts_are_there(site):
    site.write("index.md", "# Home\n\n$x$")
    out = site.build()
    page = (out / "index.html").read_text(encoding="utf-8")
    assert re.search(r'href="_static/katex/katex\.min\.css\?v=[0-9a-f]{8}"', page)
    assert re.search(r'href="_static/katex/kb-math\.css\?v=[0-9a-f]{8}"', page)
    css = (out / "_static" / "katex" / "katex.min.css").read_text(encoding="utf-8")
    for name in re.findall(r"url\(([^)]*\.woff2)\)", css):
        assert (out / "_static" / "katex" / name).is_file(), name
    assert (out / "_static" / "katex" / "LICENSE").is_file()
    assert "http" not in css


def test_title_of_a_neighbour_counts_and_its_own_title_is_readable(site):
    site.write("index.md", "# Home\n\n```{toctree}\ntwo\nthree\n```\n")
    site.write("two.md", "# On $x<y$ & *more*\n")
    site.write("three.md", "# Three\n")
    out = site.build()
    three = (out / "three.html").read_text(encoding="utf-8")
    assert 'class="katex"' in three
    assert "katex/katex.min.css" in three
    two = (out / "two.html").read_text(encoding="utf-8")
    assert "<title>On x&lt;y &amp; more" in two
    # Titles outlive the build, and their markup must not.
    formulas = [node for title in site.titles for node in title.findall(nodes.math)]
    assert len(formulas) == 1
    assert "kb_math" not in formulas[0]


# -- builds -------------------------------------------------------------------------------------


def many(site):
    """Write enough pages for Sphinx to share them out among workers."""
    names = [f"p{number}" for number in range(12)]
    site.write("index.md", "# Home\n\n```{toctree}\n" + "\n".join(names) + "\n```\n")
    for number, name in enumerate(names):
        text = f"# Page $t_{{{number}}}$\n\n## Part $s_{{{number}}}$\n\n$b_{{{number}}}$\n\n"
        site.write(f"{name}.md", text + AMSMATH + f"\n$$y$$ ({name})\n\n{{eq}}`{name}`\n")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_parallel_build_equals_serial_build_and_starts_one_node(tmp_path, builder):
    serial, parallel = Site(tmp_path / "serial"), Site(tmp_path / "parallel")
    for site in (serial, parallel):
        many(site)
    expected = tree(serial.build(builder))
    assert tree(parallel.build(builder, parallel=2)) == expected
    assert len(serial.starts()) == 1
    assert len(parallel.starts()) == 1
    assert not parallel.warnings
    assert b'class="katex"' in expected["p3.html" if builder == "html" else "p3/index.html"]


def test_no_process_is_left(site):
    many(site)
    site.build(parallel=2)
    [pid] = site.starts()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


def test_cache_serves_the_next_build(site):
    site.write("index.md", "# Home\n\n$x$ $\\frob$\n")
    first = tree(site.build(fresh=True))
    assert tree(site.build(fresh=True)) == first
    assert len(site.starts()) == 1
    site.write("index.md", "# Home\n\n$x$ $\\frob$ $y$\n")
    site.build()
    assert len(site.starts()) == 2


def test_damaged_cache_changes_nothing(site):
    site.write("index.md", "# Home\n\n$x$\n")
    first = tree(site.build(fresh=True))
    [cache] = (site.folder / "build").rglob("kb-math.json")
    cache.write_bytes(b'{"format": 1, "entr')
    assert tree(site.build(fresh=True)) == first
    assert json.loads(cache.read_bytes())
    assert not site.warnings


def test_page_without_formulas_starts_no_node(site):
    site.write("index.md", "# Home\n")
    site.build()
    assert not site.starts()


def test_changed_macro_rewrites_pages(site):
    site.write("index.md", "# Home\n\n$\\half$\n")
    assert "<mn>2</mn>" in site.page(kb_math_macros={"half": r"\frac12"})
    assert "<mn>3</mn>" in site.page(kb_math_macros={"half": r"\frac13"})


# -- without an engine --------------------------------------------------------------------------

PAGE = "# Home\n\n$x<y$ and $b$\n\n$$a & b$$ (eq)\n\n" + AMSMATH


def test_without_engine_there_is_one_warning_and_the_source(site):
    site.write("index.md", PAGE)
    page = site.page(kb_node="/nonexistent/node")
    assert site.warnings.count("WARNING") == 1
    assert "formulas cannot be rendered: there is no Node" in site.warnings
    assert "Correct kb_node ('/nonexistent/node')" in site.warnings
    assert "[kb.math]" in site.warnings
    assert "<code>x&lt;y</code>" in page
    assert 'id="equation-eq"><span class="eqno">(1)' in page
    assert "katex" not in page
    assert "<script" not in body(page)


def test_without_engine_mathjax_from_the_given_path(site):
    site.write("index.md", PAGE)
    site.write("plain.md", "---\norphan: true\n---\n# Plain\n")
    (site.source / "static" / "mj").mkdir(parents=True)
    (site.source / "static" / "mj" / "tex.js").write_text("// MathJax", encoding="utf-8")
    out = site.build(
        kb_node="/nonexistent/node",
        kb_mathjax_path="mj/tex.js",
        kb_math_macros={"R": r"\mathbb{R}", "norm": "|#1|</script>"},
        html_static_path=["static"],
    )
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "MathJax in the reader's browser" in site.warnings
    assert r"\(x&lt;y\)" in page
    assert r"\[\begin{align}" in page
    assert re.search(r'<script defer="defer" src="_static/mj/tex\.js\?v=\w+">', page)
    assert r'"norm": ["|#1|\u003c/script>", 1]' in page
    assert "MathJax" not in (out / "plain.html").read_text(encoding="utf-8")


def test_engine_that_breaks_down_is_told_once_and_names_the_pages(site, tmp_path):
    site.write("index.md", "# Home\n\n$x$\n")
    site.write("plain.md", "---\norphan: true\n---\n# Plain\n")
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    node.chmod(0o755)
    assert "<code>x</code>" in site.page(kb_node=str(node))
    assert site.warnings.count("WARNING") == 2
    assert site.warnings.count("Node ended unexpectedly") == 1
    assert "index.md: WARNING: the formulas of this page are not rendered." in site.warnings
    assert 'class="katex"' in site.page(fresh=True)


def test_another_renderer_is_left_alone(site):
    site.write("index.md", "# Home\n\n$x$\n")
    out = site.build(html_math_renderer="mathjax")
    assert r"\(x\)" in (out / "index.html").read_text(encoding="utf-8")
    assert not site.starts()
    assert not (out / "_static" / "katex").exists()
    assert RENDERER != "mathjax"


# -- other formats ------------------------------------------------------------------------------


def test_epub_holds_mathml_and_is_well_formed(site):
    site.write("index.md", PAGE)
    out = site.build("epub")
    text = (out / "index.xhtml").read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML"' in text
    assert "katex-html" not in text
    assert "tabindex" not in text
    assert "katex/" not in text
    assert not (out / "_static" / "katex").exists()
    assert not site.warnings


def test_epub_without_engine_holds_the_source(site):
    site.write("index.md", PAGE)
    text = (site.build("epub", kb_node="/nonexistent/node") / "index.xhtml").read_text("utf-8")
    assert r"\(x&lt;y\)" in text


@pytest.mark.parametrize("builder", ["latex", "text", "man", "texinfo", "gettext", "xml"])
def test_other_formats_keep_sphinx_ways(site, builder):
    site.write("index.md", PAGE)
    site.build(builder, kb_math_macros={"x": "y"})
    assert not site.starts()
    assert not site.warnings
