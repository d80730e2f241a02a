"""Keep the guide true: all that exists is documented, and what it shows works."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

import commonplace
from commonplace.core.terms import KINDS
from commonplace.defaults import ADDED, DEFAULTS
from commonplace.diagnostics import SUBTYPES
from commonplace.math.engine import VENDOR
from commonplace.math.node import find_node
from commonplace.read.directives import OPTIONS
from commonplace.read.paper_directives import (
    DIRECTIVES,
    PAPER_OPTIONS,
    READING_OPTIONS,
    TABLE_OPTIONS,
)
from commonplace.resolve.domain import TYPES

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "guide"
PACKAGE = Path(commonplace.__file__).parent
FENCE = re.compile(
    r"^% (?P<kind>example|faulty|setting)(?: \((?P<encoding>[\w-]+)\))?: (?P<path>\S+)\n"
    r"(?P<fence>`{3,})\w*\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

needs_katex = pytest.mark.skipif(
    find_node() is None or not (VENDOR / "katex.min.js").is_file(),
    reason="Node or KaTeX is not installed",
)


def page(name: str) -> str:
    return (GUIDE / f"{name}.md").read_text(encoding="utf-8")


def sections(text: str, *, level: int = 2) -> dict[str, str]:
    """Cut a page at its headings; a heading within a fence is none."""
    found: dict[str, str] = {}
    name, fence = "", ""
    for line in text.splitlines(keepends=True):
        mark = re.match(r"`{3,}", line)
        if mark and not fence:
            fence = mark[0]
        elif mark and line.strip() == fence:
            fence = ""
        if not fence and (heading := re.match(rf"#{{{level}}} (.*)", line)):
            name = heading[1].strip()
        found[name] = found.get(name, "") + line
    return found


def rows(text: str) -> dict[str, tuple[str, ...]]:
    """Return the rows of the tables whose first cell is code, by each code that it names."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
        if cells and re.fullmatch(r"`[^`]+`(, `[^`]+`)*", cells[0]):
            for name in re.findall(r"`([^`]+)`", cells[0]):
                found[name] = tuple(cells[1:])
    return found


def examples(kind: str, *names: str) -> dict[str, bytes]:
    """Return the files that pages of the guide show; a file shown in pieces is put together."""
    files: dict[str, bytes] = {}
    for name in names:
        for match in FENCE.finditer(page(name)):
            if match["kind"] == kind:
                data = match["text"].encode(match["encoding"] or "utf-8")
                files[match["path"]] = files.get(match["path"], b"") + data
    return files


@dataclass(kw_only=True)
class Built:
    """A site that was built, and what was said."""

    app: Sphinx
    output: Path
    warnings: tuple[str, ...]  #: with paths from the site's folder

    def text(self, name: str) -> str:
        """Return an output file as text."""
        return (self.output / name).read_text(encoding="utf-8")


def build(
    folder: Path,
    files: dict[str, bytes],
    *,
    builder: str = "html",
    strict: bool = False,
    **values: str,
) -> Built:
    """Write *files* into *folder* and build the site; *strict* as with warnings as errors."""
    source = folder.resolve() / "source"
    for name, data in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    said = StringIO()
    output = folder / builder
    with pytest.MonkeyPatch.context() as patch, patch_docutils(source), docutils_namespace():
        patch.setenv("SOURCE_DATE_EPOCH", NOON)
        app = Sphinx(
            srcdir=source, confdir=source, outdir=output, doctreedir=folder / "doctrees",
            buildername=builder, confoverrides=values, status=None, warning=said,
            warningiserror=strict,
        )  # fmt: skip
        app.build()
    lines = ESCAPES.sub("", said.getvalue()).replace(f"{source}/", "").splitlines()
    return Built(app=app, output=output, warnings=tuple(lines))


