"""Names of images in the output: a function of their path, not of the order of reading."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..core.digest import digest
from ..core.slugs import slug

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def image_name(path: str) -> str:
    """Return the name of the image at *path*: its stem for people, a digest for uniqueness."""
    pure = PurePosixPath(path)
    suffix = pure.suffix if pure.suffix[1:].isalnum() and pure.suffix.isascii() else ""
    return f"{slug(pure.stem)[:40]}-{digest(path)[:8]}{suffix.lower()}"


def name_images(env: BuildEnvironment) -> None:
    """Give every image of the environment its name."""
    for path, (docnames, _name) in list(env.images.items()):
        dict.__setitem__(env.images, path, (docnames, image_name(str(path))))
    env.images._existing = {name for _, name in env.images.values()}
