"""What is not published is in no output, leaves no trace behind, and comes back whole."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from commonplace.core.front_keys import RULES
from conftest import NOW, Site, fence, front, occurrences, toctree, warnings_of, words

CANARY = "quokka"
HIDDEN = (
    "The quokka's first paragraph, {cite:t}`secret` and {kb:note}`open`.\n\n"
    "![quokka picture](img/quokka.svg)\n\n{download}`quokka.txt`\n\n"
    "(hold-label)=\n## Quokka heading\n\n"
    "```{figure} img/quokka.svg\n:name: hold-figure\n\nQuokka caption\n```\n\n"
    "```{math}\n:label: hold-equation\n\nq = u\n```\n\n"
    "```{glossary}\nquokka-term\nhold-term : q\n  A quokka.\n```\n\n```{index} quokka entry\n```\n"
)
#: link in the source, and its text while the target is withheld
LINKS = [
    ("[text](blog/hold.md)", "text"),
    ("[](blog/hold.md)", "blog/hold"),
    ("[part](blog/hold.md#hold-label)", "part"),
    ("{doc}`blog/hold`", "blog/hold"),
    ("{doc}`/blog/hold`", "/blog/hold"),
    ("{doc}`named <blog/hold>`", "named"),
    ("{ref}`hold-label`", "hold-label"),
    ("{ref}`label <hold-label>`", "label"),
    ("{ref}`hold-figure`", "hold-figure"),
    ("{numref}`hold-figure`", "hold-figure"),
    ("{numref}`Figure %s <hold-figure>`", "Figure %s"),
    ("{eq}`hold-equation`", "hold-equation"),
    ("[](#hold-label)", "hold-label"),
    ("[anchor](#hold-label)", "anchor"),
    ("{kb:post}`hold`", "hold"),
    ("{kb:post}`Hold`", "Hold"),
    ("{kb:post}`post <hold>`", "post"),
    ("{kb:page}`blog/hold`", "blog/hold"),
    ("{any}`hold`", "hold"),
    ("{any}`blog/hold`", "blog/hold"),
    ("[](#hold)", "hold"),
    ("{kb:paper}`mystery`", "mystery"),
    ("{kb:paper}`held-note`", "held-note"),
    ("{kb:series}`hold-series`", "hold-series"),
    ("{kb:series}`Hold series`", "Hold series"),
    ("{kb:tag}`hold-tag`", "hold-tag"),
    ("{term}`Hold-term`", "Hold-term"),
    ("{term}`a term <hold-term>`", "a term"),
    ("{any}`hold-term`", "hold-term"),
    ("{any}`hold-label`", "hold-label"),
    ("[](#hold-term)", "hold-term"),
]
BIB = (
    "@book{secret, author={Quokka, Q.}, title={A quokka}, publisher={P}, year=2020}\n"
    "@book{mystery, author={Open, O.}, title={Open}, publisher={P}, year=2021}\n"
)
HELD = {"draft": "true"}


def held(**keys):
    keys.setdefault("date", "2024-02-02")
    return front(
        "Quokka title",
        HIDDEN,
        tags="[hold-tag]",
        series="Hold series",
        part=1,
        author="Quokka Q",
        description="Quokka description",
        excerpt="Quokka excerpt",
        thumbnail="img/quokka.svg",
        aliases="[/quokka-alias/]",
        **keys,
    )


def sources(**keys):
    body = "".join(f"{number}. {link}\n" for number, (link, _) in enumerate(LINKS, 1))
    tree = toctree("Named <blog/hold>", "blog/seen", "notes/open", "bibliography", "pages/list")
    tree += "```{toctree}\n:hidden:\n:glob:\n\npapers/*\nblog/ho*\n```\n"
    return {
        "index.md": front("Home", body + "\nBy {cite:t}`mystery`.\n\n" + tree),
        "blog/hold.md": held(**keys),
        "blog/seen.md": front(
            "Seen", "See [](hold.md) and {kb:post}`hold`.\n\n" + toctree("hold"), date="2024-01-01"
        ),
        "blog/img/quokka.svg": "<svg xmlns='http://www.w3.org/2000/svg'><title>quokka</title></svg>",
        "blog/quokka.txt": "quokka file\n",
        "papers/held-note.md": front("Quokka note", "Quokka.\n", paper="mystery", **(keys or HELD)),
        "papers/open-note.md": front("Open note"),
        "notes/open.md": front("Open"),
        "pages/list.md": front("List", fence("post-list", collection="all", excerpt="full")),
        "bibliography.md": front("Bibliography", "```{bibliography}\n```\n"),
        "references.bib": BIB,
    }


UNPUBLISHED = {
    "draft": {"draft": "true"},
    "draft-yes": {"draft": "yes"},
    "publish-false": {"publish": "false"},
    "published-false": {"published": "false"},
    "future": {"date": "2026-05-29"},
    "unreadable": {"draft": "perhaps"},
}


@pytest.mark.parametrize("why", [name for name in UNPUBLISHED if name != "unreadable"])
def test_unpublished_page_is_nowhere_in_html_and_nothing_is_said(new_site, why):
    built = new_site(sources(**UNPUBLISHED[why])).build()
    assert occurrences(built.outdir, CANARY) == []
    assert not any("hold.html" in name or "held-note.html" in name for name in built.files())


def test_draft_that_cannot_be_read_is_held_back_and_said_once(new_site):
    site = new_site(sources(draft="true") | {"blog/hold.md": held(draft="perhaps")})
    built = site.build(fails=True)
    assert occurrences(built.outdir, CANARY) == []


@pytest.mark.parametrize(
    "builder", ["dirhtml", "singlehtml", "text", "epub", "latex", "xml", "man", "gettext"]
)
def test_draft_is_nowhere_in_any_output(new_site, builder):
    built = new_site(sources(draft="true")).build(builder)
    assert occurrences(built.outdir, CANARY) == []


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Build with a draft, publish it, and withdraw it; each time with a fresh build beside."""
    folder = tmp_path_factory.mktemp("drafts")
    site = Site(folder / "kept", sources(draft="true"))
    states = {}
    for step in ("draft", "published", "withdrawn"):
        keys = {"publish": "true"} if step == "published" else {"draft": "true"}
        files = sources(**keys)
        site.write({name: files[name] for name in ("blog/hold.md", "papers/held-note.md")})
        built = site.build()
        fresh = Site(folder / step, files).build()
        pages = {name: (built.outdir / name).read_bytes() for name in built.files()}
        clean = {name: (fresh.outdir / name).read_bytes() for name in fresh.files()}
        states[step] = (built, pages, clean, built.article("index"))
    return states


