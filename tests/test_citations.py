"""Citations: author and year, stable anchors, from the text to the entry and back."""

from __future__ import annotations

import re

import pytest

from commonplace.core.digest import digest
from conftest import Site, check_markup, fence, front, toctree, warnings_of, words

BIB = """\
@article{vaswani2017, author={Vaswani, Ashish and Shazeer, Noam and Parmar, Niki},
  title={Attention Is All You Need}, journal={NIPS}, year=2017}
@article{he2020, author={He, Kaiming and Fan, Haoqi}, title={Momentum}, journal={CVPR}, year=2020}
@book{solo2021, author={van der Solo, Han}, title={Alone}, publisher={P}, year=2021}
@book{twin-a, author={Twin, A.}, title={One}, publisher={P}, year=2019}
@book{twin:b, author={Twin, B.}, title={Two}, publisher={P}, year=2019}
@book{uncited, author={Nobody, N.}, title={Unread}, publisher={P}, year=1999}
"""
PAGES = {
    "index.md": front("Home", toctree("bibliography", "papers/note", "plain")),
    "references.bib": BIB,
    "bibliography.md": front("Bibliography", "```{bibliography}\n```\n"),
    "blog/a.md": front(
        "Citing `a`",
        "As {cite:t}`vaswani2017` and {cite:t}`he2020` said {cite:p}`solo2021`.\n\n"
        "Again {cite:p}`vaswani2017,he2020`.\n\n{cite:t}`twin-a` and {cite:t}`twin:b`.\n",
        date="2024-01-01",
    ),
    "blog/b.md": front("Citing b", "Only {cite:p}`{see}vaswani2017{p. 3}`.\n", date="2024-01-02"),
    "papers/note.md": front("A note", "On {cite:t}`he2020`.\n", paper="he2020"),
    "plain.md": front(
        "Plain",
        "A wave :wave: here, `:wave:` in code, {code}`:wave:` too, :unknown_name: stays,\n"
        "10:30:45 as well, and $a:wave:b$.\n\n```text\n:wave:\n```\n\n"
        "- **:tada:** in [a :rocket: link](blog/a.md)\n\n## Heading :wave:\n\nText.\n",
    ),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("citations"), PAGES)


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def test_labels_are_author_and_year(built):
    found = words(built.article("blog/a").find_all("p")[1])
    assert found == ("As Vaswani et al. [2017] and He and Fan [2020] said [van der Solo, 2021].")
    labels = {
        entry["id"]: words(entry.select_one(".label"))
        for entry in built.article("bibliography").select(".citation")
    }
    assert labels["cite-vaswani2017"] == "[Vaswani et al., 2017]"
    assert labels["cite-he2020"] == "[He and Fan, 2020]"
    assert labels["cite-solo2021"] == "[van der Solo, 2021]"


def test_equal_labels_are_told_apart_alike_in_text_and_list(built):
    entries = built.article("bibliography").select(".citation")
    labels = {words(entry.select_one(".label")) for entry in entries if "Twin" in words(entry)}
    assert labels == {"[Twin, 2019a]", "[Twin, 2019b]"}
    text = words(built.article("blog/a").find_all("p")[3])
    assert text == "Twin [2019a] and Twin [2019b]."


def test_anchors_are_made_of_the_key_and_every_citation_leads_to_its_entry(built):
    entries = built.article("bibliography").select(".citation")
    anchors = {entry["id"] for entry in entries}
    assert {"cite-vaswani2017", "cite-he2020", "cite-solo2021", "cite-twin-a"} <= anchors
    assert not any("uncited" in anchor for anchor in anchors)
    for name in ("blog/a", "blog/b", "papers/note"):
        links = [link["href"] for link in built.article(name).select('a[href*="bibliography"]')]
        assert links
        for link in links:
            page, _, anchor = link.partition("#")
            assert page == "../bibliography.html"
            assert anchor in anchors


def citing_pages(entry):
    """Return the titles of the pages that an entry of the bibliography names as citing it."""
    return [words(link) for link in entry.select(".kb-citing > li > p > a")]


