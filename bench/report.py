"""Turn measured costs into tables of ratios, and into JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from figures import CLEAN, STEPS, YARDSTICK, Figures, ratio
from peers import PEERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounds import Verdict


def number(value: float | None, digits: int = 2) -> str:
    """Format a figure, with a dash where there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose first column is text and whose others are figures."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def seconds_table(figures: Figures) -> str:
    """Return CPU seconds and peak memory of every step."""
    rows = []
    for size in figures.sizes:
        for peer in figures.peers:
            clean = figures.find(peer, size, CLEAN)
            if clean is None:
                continue
            cells = [number(figures.cpu(peer, size, step)) for step in STEPS]
            rows.append([PEERS[peer].label, f"{size:,}", *cells, number(clean.memory, 0)])
    return table(["CPU seconds", "pages", *STEPS, "peak MiB"], rows)


def ratio_table(figures: Figures) -> str:
    """Return every step as a multiple of what bare Sphinx needs for it in the same run."""
    rows = []
    for size in figures.sizes:
        base = figures.find(YARDSTICK, size, CLEAN)
        for peer in figures.peers:
            clean = figures.find(peer, size, CLEAN)
            if peer == YARDSTICK or base is None or clean is None:
                continue
            cells = [
                number(ratio(figures.cpu(peer, size, step), figures.cpu(YARDSTICK, size, step)))
                for step in STEPS
            ]
            memory = number(ratio(clean.memory, base.memory))
            rows.append([PEERS[peer].label, f"{size:,}", *cells, memory])
    return table(["times bare Sphinx", "pages", *STEPS, "peak memory"], rows)


def work_table(figures: Figures) -> str:
    """Return how many documents were read and written, and HTML files touched, in every step."""
    rows = []
    for size in figures.sizes:
        for peer in figures.peers:
            cells = []
            for step in STEPS:
                result = figures.find(peer, size, step)
                best = result.best if result else None
                cells.append(f"{best.read} / {best.written} / {best.files}" if best else "–")
            if figures.find(peer, size, CLEAN):
                rows.append([PEERS[peer].label, f"{size:,}", *cells])
    return table(["read / written / HTML files", "pages", *STEPS], rows)


def growth_table(figures: Figures) -> str:
    """Return the cost and the HTML of one page at every size, against the smallest."""
    rows = []
    for peer in figures.peers:
        sizes = figures.sizes_of(peer)
        for size in sizes:
            cost, first = figures.per_page(peer, size), figures.per_page(peer, sizes[0])
            each = figures.per_document(peer, size)
            first_each = figures.per_document(peer, sizes[0])
            rows.append(
                [
                    PEERS[peer].label,
                    f"{size:,}",
                    number(figures.start_up(peer)),
                    number(None if cost is None else cost * 1000, 1),
                    number(ratio(cost, first)),
                    number(None if each is None else each * 1000, 1),
                    number(ratio(each, first_each)),
                    number(_kilobytes(figures, peer, size), 1),
                    number(
                        ratio(_kilobytes(figures, peer, size), _kilobytes(figures, peer, sizes[0]))
                    ),
                ]
            )
    head = [
        "cost of a page",
        "pages",
        "start-up s",
        "CPU ms",
        "× smallest",
        "ms a document",
        "× smallest",
        "HTML kB",
        "× smallest",
    ]
    return table(head, rows)


def _kilobytes(figures: Figures, peer: str, size: int) -> float | None:
    result = figures.find(peer, size, CLEAN)
    if result is None or not result.best.files:
        return None
    return result.html_bytes / result.best.files / 1000


def bounds_table(verdicts: Sequence[Verdict]) -> str:
    """Return how each bound came out."""
    rows = [
        [verdict.name, verdict.rule, number(verdict.value), number(verdict.allowed), verdict.word]
        for verdict in verdicts
    ]
    return table(["bound", "rule", "measured", "allowed", "outcome"], rows)


def markdown(figures: Figures, verdicts: Sequence[Verdict], setting: dict[str, Any]) -> str:
    """Return the whole report."""
    parts = [
        "# Benchmark",
        "\n".join(f"- {key}: {_plain(value)}" for key, value in setting.items()),
        seconds_table(figures),
    ]
    if YARDSTICK in figures.peers and len(figures.peers) > 1:
        parts.append(ratio_table(figures))
    parts += [growth_table(figures), work_table(figures)]
    if verdicts:
        parts.append(bounds_table(verdicts))
    return "\n\n".join(parts) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {_plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


def as_json(
    figures: Figures, verdicts: Sequence[Verdict], setting: dict[str, Any]
) -> dict[str, Any]:
    """Return everything that was measured, every single run included."""
    return {
        "setting": setting,
        "results": [asdict(result) for result in figures.results],
        "bounds": [{**asdict(verdict), "outcome": verdict.word} for verdict in verdicts],
    }
