"""What a cache does to a recursion, and the table that it fills."""

import functools

import numpy as np
from _style import AMBER, BLUE, INK, MINT, NIGHT, ORANGE, ROSE, SAND, panels, thumbnail

PAGE = "blog/decorators.md"


def draw_calls(page):
    figure, (left, right) = panels(2, width=6.6, height=2.7)
    source, target = "sparse", "sparks"
    lengths = range(1, len(source) + 1)
    for cache, colour, name in (
        (lambda function: function, ORANGE, "plain"),
        (functools.cache, BLUE, "cached"),
    ):
        calls = [page.edit_distance(source[:n], target[:n], cache)[1] for n in lengths]
        left.semilogy(lengths, calls, "o-", color=colour, ms=4, label=name)
    left.set(xlabel="letters in each word", ylabel="calls")
    left.legend()
    table = np.array(
        [
            [page.edit_distance(source[:i], target[:j], functools.cache)[0] for j in range(7)]
            for i in range(7)
        ]
    )
    right.imshow(table, cmap="Blues", vmax=9)
    for (i, j), value in np.ndenumerate(table):
        right.text(j, i, value, ha="center", va="center", fontsize=8.5, color=INK)
    right.set_xticks(range(7), ["", *target])
    right.set_yticks(range(7), ["", *source])
    right.tick_params(length=0)
    right.spines[:].set_visible(False)
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for margin, colour in ((0.0, ROSE), (0.55, AMBER), (1.1, SAND)):
        axes.fill(
            [margin, 6 - margin, 6 - margin, margin],
            [margin, margin, 4.2 - margin, 4.2 - margin],
            fc=NIGHT,
            ec=colour,
            lw=2.6,
        )
    axes.text(3, 2.1, "g(x)", ha="center", va="center", color=SAND, family="monospace", size=13)
    for start, end in ((-1.7, 1.25), (4.75, 7.7)):
        axes.annotate(
            "", (end, 2.1), (start, 2.1), arrowprops={"arrowstyle": "-|>", "color": MINT, "lw": 2}
        )
    axes.set(xlim=(-1.9, 7.9), ylim=(-0.5, 4.7))
    return figure
