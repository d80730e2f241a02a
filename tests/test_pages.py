"""The code on the pages runs and prints what they say; figures are those of today's code."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[1] / "tools"
sys.path.insert(0, str(TOOLS))

import page_code  # noqa: E402
import page_figures  # noqa: E402

FATES = {page: {block.fate for block in page_code.blocks(page)} for page in page_code.pages()}
RUN = {"python", "cpp", "console"}


def named(wanted: set[str]) -> list[object]:
    return [
        pytest.param(page, id=page.relative_to(page_code.DOCS).with_suffix("").as_posix())
        for page, fates in FATES.items()
        if fates & wanted and (page.parent.name != "guide" or "python" in fates)
    ]


def run(page: Path, *options: str) -> None:
    """Run a page in a process and a folder of its own."""
    done = subprocess.run(
        [sys.executable, str(TOOLS / "page_code.py"), *options, str(page)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", named(RUN))
def test_code_of_a_page_runs_and_prints_what_the_page_says(page: Path) -> None:
    run(page)


@pytest.mark.torch
@pytest.mark.parametrize("page", named({"torch"}))
def test_code_that_needs_pytorch_runs(page: Path) -> None:
    if importlib.util.find_spec("torch") is None:
        pytest.skip("PyTorch is not installed")
    run(page, "--torch")


@pytest.mark.parametrize("page", [page for page in FATES if page.parent.name != "guide"])
def test_code_that_is_not_run_says_so_on_the_page(page: Path) -> None:
    unmarked = [block.line for block in page_code.blocks(page) if block.fate == "unmarked"]
    assert not unmarked, f"{page}: give lines {unmarked} a caption 'Not run: ' and the reason"


def page_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


MARKED = """\
```python
x = 1
print(x)
```

```text
1
```

```{code-block} python
:caption: Needs PyTorch

import torch
```

```{code-block} text
:caption: data/names.txt

Ada
```

````{note}
```python
print(open("data/names.txt").read().strip(), x + 1)
```

Words.

```text
not the output
```
````

```{code-block} python
:caption: "Not run: it needs two machines"

1 / 0
```
"""


def test_blocks_are_found_with_what_becomes_of_them(tmp_path: Path) -> None:
    page = page_of(tmp_path, MARKED)
    found = page_code.blocks(page)
    assert [block.fate for block in found if block.language != "text" or block.caption] == [
        "python", "torch", "file", "python", "unrun",
    ]  # fmt: skip
    assert [(block.line, block.output) for block in found if block.fate == "python"] == [
        (2, "1\n"), (24, None),
    ]  # fmt: skip
    page_code.Run(page=page).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", "page.md:2:\n--- on the page"),
        ("```python\n\nraise ValueError('no')\n```\n", "page.md:2: ValueError: no"),
        ("```console\n$ echo a\nb\n```\n", "-b\n+a"),
        ("```console\n$ exit 3\n```\n", "exit 3"),
    ],
)
def test_block_that_does_something_else_is_told_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(page_code.PageError, match=re.escape(message)):
        page_code.Run(page=page_of(tmp_path, text)).all()


def test_a_session_shows_files_and_leaves_things_out(tmp_path: Path) -> None:
    text = "```console\n$ printf 'a\\nb\\nc\\n' > x\n$ cat \\\n  x\na\n...\nc\n```\n"
    page_code.Run(page=page_of(tmp_path, text)).all()


@pytest.mark.parametrize(
    "module", list(page_figures.modules()), ids=lambda module: module.path.stem
)
def test_figures_are_those_of_todays_code(module: page_figures.Module) -> None:
    old = [str(path.relative_to(page_code.ROOT)) for path in page_figures.stale(module)]
    assert not old, f"stale, run `make figures`: {old}"
    for drawn in module.drawn:
        for path in module.files(drawn):
            assert path.stat().st_size < 60_000, path


def test_figures_made_by_code_still_have_some() -> None:
    made = {
        path
        for module in page_figures.modules()
        for name in module.drawn
        for path in module.files(name)
    }
    stamped = {
        path
        for folder in page_code.DOCS.rglob("img")
        if "_build" not in folder.parts
        for path in folder.iterdir()
        if path.suffix in {".svg", ".pdf"} and page_figures.STAMP.search(path.read_bytes())
    }
    assert stamped == made


def test_the_stamp_changes_with_page_figure_and_pins(tmp_path: Path) -> None:
    page = page_of(tmp_path, "```python\nx = 1\n```\n\nWords.\n")
    code = tmp_path / "some.py"
    code.write_text("def draw_it(page): ...\n", encoding="utf-8")
    module = page_figures.Module(path=code, page=page, drawn=("it",))
    first = module.stamp
    page.write_text("Other words.\n\n```python\nx = 1\n```\n", encoding="utf-8")
    assert module.stamp == first
    page.write_text("```python\nx = 2\n```\n", encoding="utf-8")
    assert module.stamp != first
    second = module.stamp
    code.write_text("def draw_it(page): return None\n", encoding="utf-8")
    assert module.stamp not in {first, second}
    assert page_figures.stale(module) == list(module.files("it"))
