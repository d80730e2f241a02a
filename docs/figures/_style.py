"""How the figures of this site look, and how they are written so that the same code gives the same bytes."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib as mpl

mpl.use("agg")  # before pyplot chooses

import matplotlib.pyplot as plt
import numpy as np

BLUE, ORANGE, GREEN, RED, PURPLE, GREY = (
    "#2f6690", "#d9822b", "#3a8f6b", "#b5443c", "#7a5ea8", "#7d8790",
)  # fmt: skip
INK, PAPER = "#1f2933", "#ffffff"
NIGHT, SAND, MINT, AMBER, ROSE, SKY = (
    "#16283a", "#f3efe4", "#7fd1c7", "#f4b860", "#ef8a7a", "#8fbfe8",
)  # fmt: skip

PATH = re.compile(r' d="[^"]*"')
LONG = re.compile(r"(\.\d\d)\d+")

mpl.rcParams.update(
    {
        "svg.hashsalt": "commonplace",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
        "font.size": 9.5,
        "axes.titlesize": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": GREY,
        "axes.labelcolor": INK,
        "axes.prop_cycle": mpl.cycler(color=[BLUE, ORANGE, GREEN, RED, PURPLE]),
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "legend.frameon": False,
        "figure.facecolor": PAPER,  # a card of its own, so that it can be read in the dark, too
        "lines.linewidth": 1.6,
        "savefig.dpi": 120,
        "path.simplify_threshold": 0.4,
    }
)


def panels(count: int = 1, *, rows: int = 1, width: float = 6.6, height: float = 2.5, **options):
    """Return a figure and its axes."""
    return plt.subplots(rows, count, figsize=(width, height), layout="constrained", **options)


def thumbnail():
    """Return a small dark figure and its one set of axes, without frame."""
    figure = plt.figure(figsize=(3.2, 2.0), facecolor=NIGHT)
    axes = figure.add_axes((0.06, 0.08, 0.88, 0.84), facecolor="none")
    axes.set_axis_off()
    return figure, axes


def dots(axes, points, **options):
    """Draw many points as one small picture, which takes less room than a shape for each."""
    options = {"s": 7, "lw": 0, "rasterized": True, **options}
    return axes.scatter(*np.asarray(points).T, **options)


def save(figure, path: Path, stamp: str, *, salt: str) -> None:
    """Write a figure without a date and with its stamp."""
    if path.suffix == ".svg":
        metadata = {"Date": None, "Creator": None, "Identifier": stamp}
    else:
        metadata = {"CreationDate": None, "Creator": None, "Producer": None, "Keywords": stamp}
    with mpl.rc_context({"svg.hashsalt": salt}):
        figure.savefig(path, metadata=metadata)
    plt.close(figure)
    if path.suffix == ".svg":
        text = path.read_text(encoding="utf-8")
        path.write_text(PATH.sub(_shorter, text), encoding="utf-8")


def _shorter(match: re.Match[str]) -> str:
    """Keep two digits behind the point of the numbers in a path; a hundredth of a point is enough."""
    return LONG.sub(r"\1", f" {' '.join(match[0].split())}")
