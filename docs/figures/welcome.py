"""What counts as a large cosine, and what a temperature does to the contrastive loss."""

import numpy as np
from _style import AMBER, BLUE, GREEN, GREY, INK, MINT, ORANGE, SAND, panels, thumbnail

PAGE = "blog/welcome.md"


def draw_chance(page):
    figure, (left, right) = panels(2)
    rng = np.random.default_rng(1)
    edges = np.linspace(-1, 1, 81)
    for d, colour in ((4, ORANGE), (64, GREEN), (768, BLUE)):
        a, b = rng.normal(size=(2, 6_000, d))
        similarity = (page.unit(a) * page.unit(b)).sum(axis=-1)
        left.hist(similarity, edges, density=True, histtype="step", color=colour, label=f"d = {d}")
    left.axvline(0.3, color=GREY, ls="--", lw=1)
    left.set(xlabel="cosine of two random vectors", ylabel="density", xlim=(-1, 1))
    left.legend(loc="upper left")
    temperatures = np.geomspace(0.05, 2, 40)
    losses = [page.contrastive_loss(page.perfect, t) for t in temperatures]
    right.semilogx(temperatures, losses, color=BLUE)
    right.axhline(np.log(page.n), color=GREY, ls="--", lw=1)
    right.text(0.05, np.log(page.n) - 0.12, "guessing", va="top", color=INK)
    right.set(xlabel=r"temperature $\tau$", ylabel="loss of a perfect batch", ylim=(-0.2, 6.2))
    right.set_xticks([0.05, 0.1, 0.2, 0.5, 1, 2], ["0.05", "0.1", "0.2", "0.5", "1", "2"])
    right.minorticks_off()
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    shades = (
        (0.25, 0.45, 0.65, 0.35),
        (0.5, 0.95, 0.8, 0.4),
        (0.3, 0.85, 1.0, 0.55),
        (0.2, 0.35, 0.6, 0.3),
    )
    for row, line in enumerate(shades):
        for column, shade in enumerate(line):
            left, top = 0.1 + column, 3.6 - row
            axes.fill(
                [left, left + 0.86, left + 0.86, left],
                [top, top, top - 0.86, top - 0.86],
                color=AMBER,
                alpha=shade,
                lw=0,
            )
    origin, (u, v) = np.array([5.6, 0.5]), page.unit(np.array([[1.0, 1.0], [1.0, 0.0]]))
    for direction, colour in ((u, SAND), (v, MINT)):
        axes.annotate(
            "",
            origin + 3.1 * direction,
            origin,
            arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2.4, "shrinkA": 0},
        )
    angle = np.linspace(0, np.arccos(page.cosine(u[None], v[None])[0, 0]), 30)
    axes.plot(
        *(origin[:, None] + 1.3 * np.array([np.cos(angle), np.sin(angle)])), color=AMBER, lw=2
    )
    for name, place, colour in (
        ("θ", (7.15, 1.15), AMBER),
        ("u", (7.0, 2.75), SAND),
        ("v", (8.7, 0.85), MINT),
    ):
        axes.text(*place, name, color=colour, size=13, style="italic", ha="center", va="center")
    axes.set(xlim=(-0.1, 9.1), ylim=(-0.9, 4.3))
    return figure
