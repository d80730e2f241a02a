"""What is wrong in the Markdown of a title or an excerpt is told once, at its key."""

from __future__ import annotations

import re

import pytest

from sites import Site, page

WRONG = r"$\worse$ [y](nope2.md) {ref}`nolabel` {term}`noterm` {kb:post}`nopost`"
MESSAGES = ["worse", "nope2.md", "nolabel", "noterm", "nopost"]
LIST = "# Home\n\n```{post-list}\n:excerpt: full\n```\n\n```{post-list}\n:style: cards\n```\n"


def source(key: str, *, style: str = "'{}'") -> str:
    """Return a post whose fourth line is the key."""
    front = f"---\ndate: 2024-01-01\ntags: [a]\n{key}: {style.format(WRONG)}\n"
    return front + "authors: Ann\n---\n\nIts own words.\n"


@pytest.mark.parametrize("style", ["'{}'", "|\n  {}", ">-\n  First\n  {}"])
def test_faults_of_an_excerpt_are_told_at_its_key(tmp_path, style):
    """The page tells them, although it does not show them, and the listings do not."""
    site = Site(tmp_path, {"index.md": LIST, "blog/a.md": source("excerpt", style=style)})
    built = site.build()
    assert len(built.warnings) == len(MESSAGES)
    for word in MESSAGES:
        (said,) = built.about(word)
        assert "blog/a.md:4: WARNING: " in said
    # As long as they are there, every build says so.
    assert sorted(site.build().warnings) == sorted(built.warnings)
    assert "nope2" not in built.text("blog/a.html")


def test_faults_of_a_title_are_told_at_its_key(tmp_path):
    """The line is that of the key, not the first one."""
    built = Site(tmp_path, {"index.md": LIST, "blog/a.md": source("title")}).build()
    for word in MESSAGES:
        said = built.about(word)
        assert said
        assert all("blog/a.md:4: WARNING: " in line for line in said)


@pytest.mark.parametrize("builder", ["html", "text", "latex", "epub", "xml", "singlehtml"])
def test_an_excerpt_is_no_part_of_its_page(tmp_path, builder):
    """It is in no text of the page, and counts neither as words nor as citations of it."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\n```{toctree}\n:hidden:\n\nguide\n```\n",
        "guide.md": page("Words.\n", title="Guide", excerpt="The quokka and {doc}`index`."),
    }
    built = Site(tmp_path, files).build(builder, strict=True)
    assert built.status == 0, built.log
    told = {name for name, data in built.tree().items() if b"quokka" in data}
    told = {name for name in told if not name.startswith("_sources/")}
    if builder == "html":
        # What the page is about is said in its head, where pages are listed for machines, and when a
        # link to it is pointed at.
        assert told == {"guide.html", "_previews/guide.js", "llms.txt"}
        assert "quokka" not in re.sub(r"<head>.*?</head>", "", built.text("guide.html"), flags=re.S)
    else:
        assert told == set()


def test_page_that_an_excerpt_names_is_missed_again_when_it_goes(tmp_path):
    """Whether the file of a link is there is decided while reading the page with the excerpt."""
    excerpt = "'See [](../other.md).'"
    files: dict[str, str | bytes] = {
        "index.md": LIST + "\n```{toctree}\n:hidden:\n\nother\n```\n",
        "other.md": "# Other\n",
        "blog/a.md": page(title="A", date="2024-01-01", excerpt=excerpt),
    }
    site, clean = Site(tmp_path / "kept", files), Site(tmp_path / "clean", files)
    assert site.build(strict=True).status == 0
    for one in (site, clean):
        one.write({"index.md": LIST})
        (one.source / "other.md").unlink()
    built = site.build()
    assert built.about("blog/a.md:")
    assert built.tree() == clean.build().tree()
