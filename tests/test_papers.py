"""Works as objects: the card of a note, who cites it, its parts, and lists of works."""

from __future__ import annotations

import re

import pytest

from conftest import Site, check_markup, fence, front, toctree, warnings_of, words

BIB = r"""@article{able2001,
  author    = {Abl{\'e}, Ada and Best, Ben and {The Group}},
  title     = {A {B}ound on $x^2$ and \emph{more}},
  journal   = {Journal of Things},
  year      = {2001},
  doi       = {10.1000/able},
  eprint    = {1706.03762v5},
  openreview = {AbC-1},
  pdf       = {https://example.org/able.pdf},
  code      = {https://example.org/code},
  slides    = {https://example.org/slides},
  video     = {javascript:alert(1)},
  abstract  = {We bound $x^2$ by {\ss}.},
  keywords  = {bounds, Theory},
}
@inproceedings{best2002,
  author    = {Best, Ben and Abl{\'e}, Ada},
  title     = {Second thoughts},
  booktitle = {Proc. of Things},
  year      = {2002},
  url       = {https://example.org/second},
}
@misc{cole2002,
  author = {Cole, Cy},
  title  = {Cole's first},
  year   = {2002},
  status = {to-read},
  priority = {2},
  topics = {cognition},
  url = {https://example.org/cole},
}
@misc{cole2002b,
  author = {Cole, Cy},
  title  = {Another of Cole},
  year   = {2002},
  retracted = {by its author},
}
@book{dale1999, author = {Dale, Di}, title = {On nothing}, publisher = {Press}, year = 1999,
  status = {skipped}, status_reason = {too long}, topics = {Vision}}
@misc{none, title = {Nobody's}}
"""

POST = """Some say {cite:p}`able2001`. It is *well* known, e.g. by {cite:t}`able2001`. No more.

## A *section*

- An item on {cite:t}`best2002`, see [the note](../papers/able.md#part-problem).

| Cell {cite:p}`able2001` | Other |
|---|---|
| 1 | 2 |

Twins {cite:p}`cole2002` and {cite:p}`cole2002b`.

Marked.[^a] Also marked.[^b]

[^a]: Able, <https://arxiv.org/abs/1706.03762v1>.
[^b]: <https://doi.org/10.1000/ABLE>

## References

```{page-bibliography}
```
"""

NOTE = """On {cite:t}`able2001` and {cite:p}`best2002`.

**Problem:** it is *unknown*, after {cite:t}`best2002`.

**Proposal**: a bound on $x$.

Background: none needed.

**Observation 1:** one.

**Observation 2:** two.

**Results:**

- First item.
- Second item.

## Later

**Problem:** another one.

**Not a part** of it. Not: a label. See [](#part-problem) and [that](#part-background).

> **Quoted:** no part.

- **Item:** no part.
- Purpose: a part of a list.
  - **Background:** a part within it.
"""


def works(name, **options):
    """Return a page with one list of works."""
    return front(name, fence("paper-list", **options))


