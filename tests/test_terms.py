"""Tags, authors, series and years: pages of each, their index, and who owns the files."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from commonplace.config import KbConfig
from commonplace.core.slugs import slug
from commonplace.read import generate, ownership
from conftest import Site, front, toctree, warnings_of, words

PAGES = {
    "index.md": front("Home", toctree("papers/p", "papers/q", "topics/seeing")),
    "blog/a.md": front(
        "A", date="2023-12-31T23:30:00-05:00", tags="[C, C++, C#]", authors="[Ann Lee, Bo Ray]"
    ),
    "blog/b.md": front("B", date="2024-06-01", tags='[C, "Größe", "数学"]', author="Ann Lee"),
    "blog/c.md": front("C", date="2022-06-01", series="One series", part=1, tags="[C]"),
    "blog/u.md": front("U", date="2021-06-01", tags="[unlisted only]", listed="false"),
    "papers/p.md": front("P", tags='["C++"]', topic="seeing", date="2019-01-01"),
    "papers/q.md": front("Q", author="Bo Ray"),
    "topics/seeing.md": front("Seeing", "What eyes do.\n"),
}
OWNED = ("tags", "authors", "series", "archive")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("terms"), PAGES)


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def counts(built, index):
    items = built.article(index).select(".kb-terms li")
    return {words(item.p).rpartition(" ")[0]: words(item.p).rpartition(" ")[2] for item in items}


def test_indexes_count_the_pages_of_each_term(built):
    assert counts(built, "tags/index") == {
        "C": "(3)",
        "C#": "(1)",
        "C++": "(2)",
        "Größe": "(1)",
        "数学": "(1)",
    }
    assert counts(built, "authors/index") == {"Ann Lee": "(2)", "Bo Ray": "(2)"}
    assert counts(built, "series/index") == {"One series": "(1)"}
    # The site's time zone decides which year it is; papers are in no archive of the blog.
    assert list(counts(built, "archive/index").items()) == [("2024", "(2)"), ("2022", "(1)")]


def test_slugs_tell_the_three_languages_apart_and_are_safe(built):
    names = {path.stem for path in built.outdir.glob("tags/*.html")} - {"index"}
    assert names == {"c", "c-plus-plus", "c-sharp", slug("Größe"), slug("数学")}
    assert all(re.fullmatch(r"[a-z0-9-]{1,80}", name) for name in names)


def test_every_term_has_a_page_that_lists_its_pages(built):
    assert [title.split("] ")[1] for title in built.titles("tags/c")] == ["B", "A", "C"]
    assert [title.split("] ")[1] for title in built.titles("tags/c-plus-plus")] == ["A", "P"]
    assert [title.split("] ")[1] for title in built.titles("authors/bo-ray")] == ["A", "Q"]
    assert [title.split("] ")[1] for title in built.titles("archive/2024")] == ["B", "A"]
    assert words(built.article("tags/c-sharp").h1) == "C#"


def test_generated_pages_are_documents_in_the_toctree_and_the_search_index(built):
    env = built.app.env
    for folder in OWNED:
        assert f"{folder}/index" in env.toctree_includes["index"]
        children = env.toctree_includes[f"{folder}/index"]
        assert {f"{folder}/{path.stem}" for path in (built.outdir / folder).glob("*.html")} == {
            *children,
            f"{folder}/index",
        }
    assert "archive/2024" in env.toctree_includes["archive/index"]
    # The archive takes in the posts that no authored toctree lists.
    assert env.toctree_includes["archive/2022"] == ["blog/c"]
    data = built.text("searchindex.js")
    assert '"tags/c-sharp"' in data
    assert '"authors/ann-lee"' in data


def test_unlisted_post_is_built_and_found_but_in_no_list_and_no_sidebar(built):
    assert '"blog/u"' in built.text("searchindex.js")
    assert not (built.outdir / "tags/unlisted-only.html").exists()
    assert not (built.outdir / "archive/2021.html").exists()
    for name in built.files():
        if name.endswith(".html") and name != "blog/u.html":
            assert "blog/u.html" not in built.text(name)


def test_names_in_a_byline_lead_to_their_pages(built):
    links = {words(link): link["href"] for link in built.article("blog/a").select(".kb-meta a")}
    assert links["C#"] == "../tags/c-sharp.html"
    assert links["Bo Ray"] == "../authors/bo-ray.html"


def test_second_build_writes_nothing(site, built):
    before = {path: path.stat().st_mtime_ns for path in site.source.rglob("*") if path.is_file()}
    again = site.build()
    after = {path: path.stat().st_mtime_ns for path in site.source.rglob("*") if path.is_file()}
    assert before == after
    assert again.read == ()
    assert again.written == set()


def test_gitignore_lists_what_is_generated_and_itself(site, built):
    for folder in OWNED:
        text = (site.source / folder / ".gitignore").read_text(encoding="utf-8")
        listed = {line[1:] for line in text.splitlines() if line.startswith("/")}
        assert listed == {path.name for path in (site.source / folder).iterdir()}


def test_nothing_else_is_written_into_the_source_folder(site, built):
    found = {
        path.relative_to(site.source).as_posix()
        for path in site.source.rglob("*")
        if path.is_file()
    }
    extra = {
        name
        for name in found - set(PAGES) - {"conf.py"}
        if not name.startswith((*OWNED, "topics/index", "topics/.gitignore"))
    }
    assert extra == set()


def small(**tags):
    return {
        "index.md": front("Home"),
        **{
            f"blog/{name}.md": front(name, date="2024-01-01", tags=f"[{tag}]")
            for name, tag in tags.items()
        },
    }


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("tags", ("Deep Learning", "deep-learning")),
        ("authors", ("Ann Lee", "ann  lee".upper())),
        ("series", ("My Series", "my series")),
    ],
)
def test_names_that_collide_are_one_warning_that_names_both(new_site, kind, names):
    first, second = names
    built = new_site(
        {
            "index.md": front("Home"),
            "blog/a.md": front(
                "A",
                date="2024-01-01",
                **{kind: f'"{first}"' if kind == "series" else f'["{first}"]'},
            ),
            "blog/b.md": front(
                "B",
                date="2024-02-01",
                **{kind: f'"{second}"' if kind == "series" else f'["{second}"]'},
            ),
        }
    ).build(fails=True)
    (message,) = warnings_of(built)
    assert repr(" ".join(first.split())) in message
    assert repr(" ".join(second.split())) in message
    assert re.search(r"blog/[ab]\.md:4: WARNING: ", message)
    assert "[kb.slug]" in message


def test_three_names_that_collide_are_all_named(new_site):
    """So that one pass through the pages mends them."""
    built = new_site(small(a="Deep Learning", b="deep-learning", c="deep_learning")).build(
        fails=True
    )
    (message,) = warnings_of(built)
    assert (
        "the tag names 'Deep Learning' (in blog/a), 'deep-learning' (in blog/b) and "
        "'deep_learning' (in blog/c) share the address 'deep-learning'"
    ) in message


def test_one_spelling_on_many_pages_is_no_collision(new_site):
    assert new_site(small(a="x", b="x", c='x, "X y"')).build().warnings == ""


def test_tag_that_nobody_has_any_more_loses_its_page_and_its_output(new_site):
    site = new_site(small(a="old", b="kept"))
    site.build()
    site.write({"blog/a.md": front("a", date="2024-01-01", tags="[new]")})
    built = site.build()
    for name, there in (("old", False), ("new", True), ("kept", True)):
        assert (site.source / f"tags/{name}.md").exists() is there
        assert (built.outdir / f"tags/{name}.html").exists() is there
        assert ("tags/" + name in built.text("searchindex.js")) is there
    assert "old" not in (site.source / "tags/.gitignore").read_text(encoding="utf-8")
    # With the last tag the folder goes, and so does its index.
    site.write({f"blog/{name}.md": front(name, date="2024-01-01") for name in "ab"})
    built = site.build()
    assert not (site.source / "tags").exists()
    assert not (built.outdir / "tags").exists()


def test_authored_file_of_the_same_name_wins(new_site):
    mine = front("All about x", "My words.\n")
    site = new_site(small(a="x", b="y") | {"tags/x.md": mine})
    built = site.build()
    assert (site.source / "tags/x.md").read_text(encoding="utf-8") == mine
    assert "/x.md" not in (site.source / "tags/.gitignore").read_text(encoding="utf-8")
    assert words(built.article("tags/x").h1) == "All about x"
    # It stands in the index and in the toctree like a generated one.
    assert "tags/x" in built.app.env.toctree_includes["tags/index"]
    assert built.article("tags/index").select_one('a[href="x.html"]') is not None


def test_authored_index_wins_and_keeps_its_own_toctree(new_site):
    mine = front("My tags", "Mine.\n\n" + toctree("x", "y"))
    site = new_site(small(a="x", b="y") | {"tags/index.md": mine})
    built = site.build()
    assert (site.source / "tags/index.md").read_text(encoding="utf-8") == mine
    assert words(built.article("tags/index").h1) == "My tags"


def test_generated_file_that_is_edited_belongs_to_its_author_with_one_message(new_site):
    site = new_site(small(a="x", b="y"))
    site.build()
    path = site.source / "tags/x.md"
    edited = path.read_text(encoding="utf-8") + "\nMy own sentence.\n"
    path.write_text(edited, encoding="utf-8")
    built = site.build()
    told = [line for line in built.status.splitlines() if "tags/x.md" in line and "author" in line]
    noticed = [notice for notice in built.notices if notice[0] == "tags/x.md"]
    assert len(told) + len(noticed) == 1
    assert "My own sentence" in words(built.article("tags/x"))
    assert "/x.md" not in (site.source / "tags/.gitignore").read_text(encoding="utf-8")
    # From then on: no message, and no removal with the tag.
    again = site.build()
    assert "tags/x.md" not in again.status
    site.write({"blog/a.md": front("a", date="2024-01-01")})
    site.build(fails=True)
    assert path.read_text(encoding="utf-8") == edited


def test_generated_file_that_is_deleted_comes_back(new_site):
    site = new_site(small(a="x"))
    site.build()
    (site.source / "tags/x.md").unlink()
    built = site.build()
    assert (site.source / "tags/x.md").exists()
    assert (built.outdir / "tags/x.html").exists()


def test_symlinks_are_not_followed(new_site, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = tmp_path / "target.md"
    target.write_text(front("Target"), encoding="utf-8")
    site = new_site(small(a="x", b="y"))
    (site.source / "authors").symlink_to(elsewhere)
    (site.source / "tags").mkdir()
    (site.source / "tags/x.md").symlink_to(target)
    site.write({"blog/a.md": front("a", date="2024-01-01", tags="[x]", author="Ann")})
    site.build()
    assert list(elsewhere.iterdir()) == []
    assert target.read_text(encoding="utf-8") == front("Target")
    assert (site.source / "tags/x.md").is_symlink()
    assert (site.source / "tags/y.md").is_file()
    # A generated file that was turned into a link is left alone, too.
    (site.source / "tags/y.md").unlink()
    (site.source / "tags/y.md").symlink_to(target)
    site.write({"blog/b.md": front("b", date="2024-01-01", tags="[z]")})
    site.build(fails=True)
    assert (site.source / "tags/y.md").is_symlink()
    assert target.read_text(encoding="utf-8") == front("Target")


def test_foreign_gitignore_is_left_alone(new_site):
    site = new_site(small(a="x") | {"tags/.gitignore": "*.bak\n", "tags/x.md": front("Mine")})
    (message,) = [line for line in warnings_of(site.build(fails=True)) if "[kb.generate]" in line]
    assert "tags/.gitignore" in message
    assert sorted(path.name for path in (site.source / "tags").iterdir()) == [".gitignore", "x.md"]
    assert (site.source / "tags/.gitignore").read_text(encoding="utf-8") == "*.bak\n"
    assert (site.source / "tags/x.md").read_text(encoding="utf-8") == front("Mine")


def sources(site):
    return {
        path.relative_to(site.source).as_posix(): path.read_bytes()
        for path in site.source.rglob("*")
        if path.is_file()
    }


def test_off_writes_nothing_and_tags_are_plain_text(new_site):
    text = "See {kb:tag}`x` and {kb:author}`Ann <ann>`.\n"
    site = new_site(
        small(a="x") | {"blog/z.md": front("Z", text, date="2024-01-02", author="Ann")},
        'kb_generate = "off"\n',
    )
    site.write({"index.md": front("Home", toctree("blog/a", "blog/z", "tags/index"))})
    before = sources(site)
    built = site.build()
    assert sources(site) == before
    meta = built.article("blog/a").select_one(".kb-meta")
    assert "x" in words(meta)
    assert not meta.select("a")
    assert "See x and Ann." in words(built.article("blog/z"))


def test_check_writes_nothing_and_names_what_is_out_of_date(new_site):
    site = new_site(small(a="x"))
    before = sources(site)
    built = site.build(conf={"kb_generate": "check"}, fails=True)
    assert sources(site) == before
    names = {
        re.search(r"([\w/.-]+\.md):1: WARNING", line)[1]
        for line in warnings_of(built)
        if "[kb.generate]" in line
    }
    assert {name.partition("source/")[2] for name in names} == {
        "tags/index.md",
        "tags/x.md",
        "archive/index.md",
        "archive/2024.md",
    }
    site.build()
    before = sources(site)
    site.build(conf={"kb_generate": "check"})
    site.write({"blog/a.md": front("a", date="2024-01-01", tags="[y]")})
    built = site.build(conf={"kb_generate": "check"}, fails=True)
    assert {name: data for name, data in sources(site).items() if name != "blog/a.md"} == {
        name: data for name, data in before.items() if name != "blog/a.md"
    }
    told = [line for line in warnings_of(built) if "[kb.generate]" in line]
    assert len(told) == 3  # x gone, y missing, the index


BEFORE = {"tags/index": "index of x and y\n", "tags/x": "page of x\n", "tags/y": "page of y\n"}
AFTER = {"tags/index": "index of y and z\n", "tags/y": "page of y, changed\n", "tags/z": "z\n"}


def apply(folder, files):
    app = SimpleNamespace(srcdir=folder)
    return ownership.apply(app, generate.Plan(files=files), KbConfig(), handed_over=[])


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("operations", range(14))
@pytest.mark.parametrize("after", [AFTER, {}], ids=["changed", "emptied"])
def test_killed_between_two_writes_the_next_build_ends_right(
    tmp_path, monkeypatch, operations, after
):
    """Stop before each rename or removal; the next run owns and mends what was left."""
    apply(tmp_path / "clean", after)
    folder = tmp_path / "killed"
    apply(folder, BEFORE)
    left = operations

    def stopping(real):
        def call(self, *arguments, **options):
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return real(self, *arguments, **options)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stopping(Path.replace))
        patch.setattr(Path, "unlink", stopping(Path.unlink))
        with contextlib.suppress(KeyboardInterrupt):
            apply(folder, after)
    # What was left is ours still, whatever was wanted.
    assert set(ownership.owned(folder)) >= {
        name for name in BEFORE if (folder / f"{name}.md").is_file()
    }
    apply(folder, after)
    assert contents(folder) == contents(tmp_path / "clean")


def test_names_of_any_shape_have_pages(new_site):
    names = [
        '"../../x"',
        '"a/b"',
        '"`code` *em* <b>"',
        '":colon: {brace}"',
        '"# x"',
        "con",
        '"' + "long " * 60 + '"',
    ]
    built = new_site(
        {
            "index.md": front("Home"),
            "blog/a.md": front("A", date="2024-01-01", tags=f"[{', '.join(names)}]"),
        }
    ).build()
    pages = {
        path.stem: words(built.article(f"tags/{path.stem}").h1)
        for path in built.outdir.glob("tags/*.html")
    }
    assert len(pages) == len(names) + 1
    assert "`code` *em* <b>" in pages.values()
    assert "# x" in pages.values()
    assert "../../x" in pages.values()
    for name in pages.keys() - {"index"}:
        assert built.titles(f"tags/{name}") == ["[1] A"]
