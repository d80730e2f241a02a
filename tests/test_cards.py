"""Cards for links: which pages have one, what it says, and that it costs nothing twice."""

from __future__ import annotations

import io

import pytest

from commonplace.core.cards import HEIGHT, WIDTH, drawable, wrapped
from conftest import Site
from sites import page

BASE = "https://example.org/en/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
FILES = {
    "index.md": "# Home\n\n```{toctree}\nblog/one\nblog/two\nblog/three\nnotes/four\n```\n",
    "blog/one.md": page(title="One", date="2026-05-01", authors="[Ada Example]", tags="[a]"),
    "blog/two.md": page(title="Two", date="2026-05-02", thumbnail="dot.png", image="other.png"),
    "blog/three.md": page(title="Three", date="2026-05-03", thumbnail="drawn.svg"),
    "notes/four.md": page(
        title='"A *title* of `code` and $x^2$ that goes on and on' + " and on" * 40 + '"'
    ),
    "blog/dot.png": PNG,
    "blog/other.png": PNG,
    "blog/drawn.svg": SVG,
}
CONF = {"html_baseurl": BASE, "kb_social_cards": True}


def said(built, name):
    """Return what a page says of its picture."""
    found = {meta.get("property") or meta.get("name"): meta["content"] for meta in built.soup(name).head.find_all("meta") if meta.get("content")}  # fmt: skip
    return {key: value for key, value in found.items() if key.startswith(("og:image", "twitter"))}


def size(data):
    """Return width and height of a PNG file."""
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


@pytest.fixture
def site(tmp_path):
    pytest.importorskip("PIL", reason="Pillow is not installed: make test")
    return Site(tmp_path, FILES)


def test_pages_without_a_picture_have_a_card(site):
    built = site.build(conf=CONF)
    assert said(built, "blog/one") == {
        "og:image": BASE + "social-cards/blog/one.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "One – Trial",
        "twitter:card": "summary_large_image",
    }
    assert size((built.outdir / "social-cards/blog/one.png").read_bytes()) == (WIDTH, HEIGHT)
    assert said(built, "blog/three")["og:image"] == BASE + "social-cards/blog/three.png", (
        "no drawing"
    )
    assert said(built, "tags/a")["og:image"] == BASE + "social-cards/index.png"
    cards = {name for name in built.files() if name.startswith("social-cards/")}
    pages = ("index", "blog/one", "blog/three", "notes/four")
    assert cards == {f"social-cards/{name}.png" for name in pages}


def test_a_picture_of_the_author_wins_the_one_for_links_first(site):
    built = site.build(conf=CONF)
    assert said(built, "blog/two")["og:image"].startswith(BASE + "_images/other-")
    assert "og:image:width" not in said(built, "blog/two")
    plain = site.build(conf={"html_baseurl": BASE})
    assert said(plain, "blog/three")["og:image"].startswith(BASE + "_images/drawn-")
    assert not [name for name in plain.files() if name.startswith("social-cards/")]


def test_the_bytes_follow_from_the_text_alone(site, tmp_path):
    built = site.build(conf=CONF)
    name = "social-cards/blog/one.png"
    first = (built.outdir / name).read_bytes()
    assert b"tIME" not in first
    assert len(first) < 60_000
    again = Site(tmp_path / "again", FILES).build("dirhtml", conf=CONF)
    assert (again.outdir / name).read_bytes() == first
    other = site.build(conf=CONF | {"kb_social_card_colors": {"text": "#ffffff"}})
    assert (other.outdir / name).read_bytes() != first


