"""Take the theme's scripts and styles out of the pages, for the sake of strict policies.

A Content-Security-Policy of ``script-src 'self'`` lets nothing run that stands in the page itself.
sphinx-book-theme and pydata-sphinx-theme put some lines there, with no setting against it; each has
its place in a file of ours, and what it needs to know of the page in an attribute. What a later
version of a theme writes otherwise is left as it is; a test holds that nothing is.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOT = re.compile(r'<html\b[^>]*\bdata-content_root="([^"]*)"')
_MODE = re.compile(
    r'<script data-cfasync="false">\s*document\.documentElement\.dataset\.mode = .*?</script>', re.S
)
_NOSCRIPT = re.compile(
    r"<noscript>\s*<style>\s*\.pst-js-only \{ display: none !important; \}\s*</style>\s*</noscript>"
)
_PAGENAME = re.compile(r"<script>DOCUMENTATION_OPTIONS\.pagename = '([^\n]*)';</script>")
_AS_YOU_TYPE = re.compile(
    r"\s*<script>DOCUMENTATION_OPTIONS\.search_as_you_type = (true|false);</script>"
)
_FOCUS = re.compile(r"<script>\s*// Activate the search field on page load\b.*?</script>", re.S)
_TRANSLATIONS = re.compile(r"Documentation\.addTranslations\((\{.*\})\);?", re.S)
#: Sums and comparisons of one number, as gettext has them; nothing that could do something.
_PLURAL = re.compile(r"[n0-9\s?:()&|<>=!%+*/-]+")
_HANDLERS = {
    ' onclick="toggleFullScreen()"': ' data-kb-action="fullscreen"',
    ' onclick="window.print()"': ' data-kb-action="print"',
}


def outside(page: str) -> str:
    """Return *page* with the theme's inline scripts, styles and handlers in files of ours."""
    found = _ROOT.search(page)
    if found is None:
        return page
    static = f"{found[1]}_static"
    page, themed = _MODE.subn(
        f'<script data-cfasync="false" src="{static}/kb-theme.js"></script>', page, count=1
    )
    if not themed:
        return page  # not a theme that we know
    page = _NOSCRIPT.sub(
        f'<noscript><link rel="stylesheet" href="{static}/kb-noscript.css" /></noscript>',
        page,
        count=1,
    )
    page = _FOCUS.sub("", page, count=1)
    for handler, attribute in _HANDLERS.items():
        page = page.replace(handler, attribute)
    typing = _AS_YOU_TYPE.search(page)
    if typing is not None:
        page = page[: typing.start()] + page[typing.end() :]
    return _PAGENAME.sub(_options(static, typing[1] if typing else "false"), page, count=1)


def _options(static: str, typing: str) -> Callable[[re.Match[str]], str]:
    def script(match: re.Match[str]) -> str:
        return (
            f'<script src="{static}/kb-options.js" data-pagename="{escape(match[1])}" '
            f'data-search-as-you-type="{typing}"></script>'
        )

    return script


def without_eval(script: str) -> str:
    """Return Sphinx's *script* with translations so that nothing in it is made code by a string.

    Its own function builds that for plurals from text, which ``script-src 'self'`` forbids; so in
    every language but English all translations were lost. Empty for what is not of that form.
    """
    found = _TRANSLATIONS.fullmatch(script.strip())
    if found is None:
        return ""
    try:
        catalog = json.loads(found[1])
        plural, messages, locale = (catalog[key] for key in ("plural_expr", "messages", "locale"))
    except (ValueError, KeyError, TypeError):
        return ""
    if not _PLURAL.fullmatch(str(plural)):
        return ""
    return (
        f"Object.assign(Documentation.TRANSLATIONS, {json.dumps(messages, indent=1)});\n"
        f"Documentation.PLURAL_EXPR = (n) => Number({plural});\n"
        f"Documentation.LOCALE = {json.dumps(locale)};\n"
    )
