"""The domain kb: every name leads to its page, and takes no name that somebody else answers."""

from __future__ import annotations

import itertools
import re

import pytest

from conftest import Site, fence, front, toctree, warnings_of, words

BIB = """\
@book{vit2021, author={Ann, A.}, title={Words}, publisher={P}, year=2021}
@book{shared, author={Bee, B.}, title={Shared}, publisher={P}, year=2022}
@book{lonely, author={Cee, C.}, title={Lonely}, publisher={P}, year=2023}
"""
PAGES = {
    "index.md": front(
        "Home",
        toctree("links", "bibliography", "notes/idea", "papers/vit", "topics/seeing", "blog/late"),
    ),
    "bibliography.md": front("Bibliography", "```{bibliography}\n:all:\n```\n"),
    "references.bib": BIB,
    "blog/post-one.md": front(
        "Post *one*", date="2024-01-01", tags='["C++", plain]', series="My Series", part=1
    ),
    "blog/late.md": front("Late", author="Ann Lee"),
    "notes/idea.md": front("The idea"),
    "papers/vit.md": front("Note on ViT", "{cite:t}`vit2021`\n", paper="vit2021", topic="seeing"),
    "topics/seeing.md": front("Seeing things"),
}
#: role or link, text, address from the root
LINKS = [
    ("{kb:post}`post-one`", "Post one", "blog/post-one.html"),
    ("{kb:post}`my text <post-one>`", "my text", "blog/post-one.html"),
    ("{kb:post}`blog/post-one`", "Post one", "blog/post-one.html"),
    ("{kb:note}`idea`", "The idea", "notes/idea.html"),
    ("{kb:paper}`vit`", "Note on ViT", "papers/vit.html"),
    ("{kb:paper}`vit2021`", "Note on ViT", "papers/vit.html"),
    ("{kb:series}`my-series`", "My Series", "series/my-series.html"),
    ("{kb:series}`My Series`", "My Series", "series/my-series.html"),
    ("{kb:tag}`c-plus-plus`", "C++", "tags/c-plus-plus.html"),
    ("{kb:tag}`C++`", "C++", "tags/c-plus-plus.html"),
    ("{kb:author}`ann-lee`", "Ann Lee", "authors/ann-lee.html"),
    ("{kb:author}`her <Ann Lee>`", "her", "authors/ann-lee.html"),
    ("{kb:topic}`seeing`", "Seeing things", "topics/seeing.html"),
    ("{kb:page}`links`", "Links", "#"),
    ("{kb:page}`blog/late`", "Late", "blog/late.html"),
    ("{any}`post-one`", "Post one", "blog/post-one.html"),
    ("{any}`plain`", "plain", "tags/plain.html"),
    ("{any}`vit2021`", "Ann, 2021", "bibliography.html#cite-vit2021"),  # bibtex answers
    ("{any}`notes/idea`", "The idea", "notes/idea.html"),
    ("[](#post-one)", "Post one", "blog/post-one.html"),
    ("[given](#idea)", "given", "notes/idea.html"),
    ("[](#c-plus-plus)", "C++", "tags/c-plus-plus.html"),
    ("[](#my-series)", "My Series", "series/my-series.html"),
    ("{ref}`a-label`", "Labelled", "#a-label"),
    ("{doc}`notes/idea`", "The idea", "notes/idea.html"),
    ("[](notes/idea.md)", "The idea", "notes/idea.html"),
    ("[](#a-label)", "Labelled", "#a-label"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    body = "\n".join(f"{number}. {link}" for number, (link, _, _) in enumerate(LINKS, 1))
    page = front("Links", f"{body}\n\n(a-label)=\n## Labelled\n\nText.\n")
    return Site(tmp_path_factory.mktemp("domain"), PAGES | {"links.md": page})


@pytest.fixture(scope="module")
def built(site):
    return site.build()


@pytest.mark.parametrize("number", range(len(LINKS)), ids=[link for link, _, _ in LINKS])
def test_name_leads_to_its_page_by_its_title(built, number):
    link = built.article("links").select("ol > li")[number].select_one("a")
    _, text, address = LINKS[number]
    assert words(link) == text
    assert link["href"] == address


def test_inventory_names_are_slugs(built):
    env = built.app.env
    found = {
        (kind, name): docname for name, _, kind, docname, _, _ in env.get_domain("kb").get_objects()
    }
    assert found[("post", "post-one")] == "blog/post-one"
    assert found[("tag", "c-plus-plus")] == "tags/c-plus-plus"
    assert found[("series", "my-series")] == "series/my-series"
    assert found[("paper", "vit")] == found[("paper", "vit2021")] == "papers/vit"
    assert found[("note", "idea")] == "notes/idea"
    assert not [name for _, name in found if "/" in name or " " in name]


def test_other_sites_reach_pages_by_intersphinx(built, new_site):
    conf = (
        'extensions.append("sphinx.ext.intersphinx")\n'
        f'intersphinx_mapping = {{"a": ("https://a.example/", {str(built.outdir / "objects.inv")!r})}}\n'
    )
    body = (
        "1. {external+a:kb:post}`post-one`\n2. {kb:post}`text <post-one>`\n"
        "3. {external+a:kb:tag}`c-plus-plus`\n4. {external+a:kb:series}`my-series`\n"
        "5. {external+a:kb:paper}`vit2021`\n6. [](inv:a:kb:note#idea)\n"
        "7. {external:kb:author}`ann-lee`\n8. {any}`idea`\n"
    )
    other = new_site({"index.md": front("Home", body)}, conf).build()
    links = [(words(a), a["href"]) for a in other.article("index").select("ol a")]
    assert links == [
        ("Post one", "https://a.example/blog/post-one.html"),
        ("text", "https://a.example/blog/post-one.html"),
        ("C++", "https://a.example/tags/c-plus-plus.html"),
        ("My Series", "https://a.example/series/my-series.html"),
        ("Note on ViT", "https://a.example/papers/vit.html"),
        ("The idea", "https://a.example/notes/idea.html"),
        ("Ann Lee", "https://a.example/authors/ann-lee.html"),
        ("The idea", "https://a.example/notes/idea.html"),
    ]


#: What a site may have called ``shared``, besides our tag and our note of the citekey.
OTHERS = {
    "label": {"label.md": front("Label", "(shared)=\n## Here\n\nText.\n")},
    "document": {"shared.md": front("Shared document")},
    "term": {"terms.md": front("Terms", "```{glossary}\nshared\n  Meaning.\n```\n")},
    "heading": {"head.md": front("Head", "## Shared\n\nText.\n")},
}
OURS = {
    "tag": {"blog/t.md": front("T", date="2024-01-01", tags="[shared]")},
    "citekey": {"papers/note.md": front("The note", paper="shared")},
    "post": {"blog/shared.md": front("A post", date="2024-01-02")},
    "series": {"blog/s.md": front("S", date="2024-01-03", series="Shared", part=1)},
}


def one_name(new_site, *, ours, others, bibliography=False):
    files = {"references.bib": BIB}
    if bibliography:  # bibtex answers for every key that it lists
        files["bibliography.md"] = front("Bibliography", "```{bibliography}\n:all:\n```\n")
    for name in ours:
        files |= OURS[name]
    for name in others:
        files |= OTHERS[name]
    entries = [name[:-3] for name in files if name.endswith(".md") and not name.startswith("blog/")]
    links = "- {any}`shared`\n- [text](#shared)\n"
    for name, role in (
        ("tag", "tag"),
        ("citekey", "paper"),
        ("post", "post"),
        ("series", "series"),
    ):
        if name in ours:
            links += f"- {{kb:{role}}}`shared`\n"
    files["index.md"] = front("Home", links + "\n" + toctree(*entries))
    return new_site(files).build(fails=True)


@pytest.mark.parametrize("other", ["label", "document", "term"])
def test_ours_leave_a_link_to_whoever_else_has_the_name(new_site, other):
    built = one_name(new_site, ours=OURS, others=[other])
    assert built.warnings == ""
    items = built.article("index").select("li")
    target = {"label": "label.html", "document": "shared.html", "term": "terms.html"}[other]
    assert items[0].a["href"].startswith(target)
    assert items[1].a["href"].startswith(target)
    assert [item.a["href"] for item in items[2:]] == [
        "tags/shared.html",
        "papers/note.html",
        "blog/shared.html",
        "series/shared.html",
    ]


def test_ours_alone_are_never_ambiguous(new_site):
    built = one_name(new_site, ours=OURS, others=[])
    assert built.warnings == ""
    addresses = {item.a["href"] for item in built.article("index").select("li")[:2]}
    assert addresses == {"blog/shared.html"}  # pages before terms


def test_tag_label_document_and_citekey_of_one_name_add_nothing_to_ambiguity(new_site):
    """What Sphinx and MyST find ambiguous by themselves, they do; never because of us."""
    with_ours = one_name(
        new_site, ours=("tag", "citekey"), others=("label", "document"), bibliography=True
    )
    without = one_name(new_site, ours=(), others=("label", "document"), bibliography=True)

    def told(built):
        return sorted(re.sub(r"^.*?: WARNING: ", "", line) for line in warnings_of(built))

    assert told(with_ours) == told(without)
    assert told(with_ours) != []
    assert "kb:" not in with_ours.warnings


def test_pairs_of_pages_with_one_stem_are_one_located_warning(new_site):
    built = new_site(
        {
            "index.md": front(
                "Home",
                "{kb:post}`same`, {kb:post}`blog/b/same`, {kb:note}`same`.\n"
                + toctree("notes/same"),
            ),
            "blog/a/same.md": front("A", date="2024-01-01"),
            "blog/b/same.md": front("B", date="2024-01-02"),
            "notes/same.md": front("N"),
        }
    ).build(fails=True)
    (message,) = warnings_of(built)
    assert re.search(r"index\.md:5: WARNING: .*blog/a/same.*blog/b/same", message)
    texts = [words(link) for link in built.article("index").select("p a")]
    assert texts == ["A", "B", "N"]


@pytest.mark.parametrize(
    "role", ["post", "note", "paper", "series", "tag", "author", "page", "topic"]
)
def test_unknown_name_is_one_located_warning_and_stays_text(new_site, role):
    built = new_site({"index.md": front("Home", f"See {{kb:{role}}}`nobody` here.\n")}).build(
        fails=True
    )
    (message,) = warnings_of(built)
    assert re.search(r"index\.md:5: WARNING: .*'nobody'", message)
    assert "See nobody here." in words(built.article("index"))


def test_titles_of_link_targets_follow_the_target(new_site):
    link = "{kb:post}`target` [](blog/target.md) {doc}`blog/target` {any}`target` [](#target) {kb:tag}`new`"
    site = new_site(
        {
            "index.md": front("Home", link + "\n" + toctree("pages/more")),
            "pages/more.md": front("More", "In {kb:post}`target`.\n"),
            "blog/target.md": front("Old", date="2024-01-01", tags="[new]"),
            "blog/other.md": front("Other", "See {kb:post}`target`.\n", date="2024-01-02"),
        }
    )
    site.build()
    site.write({"blog/target.md": front("Brand *new*", date="2024-01-01", tags="[New]")})
    built = site.build()
    assert built.read[0] == "blog/target"
    assert len(built.read) <= 2  # and the page of the tag, whose name is spelt anew
    texts = [words(link) for link in built.article("index").select("p a")]
    assert texts == ["Brand new"] * 5 + ["New"]
    assert words(built.article("pages/more").select_one("p a")) == "Brand new"
    # The listing of the tag shows the excerpt of the other post, which holds the link.
    assert "Old" not in built.text("archive/2024.html")


def test_links_move_when_a_page_takes_or_gives_up_a_name(new_site):
    site = new_site(
        {
            "index.md": front(
                "Home",
                "{kb:paper}`vit2021` and {any}`vit2021`.\n" + toctree("papers/a", "papers/b"),
            ),
            "references.bib": BIB,
            "papers/a.md": front("A", paper="vit2021"),
            "papers/b.md": front("B"),
        }
    )
    site.build()
    site.write({"papers/a.md": front("A"), "papers/b.md": front("B", paper="vit2021")})
    built = site.build()
    assert [words(link) for link in built.article("index").select("p a")] == ["B", "B"]


def test_links_in_an_excerpt_are_right_where_the_excerpt_stands(new_site):
    text = "A {kb:note}`idea`, a [](../notes/idea.md), a [](#idea) and {any}`idea`.\n"
    site = new_site(
        {
            "index.md": front("Home", toctree("deep/er/list", "notes/idea")),
            "deep/er/list.md": front("List", fence("post-list")),
            "notes/idea.md": front("The idea"),
            "blog/a.md": front("A", text, date="2024-01-01"),
        }
    )
    links = site.build().article("deep/er/list").select(".kb-excerpt a")
    assert {link["href"] for link in links} == {"../../notes/idea.html"}
    assert len(links) == 4
    site.write({"notes/idea.md": front("Renamed")})
    built = site.build()
    assert [words(link) for link in built.article("deep/er/list").select(".kb-excerpt a")] == [
        "Renamed"
    ] * 4


@pytest.mark.parametrize("pair", itertools.combinations(("tag", "post", "series"), 2))
def test_roles_keep_kinds_apart(new_site, pair):
    built = one_name(new_site, ours=pair, others=[])
    assert built.warnings == ""


# -- terms by other names ---------------------------------------------------------------

GLOSSARY = (
    "```{glossary}\nsparse code\n  Few.\n\n  :aliases: thin code, shared\n\naxis\n  A line.\n```\n"
)
ALIASES = "- {any}`thin code`\n- [](#axes)\n- [a text](#sparse-codes)\n- {any}`axis`\n"


def test_links_that_ask_everybody_find_terms_by_alias_and_plural(new_site):
    files = {
        "index.md": front("Home", f"{ALIASES}\nOf {{any}}`axes` too.\n") + toctree("words"),
        "words.md": front("Words", GLOSSARY),
    }
    site = new_site(files)
    built = site.build()
    links = [(words(item.a), item.a["href"]) for item in built.article("index").select("li")]
    assert links == [
        ("thin code", "words.html#term-sparse-code"),
        ("axes", "words.html#term-axis"),
        ("a text", "words.html#term-sparse-code"),
        ("axis", "words.html#term-axis"),
    ]
    uses = built.article("words").select(".kb-term-uses")
    assert len(uses) == 2
    assert "Of axes too." in words(uses[1])
    # Without its alias the term is found no more; the page is not read for that.
    site.write({"words.md": front("Words", GLOSSARY.replace("thin code", "lean code"))})
    built = site.build(fails=True)
    assert built.read == ("words",)
    assert len(warnings_of(built)) == 1
    assert "thin code" in warnings_of(built)[0]


@pytest.mark.parametrize("other", [*OTHERS, "tag", "post", "series", "citekey"])
def test_an_alias_of_a_term_takes_no_name_from_anything_else(new_site, other):
    ours, others = ([other], []) if other in OURS else ([], [other])
    without = one_name(new_site, ours=ours, others=others)
    OTHERS["alias"] = {"alias.md": front("Alias", GLOSSARY)}
    try:
        having = one_name(new_site, ours=ours, others=[*others, "alias"])
    finally:
        del OTHERS["alias"]
    found = [
        [item.a and item.a["href"] for item in one.article("index").select("li")]
        for one in (without, having)
    ]
    if other == "heading":  # a heading of another page is nobody's name
        assert "alias.html" in str(found[1])
    else:
        assert found[0] == found[1]
        told = [line for line in warnings_of(having) if not line.endswith("[kb.glossary]")]
        assert len(warnings_of(without)) == len(told)
