"""UTF-8 that never fails: for the root of the site, without which there is none.

Any other page that is not UTF-8 is left out. Sphinx asks for an encoding by name, so that this
one has a name.
"""

from __future__ import annotations

import codecs
from typing import Any

NAME = "kb_lenient_utf_8"


def decode(data: bytes) -> str:
    """Decode *data*, what is not UTF-8 becoming U+FFFD."""
    return data.decode("utf-8-sig", errors="replace")


def _decode(data: Any, errors: str = "strict") -> tuple[str, int]:
    return decode(bytes(data)), len(data)


class _Decoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, data: Any, errors: str, final: bool) -> tuple[str, int]:  # noqa: FBT001 (so it is called)
        return _decode(data) if final else ("", 0)


def _search(name: str) -> codecs.CodecInfo | None:
    if name != NAME:
        return None
    return codecs.CodecInfo(codecs.utf_8_encode, _decode, incrementaldecoder=_Decoder, name=NAME)


def register() -> None:
    """Make the encoding known to Python; registering it again changes nothing."""
    try:
        codecs.lookup(NAME)
    except LookupError:
        codecs.register(_search)
