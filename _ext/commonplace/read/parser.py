"""The MyST parser, with the front matter read by us and the page named by its title."""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from myst_parser.config.main import TopmatterReadError, merge_file_level, read_topmatter
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.warnings_ import MystWarnings, create_warning
from sphinx import addnodes
from sphinx.locale import _

from .. import diagnostics
from ..core.brackets import parts_of
from ..core.front_lines import line_of
from ..core.frontmatter import for_myst, parse
from ..nodes import kb_embed, kb_excerpt
from .awaited import FOREIGN
from .unpublished import is_withheld
from .wikilinks import META, wikilinks_plugin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from myst_parser.config.main import MdParserConfig
    from sphinx.environment import BuildEnvironment

    from ..resolve.domain import KbDomain

TITLE = "kb_title"
EXCERPT = "kb_excerpt"
#: What a value of front matter does not get of MyST's syntax: HTML, and expressions of Jinja's.
NOT_FOR_VALUES = ("html_inline", "substitution_inline", "kb_embed")
NAMES = "kb_wikilink"  #: nor links by name, but for the excerpt, which no heading shows
IDLE = "myst_preserve_newline"  #: a rule that MyST's directives add, for their own text alone
SAFE_STARTS = ("http://", "https://", "mailto:", "#", "/", "./", "../")


class KbRenderer(SphinxRenderer):
    """MyST's renderer; the title comes from front matter, and labels do not come by chance."""

    _in_value = False

    @contextmanager
    def _value_syntax(self, *, names: bool = False) -> Iterator[None]:
        """Read values of front matter as prose: inline Markdown, and no directive."""
        with self.md.reset_rules():
            blocks = self.md.get_active_rules()["block"]
            self.md.disable([name for name in blocks if name not in ("heading", "paragraph")])
            self.md.disable(NOT_FOR_VALUES, ignoreInvalid=True)
            if not names:
                self.md.disable(NAMES, ignoreInvalid=True)
            self._in_value = True
            try:
                yield
            finally:
                self._in_value = False

    def render_front_matter(self, token: SyntaxTreeNode) -> None:
        """Render what MyST and docutils know of; its values are no more trusted than ours."""
        start = len(self.current_node.children)
        with self._value_syntax():
            super().render_front_matter(token)
        fields = self.current_node.children[start:]
        for node in fields:
            if isinstance(node, nodes.Element):
                disarm(node)
        if self.current_node is not self.document:
            # Below the title they would be text; docutils looks for them at the head.
            for node in fields:
                self.current_node.remove(node)
            self.document.insert(0, fields)

    def render_list_item(self, token: SyntaxTreeNode) -> None:
        """Give the box of a task a name, for those who do not see it."""
        super().render_list_item(token)
        if "checked" not in (token.meta or {}):
            return
        item = cast("nodes.Element", self.current_node[-1])
        if (box := next(item.findall(nodes.raw), None)) is not None:
            name = _("Done") if token.meta["checked"] else _("To do")
            text = box.astext().replace("<input ", f'<input aria-label="{escape(name)}" ', 1)
            box[:] = [nodes.Text(text)]

    def render_footnote_ref(self, token: SyntaxTreeNode) -> None:
        """Leave out the footnote marks of a title or an excerpt: they belong to the body."""
        if not self._in_value:
            super().render_footnote_ref(token)

    def render_link(self, token: SyntaxTreeNode) -> None:
        """Render a link; one by name is resolved when all names are known."""
        if META not in token.meta:
            super().render_link(token)
            return
        name, fragment = parts_of(token.meta[META], self.sphinx_env.docname)
        explicit = bool(token.children)
        # What a heading says is asked for before any name is known: it says the name as written.
        written = not explicit and self._is_in_heading()
        node = addnodes.pending_xref(
            refdomain="kb",
            reftype="wiki",
            reftarget=name,
            reftargetid=fragment,
            refdoc=self.sphinx_env.docname,
            refexplicit=explicit or written,
            refwarn=True,
        )
        self._process_wrap_node(node, token, explicit, ["xref", "kb"], name)
        if written:
            cast("nodes.Element", node[0]).append(nodes.Text(name or fragment))

    def render_link_inventory(self, token: SyntaxTreeNode) -> None:
        """Render a link to another site, whose inventory MyST asks for it at once."""
        self.sphinx_env.temp_data[FOREIGN] = True
        super().render_link_inventory(token)

    def _is_in_heading(self) -> bool:
        node: nodes.Node | None = self.current_node
        while node is not None and not isinstance(node, nodes.title):
            node = node.parent
        return node is not None

    def render_kb_embed(self, token: SyntaxTreeNode) -> None:
        """Leave the place of an embedded note or section."""
        docname = self.sphinx_env.docname
        name, fragment = parts_of(token.meta[META], docname)
        node = kb_embed(refdomain="kb", reftype="wiki", docname=docname)
        node["reftarget"], node["reftargetid"] = name, fragment
        node["classes"] += str(token.attrs.get("class", "")).split()
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)

    def _render_initialise(self) -> None:
        """Render the title as the first heading: inline Markdown, but no HTML and no script."""
        super()._render_initialise()
        self._including: list[str] = []
        excerpt, line = self.md_env.get(EXCERPT, ("", 1))
        if excerpt:
            holder = kb_excerpt()
            with self._value_syntax(names=True), self.current_node_context(holder):
                self.nested_render_text(excerpt, line - 1)
            disarm(holder)
            for node in holder.findall(nodes.Element):
                node.line = line  # a fault stands at the key, however YAML breaks the value
            self.document.append(holder)
        title, line = self.md_env.get(TITLE, ("", 1))
        if not title:
            return
        with self._value_syntax():
            # Closed as a heading, so that a last # stays part of the title.
            self.nested_render_text(f"# {title} #", line - 1)
        for section in self.document.findall(nodes.section):
            section[TITLE] = True
            for heading in section.findall(nodes.title):
                disarm(heading)
            return

    def run_directive(
        self, name: str, first_line: str, content: str, position: int, *args: Any, **kwargs: Any
    ) -> list[nodes.Element]:
        """Run a directive; an include of itself, or of what is withheld, is left out."""
        if name != "include":
            return super().run_directive(name, first_line, content, position, *args, **kwargs)
        env = self.sphinx_env
        if is_withheld(env, first_line.strip()):
            return []
        _, path = env.relfn2path(first_line.strip(), env.docname)
        if path in self._including or Path(path) == Path(env.doc2path(env.docname)):
            diagnostics.warn(
                "include",
                f"include: {first_line.strip()[:60]!r} includes itself; it was left out: "
                "include a part of it with start-after and end-before, or another file",
                # In an included file, that is another than the page.
                location=f"{self.document['source']}:{position}",
            )
            return []
        self._including.append(path)
        try:
            return super().run_directive(name, first_line, content, position, *args, **kwargs)
        finally:
            self._including.pop()

    def _random_label(self) -> str:
        """Return a label from the number of the equation, not one that comes by chance."""
        env = self.sphinx_env
        serial = env.new_serialno("kb-equation")
        return f"{env.docname}-{serial}".replace("/", "-")


