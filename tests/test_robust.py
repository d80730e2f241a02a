"""Everything that can be wrong in a source or in ``conf.py``: one located message, nothing lost."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from itertools import pairwise

import pytest
from click.testing import CliRunner

from commonplace.cli import main
from commonplace.config import KbConfig
from commonplace.core.source_date import source_date
from commonplace.read import scan
from sites import BROKEN, Site, page

#: The part of the site that is in order: what it becomes must not depend on the rest.
SOUND: dict[str, str | bytes] = {
    "index.md": "# Home\n\nSee [one](blog/one.md).\n\n```{toctree}\nblog/one\nblog/two\n```\n\n"
    "```{post-list}\n```\n",
    "blog/one.md": page("Words of one.\n", title="One", date="2026-01-01", tags="[a]"),
    "blog/two.md": page("Words of $x^2$ two.\n", title="Two", date="2026-01-02", tags="[a, b]"),
}

#: Name of a faulty page to its source and what is to be said about it: patterns of whole messages.
FAULTS: dict[str, tuple[str | bytes, list[str]]] = {
    # -- files --------------------------------------------------------------------------
    "latin.md": (
        "# Caf\u00e9\n\nLine\nof t\u00eate\n".encode("latin-1"),
        [r"latin\.md:1: WARNING: byte 0xe9 is not UTF-8; the page was left out.* \[kb\.encoding\]"],
    ),
    "late.md": (
        b"# Fine\n\nfirst\nsecond \xff\n",
        [r"late\.md:4: WARNING: byte 0xff is not UTF-8.* \[kb\.encoding\]"],
    ),
    "utf16.md": ("# Wide\n".encode("utf-16"), [r"utf16\.md:1: WARNING: byte 0xff is not UTF-8.*"]),
    "empty.md": (b"", []),
    "blank.md": (b"\n\n   \n", []),
    "marked.md": (b"\xef\xbb\xbf---\ntitle: With a mark\norphan: true\n---\n\nText.\n", []),
    "windows.md": (b"---\r\ntitle: Windows\r\norphan: true\r\n---\r\n\r\nText.\r\n", []),
    "nul.md": (b"# A\x00B\n\nText \x00 and \x07.\n", []),
    "only-front.md": ("---\ntitle: Only front matter\norphan: true\n---\n", []),
    "front-no-end.md": (
        "---\ntitle: Never closed\n\nText that goes on.\n",
        [r"front-no-end\.md:1: WARNING: front matter opened by '---' is never closed.*"],
    ),
    "untitled.md": ("---\norphan: true\n---\n\nNo heading at all.\n", []),
    # -- front matter -------------------------------------------------------------------
    "date.md": (
        "---\ntitle: T\ndate: someday soon\n---\n\nText.\n",
        [
            r"date\.md:3: WARNING: front matter key 'date': 'someday soon' was ignored: expected a .*"
        ],
    ),
    "no-date.md": (
        "---\ndate: 2026-13-45\n---\n\nText.\n",
        [r"no-date\.md:2: WARNING: front matter key 'date': '2026-13-45' was ignored: .*"],
    ),
    "colon.md": (
        "---\ndate: 2026-01-01\ntitle: A: B: C\n---\n\nText.\n",
        [r"colon\.md:3: WARNING: front matter key 'title' is not valid YAML .*ignored.*"],
    ),
    "tabs.md": (
        "---\ntitle: T\n\ttags: [a]\n---\n\nText.\n",
        [r"tabs\.md:3: WARNING: front matter is not valid YAML \(found a tab .*"],
    ),
    "bracket.md": (
        "---\ntitle: T\ntags: [a, b\n---\n\nText.\n",
        [r"bracket\.md:3: WARNING: front matter key 'tags' is not valid YAML .*"],
    ),
    "list.md": ("---\n- a\n- b\n---\n\nText.\n", [r"list\.md:2: WARNING: front matter .*"]),
    "scalar.md": ("---\njust words\n---\n\nText.\n", [r"scalar\.md:2: WARNING: front matter .*"]),
    "twice.md": (
        "---\ntitle: First\ntitle: Second\n---\n\nText.\n",
        [r"twice\.md:3: WARNING: front matter key 'title' is given on lines 2, 3; .*'Second'.*"],
    ),
    "typo.md": (
        "---\ntitle: T\nautor: Me\n---\n\nText.\n",
        [r"typo\.md:3: WARNING: front matter key 'autor' is unknown; .*did you mean 'author'\?.*"],
    ),
    "python.md": (
        "---\ntitle: !!python/object/apply:os.system ['true']\n---\n\nText.\n",
        [r"python\.md:2: WARNING: front matter key 'title': .* was ignored: its YAML tag .*"],
    ),
    "loop.md": (
        "---\ntags: &a [x, *a]\n---\n\nText.\n",
        [r"loop\.md:2: WARNING: front matter key 'tags': .* it contains itself.*"],
    ),
    "laughs.md": (
        "---\na: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{y}: &{y} [{', '.join(['*' + x] * 10)}]\n" for x, y in pairwise("abcde"))
        + "tags: *e\n---\n\nText.\n",
        [
            r"laughs\.md:6: WARNING: front matter key 'e': .*more than 20000 values.*",
            r"laughs\.md:7: WARNING: front matter key 'tags': .*more than 20000 values.*",
        ],
    ),
    "types.md": (
        "---\ntitle: [a, b]\ndate: {a: b}\npart: two and a half\nlisted: perhaps\n"
        "post_number: -1\nstatus: raeding\ncollection: poems\nredirect: /elsewhere\n---\n\nText.\n",
        [
            r"types\.md:2: WARNING: front matter key 'title': a list of 2 was ignored: .*",
            r"types\.md:3: WARNING: front matter key 'date': a mapping of 1 was ignored: .*",
            r"types\.md:4: WARNING: front matter key 'part': 'two and a half' was ignored: .*",
            r"types\.md:5: WARNING: front matter key 'listed': 'perhaps' was ignored: .*",
            r"types\.md:6: WARNING: front matter key 'post_number': '-1' was ignored: .*",
            r"types\.md:7: WARNING: front matter key 'status': 'raeding' was ignored: did you mean "
            r"'reading'\?.*",
            r"types\.md:8: WARNING: front matter key 'collection': 'poems' was ignored: .*",
            r"types\.md:9: WARNING: front matter key 'redirect': '/elsewhere' was ignored: .*",
        ],
    ),
    "picture.md": (
        "---\ntitle: T\nthumbnail: no/such.png\n---\n\nText.\n",
        [
            r"picture\.md:3: WARNING: front matter key 'thumbnail': 'no/such\.png' is not a file "
            r"of this site; it was left out.* \[kb\.picture\]"
        ],
    ),
    "meta-image.md": (
        "---\ntitle: T\nmeta_image: nowhere.png\n---\n\nText.\n",
        [
            r"meta-image\.md:3: WARNING: front matter key 'meta_image': 'nowhere\.png' is not a file.*"
        ],
    ),
    "image.md": (
        "---\ntitle: T\nimage: ../../../etc/hostname\n---\n\nText.\n",
        [r"image\.md:3: WARNING: front matter key 'image': .* is not a file of this site.*"],
    ),
    "draft-maybe.md": (
        "---\ntitle: T\ndraft: maybe\n---\n\nKBHELDBACK\n",
        [r"draft-maybe\.md:3: WARNING: .*'draft': 'maybe' cannot be read, so the page is held .*"],
    ),
    # -- includes -----------------------------------------------------------------------
    "self.md": (
        "# Self\n\nBefore.\n\n```{include} self.md\n```\n\nAfter.\n",
        [r"self\.md:5: WARNING: include: 'self\.md' includes itself; it was left out.*"],
    ),
    "cycle-a.md": (
        "# A\n\n```{include} cycle-b.md\n```\n\nEnd of a.\n",
        [r"cycle-b\.md:5: WARNING: include: 'cycle-a\.md' includes itself.*"],
    ),
    "cycle-b.md": (
        "# B\n\nText.\n\n```{include} cycle-a.md\n```\n\nEnd of b.\n",
        [r"cycle-a\.md:3: WARNING: include: 'cycle-b\.md' includes itself.*"],
    ),
    "absent.md": (
        "# Absent\n\n```{include} no-such-file.md\n```\n\nAfter.\n",
        [r"absent\.md:3: CRITICAL: .*file not found.*"],
    ),
    "of-latin.md": (
        "# Of Latin\n\n```{include} latin.md\n```\n\nAfter.\n",
        [r"of-latin\.md:3: CRITICAL: .*error reading file.*"],
    ),
    # -- directives ---------------------------------------------------------------------
    "options.md": (
        "# Options\n\n```{post-list}\n:sort: colour\n:limit: many\n:style: neon\n:excerpt: some\n"
        ":year: last\n:group: mood\n:order: up\n:number-from: middle\n:status: pending\n"
        ":collection: poems\n```\n",
        [
            rf"options\.md:3: WARNING: post-list: {option}: '{value}' cannot be used .*ignored.*"
            for option, value in (
                ("sort", "colour"),
                ("limit", "many"),
                ("style", "neon"),
                ("excerpt", "some"),
                ("year", "last"),
                ("group", "mood"),
                ("order", "up"),
                ("number-from", "middle"),
                ("status", "pending"),
            )
        ]
        + [r"options\.md:3: WARNING: post-list: collection 'poems' is not one of .*"],
    ),
    "unknown-option.md": (
        "# Unknown\n\n```{post-list}\n:colour: red\n```\n",
        [r"unknown-option\.md:4: WARNING: .*'colour'.*"],
    ),
    "body.md": (
        "# Body\n\n```{post-list}\nSome text where none belongs.\n```\n",
        [r"body\.md:3: WARNING: .*"],
    ),
    "terms.md": (
        "# Terms\n\n```{term-list} colours\n```\n\nAfter.\n",
        [r"terms\.md:3: WARNING: term-list: 'colours' .*"],
    ),
    "no-terms.md": ("# Terms\n\n```{term-list}\n```\n", [r"no-terms\.md:3: ERROR: .*"]),
    "no-directive.md": (
        "# No\n\n```{post-lst}\n```\n",
        [r"no-directive\.md:3: WARNING: Unknown directive type: 'post-lst'.*"],
    ),
    "toctree.md": (
        "# Toctree\n\n```{toctree}\nno/such/page\ntoctree\n```\n",
        [
            r"toctree\.md:3: WARNING: .*nonexisting document 'odd/no/such/page'.*",
            r"toctree\.md:3: WARNING: .*nonexisting document 'odd/toctree'.*",
        ],
    ),
    # -- text ---------------------------------------------------------------------------
    "roles.md": (
        "# Roles\n\n{kb:post}`no-such-post` and {kb:tag}`no-such-tag` and {kb:paper}`x`.\n",
        [
            r"roles\.md:3: WARNING: no post is called 'no-such-post'; .*",
            r"roles\.md:3: WARNING: no tag is called 'no-such-tag'; .*",
            r"roles\.md:3: WARNING: no paper is called 'x'; .*",
        ],
    ),
    "cite.md": (
        "# Cite\n\nSee {cite:t}`nobody1999`.\n",
        [r"cite\.md:3: WARNING: .*nobody1999.*"],
    ),
    "formula.md": (
        "# Formula\n\nA $\\frac{1}{$ here.\n",
        [r"formula\.md:3: WARNING: the formula .* is not valid TeX.*"],
    ),
    "deep.md": ("# Deep\n\n" + "> " * 300 + "text\n\n" + "- " * 200 + "text\n", []),
    "headings.md": ("###### Six\n\n# One\n\n#### Four\n\nText.\n\n## Two\n", []),
    "unbalanced.md": ("# A *b **c `d [e](f\n\n*x **y `z [q](w <b>\n", []),
}
#: That the pages above stand in no toctree is neither here nor there.
ASIDE = re.compile(r"toc\.not_included")


def faulty():
    return {f"odd/{name}": source for name, (source, _) in FAULTS.items()}


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Build the site without the faulty pages."""
    site = Site(tmp_path_factory.mktemp("sound"), SOUND)
    return site.build(strict=True), site.build("text", strict=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("faulty"), SOUND | faulty())
    (site.source / "odd/nowhere.md").symlink_to("nothing-there.md")
    return site


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def test_the_sound_site_has_no_warning(sound):
    for result in sound:
        assert result.status == 0, result.log


