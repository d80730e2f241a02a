"""Model a small site as plain data, so that an edit is one change of the model."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import yaml

LINK = re.compile(r"<<(\w+):([^>|]+)(?:\|([^>]*))?>>")

#: The day on which every build of the proof takes place, unless an edit moves the clock.
NOON = 1_795_262_400  # 2026-11-21T12:00:00+00:00


TESTS = Path(__file__).resolve().parent.parent
CODE = TESTS.parent / "_ext"


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
    code: dict[str, bytes] = field(default_factory=dict)  #: changed files of the extension, others
    extension: Path  #: where the code is, before any edit
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
        case "wiki":
            return f"[[{stem}|{text}]]" if text else f"[[{stem}]]"
        case "path":
            path = _relative(docname, page.folder)
            return f"[[{path if path.startswith('../') else f'./{path}'}]]"
        case "embed":
            return f"![[{docname}]]"
        case "source":
            return f"/{docname}.md"
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


#: How the modification time of a changed file comes out: as written; kept as it was before the
#: edit, or as these very bytes once had it (``rsync -t``, ``cp -p``); long ago (an old archive).
TIMES = ("now", "kept", "past")
LONG_AGO = 1_000_000_000 * 10**9


@dataclass(slots=True, kw_only=True)
class Folder:
    """A folder that is brought from one state of a model to the next."""

    path: Path
    written: set[str] = field(default_factory=set)  #: files of ours; others are left alone
    stamps: dict[tuple[str, bytes], int] = field(default_factory=dict)

    def write(self, files: dict[str, bytes], *, times: str = "now") -> int:
        """Bring the folder to hold *files*, touching only what differs.

        Files written before that are no longer wanted are removed. Returns the number of files
        changed or removed.
        """
        gone = sorted(self.written - files.keys())
        for name in gone:
            (self.path / name).unlink(missing_ok=True)
        self.written = set(files)
        return len(gone) + sum(self._write(name, data, times=times) for name, data in files.items())

    def _write(self, name: str, data: bytes, *, times: str) -> bool:
        target = self.path / name
        there = target.exists()
        if there and target.read_bytes() == data:
            return False
        before = target.stat().st_mtime_ns if there else LONG_AGO
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        key = name, hashlib.sha256(data).digest()
        if times != "now":
            stamp = self.stamps.get(key, before) if times == "kept" else LONG_AGO
            os.utime(target, ns=(stamp, stamp))
        self.stamps.setdefault(key, target.stat().st_mtime_ns)
        return True