def disarm(element: nodes.Element) -> None:
    """Turn raw markup into text and drop links that could run something."""
    for message in list(element.findall(nodes.system_message)):
        message.parent.remove(message)  # it has been reported; a title is no place for it
    for raw in list(element.findall(nodes.raw)):
        text = raw.astext() if raw.get("format") == "html" else ""
        # A hard line break is a pair of raw nodes, one for HTML and one for LaTeX.
        raw.parent.replace(raw, nodes.Text(" " if text.startswith("<br") else text))
    for reference in list(element.findall(nodes.reference)):
        if not reference.get("refuri", "#").lower().startswith(SAFE_STARTS):
            reference.parent.replace(reference, reference.children)
    for image in list(element.findall(nodes.image)):
        image.parent.replace(image, nodes.Text(image.get("alt", "")))


def say_names(document: nodes.document) -> None:
    """Give links by name in captions a text: before any is known, references there show the caption."""
    for node in document.findall(nodes.TextElement):
        if isinstance(node, nodes.caption) or isinstance(node.parent, nodes.table):
            for link in node.findall(addnodes.pending_xref):
                if link.get("reftype") == "wiki" and not link.astext():
                    name = link["reftarget"] or link["reftargetid"]
                    cast("nodes.Element", link[0]).append(nodes.Text(name))


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
        config, parser, rules = _parser(config, env)
        parser.options["document"] = document
        title = " ".join((front.title or "").split())
        values = {
            TITLE: (title, line_of(inputstring, "title")),
            EXCERPT: (front.excerpt or "", line_of(inputstring, "excerpt")),
        }
        parser.render(text, values)
        say_names(document)
        if config is env.myst_config:
            del parser.options["document"]
            domain_of(env).parser = Kept(config, parser, rules)


class Kept(NamedTuple):
    """A parser between two pages, with the rules that it had when it was made."""

    config: MdParserConfig
    parser: MarkdownIt
    rules: dict[str, list[str]]


def _parser(config: MdParserConfig, env: BuildEnvironment) -> Kept:
    """Return a parser: the last one, unless it is at work, or a page wants one of its own.

    For each one that is made, MyST looks for all methods that render, and makes all rules.
    """
    domain = domain_of(env)
    kept, domain.parser = domain.parser, None
    # A directive that breaks off leaves rules behind that it has changed.
    if kept and kept.config is config and _rules(kept.parser) == kept.rules:
        return kept
    parser = create_md_parser(config, KbRenderer)
    wikilinks_plugin(parser)
    return Kept(config, parser, _rules(parser))


def _rules(parser: MarkdownIt) -> dict[str, list[str]]:
    found = parser.get_active_rules()
    return {chain: [name for name in names if name != IDLE] for chain, names in found.items()}


def domain_of(env: BuildEnvironment) -> KbDomain:
    """Return our domain."""
    return cast("KbDomain", env.get_domain("kb"))
