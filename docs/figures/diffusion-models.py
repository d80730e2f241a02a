"""A spiral, half dissolved, and samples of the learnt model in many steps and in few."""

import numpy as np
from _style import AMBER, BLUE, GREEN, GREY, ORANGE, dots, panels, thumbnail

PAGE = "blog/diffusion-models.md"


def draw_spiral(page):
    figure, axes = panels(4, width=6.8, height=2.0, sharex=True, sharey=True)
    rng = np.random.default_rng(7)
    level = page.bar[59]
    dissolved = np.sqrt(level) * page.data + np.sqrt(1 - level) * rng.standard_normal((200, 2))
    times = list(np.unique(np.linspace(1, page.T, 20).round().astype(int))[::-1])
    quick = page.strides(page.learnt, 300, times, rng)
    shown = (
        (page.data, GREY, "data"),
        (dissolved, ORANGE, "$t = 60$"),
        (page.samples, BLUE, "200 steps"),
        (quick, GREEN, "20 strides"),
    )
    for panel, (points, colour, title) in zip(axes, shown, strict=True):
        dots(panel, points, color=colour, s=3)
        panel.set(xlim=(-2.1, 2.1), ylim=(-2.1, 2.1), aspect="equal", title=title)
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    rng = np.random.default_rng(0)
    for place, spread in enumerate((0.0, 0.25, 0.8)):
        points = page.data[::3] * np.sqrt(1 - spread) + 0.75 * np.sqrt(
            spread
        ) * rng.standard_normal((67, 2))
        axes.plot(
            points[:, 0] + 3.6 * place,
            points[:, 1],
            ".",
            ms=3.6,
            color=AMBER,
            alpha=1 - 0.35 * spread,
        )
    axes.set(aspect="equal", xlim=(-1.9, 9.1), ylim=(-2.4, 2.4))
    return figure