PAGES = {
    "index.md": front(
        "Home",
        toctree("bibliography", "blog/post", "blog/other", "papers/able", "papers/best", "table", "plain"),
    ),
    "references.bib": BIB,
    "bibliography.md": front("Bibliography", "```{bibliography}\n:all:\n```\n"),
    "blog/post.md": front("A `post`", POST, date="2026-01-01"),
    "blog/other.md": front("Other", "Also {cite:t}`best2002`.\n", date="2026-01-02"),
    "papers/able.md": front(
        "On Able",
        NOTE,
        date="2026-02-01",
        paper="able2001",
        status="re-read",
        read="[2026-01-05, 2026-01-20]",
        rating="4",
        topics="[Cognition, Vision]",
        tags="[bounds]",
        takeaway='"It *is* bounded by $x^2$."',
    ),
    "papers/best.md": front(
        "On Best and Cole",
        "Both.\n\n**Problem:** none.\n",
        date="2026-02-02",
        paper="[best2002, cole2002]",
        status="reading",
        topic="Cognition",
    ),
    "table.md": front(
        "Table",
        fence("paper-table", parts="problem, observation, results, nothing")
        + "\n"
        + fence("paper-table", papers="best2002, able2001"),
    ),
    "plain.md": front("Plain", "Nothing here.\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("papers"), PAGES)


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def follow(built, name, link):
    """Return the element that a link of the page *name* leads to."""
    from posixpath import dirname, join, normpath

    path, _, anchor = link["href"].partition("#")
    target = normpath(join(dirname(name), path)).removesuffix(".html") if path else name
    soup = built.soup(target)
    return soup.find(id=anchor) if anchor else soup.find("article")


# -- the card ---------------------------------------------------------------------------


def test_card_shows_the_entry(built):
    """Title, authors, venue, year, buttons, abstract, source and state."""
    (card,) = built.article("papers/able").select(".kb-card")
    assert words(card.select_one(".kb-card-title")).startswith("A Bound on")
    assert card.select_one(".kb-card-title .katex annotation").get_text() == "x^2"
    assert words(card.select_one(".kb-card-authors")) == "Ada Ablé, Ben Best, The Group"
    assert words(card.select_one(".kb-card-place")) == "Journal of Things, 2001"
    buttons = {words(link): link["href"] for link in card.select("a.kb-button")}
    assert buttons == {
        "DOI": "https://doi.org/10.1000/able",
        "arXiv:1706.03762v5": "https://arxiv.org/abs/1706.03762v5",
        "OpenReview": "https://openreview.net/forum?id=AbC-1",
        "PDF": "https://example.org/able.pdf",
        "Code": "https://example.org/code",
        "Slides": "https://example.org/slides",
    }
    assert words(card.select_one(".kb-card-state")) == (
        "read again · 5 January 2026, 20 January 2026 · ★★★★ 4 of 5"
    )
    takeaway = card.select_one(".kb-takeaway")
    assert words(takeaway).startswith("It is bounded by")
    assert takeaway.select_one("em")
    assert takeaway.select_one(".katex annotation").get_text() == "x^2"


def test_abstract_and_source_are_folded(built):
    """The source is that of the file, LaTeX accents and all, in a block with a copy button."""
    abstract, source = built.article("papers/able").select(".kb-card details")
    assert words(abstract.summary) == "Abstract"
    assert "open" not in abstract.attrs
    assert "by ß." in words(abstract)
    assert words(source.summary) == "BibTeX"
    assert (
        source.select_one("div.highlight pre").get_text().rstrip("\n")
        == BIB[: BIB.index("@inp")].rstrip()
    )
    assert "copybutton" in built.text("papers/able.html")


def test_card_for_each_work_of_a_note(built):
    """A note about several works has a card for each, in its order, with the state of the note."""
    cards = built.article("papers/best").select(".kb-card")
    titles = [words(card.select_one(".kb-card-title")) for card in cards]
    assert titles == ["Second thoughts", "Cole's first"]
    assert [words(card.select_one(".kb-status")) for card in cards] == ["reading"] * 2


def test_authors_of_two_noted_works_have_a_page(built):
    """Others have none; the year leads to its page."""
    card = built.article("papers/able").select_one(".kb-card")
    linked = {words(link): link["href"] for link in card.select(".kb-card-authors a")}
    assert linked == {
        "Ada Ablé": "../authors/ada-able.html",
        "Ben Best": "../authors/ben-best.html",
    }
    assert card.select_one(".kb-card-place a")["href"] == "../library/2001.html"
    titles = [
        words(item)
        for item in built.article("authors/ada-able").select(".kb-paper .kb-entry-title")
    ]
    assert titles[0] == "Second thoughts"
    assert len(titles) == 2


def test_unknown_work_has_no_card_and_one_located_message(new_site):
    """The note stays a page."""
    site = new_site(
        {"index.md": front("Home", toctree("papers/a")), "references.bib": BIB,
         "papers/a.md": front("A", "Text.\n", date="2026-01-01", paper="able2002")}
    )  # fmt: skip
    built = site.build(fails=True)
    (message,) = warnings_of(built)
    assert re.search(r"papers/a\.md:4: WARNING: .*able2002.*did you mean 'able2001'", message)
    assert built.article("papers/a").select(".kb-card") == []


def test_retracted_work_says_so_on_its_card_and_in_lists(new_site):
    site = new_site(
        {
            "index.md": front(
                "Home",
                fence("paper-list", select="all")
                + fence("paper-list", select="all", style="table")
                + fence("paper-table", parts="problem")
                + toctree("papers/a"),
            ),
            "references.bib": BIB,
            "papers/a.md": front("A", "Problem: none.\n", date="2026-01-01", paper="cole2002b"),
        }
    )
    built = site.build()
    card = built.article("papers/a").select_one(".kb-card")
    assert words(card.select_one(".kb-retracted")) == "Retracted: by its author"
    (marked,) = built.article("index").select(".kb-paper .kb-retracted")
    assert words(marked.find_parent("li")).startswith("Another of Cole")
    (marked,) = built.article("index").select(".kb-paper-table .kb-retracted")
    assert words(marked.find_parent("td")) == "Another of Cole retracted"
    (marked,) = built.article("index").select(".kb-comparison .kb-retracted")
    assert words(marked.find_parent("td")) == "A (Cole, 2002) retracted"


# -- cited by ---------------------------------------------------------------------------


def cited_by(element):
    """Return ``(page, section, sentence)`` of a list of citing places."""
    found = []
    for page in element.select("ul.kb-citing > li"):
        for place in page.select("ul.kb-places > li"):
            section = place.select_one(".kb-section")
            name = words(section) if section else ""
            sentence = words(place).removeprefix(f"{name}: ").removesuffix(" →")
            found.append((words(page.p), name, sentence))
    return found


OF_ABLE = [
    ("A post", "", "Some say [Ablé et al., 2001]."),
    ("A post", "", "It is well known, e.g. by Ablé et al. [2001]."),
    ("A post", "A section", "Cell [Ablé et al., 2001]"),
    ("A post", "A section", "Marked."),
    ("A post", "A section", "Also marked."),
]


def test_note_shows_every_place_that_cites_its_work(built):
    """By page, with section and sentence, its markup kept; footnotes where their marks stand."""
    box = built.article("papers/able").select_one(".kb-cited-by")
    assert cited_by(box) == OF_ABLE
    assert box.select_one("ul.kb-citing > li > p a code")
    assert box.select_one("ul.kb-places .kb-section em")


def test_bibliography_entry_shows_the_same_and_the_note(built):
    """Folded; there the note itself is one of the pages."""
    entry = built.article("bibliography").find(id="cite-able2001")
    found = cited_by(entry)
    assert [place for place in found if place[0] != "On Able"] == OF_ABLE
    assert [place for place in found if place[0] == "On Able"] == [
        ("On Able", "", "On Ablé et al. [2001] and [Best and Ablé, 2002].")
    ]
    assert words(entry.select_one("details summary")) == "Cited in 2 pages"
    assert words(entry.select_one("p.kb-entry-places")) == "Note: On Able"


@pytest.mark.parametrize("name", ["papers/able", "papers/best", "bibliography"])
def test_every_place_leads_to_where_it_says(built, name):
    """To an anchor that exists, within the text that the sentence is from."""
    links = built.article(name).select("a:has(.kb-there)")
    assert links
    for link in links:
        target = follow(built, name, link)
        assert target is not None, link
        item = link.find_parent("li")
        section = item.select_one(".kb-section")
        sentence = words(item).removeprefix(f"{words(section)}: " if section else "")
        block = target.find_parent(["p", "td", "th", "li", "dd", "h2"])
        start = re.sub(r"\W+", "", sentence.removesuffix("→"))[:8]
        assert start in re.sub(r"\W+", "", words(block))


def test_markup_of_every_page_is_sound(built):
    """No id stands twice, although sentences with citations are repeated."""
    for name in sorted(built.files()):
        if name.endswith(".html") and name not in ("genindex.html", "search.html"):
            check_markup(built.text(name))


def test_note_about_several_works_says_which_is_cited(built):
    """Behind each sentence; where a note is about one, there is nothing to say."""
    box = built.article("papers/best").select_one(".kb-cited-by")
    found = {
        words(place).partition(" (Best")[0].partition(" (Cole")[0]: [
            words(item) for item in place.select(".kb-cited-work")
        ]
        for place in box.select("ul.kb-places > li")
    }
    assert found["Also Best and Ablé [2002]."] == ["(Best and Ablé, 2002)"]
    assert found["A section: Twins [Cole, 2002b] and [Cole, 2002a]."] == ["(Cole, 2002b)"]
    assert built.article("papers/able").select(".kb-cited-work") == []


def test_sentence_that_cites_several_works_of_a_note_names_them_all(new_site):
    """In the order of the note."""
    site = new_site(
        {
            "index.md": front(
                "Home", "Both {cite:p}`best2002,cole2002`.\n" + toctree("bib", "papers/a")
            ),
            "bib.md": PAGES["bibliography.md"],
            "references.bib": BIB,
            "papers/a.md": front("A", "Text.\n", date="2026-01-01", paper="[cole2002, best2002]"),
        }
    )
    (place,) = site.build().article("papers/a").select(".kb-cited-by ul.kb-places > li")
    assert words(place) == (
        "Both [Best and Ablé, 2002, Cole, 2002b]. (Cole, 2002b; Best and Ablé, 2002) →"
    )


def test_citation_in_a_heading_reads_as_in_its_place(new_site):
    """As text: what leads to the place is the arrow."""
    body = (
        "## After {cite:t}`able2001` and {cite:p}`{see}cole2002{p. 3},best2002`\n\n"
        "Said by {cite:t}`best2002`, see [it](papers/a.md).\n"
    )
    site = new_site(
        {
            "index.md": front("Home", body + toctree("bib", "papers/a")),
            "bib.md": PAGES["bibliography.md"],
            "references.bib": BIB,
            "papers/a.md": front("A", "Text.\n", date="2026-01-01", paper="best2002"),
        }
    )
    built = site.build()
    wanted = "After Ablé et al. [2001] and [see Cole, 2002b, p. 3; Best and Ablé, 2002]"
    for box in (".kb-cited-by", ".kb-backlinks"):
        sections = [words(item) for item in built.article("papers/a").select(f"{box} .kb-section")]
        assert set(sections) == {wanted}
    assert built.article("papers/a").select(".kb-section a") == []
    site.write({"references.bib": BIB.replace("Abl{\\'e}, Ada and Best, Ben and {The", "{The")})
    again = site.build().article("papers/a").select_one(".kb-cited-by .kb-section")
    assert words(again).startswith("After The Group [2001]")


def test_citation_in_a_link_or_a_heading_has_its_sentence(new_site):
    """The whole one, not the text of the link; a heading that cites is shown once."""
    body = (
        "First. With [a link after {cite:t}`able2001`](papers/a.md) in it. Last.\n\n"
        "## On {cite:t}`able2001`\n\nText.\n"
    )
    site = new_site(
        {
            "index.md": front("Home", body + toctree("bib", "papers/a")),
            "bib.md": PAGES["bibliography.md"],
            "references.bib": BIB,
            "papers/a.md": front("A", "Text.\n", date="2026-01-01", paper="able2001"),
        }
    )
    note = site.build().article("papers/a")
    places = [words(item) for item in note.select(".kb-cited-by ul.kb-places > li")]
    assert places == [
        "With a link after Ablé et al. [2001] in it. →",
        "On Ablé et al. [2001] →",
    ]
    (link,) = note.select(".kb-backlinks ul.kb-places > li")
    assert words(link) == "With a link after Ablé et al. [2001] in it. →"
    assert note.select("a a") == []


def test_footnotes_of_bibtex_cite_and_follow_the_file(new_site):
    """Their entries are formatted as the page is read: an edit of the file has it read again."""
    files = {
        "index.md": front(
            "Home",
            "Said before.{footcite:p}`able2001` And {footcite:t}`best2002` says more. Last.\n\n"
            "```{footbibliography}\n```\n" + toctree("papers/a", "papers/b"),
        ),
        "references.bib": BIB,
        "papers/a.md": front("A", "Text.\n", date="2026-01-01", paper="able2001"),
        "papers/b.md": front("B", "Text.\n", date="2026-01-01", paper="best2002"),
    }
    site = new_site(files)
    built = site.build()
    for name, sentence in (("a", "Said before."), ("b", "And Best and Ablé says more.")):
        (place,) = built.article(f"papers/{name}").select(".kb-cited-by ul.kb-places > li")
        assert words(place) == f"{sentence} →"
        assert follow(built, f"papers/{name}", place.select("a")[-1]) is not None
    edited = {"references.bib": BIB.replace("Second thoughts", "Third thoughts")}
    site.write(edited)
    again = site.build()
    assert "index" in again.read
    assert "Third thoughts" in words(again.article("index"))
    assert again.text("index.html") == new_site(files | edited).build().text("index.html")


def test_footnotes_name_works_without_a_link(new_site):
    """As they do in print; what is code names none, and a link is not counted twice."""
    site = new_site(
        {
            "index.md": front(
                "Home",
                "One.[^1] Two.[^2] Three.[^3]\n\n[^1]: A. Able, arXiv:1706.03762v5, 2017.\n"
                "[^2]: [arXiv:1706.03762](https://arxiv.org/abs/1706.03762).\n"
                "[^3]: `https://arxiv.org/abs/1706.03762`\n" + toctree("n"),
            ),
            "n.md": front("N", paper="able"),
            "references.bib": "@misc{able, author = {Able}, title = {T}, eprint = {1706.03762}}\n",
        }
    )
    cited = site.build().article("n").select_one(".kb-cited-by")
    assert [words(item).rstrip(" →") for item in cited.select("li li")] == ["One.", "Two."]


def test_letters_tell_works_of_one_label_apart_wherever_it_is_shown(new_site):
    """In text, lists, tables, comparisons, the reading list, coverage and related notes alike."""
    note = "**Problem:** one.\n\nAs {cite:t}`cole2002` and {cite:t}`cole2002b` say.\n"
    site = new_site(
        {
            "index.md": front("Home", toctree("bib", "lists", "papers/a", "papers/b", "papers/c")),
            "bib.md": PAGES["bibliography.md"],
            "references.bib": BIB,
            "lists.md": front(
                "Lists",
                fence("paper-list", papers="cole2002, cole2002b, best2002")
                + fence("paper-list", papers="cole2002, cole2002b", style="table")
                + fence("paper-table", papers="cole2002, cole2002b")
                + fence("reading-list")
                + fence("paper-coverage"),
            ),
            "papers/a.md": front(
                "On a", note, date="2026-01-01", paper="cole2002", status="reading"
            ),
            "papers/b.md": front(
                "On b", note, date="2026-01-01", paper="cole2002b", status="reading"
            ),
            "papers/c.md": front("C", note, date="2026-01-01"),
        }
    )
    built = site.build()
    assert "As Cole [2002b] and Cole [2002a] say." in words(built.article("papers/c"))
    lists = built.article("lists")
    metas = [words(item) for item in lists.select(".kb-papers")[0].select(".kb-meta")]
    assert [meta.partition(" · reading")[0] for meta in metas] == [
        "Cole · 2002b",
        "Cole · 2002a · retracted",
        "Best and Ablé · Proc. of Things · 2002",
    ]
    assert [row[2] for row in table_of(built, "lists", 0)] == ["Year", "2002b", "2002a"]
    rows = [row[0] for row in table_of(built, "lists", 1)]
    assert rows == ["Work", "On a (Cole, 2002b)", "On b (Cole, 2002a) retracted"]
    reading = [words(item) for item in lists.select(".kb-reading-reading .kb-reading-line")]
    assert reading == [
        "Cole's first (Cole, 2002b) cognition",
        "Another of Cole (Cole, 2002a · retracted)",
    ]
    assert "(Cole, 2002a)" in words(lists.select_one(".kb-gaps-unaddressed"))
    related = words(built.article("papers/c").select_one(".kb-related"))
    assert "both cite Cole 2002b and Cole 2002a" in related
    assert words(built.article("papers/a").select_one(".kb-card-place")) == "2002"
    site.write({"references.bib": BIB.replace("@misc{cole2002b", "@misc{other").replace(
        "Another of Cole", "Zzz of Cole")})  # fmt: skip
    built = site.build(fails=True)
    metas = [
        words(item) for item in built.article("lists").select(".kb-papers")[0].select(".kb-meta")
    ]
    assert metas[0].startswith("Cole · 2002a")


def test_one_sentence_that_cites_twice_is_one_place(new_site):
    site = new_site(
        {
            "index.md": front("Home", toctree("papers/a", "blog/b", "bibliography")),
            "bibliography.md": PAGES["bibliography.md"],
            "references.bib": BIB,
            "papers/a.md": front("A", "Text.\n", date="2026-01-01", paper="able2001"),
            "blog/b.md": front(
                "B",
                "Says {cite:t}`able2001` in {cite:p}`able2001`. And {cite:p}`best2002,able2001`.\n",
                date="2026-01-01",
            ),
        }
    )
    found = cited_by(site.build().article("papers/a"))
    assert [sentence for _, _, sentence in found] == [
        "Says Ablé et al. [2001] in [Ablé et al., 2001].",
        "And [Best and Ablé, 2002, Ablé et al., 2001].",
    ]


EDITS = {
    "removed": ("Some say {cite:p}`able2001`. ", "Nothing. ", 0, None),
    "reworded": ("Some say", "Many say", 0, "Many say [Ablé et al., 2001]."),
    "footnote removed": ("Also marked.[^b]", "Also marked.", 4, None),
    "footnote to another": ("1706.03762v1", "1706.99999", 3, None),
    "section renamed": ("A *section*", "Another", 2, "Another"),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """Build a site once; each edit begins with the first sources."""
    site = Site(tmp_path_factory.mktemp("edited"), PAGES)
    site.build()
    return site


@pytest.mark.parametrize(("old", "new", "place", "wanted"), EDITS.values(), ids=EDITS.keys())
def test_edit_of_a_citation_updates_the_lists_elsewhere(edited, old, new, place, wanted):
    """One page is read; the note and the bibliography are written."""
    source = PAGES["blog/post.md"].replace(old, new)
    if old.endswith("[^b]"):
        source = source.replace("[^b]: <https://doi.org/10.1000/ABLE>", "")
    edited.write({"blog/post.md": source})
    built = edited.build()
    assert built.read == ("blog/post",)
    assert {"papers/able", "bibliography"} <= built.written
    assert not {"plain", "index", "blog/other"} & built.written
    for element in (
        built.article("papers/able").select_one(".kb-cited-by"),
        built.article("bibliography").find(id="cite-able2001"),
    ):
        found = [item for item in cited_by(element) if item[0] == "A post"]
        if wanted is None:
            assert found == OF_ABLE[:place] + OF_ABLE[place + 1 :]
        else:
            assert wanted in found[place]


def test_deleted_note_leaves_its_citations_and_its_links(new_site):
    """What it cited, it cites no more; the entry names no note."""
    site = new_site(PAGES)
    site.build()
    post = PAGES["blog/post.md"].replace("[the note](../papers/able.md#part-problem)", "it")
    site.write(
        {
            "papers/able.md": None,
            "blog/post.md": post,
            "index.md": PAGES["index.md"].replace("papers/able\n", ""),
        }
    )
    built = site.build()
    entry = built.article("bibliography").find(id="cite-able2001")
    assert entry.select_one("p.kb-entry-places") is None
    assert {page for page, _, _ in cited_by(entry)} == {"A post"}
    assert "On Able" not in words(built.article("bibliography"))
    assert not (built.outdir / "library" / "2001.html").exists()


def test_withheld_note_is_no_note(new_site):
    """A draft has no card elsewhere, cites nothing, and its parts are in no table."""
    site = new_site(PAGES)
    site.build()
    site.write({"papers/able.md": PAGES["papers/able.md"].replace("paper:", "draft: true\npaper:")})
    built = site.build()
    for name in ("bibliography", "table", "library/index", "papers/best"):
        assert "On Able" not in words(built.article(name)), name
    site.write({"papers/able.md": PAGES["papers/able.md"]})
    built = site.build()
    assert cited_by(built.article("papers/able").select_one(".kb-cited-by")) == OF_ABLE


# -- parts ------------------------------------------------------------------------------


def test_labelled_paragraphs_are_parts_with_anchors(built):
    """Bold labels with a colon within or behind, and the usual words without bold."""
    parts = built.article("papers/able").select("p.kb-part")
    assert [(part["id"], words(part.select_one(".kb-part-label"))) for part in parts] == [
        ("part-problem", "Problem:"),
        ("part-proposal", "Proposal:"),
        ("part-background", "Background:"),
        ("part-observation-1", "Observation 1:"),
        ("part-observation-2", "Observation 2:"),
        ("part-results", "Results:"),
        ("part-problem-2", "Problem:"),
        ("part-purpose", "Purpose:"),
        ("part-background-2", "Background:"),
    ]
    assert words(parts[1]) == f"Proposal: a bound on {words(parts[1].select_one('.katex'))}."
    assert [
        part.select_one("a.headerlink") is not None
        for part in built.article("papers/best").select("p.kb-part")
    ] == [True]


def test_links_by_path_lead_to_parts(built):
    """From another page, and without a warning."""
    (link,) = [link for link in built.article("blog/post").select("a") if "#part" in link["href"]]
    assert (
        words(follow(built, "blog/post", link))
        == "Problem: it is unknown, after Best and Ablé [2002]."
    )


def test_links_within_the_page_lead_to_parts(built):
    """With a text of their own, or with the label."""
    links = [
        link
        for link in built.article("papers/able").select("section > p:not(.kb-part) a")
        if link["href"].startswith("#part")
    ]
    assert [words(link) for link in links] == ["Problem", "that"]
    targets = [words(follow(built, "papers/able", link)) for link in links]
    assert [target.partition(":")[0] for target in targets] == ["Problem", "Background"]


def test_parts_of_pages_about_no_work_are_none(new_site):
    """A label in a post is a word in bold."""
    site = new_site({"index.md": front("Home", "**Problem:** none.\n\nProposal: none.\n")})
    assert site.build().article("index").select(".kb-part") == []


def table_of(built, name, number=0):
    """Return a table as rows of texts."""
    rows = built.article(name).select("table")[number].select("tr")
    return [[words(cell) for cell in row.select("th, td")] for row in rows]


def test_table_compares_parts_of_notes(built):
    """A row for each work with a note, a column for each part that is asked for."""
    assert table_of(built, "table") == [
        ["Work", "Problem", "Observation", "Results", "Nothing"],
        ["On Best and Cole (Best and Ablé, 2002)", "None.", "–", "–", "–"],
        ["On Best and Cole (Cole, 2002b)", "None.", "–", "–", "–"],
        [
            "On Able (Ablé, Best and The Group, 2001)",
            "It is unknown, after Best and Ablé [2002]. Another one.",
            "One. Two.",
            "First item. Second item.",
            "–",
        ],
    ]


def test_table_of_named_works_keeps_their_order_and_shows_every_part(built):
    """Without ``parts`` every part that the notes have."""
    table = table_of(built, "table", 1)
    assert table[0] == [
        "Work", "Problem", "Proposal", "Background", "Observation 1", "Observation 2", "Results",
        "Purpose",
    ]  # fmt: skip
    assert [row[0].partition(" (")[0] for row in table[1:]] == ["On Best and Cole", "On Able"]


def test_edited_part_updates_the_tables(new_site):
    """Only the note is read."""
    site = new_site(PAGES)
    site.build()
    site.write(
        {
            "papers/able.md": PAGES["papers/able.md"].replace(
                "**Proposal**: a bound", "**Purpose**: no bound"
            )
        }
    )
    built = site.build()
    assert built.read == ("papers/able",)
    assert "Purpose" in table_of(built, "table", 1)[0]
    assert "Proposal" not in table_of(built, "table", 1)[0]


# -- lists ------------------------------------------------------------------------------

ALL = ["able2001", "best2002", "cole2002", "cole2002b", "dale1999", "none"]
#: Options to the keys that are listed, in their order; groups as ``heading: keys``.
LISTS = {
    "nothing": ({}, "best2002 cole2002 able2001 dale1999"),
    "all": ({"select": "all"}, "best2002 cole2002b cole2002 able2001 dale1999 none"),
    "noted": ({"select": "noted"}, "best2002 cole2002 able2001"),
    "unnoted": ({"select": "unnoted"}, "dale1999"),
    "papers": ({"papers": "none, able2001"}, "none able2001"),
    "papers, sorted": ({"papers": "none, able2001, best2002", "sort": "key"}, "able2001 best2002 none"),
    "topic": ({"topic": "cognition"}, "best2002 cole2002 able2001"),
    "topic, second": ({"topic": "vision"}, "able2001 dale1999"),
    "status": ({"status": "reading, skipped"}, "best2002 cole2002 dale1999"),
    "year": ({"select": "all", "year": "2002"}, "best2002 cole2002b cole2002"),
    "venue": ({"select": "all", "venue": "things"}, "best2002 able2001"),
    "author": ({"select": "all", "author": "best"}, "best2002 able2001"),
    "author, whole": ({"select": "all", "author": "Ada Able"}, "best2002 able2001"),
    "author, group": ({"select": "all", "author": "The Group"}, "able2001"),
    "tag": ({"tag": "bounds"}, "able2001"),
    "sort author": ({"select": "all", "sort": "author"}, "able2001 best2002 cole2002b cole2002 dale1999 none"),
    "sort title": ({"select": "all", "sort": "title"}, "able2001 cole2002b cole2002 none dale1999 best2002"),
    "sort venue": ({"select": "all", "sort": "venue"}, "able2001 dale1999 best2002 cole2002b cole2002 none"),
    "sort date": ({"select": "noted", "sort": "date"}, "best2002 cole2002 able2001"),
    "sort date, up": ({"select": "noted", "sort": "date", "order": "asc"}, "able2001 best2002 cole2002"),
    "sort read": ({"select": "noted", "sort": "read"}, "able2001 best2002 cole2002"),
    "sort priority": ({"sort": "priority", "limit": 1}, "cole2002"),
    "sort rating": ({"sort": "rating", "limit": 1}, "able2001"),
    "sort key, down": ({"select": "all", "sort": "key", "order": "desc"}, " ".join(ALL[::-1])),
    "limit": ({"select": "all", "limit": 2}, "best2002 cole2002b"),
    "group year": (
        {"select": "all", "group": "year"},
        "2002: best2002 cole2002b cole2002; 2001: able2001; 1999: dale1999; Undated: none",
    ),
    "group status": (
        {"select": "all", "group": "status"},
        "Reading: best2002 cole2002; Read again: able2001; Skipped: dale1999; No state: cole2002b none",
    ),
    "group venue": (
        {"select": "noted", "group": "venue"},
        "Journal of Things: able2001; Proc. of Things: best2002; No venue: cole2002",
    ),
    "group author": (
        {"select": "noted", "group": "author"},
        "Ada Ablé: able2001; Ben Best: best2002; Cy Cole: cole2002",
    ),
    "group topic": (
        {"select": "all", "group": "topic"},
        "Cognition: best2002 cole2002 able2001; Vision: dale1999; Other works: cole2002b none",
    ),
}  # fmt: skip
TITLES = {
    "A Bound": "able2001", "Second thoughts": "best2002", "Cole's first": "cole2002",
    "Another of Cole": "cole2002b", "On nothing": "dale1999", "Nobody's": "none",
}  # fmt: skip


def key_of(item):
    """Return the citekey of an item by its title."""
    (key,) = {key for title, key in TITLES.items() if words(item).startswith(title)}
    return key


STYLES = ("list", "cards", "table")


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """Build a page for each list, with a section for each style."""
    pages = {
        f"lists/{number}.md": front(
            name,
            "\n".join(
                f"## {style}\n\n" + fence("paper-list", **options, style=style) for style in STYLES
            ),
        )
        for number, (name, (options, _)) in enumerate(LISTS.items())
    }
    names = [name.removesuffix(".md") for name in [*PAGES, *pages] if name.endswith(".md")]
    home = front("Home", toctree(*(name for name in names if name != "index")))
    site = Site(tmp_path_factory.mktemp("lists"), PAGES | pages | {"index.md": home})
    built = site.build()
    return [built.article(f"lists/{number}") for number in range(len(LISTS))]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("number", range(len(LISTS)), ids=LISTS)
def test_list_of_works(lists, number, style):
    """Every option, in every style."""
    wanted = list(LISTS.values())[number][1]
    found = []
    group = None
    section = lists[number].select("section section")[STYLES.index(style)]
    for row in section.select(".kb-paper .kb-entry-title, .kb-paper-table tbody tr, .rubric"):
        if "rubric" in row.get("class", ()):
            assert row.name == "h3"
            group = [words(row), []]
            found.append(group)
            continue
        if group is None:
            group = ["", []]
            found.append(group)
        group[1].append(key_of(row))
    said = "; ".join(
        f"{name}: {' '.join(keys)}" if name else " ".join(keys) for name, keys in found
    )
    assert said == wanted


def entry_of(element, title):
    """Return the item of a list that begins with *title*."""
    (found,) = [item for item in element.select(".kb-paper") if words(item).startswith(title)]
    return found


def test_item_of_a_list_says_what_is_known(lists):
    """The title leads to the work; authors, venue, year, state, takeaway and note follow."""
    item = entry_of(lists[1].select("section section")[0], "A Bound")
    assert item.select_one(".kb-entry-title a")["href"] == "https://doi.org/10.1000/able"
    assert words(item.select_one(".kb-meta")) == (
        "Ablé, Best and The Group · Journal of Things · 2001 · read again · "
        "5 January 2026, 20 January 2026 · ★★★★ 4 of 5"
    )
    assert words(item.select_one(".kb-takeaway")).startswith("It is bounded by")
    link = item.select_one(".kb-note-link a")
    assert (words(link), link["href"]) == ("On Able", "../papers/able.html")
    bare = entry_of(lists[1].select("section section")[0], "Nobody's")
    assert bare.select("a, .kb-meta, .kb-note-link") == []


def test_list_without_notes_parts_and_the_empty_one(new_site):
    """What is left out, what is shown besides, what is said where nothing matches."""
    site = new_site(
        PAGES
        | {
            "plain.md": front(
                "Plain",
                "## a\n\n"
                + fence("paper-list", notes="hide")
                + "\n## b\n\n"
                + fence("paper-list", select="noted", parts="problem, results")
                + "\n## c\n\n"
                + fence("paper-list", topic="none", empty="Nothing *here*.")
                + "\n## d\n\n"
                + fence("paper-list", topic="none"),
            )
        }
    )
    built = site.build()
    hidden, parts, empty, silent = built.article("plain").select("section section")
    assert len(hidden.select(".kb-paper")) == 4
    assert hidden.select(".kb-takeaway, .kb-note-link") == []
    able = entry_of(parts, "A Bound")
    assert [words(line) for line in able.select(".kb-part")] == [
        "Problem: It is unknown, after Best and Ablé [2002].",
        "Results: First item. Second item.",
        "Problem: Another one.",
    ]
    for link in able.select(".kb-part > a:first-child, .kb-part > span:first-child a"):
        assert follow(built, "plain", link)["class"][0] == "kb-part"
    assert words(empty.select_one(".kb-empty")) == "Nothing *here*."
    assert words(silent).removeprefix("d") == ""


WRONG = {
    "select: some": "select",
    "year: MMXX": "year",
    "status: done": "status",
    "sort: colour": "sort",
    "limit: 0": "limit",
    "style: bold": "style",
    "group: colour": "group",
    "notes: maybe": "notes",
}


@pytest.mark.parametrize(("line", "option"), WRONG.items(), ids=WRONG)
def test_wrong_option_is_one_located_message(new_site, line, option):
    """The list is made without it."""
    body = f"Text.\n\n```{{paper-list}}\n:{line}\n```\n"
    site = new_site({"index.md": front("Home", body), "references.bib": BIB})
    built = site.build(fails=True)
    (message,) = warnings_of(built)
    assert re.search(rf"index\.md:\d+: WARNING: paper-list: {option}: ", message)
    assert built.article("index").select(".kb-paper, .kb-paper-table")


# -- generated pages --------------------------------------------------------------------


def test_library_lists_noted_works_by_year(built):
    """The index, and a page for each year; works without a note are in neither."""
    index = built.article("library/index")
    assert [words(item) for item in index.select(".rubric")] == ["2002", "2001"]
    assert [key_of(item) for item in index.select(".kb-paper .kb-entry-title")] == [
        "best2002", "cole2002", "able2001",
    ]  # fmt: skip
    year = built.article("library/2002")
    assert [key_of(item) for item in year.select(".kb-entry-title")] == ["best2002", "cole2002"]
    assert not (built.outdir / "library" / "1999.html").exists()


def test_topic_pages_list_their_notes(built):
    """A generated page for each topic that a note names."""
    assert "On Able" in words(built.article("topics/vision"))
    assert "On Best and Cole" in words(built.article("topics/cognition"))
    assert "On Best and Cole" not in words(built.article("topics/vision").select_one(".kb-list"))


def test_generated_pages_follow_the_notes(new_site):
    """A second noted work gives its author a page; without the note it goes."""
    site = new_site(PAGES)
    site.build()
    site.write(
        {"papers/best.md": PAGES["papers/best.md"].replace("[best2002, cole2002]", "cole2002")}
    )
    built = site.build()
    assert not (built.outdir / "authors" / "ben-best.html").exists()
    assert built.article("papers/able").select(".kb-card-authors a") == []
    site.write({"papers/best.md": PAGES["papers/best.md"]})
    built = site.build()
    assert (built.outdir / "authors" / "ben-best.html").exists()
    assert len(built.article("papers/able").select(".kb-card-authors a")) == 2


# -- the bibliography of a page ---------------------------------------------------------


def test_page_lists_what_it_cites_with_the_labels_of_its_text(built):
    """In the order of the bibliography; each leads to its entry there; a and b alike."""
    items = built.article("blog/post").select(".kb-references > li")
    labels = [words(item.a) for item in items]
    assert labels == [
        "Ablé et al., 2001", "Best and Ablé, 2002", "Cole, 2002a", "Cole, 2002b",
    ]  # fmt: skip
    text = words(built.article("blog/post"))
    assert "Twins [Cole, 2002b] and [Cole, 2002a]." in text
    for item in items:
        entry = follow(built, "blog/post", item.a)
        assert entry["id"].startswith("cite-")
        assert words(entry.select_one(".label")) == f"[{words(item.a)}]"


def test_page_bibliography_follows_the_text(new_site):
    """A citation more is an entry more."""
    site = new_site(PAGES)
    site.build()
    site.write(
        {"blog/post.md": PAGES["blog/post.md"].replace("No more.", "See {cite:t}`dale1999`.")}
    )
    built = site.build()
    labels = [words(item.a) for item in built.article("blog/post").select(".kb-references > li")]
    assert "Dale, 1999" in labels
    assert built.read == ("blog/post",)


def test_unknown_key_in_a_list_of_works_is_one_fault_that_names_the_nearest(tmp_path):
    files = {
        "index.md": "# Home\n\n```{paper-list}\n:papers: able2001, abel2001\n```\n\n"
        "```{paper-table}\n:papers: abel2001\n```\n",
        "references.bib": "@misc{able2001, title = {T}, author = {A A}, year = 2001}\n",
    }
    (message,) = warnings_of(Site(tmp_path, files).build(fails=True))
    assert "index.md:3: WARNING: " in message
    assert "names 'abel2001'" in message
    assert "did you mean 'able2001'?" in message


def test_a_note_outside_every_collection_is_one_like_the_others(tmp_path):
    entry = "@article{doe2020, author={Doe, J.}, title={A Work}, journal={J}, year={2020}}\n"
    files = {
        "index.md": front("Home", "Of {cite:t}`doe2020`.\n\n" + toctree("note", "list")),
        "note.md": "---\ntitle: Note\npaper: doe2020\n---\n\nText.\n",
        "list.md": front("List", "```{bibliography}\n:all:\n```\n"),
        "references.bib": entry,
    }
    built = Site(tmp_path, files).build()
    assert "Of Doe" in words(built.article("note").select_one(".kb-foot"))
    assert 'name="citation_title"' in built.text("note.html")


def test_parts_that_no_note_has_are_told_with_the_nearest(new_site):
    """A name that looks like a known part is a fault; any other is a notice."""
    body = "Text.\n\n" + fence("paper-table", parts="problm, observation, zzz")
    note = front("N", "Problem: a.\n\nObservation 1: b.\n", date="2026-01-01", paper="able2001")
    site = new_site({"index.md": front("Home", body), "references.bib": BIB, "papers/n.md": note})
    built = site.build(fails=True)
    (message,) = warnings_of(built)
    assert "index.md:7: WARNING: paper-table: parts: no note has a part 'problm'" in message
    assert "did you mean 'problem'?" in message
    (notice,) = [found for found in built.notices if found[2] == "empty_list"]
    assert (notice[0], notice[1]) == ("index.md", 7)
    assert "'zzz'" in notice[3]


def test_a_work_that_is_skipped_without_a_reason_is_a_notice(new_site):
    bib = BIB + "@misc{z1, title={Z}, author={Z Z}, status={skipped}}\n"
    note = front("N", "Text.\n", date="2026-01-01", paper="able2001", status="skipped")
    other = front("M", "Text.\n", paper="best2002", status="skipped", status_reason="Dull.")
    site = new_site(
        {
            "index.md": front("Home", "Text.\n"),
            "references.bib": bib,
            "papers/n.md": note,
            "papers/m.md": other,
        }
    )
    found = [item for item in site.build().notices if item[2] == "paper_skipped"]
    assert [(path, line) for path, line, *_ in found] == [
        ("papers/n.md", 5),
        ("references.bib", bib.count("\n")),
    ]


ROLES = {
    "As {cite:t}`able2001` says": "As Ablé et al. [2001] says",
    "Of {cite}`able2001`.": "Of [Ablé et al., 2001].",
    "The {term}`Sparse code` of {doc}`/papers/other`": "The Sparse code of Other note",
    "A {term}`code <Sparse code>`, {kbd}`Ctrl`": "A code, Ctrl",
    "H{sub}`2`O, {unknown}`text` and **{strong}`x`**": "H2O, text and x",
    "A {role} and `code`": "A {role} and code",
    "![A *picture*](x.png), [a span]{.mark}, *it*{.mark} and `code`{.py}[^1].": (
        "A picture, a span, it and code."
    ),
    "By [*that* note](other.md) and [/](/papers/other.md#text)": "By that note and /",
}


@pytest.mark.parametrize(("written", "shown"), ROLES.items(), ids=ROLES)
def test_markup_in_a_takeaway_is_what_it_means(new_site, written, shown):
    site = new_site(
        {
            "index.md": front("Home", fence("paper-list") + toctree("papers/n", "papers/other")),
            "bibliography.md": front("Bibliography", "```{bibliography}\n:all:\n```\n"),
            "references.bib": BIB,
            "papers/other.md": front(
                "Other note", "```{glossary}\nSparse code\n  Few of many.\n```\n", date="2026-01-01"
            ),
            "papers/n.md": front(
                "N", "Text.\n", date="2026-01-01", paper="able2001", takeaway=f'"{written}"'
            ),
        }
    )
    built = site.build(fails=True)
    assert "kb." not in built.warnings
    assert words(built.article("papers/n").select_one(".kb-card .kb-takeaway")) == shown
    assert words(built.article("index").select_one(".kb-takeaway")) == shown


def test_a_page_with_a_list_of_its_own_leaves_the_links_of_others_alone(new_site):
    """Citations lead to the bibliography that lists most, but for those of a page with one."""
    own = front(
        "Own", "Of {cite:t}`able2001`.\n\n```{bibliography}\n:filter: docname in docnames\n```\n"
    )
    site = new_site(
        {
            "index.md": front("Home", "Of {cite:t}`able2001`.\n\n" + toctree("a-list", "zzz")),
            "a-list.md": front("Bibliography", "```{bibliography}\n:all:\n```\n"),
            "zzz.md": own,
            "references.bib": BIB,
        },
        "suppress_warnings = ['bibtex.duplicate_citation']\n",
    )
    built = site.build()
    (link,) = built.article("index").select("a[href*=cite-able2001]")
    assert link["href"] == "a-list.html#cite-able2001"
    link = built.article("zzz").select_one("p a[href*=cite-able2001]")
    assert link["href"] == "#cite-able2001"


def test_a_work_that_a_note_names_twice_is_one(new_site):
    """In whatever case of letters."""
    note = front("N", "Text.\n", date="2026-01-01", paper="[able2001, Able2001, able2001]")
    body = fence("paper-list", select="noted") + toctree("papers/n")
    site = new_site({"index.md": front("Home", body), "references.bib": BIB, "papers/n.md": note})
    built = site.build()
    assert len(built.article("papers/n").select(".kb-card")) == 1
    assert len(built.article("index").select(".kb-paper .kb-note-link a")) == 1


def test_a_note_on_a_work_of_a_site_without_a_bibliography_is_a_fault(new_site):
    note = front("N", "Text.\n", date="2026-01-01", paper="key")
    built = new_site({"index.md": front("Home", "Text."), "papers/n.md": note}).build(fails=True)
    (message,) = warnings_of(built)
    assert "n.md:4: WARNING: the note is about 'key', which no bibliography file has" in message
    assert "start a file references.bib beside conf.py" in message