#: Code of a site that gives away what it should not.
LEAK = """
def setup(app):
    app.connect("html-page-context", leak)


def leak(app, pagename, templatename, context, doctree):
    if pagename == "genindex":
        context["metatags"] = '<meta name="next" content="A plan for next year" />'
"""
PAGES = sorted(path.stem for path in GUIDE.glob("*.md"))
NOON = "1795262400"  # 2026-11-21, 12:00 UTC: the examples are published
UNSAID = "No build says it yet"
HARMLESS = "toc.not_included"  # the fragments that a page shows stand in no toctree


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the site of the first page of the guide, as a new user does."""
    return build(tmp_path_factory.mktemp("started"), examples("example", "start"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build one site of every example in the guide."""
    files = examples("example", *PAGES)
    files["conf.py"] += f"\nsuppress_warnings = ['{HARMLESS}']\n".encode()
    return build(tmp_path_factory.mktemp("whole"), files)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build one site of every mistake that the page of warnings shows."""
    files = examples("faulty", "warnings")
    head = b'project = "Mistakes"\nextensions = ["commonplace"]\n'
    head += b'html_baseurl = "https://example.org/"\n'  # so that there are feeds
    files["conf.py"] = head + files["conf.py"]
    files["conf.py"] += LEAK.encode()
    files["index.md"] = b"# Mistakes\n\n```{toctree}\n:glob:\n\nnotes/*\n```\n"
    return build(tmp_path_factory.mktemp("faulty"), files, strict=True)


# -- the examples ---------------------------------------------------------------------------


def test_the_first_site_builds_without_a_warning(started: Built) -> None:
    assert not started.warnings
    home = started.text("index.html")
    assert "blog/hello.html" in home
    assert "Cited in 1 page" in started.text("bibliography.html")
    assert (started.output / "tags" / "meta.html").is_file()


def test_every_example_builds_without_a_warning(whole: Built) -> None:
    assert not whole.warnings


def test_every_page_of_the_guide_stands_in_its_toctree() -> None:
    listed = re.findall(r"^[\w-]+$", page("index").partition("{toctree}")[2], re.MULTILINE)
    assert sorted([*listed, "index"]) == PAGES


# -- nothing is left out --------------------------------------------------------------------


def test_every_configuration_value_is_documented(started: Built) -> None:
    ours = {item.name for item in started.app.config if item.name.startswith("kb_")}
    assert set(rows(page("configuration"))) >= ours
    assert {name for name in rows(page("configuration")) if name.startswith("kb_")} == ours


def test_every_configuration_value_has_an_example_that_is_not_its_default(
    tmp_path: Path, started: Built
) -> None:
    files = examples("example", "start")
    shown = examples("setting", "configuration")["conf.py"].decode()
    ours = {item.name for item in started.app.config if item.name.startswith("kb_")}
    ours -= {"kb_code", "kb_math_engine"}
    assert set(re.findall(r"^(kb_\w+) =", shown, re.MULTILINE)) == ours
    # What names a file of a machine, or another Python package, is not there for a test.
    absent = ("kb_node", "kb_social_cards", "kb_social_card_font", "kb_git_dates")
    kept = [line for line in shown.splitlines() if not line.startswith(absent)]
    # The tags and authors of the examples have their pages only when they are generated.
    files["conf.py"] = "\n".join([*kept, 'kb_generate = "write"', "kb_strict = False"]).encode()
    built = build(tmp_path, files, strict=True)
    assert built.warnings == ()
    for name in ours.difference(absent, ("kb_generate", "kb_strict")):
        option = built.app.config.values[name]
        assert getattr(built.app.config, name) != option.default, name


def test_the_documented_defaults_are_the_defaults(started: Built) -> None:
    table = rows(page("configuration"))
    for name, option in started.app.config.values.items():
        if name.startswith("kb_") and name not in ("kb_code", "kb_math_engine"):
            assert table[name][1] == f"`{option.default!r}`".replace("'", '"'), name


def test_every_default_that_the_extension_sets_is_documented() -> None:
    assert rows(page("configuration")).keys() >= {*DEFAULTS, *ADDED}


def test_every_option_of_post_list_has_a_row_and_an_example() -> None:
    text = page("listings")
    assert set(rows(sections(text)["All options"])) == set(OPTIONS)
    shown = {name for match in FENCE.finditer(text) for name in re.findall(r"^:([\w-]+):", match["text"], re.MULTILINE)}  # fmt: skip
    assert shown >= set(OPTIONS)


def test_every_directive_about_works_and_every_option_has_a_row_and_an_example() -> None:
    text = page("papers")
    assert set(rows(sections(text)["Lists of works"])) == set(PAPER_OPTIONS)
    shown = {name for match in FENCE.finditer(text) for name in re.findall(r"^:([\w-]+):", match["text"], re.MULTILINE)}  # fmt: skip
    assert shown >= {*PAPER_OPTIONS, *TABLE_OPTIONS, *READING_OPTIONS} - {"order"}
    for name in DIRECTIVES:
        assert f"```{{{name}}}" in text, name


def test_every_kind_of_index_is_documented() -> None:
    text = page("listings")
    assert {f"{{term-list}} {kind}" for kind in KINDS} <= set(
        re.findall(r"\{term-list\} [\w-]+", text)
    )
    assert "{profile}" in text


def test_every_role_has_a_row() -> None:
    names = re.findall(r"^\| `` \{kb:(\w+)\}`", page("linking"), re.MULTILINE)
    assert sorted(names) == sorted(TYPES)


def test_every_generated_folder_is_documented() -> None:
    from commonplace.core.index import FOLDERS

    assert {f"{folder}/" for folder in FOLDERS.values()} <= set(rows(page("generated")))


# -- warnings -------------------------------------------------------------------------------


def subtypes() -> dict[str, str]:
    """Return the section of each subtype."""
    found = {}
    for name, text in sections(page("warnings"), level=3).items():
        if match := re.fullmatch(r"`kb\.(\w+)`", name):
            found[match[1]] = text
    return found


def emitted() -> set[str]:
    """Return the subtypes that the code says somewhere."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")  # fmt: skip
            said = [word.value for word in node.keywords if word.arg == "subtype"]
            if name in ("warn", "_value_problem"):
                said += node.args[:1]
            found |= {str(item.value) for item in said if isinstance(item, ast.Constant)}
    return found & set(SUBTYPES)


