"""Frames of a recursion over time, and the effect of folding."""

from _style import AMBER, BLUE, GREEN, MINT, ORANGE, SAND, panels, thumbnail

PAGE = "blog/bytecode.md"


def draw_depth(page):
    figure, (left, right) = panels(2, height=2.3, gridspec_kw={"width_ratios": [2, 1]})
    machine = page.Machine(page.FACTORIAL)
    machine.run("factorial", 5)
    left.step(
        range(len(machine.depths)),
        [frames for frames, _ in machine.depths],
        where="post",
        color=BLUE,
    )
    left.set(xlabel="instruction executed", ylabel="frames", yticks=range(1, 6))
    right.bar(["as written", "folded"], page.counts, color=[ORANGE, GREEN], width=0.55)
    right.set(ylabel="instructions executed")
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for place, (height, colour) in enumerate(
        zip((1, 2, 1, 2, 3, 2, 1), (SAND, SAND, AMBER, SAND, SAND, AMBER, AMBER), strict=True)
    ):
        for level in range(height):
            top = level == height - 1
            axes.fill(
                [place, place + 0.78, place + 0.78, place],
                [level, level, level + 0.8, level + 0.8],
                color=colour if top else MINT,
            )
    axes.plot([0, 6.8], [-0.2, -0.2], color=SAND, lw=2)
    axes.set(xlim=(-0.2, 7), ylim=(-0.5, 3.4))
    return figure
