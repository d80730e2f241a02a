"""Bibliography files in any state: one message for each fault, and all other entries stay."""

from __future__ import annotations

import html
import os
import re

import pytest

from sites import BROKEN, Site, page

BIBLIOGRAPHY = "# Bibliography\n\n```{bibliography}\n:all:\n```\n"


def entry(key, *, author="Able, Ada", year="2001", title=None):
    """Return a sound entry."""
    lines = [f"@article{{{key},", f"  title = {{{title or f'Title of {key}'}}},"]
    lines += [f"  author = {{{author}}},"] if author else []
    lines += [f"  year = {{{year}}},"] if year else []
    return "\n".join([*lines, "  journal = {Journal},", "}", ""])


#: Name of a file to what stands between two sound entries of 6 lines each, and what is to be said.
SHAPES: dict[str, tuple[str | bytes, list[str]]] = {
    "sound": ("", []),
    "comments": ("% a comment\nfree text, as BibTeX allows\n@comment{x}\n", []),
    "strings": ('@string{jml = "Journal of ML"}\n@misc{str1, title = jml, year = 2001}\n', []),
    "missing-comma": (
        "@misc{bad1\n  title = {No comma},\n  year = {2001},\n}\n",
        [r"missing-comma\.bib:7: WARNING: there is no comma behind the key 'bad1'; it was read .*"],
    ),
    "missing-comma-within": (
        "@article{bad2,\n  title = {No comma}\n  year = {2001},\n}\n",
        [r"missing-comma-within\.bib:9: WARNING: .*"],
    ),
    "missing-quote": (
        '@article{bad3,\n  title = "Never closed,\n  year = {2001},\n}\n',
        [r"missing-quote\.bib:\d+: WARNING: .*"],
    ),
    "open-brace": (
        "@article{bad4,\n  title = {Never {closed},\n  year = {2001},\n}\n",
        [
            r"open-brace\.bib:7: WARNING: 'bad4': a brace or quote is not closed; this entry is left out.*"
        ],
    ),
    "no-key": ("@article{,\n  title = {Nameless},\n}\n", [r"no-key\.bib:7: WARNING: .*"]),
    "no-equals": (
        "@article{bad5,\n  title {No equals},\n}\n",
        [r"no-equals\.bib:8: WARNING: .*"],
    ),
    "undefined": (
        "@misc{macro1,\n  title = nowhere,\n  year = 2001,\n  month = June,\n}\n",
        [
            r"undefined\.bib:8: WARNING: 'macro1': no string is called 'nowhere'; that name is shown: "
            r"put it in braces, or define it with @string, .*",
        ],
    ),
    "twice": (
        entry("twice-before", title="Another of that name"),
        [r"twice\.bib:7: WARNING: .*twice-before.*"],
    ),
    "twice-other-case": (
        entry("TWICE-OTHER-CASE-before", title="Another of that name"),
        [r"twice-other-case\.bib:7: WARNING: .*"],
    ),
    "field-twice": (
        "@misc{fields,\n  title = {A},\n  title = {B},\n  year = {2001},\n}\n",
        [
            r"field-twice\.bib:7: WARNING: 'fields': the field 'title' stands there twice; the first is kept\."
        ],
    ),
    "latin": (
        "@misc{latin1,\n  title = {T\u00eate},\n  year = {2001},\n}\n".encode("latin-1"),
        [r"latin\.bib:8: WARNING: byte 0xea is not .*replaced.*"],
    ),
    "names": (
        "@misc{names1,\n  author = {A, B, C, D, E},\n  title = {T},\n  year = 2001,\n}\n",
        [
            r"names\.bib:7: WARNING: 'names1': Too many commas .*what can be read of the entry is kept\."
        ],
    ),
}
#: Files of which nothing is sound.
WHOLE: dict[str, tuple[bytes, list[str]]] = {
    "empty": (b"", []),
    "blank": (b"\n\n  \n", []),
    "prose": (b"No entry at all.\n", []),
    "nul": (b"\x00\x01\x02", []),
    "marked": (b"\xef\xbb\xbf" + entry("marked-after").encode(), []),
    "windows": (entry("windows-after").replace("\n", "\r\n").encode(), []),
    "wide": (entry("wide1").encode("utf-16"), [r"wide\.bib:1: WARNING: byte 0xff is not .*"]),
}
#: Files that are not there, or are none.
ABSENT = {"missing": r"missing\.bib:1: WARNING: missing\.bib cannot be read .*taken as empty.*"}


