"""Model a small site as plain data, so that an edit is one change of the model."""

from __future__ import annotations

import os
import posixpath
import re
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r"<<(\w+):([^>|]+)(?:\|([^>]*))?>>")

#: The day on which every build of the proof takes place, unless an edit moves the clock.
NOON = 1_795_262_400  # 2026-11-21T12:00:00+00:00


@dataclass(slots=True, kw_only=True)
class Page:
    """A page: front matter, first heading and blocks of Markdown.

    Links between pages are written ``<<md:key>>`` and the like, where *key* is the page's first
    docname: it stays when the page moves, so that an edit can move a page with its links.
    """

    docname: str
    front: dict[str, object] = field(default_factory=dict)
    heading: str = ""
    blocks: list[str] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """Give the page's folder, empty for the root."""
        return posixpath.dirname(self.docname)


@dataclass(slots=True, kw_only=True)
class Site:
    """The whole input of a build; mutable, copied before each edit that may be taken back."""

    pages: dict[str, Page] = field(default_factory=dict)
    references: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    conf: dict[str, object] = field(default_factory=dict)
    code: dict[str, bytes] = field(default_factory=dict)  #: changed files of the extension
    clock: int = NOON
    gone: dict[str, str] = field(default_factory=dict)  #: last docname of each deleted page
    counter: int = 0

    def word(self) -> str:
        """Give a word that the site has not seen yet; all have one length."""
        self.counter += 1
        return f"w{self.counter:04d}"


def picture(shade: int, *, size: int = 8) -> bytes:
    """Draw a square PNG of one colour (RFC 2083)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    colour = bytes((shade & 255, (shade * 7) & 255, (shade * 31) & 255))
    rows = (b"\0" + colour * size) * size
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _relative(path: str, folder: str) -> str:
    return posixpath.relpath(path, folder or ".")


def _link(site: Site, page: Page, kind: str, key: str, text: str | None) -> str:
    """Write one link in the syntax that *kind* names."""
    if kind == "file":
        return _relative(key, page.folder)
    key, _, anchor = key.partition("#")
    docname = site.pages[key].docname if key in site.pages else site.gone.get(key, key)
    stem = PurePosixPath(docname).name
    match kind:
        case "md":
            hash_part = f"#{anchor}" if anchor else ""
            return f"[{text or ''}]({_relative(docname, page.folder)}.md{hash_part})"
        case "doc":
            return f"{{doc}}`{text} </{docname}>`" if text else f"{{doc}}`/{docname}`"
        case "toc":
            return f"{text} </{docname}>" if text else f"/{docname}"
        case _:
            return f"{{kb:{kind}}}`{text} <{stem}>`" if text else f"{{kb:{kind}}}`{stem}`"


def expand(site: Site, page: Page, text: str) -> str:
    """Replace the model's links by links in MyST's syntax."""
    return LINK.sub(lambda found: _link(site, page, found[1], found[2], found[3]), text)


def render_page(site: Site, page: Page) -> str:
    """Write the page's source."""
    parts = []
    if page.front:
        front = yaml.safe_dump(page.front, sort_keys=False, allow_unicode=True)
        parts.append(f"---\n{expand(site, page, front)}---")
    if page.heading:
        parts.append(f"# {page.heading}")
    parts.extend(expand(site, page, block) for block in page.blocks)
    return "\n\n".join(parts) + "\n"


def render_references(site: Site) -> str:
    """Write the bibliography file."""
    entries = []
    for key, fields in site.references.items():
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
        entries.append("\n".join((f"@article{{{key},", *lines, "}")))
    return "\n\n".join(entries) + "\n"


def render(site: Site) -> dict[str, bytes]:
    """Give every source file of the site, by path in the source folder."""
    files = dict(site.files)
    for page in site.pages.values():
        files[f"{page.docname}.md"] = render_page(site, page).encode()
    files["references.bib"] = render_references(site).encode()
    conf = "".join(f"{name} = {value!r}\n" for name, value in site.conf.items())
    files["conf.py"] = conf.encode()
    return files


#: How the modification time of a changed file comes out: as written, kept as it was before the
#: edit (``rsync -t``, ``cp -p``), or set to long ago (an unpacked archive).
TIMES = ("now", "kept", "past")
LONG_AGO = 1_000_000_000 * 10**9


def write(files: dict[str, bytes], known: set[str], folder: Path, *, times: str = "now") -> int:
    """Bring *folder* to hold *files*, touching only what differs.

    *known* holds the paths written before; those no longer wanted are removed, and whatever else
    is in the folder (sources that the extension generated) is left alone. Returns the number of
    files changed or removed.
    """
    changed = 0
    for path in sorted(known - files.keys()):
        (folder / path).unlink(missing_ok=True)
        changed += 1
    for path, data in files.items():
        target = folder / path
        before = target.stat().st_mtime_ns if target.exists() else LONG_AGO
        if target.exists() and target.read_bytes() == data:
            continue
        changed += 1
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        if times != "now":
            stamp = before if times == "kept" else LONG_AGO
            os.utime(target, ns=(stamp, stamp))
    known.clear()
    known.update(files)
    return changed
