"""A walk, an attractor, a star made of circles, and a Julia set."""

import numpy as np
from _style import BLUE, GREY, NIGHT, ORANGE, panels, plt, thumbnail

PAGE = "blog/patterns-of-randomness.md"


def draw_four(page):
    figure, (walk, lorenz, arms, julia) = panels(4, width=6.8, height=1.9)
    path = page.walks(2, 3_000, 1, np.random.default_rng(3))[0]
    walk.plot(*path.T, color=BLUE, lw=0.5, rasterized=True)
    lorenz.plot(*page.path[:1600, 0, [0, 2]].T, color=BLUE, lw=0.5, rasterized=True)
    curve = page.star(1000)
    arms.plot(curve.real, curve.imag, color=GREY)
    drawn = page.with_arms(curve, 3)[::5]
    arms.plot(drawn.real, drawn.imag, color=ORANGE, lw=1.2)
    arms.set_aspect("equal")
    julia.imshow(
        np.log2(page.julia).round(), cmap="cividis", origin="lower", interpolation="nearest"
    )
    for panel in (walk, lorenz, arms, julia):
        panel.set_axis_off()
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    axes.set_position((0, 0, 1, 1))
    colours = plt.get_cmap("magma").copy()
    colours.set_over(NIGHT)
    times = np.where(
        page.mandelbrot < 60, 3 * np.log2(np.maximum(page.mandelbrot, 0.5)).round(1), 99
    )
    axes.imshow(
        times.round()[::-1], cmap=colours, vmin=-3, vmax=15, aspect="auto", interpolation="nearest"
    )
    return figure
