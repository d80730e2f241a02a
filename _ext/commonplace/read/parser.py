"""The MyST parser, with the front matter read by us and the page named by its title."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_parser.config.main import TopmatterReadError, merge_file_level, read_topmatter
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.warnings_ import MystWarnings, create_warning

from .. import diagnostics
from ..core.frontmatter import for_myst, parse
from ..nodes import kb_excerpt

TITLE = "kb_title"
EXCERPT = "kb_excerpt"
SAFE_STARTS = ("http://", "https://", "mailto:", "#", "/", "./", "../")


class KbRenderer(SphinxRenderer):
    """MyST's renderer; the title comes from front matter, and labels do not come by chance."""

    def _render_initialise(self) -> None:
        """Render the title as the first heading: inline Markdown, but no HTML and no script."""
        super()._render_initialise()
        if excerpt := self.md_env.get(EXCERPT):
            holder = kb_excerpt()
            self.nested_render_text(excerpt, 0, temp_root_node=holder)
            disarm(holder)
            self.document.append(holder)
        title = self.md_env.get(TITLE)
        if not title:
            return
        self.nested_render_text(f"# {title}", 0)
        for section in self.document.findall(nodes.section):
            section[TITLE] = True
            for heading in section.findall(nodes.title):
                disarm(heading)
            return

    def _random_label(self) -> str:
        """Return a label from the number of the equation, not one that comes by chance."""
        env = self.sphinx_env
        serial = env.new_serialno("kb-equation")
        return f"{env.docname}-{serial}".replace("/", "-")


def disarm(element: nodes.Element) -> None:
    """Turn raw markup into text and drop links that could run something."""
    for raw in list(element.findall(nodes.raw)):
        raw.parent.replace(raw, nodes.Text(raw.astext()))
    for reference in list(element.findall(nodes.reference)):
        if not reference.get("refuri", "#").lower().startswith(SAFE_STARTS):
            reference.parent.replace(reference, reference.children)
    for image in list(element.findall(nodes.image)):
        image.parent.replace(image, nodes.Text(image.get("alt", "")))


class KbParser(MystParser):
    """MyST's parser for Sphinx, which sees only its own keys of the front matter."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse *inputstring* into *document*."""
        env = document.settings.env
        front, problems = parse(
            inputstring,
            timezone=env.get_domain("kb").settings.zone,
            known_collections=tuple(env.config.kb_collections),
        )
        for problem in problems:
            if problem.severity == "fault" or env.config.kb_strict:
                diagnostics.warn(
                    problem.subtype, problem.message, location=(env.docname, problem.line or 1)
                )
        text = for_myst(inputstring)
        config = env.myst_config
        try:
            topmatter: dict[str, Any] | None = read_topmatter(text)
        except TopmatterReadError:
            topmatter = None  # said above, by the same reading of the same block
        if topmatter:

            def tell(kind: MystWarnings, message: str) -> None:
                create_warning(document, message, kind, line=1, append_to=document)

            config = merge_file_level(config, topmatter, tell)
        parser = create_md_parser(config, KbRenderer)
        parser.options["document"] = document
        title = " ".join((front.title or "").split())
        parser.render(text, {TITLE: title, EXCERPT: front.excerpt or ""})
