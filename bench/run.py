"""Measure builds of generated sites: ``python bench/run.py --help``.

Each build is a child process; its CPU seconds and its peak memory are those that the kernel
counted. Tables go to standard output, everything to a JSON file, progress to standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounds import judge
from environments import environment, has_module, machine, make_venv, snapshot, versions
from figures import BODY, CLEAN, START_UP, STEPS, TITLE, YARDSTICK, Figures, Result
from generate import MANIFEST, SMALLEST
from measure import BuildError, Cost, html_bytes, run, stamps
from peers import PEERS, Peer
from report import as_json, markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).resolve().parent
MODES: dict[str, dict[str, tuple[Any, ...]]] = {
    "quick": {"sizes": (100, 1000), "peers": ("commonplace", "bare")},
    "full": {"sizes": (100, 1000, 4000), "peers": ("commonplace", "bare", "book")},
}
SMALL = 200  # pages up to which every step is cheap enough to be run three times


def command(python: str, folder: Path) -> list[str]:
    """Return the build of the site in *folder* as it is run, in one process."""
    options = ["-N", "-j", "1", "-b", "html", "-d", str(folder / "doctrees")]
    return [python, "-m", "sphinx", *options, str(folder / "src"), str(folder / "out")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One peer's site on disk, and how to build it."""

    name: str
    pages: int
    python: str
    folder: Path
    sources: Path  #: the extension as it was when the benchmark began
    limit: float

    @property
    def peer(self) -> Peer:
        """The peer whose spelling the sources have."""
        return PEERS[self.name]

    @property
    def output(self) -> Path:
        """The folder that the HTML goes to."""
        return self.folder / "out"

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables of every child."""
        return environment(self.peer, self.sources)

    def generate(self, seed: int) -> dict[str, Any]:
        """Write the sources, and return what the generator says of them."""
        # In a child: a kernel counts the size of the parent at the fork as the child's peak.
        script = [sys.executable, str(HERE / "generate.py"), str(self.folder / "src")]
        size = ["--single"] if self.pages == 1 else ["--pages", str(self.pages)]
        chosen = ["--peer", self.name, "--seed", str(seed)]
        run([*script, *size, *chosen], self.variables, self.limit)
        text = (self.folder / f"src.{MANIFEST}").read_text(encoding="utf-8")
        facts: dict[str, Any] = json.loads(text)
        return facts

    def wipe(self) -> None:
        """Remove what earlier builds left."""
        for folder in (self.output, self.folder / "doctrees"):
            shutil.rmtree(folder, ignore_errors=True)

    def build(self) -> Cost:
        """Build once."""
        before = stamps(self.output)
        cost, _ = run(command(self.python, self.folder), self.variables, self.limit)
        after = stamps(self.output)
        return replace(cost, files=sum(before.get(path) != stamp for path, stamp in after.items()))


class Progress:
    """Say on standard error what is being done."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    def begin(self, bench: Bench, step: str) -> None:
        """Announce a step."""
        self.done += 1
        pages = "1 page" if bench.pages == 1 else f"{bench.pages:,} pages"
        self.say(f"[{self.done:>2}/{self.total}] {bench.name}, {pages}, {step} … ", end="")

    def end(self, result: Result) -> None:
        """Say what the step took."""
        best = result.best
        self.say(f"{best.cpu:.2f} s CPU, {result.memory:.0f} MiB")
        if best.warnings:
            self.say(f"        {best.warnings} warnings: the site is not built as it should be")

    def say(self, text: str, end: str = "\n") -> None:
        """Write *text* at once."""
        print(text, end=end, file=sys.stderr, flush=True)


def edit_body(path: Path, number: int) -> None:
    """Add a sentence at the end of a page."""
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\nRevision {number} adds this sentence.\n", encoding="utf-8")


def edit_title(path: Path, number: int) -> None:
    """Give a page another title, in its heading and in its front matter where that has one."""
    text = path.read_text(encoding="utf-8")
    heading = next(line for line in text.splitlines() if line.startswith("# "))
    old = heading.removeprefix("# ")
    new = f"{old.partition(', revision')[0]}, revision {number}"
    text = text.replace(f'title: "{old}"', f'title: "{new}"', 1).replace(heading, f"# {new}", 1)
    path.write_text(text, encoding="utf-8")


def measure_start_up(bench: Bench, progress: Progress, seed: int) -> Iterator[Result]:
    """Yield what a site of one page costs, after one build that only warms the caches."""
    progress.begin(bench, START_UP)
    bench.generate(seed)
    runs = []
    for _ in range(4):
        bench.wipe()
        runs.append(bench.build())
    result = Result(peer=bench.name, pages=1, step=START_UP, runs=tuple(runs[1:]))
    progress.end(result)
    yield result


def measure_site(bench: Bench, progress: Progress, seed: int) -> Iterator[Result]:
    """Yield what each step costs, in the order in which an author meets them."""
    facts = bench.generate(seed)
    note, post = (bench.folder / "src" / f"{facts[name]}.md" for name in ("note", "post"))
    for step in STEPS:
        progress.begin(bench, step)
        runs = []
        times = 1 if step == CLEAN and bench.pages > SMALL else 3
        for number in range(1, times + 1):
            if step == CLEAN:
                bench.wipe()
            elif step == BODY:
                edit_body(note, number)
            elif step == TITLE:
                edit_title(post, number)
            runs.append(bench.build())
        size = html_bytes(bench.output) if step == CLEAN else 0
        result = Result(
            peer=bench.name, pages=bench.pages, step=step, runs=tuple(runs), html_bytes=size
        )
        progress.end(result)
        yield result


