"""The command ``commonplace``: write pages, build the site, preview it, check it."""

from __future__ import annotations

import importlib
import io
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import click

from commonplace import __version__
from commonplace.core.source_date import fault

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each command is named here and imported when it is asked for; the modules in turn import Sphinx
# only when they run, so that ``--help`` and shell completion answer at once.
COMMANDS: tuple[tuple[str, str], ...] = (
    ("new", "commonplace.cli.new:new"),
    ("build", "commonplace.cli.build:build"),
    ("serve", "commonplace.cli.serve:serve"),
    ("check", "commonplace.cli.check:check"),
)

INTERRUPTED = 130  # what a shell gives for a programme that SIGINT ended: 128 + 2
ALONE = "alone"  #: object of the context where the command has its process for itself


class CommandTable(click.Group):
    """Find the commands in the table, in its order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names as they are documented."""
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name."""
        target = dict(COMMANDS).get(cmd_name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:
        """Run the command; without *args*, with those of the process, which is its own then."""
        if args is None:
            extra.setdefault("obj", ALONE)
        return super().main(args, *more, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and answer Ctrl-C with one line and the usual exit status.

        What comes when the command has done its work cannot stop it any more: nobody would answer it
        in what Python does before it ends.
        """
        if message := fault(os.environ):  # Sphinx itself would end in a traceback
            raise click.ClickException(message)
        try:
            try:
                return super().invoke(ctx)
            finally:
                _ignore_interrupts(ctx)
        except KeyboardInterrupt:
            _ignore_interrupts(ctx)
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)


def _ignore_interrupts(ctx: click.Context) -> None:
    if ctx.obj == ALONE:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _print_version(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
    if not value or ctx.resilient_parsing:
        return
    click.echo(f"commonplace {__version__}")
    ctx.exit()


@click.command(cls=CommandTable, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and exit.",
)
def main() -> None:
    """Keep a site of posts and paper notes.

    \b
    A first round:
      commonplace new post "Why sparse codes?" --tag coding
      commonplace serve --open
      commonplace check
      commonplace build

    A command without a folder takes the site in docs/ or, failing that, the one in this folder. A
    site is a folder with a conf.py.
    """
    for stream in (sys.stdout, sys.stderr):
        # A title must not end the programme on a terminal that cannot show one of its letters.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
