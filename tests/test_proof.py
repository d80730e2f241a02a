"""Hold the main claim: after any edit, an incremental build ends in the bytes of a clean one."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from proof.builds import BUILDERS, References, Sandbox, Zygote, compiled_code
from proof.compare import snapshot
from proof.content import first_site
from proof.edits import KINDS, Kind
from proof.kills import POINTS, Kill, choose
from proof.mutants import MUTANTS, Mutant
from proof.site import CODE, TIMES, render
from proof.tracks import Divergence, Edit, Step, Track, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from proof.site import Site

BUNDLE = 16  # edits made between two builds, of kinds that do not hide one another
PROVED_EDITS = 500
PROVED_KILLS = 200

whole_scripts = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=1,
    # A script takes minutes: it is not shrunk, and its message tells it in full.
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
seeds = st.integers(min_value=0, max_value=2**32 - 1)


class Workshop:
    """What the tests share: processes that build, a copy of the code, the clean builds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.code = compiled_code(root)
        # The clean builds run under other conditions than the incremental ones: each comparison
        # is also one between two hash seeds, time zones and folders.
        self.zygote = Zygote({"PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu"})
        self.references = References(root=root, zygote=Zygote(), original=self.code)
        self.sandboxes = 0

    def track(self, *, jobs: int, shared: bool, site: Site | None = None) -> Track:
        """Begin a track in a sandbox of its own."""
        self.sandboxes += 1
        sandbox = Sandbox(
            root=self.root / f"t{self.sandboxes}",
            zygote=self.zygote,
            original=self.code,
            jobs=jobs,
            shared=shared,
        )
        return Track(
            sandbox=sandbox, references=self.references, site=site or first_site(self.code)
        )

    def close(self) -> None:
        """End the processes."""
        self.zygote.close()
        self.references.zygote.close()


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """Give the workshop of this module."""
    made = Workshop(tmp_path_factory.mktemp("proof"))
    yield made
    made.close()


def parts(rng: Random) -> tuple[list[Kind], list[Kind]]:
    """Give the kinds of edits of two tracks: all kinds to each, the values of families shared."""
    plain = [kind for kind in KINDS if not kind.family]
    values = [kind for kind in KINDS if kind.family]
    rng.shuffle(values)
    values.sort(key=lambda kind: kind.family)
    return plain + values[::2], plain + values[1::2]


def run_script(
    track: Track, rng: Random, kinds: list[Kind], *, size: int, pairs: bool = False
) -> None:
    """Run every kind of edit once, and those that came too early again until they fit."""
    for step in steps(rng, kinds, size=size, pairs=pairs):
        track.run(step)
    for _ in range(5):
        if not track.postponed:
            return
        again = tuple(Edit(kind=edit.kind, seed=rng.randrange(1000)) for edit in track.postponed)
        track.postponed = []
        others = tuple(
            Edit(kind=kind, seed=rng.randrange(1000))
            for kind in ("page deleted", "post added", "static file added")
        )
        track.run(Step(edits=(*others, *again)))


def report(note: Callable[[str, object], None], what: str, counts: Counter[str]) -> None:
    """Have the summary of the tests say how much was proved, in whichever process that was."""
    shown = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
    note("proved", f"{what}: {shown}")


def per_builder(counts: Counter[tuple[str, str]]) -> Counter[str]:
    """Count edits by builder."""
    return Counter(builder for _, builder in counts.elements())


@whole_scripts
@given(seed=seeds)
def _two_tracks(workshop: Workshop, counts: Counter[tuple[str, str]], seed: int) -> None:
    for jobs, kinds in enumerate(parts(Random(seed)), 1):
        track = workshop.track(jobs=jobs, shared=jobs == 1)
        track.start()
        run_script(track, Random(f"{seed} {jobs}"), kinds, size=BUNDLE, pairs=True)
        counts.update(track.counts)
        workshop.references.forget()