@pytest.mark.parametrize("number", range(len(LINKS)), ids=[link for link, _ in LINKS])
def test_link_to_a_withheld_page_is_its_text_and_comes_back(story, number):
    _, text = LINKS[number]
    for step in ("draft", "withdrawn"):
        item = story[step][3].select("ol > li")[number]
        assert words(item) == text
        assert not item.select("a")
    assert story["published"][3].select("ol > li")[number].select_one("a[href]") is not None


def test_toctree_entry_disappears_and_comes_back(story):
    def entries(step):
        return story[step][1]["index.html"].count(b'href="blog/hold.html"')

    assert entries("draft") == entries("withdrawn") == 0
    assert entries("published") > 10


@pytest.mark.parametrize("step", ["draft", "published", "withdrawn"])
def test_each_step_ends_in_the_bytes_of_a_clean_build(story, step):
    _, pages, clean, _ = story[step]
    assert sorted(pages) == sorted(clean)
    assert [name for name in sorted(clean) if pages[name] != clean[name]] == []


def test_withdrawn_page_leaves_no_word_behind(story):
    _, pages, _, _ = story["withdrawn"]
    assert not any(CANARY in name for name in pages)
    held = {
        step: [name for name, data in story[step][1].items() if b"quokka" in data.lower()]
        for step in story
    }
    assert len(held["published"]) > 10
    assert held["draft"] == held["withdrawn"] == []


def test_toggling_reads_the_page_its_linkers_and_derived_pages_alone(story):
    for step in ("published", "withdrawn"):
        read = set(story[step][0].read)
        assert read <= {
            "index",
            "blog/hold",
            "blog/seen",
            "papers/held-note",
            *(
                name
                for name in read
                if name.startswith(("tags/", "authors/", "series/", "archive/", "library/"))
            ),
        }
        assert "notes/open" not in read


