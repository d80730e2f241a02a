"""One sequence of test results, and the average course of the log odds."""

import numpy as np
from _style import BLUE, GREY, ORANGE, RED, panels

PAGE = "notes/learning-as-inference.md"


def draw_curves(page):
    figure, (left, right) = panels(2)
    runs = np.arange(len(page.belief))
    left.plot(runs, page.belief, "o-", ms=4, color=BLUE)
    for at in np.flatnonzero(page.results) + 1:
        left.axvline(at, color=RED, lw=0.8, ls=":")
    left.set(xlabel="run (dotted: a failure)", ylabel="p(flaky)", ylim=(0, 1.03))
    colours = (ORANGE, BLUE)
    for (name, odds), colour in zip(page.mean_odds.items(), colours, strict=True):
        right.plot(odds, color=colour, label=name)
    after = np.array([200, 400])
    start = page.mean_odds["flaky at 5%"][200]
    right.plot(after, start + page.drift * (after - 200), "--", color=GREY, lw=1.2)
    right.axhline(0, color=GREY, lw=0.6)
    right.set(xlabel="runs", ylabel="mean log odds")
    right.legend(fontsize=8.5)
    return figure
