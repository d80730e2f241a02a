"""The one writer of files that are no pages: feeds, redirects, ``llms.txt`` and the like.

They are computed from the site when everything is written, put in place by rename where their
bytes differ, and listed in the manifest, which removes them when nobody writes them any more. A
file whose maker says from what it is made is left as it is until that changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from ..files import is_inside, write_bytes, write_parts
from .cards import card_files
from .discovery import discovery_files, not_found_page
from .feeds import feed_files
from .graph_files import graph_files, graph_page
from .redirects import redirect_files
from .twins import llms_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.builders.html import StandaloneHTMLBuilder

    from ..resolve.site import Site
    from .builders import HtmlMixin
    from .made import Made

    Maker = Callable[[StandaloneHTMLBuilder, Site], Iterable[tuple[str, bytes | Made]]]

#: Who makes files; each yields names in the output directory with their bytes.
MAKERS: tuple[Maker, ...] = (
    discovery_files,
    not_found_page,
    feed_files,
    redirect_files,
    graph_files,
    graph_page,
    llms_files,
    card_files,
)


def write_all(builder: HtmlMixin, site: Site) -> None:
    """Write the files of all makers; a file of the site itself is never overwritten.

    Skipped where nothing that they are made of has changed since they were written.
    """
    html = cast("StandaloneHTMLBuilder", builder)
    outdir = Path(html.outdir)
    if builder.is_unchanged():
        known = builder.manifest.made
        if all((outdir / name).is_file() for name in known):
            builder.made_files = dict(known)
            return
    taken = builder.document_files() | builder.extra_files
    files: dict[str, bytes | Made] = {}
    for maker in MAKERS:
        for name, data in maker(html, site):
            if name not in taken:  # a file of the author's own wins
                files.setdefault(name, data)
    keys = {name: "" if isinstance(data, bytes) else data.key for name, data in files.items()}
    kept = builder.manifest.plan(keys)
    for name, data in files.items():
        path = outdir / name
        if name in kept and path.is_file():
            continue
        if is_inside(path.parent, outdir) and not path.is_dir():
            made = data if isinstance(data, bytes) else data.make()
            write_bytes(path, made) if isinstance(made, bytes) else write_parts(path, made)
    builder.made_files = keys
