"""The command ``commonplace build``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commonplace.cli.hold import Line, hold, reporting
from commonplace.cli.run import Job, built, job_count
from commonplace.cli.site import Site, find_site, shown


def _settings(
    ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for value in values:
        name, equals, setting = value.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{value!r} is not of the form name=value.")
        pairs.append((name, setting))
    return tuple(pairs)


@click.command(short_help="Build the site.")
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.argument("output", required=False, type=click.Path(path_type=Path))
@click.option("-b", "--builder", default="html", show_default=True, help="Sphinx builder to use.")
@click.option(
    "-j", "--jobs", default="1", metavar="N|auto", show_default=True, callback=job_count,
    help="Processes to use.",
)  # fmt: skip
@click.option("--drafts", is_flag=True, help="Show drafts too, in an output folder of their own.")
@click.option("-W", "--strict", is_flag=True, help="Exit with status 1 if there is a warning.")
@click.option("--fresh", is_flag=True, help="Read and write every page, whatever is there.")
@click.option(
    "-D", "--define", multiple=True, metavar="NAME=VALUE", callback=_settings,
    help="Set a value of conf.py for this build; may be repeated.",
)  # fmt: skip
@click.option(
    "-d", "--doctree-dir", type=click.Path(path_type=Path),
    help="Folder for what is kept between builds.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Print warnings and errors only.")
@click.option("--no-pointer", is_flag=True, hidden=True)  # the preview says where to look itself
@click.option("--line", "number", type=int, hidden=True)  # a socket to the preview
@click.option("-T", "--traceback", is_flag=True, help="Show where in the code an error arose.")
def build(
    source: Path | None,
    output: Path | None,
    *,
    builder: str,
    jobs: int,
    drafts: bool,
    strict: bool,
    fresh: bool,
    define: tuple[tuple[str, str], ...],
    doctree_dir: Path | None,
    quiet: bool,
    no_pointer: bool,
    number: int | None,
    traceback: bool,
) -> None:
    """Build the site in SOURCE (docs/ or this folder) into OUTPUT.

    OUTPUT is SOURCE/_build/BUILDER unless given. Only what changed is read and written again.

    \b
    Examples:
      commonplace build
      commonplace build -W -j auto
      commonplace build docs public --fresh
      commonplace build --builder epub
      commonplace build -D kb_timezone=Europe/Paris

    Exit status: 0 for a site, 1 with --strict when there were warnings, 2 when nothing could be
    built, 130 after Ctrl-C. Whatever stopped a build, the next one carries on.
    """
    site = find_site(source)
    target, doctrees = _folders(site, output, builder=builder, drafts=drafts)
    job = Job(
        site=site,
        output=target,
        doctrees=doctree_dir.resolve() if doctree_dir else doctrees,
        builder=builder,
        overrides=(*define, *((("kb_drafts", "1"),) if drafts else ())),
        jobs=jobs,
        strict=strict,
        fresh=fresh,
        traceback=traceback,
        carry_on=number is not None,
    )
    line = None if number is None else Line(number)
    with (
        reporting(line),
        built(job, status=None if quiet else sys.stdout, warning=sys.stderr) as app,
    ):
        code = app.statuscode
        if line is not None:
            hold(app, line)
    if not quiet and not no_pointer:
        index = target / "index.html"
        click.echo(f"Look at {shown(index if index.is_file() else target)}")
    sys.exit(code)


def _folders(site: Site, output: Path | None, *, builder: str, drafts: bool) -> tuple[Path, Path]:
    """Choose the output folder and the one for doctrees.

    Builders share doctrees, as with Sphinx's own ``make`` mode. Not so gettext, which reads pages
    in another way, nor a build with drafts: neither may spoil what a published build reads.
    """
    if output is not None:
        return output.resolve(), output.resolve() / ".doctrees"
    name = f"{builder}-drafts" if drafts else builder
    own = drafts or builder == "gettext"
    return site.build / name, site.build / (f"doctrees-{name}" if own else "doctrees")