def measure_all(
    options: argparse.Namespace, pythons: dict[str, str], folder: Path
) -> tuple[list[Result], list[str]]:
    """Measure every peer at every size that it can be taken to; return results and failures."""
    plan = []
    for name in pythons:
        plan.append((name, 1))
        if name in options.peers:
            most = PEERS[name].largest
            plan += [(name, size) for size in options.sizes if most is None or size <= most]
    sources = snapshot(folder)
    progress = Progress(sum(1 if size == 1 else len(STEPS) for _, size in plan))
    results: list[Result] = []
    failures: list[str] = []
    for name, size in plan:
        place = folder / f"{name}-{size}"
        place.mkdir()
        bench = Bench(
            name=name,
            pages=size,
            python=pythons[name],
            folder=place,
            sources=sources,
            limit=options.limit,
        )
        steps = measure_start_up if size == 1 else measure_site
        try:
            results.extend(steps(bench, progress, options.seed))
        except BuildError as problem:
            progress.say(f"failed: {problem}")
            failures.append(f"{name}, {size} pages: {str(problem).splitlines()[0]}")
        shutil.rmtree(place)
    return results, failures


def find_pythons(options: argparse.Namespace, parser: argparse.ArgumentParser) -> dict[str, str]:
    """Return the Python of each peer to be measured; bare Sphinx's start-up is always needed."""
    pythons = {}
    for name, peer in PEERS.items():
        if name not in options.peers and name != YARDSTICK:
            continue
        here = has_module(sys.executable, peer)
        apart = options.venvs and peer.requirements
        if here and not apart:
            pythons[name] = sys.executable
        elif peer.requirements and (apart or options.mode == "full"):
            print(f"An environment for {name} under bench/_venv …", file=sys.stderr, flush=True)
            try:
                pythons[name] = make_venv(name, sys.executable, peer)
            except BuildError as problem:
                # The bounds need no peer but for its start-up, so that a network is not needed.
                if options.mode == "full" or not here:
                    raise
                said = str(problem).splitlines()[0]
                print(f"{said}; {name} is measured in our own", file=sys.stderr)
                pythons[name] = sys.executable
        else:
            parser.error(
                f"{peer.module} is not installed here; --full makes an environment for it"
                if peer.requirements
                else f"{peer.module} cannot be imported"
            )
    return pythons


def read_options(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, Any]:
    """Read the command line, with the defaults of the form that was chosen."""
    parser = argparse.ArgumentParser(
        description="Measure builds of generated sites, and hold the figures to their bounds.",
        epilog="BENCH=full in the environment is --full. The exit status is 1 when a build fails "
        "or a bound is left by more than a half.",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--quick", dest="mode", action="store_const", const="quick", help="minutes")
    form.add_argument("--full", dest="mode", action="store_const", const="full", help="an hour")
    parser.add_argument("--sizes", help="pages, separated by commas (quick: 100,1000)")
    parser.add_argument("--peers", help=f"of {', '.join(PEERS)} (quick: commonplace,bare)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="(bench/_out/MODE.json)")
    parser.add_argument("--seed", type=int, default=1, help="of the generated text (1)")
    parser.add_argument("--limit", type=float, default=3600, help="seconds for one build (3600)")
    parser.add_argument("--no-bounds", action="store_true", help="report, but judge nothing")
    parser.add_argument(
        "--venvs",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="give each peer an environment of exactly its packages (yes)",
    )
    options = parser.parse_args(arguments)
    options.mode = options.mode or os.environ.get("BENCH") or "quick"
    if options.mode not in MODES:
        parser.error(f"BENCH is quick or full, not {options.mode}")
    try:
        sizes = [int(size) for size in options.sizes.split(",")] if options.sizes else None
    except ValueError:
        parser.error(f"--sizes takes whole numbers separated by commas, not {options.sizes}")
    options.sizes = tuple(sorted(set(sizes or MODES[options.mode]["sizes"])))
    if options.sizes[0] < SMALLEST:
        parser.error(f"a site has at least {SMALLEST} pages")
    chosen = options.peers.split(",") if options.peers else MODES[options.mode]["peers"]
    if unknown := sorted(set(chosen) - set(PEERS)):
        parser.error(f"unknown peer {', '.join(unknown)}; there are {', '.join(PEERS)}")
    options.peers = tuple(name for name in PEERS if name in chosen)
    options.json = options.json or HERE / "_out" / f"{options.mode}.json"
    return options, parser


def describe(options: argparse.Namespace, pythons: dict[str, str]) -> dict[str, Any]:
    """Return what a reader must know to judge the figures."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine(),
        "form": options.mode,
        "seed": options.seed,
        "command": shlex.join(command("python", Path("SITE"))),
        "versions": {name: versions(python, PEERS[name]) for name, python in pythons.items()},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, report, judge; return the exit status."""
    options, parser = read_options(arguments)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        pythons = find_pythons(options, parser)
        setting = describe(options, pythons)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            results, failures = measure_all(options, pythons, Path(folder))
    except KeyboardInterrupt:
        print("\ninterrupted; nothing is left behind", file=sys.stderr)
        return 130
    except BuildError as problem:
        print(problem, file=sys.stderr)
        return 1
    figures = Figures(results)
    verdicts = () if options.no_bounds else judge(figures)
    setting |= {"failures": failures} if failures else {}
    print(markdown(figures, verdicts, setting))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(as_json(figures, verdicts, setting), indent=1, ensure_ascii=False)
    options.json.write_text(text + "\n", encoding="utf-8")
    broken = [verdict.name for verdict in verdicts if verdict.word == "broken"]
    for name in broken:
        print(f"left its bound by more than a half: {name}", file=sys.stderr)
    return 1 if broken or failures else 0


if __name__ == "__main__":
    sys.exit(main())
