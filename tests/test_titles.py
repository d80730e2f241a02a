"""Titles: front matter names the page everywhere, whatever headings the body begins with."""

from __future__ import annotations

import json
import re

import pytest

from conftest import Site, check_markup, everything, fence, front, toctree, words

#: (source, name of the page, headings of the page below its h1, with their level)
CASES = {
    "plain": (front("Plain title", "Text.\n"), "Plain title", []),
    "equal": (
        front("Equal title", "# Equal title\n\nText.\n\n## Two\n"),
        "Equal title",
        ["h2 Two"],
    ),
    "spaced": (front("Spaced  title", "# spaced   Title\n\nText.\n"), "Spaced title", []),
    "differing": (
        front("From front matter", "# Another\n\nText.\n\n## Below\n"),
        "From front matter",
        ["h2 Another", "h3 Below"],
    ),
    "several": (
        front("Several", "# One\n\nText.\n\n# Two\n\n## Deep\n\n# Three\n"),
        "Several",
        ["h2 One", "h2 Two", "h3 Deep", "h2 Three"],
    ),
    "first-equal": (
        front("First equal", "# First equal\n\nText.\n\n# Other\n\nMore.\n"),
        "First equal",
        ["h2 Other"],
    ),
    "later-equal": (
        front("Later equal", "Lead.\n\n# Later equal\n\nMore.\n"),
        "Later equal",
        ["h2 Later equal"],
    ),
    "level-two": (
        front("From two", "## Two\n\n### Three\n\n## Four\n"),
        "From two",
        ["h2 Two", "h3 Three", "h2 Four"],
    ),
    "level-three": (front("From three", "Text.\n\n### Three\n"), "From three", ["h2 Three"]),
    "jumps": (
        front("Jumps", "## Two\n\n#### Four\n\n## Again\n"),
        "Jumps",
        ["h2 Two", "h3 Four", "h2 Again"],
    ),
    "setext": (
        front("Setext", "Setext\n======\n\nText.\n\nTwo\n---\n\nMore.\n"),
        "Setext",
        ["h2 Two"],
    ),
    "setext-differs": (front("Named", "Other\n=====\n\nText.\n"), "Named", ["h2 Other"]),
    "markup": (
        front('"Code `a<b>` and *em* with $x^2$"', "# Code `a<b>` and *em* with $x^2$\n\nText.\n"),
        None,
        [],
    ),
    "linked": (
        front(
            '"A [link](plain.md) in it"',
            "## [Heading](https://example.org) `code`\n\nText.\n",
            date="2024-01-02",
        ),
        "A link in it",
        ["h2 Heading code"],
    ),
    "label": (
        front("With a label", "(my-label)=\n# With a label\n\nText.\n\n(second)=\n## Second\n"),
        "With a label",
        ["h2 Second"],
    ),
    "label-differs": (
        front("Front label", "(other-label)=\n# Body heading\n\nText.\n"),
        "Front label",
        ["h2 Body heading"],
    ),
    "comment": (
        front("After comment", "% a comment\n\n<!-- html -->\n\n# After comment\n\nText.\n"),
        "After comment",
        [],
    ),
    "none-h1": ("# Only a heading\n\nText.\n", "Only a heading", []),
    "none-two": ("# First\n\nText.\n\n# Second\n\nText.\n", "First", ["h2 Second"]),
    "none-h2": ("## Starts at two\n\nText.\n", "Starts at two", []),
    "no-title_at-all": ("Just text.\n", "No title at all", []),
    "only-front": ("---\ndate: 2024-01-01\n---\n", "Only front", []),
    "number": (front("2020", "Text.\n"), "2020", []),
    "sharp": (front('"Learning F# and C #"', "Text.\n"), "Learning F# and C #", []),
    "dashes": (
        front('"1. not a list - and: no colon"', "Text.\n"),
        "1. not a list - and: no colon",
        [],
    ),
    "emoji": (
        front('"Hello :wave: `:wave:`"', "Text.\n", date="2024-01-01"),
        "Hello 👋 :wave:",
        [],
    ),
}
TITLES = {name: title for name, (_, title, _) in CASES.items() if title}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    links = "".join(
        f"- {name}: [](blog/{name}.md) {{doc}}`blog/{name}` {{kb:post}}`{name}`\n" for name in CASES
    )
    home = (
        f"{links}\nSee {{ref}}`my-label`, [](#my-label), {{ref}}`other-label`, {{ref}}`second`.\n\n"
        f"{fence('post-list', sort='title', style='compact')}"
    )
    pages = {f"blog/{name}.md": text for name, (text, _, _) in CASES.items()}
    tree = toctree(*(f"blog/{name}" for name in CASES))
    return Site(
        tmp_path_factory.mktemp("titles"), {"index.md": front("Home", home + tree), **pages}
    )