def test_entry_leads_back_to_every_citing_page_and_the_place_exists(built):
    entry = built.article("bibliography").find(id="cite-vaswani2017")
    assert citing_pages(entry) == ["Citing a", "Citing b"]
    other = built.article("bibliography").find(id="cite-he2020")
    assert citing_pages(other) == ["Citing a", "A note"]
    for link in [*entry.select(".kb-places a:has(.kb-there)"), *other.select("a:has(.kb-there)")]:
        page, _, anchor = link["href"].partition("#")
        assert anchor
        assert built.soup(page.removesuffix(".html")).find(id=anchor) is not None


def test_no_anchor_stands_twice_where_an_excerpt_repeats_a_citation(built):
    for name in built.files():
        if name.endswith(".html"):
            check_markup(built.text(name))
    assert "Vaswani et al. [2017]" in words(built.article("archive/2024"))


def test_excerpts_and_listings_are_no_citing_places(built):
    assert "archive" not in str(built.article("bibliography"))


def test_edited_entry_changes_every_page_that_cites_it_and_reads_none_of_them(new_site):
    site = new_site(PAGES)
    site.build()
    site.write(
        {
            "references.bib": BIB.replace("Vaswani, Ashish", "Other, Ann").replace(
                "year=2017", "year=2018"
            )
        }
    )
    built = site.build()
    assert set(built.read) <= {"bibliography"}  # bibtex asks for the pages with a list
    for name in ("blog/a", "blog/b", "archive/2024"):
        assert "Other et al." in words(built.article(name))
        assert "Vaswani" not in words(built.article(name))
    assert "Other" in words(built.article("bibliography").find(id="cite-vaswani2017"))
    assert {"blog/a", "blog/b", "bibliography", "archive/2024"} <= built.written
    assert "papers/note" in built.written  # it quotes a sentence that cites both
    assert not {"plain", "index"} & built.written


def test_new_entry_of_one_label_renames_the_other_in_every_text(new_site):
    bib = "@book{first, author={Same, S.}, title={B}, publisher={P}, year=2019}\n"
    site = new_site(
        {
            "index.md": front("Home", "By {cite:t}`first`.\n" + toctree("bibliography", "other")),
            "other.md": front("Other", "Text.\n"),
            "bibliography.md": front("Bibliography", "```{bibliography}\n```\n"),
            "references.bib": bib,
        }
    )
    assert "By Same [2019]." in words(site.build().article("index"))
    site.write(
        {
            "references.bib": bib
            + "@book{second, author={Same, S.}, title={A}, publisher={P}, year=2019}\n",
            "other.md": front("Other", "Also {cite:t}`second`.\n"),
        }
    )
    built = site.build()
    assert "By Same [2019b]." in words(built.article("index"))
    assert "Also Same [2019a]." in words(built.article("other"))


def test_page_that_stops_citing_is_no_citing_place_any_more(new_site):
    site = new_site(PAGES)
    site.build()
    site.write({"blog/b.md": front("Citing b", "Nothing.\n", date="2024-01-02")})
    built = site.build()
    assert built.read == ("blog/b",)
    entry = built.article("bibliography").find(id="cite-vaswani2017")
    assert citing_pages(entry) == ["Citing a"]
    site.write({"blog/a.md": front("Renamed", "Of {cite:t}`vaswani2017`.\n", date="2024-01-01")})
    built = site.build()
    entry = built.article("bibliography").find(id="cite-vaswani2017")
    assert citing_pages(entry) == ["Renamed"]
    # What nobody cites any more leaves the list.
    assert built.article("bibliography").find(id="cite-solo2021") is None


def test_unknown_key_is_one_located_warning(new_site):
    site = new_site(
        {
            "index.md": front(
                "Home", "Text.\n\nBy {cite:t}`nobody1900`.\n" + toctree("bibliography")
            ),
            "bibliography.md": front("Bibliography", "```{bibliography}\n```\n"),
            "references.bib": BIB,
        }
    )
    (message,) = warnings_of(site.build(fails=True))
    assert re.search(r"index\.md:7: WARNING: .*nobody1900", message)


