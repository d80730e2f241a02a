"""What is not published is looked for in the output, and what gets out is told."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from commonplace.core.shingles import Wanted, runs
from sites import Site

FILES: dict[str, str | bytes] = {
    "index.md": "# Home\n\nWelcome here.\n\n```{toctree}\nblog/open\nblog/secret\n```\n",
    "blog/open.md": "---\ntitle: Open\ndate: 2026-01-01\n---\n\nTo be seen.\n",
    "blog/secret.md": "---\ntitle: The hidden axolotl\ndate: 2026-01-02\ndraft: true\n---\n\n"
    "One two three four five six seven eight nine.\n",
}
#: A site's own code that gives something away.
LEAKY = """
def setup(app):
    app.connect("html-page-context", leak)


def leak(app, pagename, templatename, context, doctree):
    context["body"] = context.get("body", "") + {text!r}
"""


@pytest.mark.parametrize("builder", ["html", "dirhtml", "text", "xml", "latex", "gettext"])
def test_nothing_is_found_where_nothing_gets_out(tmp_path, builder):
    result = Site(tmp_path, FILES).build(builder, strict=True)
    assert (result.status, result.warnings) == (0, [])


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("<p>one two <em>three</em> four five six seven, eight!</p>", "one two three", 7),
        ('<p title="The hidden  Axolotl"></p>', "the hidden axolotl", 2),
        ('<a href="blog/secret.html">x</a>', "its address", 1),
    ],
)
def test_what_gets_out_is_told_with_draft_line_and_file(tmp_path, text, said, line):
    site = Site(tmp_path, FILES, LEAKY.format(text=text))
    result = site.build(strict=True)
    assert result.status == 1
    (message,) = result.about("kb.leak")
    assert f"blog/secret.md:{line}: " in message
    assert said in message
    assert re.search(r"stands in '(404|blog/open|[\w/-]+)\.html' of the output", message)
    assert not site.build().about("kb.leak"), "without -W nobody waits for it"


#: Code of a site that writes into what lies beside a page, behind its back.
LEAKY_FILE = """
from pathlib import Path


def setup(app):
    app.connect("build-finished", leak, priority=800)


def leak(app, exception):
    with Path(app.outdir, "blog/open{suffix}").open("a", encoding="utf-8") as stream:
        stream.write({text!r})
