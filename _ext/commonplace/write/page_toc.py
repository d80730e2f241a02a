"""The list of a page's headings as the theme shows it, from text to text.

pydata-sphinx-theme (0.20, ``toctree.add_toctree_functions``) parses the markup of each page's table of
contents with BeautifulSoup to put classes in, and writes it as markup again at each place that shows it.
The markup is Sphinx's own, and nearly always of a few forms: those are done here, to the same bytes; all
else is left to the theme, as is any other version of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .theme_parts import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.application import Sphinx

# Attributes and text that a parser would write as they are.
_ATTRIBUTES = r'(?: [a-z-]+="[^"&<>]*")*'
_TOKEN = re.compile(
    r"(?P<list><ul>)|(?P<item><li>)|(?P<list_end></ul>)|(?P<item_end></li>)"
    r'|<a class="(?P<link>[^"&<>]+)"(?P<rest>' + _ATTRIBUTES + r")>"
    r"|(?P<inline></a>|</?(?:code|span|em|strong)\b" + _ATTRIBUTES + r">"
    r"|(?:[^<>&\r\xa0]|&amp;|&lt;|&gt;)+)"
)


def install(app: Sphinx) -> None:
    """Have pages of the theme's versions that we know make the list here."""
    try:
        import pydata_sphinx_theme
    except ImportError:
        return
    if pydata_sphinx_theme.__version__.startswith(VERSIONS):
        # As soon as the theme's own handlers (500) are known; among them this one comes right behind
        # that which it stands in for, before the parts that hold the list are looked at.
        listeners = app.events.listeners["html-page-context"]
        for number, listener in enumerate(listeners):
            if getattr(listener.handler, "__name__", "") == "add_toctree_functions":
                place = app.connect("html-page-context", on_page_context, listener.priority)
                ours = next(each for each in listeners if each.id == place)
                listeners.remove(ours)
                listeners.insert(number + 1, ours)
                return


def on_page_context(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Put our function in the place of the theme's."""
    theirs = context.get("generate_toc_html")
    if theirs is not None:
        context["generate_toc_html"] = _Contents(context, theirs)


class _Contents:
    """Make the list when it is first asked for."""

    def __init__(self, context: dict[str, Any], theirs: Callable[..., Any]) -> None:
        self._context = context
        self._theirs = theirs
        self._made: str | None = None

    def __call__(self, kind: str = "html") -> Any:
        if kind != "html" or not isinstance(markup := self._context.get("toc"), str):
            return self._theirs(kind)
        if self._made is None:
            self._made = with_classes(markup, self._context["theme_show_toc_level"])
        return self._theirs(kind) if self._made is None else self._made


def with_classes(markup: str, shown: int) -> str | None:
    """Return the list below the only heading, or of all, with the theme's classes.

    ``None`` of markup of another form. *shown* levels are open when the page is.
    """
    parts: list[str] = []
    above: list[str] = []  # the lists and items around the place
    linked: list[bool] = []  # of each item: its link has been seen
    lists: list[int] = []  # of each item: lists in it
    items, begin, end, deeper = 0, 0, 0, False
    position = 0
    for found in _TOKEN.finditer(markup):
        if found.start() != position:
            return None
        position = found.end()
        level = len(lists)
        if found["list"]:
            if above and (above[-1] != "item" or lists[-1]):
                return None
            if not above and parts:
                return None
            if level:
                lists[-1] += 1
            if level == 1 and items == 1:
                begin = len(parts)
            above.append("list")
            open_ = "pst-show_toc_level " if level + 1 <= shown + 1 else ""
            parts.append(f'<ul class="{open_}nav section-nav flex-column">')
        elif found["item"]:
            if not above or above[-1] != "list":
                return None
            above.append("item")
            linked.append(False)
            lists.append(0)
            items += level == 0
            deeper = deeper or level == 1
            parts.append(f'<li class="toc-h{level + 1} nav-item toc-entry">')
        elif found["list_end"]:
            if not above or above.pop() != "list":
                return None
            parts.append("</ul>")
            if level == 1 and items == 1:
                end = len(parts)
        elif found["item_end"]:
            if not above or above.pop() != "item" or not linked.pop():
                return None
            lists.pop()
            parts.append("</li>")
        elif found["link"]:
            if not above or above[-1] != "item" or linked[-1] or lists[-1]:
                return None
            linked[-1] = True
            parts.append(f'<a class="{found["link"]} nav-link"{found["rest"]}>')
        else:
            parts.append(found["inline"])
    if position != len(markup) or above or not items:
        return None
    if items > 1:
        return "".join(parts)
    return "".join(parts[begin:end]) if deeper else ""
