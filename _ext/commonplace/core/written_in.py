"""What is written in a file beside what it shows: comments, captions, Exif, XMP and IPTC of pictures.

Sources: the PNG specification (W3C, third edition), ISO/IEC 10918-1 and its application segments, the GIF89a
specification, Google's WebP container specification, TIFF 6.0 with Exif 3.0, IPTC-IIM 4.2. Whatever a file claims about
itself, reading ends: nothing is read beyond its end, twice, or unpacked beyond a bound.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

UNPACKED = 1 << 20  #: bytes of a compressed text at most
TEXTS = 64  #: compressed texts of a file at most
FOLDERS = 16  #: directories of a TIFF at most
ENTRIES = 512  #: entries of a directory at most

_PNG = b"\x89PNG\r\n\x1a\n"
_TIFF = re.compile(rb"II\*\x00|MM\x00\*")
#: What stands before each text of IPTC: a marker, two numbers, a length.
_IPTC = re.compile(rb"\x1c[\x01-\x0f].{3}", re.DOTALL)
#: A segment of a JPEG begins so; else 0xFF stands for itself or for an end.
_SEGMENT = re.compile(rb"\xff+([\xe0-\xef\xfe])", re.DOTALL)
_EXTENDED_XMP = b"http://ns.adobe.com/xmp/extension/\x00"
_EXTENDED_HEAD = len(_EXTENDED_XMP) + 32 + 8  #: behind the name a digest, the length and the offset
#: In a file of no known kind, what may be text: long enough to be none by chance.
_LEGIBLE = re.compile(rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3}){12,}")
_SIZES = {1: 1, 2: 1, 7: 1, 129: 1}  #: types of TIFF that hold text
_DIRECTORIES = frozenset((0x8769, 0x8825, 0xA005))  #: entries that lead to another one
_TRAILER = b"\x01\xff\xfe\xfd"  #: of XMP in a GIF: all bytes, so that blocks end somewhere
_RAW = b"Raw profile type "  #: ImageMagick writes whole blocks in hexadecimal


def written_in(data: bytes) -> Iterator[str]:
    """Yield the texts that a file holds, broken as it may be."""
    if data.startswith(_PNG):
        yield from _png(data)
    elif data.startswith(b"\xff\xd8"):
        yield from _jpeg(data)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        yield from _gif(data)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        yield from _webp(data)
    elif b"\0" not in data:
        yield _decoded(data)
    else:  # the container of a film or of another kind of picture, a book, a font
        yield from (_decoded(found[0]) for found in _LEGIBLE.finditer(data))
        for number, found in enumerate(_TIFF.finditer(data)):
            if number < FOLDERS:
                yield from _tiff(data[found.start() :])


def _decoded(data: bytes) -> str:
    """Return text in UTF-8, or in Latin-1, which old formats ask for."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _legible(data: bytes) -> Iterator[str]:
    """Yield what *data* may say, in whatever coding."""
    yield _decoded(_IPTC.sub(b"\n", data))
    if b"\0" in data:
        yield data.decode("utf-16-le", "replace")
        yield data.decode("utf-16-be", "replace")


def _unpacked(data: bytes) -> bytes:
    """Return the beginning of what is compressed in *data*, as far as it can be read."""
    try:
        return zlib.decompressobj().decompress(data, UNPACKED)
    except zlib.error:
        return b""


def _png(data: bytes) -> Iterator[str]:
    """Yield the texts of a PNG's chunks; its picture is in chunks, too."""
    at, texts = len(_PNG), 0
    while at + 8 <= len(data) and texts < TEXTS:
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        at += 12 + length
        keyword, _, rest = body.partition(b"\0")
        if kind == b"eXIf":
            yield from _tiff(body)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield _decoded(keyword)
            if kind == b"zTXt":
                rest, texts = _unpacked(rest[1:]), texts + 1
            elif kind == b"iTXt":
                packed = rest[:1] == b"\1"
                _, _, rest = rest[2:].partition(b"\0")  # the language
                translated, _, rest = rest.partition(b"\0")
                yield _decoded(translated)
                if packed:
                    rest, texts = _unpacked(rest), texts + 1
            yield from _profile(rest) if keyword.startswith(_RAW) else (_decoded(rest),)


