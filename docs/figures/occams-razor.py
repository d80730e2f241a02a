"""How many trams there are, and how fit and evidence differ."""

import numpy as np
from _style import BLUE, ORANGE, panels

PAGE = "notes/occams-razor.md"


def draw_evidence(page):
    figure, (left, right) = panels(2)
    shown = slice(0, 2000)
    for n, colour in ((3, BLUE), (4, ORANGE)):
        p = page.trams(page.seen[:n])[shown]
        left.plot(page.z[shown], 1000 * p, color=colour, label=f"{n} sightings")
    left.set(xlabel="trams $z$", ylabel="probability (thousandths)")
    left.legend(fontsize=8.5)
    degrees = np.arange(1, 7)  # a constant fits so badly that it would fill the figure
    right.plot(degrees, np.array(page.best)[degrees], "s-", color=ORANGE, label="best fit")
    right.plot(degrees, np.array(page.evidence)[degrees], "o-", color=BLUE, label="evidence")
    right.set(xlabel="degree", ylabel="log probability")
    right.legend(fontsize=8.5, loc="center right")
    return figure
