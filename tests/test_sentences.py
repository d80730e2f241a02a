"""The sentence around a citation: where it begins, where it ends, what is kept of it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.core.inline import text_of
from commonplace.core.sentences import CUT, LONGEST, MARK, sentences_around, split
from conftest import fence, front, toctree

PIECE = re.compile(r"@[ptf]|\$[^$]*\$|\*[^*]*\*|[^@$*]+")


def cite(number, kind="p"):
    """Return a citation with its mark, as reading leaves it."""
    attributes = (("refdomain", "cite"), ("reftarget", f"key{number}"), ("reftype", kind))
    return (MARK, (("n", number),), ()), ("pending_xref", attributes, ())


def inlines_of(source):
    """Return inline content: ``@p`` and ``@t`` cite, ``@f`` is a footnote's mark, ``$x$``, ``*x*``."""
    found = []
    number = 0
    for piece in PIECE.findall(source):
        if piece in ("@p", "@t"):
            found += cite(number, piece[1])
        elif piece == "@f":
            found.append((MARK, (("n", number),), ()))
        elif piece[0] == "$":
            found.append(("math", (), (piece[1:-1],)))
        elif piece[0] == "*":
            found.append(("emphasis", (), inlines_of(piece[1:-1])))
        else:
            found.append(piece)
        number += piece[0] == "@"
    return tuple(found)


def shown(inlines):
    """Return inline content in the notation of ``inlines_of``, marks of footnotes left out."""
    found = ""
    for item in inlines:
        if isinstance(item, str):
            found += item
        elif item[0] == "math":
            found += f"${text_of(item[2])}$"
        elif item[0] == "emphasis":
            found += f"*{shown(item[2])}*"
        else:
            found += "@" + dict(item[1])["reftype"]
    return found