@pytest.mark.parametrize("builder", ["epub", "text", "gettext", "singlehtml", "latex", "xml"])
def test_withdrawn_page_disappears_from_other_outputs(new_site, builder):
    site = new_site(sources(publish="true"))
    assert occurrences(site.build(builder).outdir, CANARY) != []
    files = sources(draft="true")
    site.write({name: files[name] for name in ("blog/hold.md", "papers/held-note.md")})
    assert occurrences(site.build(builder).outdir, CANARY) == []


def test_removed_page_disappears_from_other_outputs(new_site):
    site = new_site(
        {"index.md": front("Home", toctree("a", "b")), "a.md": front("A"), "b.md": front("Quokka")}
    )
    site.build("epub")
    site.write({"b.md": None, "index.md": front("Home", toctree("a"))})
    assert occurrences(site.build("epub").outdir, CANARY) == []


def test_drafts_are_shown_and_marked_when_asked_for(new_site):
    site = new_site(sources(draft="true") | {"blog/later.md": front("Later", date="2026-06-01")})
    site.build()
    shown = site.build(conf={"kb_drafts": True})
    assert "draft" in words(shown.article("blog/hold").select_one(".kb-draft-note"))
    assert "future" in words(shown.article("blog/later").select_one(".kb-draft-note"))
    marks = {
        words(entry.a): words(entry.select_one(".kb-draft"))
        for entry in shown.listing("pages/list").select(".kb-entry-title")
        if entry.select_one(".kb-draft")
    }
    assert marks == {"Quokka title": "draft", "Quokka note": "draft", "Later": "future"}
    assert shown.article("blog/seen").select_one(".kb-draft-note") is None
    again = site.build()
    assert occurrences(again.outdir, CANARY) == []
    assert occurrences(again.outdir, "kb-draft-note") in ([], ["_static/kb.css"])


def dated(date, zone="UTC"):
    return {
        "index.md": front("Home"),
        "blog/a.md": front("Quokka", date=date),
        "blog/b.md": front("B", date="2024-01-01"),
    }, f"kb_timezone = {zone!r}\n"


@pytest.mark.parametrize(
    ("date", "zone", "there"),
    [
        # The moment of the build is 2026-05-28, 20:26 UTC.
        ("2026-05-28", "UTC", True),
        ("2026-05-28T23:59:00", "UTC", True),  # the time of day only orders
        ("2026-05-29", "UTC", False),
        ("2026-05-29", "Asia/Tokyo", True),  # there it is tomorrow already
        ("2026-05-30", "Asia/Tokyo", False),
        ("2026-05-29T00:30:00+09:00", "UTC", True),  # which is the 28th in UTC
        ("2026-05-28T23:30:00-05:00", "UTC", False),  # which is the 29th in UTC
        ("2026-05-28", "America/Los_Angeles", True),
    ],
)
def test_future_is_decided_by_the_calendar_in_the_sites_time_zone(new_site, date, zone, there):
    built = new_site(*dated(date, zone)).build()
    assert (built.outdir / "blog/a.html").exists() is there
    assert bool(occurrences(built.outdir, CANARY)) is there


def test_page_comes_out_when_its_day_has_come(new_site):
    site = new_site(*dated("2026-05-29"))
    assert occurrences(site.build().outdir, CANARY) == []
    tomorrow = str(int(NOW) + 86400)
    built = site.build(now=tomorrow)
    assert (built.outdir / "blog/a.html").exists()
    assert "Quokka" in " ".join(built.titles("archive/2026"))
    assert occurrences(site.build(now=NOW).outdir, CANARY) == []


