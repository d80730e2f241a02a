"""Texts inside pictures are found, and no picture keeps anybody who looks for them."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from commonplace.core.written_in import UNPACKED, written_in

PLAIN = "The hidden axolotl"
SAID = f"{PLAIN}, né 1984"


def picture(kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (16, 16), (20, 90, 160)).save(stream, kind, **options)
    return stream.getvalue()


def exif(tag: int, value: object) -> Image.Exif:
    found = Image.Exif()
    if tag in (0x9286,):
        found.get_ifd(0x8769)[tag] = value
    else:
        found[tag] = value
    return found


def xmp(text: str = SAID) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f"<rdf:Description>{text}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def info(add: str, *arguments: object, **options: object) -> PngImagePlugin.PngInfo:
    found = PngImagePlugin.PngInfo()
    getattr(found, add)(*arguments, **options)
    return found


def iptc(text: str) -> bytes:
    value = text.encode()
    block = b"\x1c\x02\x78" + struct.pack(">H", len(value)) + value
    body = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def profile(text: str) -> str:
    data = b"Exif\0\0" + exif(0x010E, text).tobytes()[6:]
    return f"\nexif\n{len(data):8}\n{data.hex()}\n"


def gif(extension: bytes) -> bytes:
    whole = picture("GIF")
    return whole[:-1] + b"\x21" + extension + b"\0" + whole[-1:]


JPEG = picture("JPEG")

FILES: dict[str, bytes] = {
    "png-text": picture("PNG", pnginfo=info("add_text", "Comment", SAID)),
    "png-keyword": picture("PNG", pnginfo=info("add_text", PLAIN, "x")),
    "png-packed": picture("PNG", pnginfo=info("add_text", "Comment", SAID, zip=True)),
    "png-itxt": picture("PNG", pnginfo=info("add_itxt", "Title", SAID, "en", "Nom")),
    "png-itxt-packed": picture(
        "PNG", pnginfo=info("add_itxt", "Title", SAID, "en", "Nom", zip=True)
    ),
    "png-translated": picture("PNG", pnginfo=info("add_itxt", "Title", "x", "en", SAID)),
    "png-exif": picture("PNG", exif=exif(0x010E, PLAIN)),
    "png-raw-exif": picture(
        "PNG", pnginfo=info("add_text", "Raw profile type exif", profile(PLAIN), zip=True)
    ),
    "jpeg-comment": picture("JPEG", comment=SAID.encode()),
    "jpeg-exif": picture("JPEG", exif=exif(0x010E, PLAIN)),
    "jpeg-exif-windows": picture("JPEG", exif=exif(0x9C9B, SAID.encode("utf-16-le"))),
    "jpeg-exif-comment": picture("JPEG", exif=exif(0x9286, b"ASCII\0\0\0" + SAID.encode())),
    "jpeg-exif-unicode": picture(
        "JPEG", exif=exif(0x9286, b"UNICODE\0" + SAID.encode("utf-16-be"))
    ),
    "jpeg-xmp": picture("JPEG", xmp=xmp()),
    "jpeg-iptc": JPEG[:2] + iptc(SAID) + JPEG[2:],
    "jpeg-behind-the-picture": JPEG[:-2]
    + b"\xff\xfe"
    + struct.pack(">H", len(SAID.encode()) + 2)
    + SAID.encode()
    + JPEG[-2:],
    "webp-exif": picture("WEBP", exif=exif(0x010E, PLAIN)),
    "webp-xmp": picture("WEBP", xmp=xmp()),
    "gif-comment": picture("GIF", comment=SAID.encode()),
    "gif-xmp": gif(b"\xff\x0bXMP DataXMP" + xmp() + b"\1" + bytes(range(255, 0, -1))),
    "gif-plain": gif(b"\x01\x0c" + b"\1" * 12 + bytes([len(SAID.encode())]) + SAID.encode()),
    "tiff-exif": picture("TIFF", exif=exif(0x010E, PLAIN)),
    "avif-like": b"\0\0\0\x1cftypavif" + b"\0" * 12 + xmp() + b"\0\1\2",
    "text": f"a;b\n{SAID};1\n".encode(),
    "latin": "The hidden axolotl, né 1984".encode("latin-1"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_written_in_a_picture_is_found(name):
    said = SAID if "exif" not in name and name != "png-keyword" else PLAIN
    assert any(said in text for text in written_in(FILES[name])), [*written_in(FILES[name])]


def test_words_of_iptc_are_not_grown_together_with_their_length():
    text = "axolotl " * 8 + "a"  # 65 bytes: as a letter an A
    whole = JPEG[:2] + iptc(text) + JPEG[2:]
    assert not any("Aaxolotl" in found for found in written_in(whole))


def test_xmp_in_several_segments_is_one():
    text = xmp("word " * 20_000 + SAID)
    parts = [text[start : start + 60_000] for start in range(0, len(text), 60_000)]
    segments = b""
    for number, part in enumerate(parts):
        body = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32
        body += struct.pack(">II", len(text), number * 60_000) + part
        segments += b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    found = max(written_in(JPEG[:2] + segments + JPEG[2:]), key=len)
    assert found.rstrip("\n").encode() == text


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_bomb_is_unpacked_no_further_than_a_bound():
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * (1 << 26), 9))
    texts = [*written_in(b"\x89PNG\r\n\x1a\n" + bomb * 3)]
    assert max(map(len, texts)) <= UNPACKED
    assert sum(map(len, written_in(b"\x89PNG\r\n\x1a\n" + bomb * 300))) < 65 * UNPACKED


def test_directories_that_lead_round_in_a_circle_end():
    loop = b"II*\0\x08\0\0\0" + b"\xff\xff" + b"\x69\x87\x04\0\1\0\0\0\x08\0\0\0" * 40
    assert not [*written_in(b"\x89PNG\r\n\x1a\n" + chunk(b"eXIf", loop))]


@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_broken_file_breaks_nothing(name, data):
    whole = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for text in written_in(bytes(whole[:cut])):
        assert isinstance(text, str)


@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"GIF89a", b"RIFF0000WEBP", b"II*\0"]),
    st.binary(),
)
def test_anything_behind_a_right_beginning_breaks_nothing(head, rest):
    assert all(isinstance(text, str) for text in written_in(head + rest))
