"""The field that was learnt, and the order of two solvers."""

import numpy as np
from _style import AMBER, GREY, INK, MINT, ORANGE, SAND, panels, thumbnail

PAGE = "blog/neural-ode.md"


def swing(page, velocity, start, steps=120, until=12.0):
    path = [np.array(start)]
    for _ in range(steps):
        path.append(page.rk4(velocity, path[-1], 0.0, until / steps))
    return np.array(path)


def draw_pendulum(page):
    figure, (left, right) = panels(2, height=2.8)

    def learnt(h, t):
        return page.field(page.p, h)

    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-2, 2, 7)), axis=-1)
    arrows = page.field(page.p, grid.reshape(-1, 2)).reshape(grid.shape)
    left.quiver(*np.moveaxis(grid, -1, 0), *np.moveaxis(arrows, -1, 0), color=GREY, width=0.004)
    left.plot(*swing(page, page.pendulum, page.start).T, color=ORANGE)
    left.plot(*swing(page, learnt, page.start).T, "--", color=INK, lw=1)
    left.set(xlabel="angle", ylabel="angular velocity")
    steps = np.array([10, 20, 40, 80, 160])
    for method, name in ((page.euler, "Euler"), (page.rk4, "Runge–Kutta")):
        errors = [
            np.abs(page.solve(page.pendulum, page.start, 0.0, 5.0, n, method) - page.truth).max()
            for n in steps
        ]
        right.loglog(5 / steps, errors, "o-", label=name, ms=4)
    right.set(xlabel=r"step $\Delta$", ylabel="error at $t = 5$", xticks=5 / steps)
    right.set_xticks([], minor=True)
    right.set_xticklabels([f"1/{n // 5}" for n in steps])
    right.legend()
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for turn, colour in zip(
        np.linspace(0, 2 * np.pi, 7)[:-1], [AMBER, MINT, SAND] * 2, strict=True
    ):
        start = [2.2 * np.cos(turn), 2.2 * np.sin(turn)]
        axes.plot(*swing(page, page.pendulum, start, 160, 16.0).T, color=colour, lw=1.4)
    axes.set(xlim=(-3.6, 3.6), ylim=(-2.4, 2.4))
    return figure