def test_faults_fail_no_build_but_a_strict_one(site, built):
    """Without ``-W`` the status is 0; with it, 1, and the build still goes to its end."""
    assert built.status == 0
    assert not BROKEN.search(built.log), built.log
    strict = site.build(name="strict", strict=True)
    assert strict.status == 1
    assert not BROKEN.search(strict.log), strict.log
    assert (strict.outdir / "searchindex.js").is_file()
    assert strict.text("blog/one.html") == built.text("blog/one.html")


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_once_where_it_is(built, name):
    """Each message names file and line, and there is none besides."""
    _, expected = FAULTS[name]
    told = [line for line in built.warnings if f"odd/{name}:" in line and not ASIDE.search(line)]
    # What is included is told where it stands, by name of the file that includes.
    for pattern in expected:
        matching = [line for line in built.warnings if re.search(f"odd/{pattern}$", line)]
        assert len(matching) == 1, (pattern, matching, told)
        if matching[0] in told:
            told.remove(matching[0])
    others = [pattern for _, patterns in FAULTS.values() for pattern in patterns]
    left = [line for line in told if not any(re.search(f"odd/{one}$", line) for one in others)]
    assert left == []


def test_a_file_that_cannot_be_read_is_told_once(built):
    """A link to nowhere stands for any file that is found, but cannot be opened."""
    assert len(built.about("nowhere.md")) == 1, built.about("nowhere.md")
    assert not (built.outdir / "odd/nowhere.html").exists()


