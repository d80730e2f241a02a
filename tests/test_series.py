"""Series: the parts and their page, neighbours, and what is said of parts that do not fit."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from conftest import Site, fence, front, toctree, warnings_of, words


def post(title, date, part=None, **keys):
    return front(
        title, f"Text of {title}.\n", date=date, series="Intermediate Python", part=part, **keys
    )


PAGES = {
    "index.md": front("Home", fence("post-list") + toctree("blog/guide", "notes/one", "notes/two")),
    "blog/one.md": post("Generators `yield`", "2024-01-01", 1),
    "blog/two.md": post("Decorators", "2024-03-01", 2),
    "blog/three.md": post("Managers", "2024-05-01", "III"),
    "blog/before.md": front("Before", date="2023-06-01"),
    "blog/between.md": front("Between", date="2024-02-01"),
    "blog/after.md": front("After", date="2024-06-01"),
    "blog/alone.md": front("Alone", date="2024-07-01", series="Advanced Python", part=1),
    "blog/hidden.md": front("Hidden", date="2024-08-01", listed="false"),
    "blog/deep-1.md": front("Deep one", date="2022-01-01", series="{name: Deep learning, part: 1}"),
    "blog/deep-2.md": front("Deep two", date="2022-02-01", series="Deep learning", part=2),
    "blog/guide.md": front(
        "All about deep learning",
        "An authored page.\n\n" + fence("post-list", series="Deep learning", sort="part"),
        series_page="Deep learning",
        listed="false",
    ),
    "notes/one.md": front("Chapter one", series="Book", part=1),
    "notes/two.md": front("Chapter two", series="Book", part=2),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("series"), PAGES).build()


def neighbours(built, name):
    """Return what previous and next at the foot of a page lead to."""
    soup = built.soup(name)
    found = {}
    for side in ("left", "right"):
        link = soup.select_one(f"a.{side}-prev, a.{side}-next")
        if link is not None:
            found[side] = (words(link.select_one(".prev-next-title")), link["href"])
    return found.get("left"), found.get("right")


def test_each_part_says_which_it_is_and_lists_all(built):
    box = built.article("blog/two").select_one(".kb-series")
    assert words(box).startswith("Part 2 of 3 of Intermediate Python")
    items = box.select("li")
    assert [words(item) for item in items] == ["Generators yield", "Decorators", "Managers"]
    assert [item.a and item.a["href"] for item in items] == ["one.html", None, "three.html"]
    assert words(items[0].select_one("code")) == "yield"
    assert box.p.a["href"] == "../series/intermediate-python.html"


def test_notes_form_series_too(built):
    box = built.article("notes/two").select_one(".kb-series")
    assert words(box).startswith("Part 2 of 2 of Book")


def test_part_is_shown_in_the_byline_and_a_single_part_has_no_box(built):
    article = built.article("blog/alone")
    assert "Advanced Python, part 1" in words(article.select_one(".kb-meta"))
    assert article.select_one(".kb-series") is None


@pytest.mark.parametrize(
    ("name", "previous", "following"),
    [
        ("one", "Between", "Decorators"),  # by date before its first part
        ("two", "Generators yield", "Managers"),
        ("three", "Decorators", "After"),
        ("before", "Deep two", "Generators yield"),
        ("between", "Generators yield", "Decorators"),
        ("after", "Managers", "Alone"),
        ("alone", "After", None),
    ],
)
def test_neighbours_follow_the_series_first_and_else_the_date(built, name, previous, following):
    if name == "one":
        previous = "Before"
    found = neighbours(built, f"blog/{name}")
    assert [item and item[0] for item in found] == [previous, following]


def test_neighbours_of_notes_follow_their_series(built):
    assert neighbours(built, "notes/two")[0] == ("Chapter one", "one.html")


def test_generated_page_of_a_series_lists_its_parts_in_order(built):
    article = built.article("series/intermediate-python")
    assert words(article.h1) == "Intermediate Python"
    assert built.titles("series/intermediate-python") == [
        "Generators yield",
        "Decorators",
        "Managers",
    ]


def test_authored_page_of_a_series_takes_the_place_of_a_generated_one(built):
    assert not (built.outdir / "series/deep-learning.html").exists()
    assert not (built.app.srcdir / "series/deep-learning.md").exists()
    box = built.article("blog/deep-1").select_one(".kb-series")
    assert box.p.a["href"] == "guide.html"
    links = {words(link): link["href"] for link in built.article("series/index").select("a")}
    assert links["Deep learning"] == "../blog/guide.html"


@pytest.mark.parametrize("others", [{}, {"blog/deep-1.md": PAGES["blog/deep-1.md"]}])
def test_authored_page_in_the_folder_of_series_stands_in_their_index(new_site, others):
    """Its name need not be that of the series; another series beside it is not needed."""
    site = new_site(
        {
            "index.md": front("Home"),
            "series/mine.md": front("My own words", series_page="Intermediate Python"),
            "series/more/deep.md": front("Deeper", series_page="Not begun"),
            "blog/one.md": PAGES["blog/one.md"],
            **others,
        }
    )
    built = site.build()  # no warning about a page in no toctree
    assert built.app.env.toctree_includes["series/index"] == [
        *(["series/deep-learning"] if others else []),
        "series/mine",
        "series/more/deep",
    ]
    assert not (site.source / "series/intermediate-python.md").exists()


def test_authored_file_at_the_address_of_a_series_wins(new_site):
    text = front("My own words", "Mine.\n\n" + fence("post-list", series="Intermediate Python"))
    site = new_site(
        {
            "index.md": front("Home"),
            "series/intermediate-python.md": text,
            "blog/one.md": PAGES["blog/one.md"],
            "blog/two.md": PAGES["blog/two.md"],
        }
    )
    built = site.build()
    assert (site.source / "series/intermediate-python.md").read_text(encoding="utf-8") == text
    assert words(built.article("series/intermediate-python").h1) == "My own words"
    box = built.article("blog/two").select_one(".kb-series")
    assert box.p.a["href"] == "../series/intermediate-python.html"


def test_complete_series_has_no_warning_and_no_notice(built):
    assert subtypes(built) == []


def subtypes(built):
    """Return the notices about series; the posts here link to nothing, which is told of as well."""
    return sorted(
        (path, subtype)
        for path, _, subtype, _ in built.notices
        if subtype not in ("orphan", "dead_end")
    )


def test_duplicate_part_is_one_warning_that_names_both(new_site):
    built = new_site(
        {
            "index.md": front("Home"),
            "blog/a.md": post("A", "2024-01-01", 1),
            "blog/b.md": post("B", "2024-02-01", 2),
            "blog/c.md": post("C", "2024-03-01", 2),
        }
    ).build(fails=True)
    (message,) = warnings_of(built)
    assert re.search(r"blog/c\.md:\d+: WARNING: part 2 of 'Intermediate Python'", message)
    assert "blog/b" in message
    assert "[kb.series_part]" in message
    # Line of the key that is at fault.
    assert "blog/c.md:5: " in message


@pytest.mark.parametrize(
    ("parts", "boxes"),
    [
        ((1, 1), ["Part 1 of 2", "Part 1 of 2"]),
        ((1, 2, 2, 3), ["Part 1 of 4", "Part 2 of 4", "Part 2 of 4", "Part 3 of 4"]),
        ((1, 1, None), ["Part 1 of 3", "Part 1 of 3", "Part 3 of 3"]),
        ((0, 0, 1), ["Part 0 of 1", "Part 0 of 1", "Part 1 of 1"]),
    ],
)
def test_parts_are_as_many_as_there_are_pages(new_site, parts, boxes):
    """Two of one number are two, and each of them stands before or after the other."""
    letters = "abcd"[: len(parts)]
    built = new_site(
        {
            "index.md": front("Home"),
            **{
                f"blog/{letter}.md": front(
                    letter,
                    date=f"2024-01-0{number}",
                    series="Book",
                    part=None if part is None else str(part),
                )
                for number, (letter, part) in enumerate(zip(letters, parts, strict=True), 1)
            },
        }
    ).build(fails=True)
    found = [
        words(built.article(f"blog/{letter}").select_one(".kb-series > p")) for letter in letters
    ]
    assert found == [f"{box} of Book" for box in boxes]
    for before, after in pairwise(letters):
        assert neighbours(built, f"blog/{before}")[1] == (after, f"{after}.html")
        assert neighbours(built, f"blog/{after}")[0] == (before, f"{before}.html")
    assert len(warnings_of(built)) == len(parts) - len(set(parts))


def test_gap_and_parts_dated_out_of_order_are_notices(new_site):
    site = new_site(
        {
            "index.md": front("Home"),
            "blog/a.md": post("A", "2024-05-01", 1),
            "blog/b.md": post("B", "2024-02-01", 2),
            "blog/d.md": post("D", "2024-06-01", 5),
        }
    )
    built = site.build()
    assert subtypes(built) == [("blog/b.md", "series_order"), ("blog/d.md", "series_gap")]
    assert any("no part 3 to 4" in message for *_, message in built.notices)
    strict = site.build(conf={"kb_strict": True}, fails=True)
    assert sum("[kb.series_" in line for line in warnings_of(strict)) == 2
    # What a page says of itself agrees with its front matter.
    box = words(built.article("blog/d").select_one(".kb-series"))
    assert box.startswith("Part 5 of 5 of")
    items = [words(item) for item in built.article("blog/d").select(".kb-series li")]
    assert [item[-1] for item in items] == ["A", "B", "D"]


def test_missing_first_part_is_a_gap_and_part_zero_is_none(new_site):
    built = new_site(
        {
            "index.md": front("Home"),
            "blog/a.md": post("A", "2024-05-01", 2),
            "blog/z.md": front("Z", date="2024-01-01", series="Zero", part="0"),
            "blog/y.md": front("Y", date="2024-01-02", series="Zero", part="1"),
        }
    ).build()
    assert subtypes(built) == [("blog/a.md", "series_gap")]
    box = words(built.article("blog/y").select_one(".kb-series"))
    assert box.startswith("Part 1 of 1 of Zero")


def test_unpublished_part_leaves_no_gap(new_site):
    site = new_site(
        {
            "index.md": front("Home"),
            "blog/a.md": post("A", "2024-01-01", 1),
            "blog/b.md": post("B", "2024-02-01", 2, draft="true"),
            "blog/c.md": post("C", "2024-03-01", 3),
        }
    )
    built = site.build()
    assert subtypes(built) == []
    box = built.article("blog/c").select_one(".kb-series")
    assert words(box).startswith("Part 3 of 3")
    assert [words(item)[-1] for item in box.select("li")] == ["A", "C"]


def test_parts_without_numbers_stand_by_date_after_the_numbered(new_site):
    built = new_site(
        {
            "index.md": front("Home"),
            "blog/c.md": post("C", "2024-03-01"),
            "blog/b.md": post("B", "2024-02-01"),
            "blog/a.md": post("A", "2024-09-01", 1),
        }
    ).build()
    box = built.article("blog/b").select_one(".kb-series")
    assert words(box).startswith("Part 2 of 3")
    assert [words(item) for item in box.select("li")] == ["A", "B", "C"]


def test_moving_a_post_to_another_series_changes_every_page_that_says_so(new_site):
    site = new_site(PAGES)
    site.build()
    site.write(
        {"blog/two.md": front("Decorators", date="2024-03-01", series="Advanced Python", part=2)}
    )
    built = site.build()
    assert built.read == ("blog/two",)
    assert words(built.article("blog/three").select_one(".kb-series")).startswith("Part 3 of 3")
    assert words(built.article("blog/alone").select_one(".kb-series")).startswith("Part 1 of 2")
    assert built.titles("series/intermediate-python") == ["Generators yield", "Managers"]
    assert subtypes(built) == [("blog/three.md", "series_gap"), ("blog/two.md", "series_order")]
    site.write({"blog/three.md": None, "blog/one.md": None})
    site.build()
    assert not (built.outdir / "series/intermediate-python.html").exists()
    assert not (site.source / "series/intermediate-python.md").exists()
