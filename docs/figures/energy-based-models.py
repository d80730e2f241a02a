"""Training with three sources of samples, and the bias of Langevin's step."""

import numpy as np
from _style import AMBER, BLUE, GREY, MINT, ORANGE, ROSE, SAND, panels, thumbnail

PAGE = "blog/energy-based-models.md"


def draw_likelihood(page):
    figure, (left, right) = panels(2)
    for source, (_, history) in page.trained.items():
        left.plot(np.arange(len(history)) * 100, history, label=source)
    left.axhline(-np.log(14), color=GREY, ls="--", lw=1)
    left.set(xlabel="update", ylabel="log-likelihood")
    left.legend(loc="lower right")
    eta = np.linspace(0, 1.5, 80)
    right.plot(eta, 1 / (1 - eta / 2), color=GREY)
    right.plot(page.etas, page.plain, "o", color=ORANGE, label="plain")
    right.plot(page.etas, page.corrected, "s", color=BLUE, label="corrected")
    right.set(xlabel=r"step size $\eta$", ylabel="variance of the samples", ylim=(0, 4))
    right.legend(loc="upper left")
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    x = np.linspace(-1.5, 1.5, 120)
    energy = (x**2 - 1) ** 2
    axes.plot(x, energy, color=SAND, lw=2.6)
    for start, colour in ((-1.0, AMBER), (1.0, MINT)):
        axes.plot(start, 0.12, "o", ms=15, color=colour)
    walk = np.linspace(-1.0, -0.3, 12)
    shake = 0.06 * np.sin(np.arange(12) * 2.4)
    axes.plot(walk, (walk**2 - 1) ** 2 + 0.3 + shake, color=ROSE, lw=1.8)
    axes.set(xlim=(-1.55, 1.55), ylim=(-0.2, 1.6))
    return figure
