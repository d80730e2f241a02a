"""Samples of the autoencoder beside its data, and the codes of the ring."""

import numpy as np
from _style import AMBER, GREY, MINT, ORANGE, SAND, dots, panels, thumbnail

PAGE = "blog/variational-autoencoder.md"


def draw_ring(page):
    figure, (left, right) = panels(2, height=3.0)
    rng = np.random.default_rng(5)
    data = page.ring(200, rng)
    _, mean = page.decode(page.p, rng.standard_normal((200, 4)))
    drawn = mean + np.exp(page.p["lam"] / 2) * rng.standard_normal(mean.shape)
    dots(left, data, color=GREY)
    dots(left, drawn, color=ORANGE)
    left.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    left.set_title("data and samples")
    used = np.argsort(page.price)[:-3:-1]
    points = page.ring(200, rng)
    _, codes, _ = page.encode(page.p, points)
    angle = np.arctan2(points[:, 1], points[:, 0])
    dots(right, codes[:, used], c=angle, cmap="twilight_shifted")
    right.set(aspect="equal", xlabel="$z_a$", ylabel="$z_b$")
    right.set_title("codes in the two dimensions in use")
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for side in (-1, 1):
        x = side * np.array([0.95, 0.95, 0.28, 0.28])
        axes.fill(x, [-0.8, 0.8, 0.28, -0.28], facecolor="none", edgecolor=MINT, lw=2.4)
    cloud = 0.085 * np.random.default_rng(1).standard_normal((26, 2))
    axes.plot(*cloud.T, "o", ms=3.4, color=AMBER)
    for side in (-0.68, 0.68):
        turn = np.linspace(0, 2 * np.pi, 40)
        axes.plot(side + 0.14 * np.cos(turn), 0.25 * np.sin(turn), color=SAND, lw=2)
    axes.set(xlim=(-1.05, 1.05), ylim=(-1, 1))
    return figure
