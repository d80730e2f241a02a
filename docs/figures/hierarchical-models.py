"""Shrinkage of the kilns' rates, and what two potteries teach about a new kiln."""

import numpy as np
from _style import BLUE, GREY, ORANGE, panels
from scipy import stats

PAGE = "notes/hierarchical-models.md"


def draw_kilns(page):
    figure, (left, right) = panels(2)
    raw = np.array(page.cracked) / page.pots
    common = (page.p * page.mu).sum()
    left.axhline(common, color=GREY, ls="--", lw=1)
    for kiln, (start, end, size) in enumerate(zip(raw, page.means, page.pots, strict=True)):
        left.annotate(
            "", (kiln, end), (kiln, start), arrowprops={"arrowstyle": "->", "color": BLUE}
        )
        left.scatter(kiln, start, s=8 * size, color=ORANGE)
    left.set(xlabel="kiln", ylabel="rate of cracks", xticks=range(6), xticklabels=range(1, 7))
    theta = np.linspace(0.004, 0.996, 125)
    for name, colour in (("all or nothing", ORANGE), ("all middling", BLUE)):
        weights = page.learn(*page.potteries[name])
        density = np.zeros_like(theta)
        for weight, m, k in zip(weights.flat, page.mu.flat, page.kappa.flat, strict=True):
            if weight > 1e-5:
                density += weight * stats.beta.pdf(theta, m * k, (1 - m) * k)
        right.plot(theta, density, color=colour, label=name)
    right.set(xlabel=r"$\theta$ of a new kiln", ylabel="density", ylim=(0, 6))
    right.legend(fontsize=8.5, loc="upper center")
    return figure
