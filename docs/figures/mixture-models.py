"""Which calls belong together, and how many kinds there are."""

import numpy as np
from _style import BLUE, GREY, ORANGE, panels
from matplotlib.colors import LinearSegmentedColormap

PAGE = "notes/mixture-models.md"


def draw_calls(page):
    figure, (left, right) = panels(2)
    shades = LinearSegmentedColormap.from_list("blues", ["#ffffff", BLUE])
    left.pcolormesh(page.pairs, cmap=shades, vmin=0, vmax=1, edgecolors="white", lw=0.6)
    ticks = np.arange(page.n) + 0.5
    left.set(xticks=ticks, yticks=ticks, xticklabels=page.calls, yticklabels=page.calls)
    left.set(xlabel="pitch (kHz)", aspect="equal")
    left.tick_params(labelsize=8)
    kinds = np.arange(1, page.n + 1)
    prior = np.array([1.0])  # of the number of kinds, one call after another
    for i in range(1, page.n):
        founds = page.alpha / (page.alpha + i)
        prior = np.append(prior * (1 - founds), 0) + np.append(0, prior * founds)
    right.bar(kinds, page.exact, color=BLUE, width=0.6)
    right.plot(kinds, page.counts, "o", color=ORANGE, ms=5)
    right.plot(kinds, prior, "--", color=GREY)
    right.set(xlabel="number of kinds", ylabel="probability", xticks=kinds)
    return figure
