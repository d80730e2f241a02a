"""Previews: what readers see of a link's target before they follow it.

Beside each page lies a script with the markup of everything in it that links can lead to. It is
made when the page is, from the same resolved doctree and by the same translator, so that whatever
outdates the page outdates it; a reader's browser loads it when a link is first pointed at. A script
rather than JSON, because pages opened as files may load nothing else.

What would make a script of more than ``MOST`` bytes, a bibliography of thousands of works for instance,
is divided by the names of the places, in their order: the page's own script says at which name each
part begins, and a browser loads the one part that a link needs.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from ..files import write_bytes
from .shorten import BLOCKS, Room, is_plain, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx.builders.html import StandaloneHTMLBuilder

LOGGER = logging.getLogger(__name__)
FOLDER = "_previews"
LENGTH = 480  #: characters of running text in a preview
WHOLE = 1600  #: characters of a figure, a table, a block
LARGEST = 24_000  #: characters of markup; what takes more has no preview
PAGE = ""  #: the key of the page itself
MOST = 100_000  #: bytes of a script, above which what it holds is divided
PARTS = "_preview-parts"
PART = "kb-part"

# Quotes in text are escaped, so that these stand in tags only.
_HEADERLINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_ID = re.compile(r' (?:id|name|tabindex)="[^"]*"')
_REACHABLE = re.compile(r' role="group" aria-label="[^"]*"(?=>)')  # see Mathematics._markup
_ESCAPES = {"</": "<\\/", "<!--": "\\u003c!--", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def name_of(output: str, suffix: str) -> str:
    """Return the file of the previews of the page in the file *output*."""
    return f"{FOLDER}/{output.removesuffix(suffix)}.js"


def part_of(name: str, number: int) -> str:
    """Return the file of a part, from 1, of what the file *name* would hold."""
    return f"{PARTS}/{name.removeprefix(f'{FOLDER}/').removesuffix('.js')}.{number}.js"


def parts_there(outdir: Path, name: str) -> Iterator[str]:
    """Yield the parts that lie beside the file *name* of the output directory."""
    number = 1
    while (outdir / (part := part_of(name, number))).is_file():
        yield part
        number += 1


def write(
    outdir: Path,
    name: str,
    builder: StandaloneHTMLBuilder,
    doctree: nodes.document,
    description: str,
) -> None:
    """Write the previews of a page into the file *name*; possibly in a process that writes pages."""
    first, *parts = scripts_of(builder, doctree, description)
    path = outdir / name
    try:
        for old in list(parts_there(outdir, name))[len(parts) :]:
            (outdir / old).unlink()
        for number, part in enumerate(parts, 1):
            path = outdir / part_of(name, number)
            write_bytes(path, part)
        path = outdir / name
        write_bytes(path, first)
    except OSError as error:
        # As Sphinx does of a page; `Failures` sees that it is written again.
        LOGGER.warning("error writing file %s: %s", path, error)


def scripts_of(
    builder: StandaloneHTMLBuilder, doctree: nodes.document, description: str
) -> list[bytes]:
    """Return the script with the previews of a page, resolved and just translated, and its parts."""
    render = _Renderer(builder, doctree)
    found: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for names, content in _targets(doctree, description):
        markup = render(content)
        if not markup or len(markup) > LARGEST:
            continue
        first, *others = names
        found.setdefault(first, markup)
        for name in others:
            aliases.setdefault(name, first)
    whole = _script(found, aliases)
    if len(whole) <= MOST:
        return [whole]
    parts, begins = _divided(found, aliases)
    return [_script({PAGE: found[PAGE]} if PAGE in found else {}, {}, begins), *parts]


def _script(
    found: dict[str, str], aliases: dict[str, str], begins: Sequence[str] | None = None
) -> bytes:
    values: list[object] = [found, aliases] if aliases or begins else [found]
    if begins:
        values.append(begins)
    text = ",".join(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values
    )
    for sign, escaped in _ESCAPES.items():
        text = text.replace(sign, escaped)
    return f"kbPreviews({text});\n".encode("utf-8", "replace")


def _divided(found: dict[str, str], aliases: dict[str, str]) -> tuple[list[bytes], list[str]]:
    """Return what is found in parts of at most ``MOST`` bytes, and the first name of each."""
    names = sorted(
        {*found, *aliases} - {PAGE}, key=lambda name: name.encode("utf-16-be", "replace")
    )
    parts: list[bytes] = []
    begins: list[str] = []
    room = 0
    held: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for name in names:
        # As JSON, with what is escaped; its comma and colon, and those of the call.
        entry = {name: found[name] if name in found else aliases[name]}
        size = len(_script(entry, {}))
        if room + size > MOST or not begins:
            if begins:
                parts.append(_script(*held))
            held, room = ({}, {}), 0
            begins.append(name)
        held[0 if name in found else 1].update(entry)
        room += size
    if begins:
        parts.append(_script(*held))
    return parts, begins


class _Renderer:
    """The translator of the page, for pieces of it."""

    def __init__(self, builder: StandaloneHTMLBuilder, doctree: nodes.document) -> None:
        self._translator: Any = builder.create_translator(doctree, builder)

    def __call__(self, content: Iterable[nodes.Node]) -> str:
        self._translator.body = []
        # Not within a section: translators leave the tags of an only paragraph away there.
        for node in nodes.compound("", *content).children:
            node.walkabout(self._translator)
        text = "".join(self._translator.body)
        for pattern in (_HEADERLINK, _ID, _REACHABLE):
            text = pattern.sub("", text)
        return text.strip()


# -- what links can lead to -------------------------------------------------------------


def _targets(
    doctree: nodes.document, description: str
) -> Iterator[tuple[list[str], list[nodes.Node]]]:
    """Yield the anchors of each target, and what is shown of it."""
    top = next((node for node in doctree.children if isinstance(node, nodes.section)), None)
    names = [PAGE, *(top["ids"] if top is not None else ())]
    yield names, _page(doctree, top if top is not None else doctree, description)
    for node in doctree.findall(nodes.Element):
        if node["ids"] and node is not top and (show := _kind(node)) is not None:
            yield list(node["ids"]), show(node)


def _kind(node: nodes.Element) -> Callable[[Any], list[nodes.Node]] | None:
    return next((show for kinds, show in KINDS if isinstance(node, kinds)), None)


def _page(doctree: nodes.document, top: nodes.Element, description: str) -> list[nodes.Node]:
    """Show the title, what the page says of itself, and its excerpt."""
    excerpts: list[nodes.Element] = getattr(doctree, "kb_excerpts", [])
    found: list[nodes.Node] = [
        each for holder in excerpts for each in holder.children if is_plain(each)
    ]
    if not found:
        found = _lead(top)
    if not found and description:
        found = [nodes.paragraph("", description)]
    said = [line for each in top.children for line in _said_of(each)]
    return _title(top) + _cut([*said, *found], LENGTH)


def _said_of(node: nodes.Node) -> list[nodes.Node]:
    """Return the line below the title, or the state of the work and what to remember of it."""
    if isinstance(node, nodes.paragraph) and "kb-meta" in node["classes"]:
        return [node]
    if not isinstance(node, nodes.container) or "kb-card" not in node["classes"]:
        return []
    return [
        line
        for line in node.findall(nodes.paragraph)
        if not {"kb-card-state", "kb-takeaway"}.isdisjoint(line["classes"])
    ]


def _section(node: nodes.Element) -> list[nodes.Node]:
    """Show the heading and the first paragraph."""
    return _title(node) + _cut(_lead(node), LENGTH)


def _title(section: nodes.Element) -> list[nodes.Node]:
    title = next((child for child in section.children if isinstance(child, nodes.title)), None)
    return [_heading(title)] if title is not None else []


def _heading(node: nodes.Element) -> nodes.Node:
    room = Room(LENGTH)
    content = [kept for child in node.children if (kept := shortened(child, room)) is not None]
    return nodes.paragraph("", "", *content, classes=["kb-preview-title"])


def _lead(section: nodes.Element) -> list[nodes.Node]:
    """Return the first thing that is said in a section, and what it announces."""
    found: list[nodes.Node] = [
        child
        for child in section.children
        if isinstance(child, (*BLOCKS, nodes.container)) and not _is_furniture(child)
    ]
    for below in section.children:
        if not found and isinstance(below, nodes.section):
            return _lead(below)
    return found[:2] if found and found[0].astext().rstrip().endswith(":") else found[:1]


def _is_furniture(block: nodes.Element) -> bool:
    """Tell whether a block is a line of ours, such as the one below the title."""
    ours = any(name.startswith("kb-") for name in block["classes"])
    if isinstance(block, nodes.container):
        return not is_plain(block)
    return isinstance(block, nodes.paragraph) and ours and PART not in block["classes"]


def _term(node: nodes.Element) -> list[nodes.Node]:
    """Show a term and its definition."""
    found = node.parent.children[node.parent.index(node) :]
    definition = next((child for child in found if isinstance(child, nodes.definition)), None)
    return [_heading(node), *(_cut(definition.children, LENGTH) if definition else ())]


def _note(node: nodes.Element) -> list[nodes.Node]:
    """Show a footnote, or the entry of a work, without its label."""
    return _cut(node.children, LENGTH)


def _description(node: nodes.Element) -> list[nodes.Node]:
    """Show the signature of a thing that a program defines, and what is said of it first."""
    content = next(
        (child for child in node.parent.children if isinstance(child, addnodes.desc_content)), None
    )
    signature = nodes.literal("", node.astext())
    title = nodes.paragraph("", "", signature, classes=["kb-preview-title"])
    return [title, *(_cut(_lead(content), LENGTH) if content is not None else ())]


def _itself(node: nodes.Element) -> list[nodes.Node]:
    """Show a figure, a table, an equation or a block as it is; a label with what it speaks of."""
    found: list[nodes.Node] = [node]
    if PART in node["classes"] and _says_nothing(node):
        following = node.next_node(descend=False, siblings=True)
        found += [following] if isinstance(following, BLOCKS) else []
    return _cut(found, LENGTH if isinstance(node, nodes.paragraph) else WHOLE)


def _says_nothing(part: nodes.Element) -> bool:
    return not part.astext()[len(part[0].astext()) :].strip()


def _cut(found: Iterable[nodes.Node], length: int) -> list[nodes.Node]:
    room = Room(length)
    return [kept for node in found if (kept := shortened(node, room)) is not None]


KINDS: tuple[tuple[Any, Callable[[Any], list[nodes.Node]]], ...] = (
    (nodes.section, _section),
    (nodes.term, _term),
    ((nodes.citation, nodes.footnote), _note),
    (addnodes.desc_signature, _description),
    ((*BLOCKS, nodes.container, nodes.image), _itself),
)
