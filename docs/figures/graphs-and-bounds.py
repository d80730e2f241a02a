"""The exact posterior beside its mean-field approximation, and the bound on its way up."""

import numpy as np
from _style import AMBER, BLUE, GREY, MINT, ORANGE, SAND, panels, thumbnail

PAGE = "blog/graphs-and-bounds.md"


def draw_posterior(page):
    figure, (left, right) = panels(2)
    part = np.s_[::16, ::14]
    grid = page.mu[::16], page.tau[::14]
    left.contourf(*grid, page.exact[part].T, levels=6, cmap="Blues")
    left.contour(*grid, page.q[part].T, levels=6, colors=ORANGE, linewidths=0.9)
    left.set(xlabel=r"mean $\mu$", ylabel=r"precision $\tau$", xlim=(0.2, 2.2), ylim=(0, 2.6))
    left.set_title("posterior (filled), mean field (lines)")
    right.step(range(len(page.steps)), page.steps, where="mid", color=BLUE, marker="o", ms=3)
    right.axhline(page.evidence, color=GREY, ls="--")
    right.text(12, page.evidence + 0.08, r"$\log p(x)$", ha="right", va="bottom")
    right.set(xlabel="update", ylabel=r"$\mathcal{L}(q)$", ylim=(-15.4, -13.0))
    right.set_title("evidence lower bound")
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    places = [(0.16, 0.8), (0.44, 0.8), (0.3, 0.38)]
    for start in places[:2]:
        axes.annotate(
            "",
            places[2],
            start,
            arrowprops={
                "arrowstyle": "-|>",
                "color": SAND,
                "shrinkA": 11,
                "shrinkB": 12,
                "lw": 1.8,
            },
        )
    for place, colour in zip(places, (MINT, MINT, AMBER), strict=True):
        axes.plot(*place, "o", ms=20, mfc=colour, mec="none")
    rise = 0.24 + 0.56 * (1 - np.exp(-np.arange(7) * 0.7))
    axes.step(np.linspace(0.56, 0.97, 7), rise, where="post", color=AMBER, lw=2.4)
    axes.plot([0.54, 0.99], [0.86, 0.86], "--", color=SAND, lw=1.4)
    axes.set(xlim=(0, 1), ylim=(0.1, 1))
    return figure
