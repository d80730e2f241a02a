"""Front matter: what every spelling means, and that no text whatever raises."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from myst_parser.config.main import TopmatterReadError, read_topmatter

from commonplace.core.front_keys import FOREIGN, RULES, is_foreign, normal
from commonplace.core.frontmatter import for_myst, parse, split
from commonplace.core.model import READING_STATES, FrontMatter, Picture, Problem

GUIDE = Path(__file__).parents[1] / "docs" / "guide" / "front-matter.md"
HOUR = timezone(timedelta(hours=1))
SPELLINGS = [spelling for rule in RULES for spelling in rule.spellings]


def read(block: str, **options: Any) -> tuple[FrontMatter, tuple[Problem, ...]]:
    return parse(f"---\n{block}\n---\n\nBody.\n", timezone=options.pop("timezone", UTC), **options)


def fields(block: str, **options: Any) -> dict[str, object]:
    """Return what a block sets, defaults aside, and expect no problem."""
    front, problems = read(block, **options)
    assert problems == ()
    return changed(front)


def changed(front: FrontMatter) -> dict[str, object]:
    plain = FrontMatter()
    names = [field.name for field in dataclasses.fields(FrontMatter)]
    return {n: getattr(front, n) for n in names if getattr(front, n) != getattr(plain, n)}


def only(block: str, **options: Any) -> tuple[FrontMatter, Problem]:
    front, problems = read(block, **options)
    assert len(problems) == 1, [problem.message for problem in problems]
    return front, problems[0]


NINE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("", {}),
        ("# a comment only", {}),
        ("title: Plain", {"title": "Plain"}),
        ("title: 2020", {"title": "2020"}),
        ("title: no", {"title": "no"}),
        ("title: 1:30:00", {"title": "1:30:00"}),
        ("title: |\n  two\n  lines", {"title": "two lines"}),
        ("title:", {}),
        ("title: ~", {}),
        ("Title: Capital", {"title": "Capital"}),
        ("date: 2026-11-21", {"date": datetime(2026, 11, 21, tzinfo=UTC)}),
        ("date: 2026-1-2", {"date": datetime(2026, 1, 2, tzinfo=UTC)}),
        ("date: '2026-11-21'", {"date": datetime(2026, 11, 21, tzinfo=UTC)}),
        ("date: 2026-11-21T09:00:00+00:00", {"date": NINE}),
        ("date: 2026-11-21T09:00:00Z", {"date": NINE}),
        ("date: 2026-11-21 09:00", {"date": NINE}),
        ("date: 2026-11-21 09:00:00 UTC", {"date": NINE}),
        ("date: 2026-11-21 10:00:00 +0100", {"date": NINE.astimezone(HOUR)}),
        (
            "date: 2026-11-21t10:00:00.5 +1",
            {"date": NINE.astimezone(HOUR) + timedelta(seconds=0.5)},
        ),
        ("date: 2026-11-21 05:30:00 -0330", {"date": NINE}),
        ("last_modified_at: 2026-11-21T09:00:00Z", {"updated": NINE}),
        ("author: Ada", {"authors": ("Ada",)}),
        ("authors: A B and C D", {"authors": ("A B", "C D")}),
        ("authors: A B, C D, and E F", {"authors": ("A B", "C D", "E F")}),
        ("authors: [A and B, 'C, D']", {"authors": ("A and B", "C, D")}),
        ("authors:\n- name: A B\n  url: x\n- C", {"authors": ("A B", "C")}),
        ("author: {name: A B}", {"authors": ("A B",)}),
        ("tags: one two", {"tags": ("one", "two")}),
        ("tags: machine learning, vision", {"tags": ("machine learning", "vision")}),
        ("tags: [C, C++, c#, no, 3.10, C]", {"tags": ("C", "C++", "c#", "no", "3.10")}),
        ("tags:\n- a b\n-", {"tags": ("a b",)}),
        ("tags: []", {}),
        ("series: Python\npart: 2", {"series": "Python", "part": 2}),
        ("series: {name: Python, part: IV}", {"series": "Python", "part": 4}),
        ("part: '12'", {"part": 12}),
        ("part: II", {"part": 2}),
        ("part: xlix", {"part": 49}),
        ("part: 010", {"part": 10}),
        ("meta_description: D", {"description": "D"}),
        ("excerpt: E **x**", {"excerpt": "E **x**"}),
        ("thumbnail-img: img/a.png", {"thumbnail": Picture(src="img/a.png")}),
        ("thumbnail: /a.png\nthumbnail_alt: A", {"thumbnail": Picture(src="/a.png", alt="A")}),
        ("share-img: ../a.png", {"image": Picture(src="../a.png")}),
        ("meta_image: {path: a.png, alt: B}", {"image": Picture(src="a.png", alt="B")}),
        ("draft: yes", {"draft": True}),
        ("draft: 'On'", {"draft": True}),
        ("draft: 0", {}),
        ("publish: false", {"publish": False}),
        ("published: n", {"publish": False}),
        ("listed: off", {"listed": False}),
        ("navigation: excluded", {"in_navigation": False}),
        ("navigation: false", {"in_navigation": False}),
        ("navigation: true", {}),
        ("category: a b", {"category": "a b"}),
        ("categories: [a b]", {"category": "a b"}),
        ("post_number: 007", {"post_number": 7}),
        ("redirect: HTTPS://example.org/a?b=c#d", {"redirect": "HTTPS://example.org/a?b=c#d"}),
        ("redirect_from: /about/", {"aliases": ("/about/",)}),
        ("aliases: [/about/, about.html]", {"aliases": ("/about/", "about.html")}),
        ("permalink: /", {"permalink": "/"}),
        ("paper: vit2021", {"papers": ("vit2021",)}),
        ("citekey: '@vit2021'", {"papers": ("vit2021",)}),
        (
            "paper: [o'brien+2020, 2016A&A...594A..13P]",
            {"papers": ("o'brien+2020", "2016A&A...594A..13P")},
        ),
        ("paper: 10.1002/(SICI)1-4#b", {"papers": ("10.1002/(SICI)1-4#b",)}),
        ("papers: [a, b]", {"papers": ("a", "b")}),
        ("status: Re-Read", {"status": "re-read"}),
        ("status: to read", {"status": "to-read"}),
        ("status: {state: skipped, reason: R}", {"status": "skipped", "status_reason": "R"}),
        ("status: skipped\nstatus_reason: R", {"status": "skipped", "status_reason": "R"}),
        ("topic: Self-supervised learning", {"topics": ("Self-supervised learning",)}),
        ("topics: a, b c", {"topics": ("a", "b c")}),
        ("license: CC-BY-4.0", {"license": "CC-BY-4.0"}),
        ("mathjax: true", {"math": True}),
        ("math: false", {"math": False}),
        ("order: -3", {"order": -3}),
        ("id: a-1", {"id": "a-1"}),
        ("layout: post", {"layout": "post"}),
        ("collection: notes", {"collection": "notes"}),
        ("series_page: Python", {"series_page": "Python"}),
        ("author_profile: true", {"author_profile": True}),
        ("base: &b [x]\ntags: *b".replace("base", "jupytext"), {"tags": ("x",)}),
    ],
)
def test_a_spelling_means(block: str, expected: dict[str, object]) -> None:
    """Each accepted spelling gives its typed value and no message."""
    assert fields(block) == expected


@pytest.mark.parametrize(
    ("block", "key", "says"),
    [
        ("date: 2026-13-45", "date", "no such date"),
        ("date: 2026-02-30T00:00:00Z", "date", "no such date"),
        ("date: 0000-01-01", "date", "year"),
        ("date: 9999-12-31", "date", "year"),
        ("date: 2026-01-01T00:00:00+99:00", "date", "no such date"),
        ("date: yesterday", "date", "expected a date"),
        ("date: [2026-01-01]", "date", "not a list of 1"),
        ("title: [a]", "title", "not a list of 1"),
        ("title: {a: b}", "title", "not a mapping of 1"),
        ('title: "a\\0b"', "title", "U+0000"),
        ('tags: ["a\\eb", c]', "tags", "U+001B"),
        ("tags: [a, {b: c}]", "tags", "left out"),
        ("authors: [{url: x}]", "authors", "left out"),
        ("part: two", "part", "whole number"),
        ("part: -1", "part", "not negative"),
        ("part: IIII", "part", "whole number"),
        ("part: " + "9" * 5000, "part", "whole number"),
        ("order: .nan", "order", "whole number"),
        ("post_number: 1.5", "post_number", "whole number"),
        ("listed: maybe", "listed", "true or false"),
        ("navigation: left", "navigation", "true or false"),
        ("category: [a, b]", "category", "'a' was taken"),
        ("status: redd", "status", "did you mean 'read'?"),
        ("status: zzz", "status", "use one of: to-read, reading"),
        ("collection: paper", "collection", "did you mean 'papers'?"),
        ("series: {nime: x}", "series", "did you mean 'name'?"),
        ("series_page: true", "series_page", "expected a name"),
        ("thumbnail: https://example.org/a.png", "thumbnail", "third party"),
        ("thumbnail: //example.org/a.png", "thumbnail", "third party"),
        ("thumbnail: javascript:alert(1)", "thumbnail", "without a scheme"),
        ("thumbnail: data:image/png;base64,AA", "thumbnail", "without a scheme"),
        ("thumbnail: 'C:/a.png'", "thumbnail", "drive"),
        ("thumbnail: 'a\\b.png'", "thumbnail", "between folders"),
        ("image: /../a.png", "image", "leaves the source folder"),
        ("image: /a/%2e%2e/../a.png", "image", "leaves the source folder"),
        ("image_alt: A", "image_alt", "no picture"),
        ("redirect: javascript:alert(1)", "redirect", "https://"),
        ("redirect: //example.org", "redirect", "https://"),
        ("redirect: 'https://[::1'", "redirect", "https://"),
        ("redirect: 'https://a:b'", "redirect", "https://"),
        ("redirect: 'https://a/\"><script>'", "redirect", "quote"),
        ("redirect_from: ../up", "redirect_from", "'..'"),
        ("redirect_from: [/a/, /%2e%2e/x]", "redirect_from", "left out"),
        ("aliases: https://example.org/", "aliases", "within the site"),
        ("aliases: a\\b", "aliases", "backslash"),
        ("aliases: /a%00b", "aliases", "U+0000|no space"),
        ("aliases: /" + "a" * 300, "aliases", "bytes"),
        ("permalink: /:year/:title/", "permalink", "placeholders"),
        ("permalink: '/\"><script>'", "permalink", "quote"),
        ("paper: 'a{b}'", "paper", "no citekey"),
        ("id: a b", "id", "one word"),
        ("title: !!python/object:os.system x", "title", "tag"),
        ("title: !custom x", "title", "tag"),
        ("title: !!binary aGk=", "title", "binary"),
        ("tags: &t [*t]", "tags", "contains itself"),
        ("myst: &t {a: *t}", "myst", "contains itself"),
    ],
)
def test_a_bad_value_is_ignored(block: str, key: str, says: str) -> None:
    """A value that cannot be used gives one fault on its line that names the key."""
    front, problem = only(f"layout: post\n{block}")
    assert problem.subtype == "front_matter_value"
    assert problem.severity == "fault"
    assert problem.line == 3
    assert repr(key) in problem.message
    assert re.search(
        re.escape(says) if "|" not in says else says.replace("+", r"\+"), problem.message
    )
    assert len(problem.message) < 400
    assert front.layout == "post"


@pytest.mark.parametrize("block", ["draft: maybe", "publish: falze", "draft: [true]"])
def test_an_unreadable_draft_is_held_back(block: str) -> None:
    """A page that speaks of being a draft is not published by a typing error."""
    front, problem = only(block)
    assert front.is_draft
    assert "held back" in problem.message


def test_a_zone_comes_from_the_configuration() -> None:
    """A date without a zone is in the site's, daylight saving included; one with a zone is not."""
    berlin = ZoneInfo("Europe/Berlin")
    front, _ = read("date: 2026-07-01 12:00\nupdated: 2026-07-01T12:00:00Z", timezone=berlin)
    assert front.date is not None
    assert front.updated is not None
    assert front.date.utcoffset() == timedelta(hours=2)
    assert front.updated.utcoffset() == timedelta(0)


