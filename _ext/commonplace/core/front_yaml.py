"""Read the YAML block at the head of a page into values that know their line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 40  #: nesting beyond this is no front matter, and would overflow the C stack
MAX_VALUES = 20_000  #: values of one key, aliases expanded ("billion laughs")

# Annotated as the slower class, whose interface both share; libyaml is missing on few platforms.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What PyYAML can raise while composing: a surrogate is a ValueError, and the loader in plain
# Python recurses over brackets before an event tells their depth.
LOAD_ERRORS = (yaml.YAMLError, ValueError, RecursionError)

# Characters that YAML, XML and HTML all refuse; tab and line breaks stay.
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_KINDS = ("null", "bool", "int", "float", "timestamp", "str", "binary", "seq", "map", "merge")
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value as its author typed it; ``kind`` is what YAML takes it for."""

    text: str
    kind: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list of values."""

    items: tuple[Value, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A mapping, in the order of the source; the last of equal keys stands."""

    entries: tuple[tuple[str, Value], ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A value that must not be used, with the reason."""

    reason: str
    line: int


Value = Scalar | Items | Entries | Unusable


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The lines between the two fences of front matter."""

    text: str
    closed: bool  #: whether a closing fence was found
    lines: int  #: lines taken from the file, fences included

    @property
    def first_line(self) -> int:
        """Return the line of the file on which the YAML starts."""
        return 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A top-level key with its value."""

    key: str
    value: Value
    line: int
    fault: str = ""  #: why the key is none that could be looked up


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A place where the block is not the YAML that front matter is made of."""

    reason: str
    line: int
    key: str = ""  #: the key whose lines were given up, when the others were kept
    text: str = ""  #: the lines that were given up


class _MalformedError(ValueError):
    """Signal a block that is YAML, but no front matter."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line  #: from 0, within the block


class _TooMuchError(Exception):
    """Signal a value that is too deep, too large or contains itself."""


def find_block(text: str) -> Block | None:
    """Find the front matter where ``myst_parser.config.main.read_topmatter`` does.

    The first line starts with ``---``; the block ends before the next line that starts with
    ``---`` or ``...``, or with the text.
    """
    if not text.startswith("---"):
        return None
    taken: list[str] = []
    lines = iter(text.splitlines())
    next(lines)
    for line in lines:
        if line.startswith(("---", "...")):
            return Block(text=_joined(taken), closed=True, lines=len(taken) + 2)
        taken.append(line.rstrip())
    return Block(text=_joined(taken), closed=False, lines=len(taken) + 1)


@lru_cache(maxsize=2)  # several ask for the same block, one after the other
def load(block: str, first_line: int) -> tuple[tuple[Pair, ...], tuple[Fault, ...]]:
    """Load a block into top-level pairs; a broken key costs no other key.

    A draft whose title holds a stray colon must stay a draft, so what is not valid YAML as a whole
    is read key by key.
    """
    try:
        return _pairs(_compose(block), first_line), ()
    except LOAD_ERRORS as error:
        whole = _fault(error, block, first_line)
    pairs: list[Pair] = []
    faults: list[Fault] = []
    for key, text, line in _chunks(block, first_line):
        try:
            pairs += _pairs(_compose(text), line)
        except LOAD_ERRORS as error:
            found = _fault(error, text, line)
            # The line of the key: the scanner often stops only where the next one would be.
            faults.append(Fault(reason=found.reason, line=line, key=key, text=text))
    if not pairs:
        return (), (whole,)
    return tuple(pairs), tuple(faults) or (whole,)


def _row(mark: Any) -> int:
    """Return the line of a mark, from 0; the two loaders have marks of their own classes."""
    return mark.line if mark else 0


def to_python(value: Value) -> object:
    """Construct what YAML's safe loader would; what it cannot construct stays text."""
    if isinstance(value, Items):
        return [to_python(item) for item in value.items]
    if isinstance(value, Entries):
        return {key: to_python(entry) for key, entry in value.entries}
    if isinstance(value, Unusable):
        return None
    try:
        node = yaml.ScalarNode(tag=f"{_TAG}{value.kind}", value=value.text)
        made: object = yaml.SafeLoader("").construct_object(node)
    except LOAD_ERRORS:
        made = value.text
    # An escape such as \x07 can hold what no page may.
    return UNPRINTABLE.sub("\ufffd", made) if isinstance(made, str) else made


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _compose(text: str) -> yaml.Node | None:
    """Compose the nodes of a block after its depth has been measured, event by event."""
    unprintable = UNPRINTABLE.search(text)
    if unprintable:
        raise yaml.reader.ReaderError(
            "", unprintable.start(), ord(unprintable[0]), "unicode", "control character"
        )
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _MalformedError(
                    f"it has more than {MAX_DEPTH} levels of nesting", _row(event.start_mark)
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    node: yaml.Node | None = yaml.compose(text, Loader=LOADER)
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise _MalformedError("it is not made of 'key: value' lines", _row(node.start_mark))
    return node


def _fault(error: Exception, text: str, first_line: int) -> Fault:
    """Say in one line what PyYAML found, and where."""
    last = first_line + max(text.count("\n") - 1, 0)
    line, reason = first_line, "it cannot be decoded"
    if isinstance(error, yaml.reader.ReaderError):
        line += text.count("\n", 0, error.position)
        reason = f"it holds the character U+{error.character:04X}"
    elif isinstance(error, _MalformedError):
        line += error.line
        reason = str(error)
    elif isinstance(error, yaml.MarkedYAMLError):
        line += _row(error.problem_mark or error.context_mark)
        reason = str(error.problem or error.context or "it cannot be parsed")
    elif isinstance(error, RecursionError):
        reason = "it is nested too deeply"
    shown = "".join(char if char.isprintable() else " " for char in reason)
    return Fault(reason=shown[:120], line=min(line, last), text=text)


def _pairs(node: yaml.Node | None, first_line: int) -> tuple[Pair, ...]:
    """Turn the root mapping into pairs with lines of the file."""
    if node is None:
        return ()
    pairs = []
    for key_node, value_node in node.value:
        line = first_line + _row(key_node.start_mark)
        value = _value(value_node, first_line, line)
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        fault = "" if key_node.tag == f"{_TAG}str" else "a key must be text; put it in quotes"
        if key_node.tag == f"{_TAG}merge":
            fault = "merge keys are not supported; write the values out"
        pairs.append(Pair(key=key, value=value, line=line, fault=fault))
    return tuple(pairs)


def _value(node: yaml.Node, first_line: int, line: int) -> Value:
    """Convert the nodes of one key."""
    budget = iter(range(MAX_VALUES))
    try:
        return _convert(node, first_line, budget, ())
    except _TooMuchError as reason:
        return Unusable(reason=str(reason), line=line)


def _convert(
    node: yaml.Node, first_line: int, budget: Iterator[int], parents: tuple[int, ...]
) -> Value:
    if next(budget, None) is None:
        raise _TooMuchError(f"it expands to more than {MAX_VALUES} values")
    if id(node) in parents:
        raise _TooMuchError("it contains itself")
    if len(parents) > MAX_DEPTH:
        raise _TooMuchError(f"it has more than {MAX_DEPTH} levels of nesting")
    line = first_line + _row(node.start_mark)
    kind = node.tag.removeprefix(_TAG)
    inner = (*parents, id(node))
    if kind not in _KINDS:
        return Unusable(reason="its YAML tag is not allowed", line=line)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_convert(item, first_line, budget, inner) for item in node.value)
        return Items(items=items, line=line)
    if isinstance(node, yaml.MappingNode):
        entries = {
            str(key.value) if isinstance(key, yaml.ScalarNode) else "?": _convert(
                value, first_line, budget, inner
            )
            for key, value in node.value
        }
        return Entries(entries=tuple(entries.items()), line=line)
    return Scalar(text=str(node.value), kind=kind, line=line)


def _chunks(block: str, first_line: int) -> Iterator[tuple[str, str, int]]:
    """Cut a block before each line that looks like a top-level key: key, text, line."""
    lines = block.splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    head = re.compile(rf"[ ]{{{margin}}}([^\s#:\-\[\]{{}},][^:]*):(?:\s|$)")
    key, taken, start = "", list[str](), first_line
    for number, line in enumerate(lines, first_line):
        found = head.match(line)
        if found:
            if key:
                yield key, _joined(taken), start
            key, taken, start = found[1].strip(), [], number
        taken.append(line)
    if key:
        yield key, _joined(taken), start
