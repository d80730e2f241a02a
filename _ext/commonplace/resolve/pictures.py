"""Pictures in builders that cannot show them: a twin in another format, else their description."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.images import guess_mimetype

from .images import image_name

if TYPE_CHECKING:
    from collections.abc import Iterable


class ShowablePictures(SphinxPostTransform):
    """Replace a picture that the builder cannot show, which TeX would stop at."""

    default_priority = 8
    # HTML shows everything; text and XML show nothing and say so themselves.
    formats = ("latex", "texinfo")

    def run(self, **kwargs: object) -> None:
        """Go through the pictures of the document."""
        supported = self.env._app.builder.supported_image_types
        for image in list(self.document.findall(nodes.image)):
            candidates: dict[str, str] = image.get("candidates", {})
            if "?" in candidates or set(candidates) & set(supported):
                continue
            path = candidates.get("*", image["uri"])
            if (guess_mimetype(path) or "") in supported:
                continue
            if twin := self._twin(path, supported):
                image["candidates"], image["uri"] = {"*": twin}, twin
                self.env.images.setdefault(twin, (set(), image_name(twin)))
                continue
            self._describe(image)

    def _twin(self, path: str, supported: Iterable[str]) -> str:
        """Return the file of the same name in a format that the builder shows."""
        pure = PurePosixPath(path)
        for suffix in (".pdf", ".png", ".jpg", ".jpeg"):
            twin = pure.with_suffix(suffix).as_posix()
            if (guess_mimetype(twin) or "") in supported and (self.env.srcdir / twin).is_file():
                return twin
        return ""

    def _describe(self, image: nodes.image) -> None:
        text = image.get("alt", "") or PurePosixPath(image["uri"]).stem
        described: nodes.Node = nodes.emphasis("", f"[{text}]")
        if not isinstance(image.parent, nodes.TextElement):
            described = nodes.paragraph("", "", described)
        image.replace_self(described)