def test_the_first_spelling_wins() -> None:
    """Two spellings that disagree give a problem; two that agree do not."""
    front, problem = only("author: A\nauthors: [B]")
    assert front.authors == ("B",)
    assert problem.line == 2
    assert "'author'" in problem.message
    assert "'authors'" in problem.message
    assert fields("paper: x\ncitekey: x") == {"papers": ("x",)}
    front, problem = only("series: {name: S, part: 3}\npart: 2")
    assert (front.series, front.part) == ("S", 2)
    assert fields("series: S\nseries-part: 2") == {"series": "S", "part": 2}


def test_a_duplicate_key_names_its_lines() -> None:
    """The last of several equal keys is used, with one problem that names every line."""
    front, problem = only("title: a\ndraft: true\ntitle: b\ntitle: c")
    assert front.title == "c"
    assert problem.subtype == "duplicate_key"
    assert "lines 2, 4, 5" in problem.message
    assert problem.line == 5


@pytest.mark.parametrize(
    ("key", "near"), [("titlle", "title"), ("drfat", "draft"), ("publlish", "publish"), ("serjes", "series"),
                      ("Thumbnial", "thumbnail"), ("redirect-form", "redirect_from"),
                      ("daet", "date"), ("tgas", "tags"), ("prat", "part"), ("oredr", "order")]
)  # fmt: skip
def test_a_key_near_a_known_one(key: str, near: str) -> None:
    """A misspelt key gets a fault that names the right one."""
    _, problem = only(f"{key}: x")
    assert problem.subtype == "front_matter_key"
    assert problem.message.endswith(f"did you mean {near!r}?")
    assert repr(key) in problem.message