def test_random_edits_end_in_the_clean_site(
    workshop: Workshop, record_property: Callable[[str, object], None]
) -> None:
    """Run two scripts that hold every kind of edit, serial and parallel, and compare each step."""
    counts: Counter[tuple[str, str]] = Counter()
    _two_tracks(workshop, counts)
    report(record_property, "edits compared with a clean build", per_builder(counts))
    kinds = {kind.family or kind.name for kind in KINDS}
    rare = [(kind, name) for kind in kinds for name in BUILDERS if counts[kind, name] < 2]
    assert not rare
    assert min(per_builder(counts).values()) >= 60


#: What changes pages and little of what others show of them.
QUIET = ("body", "longer body", "embedded note edited", "term used", "front matter license")
QUIET += ("equation added", "picture bytes", "citation reworded", "included file", "download")


def test_edits_that_few_pages_show_end_in_the_clean_site(
    workshop: Workshop, record_property: Callable[[str, object], None]
) -> None:
    """Edit bodies one at a time: digests of other pages, feeds and the graph are kept from build to build."""
    site = first_site(workshop.code)
    site.conf["kb_link_terms"] = ""  # else whatever is written concerns all who could be linked
    track, rng = workshop.track(jobs=1, shared=True, site=site), Random("quiet")
    track.sandbox.write(site)
    track.check(("text", "html"))
    for kind in rng.sample(QUIET, len(QUIET)):
        edits = (Edit(kind=kind, seed=rng.randrange(1000)),)
        builders = tuple(rng.sample(("text", "html"), 2))
        track.run(Step(edits=edits, times=rng.choice(TIMES), builders=builders))
        if rng.random() < 1 / 3:
            track.run(Step(edits=(), revert=True, builders=builders))
    workshop.references.forget()
    report(record_property, "edits that few pages show", per_builder(track.counts))


def run_kills(track: Track, rng: Random, points: list[tuple[str, int]], builder: str) -> set[str]:
    """End a build at each point, let the next one finish, compare; return the points reached."""
    reached = set()
    local = [kind.name for kind in KINDS if kind.shared]
    for point, highest in points:
        kill = choose(rng, point, highest)
        # A build that had little to do may have passed the point less often than that.
        for turn in sorted({kill.turn, 1}, reverse=True):
            kill = replace(kill, turn=turn)
            names = [*rng.sample(local, 3), rng.choice(("post added", "html_title", "tag added"))]
            edits = tuple(Edit(kind=name, seed=rng.randrange(1000)) for name in names)
            track.edit(Step(edits=edits))
            result = track.sandbox.build(track.site, builder, hook=kill.hook())
            track.done.append(f"{kill}: {'reached' if result.reached else 'not reached'}")
            if rng.random() < 0.5:
                # What the ended build has written came from sources that are gone again.
                track.edit(Step(edits=(), times="kept", revert=True))
            track.check((builder,))
            if result.reached:
                reached.add(point)
                break
    track.references.forget()
    return reached


@whole_scripts
@given(seed=seeds)
def _kills(workshop: Workshop, reached: set[str], seed: int) -> None:
    rng = Random(seed)
    points = rng.sample(POINTS, len(POINTS))[:15]
    for jobs, builder, part in ((1, "html", 0), (2, "html", 1), (2, "dirhtml", 2)):
        track = workshop.track(jobs=jobs, shared=True)
        reached |= run_kills(track, rng, points[part::3], builder)


def test_build_after_a_killed_one_ends_in_the_clean_site(
    workshop: Workshop, record_property: Callable[[str, object], None]
) -> None:
    """Kill builds at some of the points, the first builds of their folders among them."""
    reached: set[str] = set()
    _kills(workshop, reached)
    report(record_property, "builds ended early", Counter(points=len(reached)))
    assert len(reached) >= 6