#: Source of a page that may not be published, to what is said of it; None where it is published.
UNCLEAR = {
    "\n---\ndraft: true\n---\n": r":2: .*is none; the page may be a draft",
    "\n\n---\ntitle: T\npublish: false\n---\n": r":3: .*is none; the page may be a draft",
    " ---\ndraft: true\n---\n": r":1: .*is none; the page may be a draft",
    "\ufeff\ufeff---\ndraft: true\n---\n": r":1: .*is none; the page may be a draft",
    "\u2014\ndraft: true\n\u2014\n": None,  # one dash is none of these
    "\u2013\u2013\u2013\ndraft: yes # not yet\n\u2013\u2013\u2013\n": r":1: .*is none; .*a draft",
    "+++\ndraft = true\n+++\n": r":1: .*is none; the page may be a draft",
    "title: T\ndraft: true\n---\n": r":1: .*is none; the page may be a draft",
    "\n---\ndraft: false\n---\n": None,
    "\n---\ndate: 2027-01-01\n---\n": r":2: .*is none; .*names 2027, which is still to come",
    "---\ndraft = true\n---\n": r":2: .*not valid YAML .*the page may be a draft",
    '---\ntitle: T\ndraft: "true\n---\n': r":3: .*'draft' is not valid YAML .*may be a draft",
    "---\ntitle: T\n  draft: true\n---\n": r":3: .*not valid YAML .*the page may be a draft",
    "---\ndate: 2027-13-01\n---\n": r":2: .*'date': .*names 2027, which is still to come",
    "---\ndate: May 2027\n---\n": r":2: .*'date': .*names 2027, which is still to come",
    "---\ndate: [2027, 5]\n---\n": r":2: .*'date': .*names 2027, which is still to come",
    "---\ndate: 20270501\n---\n": r":2: .*'date': .*names 2027, which is still to come",
    "---\ndtae: 2027-05-01\n---\n": r":2: .*'dtae' .*names 2027, which is still to come",
    "---\ntitle: T\ndate: 2027-05-01: x\n---\n": r":3: .*names 2027, which is still to come",
    "---\ndate: 2026-13-01\n---\n": None,
    "---\ndate: soon\n---\n": None,
    "Draft: a letter\n---------------\n": None,
}


@pytest.mark.parametrize("head", UNCLEAR)
def test_page_that_may_be_a_draft_is_held_back_and_said_once(new_site, head):
    """What cannot be read holds a page back where it may have been meant to."""
    said = UNCLEAR[head]
    page = f"{head}\nA quokka.\n"
    built = new_site({"index.md": front("Home", "[](notes/q.md)\n"), "notes/q.md": page}).build(
        fails=True
    )
    if said is None:
        assert (built.outdir / "notes/q.html").is_file()
        assert "held back" not in built.warnings
        return
    assert occurrences(built.outdir, CANARY) == []
    (message,) = warnings_of(built)
    assert re.search(rf"notes/q\.md{said}", message)


#: The same for a page in reStructuredText, which has no front matter.
UNCLEAR_FIELDS = {
    ":draft: true\n": "",
    ":orphan:\n:publish: no\n": "",
    ".. A comment.\n\nTitle\n=====\n\n:Draft: yes\n": "",
    "---\ndraft: true\n---\n": r":1: .*has no front matter; the page may be a draft",
    ":draft: false\n": None,
    ":date: 2027-05-01\n": None,
    "Title\n=====\n\nWords.\n\nMore.\n\n:draft: true\n": None,
}


@pytest.mark.parametrize("head", UNCLEAR_FIELDS)
def test_page_in_restructuredtext_may_be_a_draft(new_site, head):
    said = UNCLEAR_FIELDS[head]
    site = new_site(
        {"index.md": front("Home", "[](q.rst)\n"), "q.rst": f"{head}\nA\n=\n\nA quokka.\n"}
    )
    built = site.build(fails=True)
    if said is None:
        assert (built.outdir / "q.html").is_file()
        return
    assert occurrences(built.outdir, CANARY) == []
    assert len(warnings_of(built)) == bool(said)
    assert not said or re.search(rf"q\.rst{said}", built.warnings)


def test_page_whose_date_names_a_year_comes_out_when_it_has_begun(new_site):
    site = new_site(
        {"index.md": front("Home"), "notes/q.md": "---\ndate: May 2027\n---\n\nWords.\n"}
    )
    assert not (site.build(fails=True).outdir / "notes/q.html").exists()
    built = site.build(now="1798761600", fails=True)  # 2027-01-01
    assert (built.outdir / "notes/q.html").is_file()
    assert "held back" not in built.warnings


def test_links_in_an_excerpt_shown_elsewhere_become_text_too(new_site):
    site = new_site(sources(draft="true"))
    built = site.build()
    entry = next(
        item
        for item in built.listing("pages/list").find_all("li", recursive=False)
        if "Seen" in words(item.select_one(".kb-entry-title"))
    )
    assert words(entry.select_one(".kb-excerpt")) == "See hold and hold." or re.fullmatch(
        r"See \S*hold\S* and hold\.", words(entry.select_one(".kb-excerpt"))
    )
    assert not entry.select(".kb-excerpt a")