def test_citation_in_title_and_front_matter_excerpt(new_site):
    site = new_site(
        {
            "index.md": front("Home", fence("post-list") + toctree("bibliography")),
            "bibliography.md": front("Bibliography", "```{bibliography}\n```\n"),
            "references.bib": BIB,
            "blog/a.md": front(
                '"After {cite:t}`he2020`"',
                "Text.\n",
                excerpt='"By {cite:p}`vaswani2017`."',
                date="2024-01-01",
            ),
        }
    )
    built = site.build()
    assert words(built.listing("index").select_one(".kb-excerpt")) == "By [Vaswani et al., 2017]."
    for name in ("index", "blog/a", "bibliography"):
        check_markup(built.text(f"{name}.html"))
    # The excerpt is no place of the page: no link leads to where nothing stands.
    for link in built.article("bibliography").select(".kb-cited-by a"):
        page, _, anchor = link["href"].partition("#")
        assert built.soup(page.removesuffix(".html")).find(id=anchor) is not None


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "singlehtml"])
def test_other_builders_cite_alike(new_site, builder):
    built = new_site(PAGES).build(builder)
    if builder == "text":
        assert "As Vaswani *et al.* [2017] and He and Fan [2020]" in built.text("blog/a.txt")


def test_emoji_shortcodes_are_signs_in_text_and_stay_in_code(built):
    article = built.article("plain")
    first = words(article.find_all("p")[0])
    assert first.startswith(
        "A wave 👋 here, :wave: in code, :wave: too, :unknown_name: stays, 10:30:45 as well"
    )
    assert words(article.find("pre")) == ":wave:"
    assert "a:wave:b" in article.select_one("p .katex annotation").get_text()
    assert words(article.li.strong) == "🎉"
    assert words(article.li.a) == "a 🚀 link"
    assert words(article.h2) == "Heading 👋"
    toc = built.soup("plain").select_one(".bd-toc, .page-toc")
    assert toc is None or "Heading 👋" in words(toc)


def test_emoji_are_names_for_tex_and_signs_elsewhere(new_site):
    site = new_site({"index.md": front('"Title :wave:"', "Text :wave: and 🎉 and `:tada:`.\n")})
    assert "Title 👋" in site.build("text").text("index.txt")
    folder = site.build("latex").outdir
    tex = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.tex"))
    assert "👋" not in tex
    assert "🎉" not in tex
    assert "Text :wave: and :tada: and" in tex


def test_citations_outlive_an_edit_of_the_page_that_lists_the_entries(new_site):
    site = new_site(PAGES)
    site.build()
    site.write({"bibliography.md": PAGES["bibliography.md"] + "\nA line more.\n"})
    built = site.build()
    assert built.read == ("bibliography",)
    site.write({"blog/b.md": PAGES["blog/b.md"].replace("Only", "Just")})
    built = site.build()
    assert "Vaswani et al., 2017" in words(built.article("blog/b"))
    assert "Momentum. CVPR, 2020." in words(built.article("bibliography"))


# -- keys that HTML cannot tell apart ---------------------------------------------------

ALIKE = ("a.b2020", "a-b2020", "A:b2020", "a_b2020", "plain2020")


def alike(keys):
    return "".join(
        f"@misc{{{key}, title={{Of {number}}}, author={{Ann Au{number}}}, year=2020}}\n"
        for number, key in sorted((ALIKE.index(key), key) for key in keys)
    )


@pytest.mark.parametrize("order", [1, -1])
def test_keys_that_differ_in_signs_have_anchors_of_their_own(new_site, order):
    keys = ALIKE[::order]
    bib = "".join(alike([key]) for key in keys)
    cites = ", ".join(f"{{cite:t}}`{key}`, [[{key}]]" for key in ALIKE)
    built = new_site(
        {
            "references.bib": bib,
            "index.md": front("Home", f"{cites}\n\n```{{bibliography}}\n:all:\n```\n"),
        }
    ).build()
    check_markup(built.text("index.html"))
    links = [link["href"] for link in built.article("index").select("p a.internal")][:10]
    anchors = dict(zip(ALIKE, links[::2], strict=True))
    assert links[::2] == links[1::2]
    assert anchors["a-b2020"] == "#cite-a-b2020"
    assert anchors["plain2020"] == "#cite-plain2020"
    assert len(set(anchors.values())) == len(ALIKE)
    for number, key in enumerate(ALIKE):
        assert f"Of {number}" in words(built.article("index").find(id=anchors[key][1:]))
    # The same whatever the order of the entries.
    assert anchors["a.b2020"] == "#cite-a-b2020-" + digest("a.b2020")[:6]


