"""Predictions from one and two examples, and the price of long expressions."""

import numpy as np
from _style import BLUE, GREY, INK, ORANGE, dots, panels

PAGE = "notes/language-of-thought.md"


def draw_guesses(page):
    figure, (left, right) = panels(2)
    two = page.predict(page.posterior([(2, 5), (3, 10)]), 4)
    shown = sorted(list(page.one)[:6])
    at = np.arange(len(shown))
    left.bar(at - 0.2, [page.one[v] for v in shown], width=0.38, color=BLUE, label="one example")
    left.bar(
        at + 0.2, [two.get(v, 0) for v in shown], width=0.38, color=ORANGE, label="two examples"
    )
    chain = [page.visits[v] / page.steps for v in shown]
    left.plot(at - 0.2, chain, "o", ms=4, color=INK, label="chain")
    left.set(xticks=at, xticklabels=shown, xlabel="$f(4)$", ylabel="probability")
    left.legend(fontsize=8.5, loc="upper center")
    pairs = page.all_functions(2).values()
    lengths = np.array([sum(sign not in "()" for sign in text) for text, _ in pairs])
    mass = np.array([p for _, p in pairs])
    dots(right, np.column_stack([lengths, mass]), color=BLUE, s=14, alpha=0.6)
    right.set(yscale="log", xlabel="symbols in the shortest expression", ylabel="prior")
    right.grid(axis="y", color=GREY, alpha=0.2)
    return figure