def test_a_card_is_drawn_when_its_text_changes_and_only_then(site, monkeypatch):
    from commonplace.write import cards

    drawn = []
    draw = cards._Artist.draw

    def spy(self, card):
        drawn.append(card.title)
        return draw(self, card)

    monkeypatch.setattr(cards._Artist, "draw", spy)
    site.build(conf=CONF)
    assert len(drawn) == 4
    drawn.clear()
    assert site.build(conf=CONF).written == set()
    site.write({"blog/one.md": FILES["blog/one.md"] + "More words.\n"})
    site.build(conf=CONF)
    assert drawn == []
    site.write({"blog/one.md": FILES["blog/one.md"].replace("title: One", "title: Won")})
    site.build(conf=CONF)
    assert drawn == ["Won"]
    site.write({"blog/one.md": FILES["blog/one.md"].replace("date", "draft: true\ndate")})
    built = site.build(conf=CONF)
    assert "social-cards/blog/one.png" not in built.files()
    kept = list((site.folder / "build" / "doctrees" / "kb-cards").iterdir())
    assert len(kept) == 3


def test_without_an_address_there_are_none(site):
    built = site.build(conf={"kb_social_cards": True})
    assert not [name for name in built.files() if "social-cards" in name]


@pytest.mark.parametrize(
    "title", ["漢字だけの題", "שלום עולם", "مرحبا", "🎉 🎉", "x" * 400, "\u0301\u200d-"]
)
def test_every_title_comes_out_somehow(site, title):
    site.write({"blog/one.md": page(title=f'"{title}"', date="2026-05-01")})
    built = site.build(conf=CONF)
    assert size((built.outdir / "social-cards/blog/one.png").read_bytes()) == (WIDTH, HEIGHT)


def test_a_font_of_ones_own_is_used(site):
    from commonplace.write.cards import fonts_of

    class App:
        srcdir = site.source

        class config:
            kb_social_card_font = ""

    plain = fonts_of(App)[1].read_bytes()
    before = (site.build(conf=CONF).outdir / "social-cards/blog/one.png").read_bytes()
    site.write({"font.ttf": plain})
    built = site.build(conf=CONF | {"kb_social_card_font": "font.ttf"})
    assert (built.outdir / "social-cards/blog/one.png").read_bytes() != before


def test_without_pillow_one_warning_says_so(tmp_path, monkeypatch):
    from commonplace.write import cards

    monkeypatch.setattr(cards, "fonts_of", lambda app: None)
    built = Site(tmp_path, FILES).build(conf=CONF, fails=True)
    assert built.warnings.count("WARNING") == 1
    assert 'pip install "commonplace[cards]"' in built.warnings
    assert "og:image" not in said(built, "blog/one")


def test_wrong_colours_and_fonts_are_said(tmp_path):
    values = {"text": "red", "txet": "#ffffff"}
    conf = {"kb_social_card_colors": values, "kb_social_card_font": "no.ttf"}
    built = Site(tmp_path, FILES).build(conf=conf, fails=True)
    lines = built.warnings.splitlines()
    assert len(lines) == 3
    assert "['text'] = 'red' is not a colour, such as #1b3a4b; it is left out." in lines[0]
    assert "did you mean 'text'?" in lines[1]
    assert "'no.ttf' is not a file of the source folder; DejaVu is used" in lines[2]


# -- text -----------------------------------------------------------------------------------


def test_words_are_wrapped_and_cut():
    assert wrapped("a bb ccc", 4, 3, len) == (["a bb", "ccc"], True)
    assert wrapped("abcdefgh", 3, 3, len) == (["abc", "def", "gh"], True)
    assert wrapped("a bb ccc dddd", 4, 2, len) == (["a bb", "ccc…"], False)
    assert wrapped("漢字漢字", 2, 3, len) == (["漢字", "漢字"], True)


def test_what_a_font_cannot_set_is_left_out():
    latin = set(range(0x250))
    assert drawable("A  title 🎉 here", latin) == "A title here"
    assert drawable("cafe\u0301", latin) == "café"
    assert drawable("漢字 and more", latin) == ""
    assert drawable("שלום", latin | {ord(char) for char in "שלום"}) == ""


def test_a_card_can_be_opened(site):
    image = pytest.importorskip("PIL.Image")
    built = site.build(conf=CONF)
    picture = image.open(io.BytesIO((built.outdir / "social-cards/notes/four.png").read_bytes()))
    picture.load()
    assert picture.size == (WIDTH, HEIGHT)
