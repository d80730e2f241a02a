"""Cards: pictures of a page's title, drawn with Pillow where it is installed.

The same text gives the same bytes, with one version of Pillow and one font. What was drawn is kept
beside the doctrees under the digest of all that it was drawn from.
"""

from __future__ import annotations

from importlib import import_module, metadata, util
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.cards import COLORS, HEIGHT, WIDTH, Card, drawable, file_of, wrapped
from ..core.digest import digest, digest_file
from ..files import is_file, write_bytes
from .header import code_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from ..resolve.site import Site

KEPT = "kb-cards"  #: folder beside the doctrees
FONTS = (
    "DejaVuSans-Bold.ttf",
    "DejaVuSans.ttf",
)  #: they come with matplotlib, which draws nothing here
MARGIN, BAR, GAP = 80, 16, 28
SIZES = (84, 76, 68, 60, 54, 48)  #: of the title, the first at which it fits
LINES, SMALL = 4, 34


def fonts_of(app: Sphinx) -> tuple[Path, Path] | None:
    """Return the files of the bold and the upright face; None where they are not installed."""
    if own := app.config.kb_social_card_font:
        path = Path(app.srcdir, own)
        return (path, path)
    found = util.find_spec("matplotlib")
    if found is None or not found.origin:
        return None
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    bold, plain = (folder / name for name in FONTS)
    return (bold, plain) if is_file(bold) and is_file(plain) else None


def state(app: Sphinx) -> str:
    """Return a digest of what cards are drawn with; ``""`` where none can be."""
    fonts = fonts_of(app)
    if fonts is None or not all(util.find_spec(name) for name in ("PIL", "fontTools")):
        return ""
    return digest(
        (
            metadata.version("pillow"),
            tuple(map(digest_file, fonts)),
            code_digest("write/cards.py", "core/cards.py"),
            sorted(app.config.kb_social_card_colors.items()),
        )
    )


def card_files(builder: StandaloneHTMLBuilder, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the cards of the pages that have one."""
    drawn_with = site.domain.cards
    folder = Path(builder.doctreedir) / KEPT
    kept: set[str] = set()
    artist: _Artist | None = None
    if drawn_with:
        for docname in site.pages:
            card = site.card(docname)
            if card is None:
                continue
            name = f"{digest((drawn_with, card))}.png"
            try:
                data = (folder / name).read_bytes()
            except OSError:
                artist = artist or _Artist(builder._app)
                data = artist.draw(card)
                write_bytes(folder / name, data)
            kept.add(name)
            yield file_of(docname), data
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name not in kept:
                path.unlink()


class _Artist:
    """Draws cards; the modules of Pillow are loaded only where there is one to draw."""

    def __init__(self, app: Sphinx) -> None:
        self._image: Any = import_module("PIL.Image")
        self._drawing: Any = import_module("PIL.ImageDraw")
        self._font: Any = import_module("PIL.ImageFont")
        fonts = fonts_of(app)
        assert fonts is not None
        self._bold, self._plain = fonts
        self._known = self._code_points()
        self._faces: dict[tuple[Path, int], Any] = {}
        colors: Mapping[str, str] = app.config.kb_social_card_colors
        self._colors = {**COLORS, **colors}

    def _code_points(self) -> frozenset[int]:
        library: Any = import_module("fontTools.ttLib")
        known: set[int] | None = None
        for path in {self._bold, self._plain}:
            with library.TTFont(path, lazy=True, fontNumber=0) as font:
                found = set(font.getBestCmap())
                known = found if known is None else known & found
        return frozenset(known or ())

    def _face(self, path: Path, size: int) -> Any:
        if (path, size) not in self._faces:
            # The basic layout is the same everywhere; the other depends on a library of the machine.
            basic = self._font.Layout.BASIC
            self._faces[path, size] = self._font.truetype(str(path), size, layout_engine=basic)
        return self._faces[path, size]

    def draw(self, card: Card) -> bytes:
        """Return the card as a PNG file."""
        title, site = drawable(card.title, self._known), drawable(card.site, self._known)
        if not title or title == site:
            title, site = title or site, ""
        image = self._image.new("RGB", (WIDTH, HEIGHT), self._colors["background"])
        pen = self._drawing.Draw(image)
        pen.rectangle((0, 0, BAR, HEIGHT), fill=self._colors["accent"])
        self._title(pen, title)
        about = " · ".join(
            filter(None, (drawable(each, self._known) for each in (card.authors, card.date)))
        )
        bottom = HEIGHT - MARGIN
        for text, path, color in ((site, self._bold, "accent"), (about, self._plain, "text")):
            if text:
                face = self._face(path, SMALL)
                [line] = wrapped(text, WIDTH - 2 * MARGIN, 1, face.getlength)[0]
                pen.text((MARGIN, bottom), line, font=face, fill=self._colors[color], anchor="ls")
                bottom -= SMALL + GAP // 2
        # Letters of three colours and their edges; a palette makes the file a third of the size.
        plain = self._image.Quantize.MEDIANCUT
        reduced = image.quantize(colors=64, method=plain, dither=self._image.Dither.NONE)
        stream = BytesIO()
        reduced.save(stream, format="PNG", optimize=True)
        return stream.getvalue()

    def _title(self, pen: Any, title: str) -> None:
        lines: list[str] = []
        size = SIZES[-1]
        for size in SIZES:
            measure = self._face(self._bold, size).getlength
            lines, fits = wrapped(title, WIDTH - 2 * MARGIN, LINES, measure)
            if fits and len(lines) * size * 1.25 <= HEIGHT - 2 * MARGIN - 3 * SMALL:
                break
        face, top = self._face(self._bold, size), MARGIN + size * 0.8
        for number, line in enumerate(lines):
            place = (MARGIN, round(top + number * size * 1.25))
            pen.text(place, line, font=face, fill=self._colors["text"], anchor="ls")
