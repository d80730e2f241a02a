"""Traces of a program with a random number of jumps, and the posterior of that number."""

import numpy as np
from _style import AMBER, BLUE, GREY, ORANGE, SAND, panels, thumbnail

PAGE = "blog/probabilistic-programming.md"


def draw_jumps(page):
    figure, (left, right) = panels(2, gridspec_kw={"width_ratios": [1.6, 1]})
    grid = np.linspace(0, 23.9, 240)
    for _, trace in page.chain[:: len(page.chain) // 30]:
        places = sorted(value for name, value in trace.made.items() if name.startswith("place"))
        levels = [trace.made[f"level {i}"] for i in range(len(places) + 1)]
        left.plot(
            grid, np.array(levels)[np.searchsorted(places, grid)], color=BLUE, lw=0.5, alpha=0.4
        )
    left.plot(page.curve, "o", ms=3.5, color=ORANGE)
    left.set(xlabel="step", ylabel="loss")
    numbers = np.arange(4)
    right.bar(numbers, [page.counts[n] / len(page.chain) for n in numbers], color=BLUE, width=0.6)
    prior = [0.6, 0.4 * 0.6, 0.16 * 0.6, 0.064]
    right.plot(numbers, prior, "o", color=GREY)
    right.set(xlabel="number of jumps", ylabel="probability", xticks=numbers)
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    lit = {(0, 0), (1, 1), (2, 2), (3, 5)}
    for depth in range(3):
        for i in range(2**depth):
            for child in (2 * i, 2 * i + 1):
                start = ((i + 0.5) / 2**depth, 1 - depth / 3)
                end = ((child + 0.5) / 2 ** (depth + 1), 1 - (depth + 1) / 3)
                on = (depth, i) in lit and (depth + 1, child) in lit
                axes.plot(
                    *zip(start, end, strict=True),
                    color=AMBER if on else SAND,
                    lw=3.2 if on else 1.2,
                    alpha=1 if on else 0.5,
                )
                axes.plot(*end, "o", ms=8, color=AMBER if on else SAND)
    axes.plot(0.5, 1, "o", ms=10, color=AMBER)
    axes.set(xlim=(0, 1), ylim=(-0.06, 1.08))
    return figure
