"""Names that several pages define belong to one of them, whatever was read last."""

from __future__ import annotations

import pytest

from conftest import Site, words

NAMES = (
    "(shared)=\n\n## {0}\n\n```{{glossary}}\nshared\n  Of {0}.\n```\n\n"
    "```{{math}}\n:label: shared\nx\n```"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NAMES.format("one"), NAMES.format("two")),
        ("```{bibliography}\n```", "Words.\n\n```{bibliography}\n```"),
    ],
    ids=["label, term, equation", "bibliography"],
)
@pytest.mark.parametrize("edited", ["a.md", "z.md"])
def test_a_name_that_two_pages_define_has_one_owner(tmp_path, one, other, edited):
    """Which of the pages was read last decides nothing."""
    files = {
        "index.md": "# Home\n\n```{toctree}\na\nu\nz\n```\n",
        "a.md": f"# A\n\n{one}\n",
        "u.md": "# U\n\n{ref}`shared` {term}`shared` {eq}`shared` {cite}`shared`\n",
        "z.md": f"# Z\n\n{other}\n",
        "references.bib": "@misc{shared, author={Lo, E.}, title={T}, year={1963}}\n",
    }
    site = Site(tmp_path / "kept", files)
    site.build(fails=True)
    changed = {edited: f"{files[edited]}\nMore.\n"}
    site.write(changed)
    built = site.build(fails=True)
    clean = Site(tmp_path / "clean", files | changed).build(fails=True)
    assert built.read == (edited.removesuffix(".md"),)
    for name in ("u.html", "a.html", "z.html", "objects.inv", "searchindex.js", "graph.json"):
        assert (built.outdir / name).read_bytes() == (clean.outdir / name).read_bytes(), name
    site.write({edited: "# Other\n"})
    built = site.build(fails=True)
    clean = Site(tmp_path / "again", files | {edited: "# Other\n"}).build(fails=True)
    for name in ("u.html", "objects.inv", "graph.json"):
        assert (built.outdir / name).read_bytes() == (clean.outdir / name).read_bytes(), name


MODULE = """```{{py:module}} shared
:synopsis: {0}.

```{{py:class}} Thing
Of {0}.

```{{py:method}} turn()
Of {0}.
```
```
```"""


def described(name):
    fences = [line for line in MODULE.format(name).splitlines() if line]
    depth = iter(["`" * 5, "`" * 4, "`" * 3, "`" * 3, "`" * 4, "`" * 5])
    return "\n".join(
        line.replace("```", next(depth)) if line.startswith("```") else line for line in fences
    )


@pytest.mark.parametrize("parallel", [0, 2])
@pytest.mark.parametrize("edited", ["a.md", "z.md"])
def test_what_two_pages_say_of_python_has_one_owner(tmp_path, edited, parallel):
    """A module, its class, a method and a function, each described twice."""
    function = "```{py:function} other.turn()\nAnother.\n```\n"
    uses = "{py:mod}`shared` {py:class}`shared.Thing` {py:meth}`.turn` {py:obj}`shared.Thing.turn`"
    files = {
        "index.md": "# Home\n\n```{toctree}\n:glob:\n\n*\n```\n",
        "a.md": f"# A\n\n{described('one')}\n",
        "m.md": f"# M\n\n{function}",
        "u.md": f"# U\n\n{uses}\n",
        "z.md": f"# Z\n\n{described('two')}\n",
    }
    names = ("u.html", "a.html", "m.html", "z.html", "objects.inv", "searchindex.js")
    names += ("py-modindex.html", "genindex.html")
    site = Site(tmp_path / "kept", files)
    site.build(fails=True, parallel=parallel)
    changed = {edited: f"{files[edited]}\nMore.\n"}
    for number, change in enumerate((changed, {edited: "# Other\n"}, {edited: files[edited]})):
        site.write(change)
        built = site.build(fails=True, parallel=parallel)
        clean = Site(tmp_path / f"clean{number}", files | change).build(fails=True)
        assert built.read == (edited.removesuffix(".md"),)
        if number != 1:
            assert 'href="z.html#shared.Thing.turn"' in clean.text("u.html")
        for name in names:
            assert (built.outdir / name).read_bytes() == (clean.outdir / name).read_bytes(), name


