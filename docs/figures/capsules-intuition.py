"""Routing: lengths over the rounds and weights at the end."""

import numpy as np
from _style import AMBER, MINT, SAND, panels, thumbnail

PAGE = "blog/capsules-intuition.md"


def draw_routing(page):
    figure, (left, right) = panels(2, gridspec_kw={"width_ratios": [1.2, 1]})
    lengths = np.array([np.linalg.norm(v, axis=1) for v, _ in page.history])
    for whole in range(3):
        left.plot(range(1, 6), lengths[:, whole], "o-", ms=4, label=f"whole {whole}")
    left.set(xlabel="round", ylabel="length", ylim=(0, 1), xticks=range(1, 6))
    left.legend(loc="lower right")
    right.pcolormesh(page.history[-1][1].T, cmap="Blues", vmin=0, vmax=1, edgecolor="white")
    right.set(xlabel="part", ylabel="whole", xticks=np.arange(12) + 0.5, yticks=np.arange(3) + 0.5)
    right.set_xticklabels(range(1, 13))
    right.set_yticklabels(range(3))
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    axes.fill([-1, 0, 0, -1], [-0.9, -0.9, 0, 0], facecolor="none", edgecolor=MINT, lw=3)
    axes.fill([-1.2, 0.2, -0.5], [0.06, 0.06, 0.85], facecolor="none", edgecolor=AMBER, lw=3)
    for start, colour in (((-0.02, -0.45), MINT), ((0.0, 0.35), AMBER)):
        axes.annotate(
            "",
            (1.35, -0.02),
            start,
            arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2, "shrinkB": 8},
        )
    axes.plot(1.4, -0.03, "o", ms=13, color=SAND)
    axes.set(xlim=(-1.6, 1.8), ylim=(-1.1, 1.1), aspect="equal")
    return figure