# In each row the sentence that is wanted stands between ⟨ and ⟩.
AROUND = {
    "the middle": "Before it. ⟨It works @p.⟩ After it.",
    "the only one": "⟨It works @t⟩",
    "question": "Does it? ⟨It does @p!⟩ So there.",
    "two marks": "Before. ⟨Either @t or @p.⟩ After.",
    # et al.
    "et al., verb": "Before. ⟨Vaswani et al. show it @p.⟩ After.",
    "et al., year": "Before. ⟨Vaswani et al. (2017) show it @p.⟩ After.",
    "et al., name": "Before. ⟨After Vaswani et al. Devlin showed it @p.⟩ After.",
    "et al., in markup": "Before. ⟨Vaswani *et al.* show it @p.⟩ After.",
    "et al., citation": "Before. ⟨Vaswani et al. @p show it.⟩ After.",
    "et al., end": "It is due to Vaswani et al. ⟨We use it @p.⟩ After.",
    # e.g., i.e., cf.
    "e.g.": "Before. ⟨Some, e.g. Ada @p, do.⟩ After.",
    "e.g.,": "Before. ⟨Some, e.g., BERT @p, do.⟩ After.",
    "e.g., citation": "Before. ⟨Some do, e.g. @t.⟩ After.",
    "i.e.": "Before. ⟨The first, i.e. GPT @p, does.⟩ After.",
    "cf.": "Before. ⟨It does (cf. Devlin, @p).⟩ After.",
    "vs.": "Before. ⟨BERT vs. GPT is a question @p.⟩ After.",
    "i.i.d.": "Before. ⟨With i.i.d. Gaussian noise it does @p.⟩ After.",
    "w.r.t.": "Before. ⟨The gradient w.r.t. W is small @p.⟩ After.",
    "etc., inside": "Before. ⟨Words, signs, etc. are tokens @p.⟩ After.",
    "etc., citation": "Before. ⟨Words, signs, etc. @p are tokens.⟩ After.",
    "etc., end": "They are words, signs, etc. ⟨Tokens are more @p.⟩ After.",
    # Fig. 2
    "Fig. 2": "Before. ⟨As Fig. 2 shows @p, it does.⟩ After.",
    "Figs. 2": "Before. ⟨As Figs. 2 and 3 show @p, it does.⟩ After.",
    "Fig. A": "Before. ⟨As Fig. A shows @p, it does.⟩ After.",
    "Fig. A, name": "Before. ⟨As Fig. Ada shows @p, it does.⟩ After.",
    "in brackets (Fig. 2)": "Before. ⟨It does (Fig. 2), see @t.⟩ After.",
    "Eq. (3)": "Before. ⟨By Eq. (3) of @t, it does.⟩ After.",
    "Sec.": "Before. ⟨See Sec. B of @t.⟩ After.",
    "p.": "Before. ⟨See p. 3 and pp. 5–7 of @t.⟩ After.",
    "No. 5": "Before. ⟨Rule No. 5 says so @p.⟩ After.",
    "Fig. 2, end": "It is seen in Fig. 2. ⟨It does @p.⟩ After.",
    # Initials
    "initial": "Before. ⟨As Y. LeCun said @p, it does.⟩ After.",
    "initials": "Before. ⟨As J. R. R. Tolkien said @p, it does.⟩ After.",
    "initials, joined": "Before. ⟨As J.R.R. Tolkien said @p, it does.⟩ After.",
    "initials, hyphen": "Before. ⟨As J.-P. Serre said @p, it does.⟩ After.",
    "initial A": "Before. ⟨As J. A. Fodor said @p, it does.⟩ After.",
    "initial, hyphen A": "Before. ⟨As J.-A. Smith said @p, it does.⟩ After.",
    "initial, article": "There is no plan B. ⟨A plan is needed @p.⟩ After.",
    "initial, end": "There is no plan B. ⟨We know that @p.⟩ After.",
    "title": "Before. ⟨As Dr. Smith and Prof. Jones said @p, it does.⟩ After.",
    "Thms.": "Before. ⟨By Thms. 2 and Algs. A of @t, it does.⟩ After.",
    "Lems., Props.": "Before. ⟨By Lems. and Props. Ada gave @p, it does.⟩ After.",
    "Cor.": "Before. ⟨By Cor. 3 and Rmk. B of @t, it does.⟩ After.",
    "Tbl.": "Before. ⟨See Tbl. A, Apps. B and Supp. C of @t.⟩ After.",
    "c.f.": "Before. ⟨It does (c.f. Devlin, @p).⟩ After.",
    "incl.": "Before. ⟨Many, incl. BERT @p, do.⟩ After.",
    "St.": "Before. ⟨In St. Petersburg and at Mt. Everest it does @p.⟩ After.",
    "Profs.": "Before. ⟨As Profs. Smith and Gen. Jones said @p, it does.⟩ After.",
    "p.m.": "Before. ⟨At 5 p.m. on Monday it does @p.⟩ After.",
    "p.m., number": "Before. ⟨At 5 p.m. 30 of them did @p.⟩ After.",
    "p.m., end": "It began at 5 p.m. ⟨It works @p.⟩ After.",
    "initials of two letters": "Before. ⟨As Yu. Nesterov, Th. Mann and Ya. Sinai said @p.⟩ After.",
    "J. Mach. Learn. Res.": "Before. ⟨It is in J. Mach. Learn. Res. and works @p.⟩ After.",
    "J. Mach. Learn. Res., number": "Before. ⟨See J. Mach. Learn. Res. 3 for @t.⟩ After.",
    "J. Mach. Learn. Res., end": "It is in J. Mach. Learn. Res. ⟨We read it @p.⟩ After.",
    "Phys. Rev. Lett.": "Before. ⟨It is in Phys. Rev. Lett. 5 by @t.⟩ After.",
    "general": "It is true in gen. ⟨Bengio agrees @p.⟩ After.",
    "app": "It is an app. ⟨Bengio likes it @p.⟩ After.",
    "cor": "By the cor. ⟨Bengio made it @p.⟩ After.",
    "Jr.": "Before. ⟨As Sammy Davis Jr. sang @p, it does.⟩ After.",
    "country": "Before. ⟨The U.S. Navy has it @p.⟩ After.",
    "country, end": "It is from the U.S. ⟨They have it @p.⟩ After.",
    # Decimals and other stops inside
    "decimal": "Before. ⟨It rises by 3.5 to 0.75 @p.⟩ After.",
    "decimal, end": "It rises by 3.5. ⟨It falls by .5 @p.⟩ After.",
    "version": "Before. ⟨Python v3.11.2 does it @p.⟩ After.",
    "domain": "Before. ⟨See arxiv.org or example.com for it @p.⟩ After.",
    "year, end": "It is from 2017. ⟨It still works @p.⟩ After.",
    "number of an item": "⟨1. The first item @p.⟩ After.",
    # Abbreviations at the end of a sentence
    "no": "The answer is no. ⟨It fails @p.⟩ After.",
    "no, name": "The answer is no. ⟨Bengio agrees @p.⟩ After.",
    "art": "It is the state of the art. ⟨Bengio agrees @p.⟩ After.",
    "month": "It came out in Dec. ⟨The code came later @p.⟩ After.",
    "approx.": "It is three approx. ⟨However, @t says four.⟩ After.",
    "vol.": "It is in this vol. ⟨We found it @p.⟩ After.",
    "company": "It was made by Google Inc. ⟨They sold it @p.⟩ After.",
    # Quotes, brackets, dots
    "quote": "“It works.” ⟨Others doubt it @p.⟩ After.",
    "bracket": "(It works.) ⟨Others doubt it @p.⟩ After.",
    "quote begins": "Before. ⟨“It works” is too much @p.⟩ After.",
    "bracketed sentence": "Before. ⟨(It works @p.)⟩ After.",
    "dots inside": "Before. ⟨It … or ... does @p.⟩ After.",
    "dots, end": "It does ... ⟨Or not @p.⟩ After.",
    "both": "Does it?! ⟨It does @p.⟩ After.",
    # Mathematics
    "formula, end": "Before. ⟨The loss @p is $L.$⟩",
    "formula, full stop": "Before. ⟨It @p is $x$.⟩ After.",
    "formula begins": "Before. ⟨$x$ is small @p.⟩ After.",
    "formula with stops": "Before. ⟨If $a. B. c$ is @p.⟩ After.",
    "formula before": "It is $x$. ⟨Then @t bounds it.⟩ After.",
    # Citations at the end
    "before the stop": "Before. ⟨It works @p.⟩ After.",
    "after the stop": "Before. ⟨It works. @p⟩ After.",
    "after the stop, touching": "Before. ⟨It works.@p⟩ After.",
    "after the stop, two": "Before. ⟨It works. @p, @p⟩ After.",
    "after the stop, stop": "Before. ⟨It works. @p.⟩ After.",
    "after the last stop": "Before. ⟨It works. @p⟩",
    "a sentence begins": "Before. ⟨@t says so.⟩ After.",
    "a sentence begins in brackets": "Before. ⟨@p says so.⟩ After.",
    # Marks of footnotes
    "footnote, stop before": "Before. ⟨It works.⟩@f After.",
    "footnote, stop after": "Before. ⟨It @fworks.⟩ After.",
    "footnote, last": "Before. ⟨It works.⟩@f",
    # Inline markup
    "markup": "Before. ⟨It *does work @p* all the same.⟩ After.",
    # Other scripts
    "Chinese": "第一句。⟨第二句@t。⟩第三句。",
    "Japanese": "「はい。」⟨そうです@p！⟩次。",
    "accents": "Avant. ⟨Émile l'a montré @p.⟩ Après.",
}