def test_letters_of_citations_by_name_follow_the_bibliography(tmp_path):
    """A link by citekey to a work without a note shows its label."""
    bib = "@misc{{a2020, author={{Doe, J.}}, title={{{}}}, year={{2020}}}}\n" * 1
    bib += "@misc{{b2020, author={{Doe, J.}}, title={{M}}, year={{2020}}}}\n"
    site = Site(
        tmp_path,
        {
            "index.md": "# Home\n\n[[a2020]] {cite}`b2020`\n\n```{bibliography}\n:all:\n```\n",
            "references.bib": bib.format("A"),
        },
    )
    assert "2020a" in words(site.build().article("index").p)
    site.write({"references.bib": bib.format("Z")})
    assert words(site.build().article("index").p).startswith("Doe, 2020b")


MOVED = """(shared)=

## Here

```{glossary}
shared
  Of one.
```

```{math}
:label: shared
x
```

```{py:class} shared
Of one.
```

```{option} --shared
Of one.
```

```{c:function} int shared()
Of one.
```
"""


@pytest.mark.parametrize("parallel", [0, 2], ids=["serial", "parallel"])
def test_a_definition_that_moves_to_an_earlier_page_is_there_once(tmp_path, parallel):
    """Sphinx, reading one page after the other, still knows the later one when it reads the earlier."""
    files = {
        "index.md": "# Home\n\n```{toctree}\na\nu\nz\n```\n",
        "a.md": "# A\n",
        "u.md": "# U\n\n[](#shared) {py:class}`shared` {option}`--shared` {c:func}`shared`\n",
        "z.md": f"# Z\n\n{MOVED}\n",
    }
    site = Site(tmp_path / "kept", files)
    site.build(fails=True, parallel=parallel)
    changed = {"a.md": f"# A\n\n{MOVED}\n", "z.md": "# Z\n"}
    site.write(changed)
    built = site.build(fails=True, parallel=parallel)
    clean = Site(tmp_path / "clean", files | changed).build(fails=True)
    assert "duplicate" not in built.warnings
    assert built.files() == clean.files()
    for name in ("u.html", "a.html", "z.html", "objects.inv", "searchindex.js", "u.html.md"):
        assert (built.outdir / name).read_bytes() == (clean.outdir / name).read_bytes(), name


OTHERS = {
    "js:function": ("shared(a)", "{js:func}`shared`"),
    "js:module": ("shared.parts", "{js:mod}`shared.parts`"),
    "rst:directive": ("shared", "{rst:dir}`shared`"),
    "envvar": ("SHARED", "{envvar}`SHARED`"),
    "confval": ("shared_value", "{confval}`shared_value`"),
    "option": ("--shared", "{option}`--shared`"),
    "py:class": ("Thing.@\n:canonical: shared.Thing", "{py:class}`shared.Thing`"),
}


@pytest.mark.parametrize(
    ("edited", "parallel"), [("a.md", 0), ("z.md", 0), ("z.md", 2)], ids=["a", "z", "z parallel"]
)
def test_objects_that_two_pages_describe_have_one_owner(tmp_path, edited, parallel):
    """Of JavaScript, of reStructuredText, of programs, and of Python by another name."""

    def described(page):
        return "".join(
            f"```{{{name}}} {what.replace('@', page)}\nOf {page}.\n```\n\n"
            for name, (what, _) in OTHERS.items()
        )

    files = {
        "index.md": "# Home\n\n```{toctree}\n:glob:\n\n*\n```\n",
        "a.md": f"# A\n\n{described('a')}",
        "u.md": "# U\n\n" + "".join(f"{use}\n\n" for _, use in OTHERS.values()),
        "z.md": f"# Z\n\n{described('z')}",
    }
    site = Site(tmp_path / "kept", files)
    site.build(fails=True, parallel=parallel)
    for number, change in enumerate(
        ({edited: f"{files[edited]}\nMore.\n"}, {edited: "# Other\n"}, {edited: files[edited]})
    ):
        site.write(change)
        built = site.build(fails=True, parallel=parallel)
        clean = Site(tmp_path / f"clean{number}", files | change).build(fails=True)
        assert built.read == (edited.removesuffix(".md"),)
        if number != 1:
            links = [link["href"] for link in clean.article("u").select("p a.internal")]
            assert len(links) == len(OTHERS)
            assert [link[:6] for link in links] == [
                "a.html" if name == "option" else "z.html" for name in OTHERS
            ]
        for name in (
            "u.html",
            "a.html",
            "z.html",
            "objects.inv",
            "searchindex.js",
            "genindex.html",
        ):
            assert (built.outdir / name).read_bytes() == (clean.outdir / name).read_bytes(), name
