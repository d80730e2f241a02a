"""The steps of a build on Read the Docs, as `.readthedocs.yaml` and its builder have them.

Sources: the documentation of Read the Docs, pages "Build process overview", "Build process customization",
"Environment variables" and "Configuration file v2"; and, for commands that it does not spell out, what the logs of
public builds show.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SLUG = "commonplace"
FORMATS = ("html", "htmlzip", "pdf", "epub")  #: in the order of their builds
BEFORE = ("pre_system_dependencies", "post_system_dependencies", "pre_create_environment")
#: What of the file this knows; anything else stops it, so that what it says stays true.
KNOWN = {
    "": {"version", "build", "sphinx", "formats", "python"},
    "build": {"os", "tools", "jobs"},
    "sphinx": {"configuration", "builder", "fail_on_warning"},
    "python": {"install"},
}


class BuildError(Exception):
    """A step that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What is built: a branch, or a preview of a pull request."""

    external: bool = False

    @property
    def slug(self) -> str:
        """Return the name of the version in addresses."""
        return "17" if self.external else "latest"

    @property
    def address(self) -> str:
        """Return the address at which it would stand; a domain that nobody has."""
        host = f"{SLUG}--17.example" if self.external else f"{SLUG}.example"
        return f"https://{host}/en/{self.slug}/"


@dataclass(kw_only=True)
class Build:
    """One build, in a folder of its own."""

    scratch: Path
    version: Version
    inherited: dict[str, str]  #: what of our own environment the commands get
    config: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)  #: where it could not do as Read the Docs does

    @property
    def checkout(self) -> Path:
        """Return the folder of the clone."""
        return self.scratch / "checkouts" / self.version.slug

    @property
    def venv(self) -> Path:
        """Return the folder of the environment."""
        return self.scratch / "envs" / self.version.slug

    @property
    def output(self) -> Path:
        """Return the folder that is uploaded."""
        return self.checkout / "_readthedocs"

    def variables(self, commit: str = "", clone_url: str = "") -> dict[str, str]:
        """Return the environment that commands see."""
        kind = "external" if self.version.external else "branch"
        return {
            **self.inherited,
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "READTHEDOCS": "True",
            "READTHEDOCS_PROJECT": SLUG,
            "READTHEDOCS_LANGUAGE": "en",
            "READTHEDOCS_VERSION": self.version.slug,
            "READTHEDOCS_VERSION_NAME": self.version.slug,
            "READTHEDOCS_VERSION_TYPE": kind,
            "READTHEDOCS_CANONICAL_URL": self.version.address,
            "READTHEDOCS_OUTPUT": f"{self.output}/",
            "READTHEDOCS_REPOSITORY_PATH": str(self.checkout),
            "READTHEDOCS_VIRTUALENV_PATH": str(self.venv),
            "READTHEDOCS_PRODUCTION_DOMAIN": "readthedocs.org",
            "READTHEDOCS_GIT_CLONE_URL": clone_url,
            "READTHEDOCS_GIT_IDENTIFIER": "main",
            "READTHEDOCS_GIT_COMMIT_HASH": commit,
            "PATH": f"{self.venv / 'bin'}:{self.inherited.get('PATH', '')}",
        }

    def run(self, command: str | Sequence[str], *, cwd: Path | None = None) -> int:
        """Run a command, a text by the shell, and return its status."""
        said = command if isinstance(command, str) else shlex.join(command)
        sys.stdout.write(f"$ {said}\n")
        sys.stdout.flush()
        return subprocess.run(
            command,
            shell=isinstance(command, str),
            cwd=cwd or self.checkout,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode

    def need(self, command: str | Sequence[str], *, cwd: Path | None = None) -> None:
        """Run a command that must succeed.

        Raises BuildError otherwise.
        """
        if status := self.run(command, cwd=cwd):
            raise BuildError(f"exit status {status}: {command}")

    def clone(self, root: Path) -> None:
        """Clone the repository in *root*, as little of it as Read the Docs takes, and read the file."""
        self.checkout.mkdir(parents=True)
        url = root.as_uri()
        commit = _git(root, "rev-parse", "HEAD")
        branch = _git(root, "branch", "--show-current")
        self.environment = self.variables(commit, url) | {"GIT_TERMINAL_PROMPT": "0"}
        self.need(["git", "clone", "--depth", "1", url, "."])
        if branch:
            ref = f"refs/heads/{branch}:refs/remotes/origin/{branch}"
            fetch = ["git", "fetch", "origin", "--force", "--prune", "--prune-tags"]
            self.need([*fetch, "--depth", "50", ref])
        self.need(["git", "checkout", "--force", commit])
        self.config = yaml.safe_load(
            (self.checkout / ".readthedocs.yaml").read_text(encoding="utf-8")
        )
        self._only_known()
        self.job("post_checkout")

    def _only_known(self) -> None:
        for section, known in KNOWN.items():
            value = self.config.get(section, {}) if section else self.config
            if unknown := sorted(set(value) - known):
                where = section or ".readthedocs.yaml"
                raise BuildError(
                    f"{where} holds {', '.join(unknown)}, which make rtd does not know"
                )

    def job(self, name: str) -> bool:
        """Run the commands of a job of the file; tell whether it has any."""
        commands = self.config["build"].get("jobs", {}).get(name)
        for command in commands or ():
            self.need(command)
        return commands is not None

    def install(self) -> None:
        """Make the environment and install into it."""
        for name in BEFORE:
            self.job(name)
        if not self.job("create_environment"):
            self.need([self._python(), "-m", "venv", str(self.venv)], cwd=self.scratch)
        self.job("post_create_environment")
        self.job("pre_install")
        if not self.job("install"):
            pip = ["python", "-m", "pip", "install", "--upgrade", "--no-cache-dir"]
            self.need([*pip, "pip", "setuptools"])
            self.need([*pip, "sphinx"])
            for entry in self.config.get("python", {}).get("install", ()):
                what = ["-r", entry["requirements"]] if "requirements" in entry else [entry["path"]]
                self.need([*pip[:4], *what])
        self.job("post_install")

    def _python(self) -> str:
        """Return a Python of the version that the file asks for, or this one and a note."""
        wanted = self.config["build"]["tools"]["python"]
        found = shutil.which(f"python{wanted}", path=self.inherited.get("PATH"))
        if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:  # fmt: skip
            return found
        own = ".".join(map(str, sys.version_info[:2]))
        if own != wanted:
            self.notes.append(f"there is no Python {wanted} here: it was built by {own}")
        return sys.executable

    def build(self, formats: Sequence[str]) -> None:
        """Build the formats; of a pull request HTML alone, as Read the Docs does."""
        self.job("pre_build")
        own = self.config["build"].get("jobs", {}).get("build", {})
        asked = ["html", *self.config.get("formats", ())]
        for name in FORMATS:
            wanted = name in asked and name in formats
            if not wanted or (self.version.external and name != "html"):
                continue
            for command in own.get(name, ()):
                self.need(command)
            if name not in own:
                BUILDERS[name](self)
        self.job("post_build")

    def sphinx(self, builder: str, folder: str, *, strict: bool) -> None:
        """Run Sphinx in the folder of conf.py."""
        conf = self.checkout / self.config["sphinx"]["configuration"]
        command = ["python", "-m", "sphinx", "-T", *(["-W", "--keep-going"] if strict else [])]
        command += ["-b", builder, "-d", "_build/doctrees", "-D", "language=en"]
        self.need([*command, ".", str(self.output / folder)], cwd=conf.parent)

    @property
    def strict(self) -> bool:
        """Tell whether warnings are errors."""
        return bool(self.config["sphinx"].get("fail_on_warning"))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


def _html(build: Build) -> None:
    build.sphinx(build.config["sphinx"].get("builder", "html"), "html", strict=build.strict)


def _htmlzip(build: Build) -> None:
    build.sphinx("singlehtml", "htmlzip", strict=build.strict)
    folder, packed = build.output / "htmlzip", build.scratch / "htmlzip"
    folder.rename(packed)
    folder.mkdir()
    with zipfile.ZipFile(folder / f"{SLUG}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(packed.rglob("*")):
            archive.write(path, f"{SLUG}-{build.version.slug}/{path.relative_to(packed)}")


def _pdf(build: Build) -> None:
    if shutil.which("latexmk") is None or shutil.which("xelatex") is None:
        build.notes.append("latexmk or xelatex is not installed: the PDF WAS NOT BUILT")
        return
    build.sphinx("latex", "pdf", strict=False)
    folder = build.output / "pdf"
    # It goes on after errors, and a PDF is a success, whatever the status says.
    command = ["latexmk", "-r", "latexmkrc", "-pdf", "-f", "-dvi-", "-ps-", f"-jobname={SLUG}"]
    build.run([*command, "-interaction=nonstopmode"], cwd=folder)
    _keep(build, folder / f"{SLUG}.pdf", "pdf")


def _epub(build: Build) -> None:
    build.sphinx("epub", "epub", strict=build.strict)
    books = sorted((build.output / "epub").glob("*.epub"))
    _keep(build, books[0] if books else build.output / "epub" / "no.epub", "epub")


def _keep(build: Build, book: Path, name: str) -> None:
    """Leave nothing but the book in its folder."""
    if not book.is_file():
        raise BuildError(f"no {name} was made")
    folder, aside = build.output / name, build.scratch / f"{SLUG}.{name}"
    book.rename(aside)
    shutil.rmtree(folder)
    folder.mkdir()
    aside.rename(folder / aside.name)


BUILDERS = {"html": _html, "htmlzip": _htmlzip, "pdf": _pdf, "epub": _epub}
