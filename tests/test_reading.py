"""The reading list: what is read, what is next, what waits, what was finished, what is learnt."""

from __future__ import annotations

import re

import pytest

from conftest import Site, fence, front, toctree, warnings_of, words

BIB = """\
@misc{a1, author={Alpha, A.}, title={Work one}, year=2001, url={https://example.org/1}}
@misc{a2, author={Alpha, A.}, title={Work two}, year=2002, status={to-read}, priority=2, url={https://example.org/2}}
@misc{a3, author={Alpha, A.}, title={Work three}, year=2003, status={to-read}, queued={2026-02-01}, topics={vision}}
@misc{a4, author={Alpha, A.}, title={Work four}, year=2004, status={to-read}, queued={2026-01-01}}
@misc{a5, author={Alpha, A.}, title={Work five}, year=2005, status={to-read}, topics={Natural language processing, Ünï}}
@misc{a6, author={Alpha, A.}, title={Work six}, year=2006, status={skipped}, status_reason={too long}, retracted={2025}}
@misc{a7, author={Alpha, A.}, title={Work seven}, year=2007, readstatus={read}, read={2026-03-05}, rating=4}
@misc{a8, author={Alpha, A.}, title={Work eight}, year=2008}
@misc{a9, author={Alpha, A.}, title={Work nine}, year=2009, priority=1}
@misc{b1, author={Alpha, A.}, title={Work ten}, year=2010, status={read}}
@misc{b2, author={Alpha, A.}, title={Work eleven}, year=2011, status={submitted}}
"""
TOPICS = """\
kb_topics = {
    "vision": {"title": "Vision *first*", "status": "reading"},
    "transformers": {"title": "Transformers", "parent": "vision"},
    "attention": {"title": "Attention", "parent": "transformers"},
    "optics": {"title": "Optics", "parent": "vision", "status": "to read"},
    "lenses": {"title": "Lenses", "parent": "optics"},
    "music": {"title": "Music", "status": "to-read"},
    "done": {"title": "Done", "status": "read"},
    "plain": {"title": "Plain"},
    "odd": {"title": "Odd", "status": "sometimes"},
    "ring": {"title": "Ring", "parent": "gnir", "status": "reading"},
    "gnir": {"title": "Gnir", "parent": "ring", "status": "reading"},
    "self": {"title": "Self", "parent": "self", "status": "to-read"},
}
"""


def note(title, body="Text.\n", **keys):
    return front(title, body, date="2026-01-01", **keys)


