"""Front matter written by somebody who means harm: it comes out as text, wherever it comes out."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from commonplace.core.front_keys import RULES
from sites import BROKEN, Site, page, tree

OWNED = ("tags", "authors", "series", "topics", "archive", "library")

#: Each is given to every key of a page of its own.
PAYLOADS = (
    "<script>kbxss(1)</script>",
    "Code `<script>kbxss(2)</script>` span",
    '"><img src=x onerror=kbxss(3)>',
    "'><svg onload=kbxss(4)>",
    "[go](javascript:kbxss(5))",
    "<javascript:kbxss(6)>",
    "![see](javascript:kbxss(7))",
    "</title></head><script>kbxss(8)</script>",
    "--><script>kbxss(9)</script><!--",
    "]]><script>kbxss(10)</script>",
    "{raw}`<b onclick=kbxss(11)>` {raw-html}`<b onclick=kbxss(11)>`",
    r"$\href{javascript:kbxss(12)}{x}$ $\htmlStyle{color:red}{x}$ $</span><script>kbxss(12)</script>$",
    "[words]{onclick=kbxss(13) style=x}",
    "&lt;script&gt;kbxss(14)&lt;/script&gt; &#60;script&#62;kbxss(14)&#60;/script&#62;",
    '" onmouseover="kbxss(15)',
    "' onmouseover='kbxss(16)",
    "[x](jav&#x09;ascript:kbxss(17)) [x](&#106;avascript:kbxss(17)) [x](JaVaScRiPt:kbxss(17))",
    "[x](data:text/html,<script>kbxss(18)</script>) [x](vbscript:kbxss(18))",
    "<a href='javascript:kbxss(19)' onclick=kbxss(19)>x</a><iframe src=javascript:kbxss(19)>",
    "[x][y]\n\n[y]: javascript:kbxss(20)",
    "javascript:kbxss(21)",
    "https://example.org/\"onmouseover='kbxss(22)'",
    "<style>*{background:url(javascript:kbxss(23))}</style><base href=//evil.example>",
    '{abbr}`X ("><script>kbxss(24)</script>)` {math}`</script><script>kbxss(24)</script>`',
    "*never **closed `ever [at](all",
    "../../../escape",
    "..",
    "/../../../escape/index.html",
    "a/b\\c/../../../../escape",
    "index",
    "con",
    "C#",
    "\u202egnp.exe\u2066 \u200b\u00ad",
    "tab\tnew\nline\rreturn",
    "bell\x07 escape\x1b[31m null\x00",
    "{{ 7 * 191 }} {% raw %} {{ 7 * 191 }",
    "`````",
    "---",
    "\\",
    "long " * 2000,
    "<b>" * 100 + "x" * 300,
    "🙂" * 50,
    "%s %(x)s {x} %d",
)

#: What is needed for the page to come out at all.
KEPT = {"date", "draft", "publish", "collection", "listed"}
#: Keys that Sphinx, docutils and MyST answer to.
OTHERS = (
    *("address", "organization", "contact", "version", "revision", "copyright", "dedication"),
    *("abstract", "keywords", "language", "tocdepth", "html_theme.sidebar_secondary.remove"),
)
LISTINGS = "".join(
    f"```{{post-list}}\n:collection: all\n:style: {style}\n:group: {group}\n:excerpt: full\n```\n\n"
    for style, group in (
        ("cards", "topic"),
        ("table", "series"),
    )
)


def front(value, number, **more):
    """Return a page whose every key is *value*."""
    keys = {rule.key: value for rule in RULES if rule.key not in KEPT}
    keys |= dict.fromkeys(OTHERS, value)
    keys |= {"tags": [value, f"{value} too"], "authors": [value, "Ada Example"]}
    keys |= {"aliases": [value], "topics": [value], "papers": [value], "part": number + 1}
    keys |= {"thumbnail": {"src": value, "alt": value}, "image": {"src": value, "alt": value}}
    keys |= {"date": f"2026-{number % 9 + 1:02d}-{number // 9 + 1:02d}"} | more
    # JSON is YAML, but for the escapes of what lies beyond the first plane.
    return page(
        "A paragraph of words.\n",
        **{key: json.dumps(item, ensure_ascii=False) for key, item in keys.items()},
    )


def write(folder, values):
    """Write a site in which each of *values* is everything on some page."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\n```{toctree}\n:glob:\n\nblog/*\nnotes/*\ntopics/*\nguide/*\n```\n\n"
        "```{profile}\n```\n\n" + LISTINGS,
        "blog/fig.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "guide/plain.md": "# Plain\n\nNothing here.\n",
    }
    for number, value in enumerate(values):
        files[f"blog/post-{number}.md"] = front(value, number)
        # What is refused as a picture would hide what an alternative text can do.
        picture = {"src": "/blog/fig.svg", "alt": value}
        if number % 6 == 2:
            files[f"notes/note-{number}.md"] = front(value, number, thumbnail=picture, series="One")
            files[f"topics/topic-{number}.md"] = page(
                "Its introduction.\n", title=json.dumps(value)
            )
            files[f"guide/page-{number}.md"] = page(
                "## First\n\nWords.\n", title=json.dumps(value), description=json.dumps(value)
            )
    # What front matter refuses, no parser of XML takes from anybody.
    short = [value for value in values if len(value) < 500 and "\x07" not in value]
    profile = {
        "name": values[0],
        "role": values[1],
        "affiliation": values[2],
        "interests": short,
        "links": {value: value for value in short},
    }
    authors: dict[str, object] = {
        value: dict.fromkeys(("role", "bio", "url", "email", "orcid", "avatar", "kind"), value)
        | {"affiliations": [value], "interests": [value], "links": {value: value}}
        for value in short
    }
    topics = {value: {"title": value, "link": value, "intro": value} for value in short}
    conf = f"kb_profile = {profile!r}\nkb_topics = {topics!r}\nkb_authors = {authors!r}\n"
    # So deep that what climbs out of the output still lies where the test sees it.
    return Site(folder / "deep" / "down", files, conf)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    attack = f"{{{{ cycler.__init__.__globals__.os.mkdir({str(folder / 'made')!r}) }}}} done"
    site = write(folder, (*PAYLOADS, attack))
    site.root = folder
    site.before = tree(folder)
    return site


