"""How far a shuffle buffer moves items, and how long they wait in it."""

import numpy as np
from _style import AMBER, BLUE, GREY, MINT, ORANGE, ROSE, SAND, SKY, dots, panels, thumbnail

PAGE = "blog/generators.md"


def draw_shuffle(page):
    figure, (left, right) = panels(2)
    shown = 400
    dots(left, np.column_stack([page.order[:shown], np.arange(shown)]), color=BLUE, s=6)
    left.plot([99, 500], [0, 401], color=ORANGE, lw=1.2, label="no further forward")
    left.set(xlabel="position in the input", ylabel="position in the output", xlim=(0, 500))
    left.legend(loc="lower right")
    edges = np.arange(1, 602, 30)
    right.hist(page.waiting, edges, density=True, color=BLUE, alpha=0.75, label="counted")
    t = np.arange(1, 601)
    right.plot(t, (1 - 1 / 100) ** (t - 1) / 100, color=ORANGE, label="geometric")
    right.set(xlabel="steps spent in the buffer", ylabel="share per step", xlim=(0, 600))
    right.legend()
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    colours = (SAND, SKY, MINT, AMBER, ROSE)
    for place in range(9):
        inside = place == 5
        left, top = place + 0.14, 0.2 + 0.5 * inside
        axes.fill(
            [left, left + 0.72, left + 0.72, left],
            [top, top, top + 0.72, top + 0.72],
            color=AMBER if inside else colours[place % 2],
            alpha=1.0 if inside else (0.35 + 0.1 * place if place < 5 else 0.25),
        )
    axes.plot([5, 5, 6, 6], [0.05, 2.0, 2.0, 0.05], color=MINT, lw=3.2)
    axes.annotate(
        "", (9, 1.06), (6.25, 1.06), arrowprops={"arrowstyle": "-|>", "color": AMBER, "lw": 2}
    )
    axes.plot([0, 9], [0.02, 0.02], color=GREY, lw=2.4)
    axes.set(xlim=(-0.1, 9.2), ylim=(-1.2, 3.4))
    return figure