def test_a_key_of_nobody_is_a_notice() -> None:
    """An unknown key without a near match is no fault."""
    _, problem = only("sidebar: true")
    assert (problem.subtype, problem.severity) == ("unknown_key", "notice")


def test_the_keys_of_others_are_silent() -> None:
    """Sphinx's, MyST's and the theme's own keys give no message, and are no field."""
    block = "\n".join(f"{key}: 1" for key in sorted(FOREIGN))
    assert fields(f"{block}\nhtml_theme.sidebar_secondary.remove: true\nog:title: x") == {}


@pytest.mark.parametrize(
    ("block", "line", "says"),
    [
        ("- a\n- b", 2, "key: value"),
        ("just text", 2, "key: value"),
        ("a: 'open", 2, ""),
        ("x\0y: 1", 2, "U+0000"),
        ("[" * 5000, 2, "nesting"),
        ("%YAML 9.9", 2, ""),
        ("*nope : x", 2, ""),
        ("{a: 1, b: [}", 2, ""),
    ],
)
def test_a_broken_block(block: str, line: int, says: str) -> None:
    """What is no YAML mapping is one located problem, and the page stays."""
    front, problems = read(block)
    assert front == FrontMatter()
    assert [(p.subtype, p.line) for p in problems] == [("front_matter", line)]
    assert says in problems[0].message


