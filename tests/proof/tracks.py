"""Run edit scripts: edit, build, compare with a clean build, again and again."""

from __future__ import annotations

import copy
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

from .builds import BUILDERS, BuildFailed, Result
from .compare import difference
from .edits import KINDS, Kind
from .site import TIMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .builds import References, Sandbox
    from .site import Site

BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit of a script; the seed chooses the page and the values."""

    kind: str
    seed: int

    def apply(self, site: Site) -> bool:
        """Edit the model; tell whether there was anything to edit."""
        return BY_NAME[self.kind].apply(site, Random(self.seed))

    def __str__(self) -> str:
        return f"{self.kind}@{self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Edits between two builds."""

    edits: tuple[Edit, ...]
    times: str = "now"  #: what happens to modification times, see ``site.TIMES``
    revert: bool = False  #: whether the step takes the site back to where it was a step ago
    builders: tuple[str, ...] = BUILDERS

    def __str__(self) -> str:
        what = "revert" if self.revert else ", ".join(map(str, self.edits))
        return f"[{self.times}] {what}"


class Divergence(AssertionError):
    """An incremental build that is not the clean one."""


def steps(rng: Random, kinds: Sequence[Kind], *, size: int, pairs: bool = False) -> list[Step]:
    """Put every kind into a script once: in bundles of *size* as far as one does not hide another.

    Those that write every page are steps of their own, or *pairs* of them are. Every sixth step or so
    takes the one before it back.
    """
    alone = [kind for kind in kinds if not kind.shared]
    shared = [kind for kind in kinds if kind.shared]
    rng.shuffle(shared)
    bundles = [shared[at : at + size] for at in range(0, len(shared), size)]
    rng.shuffle(alone)
    few = 2 if pairs else 1
    bundles += [alone[at : at + few] for at in range(0, len(alone), few)]
    rng.shuffle(bundles)
    script = []
    for bundle in bundles:
        edits = tuple(Edit(kind=kind.name, seed=rng.randrange(1000)) for kind in bundle)
        order = tuple(rng.sample(BUILDERS, len(BUILDERS)))
        script.append(Step(edits=edits, times=rng.choice(TIMES), builders=order))
        if rng.random() < 1 / 6:
            script.append(Step(edits=(), times=rng.choice(TIMES), revert=True))
    return script


@dataclass(slots=True, kw_only=True)
class Track:
    """One sandbox through a whole script."""

    sandbox: Sandbox
    references: References
    site: Site
    done: list[str] = field(default_factory=list)  #: the script so far, for the message
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    postponed: list[Edit] = field(default_factory=list)
    before: Site | None = None
    made: int = 0  #: edits made

    def docnames(self) -> set[str]:
        """Give the names of the pages that are sources of ours."""
        return {page.docname for page in self.site.pages.values()}

    def start(self) -> None:
        """Build the first time."""
        self.sandbox.write(self.site)
        self.check(BUILDERS)

    def edit(self, step: Step) -> list[Edit]:
        """Change the source as the step says; return the edits that could be made."""
        past = copy.deepcopy(self.site)
        made: list[Edit] = []
        if step.revert and self.before is not None:
            counter = self.site.counter
            self.site = copy.deepcopy(self.before)
            self.site.counter = counter  # words stay unheard of
        for edit in step.edits:
            (made if edit.apply(self.site) else self.postponed).append(edit)
        self.before = past
        self.done.append(str(step))
        self.sandbox.write(self.site, times=step.times)
        self.made += len(made)
        return made

    def run(self, step: Step) -> None:
        """Edit, build and compare."""
        made = self.edit(step)
        try:
            self.check(step.builders)
        except Divergence as divergence:
            divergence.add_note(self._blame(made, step))
            raise
        for edit in made:
            name = BY_NAME[edit.kind].family or edit.kind
            self.counts.update((name, builder) for builder in step.builders)

    def build(self, builder: str, **options: Any) -> Result:
        """Build what has been edited; an exit status other than 0 is an error."""
        result = self.sandbox.build(self.site, builder, **options)
        if result.status:
            raise BuildFailed(
                f"{self.story()}\n{builder} ended with {result.status}:\n{result.log[-4000:]}"
            )
        if result.left:
            raise BuildFailed(f"{self.story()}\n{builder} left processes behind")
        return result

    def check(self, builders: Sequence[str]) -> None:
        """Build, incrementally and cleanly at once, and compare.

        Raises ``Divergence`` with the script so far when the two differ.
        """
        with ThreadPoolExecutor(1) as pool:
            waiting = [
                pool.submit(self.references.clean, self.site, builder) for builder in builders
            ]
            for builder in builders:
                self.build(builder)
            found = [
                (builder, difference(self.sandbox.output(builder), clean.result()))
                for builder, clean in zip(builders, waiting, strict=True)
            ]
        for builder, differs in found:
            if differs:
                raise Divergence(f"{self.story()}\n{builder}: {differs}")

    def story(self) -> str:
        """Tell the script so far, the last step last."""
        jobs = f"-j {self.sandbox.jobs}, {'one' if self.sandbox.shared else 'own'} doctrees"
        return "\n".join((f"after this script ({jobs}):", *self.done))

    def _blame(self, edits: Sequence[Edit], step: Step) -> str:
        """Make the edits of the last step one at a time, to say which of them is enough."""
        assert self.before is not None
        for number, edit in enumerate(edits):
            sandbox = replace(
                self.sandbox,
                root=self.sandbox.root.with_name(f"{self.sandbox.root.name}-{number}"),
                folders={},
            )
            alone = Track(
                sandbox=sandbox, references=self.references, site=copy.deepcopy(self.before)
            )
            sandbox.write(alone.site)
            for builder in step.builders:
                alone.build(builder)
            if alone.edit(replace(step, edits=(edit,))):
                try:
                    alone.check(step.builders)
                except Divergence as divergence:
                    return f"{edit} alone is enough: {divergence}"
        return "none of the edits of the last step does it alone from a clean build"