def test_all_other_pages_come_out_as_without_the_faults(sound, built, site):
    """Neither pages nor listings nor generated pages show that others are broken."""
    for name, content in sound[0].tree().items():
        if name.endswith(".html") and name not in ("genindex.html", "search.html"):
            assert built.tree()[name] == content, name
    text = site.build("text")
    assert text.status == 0
    for name, content in sound[1].tree().items():
        if name.endswith(".txt"):
            assert text.tree()[name] == content, name


def test_faulty_pages_are_built_all_the_same(built):
    """Only what cannot be read, or may be a draft, is left out; everything else is there."""
    absent = {"latin.md", "late.md", "utf16.md", "draft-maybe.md"}
    for name in FAULTS:
        page_file = built.outdir / "odd" / name.replace(".md", ".html")
        assert page_file.is_file() == (name not in absent), name
    for name in ("self", "absent", "of-latin", "terms"):
        assert "After." in built.text(f"odd/{name}.html")
    assert "End of b." in built.text("odd/cycle-a.html")
    assert "<h1" in built.text("odd/empty.html")
    assert not any(b"KBHELDBACK" in content for content in built.tree().values())


def test_parallel_workers_tell_the_same(site, built):
    """Reading in two processes loses no message and no page."""
    both = site.build("html", "-j", "2", name="parallel")
    assert both.status == 0
    assert not BROKEN.search(both.log), both.log

    def plain(result):
        return sorted(line for line in result.warnings if not ASIDE.search(line))

    assert plain(both) == plain(built)
    assert both.tree().keys() == built.tree().keys()


