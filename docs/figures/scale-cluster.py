"""What a network costs, and how often to save."""

import numpy as np
from _style import AMBER, BLUE, GREY, MINT, NIGHT, ORANGE, SAND, panels, thumbnail

PAGE = "blog/scale-cluster.md"


def draw_waste(page):
    figure, (left, right) = panels(2)
    workers = np.arange(2, 17)
    for name, bandwidth in (("1 Gbit/s", 0.125e9), ("10 Gbit/s", 1.25e9), ("100 Gbit/s", 12.5e9)):
        talk = np.array([page.ring_time(n, 400e6, bandwidth) for n in workers])
        left.plot(workers, 100 * page.compute / (page.compute + talk), label=name)
    left.set(xlabel="workers", ylabel="efficiency in %", ylim=(0, 125), yticks=range(0, 101, 25))
    left.legend(loc="upper right", ncols=3, fontsize=7.5, columnspacing=1.0, handlelength=1.2)
    tau = np.geomspace(0.25, 20, 80)
    right.semilogx(tau, 100 * (page.C / tau + tau / (2 * page.M)), color=GREY)
    right.plot(page.intervals, 100 * np.array(page.wasted), "o", color=ORANGE)
    right.axvline(page.best, color=BLUE, ls=":", lw=1)
    right.set(xlabel="hours between checkpoints", ylabel="waste in %", ylim=(0, 22))
    right.set_xticks([0.3, 1, 3, 10], ["0.3", "1", "3", "10"])
    right.set_xticks([], minor=True)
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    corners = np.array([[-1, 0.6], [1, 0.6], [1, -0.6], [-1, -0.6]])
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        axes.annotate(
            "",
            end,
            start,
            arrowprops={"arrowstyle": "-|>", "color": SAND, "lw": 2, "shrinkA": 22, "shrinkB": 22},
        )
    for (x, y), colour in zip(corners, (AMBER, MINT, MINT, MINT), strict=True):
        axes.fill(
            [x - 0.34, x + 0.34, x + 0.34, x - 0.34],
            [y - 0.24, y - 0.24, y + 0.24, y + 0.24],
            color=colour,
        )
        axes.plot([x - 0.2, x + 0.2], [y, y], color=NIGHT, lw=2)
    axes.set(xlim=(-1.6, 1.6), ylim=(-1, 1))
    return figure
