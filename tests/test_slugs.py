"""Slugs: safe in a path on every system, and different for different names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.core.slugs import MAX_BYTES, RESERVED, collisions, slug

NAMES = st.one_of(
    st.text(),
    st.text(alphabet="ab C+#._-/\\é中ß", max_size=12),
    st.sampled_from([*sorted(RESERVED), "..", ".", "", "C:", "~", "\0", "\ud800", "a" * 300]),
)
FAST = settings(max_examples=500, deadline=None, database=None, derandomize=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("Intermediate Python", "intermediate-python"),
        ("  Self-supervised   learning ", "self-supervised-learning"),
        ("snake_case", "snake-case"),
        ("Émile Zola", "emile-zola"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("β-VAE", "beta-vae"),
        ("R&D", "r-and-d"),
        ("node.js", "node-js"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>", "script"),
        ("100%", "100-percent"),
        ("ﬁne ２", "fine-2"),
        ("don’t", "don-t"),
    ],
)
def test_a_slug_reads_like_its_name(name: str, expected: str) -> None:
    """Latin names keep their letters and digits."""
    assert slug(name) == expected


@FAST
@given(NAMES)
def test_a_slug_is_safe(name: str) -> None:
    """A slug is never empty, reserved or long, and made of safe characters only."""
    made = slug(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made.encode()) <= MAX_BYTES
    assert made not in RESERVED
    assert made == slug(name)


@FAST
@given(st.text(alphabet="abcxyzABCXYZ012+#é中 ", min_size=1))
def test_case_and_space_make_no_difference(name: str) -> None:
    """Names that differ in case, white space or underscores share a slug."""
    spaced = "_ ".join(name.split())
    assert slug(name.upper()) == slug(name.lower()) == slug(f"  {name} ") == slug(spaced)


def test_names_without_ascii_form_differ() -> None:
    """Names in other scripts, emoji and signs get slugs of their own, stable over time."""
    names = ["机器学习", "深度学习", "машина", "λόγος", "🤖", "🐍", "!!!", "??", "", "学习 basics"]
    assert len({slug(name) for name in names}) == len(names)
    assert slug("机器学习") == "x-e0ab0981"
    assert slug("学习 basics").startswith("basics-")


def test_long_names_differ() -> None:
    """Names that agree in their first eighty letters stay apart."""
    assert slug("a" * 200) != slug("a" * 201)
    assert slug("word " * 40) != slug("word " * 40 + "more")


def test_reserved_names_are_avoided() -> None:
    """A tag named index or con is no index page and no device."""
    assert slug("Index") == "index-page"
    assert slug("CON") == "con-page"


def test_collisions_name_both() -> None:
    """Different names of one slug are reported together; a repeated name is none."""
    names = ["Deep Learning", "deep_learning", "C", "C++", "c", "C++", "index", "Index page"]
    assert collisions(names) == (
        ("c", ("C", "c")),
        ("deep-learning", ("Deep Learning", "deep_learning")),
        ("index-page", ("Index page", "index")),
    )
    assert collisions(reversed(names)) == collisions(names)
    assert collisions(["a", "b", "a"]) == ()