@pytest.fixture(scope="module")
def built(site):
    # No warning for any of these: the build stops on the first.
    return site.build()


@pytest.mark.parametrize("name", CASES)
def test_page_has_one_h1_and_its_headings_below(built, name):
    article = built.article(f"blog/{name}")
    (heading,) = article.select("h1")
    if name in TITLES:
        assert words(heading) == TITLES[name]
    headings = article.select(":is(h2, h3, h4, h5, h6):not(.kb-foot *)")
    found = [f"{head.name} {words(head)}" for head in headings]
    assert found == CASES[name][2]


@pytest.mark.parametrize("name", TITLES)
def test_title_names_the_page_everywhere(built, name):
    title, soup = TITLES[name], built.soup(f"blog/{name}")
    assert " ".join(soup.title.get_text().split()).startswith(f"{title} ")
    home = built.soup("index")
    sidebar = home.select_one(f'.bd-sidenav a[href="blog/{name}.html"]')
    assert words(sidebar) == title
    entry = home.select_one(f'.kb-list a[href="blog/{name}.html"]')
    assert words(entry) == title
    item = next(li for li in home.select("article li") if words(li).startswith(f"{name}: "))
    assert words(item) == f"{name}: {title} {title} {title}"
    index = built.text("searchindex.js")
    data = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)", index)[1])
    assert data["titles"][data["docnames"].index(f"blog/{name}")] == title


def test_previous_and_next_show_the_title(built):
    shown = {
        words(node)
        for name in CASES
        for node in built.soup(f"blog/{name}").select(".prev-next-title")
    }
    assert {"Hello 👋 :wave:", "A link in it", "Only front"} <= shown


def test_markup_of_a_title_is_kept_where_it_is_shown(built):
    for node in (
        built.article("blog/markup").h1,
        built.soup("index").select_one('.bd-sidenav a[href="blog/markup.html"]'),
        built.soup("index").select_one('.kb-list a[href="blog/markup.html"]'),
    ):
        assert words(node.select_one("code")) == "a<b>"
        assert words(node.select_one("em")) == "em"
        assert node.select_one(".katex, .math") is not None
    assert "Code a<b> and em with" in built.soup("blog/markup").title.get_text()


def test_link_in_a_title_is_a_link_on_the_page_and_text_where_the_title_is_one(built):
    assert built.article("blog/linked").select_one("h1 a:not(.headerlink)")["href"] == "plain.html"
    entry = built.soup("index").select_one('.kb-list a[href="blog/linked.html"]')
    assert not entry.select("a")
    heading = built.article("blog/linked").h2
    assert heading.select_one("a:not(.headerlink)")["href"] == "https://example.org"


def test_labels_above_the_heading_lead_to_what_they_stand_above(built):
    article = built.article("index")
    links = {words(link): link["href"] for link in article.select("p a")}
    assert links["With a label"].startswith("blog/label.html")
    assert links["Body heading"] == "blog/label-differs.html#other-label"
    assert links["Second"] == "blog/label.html#second"
    page = built.soup("blog/label")
    anchor = links["With a label"].partition("#")[2]
    assert not anchor or page.find(id=anchor) is not None


def test_every_page_is_well_formed_and_its_anchors_exist(built):
    for name in CASES:
        text = built.text(f"blog/{name}.html")
        check_markup(text)
        article = built.article(f"blog/{name}")
        soup = built.soup(f"blog/{name}")
        for link in article.select('a[href^="#"]'):
            target = link["href"][1:]
            assert not target or soup.find(id=target) is not None, (name, target)


