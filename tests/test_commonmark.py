"""Markdown of ours says what it was made of, to a parser of the rules that it follows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from commonplace.core import commonmark as md

SIGNS = "ab1 \n\t*_`~[](){}<>#+-=|!&;:.$\\^@/\"'é—\u00a0"
texts = st.text(st.sampled_from(SIGNS), max_size=24)


def parser():
    """Return a parser of CommonMark with tables, footnotes, strikethrough and formulas."""
    rules = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return rules.use(dollarmath_plugin, allow_labels=True).use(footnote_plugin)


def shown(tokens):
    """Return the types of blocks and inline content, and the words that a reader sees."""
    kinds, words = [], ""
    for token in tokens:
        kinds.append(token.type)
        for child in token.children or ():
            if child.type in ("text", "code_inline", "math_inline", "text_special"):
                words += child.content
            elif child.type in ("softbreak", "hardbreak"):
                words += " "
            if child.type not in ("text", "text_special", "softbreak"):
                kinds.append(child.type)
    return kinds, " ".join(words.split())


PLAIN = ["paragraph_open", "inline", "paragraph_close"]


@given(texts)
def test_text_is_text(text):
    kinds, words = shown(parser().parse(md.paragraph(md.escape(text))))
    assert words == " ".join(text.split())
    assert kinds == (PLAIN if words else [])


@given(texts, texts, texts, st.sampled_from(["*", "**"]))
def test_marks_never_show_and_change_no_text(before, inside, after, mark):
    pieces = [md.escape(before), (mark, md.escape(inside)), md.escape(after)]
    kinds, words = shown(parser().parse(md.paragraph(md.joined(pieces))))
    assert words == " ".join((before + inside + after).replace("\n", " ").split())
    assert set(kinds) <= {*PLAIN, "em_open", "em_close", "strong_open", "strong_close"}


@given(texts)
def test_code_within_a_line(text):
    kinds, words = shown(parser().parse(f"x {md.code(text)} y"))
    assert words.split() == ["x", *text.split(), "y"]
    assert ("code_inline" in kinds) == bool(text.strip())


@given(st.text(st.sampled_from(SIGNS), max_size=40))
def test_blocks_of_code(text):
    (token,) = parser().parse(md.code_block(text, "python"))
    assert (token.type, token.info) == ("fence", "python")
    assert token.content.rstrip() == text.rstrip()


@given(texts.filter(str.strip), st.text(st.sampled_from("ab()<> [].:/#?\\é"), min_size=1))
def test_links_have_their_text_and_an_address_without_spaces(text, address):
    source = md.joined(["Oh!", md.link(md.escape(text), address)])
    kinds, words = shown(parser().parse(source))
    assert kinds == [*PLAIN[:2], "link_open", "link_close", PLAIN[2]]
    assert words == "Oh!" + " ".join(text.split()) or words.split() == f"Oh! {text}".split()


@given(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=3))
def test_tables_keep_their_cells(rows):
    table = md.table([[md.escape(cell) for cell in row] for row in rows])
    tokens = parser().parse(table)
    cells = [token for token in tokens if token.type == "inline"]
    found = [shown([cell])[1] for cell in cells]
    assert found == [" ".join(cell.split()) for row in rows for cell in row]
    assert tokens[0].type == "table_open"


@pytest.mark.parametrize(
    ("tex", "source"),
    [
        ("a^2", "$a^2$"),
        ("a\n+ b", "$a + b$"),
        (r"\text{if $x$}", r"$\text{if \(x\)}$"),
        (r"\$5", r"$\$5$"),
        ("", ""),
    ],
)
def test_formulas_within_a_line(tex, source):
    assert md.formula(tex) == source


def test_formulas_on_lines_of_their_own():
    assert md.formula_block("a\n\nb", "3") == "$$\na\n$$\n\n$$\nb\n$$ (3)"
    assert md.formula_block("a &= b \\\\\n&= c") == (
        "$$\n\\begin{aligned}\na &= b \\\\\n&= c\n\\end{aligned}\n$$"
    )


def test_lists_are_tight_where_nothing_parts_their_items():
    assert md.items(["- ", "- "], [["a"], ["b", "- c"]]) == "- a\n- b\n  - c"
    assert md.items(["9. ", "10. "], [["a", "b"], ["c"]]) == "9. a\n\n   b\n\n10. c"