def sound_keys():
    """Return the keys of all entries that are in order."""
    found = [f"{name}-{place}" for name in SHAPES for place in ("before", "after")]
    return [
        *found,
        "str1",
        "bad1",
        "fields",
        "latin1",
        "names1",
        "macro1",
        "marked-after",
        "windows-after",
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Make one site with a bibliography file in each state."""
    files: dict[str, str | bytes] = {}
    for name, (middle, _) in SHAPES.items():
        data = middle if isinstance(middle, bytes) else middle.encode()
        before = entry(f"{name}-before").encode()
        files[f"bib/{name}.bib"] = before + data + entry(f"{name}-after").encode()
    files |= {f"bib/{name}.bib": data for name, (data, _) in WHOLE.items()}
    cited = "".join(f"- {{cite:t}}`{key}`\n" for key in sound_keys())
    files["index.md"] = f"# Home\n\n{cited}\n```{{toctree}}\nbib\nother\n```\n"
    files["bib.md"] = BIBLIOGRAPHY
    files["other.md"] = "# Other\n\nNothing to cite.\n"
    names = [f"bib/{name}.bib" for name in (*SHAPES, *WHOLE, *ABSENT)]
    return Site(tmp_path_factory.mktemp("bib"), files, f"bibtex_bibfiles = {names!r}\n")


@pytest.fixture(scope="module")
def built(site):
    return site.build()


@pytest.mark.parametrize("name", [*SHAPES, *WHOLE, *ABSENT])
def test_each_fault_is_one_message_with_file_and_line(built, name):
    """What is wrong is said once, where it is; what is in order is not spoken of."""
    expected = [ABSENT[name]] if name in ABSENT else (SHAPES | WHOLE)[name][1]
    told = built.about(f"/{name}.bib")
    assert len(told) == len(expected), told
    for pattern, line in zip(expected, told, strict=True):
        assert re.search(f"/bib/{pattern} \\[kb\\.bibliography\\]$", line), line


def test_nothing_else_is_said_and_nothing_is_raised(built):
    """A broken file fails no build, and no entry in order is missed by a citation."""
    assert built.status == 0
    assert not BROKEN.search(built.log), built.log
    assert [line for line in built.warnings if "[kb.bibliography]" not in line] == []


def test_all_sound_entries_are_listed_and_cited(built):
    """Entries around a fault are listed; every citation of one is a link to it."""
    listed = built.text("bib.html")
    home = built.text("index.html")
    for key in sound_keys():
        anchor = f"cite-{key}"
        assert f'id="{anchor}"' in listed, key
        assert f'href="bib.html#{anchor}"' in home, key
    assert "Another of that name" not in listed
    for number in range(2, 7):
        assert f"bad{number}" not in listed
    assert "T\ufffdte" in listed
    assert "Nowhere. June 2001." in listed


def test_parallel_and_strict_builds_say_the_same(site, built):
    """With ``-W`` the status is 1, and the output is the same."""
    strict = site.build("html", "-j", "2", name="strict", strict=True)
    assert strict.status == 1
    assert not BROKEN.search(strict.log), strict.log
    assert sorted(strict.warnings) == sorted(built.warnings)
    assert strict.tree() == built.tree()


def test_a_site_without_citations_is_told_of_a_broken_file_all_the_same(tmp_path):
    """Nobody need cite anything for a fault to be found, and pages are as without it."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\nText.\n",
        "references.bib": "@article{a,\n  title = {x\n",
    }
    result = Site(tmp_path, files).build()
    assert result.status == 0
    assert len(result.warnings) == 1, result.log
    assert re.search(r"references\.bib:\d+: WARNING: ", result.warnings[0])
    assert "Text." in result.text("index.html")


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path):
    """What cannot be read is taken as empty."""
    site = Site(
        tmp_path,
        {"index.md": "# Home\n", "refs.bib/x.md": "---\norphan: true\n---\n"},
        'bibtex_bibfiles = ["refs.bib"]\n',
    )
    result = site.build()
    assert result.status == 0, result.log
    assert len(result.warnings) == 1
    assert "refs.bib cannot be read" in result.warnings[0]


