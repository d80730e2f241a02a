"""Digits of segments, mildly and strongly distorted."""

import numpy as np
from _style import AMBER, MINT, panels, thumbnail

PAGE = "blog/capsules-mnist.md"


def draw_digits(page):
    figure, axes = panels(10, rows=2, width=6.8, height=1.5)
    for row, pictures in zip(axes, (page.mild, page.wild), strict=True):
        for panel, picture in zip(row, pictures, strict=True):
            panel.imshow(picture, cmap="Greys", vmin=0, vmax=1.2)
            panel.set_axis_off()
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for place, digit in enumerate((2, 0, 6, 9)):
        slant = np.array([[0.8, 0.1 + 0.12 * place], [0.0, 0.8]])
        for segment, on in zip(page.SEGMENTS, page.LIT[digit], strict=True):
            ends = segment @ slant.T + [1.55 * place, 0]
            axes.plot(
                *ends.T,
                color=AMBER if on else MINT,
                lw=5 if on else 1,
                alpha=1 if on else 0.25,
                solid_capstyle="round",
            )
    axes.set(aspect="equal", xlim=(-0.9, 5.6), ylim=(-1.3, 1.3))
    return figure
