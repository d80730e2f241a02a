"""TeX of a bibliography: never shown as it is written, never more than text and known markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.richtext import Text

from commonplace.core.inline import walk
from commonplace.core.tex import events_of, inlines_of_tex, plain
from commonplace.core.tex_signs import formula_text
from commonplace.resolve.bibliography import inlines_of_entry
from commonplace.resolve.marked import marked, text_of_marked
from conftest import Site, fence, front, toctree, words

SHOWN = {
    r"H$_2$O at \emph{very} \textbf{high}": "H_<_2>O at /very/ *high*",
    r"{\bf Old} and {\em older \bf oldest}": "*Old* and /older *oldest*/",
    r"\textit{nested \textbf{bold}, too}": "/nested *bold*, too/",
    r"\textsuperscript{13}C and CO\textsubscript{2}": "^13^C and CO~2~",
    r"In $\mathcal{O}(n)$ or $$\sum_i$$ or \[y\] or \(z\)": (
        r"In _<\mathcal{O}(n)> or _<\sum_i> or _<y> or _<z>"
    ),
    r"$a$$b$": "_<a>_<b>",
    r"M$_{\ensuremath{\odot}}$ $\ensuremath\lambda$ \ensuremath{\pm}": (
        r"M_<_{{\odot}}> _<\lambda> _<\pm>"
    ),
    r"Prices of $5 and $6, \$7": "Prices of $5 and $6, $7",
    r"A $ alone": "A $ alone",
    r"{$x} y$": "$x y$",
    r"\textcolor{red}{Red} \color{blue}, \href{https://a.b}{there}": "Red , there",
    r"\foreignlanguage{german}{Wort} \texorpdfstring{$x$}{x}": "Wort x",
    r"Said\footnote{not here}\cite[p.~2]{key}, \citep{a}": "Said,",
    r"\enquote{So} ``it'' `is' isn't it": "“So” “it” ‘is’ isn't it",
    r"na\"{\i}ve \c{c} \v r {\v{S}} \H{o} \t{oo}": "naïve ç ř Š ő oo",
    r"Nguy{\~{\^e}}n Tr{\`{\^a}}n {\DJ}{\'\^{o}}ng Ph{\d{\^o}}ng": "Nguyễn Trần Đống Phộng",
    r"\'{\u a} \~\^{E} \'{\^ \i} \ng\NG{} \'{\^o": "ắ Ễ î́ ŋŊ ô",
    r"\textquotedblleft q\textquotedblright{} 5\textdegree \textmu m \textregistered": "“q” 5°µm ®",
    r"A.\,B. x\ y \\ z\-\/!": "A. B. x y z!",
    r"\url{https://example.org/a\_b} \texttt{x}": "https://example.org/a_b `x`",
    r"\begin{itemize} \unknown{kept} \relax": "kept",
    r"{{{deep}": "deep",
    r"un}balanced{": "unbalanced",
    "\\": "",
}  # fmt: skip
SIGNS = {
    "emphasis": ("/", "/"), "strong": ("*", "*"), "literal": ("`", "`"), "math": ("_<", ">"),
    "superscript": ("^", "^"), "subscript": ("~", "~"),
}  # fmt: skip


def spelt(inlines):
    """Return inline content with its markup as signs."""
    return "".join(
        item if isinstance(item, str) else spelt(item[2]).join(SIGNS[item[0]]) for item in inlines
    )


@pytest.mark.parametrize(("tex", "wanted"), SHOWN.items(), ids=SHOWN)
def test_markup_is_kept_and_commands_are_gone(tex, wanted):
    """What TeX sets in italics is an emphasis, what it does not show is not shown."""
    assert spelt(inlines_of_tex(tex)).strip() == wanted


@pytest.mark.parametrize(("tex", "wanted"), SHOWN.items(), ids=SHOWN)
def test_the_way_past_pybtex_leads_to_the_same(tex, wanted):
    """Signs for private use carry it; pybtex makes spaces of what it takes for one."""
    found = inlines_of_entry(Text.from_latex(marked(tex)))
    assert " ".join(spelt(found).split()) == " ".join(wanted.split())


FORMULAS = {
    r"\mathcal{O}(n \log n)": "O(n log n)",
    r"x^{2} + y_1": "x² + y₁",
    r"\mathbb{R}^n": "ℝⁿ",
    r"\frac{1}{2}": "1/2",
    r"f: \mathcal{X} \to \mathcal{Y}": "f: X → Y",
    r"n\times n": "n×n",
    r"L_{\infty}": "L_∞",
    r"\text{Var}(X)\,\%": "Var(X) %",
    r"e^{-x/2}": "e^(-x/2)",
    r"90^\circ": "90°",
    r"\unknown{a}b": "unknownab",
    r"\backslash x\odot": "\\x⊙",
}


@pytest.mark.parametrize(("tex", "wanted"), FORMULAS.items(), ids=FORMULAS)
def test_formulas_as_text(tex, wanted):
    """For heads, linked data and lists of names, which show text alone."""
    assert formula_text(tex) == wanted


PIECES = st.sampled_from(
    ["\\", "{", "}", "$", "$$", "\\(", "\\)", "\\[", "\\]", "\\emph{", "\\bf ", "\\'", "e", " ", "`", "'",
     "--", "\\footnote{", "\\url{", "a", "\\i", "~", "\ue010", "\ue01f", "\ue161", "<b>", "&"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(pieces=st.lists(PIECES, max_size=25))
def test_whatever_is_written_is_taken(pieces):
    """Balanced, without a command, the same on both ways, and never more than known markup."""
    tex = "".join(pieces)
    depth = {"start": 0, "open": 0}
    for kind, _ in events_of(tex):
        if kind in ("start", "open"):
            depth[kind] += 1
        elif kind in ("end", "close"):
            depth["start" if kind == "end" else "open"] -= 1
            assert min(depth.values()) >= 0
    assert set(depth.values()) == {0}
    assert {name for name, _, _ in walk(inlines_of_tex(tex))} <= SIGNS.keys()
    assert "\\" not in re.sub(r"\\[^a-zA-Z]", "", plain(tex))
    through = Text.from_latex(marked(tex))
    assert not re.search("[\ue010-\ue01f\ue100-\ue17f]", spelt(inlines_of_entry(through)))
    assert not re.search("[\ue010-\ue01f\ue100-\ue17f]", text_of_marked(str(through)))


@pytest.mark.parametrize(
    "piece",
    ["{", "}", "$", "\\(", "\\emph{", "{\\em ", "`a", "\\footnote", "\\'", "\\url{", "$x_{"],
)
def test_hostile_length_is_linear(piece):
    """A hundred thousand of anything are read, not searched for a partner each."""
    inlines_of_tex(piece * 100_000)


BIB = r"""@article{water, author = {M{\"u}ller, J{\"o}rg and {AT\&T}}, year = 2001, journal = {J. \& Co.},
  title = {{H$_2$O} at \emph{very} high \textbf{pressure}, 5\,\% of $\mathcal{O}(n)$ \unknown{steps}},
  abstract = {Of \textsuperscript{13}C <script>alert(1)</script>}, url = {https://example.org/a_b}}
@misc{nobody, title = {On {\em nobody} and $\alpha$}, year = 2002}
@misc{html, author = {Plato}, year = 2003,
  title = {<img src=x onerror=alert(1)> </script><b>x</b> $</script>$ {{ x }} *md* [x](javascript:alert(1))}}
"""
RAW = re.compile(r"\\[a-zA-Z]+|\$|[{}]")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    files = {
        "index.md": front(
            "Home",
            "By {cite:t}`water`, {cite:t}`nobody`, {cite:p}`html`.\n"
            + toctree("bib", "lists", "papers/a"),
        ),
        "references.bib": BIB,
        "bib.md": front("Bib", "```{bibliography}\n:all:\n```\n"),
        "lists.md": front(
            "Lists",
            fence("paper-list", select="all")
            + fence("paper-list", select="all", style="table")
            + fence("paper-coverage"),
        ),
        "papers/a.md": front(
            "A", "On {cite:t}`water`.\n\n" + fence("page-bibliography"), date="2026-01-01",
            paper="[water, nobody, html]",
        ),
    }  # fmt: skip
    return Site(tmp_path_factory.mktemp("tex"), files).build(fails=True)


def shown(element):
    """Return the text that is read, formulas and the source of an entry aside."""
    for item in element.select(".katex, .highlight, script"):
        item.extract()
    return words(element)


@pytest.mark.parametrize("name", ["index", "bib", "lists", "papers/a"])
def test_no_page_shows_tex(built, name):
    """Neither a command nor a dollar nor a brace."""
    found = RAW.findall(
        shown(built.article(name)).replace("{{ x }}", "").replace("$</script>$", "")
    )
    assert found == []


def test_bibliography_shows_markup_and_formulas(built):
    """As the card does; the names are those of the entry."""
    entry = built.article("bib").find(id="cite-water")
    assert [words(item) for item in entry.select("p em, p strong")][:3] == [
        "very", "pressure", "J. & Co.",
    ]  # fmt: skip
    formulas = [item.get_text() for item in entry.select(".katex annotation")]
    assert formulas[:2] == ["_2", r"\mathcal{O}(n)"]
    text = shown(entry)
    assert "Jörg Müller and AT&T" in text
    assert "5 % of steps." in text
    card = built.article("papers/a").select_one(".kb-card")
    assert [words(item) for item in card.select(".kb-card-title em, strong strong")] == [
        "very", "pressure",
    ]  # fmt: skip
    assert card.select_one("details sup").get_text() == "13"


def test_work_without_author_is_cited_by_its_title(built):
    """With its markup, and its formula as a formula."""
    paragraph = built.article("index").p
    assert "On nobody and" in words(paragraph)
    assert [item.get_text() for item in paragraph.select("em em")] == ["nobody"]
    assert paragraph.select_one("em .katex annotation").get_text() == r"\alpha"


def test_nothing_of_an_entry_becomes_markup_of_the_page(built):
    """Tags are shown, not obeyed, wherever a title goes."""
    for name in ("index", "bib", "lists", "papers/a"):
        soup = built.soup(name)
        assert soup.select("img[onerror], article b, a[href^=javascript]") == []
        assert all("alert" not in item.get_text() or item["type"] == "application/ld+json"
                   for item in soup.select("script:not([src])[type]"))  # fmt: skip


def test_linked_data_and_tags_are_text(built):
    """Machines read no TeX."""
    soup = built.soup("papers/a")
    linked = soup.select_one('script[type="application/ld+json"]').get_text()
    assert "H₂O at very high pressure, 5 % of O(n) steps" in linked
    (tag,) = soup.select('meta[name="citation_reference"]')
    assert "citation_title=H₂O at very high pressure, 5 % of O(n) steps" in tag["content"]


def test_text_shows_formulas_as_text(tmp_path_factory):
    """A builder that sets none shows no TeX either."""
    files = {
        "index.md": front("Home", "By {cite:t}`nobody`.\n" + toctree("bib", "papers/a")),
        "references.bib": BIB,
        "bib.md": front("Bib", "```{bibliography}\n:all:\n```\n"),
        "papers/a.md": front("A", "Text.\n", date="2026-01-01", paper="water"),
        "papers/b.md": front(
            "B", "By {cite:t}`water`.\n\n" + fence("page-bibliography"), date="2026-01-01"
        ),
    }
    built = Site(tmp_path_factory.mktemp("plain"), files).build("text", fails=True)
    assert "By *On *nobody* and α*" in built.text("index.txt")
    assert "H₂O at *very* high **pressure**, 5 % of O(n) steps" in " ".join(
        built.text("bib.txt").split()
    )
    assert "H₂O" in built.text("papers/a.txt")
    assert "H₂O" in built.text("papers/b.txt")


def test_formula_that_is_none_is_told_where_the_entry_stands(tmp_path):
    """By file and line of the entry, not by the page that lists it."""
    bib = "\n@misc{bad, author = {A}, year = 2001, title = {Of $\\frac{1}$ things}}\n"
    built = Site(
        tmp_path / "site",
        {"index.md": front("Home", "```{bibliography}\n:all:\n```\n"), "references.bib": bib},
    ).build(fails=True)
    assert re.search(r"references\.bib:2: WARNING: the formula “\\frac\{1\}”", built.warnings)


def test_formula_of_an_abstract_that_is_none_is_told_there_in_every_build(tmp_path):
    """Nothing but the card shows it, and the page of the card does not depend on the file."""
    bib = "\n@misc{bad, author = {A}, year = 2001, title = {B}, abstract = {Of $\\frac{1}$.}}\n"
    site = Site(
        tmp_path / "site",
        {"index.md": front("Home", "Words.\n", paper="bad"), "references.bib": bib},
    )
    for _ in range(2):
        built = site.build(fails=True)
        assert re.search(r"references\.bib:2: WARNING: the formula “\\frac\{1\}”", built.warnings)
