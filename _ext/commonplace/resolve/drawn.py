"""The last drawing of the graph, kept between builds: most edits move no link."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from ..core.digest import digest
from ..core.layout import Drawing, lay_out
from ..files import read_pickle, write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ALL, CLUSTERS = "kb-drawing.pickle", "kb-drawing-clusters.pickle"


def drawn(
    folder: Path, code: str, count: int, links: Sequence[tuple[int, int]], *, name: str = ALL
) -> Drawing:
    """Place the nodes of a graph, or return where they were if it is the same graph as last time.

    *folder* is that of the doctrees; *code* names the code that draws.
    """
    key = digest((code, count, tuple(links)))
    known = read_pickle(folder / name)
    if isinstance(known, tuple) and known[:1] == (key,) and isinstance(known[-1], Drawing):
        return known[-1]
    drawing = lay_out(count, links)
    write_bytes(folder / name, pickle.dumps((key, drawing)))
    return drawing
