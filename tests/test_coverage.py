"""What is missing between the bibliography, the notes and the citations."""

from __future__ import annotations

import re
from datetime import UTC, date

import pytest
from click.testing import CliRunner

from commonplace.cli import main
from commonplace.core.coverage import KINDS, gaps
from commonplace.core.papers import Paper, Person
from commonplace.core.shelf import Shelf
from conftest import NOW, Site, environment, fence, front, toctree, words


def paper(key, title="A title of its own", **facts):
    """Return a work with an address, unless *facts* say otherwise."""
    people = tuple(Person(name=name, family=name) for name in facts.pop("authors", ("Able",)))
    links = facts.pop("links", (("Web page", f"https://example.org/{key}"),))
    return Paper(
        key=key, kind="misc", title=(title,), title_text=title, authors=people, links=links, **facts
    )


def duplicates(*papers):
    """Return the pairs of keys that are told to be of one work."""
    shelf = Shelf(zone=UTC, papers={item.key.lower(): item for item in papers}, pages={})
    found = gaps(shelf, today=date(2026, 5, 28), patience=180)["duplicate"]
    return {(gap.paper.key, gap.detail.partition(":")[0]) for gap in found}


LONG = "Learning transferable visual models from natural language supervision"
SAME = {
    "DOI": (paper("a", "One", doi="10.1000/X"), paper("b", "Other", doi="10.1000/x")),
    "arXiv": (
        paper("a", "One", arxiv="1706.03762", arxiv_version="v1"),
        paper("b", "Other", arxiv="1706.03762", arxiv_version="v5"),
    ),
    "OpenReview": (paper("a", "One", openreview="x"), paper("b", "Other", openreview="x")),
    "title": (paper("a", LONG), paper("b", LONG)),
    "case and punctuation": (paper("a", LONG.upper() + "."), paper("b", LONG)),
    "plural": (paper("a", LONG), paper("b", LONG.replace("models", "model"))),
    "last word": (paper("a", LONG), paper("b", LONG + "s")),
    "first word": (paper("a", LONG), paper("b", "Re-" + LONG.lower())),
    "spelling": (paper("a", LONG), paper("b", LONG.replace("transferable", "transferrable"))),
    "years near": (paper("a", LONG, year="2020"), paper("b", LONG, year="2021")),
    "no authors": (paper("a", LONG, authors=()), paper("b", LONG)),
    "written in one": (paper("a", "Pre-training " + LONG), paper("b", "Pretraining " + LONG)),
    "small word": (paper("a", "The " + LONG), paper("b", LONG)),
    "preprint": (paper("a", LONG, arxiv="1706.03762"), paper("b", LONG, doi="10.1000/x")),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME.keys())
def test_one_work_under_two_keys(pair):
    """The same identity, or nearly the same title; in either order, and once."""
    assert duplicates(*pair) in ({("a", "b")}, {("b", "a")})
    assert len(duplicates(*reversed(pair))) == 1


APART = {
    "parts in Roman": (paper("a", LONG + ", Part I"), paper("b", LONG + ", Part II")),
    "parts in digits": (paper("a", LONG + " 1"), paper("b", LONG + " 2")),
    "one with a number": (paper("a", LONG), paper("b", LONG + " II")),
    "versions": (paper("a", "YOLOv3: " + LONG), paper("b", "YOLOv4: " + LONG)),
    "letters": (paper("a", LONG + ": part A"), paper("b", LONG + ": part B")),
    "ordinals": (paper("a", "The first " + LONG), paper("b", "The third " + LONG)),
    "other people": (paper("a", LONG), paper("b", LONG, authors=("Best",))),
    "far years": (paper("a", LONG, year="1999"), paper("b", LONG, year="2021")),
    "DOIs of their own": (paper("a", LONG, doi="10.1000/x"), paper("b", LONG, doi="10.1000/y")),
    "short titles": (paper("a", "Preface"), paper("b", "Preface")),
    "other words": (paper("a", LONG), paper("b", LONG.replace("visual", "audio"))),
    "prefix": (paper("a", "Supervised " + LONG), paper("b", "Unsupervised " + LONG)),
    "opposite": (paper("a", LONG + " with labels"), paper("b", LONG + " without labels")),
    "longer": (paper("a", LONG), paper("b", LONG + " in the wild and elsewhere")),
    "nothing": (paper("a", ""), paper("b", "")),
}


@pytest.mark.parametrize("pair", APART.values(), ids=APART.keys())
def test_works_that_only_look_alike(pair):
    """Parts of a series, and titles that other people gave as well, are works of their own."""
    assert duplicates(*pair) == set()


