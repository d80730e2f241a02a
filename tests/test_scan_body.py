"""The light scan of a source for toctree entries and targets."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.core.scan_body import labels, terms, toctree_entries

TOCTREES = {
    "a plain one": ("```{toctree}\na\nb/c\n```", ("a", "b/c")),
    "a colon fence": (":::{toctree}\na\n:::", ("a",)),
    "options first": ("```{toctree}\n:hidden:\n:caption: A b\n\na\n```", ("a",)),
    "options in YAML": ("```{toctree}\n---\nmaxdepth: 2\nglob:\n---\na*\nb\n```", ("glob:a*", "b")),
    "a title": ("```{toctree}\nThe title <a/b>\n<c>\n```", ("a/b", "<c>")),
    "self and addresses": ("```{toctree}\nself\nhttps://x.org\nT <https://x.org>\na\n```", ("a",)),
    "patterns": ("```{toctree}\n:glob:\n\nposts/*\na\nT <b*>\n```", ("glob:posts/*", "a", "b*")),
    "no glob, no pattern": ("```{toctree}\nposts/*\n```", ("posts/*",)),
    "two of them": ("```{toctree}\na\n```\ntext\n```{toctree}\nb\n```", ("a", "b")),
    "an argument": ("```{toctree} a\nb\n```", ("a", "b")),
    "in an admonition": ("````{note}\n```{toctree}\na\n```\n````", ("a",)),
    "in a colon fence": (":::{div}\n```{toctree}\na\n```\n:::\nb", ("a",)),
    "unclosed": ("```{toctree}\na", ("a",)),
    "in a list": ("- item\n\n  ```{toctree}\n  a\n  ```", ("a",)),
    "after front matter": ("---\ntitle: x\n---\n```{toctree}\na\n```", ("a",)),
    "no suffix is lost": ("```{toctree}\na.md\n```", ("a.md",)),
    "shown as code": ("````md\n```{toctree}\na\n```\n````", ()),
    "shown without a language": ("````\n```{toctree}\na\n```\n````\n", ()),
    "shown in a code block": ("````{code-block} md\n```{toctree}\na\n```\n````", ()),
    "shown by tildes": ("~~~\n```{toctree}\na\n```\n~~~", ()),
    "indented code": ("text\n\n    ```{toctree}\n    a\n    ```", ()),
    "commented out": ("<!--\n```{toctree}\na\n```\n-->\n", ()),
    "after a comment": ("<!-- x -->\n```{toctree}\na\n```", ("a",)),
    "in front matter": ("---\nx: |\n  ```{toctree}\n  a\n  ```\n---\n", ()),
    "inline": ("Write `{toctree}` or ```{toctree}``` here\na", ()),
    "in reStructuredText": ("```{eval-rst}\n.. toctree::\n   :glob:\n\n   a*\n   T <b>\n\ntext\n```", ("glob:a*", "b")),
    "shown in reStructuredText": ("```{eval-rst}\n.. code-block:: rst\n\n   .. toctree::\n\n      a\n```", ()),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TOCTREES.values(), ids=TOCTREES)
def test_toctrees(text: str, expected: tuple[str, ...]) -> None:
    """The entries are those that Sphinx would read."""
    assert toctree_entries(text) == expected


RST = """\
    Title
    =====

    .. _A Label:
    .. _`b c`:

    .. toctree::
       :name: main
       :hidden:

       a
       B title <b>

    Paragraph::

       .. toctree::

          not-me

    .. comment
       .. toctree::

          nor-me

    .. note::

       .. toctree:: e
          :glob:

          f/*

    .. code-block:: rst
       :name: listing

       .. toctree::

          nor-that
    """


def test_restructuredtext() -> None:
    """A source with the suffix .rst is scanned as such."""
    text = dedent(RST)
    assert toctree_entries(text, ".rst") == ("a", "b", "e", "glob:f/*")
    assert labels(text, ".rst") == ("a label", "b c", "main", "listing")
    assert toctree_entries(text) == ()


LABELS = {
    "a target": ("(My Label)=\n# Title", ("my label",)),
    "two targets": ("(a)=\n(b)=\ntext", ("a", "b")),
    "a heading": ("# Title {#top .wide}", ("top",)),
    "a block": ("{#para key=1}\ntext", ("para",)),
    "inline": ("[text]{#span} and {ref}`x#y` and {{ a }}", ("span",)),
    "options": ("```{figure} a.png\n:name: fig-a\n:alt: b\n```\n```{math}\n:label: eq\nx\n```", ("fig-a", "eq")),
    "options in YAML": ("```{figure} a.png\n---\nname: 'fig-a'\n---\n```", ("fig-a",)),
    "an equation": ("$$\nx\n$$ (eq:1)", ("eq:1",)),
    "once only": ("(a)=\n\n(A)=\n", ("a",)),
    "in a directive": (":::{note}\n(a)=\n:::", ("a",)),
    "of a code block": ("```{code-block} py\n:name: listing\nx\n```", ("listing",)),
    "in code": ("```\n(a)=\n```\n`{#b}` and ``{#c}``\n", ()),
    "after a shorter fence": ("````md\n```\n(a)=\n```\n````\n(b)=", ("b",)),
    "no label": ("f(x)= 1\n(a) = b\n{see #5, there}\n{}", ()),
    "in reStructuredText": ("```{eval-rst}\n.. _here:\n\n.. figure:: a\n   :name: fig\n```", ("here", "fig")),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LABELS.values(), ids=LABELS)
def test_labels(text: str, expected: tuple[str, ...]) -> None:
    """The explicit targets are found, and nothing that is code."""
    assert labels(text) == expected


TERMS = {
    "a glossary": ("```{glossary}\n:sorted:\n\nA *Term*\nb  c : first\n  Its definition.\n\n  More.\n\nd\n  It.\n```\ne", ("a term", "b c", "d")),
    "one within an admonition": ("::::{note}\n:::{glossary}\na\n  It.\n:::\nb\n::::", ("a",)),
    "one in a list": ("- item\n\n  ```{glossary}\n  a\n    It.\n  ```", ("a",)),
    "a comment": ("```{glossary}\n.. a\n   b\n\nc\n  It.\n```", ("c",)),
    "a directive in a definition": ("````{glossary}\na\n  ```{note}\nb\n  ```\n````", ("a",)),
    "in code": ("````\n```{glossary}\na\n  It.\n```\n````", ()),
    "in reStructuredText": ("```{eval-rst}\n.. glossary::\n   :sorted:\n\n   a\n      It.\n\n   b\n      It.\n\nc\n```", ("a", "b")),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TERMS.values(), ids=TERMS)
def test_terms(text: str, expected: tuple[str, ...]) -> None:
    """The terms are those that Sphinx's glossary would define."""
    assert terms(text) == expected


def test_labels_in_a_glossary_are_found_too() -> None:
    """What a definition holds is Markdown like any other."""
    text = "````{glossary}\na\n  ```{note}\n  :name: here\n  ```\n````"
    assert labels(text) == ("here",)


PIECES = st.lists(
    st.sampled_from(
        ["```", "````", ":::", "~~~", "{toctree}", "{note}", "{glossary}", "{eval-rst}", "\n", "\n", "\n", " ", "    ",
         ":glob:", ":name: x", "---", ".. toctree::", ".. glossary::", ".. _x:", "(a)=", "{#b}", "`", "<", ">", "*", "<!--"]
    )
).map("".join)  # fmt: skip


@settings(max_examples=500, deadline=None, database=None, derandomize=True)
@given(PIECES | st.text(), st.sampled_from([".md", ".rst"]))
def test_any_text(text: str, suffix: str) -> None:
    """No text raises, and what is found is one stripped line each, taken from the text."""
    for entry in toctree_entries(text, suffix):
        assert entry == entry.strip() != ""
        assert entry.removeprefix("glob:") in text.expandtabs()
    for name in (*labels(text, suffix), *terms(text, suffix)):
        assert name == name.strip().lower() != ""


def test_the_work_grows_with_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fences within fences are bounded, so that no line looks at more than a few of them."""
    from commonplace.core import scan_body

    seen: list[int] = []
    closed = scan_body._closed

    def counted(open_fences: list[scan_body._Fence], fence: object) -> int | None:
        seen.append(len(open_fences))
        return closed(open_fences, fence)  # type: ignore[arg-type]

    monkeypatch.setattr(scan_body, "_closed", counted)
    deep = "\n".join(":" * (2000 - n) + "{note}" for n in range(1000))
    assert toctree_entries(deep) == ()
    assert max(seen) <= 50