NAMESAKES = ["{ref}`two`", "{ref}`text <two>`", "{any}`two`", "[](#two)", "{numref}`three`"]
NAMESAKES += ["{any}`zed`", "{term}`zed`", "[](#zed)", "[text](#two)", "[](#four)"]


def test_label_figure_or_term_is_reached_although_a_draft_has_its_name(new_site):
    """A name leads to what is published, whatever is held back under the same one."""
    body = "".join(f"{number}. {link}\n" for number, link in enumerate(NAMESAKES, 1))
    draft = front("Quokka", "(two)=\n\nText.\n\n```{glossary}\nzed\n  Quokka.\n```\n", draft="true")
    built = new_site(
        {
            "index.md": front(
                "Home",
                "(two)=\n## Two\n\n```{figure} a.svg\n:name: three\n\nC\n```\n" + toctree("terms"),
            ),
            "a.svg": "<svg xmlns='http://www.w3.org/2000/svg'></svg>",
            "terms.md": front("Terms", "```{glossary}\nzed\n  A term.\n```\n"),
            "blog/a.md": front("A", f"{body}\n###### Four\n", date="2024-01-01"),
            **{f"blog/{name}.md": draft for name in ("two", "three", "zed", "four")},
        }
    ).build()
    items = built.article("blog/a").select("ol > li")
    assert len(items) == len(NAMESAKES)
    assert [link for link, item in zip(NAMESAKES, items, strict=True) if not item.a] == []


def test_page_that_names_the_file_of_a_draft_follows_its_coming_and_going(new_site):
    """Whether a file is there is decided while reading, so the page is read again."""
    files = {
        "index.md": front("Home", "[](gone.md), [text](gone.md), {doc}`gone`\n"),
        "gone.md": front("G", draft="true"),
    }
    kept, bare = new_site(files), new_site({"index.md": files["index.md"]})
    held, without = kept.build(), bare.build(fails=True)
    texts = held.text("index.html"), without.text("index.html")
    assert texts[0] != texts[1]
    kept.write({"gone.md": None})
    bare.write({"gone.md": files["gone.md"]})
    assert kept.build(fails=True).text("index.html") == texts[1]
    assert bare.build().text("index.html") == texts[0]


def test_listing_forgets_a_draft_that_an_excerpt_names_when_it_is_deleted(new_site):
    """What a quoted link shows follows what is held back, on pages that were not read again."""
    files = {
        "index.md": front("Home", fence("post-list")),
        "blog/a.md": front("A", "By {kb:post}`gone` or {term}`lost`.\n", date="2024-01-01"),
        "blog/gone.md": front("G", "```{glossary}\nlost\n  It.\n```\n", draft="true"),
    }
    site = new_site(files)
    site.build()
    site.write({"blog/gone.md": None})
    built = site.build(fails=True)
    del files["blog/gone.md"]
    clean = new_site(files).build(fails=True)
    assert built.text("index.html") == clean.text("index.html")


TAKING = {
    "download": "{download}`hold.md`",
    "download with a text": "{download}`text </blog/hold.md>`",
    "path": "[text](path:hold.md)",
    "include": "```{include} hold.md\n```",
    "include as code": "```{include} hold.md\n:literal:\n```",
    "include from an include": "```{include} part.txt\n```",
    "literalinclude": "```{literalinclude} /blog/hold.md\n```",
    "difference": "```{literalinclude} other.txt\n:diff: hold.md\n```",
    "table": "```{csv-table} T\n:file: hold.md\n```",
    "raw": "```{raw} html\n:file: hold.md\n```",
    "picture": "![alt](hold.md)",
    "figure": "```{figure} hold.md\n\nCaption\n```",
    "include in reStructuredText": "```{eval-rst}\n.. include:: hold.md\n```",
    "literalinclude in reStructuredText": "```{eval-rst}\n.. literalinclude:: hold.md\n```",
    "table in reStructuredText": "```{eval-rst}\n.. csv-table:: T\n   :file: hold.md\n```",
    "raw in reStructuredText": "```{eval-rst}\n.. raw:: html\n   :file: hold.md\n```",
}