@pytest.fixture(scope="module")
def benign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benign")
    return write(folder, tuple(f"word {number}" for number in range(4)))


@pytest.fixture(scope="module")
def built(hostile, benign):
    """Build both sites once with each builder that writes markup."""
    done = {}

    def build(builder):
        if builder not in done:
            done[builder] = (hostile.build(builder), benign.build(builder))
        return done[builder]

    return build


class Active(HTMLParser):
    """Gather everything of a page that could run, load or lead somewhere else."""

    ADDRESSES = ("href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcset")

    def __init__(self):
        super().__init__()
        self.found = set()
        self._script = None
        self._linked = None

    def handle_starttag(self, tag, attrs):
        """Look at the attributes of an element."""
        for name, value in attrs:
            text = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on"):
                self.found.add((tag, name, value))
            if name in self.ADDRESSES and re.match(r"(javascript|vbscript|data):", text):
                self.found.add((tag, name, value))
        given = dict(attrs)
        if given.get("type") == "application/ld+json":
            self._linked = ""  # data, which no browser runs
        elif tag == "script":
            self.found.add((tag, re.sub(r"^(\.\./)*|\?v=\w+", "", given.get("src") or "")))
            self._script = ""
        elif tag in ("iframe", "object", "embed", "base", "style", "frame", "applet", "form"):
            self.found.add((tag, given.get("class"), given.get("id")))
        elif tag == "meta" and given.get("http-equiv"):
            self.found.add((tag, given["http-equiv"], given.get("content")))

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        """Gather the text of a script."""
        if self._linked is not None:
            self._linked += data
        if self._script is not None:
            self._script += data

    def handle_endtag(self, tag):
        """Note a script; linked data must be data, and nothing in it can end it."""
        if tag == "script" and self._linked is not None:
            if "<" in self._linked or not isinstance(json.loads(self._linked), dict):
                self.found.add((tag, "linked data", self._linked))
            self._linked = None
        if tag == "script" and self._script is not None:
            # The theme tells its scripts the name of the page, which is a path of ours.
            content = re.sub(r"pagename = '[\w/-]*'", "pagename = ''", self._script)
            self.found.add((tag, "content", content.strip()))
            self._script = None


def pages(outdir):
    """Yield every page of an output, those of an EPUB too, and the previews of pages."""
    for path in sorted(outdir.rglob("*")):
        if path.suffix in (".html", ".htm"):
            yield path.relative_to(outdir).as_posix(), path.read_text(encoding="utf-8")
        elif path.suffix == ".js" and path.is_relative_to(outdir / "_previews"):
            # Markup in a call with literals, which a script puts into pages.
            text = path.read_text(encoding="utf-8")
            found, _ = json.JSONDecoder().raw_decode(text, len("kbPreviews("))
            yield path.relative_to(outdir).as_posix(), "\n".join(found.values())
        elif path.suffix == ".epub":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
                        yield name, archive.read(name).decode("utf-8")


