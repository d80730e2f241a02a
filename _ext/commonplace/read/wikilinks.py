"""Links by name in Markdown: ``[[note]]``, ``[[note|text]]``, ``[[note#heading]]``, ``![[note]]``.

The forms are those of Obsidian and of MediaWiki. What Markdown itself makes of two brackets goes
first: ``[[text]](address)``, a defined reference, a footnote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it.common.utils import normalizeReference
from mdit_py_plugins.attrs.parse import ParseError, parse

from ..core.brackets import BAR, EMBED, LINK, PAIR, is_name

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

META = "kb_wiki"


def wikilinks_plugin(md: MarkdownIt) -> None:
    """Teach *md* the two rules."""
    md.inline.ruler.before("link", "kb_wikilink", _link)
    md.inline.ruler.before("image", "kb_embed", _embed)


def _link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's own signature)
    match = LINK.match(state.src, state.pos, state.posMax)
    if match is None or not _is_ours(match[1], state):
        return False
    name, *rest = BAR.split(match[1], maxsplit=1)
    shown = rest[0].strip() if rest else ""
    if not silent:
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": ""}
        token.meta = {META: name}
        if shown:
            whole, end = state.src, state.posMax
            state.pos = (
                match.start(1) + match[1].rindex(rest[0]) + len(rest[0]) - len(rest[0].lstrip())
            )
            state.posMax = state.pos + len(shown)
            state.src = whole[: state.posMax]  # the rule for text looks no further than that
            state.linkLevel += 1
            state.md.inline.tokenize(state)
            state.linkLevel -= 1
            state.src, state.posMax = whole, end
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _embed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    match = EMBED.match(state.src, state.pos, state.posMax)
    if match is None or not is_name(match[1]):
        return False
    if not silent:
        token = state.push("kb_embed", "", 0)
        name, *_ = BAR.split(match[1], maxsplit=1)  # a text of its own is for links
        token.meta = {META: name}
        token.content = " ".join(name.split())
    state.pos = match.end()
    if "attr" in state.md.inline.ruler.get_active_rules():
        attributes, length = _attributes(state.src[match.end() : state.posMax])
        state.pos += length
        if not silent:
            token.attrs = attributes
    return True


def _attributes(text: str) -> tuple[dict[str, Any], int]:
    """Return what stands in braces at the beginning of *text*, and where that ends.

    The rule for attributes knows only Markdown's own elements.
    """
    if not text.startswith("{"):
        return {}, 0
    try:
        end, found = parse(text)
    except ParseError:
        return {}, 0
    return {"class": found["class"]} if "class" in found else {}, end + 1


def _is_ours(content: str, state: StateInline) -> bool:
    """Tell whether Markdown has no other meaning for two brackets, nor for a pair within."""
    if state.linkLevel or not is_name(content):
        return False
    known = state.env.get("references", {})
    return not known or not any(
        normalizeReference(item) in known for item in (content, *PAIR.findall(content))
    )