"""


@pytest.mark.parametrize(
    ("builder", "suffix", "text"),
    [
        ("html", ".html.md", "one *two* **three** four `five` [@six] six [seven](x.md) eight"),
        ("html", ".html.md", "[The hidden axolotl](x)"),
        ("html", ".html.md", "[x](secret.html.md), [y](../blog/secret.html.md)"),
        ("dirhtml", "/index.html.md", "[x](../../blog/secret/index.html.md)"),
    ],
)
def test_what_gets_out_into_a_twin_is_told(tmp_path, builder, suffix, text):
    site = Site(tmp_path, FILES, LEAKY_FILE.format(suffix=suffix, text=f"\n\n{text}\n"))
    result = site.build(builder, strict=True)
    (message,) = result.about("kb.leak")
    assert f"stands in 'blog/open{suffix}' of the output" in message


def test_what_gets_out_into_llms_txt_is_told(tmp_path):
    files = {**FILES, "extra/llms.txt": "- [x](x.md): The hidden *axolotl*\n"}
    conf = "html_extra_path = ['extra']\nexclude_patterns = ['extra']\n"
    result = Site(tmp_path, files, conf).build(strict=True)
    (message,) = result.about("kb.leak")
    assert "stands in 'llms.txt' of the output" in message


def test_what_a_published_page_says_too_is_no_secret(tmp_path):
    shared = (
        FILES["blog/open.md"] + "One two three four five six seven eight. The hidden axolotl.\n"
    )
    result = Site(tmp_path, {**FILES, "blog/open.md": shared}).build(strict=True)
    assert (result.status, result.warnings) == (0, [])


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    ("draft", "text"),
    [
        ("blog/secret", '<a href="secret.html">in the same folder</a>'),
        ("secret", '<a href="../secret.html#part">further up</a>'),
        ("blog/äpfel", '<a href="../blog/%C3%A4pfel.html?x=1">with percent signs</a>'),
        ("blog/secret", '<a href="https://example.org/kb/blog/secret.html">in full</a>'),
        ("blog/secret", '<a href="/kb/blog/secret.html">from the root of the host</a>'),
        ("blog/secret", '<a href="../blog/secret/">a folder</a>'),
        ("blog/index", "see /kb/blog/, please"),
    ],
)
def test_addresses_are_told_however_they_are_written(tmp_path, builder, draft, text):
    folder = "../" if builder == "dirhtml" else ""
    text = (
        text.replace('href="', f'href="{folder}') if ":" not in text and '"/' not in text else text
    )
    files = {"index.md": "# Home\n", "blog/open.md": FILES["blog/open.md"]}
    files[f"{draft}.md"] = "---\ntitle: Hm\ndraft: true\n---\n\nx\n"
    conf = "html_baseurl = 'https://example.org/kb/'\n" + LEAKY.format(text=text).replace(
        "    context", "    if pagename == 'blog/open':\n        context"
    )
    result = Site(tmp_path, files, conf).build(builder, strict=True)
    (message,) = result.about("kb.leak")
    assert f"{draft}.md:1: " in message
    assert "its address stands in 'blog/open" in message


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    "files",
    [
        {"posts/cats.md": "# Cats\n"},
        {"posts/dogs.md": "---\naliases: [/cats/, /cats.html]\n---\n# Dogs\n"},
        {"posts/dogs.md": "# Dogs\n\n<https://elsewhere.example/cats.html>, <x/cats/y>\n"},
        {"cats/index.md": "# Cats\n"} | {"posts/x.md": "# X\n\n[](../cats/index.md)\n"},
    ],
)
def test_addresses_of_others_are_no_secret(tmp_path, builder, files):
    draft = {"cats.md": "---\ntitle: Hm\ndraft: true\n---\n\nx\n"}
    conf = "html_baseurl = 'https://example.org/kb/'\n"
    site = Site(tmp_path, {"index.md": FILES["index.md"], **FILES, **files, **draft}, conf)
    assert not site.build(builder, strict=True).about("kb.leak")


def test_an_old_address_in_the_configuration_is_no_secret(tmp_path):
    conf = "kb_redirects = {'blog/secret.html': 'blog/open', 'blog/secret/': 'index'}\n"
    assert not Site(tmp_path, FILES, conf).build(strict=True).about("kb.leak")


def test_what_is_written_in_a_picture_is_told(tmp_path):
    stream = io.BytesIO()
    info = PngInfo()
    info.add_text("Description", "The hidden axolotl", zip=True)
    Image.new("RGB", (8, 8)).save(stream, "PNG", pnginfo=info)
    shown = f"{FILES['blog/open.md']}\n![A square](square.png)\n"
    files = {**FILES, "blog/open.md": shown, "blog/square.png": stream.getvalue()}
    (message,) = Site(tmp_path, files).build(strict=True).about("kb.leak")
    assert "blog/secret.md:2: " in message
    assert re.search(r"stands in '_images/[\w-]*square[\w-]*\.png' of the output", message)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("the_hidden-axolotl.bin", b"\0\1"),
        ("data.csv", b"1;The hidden axolotl\n"),
        ("data.bin", b"\0\1\2The hidden axolotl\0"),
        ("site.webmanifest", b'{"name": "The hidden axolotl"}'),
        ("_sources/blog/secret.md.txt", b"x"),
    ],
)
def test_what_stands_in_any_file_or_its_name_is_told(tmp_path, name, content):
    files = {**FILES, f"extra/{name}": content}
    conf = "html_extra_path = ['extra']\nexclude_patterns = ['extra']\n"
    (message,) = Site(tmp_path, files, conf).build(strict=True).about("kb.leak")
    assert f"stands in {name!r} of the output" in message


def test_doctrees_in_the_output_are_not_looked_at(tmp_path):
    site = Site(tmp_path, FILES)
    result = site.build("html", "-d", str(tmp_path / "out/html/.doctrees"), strict=True)
    assert (result.status, result.warnings) == (0, [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", '<p title="L&#x27;axolotl&nbsp;trouvé &amp; co">x</p>'),
        ("a.html", "<p>L&rsquo;axolotl <b>trouv&eacute;</b> &amp; co</p>"),
        ("a.html", "<p>If 1 &lt; 2: l'axolotl trouvé &gt; co</p>"),
        (
            "a.xml",
            "<c>&lt;p&gt;L&amp;#39;axolotl &lt;em&gt;trouvé&lt;/em&gt; &amp;amp; co&lt;/p&gt;</c>",
        ),
        ("a.json", r'{"html": "\nL\'axolotl trouv\u00e9 <b>&amp;</b> co"}'),
        ("a.js", r'x("l\x27axolotl\n<em class=\"a b\">trouvé</em> co")'),
        ("a.xml", "<c>&lt;a href=&quot;https://example.org/blog/secret.html&quot;&gt;</c>"),
        ("a.json", r'{"html": "<a href=\"https:\/\/example.org\/blog\/secret.html\">"}'),
    ],
)
def test_what_is_escaped_is_told(tmp_path, name, content):
    draft = "---\ntitle: L'axolotl trouvé & co\ndraft: true\n---\n\nx\n"
    files = {"index.md": "# Home\n", "blog/secret.md": draft, f"extra/{name}": content}
    conf = "html_extra_path = ['extra']\nexclude_patterns = ['extra']\n"
    conf += "html_baseurl = 'https://example.org/'\n"
    (message,) = Site(tmp_path, files, conf).build(strict=True).about("kb.leak")
    assert f"stands in {name!r} of the output" in message


def test_the_title_of_a_paper_is_no_secret_of_the_draft_about_it(tmp_path):
    title = "Attention Is {All} You Need, and More Than Eight Words"
    files = {
        "index.md": "# Home\n\n{cite:t}`vaswani`\n\n```{toctree}\nbibliography\n```\n",
        "bibliography.md": "# Bibliography\n\n```{bibliography}\n```\n",
        "references.bib": f"@article{{vaswani, author={{V, A.}}, title={{{title}}}, journal={{J}}, year=2017}}",
        "papers/a.md": f"---\ntitle: '{title}'\npaper: vaswani\ndraft: true\n---\n\nx\n".replace(
            "{All}", "All"
        ),
    }
    result = Site(tmp_path, files).build(strict=True)
    assert (result.status, result.warnings) == (0, [])


def test_what_a_published_page_includes_is_no_secret(tmp_path):
    code = "one = two + three + four + five + six + seven + eight + nine\n"
    shown = "```{literalinclude} code.py\n```\n"
    files = {
        **FILES,
        "blog/open.md": f"{FILES['blog/open.md']}\n{shown}",
        "blog/secret.md": f"{FILES['blog/secret.md']}\n```python\n{code}```\n",
        "blog/code.py": code,
    }
    assert not Site(tmp_path, files).build(strict=True).about("kb.leak")


words = st.lists(st.sampled_from(["a", "bb", "ccc", "d", "ee"]), max_size=30)


@given(st.lists(words, max_size=3), words)
def test_runs_are_found_as_by_looking_at_every_place(texts, other):
    wanted = {run for text in texts for run in runs(text, 3)} | {("bb",)}
    found = set(Wanted(wanted).find(other))
    assert found == {run for run in wanted if run in set(runs(other, len(run)))}
