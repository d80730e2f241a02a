"""What a page takes from the file of a page that is not published is left out, and remembered.

Such a file lies in the source folder like any other, so that an include, a download or a picture
would carry its text into the output of a published page.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes

from ..nodes import SKIPPED
from .awaited import NotedCSVTable, NotedInclude, NotedLiteralInclude, NotedRaw

if TYPE_CHECKING:
    from docutils.parsers.rst import Directive
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..resolve.domain import KbDomain

    _Base = Directive
else:
    _Base = object


def is_withheld(env: BuildEnvironment, name: str, beside: str = "") -> bool:
    """Tell whether the file *name*, as the page gives it, is the source of a withheld page.

    Whether it is or not, the page is read again when that page is published or withheld. A path
    may also be meant from the file *beside*, as docutils takes it.
    """
    domain: KbDomain = env.get_domain("kb")  # type: ignore[assignment]
    paths = [env.relfn2path(name)[1]]
    if beside:
        paths.append(str(Path(beside).parent.joinpath(name).resolve()))
    for path in paths:
        docname = env.path2doc(path)
        if docname not in domain.scan.sources:
            continue
        named: Any = env.temp_data.setdefault(SKIPPED, set())
        named.add(docname)
        env.note_dependency(path)
        # A file that is no text is told by whoever cannot read it.
        if domain.scan.withheld.get(docname, "encoding") != "encoding":
            return True
    return False


class _Published(_Base):
    """A directive that shows a file, unless that is the source of a withheld page."""

    takes_argument: ClassVar[bool] = False  #: whether its argument is a file

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes of the file, or nothing."""
        document = self.state.document
        names = [self.options[key] for key in ("file", "diff") if self.options.get(key)]
        if self.takes_argument:
            names.append(self.arguments[0])
        beside = document.current_source or ""
        if any(is_withheld(document.settings.env, name, beside) for name in names):
            return []
        return [*super().run()]


class PublishedInclude(_Published, NotedInclude):
    """The directive ``include`` of reStructuredText; the parser sees to MyST's."""

    takes_argument = True


class PublishedLiteralInclude(_Published, NotedLiteralInclude):
    """The directive ``literalinclude``."""

    takes_argument = True


class PublishedCSVTable(_Published, NotedCSVTable):  # type: ignore[misc]
    """The directive ``csv-table``."""


class PublishedRaw(_Published, NotedRaw):
    """The directive ``raw``."""


DIRECTIVES: dict[str, Any] = {
    "include": PublishedInclude,
    "literalinclude": PublishedLiteralInclude,
    "csv-table": PublishedCSVTable,
    "raw": PublishedRaw,
}


def leave_out(app: Sphinx, doctree: nodes.document) -> None:
    """Turn downloads and pictures of withheld sources into their text.

    Before Sphinx's collectors, which copy what they find into the output.
    """
    env = app.env
    for link in list(doctree.findall(addnodes.download_reference)):
        if _is_file(link["reftarget"]) and is_withheld(env, link["reftarget"]):
            link.replace_self(link.children)
    for image in list(doctree.findall(nodes.image)):
        if _is_file(image["uri"]) and is_withheld(env, image["uri"]):
            text: nodes.Node = nodes.Text(image.get("alt", ""))
            inline = isinstance(image.parent, nodes.TextElement)
            image.replace_self(text if inline else nodes.paragraph("", "", text))


def _is_file(address: str) -> bool:
    return "://" not in address and not address.startswith("data:")
