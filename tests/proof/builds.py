"""Build a model in a folder again and again, and cleanly in another for comparison."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from . import site as model
from .site import CODE, TESTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BUILDERS = ("html", "dirhtml", "text")
TIMEOUT = 300.0  # seconds after which a build hangs, on the slowest of machines


class BuildFailed(AssertionError):
    """A build that nobody interrupted did not end well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one build did."""

    status: int  #: exit status; negative when a signal ended it
    log: str
    read: tuple[str, ...]  #: documents read
    written: tuple[str, ...]  #: HTML pages written
    reached: bool  #: whether the point to stop at was reached
    left: bool  #: whether it left processes behind


class Zygote:
    """A process that forks builds; ``environment`` replaces parts of ours."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        given = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"} | dict(environment or {})
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "proof.zygote"],
            cwd=TESTS,
            env=kept | given,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lock = Lock()

    def build(
        self,
        source: Path,
        output: Path,
        doctrees: Path,
        code: Path,
        *,
        builder: str,
        jobs: int = 1,
        clock: int = model.NOON,
        hook: Mapping[str, Any] | None = None,
        options: tuple[str, ...] = (),
    ) -> Result:
        """Build and tell what happened; a failure is told, not raised."""
        scratch = Path(tempfile.mkdtemp(prefix="build-", dir=code.parent))
        point = {**hook, "note": str(scratch / "reached")} if hook else None
        arguments = ["-T", "-b", builder, "-j", str(jobs), "-d", str(doctrees)]
        request = {
            "arguments": [*arguments, str(source), str(output), *options],
            "code": str(code),
            "environment": {"SOURCE_DATE_EPOCH": str(clock)},
            "hook": point,
            "log": str(scratch / "log"),
            "timeout": TIMEOUT,
            "trace": str(scratch / "trace"),
        }
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        if not answer:
            raise BuildFailed("the process that starts the builds has ended")
        status, left = json.loads(answer)
        result = _result(scratch, status, left=bool(left))
        shutil.rmtree(scratch)
        return result

    def close(self) -> None:
        """End the process and whatever it is building."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


def _result(scratch: Path, status: int, *, left: bool) -> Result:
    noted: defaultdict[str, list[str]] = defaultdict(list)
    trace = scratch / "trace"
    lines = trace.read_text(encoding="utf-8").splitlines() if trace.exists() else []
    for line in lines:
        event, _, names = line.partition("\t")
        noted[event].extend(names.split())
    log = (scratch / "log").read_text(encoding="utf-8", errors="replace")
    return Result(
        status=status,
        log=log,
        read=tuple(sorted(noted["env-before-read-docs"])),
        written=tuple(sorted(noted["html-page-context"])),
        reached=(scratch / "reached").exists(),
        left=left,
    )


@dataclass(slots=True, kw_only=True)
class Sandbox:
    """A folder that holds a source, the extension's code and what was built from them."""

    root: Path
    zygote: Zygote
    original: Path  #: the extension's code before any edit, from ``compiled_code``
    jobs: int = 1
    shared: bool = False  #: whether all builders use one doctree folder
    folders: dict[str, model.Folder] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        """Give the folder of the sources."""
        return self.root / "docs"

    @property
    def code(self) -> Path:
        """Give the folder that ``commonplace`` is imported from."""
        return self.root / "_ext"

    def output(self, builder: str) -> Path:
        """Give the output folder of a builder."""
        return self.root / "out" / builder

    def write(self, site: model.Site, *, times: str = "now") -> int:
        """Bring the source to the state of the model; return how many files changed."""
        if not self.code.exists():
            shutil.copytree(self.original, self.code)
        docs = self.folders.setdefault("docs", model.Folder(path=self.source))
        code = self.folders.setdefault("code", model.Folder(path=self.code))
        changed = dict(site.code)
        for path in sorted(code.written - changed.keys()):
            changed[path] = (self.original / path).read_bytes()
        number = code.write(changed, times=times)
        return number + docs.write(model.render(site), times=times)

    def build(self, site: model.Site, builder: str, **options: Any) -> Result:
        """Build with one builder; a failure is told, not raised."""
        return self.zygote.build(
            self.source,
            options.pop("output", self.output(builder)),
            self.root / "doctrees" / ("all" if self.shared else builder),
            self.code,
            builder=builder,
            jobs=options.pop("jobs", self.jobs),
            clock=site.clock,
            **options,
        )


def compiled_code(folder: Path) -> Path:
    """Copy the extension into *folder*, with byte code that is checked by hash.

    An edit of the code under its old time and of its old size would otherwise escape Python
    itself, which is not what we prove.
    """
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", "*.tmp")
    shutil.copytree(CODE, folder / "_ext", ignore=ignored)
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "_ext"],
        cwd=folder,
        check=True,
    )
    return folder / "_ext"


@dataclass(slots=True, kw_only=True)
class References:
    """Clean builds, kept by the content of what they were built from."""

    root: Path
    zygote: Zygote
    original: Path
    built: dict[str, Path] = field(default_factory=dict)
    numbers: int = 0

    def clean(self, site: model.Site, builder: str) -> Path:
        """Give the output folder of a build from nothing.

        Raises ``BuildFailed`` when the build does not succeed.
        """
        key = _digest(site, builder)
        if key not in self.built:
            self.numbers += 1
            with self._sandbox(f"clean-{self.numbers}") as sandbox:
                sandbox.write(site)
                result = sandbox.build(site, builder)
                if result.status:
                    raise BuildFailed(f"clean build with {builder} failed:\n{result.log[-4000:]}")
                kept = self.root / f"reference-{self.numbers}"
                sandbox.output(builder).rename(kept)
            self.built[key] = kept
        return self.built[key]

    def forget(self) -> None:
        """Drop the kept outputs."""
        for path in self.built.values():
            shutil.rmtree(path)
        self.built.clear()

    @contextmanager
    def _sandbox(self, name: str) -> Iterator[Sandbox]:
        # Each lives at a path of another length than the incremental one's: were a path to reach
        # the output, the comparison would show it.
        root = self.root / "another checkout" / name
        try:
            yield Sandbox(root=root, zygote=self.zygote, original=self.original)
        finally:
            shutil.rmtree(root, ignore_errors=True)


def _digest(site: model.Site, builder: str) -> str:
    digest = hashlib.sha256(f"{builder} {site.clock}".encode())
    for path, data in sorted({**model.render(site), **site.code}.items()):
        digest.update(f"{len(path)} {path} {len(data)}\n".encode() + data)
    return digest.hexdigest()