# -- citations ------------------------------------------------------------------------------

LABELS = {
    "one": entry("one", author="Able, Ada", year="2001", title="First"),
    "two": entry("two", author="Able, Ada", year="2001", title="Second"),
    "three": entry("three", author="Able, Ada and Best, Bea", year="2001"),
    "four": entry("four", author="Able, Ada and Best, Bea and Cole, Cy", year="2002"),
    "undated": "@misc{undated,\n  author = {Dole, Di},\n  title = {Undated},\n}\n",
    "undated2": "@misc{undated2,\n  author = {Dole, Di},\n  title = {Another},\n}\n",
    "nobody": "@misc{nobody,\n  title = {By nobody},\n  year = {1999},\n}\n",
    "news1": "@misc{news1, title = {{News}}, year = {2003}, note = {One}}\n",
    "news2": "@misc{news2, title = {{News}}, year = {2003}, note = {Two}}\n",
    "long": "@misc{long, title = {" + "Very " * 20 + "long}, year = {2003}}\n",
    "iso": "@manual{iso, title = {Quality}, organization = {ISO}, year = {2003}}\n",
    "DBLP:conf/x/Y+Z_1.2-3": entry("DBLP:conf/x/Y+Z_1.2-3", author="Eve, Ed", year="2003"),
    "group": entry("group", author="{The Long Named Group}", year="2004"),
    "von": entry("von", author="van der Berg, Jan", year="2005"),
    "accents": entry("accents", author=r"M{\"u}ller, J{\o}rg", year="2006"),
    "markup": entry("markup", author="Fox, <b>F</b>", year="2007", title="A <script>x</script>"),
}


def cited(key, page_text):
    """Return the text of the link to an entry, without its markup."""
    anchor = re.escape(f'href="bib.html#cite-{key}"')
    found = re.search(rf"<a [^>]*{anchor}[^>]*>(.*?)</a>", page_text, re.DOTALL)
    assert found, key
    return re.sub(r"<[^>]+>", "", found[1]).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    cites = "".join(f"- {{cite:p}}`{key}`\n" for key in LABELS)
    files: dict[str, str | bytes] = {
        "index.md": f"# Home\n\n{cites}\n```{{toctree}}\nbib\nmore\n```\n",
        "more.md": "# More\n\n{cite:p}`one,two` and {cite:t}`two`.\n",
        "bib.md": BIBLIOGRAPHY,
        "first.bib": "".join([*LABELS.values()][:5]),
        "second.bib": "".join([*LABELS.values()][5:]),
    }
    site = Site(
        tmp_path_factory.mktemp("labels"), files, 'bibtex_bibfiles = ["first.bib", "second.bib"]\n'
    )
    return site.build(strict=True)


def test_two_files_are_one_bibliography(labelled):
    """Entries of both are listed and cited, keys of odd characters too."""
    assert labelled.status == 0, labelled.log
    assert labelled.text("bib.html").count('id="cite-') >= len(LABELS)
    anchors = set(re.findall(r'href="bib\.html#([^"]+)"', labelled.text("index.html")))
    assert len(anchors) == len(LABELS)
    for anchor in anchors:
        assert f'id="{anchor}"' in labelled.text("bib.html")


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("one", "Able, 2001a"),
        ("two", "Able, 2001b"),
        ("three", "Able and Best, 2001"),
        ("four", "Able et al., 2002"),
        ("undated", "Dole, n.d."),
        ("group", "The Long Named Group, 2004"),
        ("von", "van der Berg, 2005"),
        ("accents", "M\u00fcller, 2006"),
        ("nobody", "By nobody, 1999"),
        ("news1", "News, 2003a"),
        ("news2", "News, 2003b"),
        ("long", "Very " * 11 + "Very…, 2003"),
        ("iso", "ISO, 2003"),
    ],
)
def test_labels_are_alike_in_the_text_and_in_the_list(labelled, key, label):
    """Author and year, with letters where two would be equal; in the list the same."""
    shown = cited(key, labelled.text("index.html"))
    letters = r"[ab]?"
    assert re.fullmatch(re.escape(label) + (letters if key == "undated" else ""), shown), shown
    listed = labelled.text("bib.html").partition(f'id="cite-{key}"')[2].partition("</div>")[0]
    assert shown in re.sub(r"<[^>]+>|\s+", " ", listed).replace("  ", " "), listed


