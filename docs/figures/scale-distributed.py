"""Sizes of buckets, and memory per worker."""

import numpy as np
from _style import AMBER, GREY, MINT, ORANGE, ROSE, SAND, panels, thumbnail

PAGE = "blog/scale-distributed.md"


def draw_costs(page):
    figure, (left, right) = panels(2)
    left.semilogx(page.sizes / 1e6, page.times, "o-", color=ORANGE, ms=4)
    left.axhline(2 * 3 * (2e-3 + 100e6 / 1.25e9), color=GREY, ls="--", lw=1)
    left.set(xlabel="bucket in MB", ylabel="seconds", ylim=(0, 1.3))
    left.set_xticks([5, 25, 100, 400], ["5", "25", "100", "400"])
    left.set_xticks([], minor=True)
    n = np.array([1, 2, 4, 8, 16, 32, 64])
    for stage, name in enumerate(("full copies", "states", "+ gradients", "+ parameters")):
        right.loglog(n, [page.gigabytes(7e9, k, stage) for k in n], "o-", ms=3, label=name)
    right.set(xlabel="workers", ylabel="GB per worker")
    right.set_xticks(n, [str(k) for k in n])
    right.set_yticks([2, 10, 50], ["2", "10", "50"])
    right.minorticks_off()
    right.legend(fontsize=8, loc="lower left")
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for base, overlap in ((0.62, False), (0.12, True)):
        axes.broken_barh([(0, 0.5)], (base + 0.14, 0.11), color=MINT)
        start = 0.18 if overlap else 0.52
        for piece, colour in enumerate((AMBER, ROSE, AMBER)):
            axes.broken_barh([(start + 0.155 * piece, 0.14)], (base, 0.11), color=colour)
    axes.plot([0.66, 0.66], [0.05, 0.4], color=SAND, lw=1.5, ls="--")
    axes.plot([0.985, 0.985], [0.55, 0.9], color=SAND, lw=1.5, ls="--")
    axes.set(xlim=(-0.02, 1.02), ylim=(0, 1))
    return figure
