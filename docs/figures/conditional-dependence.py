"""What selection on a sum does to two independent quantities."""

import numpy as np
from _style import BLUE, GREY, ORANGE, dots, panels

PAGE = "notes/conditional-dependence.md"


def draw_selection(page):
    figure, (left, right) = panels(2)
    some, total = page.z[:1100], page.total[:1100]
    dots(left, some[total <= 1], color=GREY, alpha=0.35)
    dots(left, some[total > 1], color=BLUE)
    chosen = page.z[page.total > 1]
    slope, height = np.polyfit(*chosen.T, 1)
    ends = np.array([-1.2, 2.8])
    left.plot(ends, height + slope * ends, color=ORANGE)
    left.set(xlabel="novelty $z_1$", ylabel="care $z_2$", xlim=(-3.2, 3.2), ylim=(-3.2, 3.2))
    t = np.linspace(-3, 3, 120)
    right.plot(t, page.selected(t), color=BLUE)
    right.plot(page.sampled.keys(), page.sampled.values(), "o", color=ORANGE)
    right.set(xlabel="threshold $t$", ylabel="correlation", ylim=(-1, 0.05))
    return figure
