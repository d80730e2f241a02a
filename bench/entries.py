"""Measure what a bibliography costs as it grows: ``python bench/entries.py --help``.

A site of a few pages lists all entries of a generated ``.bib`` file; some are cited, some have notes.
What an entry costs is a clean build less one with ten entries, divided by their number.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from environments import environment, snapshot
from measure import BuildError, run
from peers import PEERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BOUND = 1.3  # times the cost of an entry at the smallest size
TOLERANCE = 1.5  # a shared machine is noisy: only a bound left by more than a half is a failure
FEW = 10  # entries of the site whose cost is taken off
CITED, NOTED = 100, 20
FAMILIES = [
    "Abel",
    "Bauer",
    "Chen",
    "Doe",
    "Éluard",
    "García",
    "Hölder",
    "Ito",
    "Jones",
    "Kaya",
    "Łoś",
    "Müller",
    "Nkosi",
    "Öz",
]
GIVEN = [
    "Ada",
    "Bo",
    "Chen",
    "Dana",
    "Eli",
    "Fei",
    "Gus",
    "Hana",
    "Ivo",
    "Jun",
    "Kim",
    "Lea",
    "Max",
    "Noa",
]
WORDS = [
    "attention",
    "graph",
    "kernel",
    "latent",
    "metric",
    "neural",
    "optimal",
    "prior",
    "query",
    "random",
    "sparse",
]


def entries(number: int, seed: int) -> Iterator[str]:
    """Yield *number* entries, as varied as those of a reference manager."""
    source = random.Random(seed)
    for index in range(number):
        people = " and ".join(
            f"{source.choice(FAMILIES)}, {source.choice(GIVEN)}"
            for _ in range(source.randint(1, 5))
        )
        title = " ".join(source.choice(WORDS) for _ in range(source.randint(4, 9)))
        kind, venue = source.choice((("article", "journal"), ("inproceedings", "booktitle")))
        address = (
            f"doi = {{10.{source.randint(1000, 9999)}/x.{index}}}"
            if index % 2
            else f"eprint = {{{source.randint(10, 25)}01.{index:05d}}}, archiveprefix = {{arXiv}}"
        )
        yield (
            f"@{kind}{{key{index},\n  author = {{{people}}},\n"
            f"  title = {{{{{title[:1].upper()}}}{title[1:]} of order {index}}},\n"
            f"  {venue} = {{Proceedings of {source.choice(WORDS)} \\& {source.choice(WORDS)}}},\n"
            f"  year = {{{source.randint(1990, 2026)}}},\n  {address},\n}}\n"
        )


def write_site(folder: Path, number: int, seed: int) -> None:
    """Write the sources of a site with *number* entries."""
    (folder / "papers").mkdir(parents=True)
    (folder / "conf.py").write_text('project = "B"\nextensions = ["commonplace"]\n')
    (folder / "references.bib").write_text("\n".join(entries(number, seed)), encoding="utf-8")
    cited = range(0, number, max(1, number // CITED))
    text = "\n\n".join(f"Sentence {key} cites {{cite:t}}`key{key}` here." for key in cited)
    toctree = "```{toctree}\n:glob:\n\npapers/*\nbibliography\n```\n"
    (folder / "index.md").write_text(f"# Home\n\n{text}\n\n{toctree}")
    (folder / "bibliography.md").write_text("# Bibliography\n\n```{bibliography}\n:all:\n```\n")
    for key in list(cited)[:NOTED]:
        note = f"---\ntitle: Note {key}\npaper: key{key}\n---\n\nA note.\n"
        (folder / "papers" / f"note-{key}.md").write_text(note)


def cost(folder: Path, number: int, options: argparse.Namespace, sources: Path) -> float:
    """Return the CPU seconds of a clean build with *number* entries."""
    place = folder / str(number)
    write_site(place / "src", number, options.seed)
    command = [sys.executable, "-m", "sphinx", "-N", "-q", "-j", "1", "-b", "html"]
    variables = environment(PEERS["commonplace"], sources)
    found, _ = run([*command, str(place / "src"), str(place / "out")], variables, options.limit)
    print(f"{number:,} entries: {found.cpu:.2f} s CPU, {found.memory:.0f} MiB", file=sys.stderr)
    return found.cpu


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, report, judge; return the exit status."""
    parser = argparse.ArgumentParser(description="Measure what an entry of a bibliography costs.")
    parser.add_argument("--sizes", default="1000,10000", help="entries, with commas (1000,10000)")
    parser.add_argument("--seed", type=int, default=1, help="of the generated entries (1)")
    parser.add_argument("--limit", type=float, default=3600, help="seconds for one build (3600)")
    options = parser.parse_args(arguments)
    sizes = sorted({int(size) for size in options.sizes.split(",")})
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            sources = snapshot(folder)
            cost(folder, FEW + 1, options, sources)  # fills the caches of Python
            base = cost(folder, FEW, options, sources)
            costs = {size: cost(folder, size, options, sources) - base for size in sizes}
    except KeyboardInterrupt:
        print("\ninterrupted; nothing is left behind", file=sys.stderr)
        return 130
    except BuildError as problem:
        print(problem, file=sys.stderr)
        return 1
    each = {size: 1000 * seconds / size for size, seconds in costs.items()}
    growth = each[sizes[-1]] / each[sizes[0]]
    print("\n| entries | CPU ms an entry | × that of the fewest |\n| --: | --: | --: |")
    for size in sizes:
        print(f"| {size:,} | {each[size]:.2f} | {each[size] / each[sizes[0]]:.2f} |")
    word = "held" if growth <= BOUND else "left" if growth <= BOUND * TOLERANCE else "broken"
    print(f"\nAn entry at the largest size costs at most {BOUND} times one at the fewest: {word}.")
    return int(word == "broken")


if __name__ == "__main__":
    sys.exit(main())
