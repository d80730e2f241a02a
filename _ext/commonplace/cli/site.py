"""Find the site on disk, and say what is wrong with its configuration."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.errors import SphinxError

PLACES = ("docs", ".")  #: where a site is looked for when no folder is given


class Failure(click.ClickException):
    """End with one message and the exit status that Sphinx gives to a build that cannot run."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a site's sources are."""

    source: Path  #: the folder with ``conf.py``, absolute

    @property
    def conf(self) -> Path:
        """Name the configuration file."""
        return self.source / "conf.py"

    @property
    def build(self) -> Path:
        """Name the folder that everything built goes to by default."""
        return self.source / "_build"


def find_site(folder: Path | None) -> Site:
    """Find the site in ``folder``, or where one is usually kept.

    Raises ``click.UsageError`` (exit status 2) when there is none or it cannot be read.
    """
    try:
        return _find(folder)
    except PermissionError as error:
        # Told here of a folder on the way; what lies in it, nobody can tell.
        raise click.UsageError(f"{error.filename} cannot be read: mend its permissions.") from error


def _find(folder: Path | None) -> Site:
    places = [Path(place) for place in PLACES] if folder is None else [folder]
    if folder is not None:
        if not folder.is_dir():
            what = "is not a folder" if folder.exists() else "does not exist"
            raise click.UsageError(f"{folder} {what}: give the folder that holds conf.py.")
        places.append(folder / "docs")  # `commonplace build .` in a project's top folder
    for place in places:
        if (place / "conf.py").is_file():
            site = Site(source=place.resolve())
            if not os.access(site.conf, os.R_OK) or not os.access(site.source, os.R_OK | os.X_OK):
                raise click.UsageError(f"{place} cannot be read: mend its permissions.")
            return site
    looked = " or ".join(str(place / "conf.py") for place in places)
    raise click.UsageError(
        f"no site here: there is no {looked}. Give the folder that holds it; or start a site with an "
        """index.md and a conf.py that says extensions = ["commonplace"]."""
    )


def read_settings(site: Site) -> Mapping[str, object]:
    """Read what ``conf.py`` sets, without loading any extension.

    Raises ``Failure`` when the file cannot be executed.
    """
    from sphinx.config import Config
    from sphinx.errors import ConfigError
    from sphinx.util.tags import Tags

    try:
        config = Config.read(site.source, overrides={}, tags=Tags())
    except ConfigError as error:
        raise Failure(explain(error, site)) from error
    # What the file says, set apart from defaults and from values that no extension has declared.
    return config._raw_config


def explain(error: SphinxError, site: Site) -> str:
    """Say in a line or two what stopped Sphinx, located in ``conf.py`` when it is to blame."""
    from sphinx.errors import ConfigError

    cause = error.__cause__
    if not isinstance(error, ConfigError) or cause is None:
        return f"{error.category}: {error}".strip()
    conf = shown(site.conf)
    if isinstance(cause, SyntaxError):
        return f"{conf}:{cause.lineno or 1}: {cause.msg}. Nothing was built."
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(cause.__traceback__)
        if Path(frame.filename) == site.conf and frame.lineno
    ]
    where = f"{conf}:{lines[-1]}" if lines else conf
    return f"{where}: {type(cause).__name__}: {cause}. Nothing was built."


def shown(path: Path) -> str:
    """Write a path as short as it can be typed from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