# -- the root ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("root", "reason"),
    [
        (
            b"---\ndraft: true\n---\n\n# Home\n",
            r"index\.md:1: WARNING: root_doc .*held back \(draft\)",
        ),
        (
            b"---\ndate: 2999-01-01\n---\n\n# Home\n",
            r"index\.md:1: WARNING: root_doc .*held back \(future\)",
        ),
        (b"---\ndraft: x\n---\n\n# Home\n", r"index\.md:1: WARNING: .*held back \(draft\)"),
    ],
)
def test_a_root_that_is_held_back_is_said(tmp_path, root, reason):
    """A site without its first page cannot be built: the message says why, in words."""
    site = Site(tmp_path, SOUND | {"index.md": root})
    result = site.build()
    assert result.status != 0
    assert re.search(reason, result.log), result.log


def test_a_root_that_is_not_utf_8_costs_no_other_page(tmp_path, sound):
    """The root cannot be left out as any other page is: it is shown as far as it can be read."""
    root = SOUND["index.md"].replace("# Home", "# Home\n\nCaf\u00e9 KBROOT").encode("latin-1")
    site = Site(tmp_path, SOUND | {"index.md": root})
    for options in ((), ("-j", "2")):
        result = site.build("html", *options, name="".join(("html", *options)))
        assert result.status == 0, result.log
        assert len(result.warnings) == 1, result.log
        assert re.search(r"index\.md:3: WARNING: byte 0xe9 is not UTF-8", result.log)
        assert "Caf\ufffd KBROOT" in result.text("index.html")
        assert result.text("blog/one.html") == sound[0].text("blog/one.html")
    again = site.build()
    assert len(again.warnings) == 1, "a fault that stays is told in every build"
    site.write({"index.md": SOUND["index.md"]})
    assert site.build(strict=True).tree() == sound[0].tree()


