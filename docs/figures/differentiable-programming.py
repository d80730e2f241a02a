"""A thrown ball that learns to hit a mark."""

from math import hypot, sqrt

import numpy as np
from _style import AMBER, BLUE, MINT, ORANGE, SAND, panels, thumbnail

PAGE = "blog/differentiable-programming.md"


def arc(speed, slope, seconds=2.0):
    """Follow the loop of the page and return the path."""
    norm = sqrt(1 + slope * slope)
    vx, vy, x, y = speed / norm, slope * speed / norm, 0.0, 1.5
    path, dt = [(x, y)], seconds / 200
    for _ in range(200):
        v = hypot(vx, vy)
        x, y = x + vx * dt, y + vy * dt
        vx, vy = vx - 0.02 * v * vx * dt, vy + (-9.81 - 0.02 * v * vy) * dt
        path.append((x, y))
    return np.array(path)[::8]


def draw_aim(page):
    figure, (left, right) = panels(2, gridspec_kw={"width_ratios": [1.5, 1]})
    chosen = (0, 2, 5, 10, 20, 60)
    for shade, attempt in zip(np.linspace(0.25, 1, 6), chosen, strict=True):
        left.plot(*arc(*page.tries[attempt]).T, color=BLUE, alpha=shade)
    left.plot(20, 3, "*", ms=12, color=ORANGE)
    left.set(xlabel="metres", ylabel="height", ylim=(-14, 9))
    right.semilogy([page.miss(*aim, 2.0) ** 0.5 for aim in page.tries], color=ORANGE)
    right.set(xlabel="attempt", ylabel="miss in metres")
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for aim, colour in zip(((12.0, 0.5), (14.5, 0.7), page.aim), (SAND, MINT, AMBER), strict=True):
        axes.plot(*arc(*aim).T, color=colour, lw=2.2)
    axes.plot(20, 3, "*", ms=17, color=AMBER)
    axes.set(xlim=(-0.5, 21.5), ylim=(-6, 9))
    return figure