def test_duplicates_are_found_among_many():
    """Neighbours in the order of the titles are compared, not all with all."""
    many = [
        paper(f"k{number:04}", f"Title number {number * 7919} of {number}")
        for number in range(2000)
    ]
    pair = (paper("a", LONG), paper("b", LONG + "s"))
    assert duplicates(*many, *pair) == {("a", "b")}


# -- the page and the notices -----------------------------------------------------------

BIB = """\
@misc{cited, author={A, A.}, title={Cited and noted}, year=2001, url={https://example.org/1}}

@misc{unnoted, author={B, B.}, title={Cited, not noted}, year=2002, url={https://example.org/2}}

@misc{uncited, author={C, C.}, title={Noted, not cited}, year=2003, url={https://example.org/3}}

@misc{queued, author={D, D.}, title={Waits for ages}, year=2004, url={https://example.org/4},
  status={to-read}, queued={2025-01-01}}
@misc{waits, author={E, E.}, title={Waits in its note}, year=2005, url={https://example.org/5}}
@misc{fresh, author={F, F.}, title={Waits since lately}, year=2006, url={https://example.org/6},
  status={to-read}, queued={2026-05-01}}
@misc{one, author={G, G.}, title={Twin}, year=2007, doi={10.1000/twin}}
@misc{two, author={G, G.}, title={Twin again}, year=2007, doi={10.1000/TWIN}}
@misc{nowhere, author={H, H.}, title={Without an address}, year=2008}
@misc{gone, author={I, I.}, title={Withdrawn}, year=2009, url={https://example.org/9},
  keywords={x, retracted}}
"""
PAGES = {
    "index.md": front(
        "Home", toctree("coverage", "bibliography", "blog/post", "papers/cited", "papers/uncited", "papers/waits")
    ),
    "bibliography.md": front("Bibliography", "```{bibliography}\n:all:\n```\n"),
    "references.bib": BIB,
    "coverage.md": front("Coverage", fence("paper-coverage")),
    "blog/post.md": front(
        "Post", "On {cite:t}`cited`, {cite:t}`unnoted` and {cite:t}`gone`.\n", date="2026-01-01"
    ),
    "papers/cited.md": front("Of cited", "Text.\n", paper="cited", date="2026-01-01"),
    "papers/uncited.md": front(
        "Of uncited", "It cites itself, {cite:t}`uncited`.\n", paper="uncited", date="2026-01-01"
    ),
    "papers/waits.md": front(
        "Of waits", "On {cite:t}`cited`.\n", date="2025-06-01", paper="waits", status="to-read"
    ),
}  # fmt: skip
#: Kind to what is told: key, what is said of it, pages.
GAPS = {
    "unnoted": [("gone", "", "Post"), ("unnoted", "", "Post")],
    "uncited": [("uncited", "", "Of uncited"), ("waits", "", "Of waits")],
    "queued": [("queued", "since 2025-01-01", ""), ("waits", "since 2025-06-01", "Of waits")],
    "duplicate": [("one", "two: both are doi:10.1000/twin", "")],
    "unaddressed": [("nowhere", "", "")],
    "retracted": [("gone", "retracted", "Post")],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("coverage"), PAGES)


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def found_gaps(built):
    """Return what the page of coverage says, by kind."""
    found = {}
    for items in built.article("coverage").select("ul.kb-gaps"):
        (kind,) = [
            name.removeprefix("kb-gaps-") for name in items["class"] if name.startswith("kb-gaps-")
        ]
        rows = []
        for item in items.select("li"):
            why = words(item.select_one(".kb-why"))[1:-1].split(", ", 2)
            pages = [words(link) for link in item.select("a.internal")]
            rows.append((words(item.select_one("code")), ", ".join(why[2:]), ", ".join(pages)))
        found[kind] = rows
    return found


def test_page_shows_every_gap(built):
    """By kind, with a heading, its number, and links to the pages."""
    assert found_gaps(built) == GAPS
    article = built.article("coverage")
    headings = [words(heading) for heading in article.select(".rubric")]
    assert headings == [f"{KINDS[kind][0]} ({len(rows)})" for kind, rows in GAPS.items()]
    assert words(article.select_one(".kb-counts")) == (
        "10 works in the bibliography, 3 of them with a note, 4 cited."
    )


def test_unknown_keys_are_shown_with_the_nearest(new_site):
    """Those that are cited and those of notes, as they are spelt; gone when they are mended."""
    pages = PAGES | {
        "blog/post.md": front(
            "Post",
            "On {cite:t}`Cite` and {cite:t}`xyzzy`, again {cite:p}`Cite`.\n",
            date="2026-01-01",
        ),
        "papers/cited.md": front("Of cited", "Text.\n", paper="cited2", date="2026-01-01"),
    }
    site = new_site(pages)
    built = site.build(fails=True)
    rows = [words(item) for item in built.article("coverage").select("ul.kb-gaps-unknown li")]
    assert rows == [
        "Cite (did you mean cited or uncited?): Post",
        "cited2 (did you mean cited or uncited?): Of cited",
        "xyzzy: Post",
    ]
    site.write({name: PAGES[name] for name in ("blog/post.md", "papers/cited.md")})
    assert site.build().article("coverage").select("ul.kb-gaps-unknown") == []


