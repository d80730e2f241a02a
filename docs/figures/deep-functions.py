"""Random networks, regression with their limit, and correlation against depth."""

import numpy as np
from _style import BLUE, GREEN, GREY, INK, ORANGE, panels

PAGE = "notes/deep-functions.md"


def draw_regression(page):
    figure, (left, middle, right) = panels(3)
    for curve in page.networks(6, 50, page.grid):
        left.plot(page.grid, curve, lw=1)
    left.set(xlabel="$t$", ylabel="$f(t)$", ylim=(-2.4, 2.4))
    spread = 2 * np.sqrt(page.variance)
    middle.fill_between(
        page.grid, page.mean - spread, page.mean + spread, color=BLUE, alpha=0.2, lw=0
    )
    middle.plot(page.grid, page.mean, color=BLUE)
    middle.plot(page.T, page.x, "o", color=INK, ms=4)
    middle.plot(page.at, page.found, "x", color=ORANGE)
    middle.set(xlabel="$t$", ylim=(-2.4, 2.4))
    for start, colour in zip(page.starts, (BLUE, ORANGE, GREEN), strict=True):
        right.plot(page.deepen(start, 20, 0.8), color=colour)
        right.plot(page.deepen(start, 20, 3.0), "--", color=colour)
    right.set(xlabel="layers", ylabel="correlation", ylim=(0, 1.03))
    right.axhline(0, color=GREY, lw=0.6)
    return figure