def active(outdir):
    """Return what could run, load or lead elsewhere, with the pages that have it."""
    found = {}
    for name, text in pages(outdir):
        reader = Active()
        reader.feed(text)
        reader.close()
        for item in reader.found:
            if 'id="kb-target"' in text and leads_on(item):
                continue
            found.setdefault(item, []).append(name)
    return found


def leads_on(item):
    """Tell whether it is what a page at an old address leads on with: to a page of the site."""
    return re.fullmatch(
        r"script [./]*_static/kb-redirect\.js|meta refresh 0; url=(?:\.\./)+blog/post-\d+(?:/|\.html)",
        " ".join(item),
    )


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub"])
def test_nothing_that_runs_is_added(built, builder):
    """Pages hold no script, handler or address that the pages of the harmless twin lack."""
    attacked, harmless = built(builder)
    assert attacked.status == harmless.status == 0
    expected = active(harmless.outdir)
    added = {item: names[:3] for item, names in active(attacked.outdir).items()}
    assert expected or builder == "epub"
    assert {item: names for item, names in added.items() if item not in expected} == {}


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub", "text", "latex"])
def test_nothing_is_raised(built, builder):
    """A hostile value costs a warning at most, never a traceback."""
    attacked, _ = built(builder)
    # Messages quote values, none of which holds such a word.
    assert not BROKEN.search(attacked.log), BROKEN.search(attacked.log)
    # What is no address, or more than a line, is told in words of ours, with its place.
    told = [line for line in attacked.log.splitlines() if re.search("kb_(profile|authors)", line)]
    assert told
    place = re.compile(r"conf\.py:\d+: WARNING: kb_(profile|authors).*(left out|keeps it)")
    assert [line for line in told if not place.search(line)] == []


def test_hostile_values_come_out_as_text(built):
    """The twin proves nothing if the values were dropped: a reader sees what was written."""
    attacked, _ = built("html")
    for name in ("blog/post-0.html", "index.html", "archive/2026.html", "tags/index.html"):
        assert "&lt;script&gt;kbxss(1)&lt;/script&gt;" in attacked.text(name), name
    post = attacked.text("blog/post-1.html")
    assert re.search(r"<title>[^<]*&lt;script&gt;kbxss\(2\)&lt;/script&gt;[^<]*</title>", post)
    assert re.search(r'<meta name="description" content="[^"]*&lt;script&gt;kbxss\(2\)', post)
    # Code of a title stays code.
    heading = post.partition("<article")[2].partition("<h1")[2].partition("</h1>")[0]
    assert re.search(r"<code[^>]*><span class=\"pre\">&lt;script&gt;kbxss\(2\)", heading)


def test_every_page_of_the_epub_is_well_formed(built):
    """An EPUB reader refuses a book of which one file is not XML."""
    attacked, _ = built("epub")
    names = [name for name, _ in pages(attacked.outdir)]
    assert len(names) > len(PAYLOADS)
    for name, text in pages(attacked.outdir):
        if name.endswith((".xhtml", ".opf", ".ncx")):
            try:
                ElementTree.fromstring(text.replace("<!DOCTYPE html>", "").replace("&nbsp;", " "))
            except ElementTree.ParseError as error:
                line = text.splitlines()[error.position[0] - 1]
                pytest.fail(f"{name}: {error}: {line[max(0, error.position[1] - 80) :][:160]}")


def test_nothing_is_written_elsewhere(hostile, built):
    """Only the output, the doctrees and the folders of generated pages are written."""
    for builder in ("html", "dirhtml", "epub", "text", "latex"):
        built(builder)
    after = tree(hostile.root)
    here = "deep/down/"
    ours = [f"{here}{name}/" for name in ("out", "trees")]
    ours += [f"{here}source/{name}/" for name in OWNED]
    foreign = {
        name
        for name, content in after.items()
        if hostile.before.get(name) != content
        and not name.startswith(tuple(ours))
        and not re.fullmatch(rf"{here}log-\w+\.txt", name)
    }
    assert foreign == set()
    assert hostile.before.keys() <= after.keys()
    assert not (hostile.root / "made").exists()
    generated = {
        name.removeprefix(f"{here}source/")
        for name in after
        if name.startswith(tuple(f"{here}source/{owned}/" for owned in OWNED))
    }
    assert len(generated) > 2 * len(PAYLOADS)
    odd = {
        name
        for name in generated
        if not re.fullmatch(r"\w+/(\.gitignore|[a-z0-9][a-z0-9-]{0,79}\.md)", name)
    }
    assert odd == set()