PAGES = {
    "index.md": front(
        "Home",
        toctree("all", "some", "vision", "none", "papers/one", "papers/two", "notes/talk", "notes/learnt",
                "topics/music", "bibliography"),
    ),
    "bibliography.md": front("Bibliography", "```{bibliography}\n:all:\n```\n"),
    "references.bib": BIB,
    "all.md": front("All", fence("reading-list")),
    "some.md": front("Some", "## Deeper\n\n" + fence("reading-list", show="counts, later, next")),
    "vision.md": front("Vision only", fence("reading-list", topic="Vision", show="counts, reading, later")),
    "none.md": front("None", fence("reading-list", topic="nothing", show="reading")),
    "papers/one.md": note(
        "On *one*", paper="a1", status="re-read", read="[2026-03-20, 2025-12-31]", rating="5",
        topics="[Vision, music]", takeaway='"It *works*."',
    ),
    "papers/two.md": note("On eight", paper="a8", status="reading", priority="7", topics="[vision]"),
    "notes/talk.md": note("A talk", status="read", read="2026-03-01"),
    "notes/learnt.md": note("A chapter", status="skipped", status_reason="out of print"),
    "notes/draft.md": note("A draft", status="reading", draft="true"),
    "notes/plain.md": note("Plain note"),
    "topics/music.md": front("Making music", "Of *sounds*.\n", status="reading"),
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    pages = dict(PAGES)
    pages["index.md"] = pages["index.md"].replace("bibliography\n", "bibliography\nnotes/plain\n")
    return Site(tmp_path_factory.mktemp("reading"), pages, TOPICS).build()


def sections(built, name):
    """Return heading to the titles of the items below it."""
    found = {}
    for element in built.article(name).select(".kb-reading .rubric, .kb-reading .kb-reading-item"):
        if "rubric" in element["class"]:
            heading = words(element)
            found[heading] = []
        else:
            found[heading].append(words(element.select_one(".kb-reading-line > :first-child")))
    return found


def test_works_stand_in_the_section_of_their_state(built):
    """With a note or without; next by priority, later by the time of waiting, finished by month."""
    found = sections(built, "all")
    assert {name: items for name, items in found.items() if items} == {
        "Reading now": ["Work eight"],
        "Next": ["Work nine", "Work two"],
        "Later": ["Work four", "Work three", "Work five"],
        "Skipped": ["A chapter", "Work six"],
        "March 2026": ["Work one", "Work seven", "A talk"],
        "Without a date": ["Work ten"],
    }
    order = list(found)
    assert order.index("Finished") == order.index("March 2026") - 1
    shown = words(built.article("all"))
    for name in ("Work eleven", "A draft", "Plain note"):
        assert name not in shown


def test_counts_are_those_of_the_states(built):
    """Each work or note once; what has a priority alone is to be read."""
    assert words(built.article("all").select_one(".kb-counts")) == (
        "5 to read · 1 reading · 3 read · 1 read again · 2 skipped"
    )


def test_items_say_why_they_stand_there(built):
    """Authors, dates, rating, reason, takeaway, topics."""
    items = {
        words(item.select_one(".kb-reading-line > :first-child")): item
        for item in built.article("all").select(".kb-reading-item")
    }
    one = items["Work one"]
    assert words(one.select_one(".kb-why")) == (
        "(Alpha, 2001 · 31 December 2025, 20 March 2026 · read again · 5 of 5)"
    )
    assert words(one.select_one(".kb-takeaway")) == "It works."
    assert one.select_one(".kb-reading-line > a")["href"] == "papers/one.html"
    assert [words(tag) for tag in one.select(".kb-tags > *")] == ["Vision first", "Making music"]
    assert words(items["Work six"].select_one(".kb-reason")) == "too long"
    assert words(items["Work six"].select_one(".kb-why")) == "(Alpha, 2006 · retracted)"
    assert items["Work six"].select_one(".kb-retracted")
    assert [words(tag) for tag in items["Work five"].select(".kb-tags")] == [
        "Natural language processing, Ünï"
    ]
    assert words(items["A chapter"].select_one(".kb-reason")) == "out of print"
    assert items["Work two"].select_one(".kb-reading-line > a")["href"] == "https://example.org/2"
    assert items["Work five"].select("a") == []
    assert "kb-state-to-read" in items["Work nine"]["class"]


def tree(element):
    """Return nested lists as a dictionary."""
    return {
        words(item.p): tree(item.ul) if item.ul else {}
        for item in element.find_all("li", recursive=False)
    }


def test_topics_are_nested_below_those_that_are_learnt(built):
    """A topic needs no paper; one of another state stands for itself; a circle ends."""
    lists = {
        words(topics.find_previous_sibling(class_="rubric")): tree(topics)
        for topics in built.article("all").select(".kb-reading > ul.kb-topics")
    }
    assert list(lists) == ["Learning now", "Want to learn"]
    now, later = lists.values()
    assert now == {
        "Vision first": {"Transformers": {"Attention": {}}},
        "Making music": {},
        "Ring": {"Gnir": {}},
    }
    assert later == {"Optics": {"Lenses": {}}, "Self": {}}
    (music,) = built.article("all").select('.kb-topics a[href="topics/music.html"]')
    assert words(music) == "Making music"


def test_sections_that_are_asked_for_in_their_order(built):
    """Headings are one level below the section that the list stands in."""
    assert list(sections(built, "some")) == ["Later", "Next"]
    box = built.article("some").select_one(".kb-reading")
    assert "kb-counts" in box.find(True)["class"]
    assert {heading.name for heading in box.select(".rubric")} == {"h3"}


def test_list_of_one_topic(built):
    """Counts, too, are of the topic."""
    assert sections(built, "vision") == {"Reading now": ["Work eight"], "Later": ["Work three"]}
    counts = words(built.article("vision").select_one(".kb-counts"))
    assert counts == "1 to read · 1 reading · 1 read again"


def test_nothing_to_show_is_nothing(built):
    assert built.article("none").select(".kb-reading") == []


def test_the_filters_are_loaded_where_there_is_a_list(built):
    """And the list is whole without them."""
    assert "kb-reading.js" in built.text("all.html")
    assert "kb-reading.js" not in built.text("papers/one.html")
    assert built.article("all").select("select, [hidden]") == []


def test_wrong_section_is_one_located_message(new_site):
    body = "Text.\n\n" + fence("reading-list", show="next, sometime")
    built = new_site({"index.md": front("Home", body), "references.bib": BIB}).build(fails=True)
    (message,) = warnings_of(built)
    assert re.search(r"index\.md:\d+: WARNING: reading-list: show: ", message)
    assert "Work two" in words(built.article("index"))


EDITS = {
    "status": (
        {"papers/two.md": ("status: reading", "status: read")},
        "Without a date",
        "Work eight",
    ),
    "priority": ({"papers/two.md": ("status: reading", "status: to-read")}, "Next", "Work eight"),
    "read date": ({"papers/one.md": ("2026-03-20", "2026-04-20")}, "April 2026", "Work one"),
    "entry": (
        {"references.bib": ("status={skipped}", "status={reading}")},
        "Reading now",
        "Work six",
    ),
    "withheld": ({"papers/two.md": ("paper:", "draft: true\npaper:")}, "Reading now", None),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """Build a site once; each edit begins with the first sources."""
    site = Site(tmp_path_factory.mktemp("edited"), PAGES, TOPICS)
    site.build()
    return site


@pytest.mark.parametrize(("edit", "heading", "title"), EDITS.values(), ids=EDITS.keys())
def test_list_follows_the_states(edited, edit, heading, title):
    """Without reading the page that it stands on."""
    edited.write({name: PAGES[name].replace(*change) for name, change in edit.items()})
    built = edited.build()
    edited.write({name: PAGES[name] for name in edit})
    assert "all" not in built.read
    found = sections(built, "all")
    if title is None:
        assert heading not in found
    else:
        assert title in found[heading]
