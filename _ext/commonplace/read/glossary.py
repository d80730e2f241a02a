"""Sphinx's ``glossary``, whose definitions may end in fields: aliases, plurals, related terms.

The fields look like a field list of Markdown's or reStructuredText's, which is what they are where
this extension is not. They are taken out before the definition is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from myst_parser.mocking import MockState
from sphinx import addnodes
from sphinx.domains.std import Glossary

from .. import diagnostics
from ..core.model import Term
from ..core.requests import TermUses
from ..nodes import kb_pointer
from .citing import is_citation, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Each field, as it is written, and the slot of ``Term`` that it fills.
FIELDS = {
    "alias": "aliases",
    "aliases": "aliases",
    "plural": "plurals",
    "plurals": "plurals",
    "acronym": "acronyms",
    "acronyms": "acronyms",
    "introduced by": "works",
    "broader": "broader",
    "related": "related",
}
_FIELD = re.compile(r"[ \t]+:([A-Za-z][A-Za-z _-]*):(?:[ \t]+(.*))?$")
_CITEKEYS = re.compile(r"[^\s,`{}\[\]]+(?:\s*,\s*[^\s,`{}\[\]]+)*")
MARKUP = re.compile(r"^\{term\}|^:term:|[`*\[\]]|<[^>]*>$")
TERM = "kb_term"


@dataclass(slots=True, kw_only=True)
class _Fields:
    """The fields of one definition."""

    values: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def names(self, slot: str) -> tuple[str, ...]:
        """Return the names that a field lists, with commas between them and without markup."""
        found = (
            " ".join(MARKUP.sub("", name.strip()).split())
            for value, _ in self.values.get(slot, ())
            for name in value.split(",")
        )
        return tuple(dict.fromkeys(name for name in found if name))


class KbGlossary(Glossary):
    """A glossary in its author's order, each term with what is known of it."""

    def run(self) -> list[nodes.Node]:
        """Return Sphinx's glossary; each definition ends in what its fields say."""
        fields = self._take_fields()
        found = super().run()
        for glossary in found:
            if isinstance(glossary, addnodes.glossary):
                for item in glossary.findall(nodes.definition_list_item):
                    if item.parent is glossary[0]:
                        self._complete(item, fields)
        return found

    def _take_fields(self) -> dict[int, _Fields]:
        """Take the fields out of the source, line by line; return them by the line of the term."""
        found: dict[int, _Fields] = {}
        for start, lines in _definitions(list(self.content)):
            first = _first_field(self.content, lines)
            if first is None:
                continue
            own = [line for line in lines if line >= first]
            taken = self._read([(self.content[line], self._line(line)) for line in own])
            if taken is None:
                continue
            found[int(self.content.items[start][1])] = taken
            for line in own:
                self.content[line] = ""
            if own == lines:
                # Sphinx wants a definition; a comment is one.
                sign = "%" if self._is_markdown else ".."
                self.content[first] = f"  {sign} fields"
        return found

    @property
    def _is_markdown(self) -> bool:
        state: Any = self.state
        return isinstance(state, MockState)

    def _line(self, index: int) -> int:
        """Return the line of the file that a line of the content is."""
        return self._in_file(int(self.content.items[index][1]))

    def _in_file(self, number: int) -> int:
        """Return a line from 1; MyST numbers the content from its own beginning, from 0."""
        line = number + 1
        return line + self.lineno + self.content_offset if self._is_markdown else line

    def _read(self, lines: Iterable[tuple[str, int]]) -> _Fields | None:
        """Read the lines of a field list; None where it is one of another kind."""
        fields, last = _Fields(), ""
        unknown: list[tuple[str, int]] = []
        for text, line in lines:
            match = _FIELD.match(text)
            if match is None:  # a value goes on
                if last:
                    value, at = fields.values[last][-1]
                    fields.values[last][-1] = (f"{value} {text.strip()}", at)
                continue
            key = " ".join(re.split(r"[\s_-]+", match[1].strip().lower()))
            last = FIELDS.get(key, "")
            if last:
                fields.values.setdefault(last, []).append(((match[2] or "").strip(), line))
            else:
                unknown.append((match[1], line))
        if not fields.values and not any(_near(name) for name, _ in unknown):
            return None
        for name, line in unknown:
            near = _near(name)
            cure = f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(FIELDS)}."
            self._warn(f"field {name!r} is unknown; it was left out: {cure}", line)
        for slot, values in fields.values.items():
            for value, line in values:
                if not value:
                    name = next(key for key in FIELDS if FIELDS[key] == slot)
                    self._warn(f"field {name!r} is empty; it was left out: give it a value.", line)
        return fields

    def _warn(self, message: str, line: int) -> None:
        diagnostics.warn("glossary", message, location=f"{self.get_source_info()[0]}:{line}")

    def _complete(self, item: nodes.definition_list_item, fields: dict[int, _Fields]) -> None:
        terms = [child for child in item.children if isinstance(child, nodes.term)]
        definition = cast("nodes.definition", item[-1])
        own = fields.get(terms[0].line or 0, _Fields())
        works: list[str] = []
        for value, line in own.values.get("works", ()):
            if value:
                paragraph = self._introduced(value, line)
                definition += paragraph
                works += [
                    key
                    for node in paragraph.findall(addnodes.pending_xref)
                    if is_citation(node)
                    for key in keys_of(node)
                ]
        term = Term(
            spellings=tuple(_text(child) for child in terms),
            anchors=tuple(child["ids"][0] for child in terms),
            aliases=own.names("aliases"),
            plurals=own.names("plurals"),
            acronyms=own.names("acronyms"),
            works=tuple(dict.fromkeys(works)),
            broader=own.names("broader"),
            related=own.names("related"),
            line=self._in_file(terms[0].line or 0),
            lines=tuple((slot, values[0][1]) for slot, values in own.values.items()),
        )
        pointer = kb_pointer(docname=self.env.docname, request=TermUses(anchor=term.anchor))
        pointer[TERM] = term
        self.set_source_info(pointer)
        definition += pointer

    def _introduced(self, value: str, line: int) -> nodes.paragraph:
        """Return what says which work introduced the term; bare citekeys are cited."""
        if _CITEKEYS.fullmatch(value):
            role = "{cite:t}`%s`" if self._is_markdown else ":cite:t:`%s`"
            keys = [key.strip() for key in value.split(",")]
            *first, last = [role % key for key in keys]
            value = f"{', '.join(first)} and {last}" if first else last
        at = line - 1 if self._is_markdown else line
        text = f"Introduced by {value.rstrip('.')}."
        content, messages = self.parse_inline(text, lineno=at)
        paragraph = nodes.paragraph("", "", *content, *messages, classes=["kb-term-introduced"])
        self.set_source_info(paragraph)
        paragraph.line = line
        return paragraph