def _profile(text: bytes) -> Iterator[str]:
    """Yield what a block in hexadecimal says, whose first two lines are its name and its length."""
    digits = "".join(_decoded(text).split()[2:])
    try:
        data = bytes.fromhex(digits[: len(digits) & ~1])
    except ValueError:
        return
    yield from _exif(data) if data.startswith(b"Exif") else _legible(data)


def _jpeg(data: bytes) -> Iterator[str]:
    """Yield the texts of a JPEG's segments; those of one kind go on in the next."""
    segments: dict[bytes, bytearray] = {}
    at = 2
    while found := _SEGMENT.search(data, at):
        length = int.from_bytes(data[found.end() : found.end() + 2])
        body = data[found.end() + 2 : found.end() + max(length, 2)]
        at = found.end() + max(length, 2)
        if body.startswith(b"Exif\0"):
            yield from _exif(body)
        elif found[1] == b"\xfe":
            yield _decoded(body)
        else:
            extended = body.startswith(_EXTENDED_XMP)
            name = b"xmp" if extended else found[1]
            segments.setdefault(name, bytearray()).extend(
                body[_EXTENDED_HEAD:] if extended else body + b"\n"
            )
    for joined in segments.values():
        yield from _legible(bytes(joined))


def _gif(data: bytes) -> Iterator[str]:
    """Yield the texts of a GIF's extensions."""
    at = 13 + _colours(data, 10)
    while at < len(data):
        kind = data[at : at + 1]
        if kind == b"\x2c":  # a picture: its place, its colours, a number, its blocks
            at, _ = _blocks(data, at + 11 + _colours(data, at + 9))
        elif kind == b"\x21":
            start = at + 2
            at, joined = _blocks(data, start)
            # XMP lies there without lengths, and the lengths are letters of it.
            xmp = data[start + 1 : start + 9] == b"XMP Data"
            yield _decoded(data[start:at].partition(_TRAILER)[0] if xmp else joined)
        else:
            return


def _colours(data: bytes, at: int) -> int:
    """Return the size of the table of colours that the byte at *at* tells of."""
    flags = data[at] if at < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> tuple[int, bytes]:
    """Return where the blocks from *at* on end, and what they hold together."""
    parts = []
    while at < len(data) and (length := data[at]):
        parts.append(data[at + 1 : at + 1 + length])
        at += 1 + length
    return at + 1, b"".join(parts)


def _webp(data: bytes) -> Iterator[str]:
    """Yield the texts of a WebP's chunks."""
    at = 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)
        if kind == b"EXIF":
            yield from _exif(body)
        elif kind not in (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"):
            yield from _legible(body)


def _exif(data: bytes) -> Iterator[str]:
    """Yield the texts of Exif, which is a TIFF behind its name."""
    yield from _tiff(data[6:] if data.startswith(b"Exif\0") else data)


def _tiff(data: bytes) -> Iterator[str]:
    """Yield the texts in the directories of a TIFF."""
    order = "little" if data.startswith(b"II") else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], order)  # type: ignore[arg-type]

    waiting, seen = [number(4, 4)], {0}
    while waiting and len(seen) <= FOLDERS:
        if (folder := waiting.pop()) in seen or folder + 2 > len(data):
            continue
        seen.add(folder)
        count = min(number(folder, 2), ENTRIES)
        for at in range(folder + 2, folder + 2 + 12 * count, 12):
            tag, kind, length = number(at, 2), number(at + 2, 2), number(at + 4, 4)
            if tag in _DIRECTORIES:
                waiting.append(number(at + 8, 4))
            elif kind in _SIZES:
                start = at + 8 if length <= 4 else number(at + 8, 4)
                yield from _value(data[start : start + min(length, UNPACKED)])
        waiting.append(number(folder + 2 + 12 * count, 4))


def _value(value: bytes) -> Iterator[str]:
    """Yield what an entry of a TIFF says; a comment names its coding in eight bytes."""
    yield from _legible(value.removeprefix(b"UNICODE\0").removeprefix(b"ASCII\0\0\0"))
