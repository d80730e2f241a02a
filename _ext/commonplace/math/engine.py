"""Render TeX with KaTeX in one Node process, started at the first formula that is not known yet."""

from __future__ import annotations

import hashlib
import html
import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from . import cache
from .node import EngineError, NodeProcess

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .node import Launch

VENDOR = Path(__file__).parent.parent / "vendor" / "katex"
SCRIPT = Path(__file__).parent / "render.js"
#: Seconds for one batch; a thousand formulas take about one.
TIMEOUT = 60.0
#: Limits on what a formula may ask for: sizes in em, macro expansions.
LIMITS = {"maxSize": 50, "maxExpand": 1000}
#: LaTeX that KaTeX lacks. A label is Sphinx's business, so it leaves nothing in the formula.
COMPATIBILITY = {"\\label": "\\@secondoftwo{#1}{}", "\\mbox": "\\text{#1}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """One formula to render."""

    tex: str
    display: bool = False
    output: Literal["htmlAndMathml", "mathml"] = "htmlAndMathml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What became of a formula: its markup, or the reason why there is none."""

    html: str = ""
    error: str = ""
    near: str = ""


def source_markup(tex: str, error: str = "") -> str:
    """Return escaped HTML that shows *tex* as it was written, and *error* as its title."""
    attributes = f' class="kb-math-error" title="{html.escape(error)}"' if error else ""
    return f"<code{attributes}>{html.escape(tex)}</code>"


class Engine:
    """Answer formulas from memory, from the cache file, and else from KaTeX.

    Results depend on the formula, the macros and KaTeX alone: never on the order of formulas,
    on the cache or on the process asked.

    :param node: the Node to run (see `node.find_node`).
    :param macros: TeX by macro name, both as KaTeX takes them.
    :param cache_file: where results are kept between builds; ``None`` keeps none.
    :param katex: folder with ``katex.min.js``.
    :param launch: starts a process as `subprocess.Popen` does; tests count its calls.
    """

    def __init__(
        self,
        *,
        node: Path | None,
        macros: Mapping[str, str],
        cache_file: Path | None = None,
        katex: Path = VENDOR,
        launch: Launch = subprocess.Popen,
        timeout: float = TIMEOUT,
    ) -> None:
        self.unavailable = ""
        self._node = node
        self._katex = katex / "katex.min.js"
        self._options = json.dumps(LIMITS | {"macros": COMPATIBILITY | dict(macros)})
        self._cache_file = cache_file
        self._launch = launch
        self._timeout = timeout
        self._owner = os.getpid()
        self._process: NodeProcess | None = None
        self._stored: dict[str, dict[str, str]] | None = None
        self._used: dict[str, Rendered] = {}
        if node is None:
            self.unavailable = "there is no Node to run KaTeX with"
        elif not self._katex.is_file():
            self.unavailable = "KaTeX is not installed"
        self._fingerprint = self.fingerprint()

    def render(self, formulas: Sequence[Formula]) -> list[Rendered]:
        """Return what becomes of each formula, in order; a mistake in TeX is a result.

        :raises EngineError: if KaTeX cannot be run; the reason stays in `unavailable`, and no
            second attempt is made.
        """
        if self.unavailable:
            raise EngineError(self.unavailable)
        keys = [_key(formula) for formula in formulas]
        missing: dict[str, Formula] = {}
        for key, formula in zip(keys, formulas, strict=True):
            if key in self._used:
                continue
            if (entry := self._stored_entries().get(key)) is not None:
                self._used[key] = Rendered(**entry)
            else:
                missing[key] = formula
        if missing:
            try:
                answers = self._ask(list(missing.values()))
            except EngineError as error:
                self.unavailable = str(error)
                raise
            for (key, formula), answer in zip(missing.items(), answers, strict=True):
                self._used[key] = _result(formula, answer)
        return [self._used[key] for key in keys]

    def fingerprint(self) -> str:
        """Return a hash of all that results depend on beside the formula, or why there are none."""
        if self.unavailable:
            return self.unavailable
        digest = hashlib.sha256(self._options.encode("utf-8"))
        for path in (self._katex, SCRIPT):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def close(self) -> None:
        """Stop the process and keep what is new for the next build; the engine stays usable.

        :raises OSError: if the cache file cannot be written.
        """
        if os.getpid() != self._owner:
            return
        self._stop()
        stored = self._stored_entries() if self._used else {}
        if self._cache_file is None or self._used.keys() <= stored.keys():
            return
        unused = {key: entry for key, entry in stored.items() if key not in self._used}
        used = {key: asdict(rendered) for key, rendered in self._used.items()}
        cache.save(self._cache_file, self._fingerprint, unused=unused, used=used)
        self._stored = unused | used

    def _ask(self, formulas: Sequence[Formula]) -> list[dict[str, Any]]:
        questions = [asdict(formula) for formula in formulas]
        if os.getpid() != self._owner:
            # The pipes are the parent's. A forked worker meets few unknown formulas, and it may
            # end without any clean-up: a process for this one question leaves nothing behind.
            process = self._start()
            try:
                return process.ask(questions)
            finally:
                process.stop()
        if self._process is None:
            self._process = self._start()
        try:
            return self._process.ask(questions)
        except BaseException:
            # After an interrupt too: an answer still on its way would be taken for the next one.
            self._stop()
            raise

    def _start(self) -> NodeProcess:
        arguments = [str(SCRIPT), str(self._katex), self._options]
        return NodeProcess(
            [str(self._node), *arguments], launch=self._launch, timeout=self._timeout
        )

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None

    def _stored_entries(self) -> dict[str, dict[str, str]]:
        if self._stored is None:
            file = self._cache_file
            self._stored = {} if file is None else cache.load(file, self._fingerprint)
        return self._stored


def _key(formula: Formula) -> str:
    parts = json.dumps([formula.tex, formula.display, formula.output])
    return hashlib.sha256(parts.encode("ascii")).hexdigest()


def _result(formula: Formula, answer: Mapping[str, Any]) -> Rendered:
    if "error" not in answer:
        return Rendered(html=answer["html"])
    position = answer["position"]
    near = "" if position is None else " ".join(formula.tex[position : position + 30].split())
    return Rendered(error=answer["error"], near=near)
