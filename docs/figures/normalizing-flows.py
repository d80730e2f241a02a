"""The density of the flow, samples, and the grid of noise that it bends."""

import numpy as np
from _style import AMBER, BLUE, GREY, MINT, dots, panels, thumbnail

PAGE = "blog/normalizing-flows.md"


def circles(page, radii, points=1200):
    turn = np.linspace(0, 2 * np.pi, points)
    for radius in radii:
        yield page.generate(page.flow, radius * np.column_stack([np.cos(turn), np.sin(turn)]))


def draw_crescents(page):
    figure, (left, middle, right) = panels(3, width=6.8, height=2.2, sharex=True, sharey=True)
    axis = np.linspace(-2.7, 2.7, 90)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    density = page.log_density(page.flow, grid).reshape(90, 90)
    shown = np.exp(np.maximum(density, -9) / 3).round(2)
    left.imshow(
        shown, origin="lower", extent=(-2.7, 2.7, -2.7, 2.7), cmap="Blues", interpolation="nearest"
    )
    left.set_title(r"density$^{1/3}$")
    noise = np.random.default_rng(5).standard_normal((350, 2))
    dots(middle, page.generate(page.flow, noise), color=BLUE, s=3)
    middle.set_title("samples")
    for path in circles(page, np.arange(0.4, 2.6, 0.4)):
        right.plot(*path.T, color=GREY, lw=0.8)
    right.set_title("circles of noise")
    for panel in (left, middle, right):
        panel.set(aspect="equal", xlim=(-2.7, 2.7), ylim=(-2.2, 2.2))
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for path, colour in zip(
        circles(page, (0.5, 1.0, 1.5, 2.0), 1200), [AMBER, MINT] * 2, strict=True
    ):
        axes.plot(*path.T, color=colour, lw=1.6)
    axes.set(aspect="equal", xlim=(-3, 3), ylim=(-1.9, 1.9))
    return figure
