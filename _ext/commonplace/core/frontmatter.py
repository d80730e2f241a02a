"""Front matter of a page: found where MyST finds it, typed, and with every fault located."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import yaml

from .front_doubt import doubt, head_of_fields, latest_year, lookalike
from .front_keys import RULES, is_foreign, normal
from .front_values import FALSE, Context, RefusedError, describe, plain, quoted
from .front_yaml import Unusable, find_block, load, to_python
from .model import FrontMatter, Picture, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from .front_keys import Rule
    from .front_yaml import Block, Fault, Pair

COLLECTIONS = ("blog", "papers", "notes")

_SPELLINGS = {spelling: rule for rule in RULES for spelling in rule.spellings}
_PICTURES = {rule.key: rule.spellings for rule in RULES if f"{rule.key}_alt" in rule.fills}
_GUESSES = tuple(spelling for spelling in _SPELLINGS if len(spelling) > 2)


def split(text: str) -> tuple[str | None, int]:
    """Return the YAML block of a page and the line on which it starts.

    Without front matter the block is None and the line that of the body, 1. The block is that of
    ``myst_parser.config.main.read_topmatter``; unlike MyST's tokenizer, that function takes a
    block without closing fence to reach to the end of the text.
    """
    block = find_block(text)
    return (None, 1) if block is None else (block.text, block.first_line)


def parse(
    text: str, *, timezone: tzinfo, known_collections: Sequence[str] = COLLECTIONS
) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """Read the front matter of a page; whatever it holds, nothing is raised.

    :param text: the whole source of the page, decoded and without byte order mark
    :param timezone: the zone of dates that name none
    :param known_collections: names that ``collection`` may take; any when empty
    :returns: the typed fields, and the problems by line
    """
    block = find_block(text)
    if block is None:
        return _missed(text)
    pairs, faults = load(_readable(block), block.first_line)
    if not block.closed and not _is_meant(pairs):
        return _missed(text)
    problems = [*_syntax(block, faults), *_duplicates(pairs)]
    given: dict[str, Pair] = {}
    for pair in pairs:
        if pair.fault:
            problems.append(_value_problem("front_matter", pair, pair.fault))
        else:
            given[pair.key] = pair
    front = _front(given, problems, timezone, tuple(known_collections))
    return front, tuple(sorted(problems, key=lambda problem: problem.line or 0))


def _missed(text: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """Report what looks like front matter and is none; a page that it may hold back, it does."""
    found = lookalike(text)
    if found is None:
        return FrontMatter(), ()
    said = doubt(found.text)
    meant = found.closed and _is_meant(load(found.text, found.first_line)[0])
    if not (said.draft or said.year or meant):
        return FrontMatter(), ()
    done = "the page may be a draft, so it is held back" if said.draft else "it was not used"
    problem = Problem(
        subtype="front_matter",
        message=f"what looks like front matter is none; {done}: begin the file with a line '---', "
        "without anything before it, and close the block with another",
        line=found.line,
        withholds=said.draft,
        until=said.year,
    )
    return FrontMatter(draft=said.draft), (problem,)


def of_fields(text: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """Read what a page in reStructuredText, which has no front matter, says of publishing it.

    Its fields are not read but for that: who writes ``:draft: true`` means it.
    """
    if doubt(head_of_fields(text)).draft:
        return FrontMatter(draft=True), ()
    found = lookalike(text)
    if found is None or not doubt(found.text).draft:
        return FrontMatter(), ()
    problem = Problem(
        subtype="front_matter",
        message="a page in reStructuredText has no front matter; the page may be a draft, so it is "
        "held back: write ':draft: true' at its head instead, or write the page in Markdown",
        line=found.line,
        withholds=True,
    )
    return FrontMatter(draft=True), (problem,)


def for_myst(text: str) -> str:
    """Return a page as MyST should read it: only Sphinx's and MyST's own keys left in its head.

    A date that YAML cannot construct makes MyST drop the whole block, ``orphan`` with it; a list
    that contains itself makes it fail. Every line of the body stays where it was.
    """
    block = find_block(text)
    if block is None:
        return text
    if not block.closed:
        return _without_open_block(text, block)
    pairs, _ = load(block.text, block.first_line)
    kept = {
        pair.key: to_python(pair.value)
        for pair in pairs
        if is_foreign(pair.key) and not pair.fault and not isinstance(pair.value, Unusable)
    }
    body = "".join(text.splitlines(keepends=True)[block.lines :])
    if not kept:
        return "\n" * block.lines + body
    # Double quotes keep every value on the one line that is there for certain.
    dumped = yaml.safe_dump(
        kept, default_flow_style=True, default_style='"', width=10**9, sort_keys=False
    )
    return f"---\n{dumped.strip()}\n" + "\n" * (block.lines - 3) + "---\n" + body


def _without_open_block(text: str, block: Block) -> str:
    """Blank the lines of a block without end that were used as front matter."""
    readable = _readable(block)
    pairs, _ = load(readable, block.first_line)
    if not _is_meant(pairs):
        return text
    taken = readable.count("\n") + 1
    return "\n" * taken + "".join(text.splitlines(keepends=True)[taken:])


def _readable(block: Block) -> str:
    """Return the lines of a block to look at: of one without end, its first paragraph.

    What has no end is most often a page that starts with a thematic break.
    """
    return block.text if block.closed else block.text.partition("\n\n")[0].rstrip("\n") + "\n"


def _is_meant(pairs: tuple[Pair, ...]) -> bool:
    """Tell whether what stands below a line of dashes is front matter: one of our keys is in it."""
    return any(normal(pair.key) in _SPELLINGS for pair in pairs)


def _syntax(block: Block, faults: tuple[Fault, ...]) -> Iterator[Problem]:
    """Report what is wrong with the block as YAML."""
    if not block.closed:
        yield Problem(
            subtype="front_matter",
            message="front matter opened by '---' is never closed; the keys up to the first empty "
            "line were used: close it with a line '---'",
            line=1,
        )
    for fault in faults:
        what = f"front matter key {quoted(fault.key)}" if fault.key else "front matter"
        rest = "it was ignored, the other keys were used" if fault.key else "it was ignored"
        said = doubt(fault.text)
        rule = _SPELLINGS.get(normal(fault.key))
        held = said.draft or (rule is not None and rule.fallback is not None)
        if held:
            rest = "the page may be a draft, so it is held back"
        yield Problem(
            subtype="front_matter",
            message=f"{what} is not valid YAML ({fault.reason}); {rest}: "
            "quote a value that holds ': ' or '#', and close what is open",
            line=fault.line,
            withholds=held,
            until=said.year,
        )


def _duplicates(pairs: tuple[Pair, ...]) -> Iterator[Problem]:
    """Report keys given more than once, each with all its lines."""
    lines: dict[str, list[int]] = {}
    for pair in pairs:
        if not pair.fault:
            lines.setdefault(pair.key, []).append(pair.line)
    values = {pair.key: pair.value for pair in pairs}
    for key, every in lines.items():
        if len(every) > 1:
            yield Problem(
                subtype="duplicate_key",
                message=f"front matter key {quoted(key)} is given on lines "
                f"{', '.join(map(str, every))}; the last value, {describe(values[key])}, "
                "was used: remove the others",
                line=every[-1],
            )


def _front(
    given: dict[str, Pair],
    problems: list[Problem],
    timezone: tzinfo,
    known_collections: tuple[str, ...],
) -> FrontMatter:
    """Fill the fields from the pairs, rule by rule."""
    filled: dict[str, Any] = {}
    origin: dict[str, Pair] = {}
    for rule, pair in _ruled(given, problems):

        def complain(message: str, line: int, key: str = pair.key) -> None:
            problems.append(
                Problem(
                    subtype="front_matter_value",
                    message=f"front matter key {quoted(key)}: {message}",
                    line=line,
                )
            )

        context = Context(timezone=timezone, known_collections=known_collections, complain=complain)
        try:
            found = rule.kind.convert(pair.value, context)
        except RefusedError as reason:
            problems.append(_value_problem("front_matter_value", pair, str(reason), rule))
            found = rule.fallback
        results = found if isinstance(found, tuple) and len(rule.fills) > 1 else (found,)
        for slot, value in zip(rule.fills, results, strict=False):
            if value is None or value == ():
                continue
            if slot in filled and filled[slot] != value:
                why = f"{quoted(origin[slot].key)} says otherwise and was used; keep one of the two"
                problems.append(_value_problem("front_matter_value", pair, why))
            elif slot not in filled:
                filled[slot], origin[slot] = value, pair
    for slot in _PICTURES:
        alt = filled.pop(f"{slot}_alt", None)
        if slot in filled:
            pair = origin[slot]
            filled[slot] = Picture(src=filled[slot], alt=alt or "", line=pair.line, key=pair.key)
        elif alt and not any(normal(key) in _PICTURES[slot] for key in given):
            why = f"there is no picture to describe; name one with {slot!r}"
            problems.append(_value_problem("front_matter_value", origin[f"{slot}_alt"], why))
    date, updated = filled.get("date"), filled.get("updated")
    if date and updated and updated < date and updated.date() < date.date():
        del filled["updated"]
        # A page that waits for its day is edited before; that is for nobody to mend on that day.
        why = (
            f"a page is not changed before its date, {date.date().isoformat()}; correct one of them"
        )
        told = _value_problem("front_matter_value", origin["updated"], why)
        problems.append(replace(told, severity="notice"))
    if any(problem.withholds and problem.subtype != "front_matter_value" for problem in problems):
        filled["draft"] = True
    return FrontMatter(**filled)


def _ruled(given: dict[str, Pair], problems: list[Problem]) -> Iterator[tuple[Rule, Pair]]:
    """Pair each rule with the keys that spell it, in the order of precedence."""
    by_name: dict[str, list[Pair]] = {}
    for key, pair in given.items():
        if normal(key) in _SPELLINGS:
            by_name.setdefault(normal(key), []).append(pair)
        elif isinstance(pair.value, Unusable):
            problems.append(_value_problem("front_matter_value", pair, pair.value.reason))
        elif not is_foreign(key):
            problems.append(_unknown(key, pair))
    for rule in RULES:
        for spelling in rule.spellings:
            for pair in by_name.get(spelling, ()):
                yield rule, pair


def _unknown(key: str, pair: Pair) -> Problem:
    """Report a key that nobody answers to."""
    near = _near(normal(key)[:40])
    said = f"front matter key {quoted(key)} is unknown; its value, {describe(pair.value)}, "
    if near and _may_hold_back(near, pair):
        hint = f"may have been meant to hold the page back, and does: did you mean {near!r}?"
        return Problem(
            subtype="front_matter_key", message=said + hint, line=pair.line, withholds=True
        )
    if near:
        hint = f"was ignored: did you mean {near!r}?"
        until = _year_of(pair) if near == "date" else None
        return Problem(subtype="front_matter_key", message=said + hint, line=pair.line, until=until)
    hint = "was ignored: remove the key, or see the guide for those that have a meaning"
    return Problem(subtype="unknown_key", message=said + hint, line=pair.line, severity="notice")


def _may_hold_back(near: str, pair: Pair) -> bool:
    """Tell whether a key that was misspelt would have kept the page from being published."""
    try:
        value = str(plain(pair.value)).strip().lower()
    except RefusedError:  # no single value at all
        value = ""
    if near == "draft":
        return value not in FALSE
    return near in ("publish", "published") and value in FALSE


def _year_of(pair: Pair) -> int | None:
    """Return the latest year that the value of a date names, which cannot be read."""
    return latest_year(str(to_python(pair.value)))


def _near(key: str) -> str | None:
    """Return the key that an unknown one was meant to be, as far as one can tell.

    Two neighbouring letters in the wrong order are a slip in a key of any length; a short one has
    too few letters for its likeness to be measured.
    """
    for at in range(len(key) - 1):
        swapped = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
        if swapped in _GUESSES:
            return swapped
    near = get_close_matches(key, _GUESSES, n=1, cutoff=0.8)
    return near[0] if near else None


def _value_problem(subtype: str, pair: Pair, reason: str, rule: Rule | None = None) -> Problem:
    """Report a value that was not used, with what it stands for instead."""
    held = rule is not None and rule.fallback is not None
    done = "cannot be read, so the page is held back" if held else "was ignored"
    return Problem(
        subtype=subtype,
        message=f"front matter key {quoted(pair.key)}: {describe(pair.value)} {done}: {reason}",
        line=pair.line,
        withholds=held,
        until=_year_of(pair) if rule is not None and rule.key == "date" else None,
    )