@pytest.mark.parametrize("point", ["doctree-read:after", "html-page-context:after"])
def test_dead_worker_is_no_success(workshop: Workshop, point: str) -> None:
    """Kill one of the workers: the build says that it failed, and the next one is right.

    Sphinx starts its workers in a way that swallows the end of one, and with it the pages
    that it and the workers after it should have handled.
    """
    track = workshop.track(jobs=2, shared=False)
    track.start()
    conf = "numfig_format" if point.startswith("doctree") else "html_title"
    track.edit(Step(edits=(Edit(kind=conf, seed=1), Edit(kind="body", seed=2))))
    kill = Kill(point=point, turn=2, signal=signal.SIGKILL, target="self")
    result = track.sandbox.build(track.site, "html", hook=kill.hook())
    assert result.reached
    assert result.status != 0
    track.check(("html",))


@pytest.mark.prove
@pytest.mark.parametrize("number", range(3))
def test_prove_edits(
    workshop: Workshop, record_property: Callable[[str, object], None], number: int
) -> None:
    """Run long scripts of small steps with other builders at each."""
    counts: Counter[tuple[str, str]] = Counter()
    seed = os.environ.get("PROOF_SEED", "0")
    made = 0
    for jobs, shared in ((1, True), (2, False)):
        rng = Random(f"{seed} {number} {jobs}")
        site = first_site(workshop.code)
        if number:
            site.conf["kb_link_terms"] = ""  # an edit of a body stays with its page then
        track = workshop.track(jobs=jobs, shared=shared, site=site)
        track.start()
        run_script(track, rng, list(KINDS), size=rng.choice((2, 3)))
        counts.update(track.counts)
        made += track.made
        workshop.references.forget()
    report(record_property, f"edits of script {number}", Counter(made=made))
    assert made * 3 >= PROVED_EDITS


@pytest.mark.prove
@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("jobs", [1, 2])
def test_prove_kills(
    workshop: Workshop, record_property: Callable[[str, object], None], jobs: int, builder: str
) -> None:
    """Kill builds at every point with every builder, at least 200 times in all."""
    rng = Random(f"{os.environ.get('PROOF_SEED', '0')} {builder} {jobs}")
    track = workshop.track(jobs=jobs, shared=False)
    points = [*POINTS, *POINTS]
    rng.shuffle(points)
    reached = run_kills(track, rng, points, builder)
    kills = sum(line.endswith(": reached") for line in track.done)
    report(record_property, f"builds ended early, {builder} -j {jobs}", Counter(kills=kills))
    assert len(reached) >= 12
    assert kills * 6 >= PROVED_KILLS


@pytest.mark.parametrize(
    ("environment", "jobs"),
    [
        ({"PYTHONHASHSEED": "4242"}, 1),
        ({"TZ": "America/St_Johns"}, 1),
        ({"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"}, 1),
        ({"PYTHONHASHSEED": "random", "TZ": "Pacific/Kiritimati"}, 2),
    ],
    ids=["hash seed", "time zone", "locale", "parallel"],
)
def test_conditions_leave_no_trace(
    workshop: Workshop, environment: dict[str, str], jobs: int
) -> None:
    """Build cleanly under other conditions, at another path, into the same bytes."""
    zygote = Zygote(environment)
    try:
        site = first_site()
        track = workshop.track(jobs=jobs, shared=False, site=site)
        track.sandbox.zygote = zygote
        track.sandbox.root /= "a longer path/to the same site"
        track.start()
    finally:
        zygote.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_nothing_to_do_is_nothing_done(workshop: Workshop, jobs: int) -> None:
    """Read no document and change no byte when nothing changed."""
    track = workshop.track(jobs=jobs, shared=False)
    track.sandbox.write(track.site)
    for builder in BUILDERS:
        track.build(builder)
        before = snapshot(track.sandbox.output(builder))
        result = track.build(builder)
        assert result.read == ()
        assert not set(result.written) & track.docnames()
        assert snapshot(track.sandbox.output(builder)) == before


def test_body_edit_reads_one_document_and_writes_it(workshop: Workshop) -> None:
    """Read and write one page when its second paragraph changes, and nothing else."""
    track = workshop.track(jobs=1, shared=False)
    track.start()
    page = track.site.pages["blog/alone"]
    page.blocks[1] = page.blocks[1].replace("w0000", "w0001")
    track.sandbox.write(track.site)
    result = track.build("html")
    assert result.read == ("blog/alone",)
    assert set(result.written) & track.docnames() == {"blog/alone"}