@pytest.mark.parametrize("row", AROUND.values(), ids=AROUND.keys())
def test_sentence_around_a_citation(row):
    """Between the full stops that end sentences, and no others."""
    before, rest = row.split("⟨")
    wanted, after = rest.split("⟩")
    found = sentences_around(inlines_of(before + wanted + after))
    number = before.count("@")
    assert shown(found[number]) == wanted.replace("@f", "")


def test_markup_that_crosses_a_boundary_is_kept_on_either_side():
    """An emphasis over two sentences is one in each."""
    found = sentences_around(inlines_of("Some *words @t. More words @p* here."))
    assert shown(found[0]) == "Some *words @t.*"
    assert shown(found[1]) == "*More words @p* here."


def test_signs_of_our_own_in_a_text_are_no_citations():
    """Private-use characters stand for what is not text; those of an author are text."""
    found = sentences_around(inlines_of("Odd \ue002\ue000 signs. It works @p. After."))
    assert shown(found[0]) == "It works @p."


# -- long sentences ---------------------------------------------------------------------

LONG = {
    "in the middle": (60, 60),
    "at the beginning": (0, 100),
    "at the end": (100, 0),
    "near the beginning": (5, 100),
    "near the end": (100, 5),
}


@pytest.mark.parametrize(("before", "after"), LONG.values(), ids=LONG.keys())
def test_long_sentence_is_cut_around_the_citation(before, after):
    """On words, with an ellipsis where something is missing, and not above the limit."""
    words = [f"Word{number}" for number in range(before)]
    more = [f"more{number}" for number in range(after)]
    sentence = " ".join([*words, "@t", *more]) + "."
    found = shown(sentences_around(inlines_of(f"Before. {sentence} After."))[0])
    assert "@t" in found
    assert len(found) <= LONGEST
    assert len(found) > LONGEST // 2
    cut = found.removeprefix(f"{CUT} ").removesuffix(f" {CUT}")
    assert f" {cut} " in f" {sentence} "
    assert found.startswith(f"{CUT} ") == (cut.split()[0] != sentence.split()[0])
    assert found.endswith(f" {CUT}") == (not cut.endswith("."))


