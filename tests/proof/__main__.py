"""Try kinds of edit one at a time and list which ones leave a wrong site.

``python -m proof [--builder html] [--bare] [kind …]``, from the folder ``tests``.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from pathlib import Path

import click

from .builds import BUILDERS, BuildFailed, References, Sandbox, Zygote, compiled_code
from .compare import difference
from .content import first_site
from .edits import KINDS
from .site import TIMES
from .tracks import Edit

BARE = {"extensions": ["myst_parser", "sphinxcontrib.bibtex"], "myst_heading_anchors": 6}


@click.command()
@click.option("--builder", "builders", multiple=True, type=click.Choice(BUILDERS))
@click.option("--jobs", default=1)
@click.option("--seeds", default=1, help="How often each kind is tried.")
@click.option("--bare", is_flag=True, help="Without the extension: what Sphinx leaves wrong.")
@click.argument("names", nargs=-1)
def main(
    builders: tuple[str, ...], jobs: int, seeds: int, bare: bool, names: tuple[str, ...]
) -> None:
    """Try each kind of edit from the first site, alone."""
    root = Path(tempfile.mkdtemp(prefix="proof-"))
    zygote, reference = Zygote({"PYTHONHASHSEED": "7"}), Zygote()
    try:
        _survey(root, zygote, reference, builders or ("html",), jobs, seeds, bare, names)
    finally:
        zygote.close()
        reference.close()
        shutil.rmtree(root)


def _survey(
    root: Path,
    zygote: Zygote,
    reference: Zygote,
    builders: tuple[str, ...],
    jobs: int,
    seeds: int,
    bare: bool,
    names: tuple[str, ...],
) -> None:
    code = compiled_code(root)
    references = References(root=root, zygote=reference, original=code)
    first = first_site(code)
    if bare:
        first.conf |= BARE
    start = Sandbox(root=root / "start", zygote=zygote, original=code, jobs=jobs)
    start.write(first)
    for builder in builders:
        result = start.build(first, builder)
        click.echo(f"{builder}: status {result.status}, {len(result.read)} read")
        click.echo(result.log[-3000:] if result.status or not names else "")
    wrong = tried = 0
    for kind in KINDS:
        if names and kind.name not in names:
            continue
        for seed in range(seeds):
            site = copy.deepcopy(first)
            edit = Edit(kind=kind.name, seed=seed)
            if not edit.apply(site):
                continue
            for times in TIMES if names else (TIMES[seed % 3],):
                # In place of the start, so that absolute paths in the environment hold.
                shutil.rmtree(root / "kept", ignore_errors=True)
                shutil.copytree(start.root, root / "kept", symlinks=True)
                folders = copy.deepcopy(start.folders)
                start.write(site, times=times)
                for builder in builders:
                    tried += 1
                    result = start.build(site, builder)
                    try:
                        differs = difference(start.output(builder), references.clean(site, builder))
                    except BuildFailed as error:
                        click.echo(f"CLEAN FAILS {edit}: {error}")
                        continue
                    verdict = "ok   " if differs is None and not result.status else "WRONG"
                    wrong += verdict == "WRONG"
                    counts = f"{len(result.read)} read, {len(result.written)} written"
                    click.echo(f"{verdict} {builder} {edit} [{times}] {counts}")
                    if differs:
                        click.echo(str(differs))
                    if result.status:
                        click.echo(result.log[-1500:])
                shutil.rmtree(start.root)
                (root / "kept").rename(start.root)
                start.folders = folders
                references.forget()
    click.echo(f"{wrong} of {tried} wrong")


if __name__ == "__main__":
    main()