def test_a_broken_key_costs_no_other() -> None:
    """A stray colon in a title does not publish the draft below it."""
    front, problem = only("title: Broken: colon\ndraft: true\ntags:\n- a\n- b")
    assert front.title is None
    assert front.draft
    assert front.tags == ("a", "b")
    assert problem.subtype == "front_matter"
    assert problem.line == 2
    assert "'title'" in problem.message


@pytest.mark.parametrize(
    "block", ["<<: {title: x}", "1: x", "true: x", "? [a]\n: x", "? {a: b}\n: x", "null: x", "2020-01-01: x"]
)  # fmt: skip
def test_a_key_that_is_no_text(block: str) -> None:
    """Numbers, lists, nothing and merges as keys are one located problem."""
    front, problem = only(block)
    assert front == FrontMatter()
    assert (problem.subtype, problem.line) == ("front_matter", 2)


def test_an_alias_bomb_is_refused() -> None:
    """Nested aliases that expand to a billion values cost one problem each where they blow up."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    _, problems = read("\n".join([*lines, "tags: *a11"]))
    assert "'tags'" in problems[-1].message
    assert "expands to more than" in problems[-1].message
    assert len(problems) == 13


def test_a_long_chain_of_aliases_is_refused() -> None:
    """Aliases that nest a thousand deep do not exhaust the stack."""
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 1000))]
    _, problems = read("\n".join([*lines, "tags: *a999"]))
    assert "nesting" in problems[-1].message


@pytest.mark.parametrize(
    "text",
    ["", "Body", "--\n", "---", "---\n\nA break: first.\n", "\n---\n\nA break: first.\n\n---\n",
     "Title: a setext heading\n---\n"],
)  # fmt: skip
def test_no_front_matter(text: str) -> None:
    """A page without a block, or one that starts with a thematic break, has no problem."""
    assert parse(text, timezone=UTC) == (FrontMatter(), ())


@pytest.mark.parametrize(
    ("text", "line"), [("\n---\ntitle: x\n---\n", 2), (" ---\ntitle: x\n---\n", 1)]
)
def test_what_looks_like_a_block_and_is_none(text: str, line: int) -> None:
    """What stands below an empty line or after a blank is not used, and that is said."""
    front, (problem,) = parse(text, timezone=UTC)
    assert front == FrontMatter()
    assert (problem.subtype, problem.line) == ("front_matter", line)
    assert "it was not used: begin the file with a line '---'" in problem.message


def test_an_unclosed_block() -> None:
    """A block without end is read up to the first empty line, and reported."""
    front, problems = parse("---\ntitle: T\ndraft: true\n\nBody: text\n", timezone=UTC)
    assert (front.title, front.draft) == ("T", True)
    assert [(p.subtype, p.line) for p in problems] == [("front_matter", 1)]


def test_each_rule_fills_fields_of_the_model() -> None:
    """The table and the model speak of the same fields, and each example is read cleanly."""
    names = {field.name for field in dataclasses.fields(FrontMatter)}
    alts = {"thumbnail_alt", "image_alt"}
    assert {slot for rule in RULES for slot in rule.fills} - alts == names
    assert len(SPELLINGS) == len(set(SPELLINGS))
    assert all(normal(spelling) == spelling for spelling in SPELLINGS)
    for rule in RULES:
        for spelling in rule.spellings:
            subject = "\nthumbnail: a.png\nimage: a.png" if rule.key in alts else ""
            found = fields(f"{spelling}: {rule.example}{subject}")
            assert found, spelling


def test_the_guide_is_complete() -> None:
    """The guide has a row for each rule: every spelling, its type, meaning and example."""
    guide = GUIDE.read_text(encoding="utf-8")
    rows = {row.split("|")[1].strip(): row for row in guide.splitlines() if row.startswith("| `")}
    for rule in RULES:
        row = rows[", ".join(f"`{spelling}`" for spelling in rule.spellings)]
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert cells[1:3] == [rule.kind.says, rule.meaning]
        assert rule.example in row
    assert all(f"`{key}`" in guide for key in FOREIGN)


# --- whatever the text ------------------------------------------------------------------------

REAL = (
    "---\nlayout: post\ntitle: \"Welcome: one angle\"\ndate: 2026-11-21T09:00:00+00:00\n"
    "description: >-\n  What this notebook is\n  and how to read it.\ntags: [meta, vision]\n"
    "authors: The Commonplace contributors\nthumbnail: img/welcome.svg\n"
    "thumbnail_alt: Two arrows\n---\n\n# Welcome\n",
    "---\npermalink: /\ntitle: About\nexcerpt: Me\nauthor_profile: true\nredirect_from:\n"
    "  - /about/\n  - /about.html\nmyst:\n  substitutions: {a: 1}\n...\nBody\n",
    "---\ntitle: Notebook\nmeta_description: D\nmeta_image: /img/a.png\nnavigation: excluded\n"
    "status: reading\npaper: [a2020, b2021]\nseries: {name: S, part: II}\norphan: true\n---\n",
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=5),
    st.sampled_from(
        ["javascript:x", "../../x", "2026-13-01", "II", "true", "/a/", *READING_STATES]
    ),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "src", "alt", "part"]) | SCALARS, inner, max_size=3
        )
    ),
    max_leaves=6,
)
TOKENS = st.lists(
    st.sampled_from(
        ["---", "...", "\n", "\n", "\n", "\r\n", " ", "  ", ": ", ":", "- ", "[", "]", "{", "}", "&a", "*a",
         "<<", "!!python/object:x", "!!int", "!x", "? ", "|", ">-", "'", '"', "#", "%YAML 1.1", "\0",
         "\ufeff", "\u2028", "\x85", "\x0c", "\ud800", "2026-99-99", ".nan", "é", *SPELLINGS]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Take a real page and cut, double or overwrite a few places."""
    text = draw(st.sampled_from(REAL))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 8)))
        text = (
            text[:start]
            + draw(st.text(max_size=3) | TOKENS | st.just(text[start:end] * 2))
            + text[end:]
        )
    return text  # fmt: skip