def test_sentence_of_the_longest_length_is_whole_and_one_more_is_cut():
    """A citation counts as wide as it is shown."""
    room = LONGEST - 20 - len(" .")
    fits = f"@t {'a ' * (room // 2 - 1)}aa."
    assert shown(sentences_around(inlines_of(fits))[0]) == fits
    cut = shown(sentences_around(inlines_of(fits[:-1] + "a."))[0])
    assert cut.endswith(f" {CUT}")


def test_long_sentence_without_a_space_is_cut_all_the_same():
    """A script without spaces has no words to cut on."""
    found = shown(sentences_around(inlines_of("字" * 400 + "@t" + "字" * 400 + "。"))[0])
    assert "@t" in found
    assert len(found) <= LONGEST
    assert found.startswith(CUT)
    assert found.endswith(CUT)


# -- any text ---------------------------------------------------------------------------

TEXT = st.sampled_from(
    [
        *(*".!?…。！)]”(“,; \t\n\xa0Aabi1é字\ue002", "et al.", "e.g.", "Fig. ", "J. ", "3.5"),
        *(". The ", "word ", "word " * 70, "x" * 310),
    ]
)


@st.composite
def contents(draw):
    """Make inline content with citations, each of its own key, nested as it comes."""
    number = 0

    def items(depth):
        nonlocal number
        found = []
        for _ in range(draw(st.integers(0, 6))):
            kind = draw(st.sampled_from("xxxxpptfme" if depth < 3 else "xpt"))
            if kind == "x":
                found.append("".join(draw(st.lists(TEXT, min_size=1, max_size=6))))
            elif kind in "pt":
                found += cite(number, kind)
            elif kind == "f":
                found.append((MARK, (("n", number),), ()))
            elif kind == "m":
                found.append(("math", (), ("a. B",)))
            else:
                found.append((draw(st.sampled_from(["emphasis", "literal"])), (), items(depth + 1)))
            number += kind in "ptf"
        return tuple(found)

    return items(0)


def tokens(inlines):
    """Return characters, formulas and citations in their order; marks left out."""
    for item in inlines:
        if isinstance(item, str):
            yield from item
        elif item[0] in ("math", "pending_xref"):
            yield item
        elif item[0] != MARK:
            yield from tokens(item[2])


def marks_of(inlines, place=0):
    """Yield each mark with the number of tokens before it."""
    for item in inlines:
        if not isinstance(item, str) and item[0] == MARK:
            yield dict(item[1])["n"], place
        elif not isinstance(item, str) and item[0] not in ("math", "pending_xref"):
            yield from marks_of(item[2], place)
        place += len(list(tokens((item,))))


@settings(max_examples=300, deadline=None)
@given(contents())
def test_every_mark_has_a_contiguous_piece_of_the_text_around_it(inlines):
    """Whatever is written, a sentence is a piece of it, and holds what it is the sentence of."""
    whole = list(tokens(inlines))
    found = sentences_around(inlines)
    marks = dict(marks_of(inlines))
    assert found.keys() == marks.keys()
    for number, place in marks.items():
        piece = list(tokens(found[number]))
        if found[number][:1] == (f"{CUT} ",):
            piece = piece[2:]
        if found[number][-1:] == (f" {CUT}",):
            piece = piece[:-2]
        starts = [
            start
            for start in range(len(whole) - len(piece) + 1)
            if whole[start : start + len(piece)] == piece
        ]
        assert starts
        behind = whole[place] if place < len(whole) else ""
        if not isinstance(behind, str) and ("reftarget", f"key{number}") in behind[1]:
            assert behind in piece
        else:  # the mark of a footnote; white space between two sentences belongs to none
            gaps = (whole[start + len(piece) : place] + whole[place:start] for start in starts)
            assert any(all(isinstance(x, str) and x.isspace() for x in gap) for gap in gaps)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXT, max_size=30).map("".join))
def test_sentences_are_the_text_in_order_without_the_white_space_between_them(text):
    """Nothing is lost, nothing comes twice."""
    spans = list(split(text))
    assert spans == sorted(spans)
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(
        text.split()
    )
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start


