"""Paths of the probability flow, and where they end."""

import numpy as np
from _style import AMBER, BLUE, GREY, MINT, ORANGE, SAND, panels, thumbnail

PAGE = "blog/score-based-models.md"


def draw_flow(page):
    figure, (left, right) = panels(2, gridspec_kw={"width_ratios": [1.5, 1]})
    low = np.searchsorted(-page.levels, -8.0)
    ranks = np.argsort(page.end)[np.linspace(300, len(page.end) - 300, 24).astype(int)]
    left.plot(page.levels[low::2], page.path[low::2, ranks], color=BLUE, lw=0.8, alpha=0.8)
    left.set(
        xscale="log", xlim=(8, 0.02), ylim=(-9, 9), xlabel=r"noise level $\sigma$", ylabel="$x$"
    )
    right.hist(
        page.end,
        bins=50,
        histtype="stepfilled",
        range=(-4, 4),
        density=True,
        color=ORANGE,
        alpha=0.6,
    )
    x = np.linspace(-4, 4, 120)
    parts = np.exp(-((x[:, None] - page.means) ** 2) / (2 * page.width**2))
    right.plot(x, parts @ page.weights / (page.width * np.sqrt(2 * np.pi)), color=GREY)
    right.set(xlabel="$x$", ylabel="density")
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    x, y = np.meshgrid(np.linspace(-2.6, 2.6, 11), np.linspace(-1.5, 1.5, 7))
    places = np.array([[-1.3, -0.3], [1.3, 0.4]])
    near = [np.exp(-((x - a) ** 2 + (y - b) ** 2) / 1.6) for a, b in places]
    u = sum(n * (a - x) for n, (a, _) in zip(near, places, strict=True)) / sum(near)
    v = sum(n * (b - y) for n, (_, b) in zip(near, places, strict=True)) / sum(near)
    length = np.hypot(u, v) + 0.3
    axes.quiver(x, y, u / length, v / length, color=MINT, scale=16, width=0.008)
    axes.plot(*places.T, "o", ms=13, color=AMBER)
    axes.plot(*places.T, "o", ms=5, color=SAND)
    return figure