def test_equal_labels_get_letters_with_and_without_a_year(labelled):
    """Two undated entries of one author are two, as two of one year are."""
    home = labelled.text("index.html")
    assert cited("undated", home) != cited("undated2", home)
    assert len({cited(key, home) for key in ("one", "two", "three", "undated", "undated2")}) == 5


def test_an_entry_without_author_is_cited_by_something(labelled):
    """No label is empty, and markup in an entry is text."""
    home, listed = labelled.text("index.html"), labelled.text("bib.html")
    assert re.fullmatch(r"\S.*, 1999", cited("nobody", home))
    assert "<script>x" not in home + listed
    assert "&lt;b&gt;F" in listed


def test_an_unknown_key_is_one_message_and_the_rest_is_cited(tmp_path):
    """The known one beside it is a link, and a note on an unknown one is told too."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\nFirst.\n\nSee {cite:p}`one,nobody1999`.\n\n```{toctree}\nbib\nnotes/n\n```\n",
        "bib.md": BIBLIOGRAPHY,
        "notes/n.md": page(title="Note", paper="missing2000"),
        "references.bib": LABELS["one"],
    }
    result = Site(tmp_path, files).build()
    assert result.status == 0
    assert len(result.about("nobody1999")) == 1, result.log
    assert re.search(r"index\.md:5: WARNING: .*nobody1999", result.about("nobody1999")[0])
    assert len(result.about("missing2000")) == 1, result.log
    assert re.search(r"notes/n\.md:3: WARNING: .*missing2000", result.about("missing2000")[0])
    assert cited("one", result.text("index.html")) == "Able, 2001"


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_lines_end_as_they_may(tmp_path, newline):
    """The entry on a card has no other signs in it, wherever it is written, and lines are counted."""
    text = entry("able") + "@misc{,\n}\n"
    files: dict[str, str | bytes] = {
        "index.md": page(BIBLIOGRAPHY, title="Home", paper="able"),
        "references.bib": text.replace("\n", newline).encode(),
    }
    result = Site(tmp_path, files).build("html")
    [told] = result.warnings
    assert "references.bib:7: WARNING:" in told
    assert b"\r" not in b"".join(
        data for name, data in result.tree().items() if name.startswith("index")
    )
    assert "author = {Able, Ada},\n" in result.text("index.html.md")


def test_an_edit_that_keeps_time_and_size_is_seen(tmp_path):
    """Bytes decide, not what the file system says of them."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\nSee {cite:t}`one`.\n\n```{toctree}\nbib\nother\n```\n",
        "bib.md": BIBLIOGRAPHY,
        "other.md": "# Other\n\nText.\n",
        "references.bib": LABELS["one"] + LABELS["four"],
    }
    site = Site(tmp_path / "edited", files)
    assert site.build(strict=True).status == 0
    path = site.source / "references.bib"
    status = path.stat()
    changed = LABELS["one"].replace("Able", "Zeus").replace("2001", "1987") + LABELS["four"]
    assert len(changed.encode()) == status.st_size
    path.write_text(changed, encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    result = site.build(strict=True)
    assert result.status == 0, result.log
    assert "Zeus" in result.text("index.html")
    assert "1987" in result.text("bib.html")
    fresh = Site(tmp_path / "fresh", files | {"references.bib": changed}).build(strict=True)
    assert result.tree() == fresh.tree()


def test_a_file_that_breaks_and_is_mended_leaves_no_trace(tmp_path):
    """After the cure the output is that of a site that was never broken."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\nSee {cite:t}`four`.\n\n```{toctree}\nbib\n```\n",
        "bib.md": BIBLIOGRAPHY,
        "references.bib": LABELS["one"] + LABELS["four"],
    }
    site = Site(tmp_path, files)
    before = site.build(strict=True).tree()
    site.write({"references.bib": LABELS["one"].replace("},", "}", 1) + LABELS["four"]})
    broken = site.build()
    assert broken.status == 0
    assert len(broken.warnings) == 1, broken.log
    assert cited("four", broken.text("index.html")) == "2002"
    assert "cite-one" not in broken.text("bib.html")
    site.write({"references.bib": files["references.bib"]})
    assert site.build(strict=True).tree() == before


ODD = """\
@thesis{thesis, author = {Ann A}, title = {T}, institution = {Uni}, date = {2019-04-02}}
@report{report, author = {B B}, title = {R}, institution = {Lab}, year = 2020}
@conference{conference, author = {C C}, title = {C}, booktitle = {P}, year = 2020}
@weird{weird, author = {D D}, title = {W}, year = 2020}
@misc{bare}
@book{itself, crossref = {itself}}
@online{unsafe, author = {E E}, title = {\\url{javascript:alert(1)}}, year = 2020,
  url = {javascript:alert(2)}, note = {\\url{javascript:alert(3)}}}
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    keys = "thesis,report,conference,weird,bare,itself,unsafe"
    body = f"{{cite:t}}`{keys}` and {{cite:p}}`{keys}` and {{cite:p}}`Report`.\n\n"
    files = {"index.md": f"# Home\n\n{body}```{{bibliography}}\n```\n", "references.bib": ODD}
    return Site(tmp_path_factory.mktemp("odd"), files).build()


def test_types_of_biblatex_and_types_of_nobody_are_listed(odd):
    text = odd.text("index.html")
    for key in ("thesis", "report", "conference", "weird", "bare", "itself"):
        assert f'id="cite-{key}"' in text
    assert "PhD thesis, Uni" in text
    assert "2019" in text


def test_what_is_made_up_for_an_entry_is_said_where_it_stands(odd):
    assert len(odd.about("@weird is no type of BibTeX or biblatex")) == 1
    assert "references.bib:4:" in odd.about("@weird")[0]
    assert len(odd.about("'bare' has neither title nor author nor editor")) == 1
    assert not odd.about("thesis'")


def test_a_key_in_other_letters_is_told_once_with_the_right_ones(odd):
    assert len(odd.about("'Report'")) == 1
    assert "the entry is spelt 'report'" in odd.about("'Report'")[0]


def test_no_field_of_an_entry_becomes_a_link_that_runs_something(odd):
    assert not re.search(r"""(href|src)\s*=\s*["']?\s*javascript""", odd.text("index.html"))
    assert "alert(2)" in odd.text("index.html")  # it is shown as text


def test_encoding_that_nobody_knows_and_a_lone_file_name_stop_no_build(tmp_path):
    conf = 'bibtex_encoding = "nonsense"\nbibtex_bibfiles = "references.bib"\n'
    files = {"index.md": "# Home\n\n{cite:t}`one`\n\n```{bibliography}\n```\n"}
    files["references.bib"] = "@misc{one, title = {One}, author = {O O}, year = 2020}\n"
    built = Site(tmp_path, files, conf).build()
    assert built.status == 0
    assert len(built.warnings) == 1
    assert "bibtex_encoding = 'nonsense'" in built.warnings[0]


def test_bibliography_stays_whole_when_its_page_is_read_again(tmp_path):
    files = {"index.md": "# Home\n\n{cite:t}`one`\n\n```{bibliography}\n```\n\nOld.\n"}
    files["references.bib"] = "@misc{one, title = {One}, author = {O O}, year = 2020}\n"
    site = Site(tmp_path, files)
    assert site.build(strict=True).status == 0
    site.write({"index.md": files["index.md"].replace("Old", "New")})
    built = site.build(strict=True)
    assert built.warnings == []
    assert "O, 2020" in built.text("index.html")


# -- what reference managers and archives write ------------------------------------------------

WILD = """% @article{in a comment of TeX
@comment{ @article{hidden, title = {Left out {on} purpose}, year = 2001,
} }
@Comment{jabref-meta: databaseType:biblatex;}
@article{preprint, author = {Pre, P.}, title = {As archives export it}, year = 2001,
  month = {nov}, eprint = {2001.00001}, archivePrefix = {arXiv}}
@inbook{chapter, author = {Cha, C.}, title = {Chapter}, pages = {1--2}, crossref = {collected}}
@misc{numbered, author = {Num, N.}, title = {By number}, year = 2002, month = 12}
@misc{cut, author = {Cut, C.}, title = {Cut short}, year = 2003, month = {Sep.}}
@misc{empty, author = {Emp, E.}, title = {Empty year}, year = {}}
"""
LATER = """@collection{collected, editor = {Edi, E.}, title = {The collection}, publisher = {Press},
  date = {2011-05}}
@comment{ not closed {
@misc{behind, author = {Beh, B.}, title = {Behind it}, year = 2004}
"""


@pytest.fixture(scope="module")
def wild(tmp_path_factory):
    """Build a site with entries as reference managers and archives write them."""
    files: dict[str, str | bytes] = {
        "index.md": BIBLIOGRAPHY,
        "first.bib": WILD,
        "second.bib": LATER,
    }
    conf = 'bibtex_bibfiles = ["first.bib", "second.bib"]\n'
    return Site(tmp_path_factory.mktemp("wild"), files, conf).build(strict=True)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("preprint", "[Pre, 2001] P. Pre. As archives export it. November 2001. arXiv:2001.00001."),
        (
            "chapter",
            "[Cha, 2011] C. Cha. Chapter. In E. Edi, editor, The collection, pages 1–2. Press, May "
            "2011.",
        ),
        ("numbered", "[Num, 2002] N. Num. By number. December 2002."),
        ("cut", "[Cut, 2003] C. Cut. Cut short. September 2003."),
        ("empty", "[Emp, n.d.] E. Emp. Empty year."),
        ("behind", "[Beh, 2004] B. Beh. Behind it. 2004."),
    ],
)
def test_entries_of_reference_managers_are_shown_as_they_are_meant(wild, key, wanted):
    """Preprints in no journal, chapters of a collection in a later file, months in any spelling."""
    assert wild.status == 0, wild.log
    listed = wild.text("index.html").partition(f'id="cite-{key}"')[2].partition("</div>")[0]
    text = " ".join(re.sub(r"<[^>]+>", "", listed.partition(">")[2]).split())
    assert text.replace("[ ", "[").replace(" ]", "]") == wanted


