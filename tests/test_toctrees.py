"""Toctrees that name each other in a circle are told, and nothing is raised."""

from __future__ import annotations

import pytest

from commonplace.core.toctrees import without_circles
from sites import Site

CIRCLES = {
    "none": ({"r": ["a", "b"], "a": ["b"]}, ()),
    "two pages": ({"r": ["a", "b"], "a": ["b"], "b": ["a"]}, (("b", "a"),)),
    "the root": ({"r": ["a"], "a": ["b", "r"], "b": ["r"]}, (("b", "r"), ("a", "r"))),
    "a page itself": ({"r": ["a"], "a": ["a", "b"]}, (("a", "a"),)),
    "said twice": ({"r": ["a"], "a": ["r", "r"]}, (("a", "r"),)),
    "by two ways": ({"r": ["a", "b"], "a": ["c"], "b": ["c"], "c": ["b"]}, (("b", "c"),)),
    "away from the root": ({"r": [], "a": ["b"], "b": ["a"]}, ()),
}


@pytest.mark.parametrize(("includes", "expected"), CIRCLES.values(), ids=CIRCLES)
def test_entries_that_lead_back_up_are_taken_out(includes, expected):
    """Every other entry stays, in its order."""
    kept, back = without_circles(includes, "r")
    assert back == expected
    for page, entries in includes.items():
        assert kept[page] == [entry for entry in entries if (page, entry) not in expected]


def test_a_tree_may_be_deep():
    """The walk does not go by calls."""
    includes = {str(n): [str(n + 1)] for n in range(5000)}
    assert without_circles(includes, "0") == (includes, ())


def toctree(*entries: str) -> str:
    """Return a page with a hidden toctree."""
    return "# Page\n\n```{toctree}\n:hidden:\n\n" + "\n".join(entries) + "\n```\n"


FILES: dict[str, str | bytes] = {
    "index.md": toctree("s", "t"),
    "s.md": toctree("t"),
    "t.md": toctree("s", "u"),
    "u.md": toctree("index"),
}


@pytest.mark.parametrize("builder", ["html", "text", "latex", "singlehtml", "epub"])
def test_circle_is_one_located_warning_each(tmp_path, builder):
    """The pages are built, and each entry that closes a circle is told where it stands."""
    built = Site(tmp_path, FILES).build(builder)
    assert built.status == 0
    said = [line.rpartition("/")[2] for line in built.about("kb.toctree")]
    assert [line.partition(": stands")[0].partition(" stands")[0] for line in said] == [
        "t.md:3: WARNING: toctree: 's'",
        "u.md:3: WARNING: toctree: 'index'",
    ]


def test_circle_that_is_opened_elsewhere_leaves_no_trace(tmp_path):
    """The entry that was passed over counts again, although its page is not read again."""
    opened = FILES | {"s.md": "# Page\n", "index.md": toctree("t", "s")}
    site, clean = Site(tmp_path / "kept", FILES), Site(tmp_path / "clean", opened)
    for files in (opened, FILES, opened):
        site.build()
        site.write(files)
    assert site.build().tree() == clean.build().tree()
