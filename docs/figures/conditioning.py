"""A lost key: beliefs before and after the search, and what the filter kept."""

import numpy as np
from _style import BLUE, GREY, ORANGE, SAND, panels

PAGE = "notes/conditioning.md"


def draw_key(page):
    figure, (left, right) = panels(2)
    at = np.arange(3)
    left.bar(at - 0.2, page.prior, width=0.38, color=SAND, edgecolor=GREY, label="prior")
    left.bar(at + 0.2, page.exact, width=0.38, color=BLUE, label="posterior")
    left.plot(at + 0.2, page.sampled, "o", color=ORANGE, ms=5, label="kept runs")
    left.set(xticks=at, xticklabels=page.places, ylabel="probability", ylim=(0, 0.75))
    left.legend(loc="upper left", ncols=3, handlelength=1, columnspacing=0.9, fontsize=8.5)
    rounds = [k for k, _, _ in page.rows]
    for number, place in enumerate(page.places):
        right.plot(rounds, [after[number] for _, after, _ in page.rows], "o-", ms=3.5, label=place)
    right.plot(rounds, [share for _, _, share in page.rows], "--", color=GREY, lw=1, label="$p(x)$")
    right.set(xlabel="rounds of search $k$", ylabel="probability", ylim=(0, 1.03))
    right.legend(fontsize=8.5)
    return figure
