"""Find toctree entries, explicit targets and terms in a source without parsing it.

Discovery asks before anything is read which authored toctree lists a page, and which labels and
terms a withheld page would have given. The scan is one pass over the lines and errs on the quiet side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .front_yaml import find_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Found = tuple[Literal["entry", "label", "term"], str]

_MAX_OPEN = 50  #: fences within fences; keeps the scan linear

# Directives whose content is no Markdown.
_LITERAL = frozenset(
    {
        *("code", "code-block", "code-cell", "sourcecode", "literalinclude", "highlight"),
        *("math", "raw", "mermaid", "graphviz", "parsed-literal", "prompt", "csv-table"),
        *("productionlist", "bibliography", "raw-cell", "doctest", "testcode", "post-list"),
    }
)

_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,}|:{3,})[ \t]*(.*)")
_DIRECTIVE = re.compile(r"\{([^{}\s]+)\}[ \t]*(.*)")
_OPTION = re.compile(r":([\w-]+):(?:[ \t]+(.*))?$")
_YAML_OPTION = re.compile(r"([\w-]+):(?:[ \t]+(.*))?$")
_ENTRY = re.compile(r"(.*)<([^<>]*)>$")
_TARGET = re.compile(r" {0,3}\(([^()]+)\)=$")
_EQUATION = re.compile(r"\$\$[ \t]*\(([^()\s]+)\)$")
_ATTRIBUTES = re.compile(r"\{([^{}]*)\}")
_ATTRIBUTE = re.compile(r"[.#][^\s.#=]+|[\w:-]+=\S*")
_NAMES = re.compile(r"\s+:(?:alias(?:es)?|plurals?|acronyms?):[ \t]+(.*)", re.IGNORECASE)
_CLASSIFIER = re.compile(r" +: +")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_CODE = re.compile(r"`+[^`]*`+")
_RST_DIRECTIVE = re.compile(r"([ \t]*)\.\.[ \t]+([\w:+.-]+)::(?:[ \t]+(.*))?$")
_RST_COMMENT = re.compile(r"([ \t]*)\.\.(?:[ \t]+(?![_\[|])|$)")
_RST_TARGET = re.compile(r"[ \t]*\.\.[ \t]+_(`[^`]+`|[^:]+):$")


@dataclass(slots=True, kw_only=True)
class _Fence:
    """An open fence, and how far its option lines have been read."""

    char: str
    length: int
    indent: int
    mode: Literal["nested", "literal", "toctree", "rst"]
    options: Literal["start", "colon", "yaml", "done"] = "done"
    is_glob: bool = False
    is_glossary: bool = False
    lines: list[str] = field(default_factory=list)  #: body of an eval-rst block


def toctree_entries(text: str, suffix: str = ".md") -> tuple[str, ...]:
    """Return the documents that the toctrees of a source name, as written and in order.

    ``title <target>`` gives the target; ``self`` and addresses are dropped; a pattern of a toctree
    with ``:glob:`` is prefixed ``glob:``. A toctree that is shown as code is none.
    """
    return tuple(value for kind, value in _scan(text, suffix) if kind == "entry")


def labels(text: str, suffix: str = ".md") -> tuple[str, ...]:
    """Return the explicit targets of a source, lower-case and spaced as docutils compares them."""
    found = (
        " ".join(value.lower().split()) for kind, value in _scan(text, suffix) if kind == "label"
    )
    return tuple(dict.fromkeys(label for label in found if label))


def terms(text: str, suffix: str = ".md") -> tuple[str, ...]:
    """Return the terms that the glossaries of a source define, lower-case and without markup."""
    if "glossary" not in text:
        return ()
    found = (
        " ".join(value.lower().split()) for kind, value in _scan(text, suffix) if kind == "term"
    )
    return tuple(dict.fromkeys(term for term in found if term))


def _scan(text: str, suffix: str) -> Iterator[Found]:
    lines = text.splitlines()
    if suffix == ".rst":
        return _scan_rst(lines)
    block = find_block(text)
    return _scan_myst(lines[block.lines :] if block and block.closed else lines)


def _scan_myst(lines: Iterable[str]) -> Iterator[Found]:
    open_fences: list[_Fence] = []
    in_comment = in_list = False
    for raw in lines:
        line = raw.rstrip()
        innermost = open_fences[-1] if open_fences else None
        fence = _FENCE.match(line)
        closed = _closed(open_fences, fence)
        if closed is not None:
            for one in open_fences[closed:]:
                yield from _scan_rst(one.lines)
            del open_fences[closed:]
            continue
        if innermost and innermost.options != "done":
            taken, option = _option(innermost, line)
            if option and option[0] in ("name", "label"):
                yield "label", option[1]
            if taken:
                continue
        if innermost and innermost.mode != "nested":
            if innermost.mode == "rst":
                innermost.lines.append(line)
            elif innermost.mode == "toctree":
                yield from _entry(line, is_glob=innermost.is_glob)
            continue
        if in_comment or line.lstrip().startswith("<!--"):
            in_comment = "-->" not in line
            continue
        if line and line[0] not in " \t":
            in_list = bool(_ITEM.match(line))
        is_code = line.startswith(("    ", "\t")) and not in_list and innermost is None
        if is_code or line.startswith("%"):
            continue
        if fence and (fence[2][0] != "`" or "`" not in fence[3]):
            opened, first = _opened(fence)
            if len(open_fences) >= _MAX_OPEN:
                continue
            open_fences.append(opened)
            if opened.mode == "toctree" and first:
                yield from _entry(first, is_glob=False)
            continue
        if innermost and innermost.is_glossary:
            is_term = _indent(line) <= innermost.indent
            yield from _terms(line) if is_term else _names(line)
        yield from _targets(line)
    for one in open_fences:
        yield from _scan_rst(one.lines)


def _closed(open_fences: list[_Fence], fence: re.Match[str] | None) -> int | None:
    """Return the outermost fence that a line closes: what it holds ends with it."""
    if fence is None or fence[3]:
        return None
    for index, one in enumerate(open_fences):
        if one.char == fence[2][0] and len(fence[2]) >= one.length:
            return index if len(fence[1]) < one.indent + 4 else None
    return None


def _opened(fence: re.Match[str]) -> tuple[_Fence, str]:
    """Return the fence that a line opens, and the argument of its directive."""
    directive = _DIRECTIVE.match(fence[3])
    name = directive[1] if directive else ""
    mode: Literal["nested", "literal", "toctree", "rst"] = "nested"
    if name == "toctree":
        mode = "toctree"
    elif name == "eval-rst":
        mode = "rst"
    elif not directive or name in _LITERAL:
        mode = "literal"
    opened = _Fence(
        char=fence[2][0],
        length=len(fence[2]),
        indent=len(fence[1]),
        mode=mode,
        is_glossary=name == "glossary",
        options="start" if directive and mode != "rst" else "done",
    )
    return opened, directive[2] if directive else ""


def _option(fence: _Fence, line: str) -> tuple[bool, tuple[str, str] | None]:
    """Tell whether a line belongs to the options of a fence, and which option it gives."""
    stripped = line.strip()
    if fence.options == "start":
        fence.options = "yaml" if stripped == "---" else "colon"
        if fence.options == "yaml":
            return True, None
    if fence.options == "yaml" and stripped == "---":
        fence.options = "done"
        return True, None
    found = (_YAML_OPTION if fence.options == "yaml" else _OPTION).match(stripped)
    if fence.options == "colon" and not found:
        fence.options = "done"
        return False, None
    if not found:
        return True, None
    name, value = found[1], (found[2] or "").strip().strip("\"'")
    if name == "glob":
        fence.is_glob = value.lower() not in ("false", "no", "off")
    return True, (name, value)


def _entry(line: str, *, is_glob: bool) -> Iterator[Found]:
    """Read one line of a toctree as Sphinx does."""
    entry = line.strip()
    found = _ENTRY.match(entry)
    explicit = found[2].strip() if found and found[1].strip() else None
    target = entry if explicit is None else explicit
    if not target or target == "self" or "://" in target:
        return
    is_pattern = is_glob and explicit is None and any(sign in target for sign in "*?[")
    yield "entry", f"glob:{target}" if is_pattern else target


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _terms(line: str) -> Iterator[Found]:
    """Read one line of a glossary that is not part of a definition."""
    text = line.strip()
    if text and not text.startswith(".. "):
        yield "term", _CLASSIFIER.split(text)[0].replace("*", "").replace("`", "")


def _names(line: str) -> Iterator[Found]:
    """Read one line of a definition: another name of the term, if it is a field that gives some."""
    if found := _NAMES.match(line):
        yield from (("term", name) for name in found[1].split(",") if name.strip())


def _targets(line: str) -> Iterator[Found]:
    """Find the targets of one line of Markdown text."""
    target = _TARGET.match(line)
    if target:
        yield "label", target[1]
        return
    equation = _EQUATION.search(line) if "$$" in line else None
    if equation:
        yield "label", equation[1]
    if "#" not in line or "{" not in line:
        return
    for attributes in _ATTRIBUTES.finditer(_CODE.sub("", line)):
        parts = attributes[1].split()
        if parts and all(_ATTRIBUTE.match(part) for part in parts):
            yield from (("label", part[1:]) for part in parts if part.startswith("#"))


def _scan_rst(lines: Iterable[str]) -> Iterator[Found]:
    """Scan reStructuredText; what stands deeper than a skipped line belongs to it."""
    skipped: int | None = None
    toctree: int | None = None
    glossary: int | None = None
    terms_at = 0
    in_options = is_glob = False
    for raw in lines:
        line = raw.expandtabs().rstrip()
        if not line:
            in_options = False
            continue
        indent = _indent(line)
        option = _OPTION.match(line.strip()) if in_options else None
        if option and option[1] in ("name", "label"):
            yield "label", option[2] or ""
        in_options = option is not None
        if skipped is not None and indent > skipped:
            continue
        skipped = None
        if toctree is not None and indent > toctree:
            is_glob = is_glob or bool(option and option[1] == "glob")
            if not option:
                yield from _entry(line, is_glob=is_glob)
            continue
        toctree = None
        if glossary is not None and indent <= glossary:
            glossary = None
        if glossary is not None and not option:
            terms_at = terms_at or indent
            yield from _terms(line) if indent == terms_at else _names(line)
        directive = _RST_DIRECTIVE.match(line)
        target = _RST_TARGET.match(line)
        if directive:
            in_options, is_glob = True, False
            if directive[2] == "toctree":
                toctree = indent
                yield from _entry(directive[3] or "", is_glob=False)
            elif directive[2] == "glossary":
                glossary, terms_at = indent, 0
            elif directive[2] in _LITERAL:
                skipped = indent
        elif target:
            yield "label", target[1].strip("`")
        elif option is None and (_RST_COMMENT.match(line) or line.endswith("::")):
            skipped = indent
