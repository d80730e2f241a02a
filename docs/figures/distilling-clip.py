"""Accuracy of the students, and the spectrum of the teacher."""

import numpy as np
from _style import AMBER, BLUE, GREY, MINT, ORANGE, SAND, panels, thumbnail

PAGE = "blog/distilling-clip.md"


def draw_results(page):
    figure, (left, right) = panels(2, gridspec_kw={"width_ratios": [1.5, 1]})
    names = list(page.scores)[::-1]
    left.barh(names, [100 * page.scores[name] for name in names], color=BLUE, height=0.55)
    left.axvline(100 * page.zero_shot(page.big, page.class_vectors), color=GREY, ls="--")
    left.set(xlabel="zero-shot accuracy in %", xlim=(0, 102))
    right.plot(np.arange(1, 13), 100 * page.left[:12], "o-", color=ORANGE, ms=4)
    right.set(xlabel="dimensions $k$", ylabel="left out in %", ylim=(-3, 80))
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    axes.fill([0.08, 0.38, 0.34, 0.12], [0.02, 0.02, 0.98, 0.98], color=MINT)
    axes.fill([0.72, 0.86, 0.84, 0.74], [0.02, 0.02, 0.46, 0.46], color=AMBER)
    for top, low in zip(np.linspace(0.9, 0.25, 5), np.linspace(0.43, 0.12, 5), strict=True):
        axes.plot([0.37, 0.73], [top, low], color=SAND, lw=1.4)
    axes.set(xlim=(0, 0.95), ylim=(0, 1))
    return figure
