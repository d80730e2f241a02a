"""Calls that reach the transport layer: the counts that the page's programs print."""

from _style import AMBER, BLUE, MINT, ORANGE, panels, thumbnail

PAGE = "blog/fast-iostreams.md"


def draw_syncs(page):
    figure, axes = panels(1, height=1.9)
    names = ["endl", "newline", "tied", "not tied"][::-1]
    counts = [10_000, 5, 1_001, 0][::-1]
    axes.barh(names, [max(count, 0.8) for count in counts], color=[BLUE, ORANGE] * 2, height=0.6)
    for place, count in enumerate(counts):
        axes.text(max(count, 0.8) * 1.15, place, f"{count:,}", va="center")
    axes.set(xscale="log", xlim=(0.7, 60_000), xlabel="flushes, or blocks that were full")
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for place in range(9):
        height = 0.08 + place * 0.105
        axes.annotate(
            "",
            (0.44, 0.5 + (height - 0.5) * 0.3),
            (0.03, height),
            arrowprops={"arrowstyle": "->", "color": MINT, "lw": 1.5},
        )
    axes.annotate(
        "",
        (0.99, 0.5),
        (0.47, 0.5),
        arrowprops={
            "arrowstyle": "simple,head_width=2.6,head_length=1.4,tail_width=1.4",
            "color": AMBER,
        },
    )
    axes.set(xlim=(0, 1), ylim=(0, 1))
    return figure
