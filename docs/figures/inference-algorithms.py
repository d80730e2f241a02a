"""What a draw is worth as the ring grows, and how two chains approach their target."""

import numpy as np
from _style import BLUE, GREY, ORANGE, panels

PAGE = "notes/inference-algorithms.md"


def draw_costs(page):
    figure, (left, right) = panels(2)
    sizes = np.arange(3, 17)
    kept = page.mean_weight(page.J, sizes) / np.exp(sizes * page.J)
    worth = page.mean_weight(page.J, sizes) ** 2 / page.mean_weight(2 * page.J, sizes)
    left.semilogy(sizes, worth, color=BLUE, label="weighting")
    left.semilogy(sizes, kept, color=ORANGE, label="rejection")
    left.plot(page.n, page.w.sum() ** 2 / (page.w**2).sum() / page.N, "o", color=BLUE)
    left.plot(page.n, len(page.kept) / page.N, "o", color=ORANGE)
    left.set(xlabel="houses $n$", ylabel="worth of a draw")
    left.legend(fontsize=8.5)
    steps = 300
    for (rule, K), colour in zip(page.kernels.items(), (ORANGE, BLUE), strict=True):
        here, gone = np.zeros(2**page.n), []
        here[-1] = 1
        for _ in range(steps):
            gone.append(abs(here - page.p).sum() / 2)
            here = here @ K
        right.semilogy(gone, color=colour, label=rule)
        slope = gone[-1] * page.gaps[rule] ** (np.arange(steps) - steps + 1) * 1.25
        right.semilogy(slope, "--", color=GREY, lw=1)
    right.set(xlabel="step", ylabel="total variation", ylim=(5e-4, 1.4))
    right.legend(fontsize=8.5)
    return figure