def test_entries_in_a_comment_are_no_entries(wild):
    """As Biber reads it; a comment that is not closed hides nothing."""
    assert "cite-hidden" not in wild.text("index.html")


SHELF = {
    "status={to-reed}": "field 'status': 'to-reed' was ignored: did you mean 'to-read'?",
    "status={submitted}": None,
    "status={To Read}": None,
    "readstatus={lost}": "field 'readstatus': 'lost' was ignored: "
    "it takes to-read, reading, read, re-read, skipped",
    "priority={hi}": "field 'priority': 'hi' was ignored: it takes a whole number up to 999999",
    "priority={prio2}": None,
    "rating={9}": "field 'rating': '9' was ignored: it takes a whole number from 1 to 5",
    "rating={0}": None,
    "ranking={rank9}": "field 'ranking': 'rank9' was ignored: it takes a whole number from 1 to 5",
    "read={yesterday}": "field 'read': 'yesterday' was ignored: it takes dates, such as 2026-11-21",
    "read={1}": None,
    "read={2026-01-02}": None,
    "queued={soon}": "field 'queued': 'soon' was ignored: it takes a date, such as 2026-11-21",
    "queued={2026.01.02}": None,
    "timestamp={soon}": None,
}


@pytest.fixture(scope="module")
def shelved(tmp_path_factory):
    entries = [
        f"@misc{{k{number}, title={{T}}, year=2001, {field}}}\n"
        for number, field in enumerate(SHELF)
    ]
    heir = "@misc{heir, title={T}, crossref={k0}}\n"
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n",
        "references.bib": "".join(entries) + heir,
    }
    return Site(tmp_path_factory.mktemp("shelved"), files).build()