def test_first_paragraph_edit_writes_its_listings(workshop: Workshop) -> None:
    """Read one page when its first paragraph changes, and write those that show it."""
    track = workshop.track(jobs=1, shared=False)
    track.start()
    page = track.site.pages["blog/alone"]
    page.blocks[0] = page.blocks[0].replace("w0000", "w0001")
    track.sandbox.write(track.site)
    result = track.build("html")
    written = set(result.written) & track.docnames()
    assert result.read == ("blog/alone",)
    # Its sentence is shown with the work that it cites.
    assert {"blog/alone", "blog/index", "papers/paper-alpha", "references"} <= written
    assert not written & {"glossary", "guide/two", "notes/tokens", "papers/index", "missing"}


def test_build_of_one_file_leaves_the_next_build_right(workshop: Workshop) -> None:
    """Build one file alone after an edit of others, then all."""
    track = workshop.track(jobs=1, shared=True)
    track.start()
    for kind, seed in (("title", 1), ("reference year", 2), ("date", 3), ("page renamed", 4)):
        track.edit(Step(edits=(Edit(kind=kind, seed=seed),)))
        one = str(track.sandbox.source / "blog" / "index.md")
        track.sandbox.build(track.site, "html", options=(one,))
        track.check(("html", "dirhtml"))


def test_preview_of_drafts_leaves_the_next_build_right(workshop: Workshop) -> None:
    """Show drafts in another folder from the same doctrees, then build without them."""
    track = workshop.track(jobs=1, shared=True)
    track.start()
    preview = track.sandbox.root / "preview"
    result = track.build("html", output=preview, options=("-D", "kb_drafts=1"))
    assert result.read
    assert (preview / "blog" / "draft-linked.html").exists()
    track.check(("html", "text"))


def test_the_comparison_sees_what_sphinx_leaves_stale(workshop: Workshop) -> None:
    """Find Sphinx itself wrong where it is known to be: the proof must be able to fail."""
    site = first_site()
    site.conf |= {"extensions": ["myst_parser", "sphinxcontrib.bibtex"]}
    track = workshop.track(jobs=1, shared=False, site=site)
    track.sandbox.write(site)
    track.build("html")
    track.edit(Step(edits=(Edit(kind="reference year", seed=1),)))
    with pytest.raises(Divergence, match="reference year"):
        track.check(("html",))


@pytest.mark.prove
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_prove_each_reason_is_needed(workshop: Workshop, tmp_path: Path, mutant: Mutant) -> None:
    """Take one reason to write a page out of the code, and find the site wrong."""
    code = compiled_code(tmp_path)
    mutant.apply(code)
    references = replace(workshop.references, root=tmp_path, original=code, built={})
    # Sphinx writes what it has just read. A second builder finds everything read.
    track = workshop.track(jobs=1, shared=True)
    track.sandbox.original, track.references = code, references
    mutant.before(track.site)
    track.sandbox.write(track.site)
    track.build("text")
    track.build("html")
    mutant.edit(track.site)
    track.sandbox.write(track.site, times=mutant.times)
    track.build("text")
    with pytest.raises(Divergence):
        track.check(("html",))


def test_every_reason_stands_once_in_the_code() -> None:
    """Find the line that each mutant takes out: one that moved would be looked for in vain."""
    package = CODE / "commonplace"
    texts = {mutant.path: (package / mutant.path).read_text() for mutant in MUTANTS}
    assert [one.name for one in MUTANTS if texts[one.path].count(one.old) != 1] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_of_edit_changes_a_source(kind: Kind) -> None:
    """Edit the model with each kind: one that changes nothing would prove nothing."""
    changed = []
    for seed in range(3):
        site, before = first_site(), first_site()
        if kind.apply(site, Random(seed)):
            changed.append(
                (render(site), site.code, site.clock) != (render(before), before.code, before.clock)
            )
    assert any(changed)