#: Notices: file, line, subtype, words.
NOTICES = [
    ("papers/uncited.md", 3, "paper_uncited", "'uncited'"),
    ("papers/waits.md", 4, "paper_uncited", "'waits'"),
    ("papers/waits.md", 5, "paper_queued", "since 2025-06-01"),
    ("references.bib", 1, "paper_unnoted", "2 cited works have no note: gone, unnoted;"),
    ("references.bib", 7, "paper_queued", "since 2025-01-01"),
    ("references.bib", 12, "paper_duplicate", "'one' and 'two' seem to be one work"),
    ("references.bib", 14, "paper_address", "'nowhere' has no DOI"),
    ("references.bib", 15, "paper_retracted", "it is cited in blog/post"),
]


def test_notices_stand_where_they_are_mended(built):
    """At the key of the front matter, or at the entry; and none besides of works."""
    told = sorted(
        (path, line, subtype)
        for path, line, subtype, _ in built.notices
        if subtype.startswith("paper_")
    )
    assert told == [(path, line, subtype) for path, line, subtype, _ in NOTICES]
    for path, line, subtype, said in NOTICES:
        (message,) = [
            text for *where, text in built.notices if tuple(where) == (path, line, subtype)
        ]
        assert said in message


def test_check_tells_the_notices(site):
    """With file and line as they can be opened; they are no faults."""
    with environment(SOURCE_DATE_EPOCH=NOW):
        result = CliRunner().invoke(main, ["check", str(site.source)])
    assert result.exit_code == 0, result.output
    for path, line, subtype, said in NOTICES:
        assert re.search(
            rf"{re.escape(path)}:{line}: .*kb[._]+{subtype}.*{re.escape(said)}", result.output
        ), (path, line)
    assert result.output.count("kb.paper_") == len(NOTICES)
    assert re.search(r"^0 faults, \d+ notices\.$", result.output, re.MULTILINE)


def test_patience_is_configured(new_site):
    """Those who wait longer are told of less."""
    built = new_site(PAGES, conf="kb_queue_days = 10000\n").build()
    assert "queued" not in found_gaps(built)
    assert not [subtype for _, _, subtype, _ in built.notices if subtype == "paper_queued"]


def test_day_of_the_build_decides_who_waits(new_site):
    """The page is written again as time passes, although nothing was edited."""
    site = new_site(PAGES)
    assert len(found_gaps(site.build())["queued"]) == 2
    later = str(int(NOW) + 200 * 86400)
    built = site.build(now=later)
    assert [key for key, _, _ in found_gaps(built)["queued"]] == ["fresh", "queued", "waits"]


EDITS = {
    "note": ({"papers/gone.md": front("N", "Text.\n", paper="unnoted", date="2026-01-01")}, "unnoted",
             [("gone", "", "Post")]),
    "citation": ({"blog/post.md": front("Post", "Of {cite:t}`uncited`, {cite:t}`gone`.\n", date="2026-01-01")},
                 "uncited", [("cited", "", "Of cited"), ("waits", "", "Of waits")]),
    "state": ({"papers/waits.md": PAGES["papers/waits.md"].replace("to-read", "read")}, "queued",
              [("queued", "since 2025-01-01", "")]),
    "entry": ({"references.bib": BIB.replace("10.1000/TWIN", "10.1000/other")}, "duplicate", None),
    "draft": ({"papers/uncited.md": PAGES["papers/uncited.md"].replace("paper:", "draft: true\npaper:")},
              "uncited", [("waits", "", "Of waits")]),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "kind", "rows"), EDITS.values(), ids=EDITS.keys())
def test_page_follows_what_is_mended(site, built, edit, kind, rows):
    """Without being read again."""
    kept = {name: PAGES.get(name) for name in edit}
    site.write(edit)
    try:
        after = site.build(fails=kind == "unnoted")
        if kind == "uncited" and rows[0][0] == "cited":
            # The note that waits cites the work, too.
            rows = rows[1:]
        assert found_gaps(after).get(kind) == rows
        assert "coverage" not in after.read
    finally:
        site.write(kept)
        site.build()


def test_nothing_missing_is_said(new_site):
    site = new_site({"index.md": front("Home", fence("paper-coverage")), "references.bib": ""})
    assert "Nothing is missing." in words(site.build().article("index"))