@pytest.mark.parametrize("field", SHELF)
def test_a_wrong_value_of_the_shelf_is_one_message_at_its_entry(shelved, field):
    """What other programs mean by a field is no fault; what is inherited is told once."""
    number = list(SHELF).index(field)
    told = [line for line in shelved.warnings if f"'k{number}'" in line]
    said = SHELF[field]
    assert len(told) == bool(said), told
    if said:
        assert f"references.bib:{number + 1}: WARNING: 'k{number}': {said}" in told[0]
    assert not shelved.about("heir")


ARCHIVED = r"""@misc{hal, author={Hal, L}, title={T}, year={2019}, eprint={hal-01234567}, eprinttype={hal}}
@misc{pubmed, author={Pub, M}, title={T}, year={2019}, eprint={1234567}, eprinttype={pubmed}}
@misc{jstor, author={Jst, R}, title={T}, year={2019}, eprint={1701.0001}, archivePrefix={JSTOR}}
@misc{old, author={Old, A}, title={T}, year={1999}, eprint={9901001}, archiveprefix={arXiv},
  primaryclass={hep-th}}
@misc{address, author={Add, R}, title={T}, year={2017}, eprint={https://arxiv.org/abs/1706.03763v2},
  archiveprefix={arXiv}}
@misc{classed, author={Cla, S}, title={T}, year={2017}, eprint={1706.03764 [cs.CL]},
  eprinttype={arxiv}}
@article{hal2, author={Hal, M}, title={T}, year={2019}, eprint={hal-01234568}, eprinttype={hal}}
@misc{nodoi, author={No, D}, title={T}, year={2019}, doi={not a doi}}
@misc{nourl, author={No, U}, title={T}, year={2019}, url={}}
@misc{url, author={Url, W}, title={T}, year={2019}, url={\url{https://ex.org/x\_y}}}
@misc{signs, author={Sig, N}, title={T}, year={2019}, url={https://ex.org/a b|c[d]^`e`"f"'g'}}
@thesis{phd, author={Phd, P}, title={T}, year={2019}, institution={Uni}, type={phdthesis}}
@thesis{ma, author={Mas, T}, title={T}, year={2019}, institution={Uni}, type={mathesis}}
@report{rep, author={Rep, R}, title={T}, year={2019}, institution={Lab}, type={techreport}}
@book{second, author={Sec, S}, title={T}, year={2019}, publisher={P}, edition={2}}
"""


