"""A confounder: success seen and success brought about."""

import numpy as np
from _style import BLUE, GREEN, GREY, ORANGE, RED, panels

PAGE = "notes/causal-dependence.md"


def draw_reversal(page):
    figure, (left, right) = panels(2)
    for z, name, colour in ((0, "easy", GREEN), (1, "hard", RED)):
        rates = [page.p_success[z, a] for a in (0, 1)]
        share = [0.5 * (page.p_new[z] if a else 1 - page.p_new[z]) for a in (0, 1)]
        left.plot((0, 1), rates, color=colour, lw=1)
        left.scatter((0, 1), rates, s=[500 * s for s in share], color=colour, label=name)
    left.plot((0, 1), page.seen, "s-", color=BLUE, label="all runs")
    left.set(
        xticks=(0, 1), xticklabels=("old", "new"), xlim=(-0.3, 1.3), ylim=(0, 1), ylabel="success"
    )
    legend = left.legend(fontsize=8.5, loc="lower right")
    for handle in legend.legend_handles[:2]:
        handle.set_sizes([25])
    drive = np.linspace(0.5, 0.98, 60)  # p(a = 1 | hard), and one minus it for easy tasks
    new = drive * page.p_success[1, 1] + (1 - drive) * page.p_success[0, 1]
    old = (1 - drive) * page.p_success[1, 0] + drive * page.p_success[0, 0]
    right.axhline(0, color=GREY, lw=0.8)
    right.plot(drive, new - old, color=BLUE, label="seen")
    right.plot(drive, np.full(60, page.done[1] - page.done[0]), color=ORANGE, label="done")
    right.plot(0.8, page.seen[1] - page.seen[0], "o", color=BLUE)
    right.set(xlabel="share of hard tasks given the new one", ylabel="new minus old")
    right.legend(fontsize=8.5)
    return figure