def taking(body, **keys):
    return {
        "index.md": front("Home", fence("post-list", excerpt="full")),
        "blog/hold.md": front("Hold", "The quokka.\n", date="2024-01-01", **keys),
        "blog/part.txt": "```{include} hold.md\n```\n",
        "blog/other.txt": "Other.\n",
        "blog/a.md": front("A", body + "\n", date="2024-01-01"),
    }


@pytest.mark.parametrize("builder", ["html", "epub", "latex", "text", "xml"])
def test_file_of_a_draft_is_taken_into_no_output(new_site, builder):
    """Whatever shows or copies a file leaves that of a draft alone."""
    files = taking("\n\n".join(TAKING.values()), draft="true")
    files["blog/b.md"] = front("B", date="2024-01-01", thumbnail="hold.md", image="hold.md")
    built = new_site(files).build(builder)
    assert occurrences(built.outdir, CANARY) == []
    assert not any("hold" in name for name in built.files())


@pytest.mark.parametrize("name", ["path", "include", "literalinclude", "raw"])
def test_what_takes_in_a_file_comes_and_goes_with_its_page(new_site, name):
    """Published, the file is shown; withheld by the clock alone, it is gone again."""
    files = taking(TAKING[name])
    files["blog/hold.md"] = front("Hold", "The quokka.\n", date="2026-05-29")
    tomorrow = str(int(NOW) + 86400)
    site = new_site(files)
    assert occurrences(site.build().outdir, CANARY) == []
    shown = site.build(now=tomorrow, fails=True)
    assert any(
        "blog/a" in name or "_downloads" in name for name in occurrences(shown.outdir, CANARY)
    )
    assert occurrences(site.build().outdir, CANARY) == []


#: Keys that say whether a page is published, where, or whether something is shown; no word of theirs is kept.
FLAGS = {
    "draft",
    "publish",
    "listed",
    "navigation",
    "author_profile",
    "comments",
    "math",
    "collection",
}
#: Keys of other kinds than text, with something that the others have, too.
VALUES = {
    "date": "2024-02-02",
    "updated": "2024-02-03",
    "part": "7",
    "post_number": "7",
    "order": "7",
    "priority": "high",
    "rating": "3",
    "read": "2024-02-02",
    "queued": "2024-02-02",
    "status": "skipped",
    "tags": "[hold-tag, Quokka tag]",
    "authors": "[Quokka Q]",
    "topics": "[quokka-topic]",
    "papers": "[quokka]",
    "aliases": "[/quokka/alias/]",
    "permalink": "/quokka/link/",
    "redirect": "https://quokka.example/",
    "thumbnail": "img/quokka.png",
    "image": "img/quokka.png",
    "license": "https://quokka.example/license",
}
ALL_ON = """html_baseurl = "https://example.org/kb/"
kb_social_cards = True
kb_link_terms = "first"
"""


@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub"])
def test_no_kind_of_value_of_a_draft_gets_out(new_site, builder):
    stream, info = BytesIO(), PngInfo()
    info.add_text("Comment", "A quokka", zip=True)
    Image.new("RGB", (8, 8)).save(stream, "PNG", pnginfo=info, exif=b"Exif\0\0MM\0*Quokka")
    keys = {rule.key: VALUES.get(rule.key, "Quokka") for rule in RULES if rule.key not in FLAGS}
    keys["series"] = "Hold series"
    hidden = front(keys.pop("title"), HIDDEN, **keys, draft="true")
    bib = BIB + "@book{quokka, author={B, B.}, title={T}, publisher={P}, year=1, note={A quokka}}\n"
    files = sources(draft="true") | {
        "blog/hold.md": hidden,
        "blog/img/quokka.png": stream.getvalue(),
        "references.bib": bib,
    }
    site = new_site(files, ALL_ON)
    assert occurrences(site.build(builder).outdir, CANARY) == []
    shown = front("Seen", "![A picture](img/quokka.png)\n", date="2024-01-01")
    site.write({"blog/seen.md": shown.replace("A picture", "A")})
    told = occurrences(site.build(builder).outdir, "a quokka")
    assert any(name.endswith(".png") for name in told), "what is written in pictures is looked at"