def test_footnotes_of_keys_that_differ_in_signs_only_are_two(new_site):
    keys = [key for key in ALIKE if key != "plain2020"]
    body = "".join(f"See {{footcite:t}}`{key}` and {{footcite}}`{key}`.\n\n" for key in keys)
    files = {
        "references.bib": alike(ALIKE),
        "index.md": front("Home", f"{body}```{{footbibliography}}\n```\n"),
    }
    built = new_site(files).build()
    check_markup(built.text("index.html"))
    notes = built.article("index").select("aside.footnote")
    assert len(notes) == len({note["id"] for note in notes}) == len(keys)
    order = [link["href"][1:] for link in built.article("index").select("a.footnote-reference")]
    for number, key in enumerate(keys):
        place = built.article("index").find(id=order[2 * number])
        assert f"Of {ALIKE.index(key)}" in words(place), key


def test_an_anchor_that_stands_twice_for_another_reason_is_still_told(new_site):
    twice = "```{bibliography}\n:all:\n```\n\n"
    files = {"references.bib": alike(ALIKE), "index.md": front("Home", twice * 2)}
    told = warnings_of(new_site(files).build(fails=True))
    assert sum("duplicate citation id cite-plain2020" in line for line in told) == 1


def test_an_unknown_key_is_shown_beside_a_known_one(new_site):
    post = (
        "Of {cite:p}`solo2021,nosuch`. By {cite:t}`solo2021,nosuch`. All {cite:p}`nosuch,none`.\n"
    )
    note = front("Note", "Text.\n", date="2024-01-01", paper="solo2021")
    built = new_site(
        {
            "references.bib": BIB,
            "bibliography.md": front("Bibliography", "```{bibliography}\n:all:\n```\n"),
            "index.md": front("Home", post + toctree("bibliography", "papers/n")),
            "papers/n.md": note,
        }
    ).build(fails=True)
    text = words(built.article("index"))
    assert "Of [van der Solo, 2021, nosuch]. By van der Solo [2021], nosuch." in text
    assert "All [nosuch, none]." in text
    assert len(built.article("index").select(".bibtex-citation a")) == 2
    for name in ("papers/n", "bibliography"):
        assert "Of [van der Solo, 2021, nosuch]." in words(built.article(name))
        assert "By van der Solo [2021], nosuch." in words(built.article(name))
    assert len(warnings_of(built)) == 4  # one for each place where a key is written


def test_an_unknown_key_is_shown_where_it_stands(new_site):
    body = "Of {cite:t}`nobody2020`.\n\n```{glossary}\nthing\n  It is.\n\n  :introduced by: nowhere2019\n```\n"
    built = new_site({"references.bib": alike(ALIKE), "index.md": front("Home", body)})
    built = built.build(fails=True)
    assert "Of nobody2020." in words(built.article("index"))
    assert "Introduced by nowhere2019." in words(built.article("index"))
    assert len(warnings_of(built)) == 2


def test_an_unknown_key_in_a_footnote_is_shown_and_told_with_the_nearest(new_site):
    body = "Of {footcite}`nosuch`, {footcite}`solo2021,solo2022`.\n\n```{footbibliography}\n```\n"
    files = {"references.bib": BIB, "index.md": front("Home", body)}
    site = new_site(files)
    built = site.build(fails=True)
    told = [line.partition("index.md")[2] for line in warnings_of(built)]
    assert [line.partition(";")[0] for line in told] == [
        ":5: WARNING: no bibliography file has 'nosuch'",
        ":5: WARNING: no bibliography file has 'solo2022'",
    ]
    assert "did you mean 'solo2021'?" in told[1]
    assert "Of [nosuch], 1[solo2022]." in words(built.article("index").select("p")[0]).replace(
        "[1]", "1"
    )
    # Once the entries are there, the page is read again and has its footnotes.
    site.write({"references.bib": BIB + "@misc{nosuch, title={X}, author={Y Z}, year=2020}\n"})
    again = site.build(fails=True)
    assert [line for line in warnings_of(again) if "nosuch" in line] == []
    assert "[nosuch]" not in words(again.article("index"))