# -- configuration ----------------------------------------------------------------------

BAD = {
    "collections": (
        ["blog"],
        {"blog": 3},
        {"blog": "../elsewhere"},
        {"blog": ""},
        {3: "blog"},
        "x",
    ),
    "timezone": ("Mars/Olympus", 3, None, "../../etc/passwd", ""),
    "drafts": ("perhaps", [], None, 3.5),
    "generate": ("sometimes", None, 1, []),
    "strict": ("perhaps", {}),
    "excerpt_length": (0, -5, "many", 2.5, None, True),
    "reading_speed": (0, "fast", None, True),
    "date_format": (3, None, ["d"]),
    "topics": (["a"], "a", None, 3),
    "authors": (["a"], "a", None, 3),
    "profile": (["a"], "a", None, 3),
    "comments": (["a"], "a", None, 3),
    "relations": (["a"], "a", None, {"supports": 3}),
    "related_pages": (-1, "many", None, 2.5),
    "cite_this": ("perhaps", [], None),
    "graph_nodes": (0, -1, "many", None),
    "graph_inline": (0, -1, "many", None),
    "local_graph": (-1, "many", None, 2.5),
    "queue_days": (0, "long", None, -1),
    "sidebar_length": (0, "long", None, -1),
    "link_terms": ("always", None, 3),
    "acronyms": ("GPU", 3, None, [3]),
    "undefined_acronyms": ("sometimes", None, 1),
    "previews": ("perhaps", [], None),
    "feeds": ("perhaps", [], None),
    "feed_limit": (0, "many", None, -1),
    "feed_content": ("half", None, 1),
    "feed_authority": ("not a host", None, 3, "https://example.org/"),
    "social_cards": ("perhaps", [], None),
    "social_card_colors": (["a"], "a", None, {"text": 3}),
    "social_card_font": (3, None, ["a.ttf"]),
    "license": (3, None, ["CC0-1.0"]),
    "noindex": ("perhaps", [], None),
    "git_dates": ("perhaps", [], None),
    "llms": ("perhaps", [], None),
    "redirects": (["a"], "a", None, 3),
}


def test_every_value_is_tried():
    """A new configuration value wants an example of how it can be wrong."""
    assert set(BAD) == {item.name for item in fields(KbConfig)}


@pytest.mark.parametrize("number", range(max(map(len, BAD.values()))))
def test_a_bad_value_is_one_message_and_the_default(tmp_path, sound, number):
    """Each names the value, what is wanted and what is used instead; the site is the default one."""
    chosen = {name: values[number % len(values)] for name, values in BAD.items()}
    conf = "".join(f"kb_{name} = {value!r}\n" for name, value in chosen.items())
    result = Site(tmp_path, SOUND, conf).build()
    assert result.status == 0, result.log
    assert not BROKEN.search(result.log), result.log
    for name, value in chosen.items():
        said = result.about(f"kb_{name} = ")
        assert len(said) == 1, (name, value, result.warnings)
        assert str(value)[:20] in said[0]
        assert "is used instead" in said[0]
        assert said[0].endswith("[kb.config]")
    assert len(result.warnings) == len(chosen), result.warnings
    for name in ("index.html", "blog/one.html", "tags/a.html"):
        assert result.text(name) == sound[0].text(name)