def terms_of(doctree: nodes.document) -> Iterator[Term]:
    """Yield the terms that the glossaries of a page define, in their order."""
    for node in doctree.findall(kb_pointer):
        if TERM in node:
            yield node[TERM]


def _text(term: nodes.term) -> str:
    """Return the text of a term; its entry in the index has none."""
    return " ".join(term.astext().split())


def _near(name: str) -> list[str]:
    return get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.7)


def _definitions(lines: list[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield each first line of terms with the lines of the definition, as Sphinx divides them."""
    start, body, comment = -1, list[int](), False
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        if not line[0].isspace():
            comment = line.startswith(".. ")
            if comment:
                continue
            if body or start < 0:
                if start >= 0:
                    yield start, body
                start, body = number, []
        elif not comment and start >= 0:
            body.append(number)
    if body:
        yield start, body


def _first_field(content: Iterable[str], lines: list[int]) -> int | None:
    """Return the first line of the fields that a definition ends in."""
    texts = list(content)
    first = None
    for number in reversed(lines):
        text = texts[number]
        if _FIELD.match(text) and _indent(text) <= _indent(texts[lines[0]]):
            first = number
        elif _indent(text) <= _indent(texts[lines[0]]):
            break
        if first is not None and number > 0 and not texts[number - 1].strip():
            before = [line for line in lines if line < number]
            if not before or not _FIELD.match(texts[before[-1]]):
                break
    return first


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
