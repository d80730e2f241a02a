"""A walk around a wall, what it says about the goal, and what "some" says about "all"."""

import numpy as np
from _style import BLUE, GREEN, GREY, INK, ORANGE, panels

PAGE = "notes/social-cognition.md"


def draw_goals(page):
    figure, (left, middle, right) = panels(3, gridspec_kw={"width_ratios": [1.35, 1, 1]})
    for y, row in enumerate(page.rows):
        for x, sign in enumerate(row):
            if sign == "#":
                left.fill_between((x - 0.5, x + 0.5), y - 0.5, y + 0.5, color=GREY, lw=0)
            elif sign != ".":
                left.text(x, y, sign, ha="center", va="center", weight="bold", color=INK)
    track = [page.place["S"]]
    for move in page.path:
        track.append(page.step(track[-1], move))
    x, y = np.array(track).T
    left.plot(x[1:], y[1:], "o-", ms=3.5, color=ORANGE)
    left.set(xlim=(-0.5, 6.5), ylim=(4.5, -0.5), aspect="equal")
    left.set(xticks=np.arange(8) - 0.5, yticks=np.arange(6) - 0.5, xticklabels=[], yticklabels=[])
    left.tick_params(length=0)
    left.grid(color=GREY, alpha=0.3, lw=0.5)
    styles = ("-", "-", "--")
    for goal, belief, colour, style in zip(
        page.goals, page.history.T, (GREEN, ORANGE, BLUE), styles, strict=True
    ):
        middle.plot(belief, style, color=colour, label=goal)
    middle.set(xlabel="moves seen", ylabel="p(goal)", ylim=(0, 1.03))
    middle.legend(fontsize=8.5)
    beta = np.linspace(0, 4, 60)
    chance = 1 / (1 + 3**beta)
    right.plot(beta, chance / (2 + chance), color=BLUE)
    right.axhline(1 / 3, color=GREY, ls="--", lw=1)
    right.set(xlabel=r"$\beta$ of the speaker", ylabel="p(all | some)", ylim=(0, 0.4))
    return figure
