"""What comes out the same on page after page, made once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import jinja2
from docutils import nodes

from ..core.digest import digest
from .header import versions

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.builders.html import StandaloneHTMLBuilder

#: What a title may hold to be the same on every page; formulas and links are not.
PLAIN = (nodes.title, nodes.Text, nodes.emphasis, nodes.strong, nodes.literal, nodes.inline)


class ReuseMixin:
    """An HTML builder that renders titles, finds templates and names assets once."""

    def init(self) -> None:
        """Start with nothing known; no template changes during a build."""
        self._addresses: dict[str, str] = {}
        self._from = ("", dict[str, str]())
        super().init()  # type: ignore[misc]
        self._addresses.clear()  # known before the suffix was
        self._titles: dict[int, tuple[nodes.title, dict[str, str]]] = {}
        self._tags: dict[str, dict[Any, str]] = {}
        builder = cast("StandaloneHTMLBuilder", self)
        without_style_sheets(getattr(builder, "_settings", None))  # those of what is rendered alone
        environment = getattr(builder.templates, "environment", None)
        if environment is not None:
            environment.auto_reload = False  # asks for the time of each file at each use
            environment.bytecode_cache = compiled(Path(builder.doctreedir))

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Spell the address of a page once; builders of HTML do not ask what sort of link leads to it."""
        address = self._addresses.get(docname)
        if address is None:
            address = super().get_target_uri(docname, typ)  # type: ignore[misc]
            self._addresses[docname] = address
        return address

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Work out once how one page leads to another: it does so in several places."""
        page, known = self._from
        if page != from_:
            known = {}
            self._from = (from_, known)
        address = known.get(to)
        if address is None:
            address = known[to] = super().get_relative_uri(from_, to, typ)  # type: ignore[misc]
        return address

    def init_highlighter(self) -> None:
        """Make what writes code as markup once for all blocks of code that want the same of it."""
        super().init_highlighter()  # type: ignore[misc]
        highlighter: Any = cast("StandaloneHTMLBuilder", self).highlighter
        make = highlighter.get_formatter
        known: dict[tuple[tuple[str, Any], ...], Any] = {}

        def get_formatter(**options: Any) -> Any:
            wanted = tuple(sorted(options.items()))
            try:
                found = known.get(wanted)
            except TypeError:  # the lines to be emphasised are a list
                return make(**options)
            if found is None:
                found = known[wanted] = make(**options)
            return found

        highlighter.get_formatter = get_formatter

    def render_partial(self, node: nodes.Node | None) -> dict[str, str]:
        """Render a title once: neighbours and all pages below show it in their links."""
        render: Callable[[nodes.Node | None], dict[str, str]]
        render = super().render_partial  # type: ignore[misc]
        if not isinstance(node, nodes.title) or not all(map(_is_plain, node.findall())):
            return render(node)
        if id(node) not in self._titles:  # kept with its result, so that the number stays its own
            self._titles[id(node)] = (node, render(node))
            node.parent = None  # else each title keeps the document that it was put into
            for part in node.findall():
                part.document = None  # type: ignore[assignment]
        return dict(self._titles[id(node)][1])

    def reuse_tags(self, pagename: str, context: dict[str, Any]) -> None:
        """Make the tags of style sheets and scripts once for all pages of a folder."""
        css_tag, js_tag = context.get("css_tag"), context.get("js_tag")
        if css_tag is None or js_tag is None:
            return
        folder = cast("StandaloneHTMLBuilder", self).get_target_uri(pagename).rpartition("/")[0]
        tags = self._tags.setdefault(folder, {})

        def known(make: Callable[[Any], str], asset: Any) -> str:
            # What has no file is text of the page's own, such as its name for the scripts.
            if not getattr(asset, "filename", ""):
                return make(asset)
            if asset not in tags:
                tags[asset] = make(asset)
            return tags[asset]

        context["css_tag"] = lambda css: known(css_tag, css)
        context["js_tag"] = lambda js: known(js_tag, js)


def without_style_sheets(settings: Any) -> None:
    """Spare each translator the search for docutils' own style sheets, which Sphinx does not use."""
    if getattr(settings, "stylesheet_path", None):
        settings.stylesheet_path = []


def compiled(doctrees: Path) -> jinja2.BytecodeCache:
    """Keep compiled templates between builds: the search page alone takes thirty.

    They are kept by the bytes of their source; the name tells apart what else compiling follows from.
    """
    folder = doctrees / "kb-templates"
    folder.mkdir(parents=True, exist_ok=True)
    return jinja2.FileSystemBytecodeCache(str(folder), f"%s-{digest(versions())[:8]}.cache")


def _is_plain(node: nodes.Node) -> bool:
    return isinstance(node, PLAIN)