def test_retitled_page_is_renamed_everywhere_at_once(site, built):
    site.write({"blog/plain.md": front("Renamed *now*", "Text.\n")})
    again = site.build()
    assert again.read == ("blog/plain",)
    for name in ("index", "blog/linked", "genindex"):
        assert "Plain title" not in again.text(f"{name}.html")
    assert (
        words(again.soup("index").select_one('.bd-sidenav a[href="blog/plain.html"]'))
        == "Renamed now"
    )
    item = next(
        li for li in again.soup("index").select("article li") if words(li).startswith("plain: ")
    )
    assert words(item) == "plain: Renamed now Renamed now Renamed now"
    assert "Plain title" not in again.text("searchindex.js")


@pytest.mark.parametrize("builder", ["text", "epub", "latex", "singlehtml", "xml"])
def test_other_builders_take_every_title_without_a_warning(new_site, builder):
    pages = {f"blog/{name}.md": text for name, (text, _, _) in CASES.items()}
    tree = toctree(*(f"blog/{name}" for name in CASES))
    site = new_site({"index.md": front("Home", tree), **pages})
    site.build(builder)


RAW = "<b onclick=kbraw(1)>"


def test_raw_markup_of_a_heading_stays_on_its_page(tmp_path):
    """Whatever shows the title elsewhere has its text, a line break as a space."""
    pages = {
        "index.md": front(
            "Home",
            fence("post-list") + "```{toctree}\n:maxdepth: 3\n\n"
            "blog/one\nblog/two\nblog/three\nblog/bare\n```\n\n```{site-graph}\n```\n",
        ),
        "blog/one.md": front(None, "# One\n\n[](two.md) [[two]] {doc}`two`\n", date="2026-01-01"),
        "blog/two.md": front(
            None,
            f"# Hello {RAW}*you*</b><br>there <script>kbraw(2)</script>\n\nText.\n\n"
            f"## Below {RAW}it</b>\n\nMore.\n",
            date="2026-01-02",
            tags="[x]",
        ),
        "blog/three.md": front("Three", "Text.\n", date="2026-01-03"),
        "blog/bare.md": front(None, f"# {RAW}</b>\n\nText.\n", date="2026-01-04"),
    }
    site = Site(tmp_path, pages, 'html_baseurl = "https://example.org/"\n')
    built = site.build()
    own = built.text("blog/two.html")
    assert f"<h1>Hello {RAW}<em>you</em></b><br>there" in own
    article = own.partition("<article")[2].partition("</article>")[0]
    assert "kbraw(1" not in own.replace(article, "")
    assert re.search(r"<title>\s*Hello you there kbraw\(2\)\s", own)
    for name, text in everything(built.outdir):
        if name in ("blog/two.html", "blog/bare.html") or name.startswith("_sources/"):
            continue
        assert "kbraw(1" not in text, name
        assert "<script>kbraw" not in text, name
    shown = built.article("index").select_one(".toctree-wrapper")
    assert [words(link) for link in shown.select("a")] == [
        "One",
        "Hello you there kbraw(2)",
        "Below it",
        "Three",
        "blog/bare",
    ]
    epub = site.build("epub")
    for name, text in everything(epub.outdir):
        if name.endswith((".opf", ".ncx", "nav.xhtml", "index.xhtml")):
            assert "kbraw(1" not in text, name


@pytest.mark.parametrize("heading", [True, False], ids=["heading", "front matter"])
def test_a_download_in_a_title_is_its_text(tmp_path, heading):
    text = "T {download}`x <javascript://%0aalert(1)>`"
    post = f"# {text}\n\nText.\n" if heading else f'---\ntitle: "{text}"\n---\n\nText.\n'
    post = post.replace("---\n\n", "date: 2026-01-01\n---\n\n")
    site = Site(tmp_path, {"index.md": front("Home", toctree("blog/post")), "blog/post.md": post})
    built = site.build(fails=True)
    assert built.warnings.count("WARNING") == built.warnings.count("is no address that a page") == 1
    assert words(built.article("blog/post").h1).startswith("T x")
    for name in built.files():
        if name.endswith((".html", ".md", ".xml", ".js")) and name[0] != "_":
            assert "javascript:" not in built.text(name), name
