"""One small site with everything in it, in every builder; and what builders make of it."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess

import pytest

from sites import BROKEN, Site, page

BUILDERS = (
    "html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "gettext", "xml",
)  # fmt: skip

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>\n'
WEBP = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
#: The smallest PDF with something on its page (ISO 32000-1, 7.5).
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/Contents 4 0 R>>endobj\n"
    b"4 0 obj<</Length 17>>stream\n0 0 9 9 re f     \nendstream endobj\n"
)
PDF += (
    b"xref\n0 5\n0000000000 65535 f \n"
    + b"".join(b"%010d 00000 n \n" % PDF.index(b"%d 0 obj" % number) for number in range(1, 5))
    + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(PDF)
)

#: What a researcher types, in text, in code and in titles.
SIGNS = (
    "Greek \u03b1\u03b2\u03b3\u03b4\u03b5\u03b8\u03bb\u03bc\u03c0\u03c3\u03c6\u03c9 \u0393\u0394\u03a3\u03a9; "
    "signs \u2264 \u2265 \u2260 \u2248 \u00b1 \u00d7 \u00f7 \u221a \u221e \u2211 \u220f \u222b \u2202 \u2207 "
    "\u2208 \u2209 \u2282 \u222a \u2229 \u2200 \u2203 \u00ac \u2227 \u2228 \u2295 \u2297 \u27e8\u27e9; "
    "arrows \u2190 \u2192 \u2194 \u21d2 \u21d4 \u21a6; letters \u211d \u2115 \u2124 \u2102 \u2113; "
    "marks \u2713 \u2717 \u2026 \u2013 \u2014 \u2022 \u00b7 \u00b0 \u20ac \u00a7 \u2032 \u201cquoted\u201d \u2018so\u2019; "
    "names G\u00f6del, Erd\u0151s, \u0141ukasiewicz, \u010cech, \u00d8rsted, Nguy\u1ec5n, \u00de\u00f3r, \u0411\u043e\u0440\u0438\u0441"
)
CODE_SIGNS = "\u03b1 = \u2211 \u2264 \u2192 \u2713 \u2502\u251c\u2500\u2500\u2514\u2500\u2500\u2588 \u00e9 \u201cx\u201d"

LISTINGS = "\n".join(
    f"## {style} by {group}\n\n```{{post-list}}\n:collection: all\n:style: {style}\n"
    f":group: {group}\n:prompt: me@here $ (list)\n```\n"
    for style, group in (
        ("numbered", "year"),
        ("list", "series"),
        ("cards", "topic"),
        ("table", "year"),
        ("compact", "series"),
    )
)

FILES: dict[str, str | bytes] = {
    "index.md": "# Home\n\nSee {doc}`all`, {kb:post}`one`, {kb:tag}`a` and {ref}`here`.\n\n"
    "```{toctree}\n:hidden:\n\nall\nblog/one\nblog/two\npictures\nnotes/n\npapers/p\npapers/q\nworks\nglossary\n"
    "bibliography\ntopics/t\nsigns\n```\n\n```{profile}\n```\n",
    "all.md": f"# All\n\n{LISTINGS}\n## Terms\n\n```{{term-list}} tags\n```\n\n"
    "```{term-list} authors\n```\n\n```{term-list} series\n```\n\n```{term-list} years\n```\n",
    "blog/one.md": page(
        "# One `code` title\n\nThe *first* **paragraph** with `code`, [a link](two.md), $x^2$, "
        "{cite:t}`able2001`, :wave: and a mark[^1].\n\n(here)=\n## Section\n\n"
        "- [ ] to do\n- [x] done\n\n1. one\n2. two\n\nTerm\n: What it means.\n\n"
        "| a | b |\n|---|---|\n| 1 | `2` |\n\n> Said so.\n\n---\n\n"
        "```python\nprint('x')\n```\n\n"
        "$$\na &= b \\\\\nc &= d\n$$ (equation)\n\n"
        "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n\nSee {eq}`equation`, {term}`word` and "
        "{numref}`fig-twins`.\n\n```{note}\nA note.\n```\n\n~~gone~~ H{sub}`2`O\n\n"
        "[^1]: Said {cite:p}`best2002,able2001`.\n",
        title="One `code` title",
        date="2026-01-01",
        tags="[a, C++]",
        authors="[Ada Example, Bea Best]",
        series="S",
        part=1,
        thumbnail="{src: img/thumb.svg, alt: A triangle}",
    ),
    "blog/two.md": page(
        "Second **words**.\n",
        title="Two $y_1$ & *more*",
        date="2026-02-01",
        updated="2026-03-01",
        tags="[a]",
        author="Ada Example",
        series="S",
        part=2,
        excerpt="An *own* excerpt with $z$.",
        thumbnail="img/dot.png",
    ),
    "blog/three.md": page(
        "Third.\n", title="Three", date="2025-02-01", redirect="https://example.org/"
    ),
    "blog/img/thumb.svg": SVG,
    "blog/img/dot.png": PNG,
    "notes/n.md": page("A note.\n", title="N", topic="t", status="reading", author_profile="true"),
    "papers/p.md": page(
        "On {cite:t}`able2001`.\n", title="P", paper="able2001", status="read", topic="t"
    ),
    "topics/t.md": page("About *this*.\n", title="Topic `t`", order=1),
    "papers/q.md": page(
        "On {cite:t}`able2001` and {cite:p}`best2002`, *e.g.* $x$.\n\n**Problem:** it is `so`, after "
        "{cite:p}`best2002`.\n\nObservation 1: one.\n\n**Results:**\n\n- first\n- second $x^2$\n\n"
        "Some say so.[^1] See [the problem](#part-problem) and [another](p.md).\n\n"
        "## A `section`\n\n| {cite:t}`best2002` | b |\n|---|---|\n| 1 | 2 |\n\n"
        "[^1]: At <https://arxiv.org/abs/1706.03762v5>.\n",
        title="Q & *A*",
        date="2025-01-01",
        paper="[best2002, cole2003]",
        status="re-read",
        read="[2026-01-02, 2026-03-04]",
        rating=4,
        priority=1,
        topics="[t, vision]",
        takeaway="It *is* $x$ & so.",
    ),
    "works.md": "# Works\n\nSee [a part](papers/q.md#part-problem).\n\n"
    + "\n".join(
        f"## {style} by {group}\n\n```{{paper-list}}\n:select: all\n:style: {style}\n:group: {group}\n"
        ":parts: problem, results\n```\n"
        for style, group in (
            ("list", "topic"),
            ("cards", "year"),
            ("table", "status"),
            ("list", "author"),
            ("cards", "venue"),
        )
    )
    + "\n## Compared\n\n```{paper-table}\n```\n\n## Missing\n\n```{paper-coverage}\n```\n\n"
    "## Reading\n\n```{reading-list}\n```\n\n## Library\n\n```{term-list} paper-years\n```\n\n"
    "{cite:t}`able2001` and {cite:p}`cole2003,cole2003b`.\n\n```{page-bibliography}\n```\n",
    "glossary.md": "# Glossary\n\n```{glossary}\nword\n  What it means, with $x$.\n```\n",
    "bibliography.md": "# Bibliography\n\n```{bibliography}\n:all:\n```\n",
    "pictures.md": "# Pictures\n\n```{figure} img/twins.*\n:name: fig-twins\n:alt: Twins\n\nCaption.\n```\n\n"
    "![Only SVG](img/only.svg)\n\nInline ![Only too](img/only.svg) one.\n\n"
    "![Only WebP](img/photo.webp)\n\n![Dot](img/dot.png)\n\n![Has a twin](img/twins.svg)\n\n"
    "```{figure} img/only.svg\n:name: fig-only\n:alt: Described\n\nIts caption.\n```\n",
    "img/twins.svg": SVG,
    "img/twins.pdf": PDF,
    "img/only.svg": SVG,
    "img/photo.webp": WEBP,
    "img/dot.png": PNG,
    "signs.md": page(
        f"{SIGNS}\n\n*{SIGNS}*\n\n**{SIGNS}**\n\n## {SIGNS}\n\nIn `{CODE_SIGNS}` code.\n\n"
        f"```text\n{CODE_SIGNS}\n```\n\nEmoji \U0001f600 \U0001f680 \u2764\ufe0f \U0001f44d\U0001f3fd :tada: and `\U0001f389`.\n\n"
        "```text\nprint \U0001f389\n```\n",
        title="Signs \u03b2-VAE, \u2264 and \U0001f680",
    ),
    "references.bib": "@article{able2001,\n  author = {Able, Ada},\n  title = {A \\emph{title} $x$},\n"
    "  journal = {J},\n  year = {2001},\n}\n"
    "@misc{cole2003,\n  author = {Cole, Cy},\n  title = {$\\beta$ \\& {V}AE},\n  year = {2003},\n"
    "  eprint = {1706.03762},\n  doi = {10.1000/x},\n  abstract = {We \\emph{do} $x^2$.},\n  pdf = {https://example.org/a_b.pdf},\n}\n"
    "@misc{cole2003b,\n  author = {Cole, Cy},\n  title = {Other},\n  year = {2003},\n  status = {skipped},\n"
    "  status_reason = {long & dull},\n  topics = {vision},\n  retracted = {yes},\n}\n"
    "@misc{best2002,\n  author = {Best, B{\\'e}a},\n  title = {{\u03b2}-things},\n  year = {2002},\n}\n",
}
CONF = (
    "numfig = True\n"
    'html_baseurl = "https://example.org/"\n'
    'kb_topics = {"vision": {"title": "Vision *x*", "status": "reading"}, '
    '"eyes": {"title": "Eyes", "parent": "vision"}}\n'
    'kb_profile = {"name": "Ada", "role": "tester", "interests": ["x"], '
    '"links": {"home": "https://example.org"}}\n'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("everything"), FILES, CONF)


@pytest.fixture(scope="module")
def built(site):
    done = {}

    def build(builder):
        if builder not in done:
            done[builder] = site.build(builder, "-j", "2", strict=True)
        return done[builder]

    return build


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_takes_everything(built, builder):
    """Two processes, warnings as errors, and nothing said."""
    result = built(builder)
    assert (result.status, result.log.strip()) == (0, "")


@pytest.mark.parametrize("builder", ["html", "text", "latex", "xml"])
def test_one_process_writes_the_same(site, built, builder):
    """The number of processes changes no byte."""
    alone = site.build(builder, name=f"{builder}-alone", strict=True)
    assert (alone.status, alone.log.strip()) == (0, "")
    assert alone.tree() == built(builder).tree()


@pytest.mark.parametrize("builder", ["html", "text", "latex", "man", "texinfo", "xml"])
def test_a_second_build_says_nothing_either(site, built, builder):
    """What a builder leaves behind does not disturb the next build."""
    before = built(builder).tree()
    again = site.build(builder, strict=True)
    assert (again.status, again.log.strip()) == (0, "")
    assert again.tree() == before


def test_listings_are_plain_lists_in_text(built):
    """A reader of text sees what a reader of HTML sees, without its decoration."""
    text = built("text").text("all.txt")
    assert re.search(r"^\* \[1\] Two y_1 & \*more\*$", text, re.MULTILINE)
    assert "me@here $ (list)" in text
    assert "An *own* excerpt with z." in text
    assert re.search(r"^\+-+\+-+\+", text, re.MULTILINE), "the style table is a table"
    assert re.search(r"^\* a \(2\)$", text, re.MULTILINE)
    for sign in ("thumb", "kb-", "[image", "<", "\\("):
        assert sign not in text, sign


def test_listings_are_plain_lists_in_tex(built):
    """So does a reader of the book, with links to chapters and no picture in the lists."""
    (name,) = [name for name in built("latex").tree() if name.endswith(".tex")]
    tex = built("latex").text(name)
    listing = tex.partition("me@here")[2].partition("Terms")[0]
    assert listing.count(r"\begin{itemize}") >= 4
    assert r"\includegraphics" not in listing
    assert r"\begin{tabular" in listing or r"\begin{longtable" in listing or "tabulary" in listing


def test_listings_are_plain_lists_in_a_manual_page(built):
    """A manual page has bullets."""
    (name,) = [name for name in built("man").tree() if name.endswith(".1")]
    manual = built("man").text(name)
    listing = manual.partition("me@here")[2]
    assert re.search(r"^\.IP \\\(bu 2$", listing, re.MULTILINE)
    assert "An \\fIown\\fP excerpt" in listing


@pytest.mark.parametrize("builder", ["latex", "texinfo"])
def test_pictures_that_cannot_be_shown_are_described(built, builder):
    """A lone SVG or WebP leaves its description, a twin in another format its place."""
    (name,) = [name for name in built(builder).tree() if re.search(r"\.(tex|texi)$", name)]
    text = built(builder).text(name)
    for alternative in ("Only SVG", "Only too", "Only WebP", "Described"):
        assert alternative in text
    assert "Its caption." in text
    assert "only" not in re.sub(
        r"fig-only|Only", "", "".join(re.findall(r"includegraphics.*", text))
    )
    if builder == "latex":
        shown = re.findall(r"\\sphinxincludegraphics(?:\[[^\]]*\])?\{\{([^}]*)\}(\.\w+)\}", text)
        assert {suffix for _, suffix in shown} == {".pdf", ".png"}
        for stem, suffix in shown:
            assert (built("latex").outdir / f"{stem}{suffix}").is_file()


def test_every_link_of_the_book_has_its_target(built):
    """No reference of the book leads nowhere: each label that is used is given."""
    (name,) = [name for name in built("latex").tree() if name.endswith(".tex")]
    tex = built("latex").text(name).replace("\\sphinxhyphen{}", "-")
    given = set(re.findall(r"\\label\{(?:\\detokenize\{)?([^{}]*)\}", tex))
    used = set(re.findall(r"\\(?:hyperref\[|eqref\{|ref\{)(?:\\detokenize\{)?([^{}\]]*)", tex))
    assert used
    assert used - given == set()


needs_tex = pytest.mark.skipif(
    not (shutil.which("xelatex") and shutil.which("latexmk")),
    reason="xelatex and latexmk are not installed",
)


@needs_tex
def test_the_book_has_every_glyph_and_figure(built):
    """XeLaTeX's log names no character, file or reference that is missing."""
    folder = built("latex").outdir
    copy = folder.with_name("book")
    shutil.copytree(folder, copy)
    done = subprocess.run(
        ["make", "-C", str(copy), "LATEXMKOPTS=-interaction=nonstopmode -halt-on-error", "all-pdf"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:].decode(errors="replace")
    (path,) = copy.glob("*.log")
    log = path.read_text(encoding="utf-8", errors="replace")
    assert re.findall(r"^Missing character: .*$", log, re.MULTILINE) == []
    assert (
        re.findall(r"^.*not found.*$", log.replace("draftmode not found", ""), re.MULTILINE) == []
    )
    assert re.findall(r"^LaTeX Warning: .*undefined.*$", log, re.MULTILINE) == []


def test_nothing_is_raised_anywhere(built):
    for builder in BUILDERS:
        assert not BROKEN.search(built(builder).log)