def check(text: str) -> FrontMatter:
    """Hold what is promised of any text."""
    front, problems = parse(text, timezone=UTC)
    last = max(1, len(text.splitlines()))
    for problem in problems:
        assert problem.line is not None
        assert 1 <= problem.line <= last
        assert problem.message.isprintable()
        assert len(problem.message) < 500
        if problem.subtype != "front_matter":
            assert problem.message.startswith("front matter key ")
    assert front.date is None or front.date.tzinfo is not None
    assert front.status is None or front.status in READING_STATES
    assert front.redirect is None or re.match("https?://", front.redirect, re.IGNORECASE)
    for name, value in changed(front).items():
        assert "\0" not in repr(value), name
    assert hash(front) == hash(parse(text, timezone=UTC)[0])
    return front


FLAGS = {"true", "false", "yes", "no", "on", "off", "y", "n", "1", "0"}
FUZZ = settings(
    max_examples=2000,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@FUZZ
@given(st.text(), st.booleans())
def test_any_text(text: str, closed: bool) -> None:
    """Text of any characters between fences never raises."""
    check(f"---\n{text}\n---\nBody" if closed else f"---\n{text}")


@FUZZ
@given(TOKENS)
def test_any_pieces_of_yaml(text: str) -> None:
    """Pieces of YAML in any order never raise."""
    check(f"---\n{text}\n---\n")


@FUZZ
@given(st.dictionaries(st.sampled_from(SPELLINGS) | SCALARS, TREES, max_size=5))
def test_any_structure(data: dict[Any, Any]) -> None:
    """Any structure that YAML can write never raises."""
    check(f"---\n{yaml.safe_dump(data, allow_unicode=True)}---\n")


@FUZZ
@given(st.sampled_from(RULES), st.data())
def test_a_known_key_with_any_value(rule: Any, data: st.DataObject) -> None:
    """A known key with any value either sets what the rule fills or says why not."""
    spelling = data.draw(st.sampled_from(rule.spellings))
    value = data.draw(TREES)
    text = f"---\n{yaml.safe_dump({spelling: value})}---\n"
    front = check(text)
    alts = {"thumbnail_alt", "image_alt"}
    assert set(changed(front)) <= set(rule.fills) - alts
    is_flag = rule.kind.says.startswith("true")
    if not changed(front) and not parse(text, timezone=UTC)[1]:
        assert is_empty(value) or (is_flag and str(value).strip().lower() in FLAGS)


def is_empty(value: object) -> bool:
    """Tell values that say nothing: null, blank text, and collections of such."""
    if isinstance(value, dict):
        return all(is_empty(entry) for entry in value.values())
    if isinstance(value, list):
        return all(is_empty(item) for item in value)
    return value is None or (isinstance(value, str) and not value.strip(" ,\t\r\n\x85\xa0\u3000"))


@FUZZ
@given(mutated())
def test_a_mutated_page(text: str) -> None:
    """A real page with a few places damaged never raises."""
    check(text)


@settings(FUZZ, max_examples=1000)
@given(st.one_of(TOKENS, TOKENS.map(lambda text: f"---{text}"), mutated(), st.text()))
def test_the_block_is_where_myst_finds_it(text: str) -> None:
    """The block, loaded, is what ``read_topmatter`` returns, or fails where that fails."""
    block, line = split(text)
    try:
        expected = read_topmatter(text)
    except TopmatterReadError:
        assert block is not None
        with pytest.raises((yaml.YAMLError, ValueError, RecursionError, TypeError)):
            dict(yaml.safe_load(block) or 1)
        return
    except TypeError:  # an unhashable key: MyST itself lets it through
        return
    if expected is None:
        assert (block, line) == (None, 1)
    else:
        assert block is not None
        assert repr(yaml.safe_load(block)) == repr(expected)
        assert line == 2


@settings(FUZZ, max_examples=1000)
@given(st.one_of(TOKENS.map(lambda text: f"---\n{text}\n---\nBody"), mutated()))
def test_what_myst_gets_is_safe(text: str) -> None:
    """MyST reads the reduced page without fail, finds foreign keys only and the same body."""
    reduced = for_myst(text)
    block, _ = split(text)
    closed = any(line.startswith(("---", "...")) for line in text.splitlines()[1:])
    if block is None:
        assert reduced == text
        return
    if not closed:  # what was read as front matter is blank, every other line as it was
        lines, kept = text.splitlines(), reduced.splitlines()
        first = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
        assert kept[first:] == lines[first:]
        assert kept[:first] == lines[:first] or not any(line.strip() for line in kept[:first])
        return
    found = read_topmatter(reduced)
    assert found is None or (found and all(is_foreign(key) for key in found))
    lines = len(block.splitlines()) + 2
    assert reduced.splitlines()[lines:] == text.splitlines()[lines:]
    assert (
        reduced.count("\n", 0, len(reduced) - len("".join(text.splitlines(keepends=True)[lines:])))
        == lines
    )


def test_myst_keeps_its_own_keys() -> None:
    """A date that YAML cannot construct does not cost a page its ``orphan``."""
    text = "---\ndate: 2026-99-99\norphan: true\nmyst: {substitutions: {a: 'x: \U0001f600'}}\n---\nBody\n"
    with pytest.raises(TopmatterReadError):
        read_topmatter(text)
    reduced = for_myst(text)
    assert read_topmatter(reduced) == {
        "orphan": True,
        "myst": {"substitutions": {"a": "x: \U0001f600"}},
    }
    assert reduced.splitlines()[5] == "Body"


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("drfat: true", True),
        ("darft: yes", True),
        ("drafts: [true]", True),
        ("drfat: false", False),
        ("publissh: false", True),
        ("publissh: true", False),
        ("titlle: true", False),
    ],
)
def test_a_page_that_was_to_be_held_back_is_whatever_the_spelling(line, held):
    front, problems = read(f"title: A\n{line}")
    assert front.is_draft is held
    assert [problem.withholds for problem in problems if problem.withholds] == [True] * held


@pytest.mark.parametrize(
    ("date", "updated", "kept"),
    [
        ("2026-03-02", "2026-03-01", False),
        ("2026-03-02 18:00", "2026-03-02", True),
        ("2026-03-02T23:00:00-05:00", "2026-03-02T22:00:00Z", True),
        ("2026-03-02", "2026-03-03", True),
    ],
)
def test_a_page_is_not_changed_before_its_date(date, updated, kept):
    front, problems = read(f"date: {date}\nupdated: {updated}")
    assert (front.updated is not None) == kept
    assert [(problem.line, problem.severity) for problem in problems] == (
        [] if kept else [(3, "notice")]
    )