def test_names_in_the_output_are_plain(built):
    """No name of a file comes from a value as it was typed."""
    for builder in ("html", "dirhtml"):
        attacked, _ = built(builder)
        odd = [
            name
            for name in attacked.tree()
            if not re.fullmatch(r"[\w./-]+", name) or ".." in name.split("/")
        ]
        assert odd == []


def test_the_search_index_is_data(built):
    """The index is a call with one literal, whatever the titles hold."""
    attacked, _ = built("html")
    text = attacked.text("searchindex.js")
    assert text.startswith("Search.setIndex(")
    assert text.endswith(")")
    index = json.loads(text[len("Search.setIndex(") : -1])
    assert any("<script>kbxss(1)" in title for title in index["titles"])
    # Titles are text there, which is harmless as long as the reader of the index knows it.
    for line in attacked.text("_static/searchtools.js").splitlines():
        if ".innerHTML = " in line:
            assert re.search(r"innerHTML = (_escapeHTML\(title\);|$)", line), line


def test_the_inventory_keeps_its_lines(built):
    """A title cannot add an object to the inventory: each line has its five parts."""
    attacked, _ = built("html")
    data = (attacked.outdir / "objects.inv").read_bytes().split(b"\n", 4)[4]
    lines = zlib.decompress(data).decode("utf-8").splitlines()
    assert len(lines) > len(PAYLOADS)
    assert [line for line in lines if not re.match(r"\S.* \w+:\w+ -?\d+ \S* .+$", line)] == []


def test_an_excerpt_brings_no_directive_in(tmp_path):
    """An excerpt is prose: it cannot read files, number equations, add to the toctree or cite."""
    (tmp_path / "secret.md").write_text("KBSECRET words\n", encoding="utf-8")
    secret = tmp_path / "secret.md"
    excerpts = (
        f"```{{include}} {secret}\n```",
        f"```{{literalinclude}} {secret}\n```",
        f"```{{raw}} html\n:file: {secret}\n```",
        "```{raw} html\n<script>kbxss(1)</script>\n```",
        "```{eval-rst}\n.. raw:: html\n\n   <script>kbxss(1)</script>\n```",
        "```{toctree}\n/blog/post-1\n/missing\n```",
        "# A heading\n\n## And another\n\nText.",
        "(a-label)=\n\nA note[^1].\n\n[^1]: <script>kbxss(1)</script>",
        "```{post-list}\n```",
        "```{contents}\n```",
        "$$x = 1$$ (equation)",
        "| a | b |\n|---|---|\n| <b onclick=kbxss(1)> | c |",
        "```{figure} javascript:kbxss(1)\n```",
        "```{bibliography}\n```",
        "<script>kbxss(1)</script>\n\n- [x](javascript:kbxss(1))",
        "{{ cycler.__init__.__globals__.os.getpid() }}",
        "A line  \nbreak\\\nand another.",
    )
    files: dict[str, str | bytes] = {
        f"blog/post-{number}.md": page(
            "Its own words.\n",
            title=f"Post {number}",
            date="2026-01-01",
            excerpt=json.dumps(text),
        )
        for number, text in enumerate(excerpts)
    }
    files["index.md"] = "# Home\n\n```{toctree}\n:glob:\n\nblog/*\n```\n\n```{post-list}\n```\n"
    site = Site(tmp_path / "site", files)
    result = site.build()
    assert result.status == 0
    assert not BROKEN.search(result.log), result.log
    # Its author is told what was not used; nobody else's page is hurt.
    assert {line for line in result.warnings if "blog/post-" not in line} == set()
    everything = b"".join(
        content for name, content in result.tree().items() if not name.startswith("_sources/")
    )
    assert b"KBSECRET" not in everything
    for name, text in pages(result.outdir):
        reader = Active()
        reader.feed(text)
        assert not any("kbxss" in str(item) for item in reader.found), name
    assert "&lt;br" not in result.text("index.html")
    for number in range(len(excerpts)):
        assert "Its own words." in result.text(f"blog/post-{number}.html")