def test_every_warning_is_documented_as_what_it_is() -> None:
    described = subtypes()
    assert set(described) == set(SUBTYPES)
    for name, text in described.items():
        severity = SUBTYPES[name][0]
        assert f"**{severity.capitalize()}.**" in text, name
        assert "*Cure:*" in text, name


def test_what_no_build_says_is_marked_so() -> None:
    marked = {name for name, text in subtypes().items() if UNSAID in text}
    assert marked == set(SUBTYPES) - emitted()


@needs_katex
def test_every_message_in_the_guide_is_what_a_build_says(faulty: Built) -> None:
    domain = faulty.app.env.get_domain("kb")
    said = [*faulty.warnings]
    for path, line, subtype, message in domain.notices:  # type: ignore[attr-defined]
        said.append(f"{path}:{line}: [kb.{subtype}] {message} (notice)")
    wrong = []
    for name, text in subtypes().items():
        shown = re.findall(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        assert messages(shown) or UNSAID in text, name
        ours = [" ".join(line.split()) for line in said if f"[kb.{name}]" in line]
        # Shown without a place, a message is compared without it.
        if any(not any(line.endswith(one) for line in ours) for one in messages(shown)):
            wrong.append(f"kb.{name}: a build says now\n" + "\n".join(ours))
    assert not wrong, "docs/guide/warnings.md shows what no build says\n\n" + "\n\n".join(wrong)


def messages(blocks: list[str]) -> list[str]:
    """Return the messages that blocks of text show, each on one line."""
    text = " ".join(" ".join(blocks).split())
    return re.findall(r"(?:(?<= )|^)(.+?\[kb\.\w+\](?: .+? \(notice\))?)(?= |$)", text)


# -- the house ------------------------------------------------------------------------------

#: What a room may import of the others, beside `core` and the modules that are in no room.
ROOMS = {
    "core": set(),
    "read": set(),
    "resolve": set(),
    "math": set(),
    "write": set(),
    "cli": set(),
}


def imports(path: Path) -> set[str]:
    """Return the absolute names of the modules that a file imports when it is run."""
    found: set[str] = set()
    package = ["commonplace", *path.relative_to(PACKAGE).parts[:-1]]
    pending: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            found |= {item.name for item in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            found |= {name, *(f"{name}.{item.name}" for item in node.names)}
        pending.extend(ast.iter_child_nodes(node))
    return found


def test_each_room_imports_only_downwards() -> None:
    for room, allowed in ROOMS.items():
        for path in sorted((PACKAGE / room).glob("*.py")):
            names = imports(path)
            if room == "core":
                outside = {name.partition(".")[0] for name in names}
                assert not outside & {"sphinx", "docutils", "myst_parser", "sphinxcontrib"}, path
                ours = {name for name in names if name.startswith("commonplace.")}
                assert all(name.startswith("commonplace.core") for name in ours), path
            rooms = {name.split(".")[1] for name in names if name.startswith("commonplace.")}
            assert rooms & ROOMS.keys() <= allowed | {"core", room}, path


def test_the_architecture_names_every_module() -> None:
    text = (GUIDE.parents[1] / "ARCHITECTURE.md").read_text(encoding="utf-8")
    parts = sections(sections(text)["Rooms"], level=3)
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0]
        if path.name != "__init__.py" and "vendor" not in path.parts:
            title = f"`{room}/`" if room in ROOMS else "Beside the rooms"
            [part] = [part for name, part in parts.items() if name.startswith(title)]
            assert f"`{path.name}`" in part, path


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"])
def test_every_path_that_the_top_level_pages_link_is_there(name: str) -> None:
    root = GUIDE.parents[1]
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", (root / name).read_text(encoding="utf-8")):
        assert (root / target).exists(), target