@pytest.mark.parametrize("where", ["profile", "authors", "comments", "topics"])
@pytest.mark.parametrize(
    "value",
    [
        {"name": 3, "links": 5, "interests": {"a": "b"}, "role": ["x"]},
        {"links": {"a": None, "b": ["c"]}, "interests": 7.5},
        {"links": [["only"], ["a", "https://example.org", "c"], None, "https://example.org"]},
        {1: {"title": None, "link": 3, "intro": ["x"], "order": "first"}},
        {"name": None, None: "x"},
        {"name": object, "links": b"bytes"},
    ],
)
def test_odd_shapes_inside_a_dictionary_raise_nothing(tmp_path, where, value):
    """What is inside a dictionary is checked as little as it can be; it is shown, or left out."""
    shown = repr(value).replace("<class 'object'>", "object")
    files = SOUND | {
        "notes/n.md": page(title="N", topics="[x]"),
        "more.md": "---\norphan: true\n---\n\n# More\n\n```{profile}\n```\n\n"
        "```{post-list}\n:collection: all\n:group: topic\n```\n",
    }
    result = Site(tmp_path, files, f"kb_{where} = {shown}\n").build()
    assert result.status == 0, result.log
    assert not BROKEN.search(result.log), result.log


@pytest.mark.parametrize(
    "option", ["kb_excerpt_length=3", "kb_drafts=1", "kb_strict=0", "kb_generate=off"]
)
def test_values_of_the_command_line_are_read(tmp_path, option):
    """``-D`` gives text; numbers and truth values are understood."""
    result = Site(tmp_path, SOUND).build("html", "-D", option, strict=True)
    assert result.status == 0, result.log


def test_a_bad_value_of_the_command_line_is_said(tmp_path):
    """Sphinx itself refuses text where a number belongs, and says so without a traceback."""
    result = Site(tmp_path, SOUND).build("html", "-D", "kb_excerpt_length=many")
    assert "Traceback" not in result.log
    assert "kb_excerpt_length" in result.log


# -- places that cannot be written -----------------------------------------------------------


def test_a_file_in_the_place_of_a_folder_is_one_message(tmp_path):
    """Where generated pages cannot be written, the site is built without them."""
    result = Site(tmp_path, SOUND | {"tags": "not a folder\n"}).build()
    assert result.status == 0, result.log
    assert not BROKEN.search(result.log), result.log
    assert len(result.about("'tags' cannot be written")) == 1
    assert "Words of one." in result.text("blog/one.html")


@pytest.mark.parametrize(
    ("damaged", "junk"),
    [
        (("kb-sources.pickle", "kb-reading.json", "kb-records-html.pickle"), b""),
        (("kb-sources.pickle", "kb-reading.json", "kb-records-html.pickle"), b"junk"),
        (("kb-sources.pickle", "kb-records-html.pickle"), b"\x80\x05N."),
        (("kb-sources.pickle", "kb-records-html.pickle"), b"(lp0\nI1\na."),
        (("kb-sources.pickle", "kb-records-html.pickle"), b"\x80\x05\x8c\x02no\x94\x8c\x01x\x93."),
        (("kb-reading.json",), b'{"a": 1}'),
        (("environment.pickle",), b"junk"),
    ],
)
def test_a_damaged_cache_is_made_anew(tmp_path, sound, damaged, junk):
    """Whatever lies in our files beside the doctrees, the result is right."""
    site = Site(tmp_path, SOUND)
    assert site.build().status == 0
    for name in damaged:
        assert (tmp_path / "trees/html" / name).is_file() or name == "kb-reading.json"
        (tmp_path / "trees/html" / name).write_bytes(junk)
    result = site.build(strict=True)
    assert result.status == 0, result.log
    assert result.tree() == sound[0].tree()


