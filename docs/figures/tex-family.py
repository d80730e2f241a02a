"""A paragraph set by first fit and by best fit."""

from _style import AMBER, MINT, ROSE, SAND, panels, plt, thumbnail

PAGE = "blog/tex-family.md"


def places(page, line, measure, *, last):
    """Return where each word of a line begins and ends."""
    ratio = page.line_cost(line, measure, last=last)[0]
    gap = page.SPACE + ratio * (page.STRETCH if ratio > 0 else page.SHRINK)
    at, spans = 0.0, []
    for word in line:
        spans.append((at, page.width(word)))
        at += page.width(word) + gap
    return min(abs(ratio), 3.0), spans


def draw_paragraph(page):
    figure, axes = panels(2, width=6.6, height=2.3)
    colours = plt.get_cmap("RdYlBu_r")
    for panel, breaker, title in zip(
        axes, (page.first_fit, page.best_fit), ("first fit", "best fit"), strict=True
    ):
        lines = breaker(page.words, page.measure)
        for row, line in enumerate(lines):
            ratio, spans = places(page, line, page.measure, last=row == len(lines) - 1)
            panel.broken_barh(spans, (-row, 0.62), color=colours(0.1 + 0.85 * ratio / 3))
        panel.axvline(page.measure, color="#7d8790", lw=0.8)
        panel.set_title(title)
        panel.set_axis_off()
    return figure


def draw_thumbnail(page):
    figure, axes = thumbnail()
    lines = page.best_fit(page.words, page.measure)[:6]
    for row, (line, colour) in enumerate(
        zip(lines, (SAND, MINT, SAND, AMBER, SAND, ROSE), strict=True)
    ):
        _, spans = places(page, line, page.measure, last=False)
        axes.broken_barh(spans, (-row, 0.55), color=colour)
    return figure