@pytest.fixture(scope="module")
def archived(tmp_path_factory):
    files: dict[str, str | bytes] = {"index.md": BIBLIOGRAPHY, "references.bib": ARCHIVED}
    return Site(tmp_path_factory.mktemp("archived"), files).build(strict=True)


@pytest.mark.parametrize(
    ("key", "text", "addresses"),
    [
        ("hal", "L Hal. T. 2019.", []),
        ("pubmed", "M Pub. T. 2019.", []),
        ("jstor", "R Jst. T. 2019.", []),
        ("old", "arXiv:hep-th/9901001", ["https://arxiv.org/abs/hep-th/9901001"]),
        ("address", "arXiv:1706.03763v2", ["https://arxiv.org/abs/1706.03763v2"]),
        ("classed", "arXiv:1706.03764", ["https://arxiv.org/abs/1706.03764"]),
        ("hal2", "M Hal. T. 2019.", []),
        ("nodoi", "D No. T. 2019.", []),
        ("nourl", "U No. T. 2019.", []),
        ("url", "URL: https://ex.org/x_y", ["https://ex.org/x_y"]),
        (
            "signs",
            "URL: https://ex.org/a%20b",
            ["https://ex.org/a%20b%7Cc%5Bd%5D%5E%60e%60%22f%22%27g%27"],
        ),
        ("phd", "PhD thesis, Uni, 2019", []),
        ("ma", "Master's thesis, Uni, 2019", []),
        ("rep", "Technical Report, Lab, 2019", []),
        ("second", "2nd edition", []),
    ],
)
def test_entries_name_what_leads_somewhere_in_words(archived, key, text, addresses):
    """No address of arXiv for what another archive holds, and names of biblatex as words."""
    assert archived.status == 0, archived.log
    listed = archived.text("index.html").partition(f'id="cite-{key}"')[2].partition("</div>")[0]
    shown = html.unescape(" ".join(re.sub(r"<[^>]+>", "", listed.partition(">")[2]).split()))
    assert text in shown.replace("’", "'")
    assert re.findall(r'external" href="([^"]*)"', listed) == addresses


def test_the_address_of_a_doi_holds_no_sign_of_markup(tmp_path):
    """DOIs of the last century hold angle brackets."""
    entry = "@article{l, author={Lo, E.}, title={T}, journal={J}, year={1963},\n"
    entry += " doi={10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2}}\n"
    site = Site(
        tmp_path,
        {
            "index.md": "# H\n\n{cite}`l`\n\n```{bibliography}\n```\n",
            "references.bib": entry,
        },
    )
    text = site.build().text("index.html")
    assert 'href="https://doi.org/10.1175/1520-0469(1963)020%3C0130:DNF%3E2.0.CO;2"' in text
    assert "doi:10.1175/1520-0469(1963)020&lt;0130:DNF&gt;2.0.CO;2" in text
