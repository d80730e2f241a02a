"""Section numbers that navigation shows follow the toctrees that give them."""

from __future__ import annotations

import pytest

from sites import Site

HOME = "# Home\n\n```{{toctree}}\n{}\n\nguide/index\nlast\n```\n"
NUMBERED, PLAIN = HOME.format(":numbered:"), HOME.format(":hidden:")


def sources(*names: str, home: str = NUMBERED) -> dict[str, str | bytes]:
    """Return a site with a guide of some pages and a page after it."""
    pages = {f"guide/{name}.md": f"# Page {name} `x`\n\n## Part\n\nText.\n" for name in names}
    index = "# Guide\n\n```{toctree}\n:glob:\n\n*\n```\n"
    return {"index.md": home, "guide/index.md": index, "last.md": "# Last `x`\n", **pages}


def start(site: Site, names: list[str], edit: dict[str, str | bytes], clean: Site) -> list[str]:
    """Build, edit, build, and return the pages that are not those of a clean build."""
    for builder in names:
        assert site.build(builder, strict=True).status == 0
    site.write(edit)
    found = []
    for builder in names:
        one, other = site.build(builder, strict=True).tree(), clean.build(builder).tree()
        assert one.keys() == other.keys()
        found += [f"{builder}: {name}" for name in other if one[name] != other[name]]
    return found


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_page_inserted_before_others_moves_their_numbers_in_navigation(tmp_path, builder):
    """Previous, next and the sidebar of pages that were not touched show the new numbers."""
    files = sources("a", "b", "c")
    site, clean = Site(tmp_path / "kept", sources("a", "c")), Site(tmp_path / "clean", files)
    assert start(site, [builder], {"guide/b.md": files["guide/b.md"]}, clean) == []


@pytest.mark.parametrize("homes", [(NUMBERED, PLAIN), (PLAIN, NUMBERED)], ids=["off", "on"])
def test_numbers_go_and_come_with_the_option_of_the_toctree(tmp_path, homes):
    """Pages that were not read again lose their numbers, and get them back."""
    before, after = homes
    site = Site(tmp_path / "kept", sources("a", "b", home=before))
    clean = Site(tmp_path / "clean", sources("a", "b", home=after))
    assert start(site, ["html", "text"], {"index.md": after}, clean) == []


def test_sidebar_numbers_every_title_and_neighbours_by_date_none(tmp_path):
    """Titles with markup and titles without are numbered alike, as Sphinx's sidebar does."""
    post = "---\ntitle: {}\ndate: {}\n---\n\nText.\n"
    home = "# Home\n\n```{toctree}\n:numbered:\n\nblog/a\nblog/b\n```\n"
    site = Site(
        tmp_path,
        {
            "index.md": home,
            "blog/a.md": post.format("First", "2024-01-01"),
            "blog/b.md": post.format("Second `x`", "2024-01-02"),
        },
    )
    built = site.build(strict=True)
    page = built.text("blog/a.html")
    sidebar = page[page.index("bd-sidenav") :].partition("</ul>")[0]
    assert ">1. First</a>" in sidebar
    assert ">2. Second <code" in sidebar
    assert '<p class="prev-next-title">Second <code' in page
