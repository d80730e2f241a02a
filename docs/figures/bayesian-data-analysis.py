"""A posterior with its chain, and predictions held against the data."""

import numpy as np
from _style import BLUE, GREY, INK, ORANGE, panels
from scipy import stats

PAGE = "notes/bayesian-data-analysis.md"


def draw_check(page):
    figure, (left, right) = panels(2)
    theta = np.linspace(0.01, 8, 200)
    left.hist(page.chain, bins=40, density=True, color=BLUE, alpha=0.35)
    left.plot(theta, stats.gamma.pdf(theta, page.shape, scale=1 / page.rate), color=BLUE)
    left.plot(theta, stats.gamma.pdf(theta, page.a, scale=1 / page.b), "--", color=GREY, lw=1.2)
    left.set(xlabel=r"slips a page $\theta$", ylabel="density")
    bins = np.linspace(0, 12, 49)
    right.hist(page.one_rate, bins=bins, density=True, color=BLUE, alpha=0.6, label="one rate")
    right.hist(page.own_rates, bins=bins, density=True, color=ORANGE, alpha=0.6, label="own rates")
    right.axvline(page.spread(page.slips), color=INK, lw=1.4)
    right.set(xlabel="variance over mean", ylabel="density")
    right.legend(fontsize=8.5)
    return figure
