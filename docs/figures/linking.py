"""Which stage closes the holes of a program."""

from _style import AMBER, BLUE, GREY, INK, MINT, NIGHT, ORANGE, SAND, panels, thumbnail

PAGE = "blog/linking.md"


def draw_stages(page):
    figure, axes = panels(1, height=1.9)
    axes.set_axis_off()
    stages = ("compile", "link", "load", "run")
    for place, name in enumerate(stages):
        axes.text(place + 0.5, 2.75, name, ha="center", weight="bold")
        axes.axvline(place, color=GREY, lw=0.6)
    axes.axvline(4, color=GREY, lw=0.6)
    rows = (("static", 0, 2, BLUE), ("dynamic", 0, 3, ORANGE), ("dlopen", 0, 4, GREY))
    for row, (name, start, end, colour) in enumerate(rows):
        height = 2.1 - row * 0.8
        axes.barh(height, end - start - 0.5, left=start, height=0.34, color=colour, alpha=0.35)
        axes.plot(end - 0.5, height, "o", ms=9, color=colour)
        axes.text(-0.08, height, name, ha="right", va="center")
    axes.text(4, -0.25, "open until the dot, bound from there on", ha="right", color=INK, size=8.5)
    axes.set(xlim=(-0.7, 4.05), ylim=(-0.4, 3.1))
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for left, bottom, colour in ((0.04, 0.6, MINT), (0.04, 0.12, MINT), (0.62, 0.28, AMBER)):
        axes.fill(
            [left, left + 0.32, left + 0.32, left],
            [bottom, bottom, bottom + 0.3, bottom + 0.3],
            color=colour,
        )
    for start, end in (((0.3, 0.75), (0.66, 0.5)), ((0.3, 0.27), (0.66, 0.36))):
        axes.annotate(
            "",
            end,
            start,
            arrowprops={
                "arrowstyle": "-",
                "color": SAND,
                "lw": 2.6,
                "connectionstyle": "arc3,rad=0.1",
            },
        )
        for point in (start, end):
            axes.plot(*point, "o", ms=10, color=NIGHT, mec=SAND, mew=2)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    return figure