def test_a_damaged_manifest_is_made_anew(tmp_path, sound):
    """A manifest of any shape means at worst that everything is written again."""
    site = Site(tmp_path, SOUND)
    site.build()
    for junk in (b"", b"[]", b'{"builder": "html", "header": 1, "pages": [], "files": 3}', b"\xff"):
        (tmp_path / "out/html/.kb-manifest.json").write_bytes(junk)
        result = site.build(strict=True)
        assert result.status == 0, result.log
        assert result.tree() == sound[0].tree()


def test_a_manifest_of_somebody_else_removes_nothing_outside(tmp_path, sound):
    """Files that the manifest names are removed only where they lie in the output."""
    site = Site(tmp_path, SOUND)
    site.build()
    manifest = tmp_path / "out/html/.kb-manifest.json"
    (tmp_path / "precious.txt").write_text("x", encoding="utf-8")
    data = json.loads(manifest.read_text(encoding="utf-8"))
    data["files"] += ["../../precious.txt", str(tmp_path / "precious.txt"), "..", "", "x\0y"]
    manifest.write_text(json.dumps(data), encoding="utf-8")
    result = site.build(strict=True)
    assert result.status == 0, result.log
    assert (tmp_path / "precious.txt").is_file()
    assert result.tree() == sound[0].tree()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_was_wrong_is_said_again_until_it_is_mended(tmp_path, jobs):
    """A second build with warnings as errors must not end well because it had nothing to do."""
    faults = {
        "blog/two.md": SOUND["blog/two.md"] + "\n```{nosuch}\n```\n\n{nosuchrole}`x`\n",
        "references.bib": "@misc{one, title={One}, year={2020}}\n@misc{two, title={Two\n",
    }
    site = Site(tmp_path, SOUND | faults)
    options = ("-j", jobs)
    first = site.build("html", *options, strict=True)
    assert first.status
    assert {"nosuch", "nosuchrole", "references.bib"} <= set(
        re.findall(r"nosuch\w*|references\.bib", "\n".join(first.warnings))
    )
    again = site.build("html", *options, strict=True)
    assert (again.status, sorted(again.warnings)) == (first.status, sorted(first.warnings))
    lenient = site.build("html", *options)
    assert lenient.status == 0
    assert all("references.bib" in line for line in lenient.warnings)
    site.write({"blog/one.md": SOUND["blog/one.md"] + "\nMore.\n"})
    assert sorted(site.build("html", *options, strict=True).warnings) == sorted(first.warnings)
    site.write({name: SOUND.get(name, "") for name in faults})
    mended = site.build("html", *options, strict=True)
    assert (mended.status, mended.warnings) == (0, [])
    site.folder = tmp_path / "clean"
    assert mended.tree() == site.build("html", strict=True).tree()


@pytest.mark.parametrize("first", ["html", "dirhtml"])
def test_an_output_folder_among_the_sources_is_no_source(tmp_path, first):
    """Whatever its name: the twins of pages are Markdown, and lie there."""
    site = Site(tmp_path / "site", SOUND)
    twin = Site(tmp_path / "twin", SOUND)
    site.folder = site.source  # outputs, doctrees and all
    for builder in (first, "html", "text", first):
        built = site.build(builder, strict=True)
        assert (built.status, built.warnings) == (0, [])
        assert built.tree() == twin.build(builder, strict=True).tree()


@pytest.mark.parametrize("value", ["abc", "", " 5", "²", "-1", "99999999999999999999"])
def test_a_time_that_is_none_is_told_in_one_line(monkeypatch, value):
    """The variable is Sphinx's, too, which ends in a traceback for most of these."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    result = CliRunner().invoke(main, ["check", "docs"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: the environment variable SOURCE_DATE_EPOCH is ")
    assert result.output.count("\n") == 1
    assert source_date({"SOURCE_DATE_EPOCH": value}) is None
    assert scan.now().year >= 2026