def test_a_page_cannot_allow_itself_a_scheme(tmp_path):
    """What a page says to MyST of addresses holds for its body, not for its title and excerpt."""
    link = "[go](javascript:kbxss(1))"
    source = page(
        "Words.\n",
        title=json.dumps(f"Title {link}"),
        excerpt=json.dumps(f"Excerpt {link}"),
        abstract=json.dumps(f"Abstract {link}"),
        date="2026-01-01",
        myst='{"url_schemes": ["http", "https", "javascript"]}',
    )
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\n```{toctree}\nblog/one\n```\n\n```{post-list}\n```\n",
        "blog/one.md": source,
    }
    result = Site(tmp_path, files).build()
    assert result.status == 0
    assert "Title" in result.text("blog/one.html")
    for name, text in pages(result.outdir):
        reader = Active()
        reader.feed(text)
        assert not any("kbxss" in str(item) for item in reader.found), name


def test_a_hostile_name_of_a_file_is_escaped(tmp_path):
    """Whatever a file is called, addresses quote it and markup does not see it."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\n```{toctree}\n:glob:\n\nblog/*\n```\n\n```{post-list}\n```\n",
        "blog/a 'quoted' name & <more>.md": page(title="Odd", date="2026-01-01", tags="[x]"),
        "blog/ünï-cödé.md": page(title="Other", date="2026-01-02", tags="[x]"),
        "blog/per%20cent#hash?.md": page(title="Third", date="2026-01-03", tags="[x]"),
    }
    result = Site(tmp_path, files).build(strict=True)
    assert result.status == 0, result.log
    home = result.text("index.html")
    assert "<more>" not in home
    assert 'href="blog/per%2520cent%23hash%3F.html"' in home


REFUSED = {
    "redirect": ("javascript:x(1)", "//evil.example", "data:text/html,x", "ftp://x.org/", "/x"),
    "permalink": ("../../../etc/x", "/a/../../b", "javascript:x(1)", "a\\b", 'a"b', "/%2e%2e/x"),
    "aliases": ("../x", "http://x.org/", "<b>", "a b", "/x?y", "/" + "x" * 300),
    "thumbnail": ("javascript:x(1)", "//evil.example/x.png", "/../../x.png", "C:\\x.png"),
    "image": ("https://evil.example/x.png", "/%2e%2e/x.png", "data:image/png;base64,AA"),
}


def test_a_refused_value_is_a_located_warning(tmp_path):
    """Each names the file, the line of the key, the key and what was done."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\n```{toctree}\n:glob:\n\nblog/*\n```\n\n```{post-list}\n```\n"
    }
    wanted = {}
    for key, values in REFUSED.items():
        for number, value in enumerate(values):
            name = f"blog/{key}-{number}.md"
            files[name] = page(title="T", date="2026-01-01", **{key: json.dumps(value)})
            wanted[name] = key
    result = Site(tmp_path, files).build()
    assert result.status == 0
    for name, key in wanted.items():
        lines = result.about(name)
        assert len(lines) == 1, (name, lines)
        assert re.search(rf"{re.escape(name)}:4: WARNING: front matter key '{key}': ", lines[0])
        assert re.search(r"ignored|left out", lines[0])
    assert len(result.warnings) == len(wanted)


BODY = """# Home

{download}`one <javascript:kbxss(1)>`, {download}`two <javascript://x%0akbxss(2)>`,
{download}`three <data:text/html,kbxss>`, {download}`four <https://example.org/x.pdf>`,
{download}`five <conf.py>`.

```{button-link} java\tscript:kbxss(6)
six
```

````{card} seven
:link: JavaScript:kbxss(7)
````

```{image} https://example.org/x.png
:target: vbscript:kbxss(8)
```
"""


def test_addresses_that_would_run_are_refused_where_directives_take_any(tmp_path):
    """Their text stays, and each is told once with its line."""
    result = Site(tmp_path, {"index.md": BODY}).build()
    page_ = result.text("index.html")
    assert not re.search(r"""(?i)(href|src)\s*=\s*["']?\s*(java|vb)script|href="data:text""", page_)
    assert [
        word
        for word in ("one", "two", "three", "four", "five", "six", "seven")
        if word not in page_
    ] == []
    assert 'href="https://example.org/x.pdf"' in page_
    assert "_downloads/" in page_
    told = result.about("is no address that a page may link")
    assert len(told) == len(result.warnings) == 6, result.log
    assert all(re.search(r"index\.md:\d+: WARNING: ", line) for line in told)
