"""The graph that a small computation leaves behind, and a switch within nested blocks."""

from _style import AMBER, BLUE, GREY, INK, MINT, ORANGE, PAPER, ROSE, SAND, panels, thumbnail

PAGE = "blog/context-managers.md"


def _switched(page):
    """Return the state of the switch after each entry and exit of two nested blocks."""
    states = [page.recording.get()]
    with page.no_grad():
        states.append(page.recording.get())
        with page.no_grad():
            states.append(page.recording.get())
        states.append(page.recording.get())
    return [*states, page.recording.get()]


def draw_graph(page):
    figure, (left, right) = panels(2, gridspec_kw={"width_ratios": [1.25, 1]})
    product, square = (parent for parent, _ in page.y.parents)
    places = {page.w: (0, 1.4), page.x: (0, 0.2), product: (1.5, 1.4), square: (1.5, 0.2)}
    places[page.y] = (3, 0.8)
    names = {page.w: "w", page.x: "x", product: "xw", square: "xx", page.y: "y"}
    for child in (product, square, page.y):
        seen = {}
        for parent, slope in child.parents:
            seen[parent] = seen.get(parent, 0) + 1
            bend = 0.25 * (2 * seen[parent] - 3) if child is square else 0.0
            style = {"arrowstyle": "<|-", "color": GREY, "shrinkA": 15, "shrinkB": 15}
            style["connectionstyle"] = f"arc3,rad={bend}"
            start, end = places[child], places[parent]
            left.annotate("", start, end, arrowprops=style)
            middle = [(a + b) / 2 for a, b in zip(start, end, strict=True)]
            left.text(
                middle[0],
                middle[1] - 0.9 * bend,
                f"{slope:g}",
                ha="center",
                va="center",
                fontsize=8.5,
                color=ORANGE,
                backgroundcolor=PAPER,
            )
    for node, (x, y) in places.items():
        left.plot(x, y, "o", ms=26, mfc="#e4edf5", mec=BLUE)
        left.text(
            x, y, f"{names[node]}\n{node.data:g}", ha="center", va="center", fontsize=8, color=INK
        )
    left.set(xlim=(-0.4, 3.4), ylim=(-0.5, 1.9))
    left.set_axis_off()
    restored = _switched(page)
    careless = [True, False, False, True, True]  # what "off on entry, on at exit" makes of it
    for states, colour, name, shift in (
        (restored, BLUE, "put back", 0.0),
        (careless, ORANGE, "switched on", 0.04),
    ):
        shown = [state + shift for state in (*states, states[-1])]
        right.step(range(6), shown, where="post", color=colour, label=name)
    right.set_xticks(range(5), ["", "with", "with", "exit", "exit"])
    right.set_yticks([0, 1], ["off", "on"])
    right.set(xlim=(0, 5), ylim=(-0.15, 1.6))
    right.legend(loc="upper left", ncols=2, title="at the exit")
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    for edge, turn in ((1.0, 1), (6.0, -1)):
        axes.plot(
            [edge + 0.7 * turn, edge, edge, edge + 0.7 * turn], [0, 0, 4, 4], color=AMBER, lw=4.5
        )
    for row, (width, colour) in enumerate(((2.9, SAND), (2.2, SAND), (1.4, ROSE))):
        height = 3.3 - 0.75 * row
        axes.plot([1.9, 1.9 + width], [height, height], color=colour, lw=4.5)
    axes.annotate(
        "",
        (8, 0.9),
        (3.4, 1.8),
        arrowprops={
            "arrowstyle": "-|>",
            "color": ROSE,
            "lw": 2,
            "connectionstyle": "arc3,rad=0.15",
        },
    )
    axes.annotate(
        "", (0.95, 3.3), (-1, 3.3), arrowprops={"arrowstyle": "-|>", "color": MINT, "lw": 2}
    )
    axes.set(xlim=(-1.1, 8.1), ylim=(-0.6, 4.6))
    return figure