@pytest.mark.parametrize(
    "piece",
    [".", "。", ".)", ". ", ".@p ", "A. ", " ", "\n", "@p", "@p, ", "@t word. ", "@t, ", "$x$ "],
)
def test_cost_grows_with_the_length_and_no_faster(piece):
    """What is quadratic in this does not come to an end."""
    inlines = inlines_of(piece * (6_000 if "@" in piece else 60_000) + "x @f")
    (last,) = [number for number, _ in list(marks_of_top(inlines))[-1:]]
    found = sentences_around(inlines)
    assert len(list(tokens(found[last]))) <= LONGEST + 10


def marks_of_top(inlines):
    """Yield the outermost marks."""
    for item in inlines:
        if not isinstance(item, str) and item[0] == MARK:
            yield dict(item[1])["n"], item


# -- blocks of a page -------------------------------------------------------------------

BIB = """\
@article{one2001, author={One, Ann}, title={First}, journal={J}, year=2001}
@article{two2002, author={Two, Ben}, title={Second}, journal={J}, year=2002, eprint={1706.03762}}
"""
BODY = r"""
First paragraph. It has a *marked* citation {cite:t}`one2001` and `code. Here` in it. Last one.

## In a *list*

- First item {cite:p}`one2001`
- Second item. It has two sentences {cite:p}`one2001`.

  A paragraph of it {cite:t}`one2001`. Another.

> A quotation. It is due to {cite:t}`one2001`.

| Head {cite:t}`one2001` | B |
|---|---|
| A cell {cite:p}`one2001` | Other. Cell. |

```{figure} img.png
:alt: x

A caption. It is after {cite:t}`one2001`. More.

A legend after {cite:t}`one2001`.
```

Term {cite:p}`one2001`
: Its meaning. After {cite:t}`one2001`, that is.

## A heading of {cite:t}`one2001`

```{note}
A note. It says {cite:p}`one2001`.
```

A line
break {cite:t}`one2001`, broken\
hard.

It ends in $x^2$. The loss $L$ is that of {cite:p}`one2001`:

Before it.[^n] After it.

Also[^a] here.

[^n]: See {cite:t}`one2001`. It is good.
[^a]: At <https://arxiv.org/abs/1706.03762v5>.
"""
#: Section to the sentences in it, in their order.
BLOCKS = [
    ("", "It has a *marked* citation @t and `code. Here` in it."),
    ("In a *list*", "First item @p"),
    ("In a *list*", "It has two sentences @p."),
    ("In a *list*", "A paragraph of it @t."),
    ("In a *list*", "It is due to @t."),
    ("In a *list*", "Head @t"),
    ("In a *list*", "A cell @p"),
    ("In a *list*", "It is after @t."),
    ("In a *list*", "A legend after @t."),
    ("In a *list*", "Term @p"),
    ("In a *list*", "After @t, that is."),
    ("A heading of @t", "A heading of @t"),
    ("A heading of @t", "It says @p."),
    ("A heading of @t", "A line break @t, broken hard."),
    ("A heading of @t", "The loss $L$ is that of @p:"),
    ("A heading of @t", "Before it."),
    ("A heading of @t", "Also here."),
]


def marked(inlines):
    """Return inline content with its markup as it is written, citations as ``@p`` and ``@t``."""
    found = ""
    for item in inlines:
        if isinstance(item, str):
            found += item
            continue
        name, attributes, children = item
        sign = {"emphasis": "*", "literal": "`", "math": "$"}.get(name, "")
        kind = f"@{dict(attributes)['reftype']}" if name == "pending_xref" else ""
        found += kind or f"{sign}{marked(children)}{sign}"
    return found


@pytest.fixture(scope="module")
def page_facts(tmp_path_factory):
    from conftest import Site

    site = Site(
        tmp_path_factory.mktemp("sentences"),
        {
            "index.md": front("Home", toctree("bibliography", "page")),
            "bibliography.md": front("Bibliography", fence("bibliography")),
            "page.md": front("Page", BODY),
            "references.bib": BIB,
            "img.png": PNG,
        },
    )
    return site.build().app.env.get_domain("kb").pages["page"]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_sentences_in_every_kind_of_block(page_facts):
    """Items, cells, captions, headings and definitions are read as paragraphs are."""
    found = [(marked(place.section), marked(place.sentence)) for place in page_facts.citations]
    assert found == BLOCKS


def test_places_know_what_they_cite(page_facts):
    """A footnote counts where its mark stands, with an address as with a citation."""
    works = [place.works for place in page_facts.citations]
    assert works[:-1] == [("one2001",)] * (len(BLOCKS) - 1)
    assert works[-1] == ("arxiv:1706.03762",)
    anchors = [place.anchor for place in page_facts.citations]
    assert all(anchors)
    assert len(set(anchors)) == len(anchors)
