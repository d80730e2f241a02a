"""KaTeX by way of one Node process: results, safety, the cache, and no process left behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.math import cache
from commonplace.math.engine import VENDOR, Engine, Formula, Rendered, source_markup
from commonplace.math.node import EngineError, NodeProcess, find_node
from commonplace.math.tex import displayed

NODE = find_node()

pytestmark = pytest.mark.skipif(
    NODE is None or not (VENDOR / "katex.min.js").is_file(),
    reason="Node or KaTeX is not installed",
)


class Launches:
    """Start processes as Popen does, and remember them."""

    def __init__(self):
        self.processes = []

    def __call__(self, *arguments, **options):
        """Start one."""
        self.processes.append(subprocess.Popen(*arguments, **options))
        return self.processes[-1]


@pytest.fixture(name="launches")
def _launches():
    return Launches()


@pytest.fixture(name="make")
def _make(launches):
    made = []

    def make(**options):
        options = {"node": NODE, "macros": {}, "launch": launches} | options
        made.append(Engine(**options))
        return made[-1]

    yield make
    for engine in made:
        engine.close()


@pytest.fixture(name="shared", scope="module")
def _shared():
    engine = Engine(node=NODE, macros={})
    yield engine
    engine.close()


def one(engine: Engine, tex: str, **options) -> Rendered:
    [rendered] = engine.render([Formula(tex=tex, **options)])
    return rendered


def is_running(pid: int) -> bool:
    """Tell whether *pid* exists; a zombie does."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def is_zombie(pid: int) -> bool:
    """Tell whether *pid* is over, but not collected: by an init process that never does."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] == "Z"


class Tags(HTMLParser):
    """Collect the elements and attributes of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.tags = set()
        self.attributes = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note one."""
        self.tags.add(tag)
        self.attributes += attrs


# -- results ------------------------------------------------------------------------------------


def test_formula_becomes_html_and_mathml(shared):
    rendered = one(shared, "x^2")
    assert 'class="katex-html"' in rendered.html
    assert "<math" in rendered.html
    assert not rendered.error


def test_display_differs_from_inline(shared):
    assert "katex-display" in one(shared, "x", display=True).html
    assert "katex-display" not in one(shared, "x").html


def test_mathml_alone(shared):
    rendered = one(shared, "x", output="mathml")
    assert "<math" in rendered.html
    assert "katex-html" not in rendered.html


def test_results_come_in_order_and_a_mistake_spoils_only_itself(shared):
    a, wrong, b = shared.render([Formula(tex=tex) for tex in ("a", r"\nonsense", "b")])
    assert "<mi>a</mi>" in a.html
    assert "<mi>b</mi>" in b.html
    assert wrong.error == r"Undefined control sequence: \nonsense"
    assert wrong.near == r"\nonsense"
    assert not wrong.html


def test_place_of_a_mistake_counts_characters_beyond_the_basic_plane(shared):
    assert one(shared, "\\text{𝒳𝒳} \\wrong").near == r"\wrong"


def test_macros_from_the_configuration(make):
    engine = make(macros={r"\R": r"\mathbb{R}^{#1}"})
    assert "mathbb" in one(engine, r"\R{n}").html


def test_definition_in_one_formula_is_unknown_in_the_next(make):
    engine = make(macros={r"\mine": "y"})
    assert not one(engine, r"\gdef\leak{z}\gdef\mine{z}\leak").error
    assert one(engine, r"\leak").error
    assert "<mi>y</mi>" in one(engine, r"\mine").html


def test_labels_vanish_and_text_boxes_work(shared):
    assert not one(shared, r"\begin{align*}a&=b\label{eq:a_1}\end{align*}", display=True).error
    assert not one(shared, r"\mbox{if } x").error


def test_endless_macro_is_a_mistake_not_a_hang(shared):
    assert "Too many expansions" in one(shared, r"\def\a{\a\a}\a").error


def test_sizes_are_capped(shared):
    assert "9999" not in one(shared, r"\rule{99999em}{1em}").html.split("annotation>")[1]


# -- nothing a formula says becomes markup ------------------------------------------------------

HOSTILE = [
    r"</span><script>alert(1)</script>",
    r"\text{</annotation></math><script>alert(1)</script>}",
    r'\text{" onmouseover="alert(1)}',
    r"\href{javascript:alert(1)}{x}",
    "\\href{java\nscript:alert(1)}{x}",
    r"\url{javascript:alert(1)}",
    r"\includegraphics{https://example.org/x.png}",
    r"\htmlClass{evil}{x}",
    r"\htmlId{evil}{x}",
    r"\htmlStyle{position:fixed}{x}",
    r"\htmlData{evil=1}{x}",
    r"\color{red;position:fixed}x",
]


def assert_harmless(text: str) -> None:
    found = Tags(text)
    assert not found.tags & {"script", "a", "img", "iframe", "style", "link"}
    for name, value in found.attributes:
        assert not name.startswith("on"), (name, value)
        assert name not in {"href", "src", "id"}, (name, value)
        assert "evil" not in f"{name}{value}"
        assert name != "style" or "fixed" not in (value or "")


@pytest.mark.parametrize("tex", HOSTILE)
@pytest.mark.parametrize("display", [False, True])
def test_hostile_formula_injects_nothing(shared, tex, display):
    rendered = one(shared, tex, display=display)
    assert_harmless(rendered.html or source_markup("x", rendered.error))
    assert_harmless(source_markup(tex, rendered.error or 'x" onclick="y'))


@pytest.mark.parametrize("tex", [tex for tex in HOSTILE if r"\h" in tex or r"\inc" in tex])
def test_command_that_is_not_trusted_is_reported(shared, tex):
    assert "is not allowed" in one(shared, tex).error


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=r"""\{}^_&<>"'$%#~ abhrefclmnot:;/=123é""", max_size=60))
def test_any_formula_gives_markup_or_a_mistake(shared, tex):
    rendered = one(shared, tex)
    assert bool(rendered.html) != bool(rendered.error)
    assert_harmless(rendered.html)


# -- the process --------------------------------------------------------------------------------


def test_node_starts_at_the_first_formula_and_once(make, launches):
    engine = make()
    assert not launches.processes
    engine.render([])
    assert not launches.processes
    for tex in ("a", "b", "a"):
        one(engine, tex)
    assert len(launches.processes) == 1


def test_close_leaves_no_process_and_the_engine_can_go_on(make, launches):
    engine = make()
    one(engine, "a")
    engine.close()
    assert not is_running(launches.processes[0].pid)
    assert one(engine, "b").html
    assert len(launches.processes) == 2


def test_node_has_a_process_group_of_its_own(make, launches):
    one(make(), "a")
    assert os.getpgid(launches.processes[0].pid) != os.getpgid(0)


SCRIPT = """
import subprocess, sys, time
from pathlib import Path
from commonplace.math.engine import Engine, Formula
from commonplace.math.node import find_node
def launch(*a, **k):
    p = subprocess.Popen(*a, **k)
    print(p.pid, flush=True)
    return p
engine = Engine(node=find_node(), macros={}, launch=launch)
engine.render([Formula(tex="x")])
print("rendered", flush=True)
"""


def run_script(ending: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT + ending],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(VENDOR.parent.parent.parent)},
    )


@pytest.mark.parametrize(
    ("ending", "signal_number"),
    [
        ("", None),
        ("raise RuntimeError", None),
        ("time.sleep(600)", signal.SIGINT),
        ("time.sleep(600)", signal.SIGTERM),
        ("time.sleep(600)", signal.SIGKILL),
    ],
)
def test_node_ends_with_whoever_started_it(ending, signal_number):
    with run_script(ending) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert process.stdout.readline() == "rendered\n"
        if signal_number is not None:
            process.send_signal(signal_number)
        process.wait()
    # A killed parent cannot wait for Node, which notices by itself.
    for _attempt in range(300):
        if not is_running(pid) or is_zombie(pid):
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("Node outlived the process that started it")


def test_forked_worker_asks_a_process_of_its_own(make, launches):
    engine = make()
    known = one(engine, "a")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        answers = [one(engine, "a").html == known.html, one(engine, "b").html]
        alive = [is_running(process.pid) for process in launches.processes]
        engine.close()
        os.write(writer, json.dumps([answers, alive]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        [same, other], alive = json.load(stream)
    assert same
    # Its process is over at once, and ours goes on.
    assert alive == [True, False]
    assert other == one(engine, "b").html
    assert len(launches.processes) == 1


def fake_node(folder: Path, code: str) -> Path:
    path = folder / "node"
    path.write_text(f"#!{sys.executable}\nimport sys, time, json\n{code}", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


GREETING = 'print(json.dumps({"node": "20.0.0"}), flush=True)\n'


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (GREETING + "sys.stdin.readline(); time.sleep(600)", "no answer within"),
        (GREETING + "time.sleep(600)", "no answer within"),
        ("time.sleep(600)", "no answer within"),
        (GREETING + "sys.stdin.readline(); sys.exit('TypeError: boom')", "TypeError: boom"),
        (GREETING + "sys.exit(1)", "ended unexpectedly"),
        ("sys.exit('SyntaxError: what')", "SyntaxError: what"),
        ("print('hello', flush=True)", "ended unexpectedly"),
        (GREETING + "print('{}', flush=True); sys.stdin.read()", "something else"),
        ('print(json.dumps({"node": "16.1.0"}), flush=True)', "older than 18"),
    ],
)
def test_node_that_fails_is_one_clear_error(tmp_path, make, launches, code, reason):
    timeout = 1.0 if reason == "no answer within" else 60.0
    engine = make(node=fake_node(tmp_path, code), timeout=timeout)
    # More than a pipe holds: writing must not wait forever either.
    formulas = [Formula(tex="x" * 200_000)]
    for _attempt in range(2):
        with pytest.raises(EngineError, match=reason):
            engine.render(formulas)
    assert reason in engine.unavailable
    assert len(launches.processes) == 1
    assert not is_running(launches.processes[0].pid)


def test_interrupted_answer_is_not_taken_for_the_next(make, launches, monkeypatch):
    engine = make()
    one(engine, "a")
    popen = launches.processes[0]
    with monkeypatch.context() as patch:
        patch.setattr(NodeProcess, "_read", interrupt)
        with pytest.raises(KeyboardInterrupt):
            one(engine, "b")
    assert not is_running(popen.pid)
    assert "<mi>c</mi>" in one(engine, "c").html


def interrupt(self):
    raise KeyboardInterrupt


def test_without_node_or_katex_there_is_no_attempt(tmp_path, make, launches):
    for options, reason in [({"node": None}, "no Node"), ({"katex": tmp_path}, "not installed")]:
        with pytest.raises(EngineError, match=reason):
            make(**options).render([Formula(tex="x")])
    assert not launches.processes


def test_node_that_cannot_be_executed(tmp_path, make):
    (tmp_path / "node").write_text("", encoding="utf-8")
    with pytest.raises(EngineError, match="could not be started"):
        make(node=tmp_path / "node").render([Formula(tex="x")])


def test_given_node_comes_first_and_a_missing_one_is_none(tmp_path):
    assert find_node(str(NODE)) == NODE
    assert find_node(str(tmp_path / "none")) is None


# -- the cache ----------------------------------------------------------------------------------


def test_second_engine_needs_no_node(tmp_path, make, launches):
    formulas = [Formula(tex="a"), Formula(tex=r"\wrong"), Formula(tex="a", display=True)]
    first = make(cache_file=tmp_path / "math.json")
    expected = first.render(formulas)
    first.close()
    second = make(cache_file=tmp_path / "math.json")
    assert second.render(formulas) == expected
    assert len(launches.processes) == 1


def test_cache_is_written_only_when_there_is_something_new(tmp_path, make):
    path = tmp_path / "math.json"
    first = make(cache_file=path)
    first.close()
    assert not path.exists()
    one(first, "a")
    first.close()
    os.utime(path, ns=(1, 1))
    second = make(cache_file=path)
    one(second, "a")
    second.close()
    assert path.stat().st_mtime_ns == 1
    one(second, "b")
    second.close()
    assert len(json.loads(path.read_text(encoding="utf-8"))["entries"]) == 2
    assert [item.name for item in tmp_path.iterdir()] == ["math.json"]


@pytest.mark.parametrize("options", [{"macros": {r"\x": "y"}}, {"katex": "other"}])
def test_other_macros_or_another_katex_use_no_old_result(tmp_path, make, launches, options):
    if "katex" in options:
        code = (VENDOR / "katex.min.js").read_text(encoding="utf-8")
        (tmp_path / "katex.min.js").write_text(f"{code}\n// another", encoding="utf-8")
        options = {"katex": tmp_path}
    first = make(cache_file=tmp_path / "math.json")
    one(first, "a")
    first.close()
    second = make(cache_file=tmp_path / "math.json", **options)
    one(second, "a")
    assert len(launches.processes) == 2
    assert first.fingerprint() != second.fingerprint()


def damaged(text: str) -> list[bytes]:
    whole = json.loads(text)
    key, entry = next(iter(whole["entries"].items()))
    variants = [
        [],
        whole | {"format": 0},
        whole | {"entries": []},
        whole | {"entries": {key: entry["html"]}},
        whole | {"entries": {key: {"html": 1}}},
        whole | {"entries": {key: {}}},
        whole | {"entries": {key: entry | {"more": ""}}},
    ]
    broken = [text[:-9].encode(), b"", b"\xff\xfe", b"[" * 100_000]
    return broken + [json.dumps(variant).encode() for variant in variants]


def test_damaged_cache_is_ignored_and_replaced(tmp_path, make, launches):
    path = tmp_path / "math.json"
    first = make(cache_file=path)
    expected = one(first, "a")
    first.close()
    good = path.read_bytes()
    for number, bad in enumerate(damaged(good.decode()), start=2):
        path.write_bytes(bad)
        engine = make(cache_file=path)
        assert one(engine, "a") == expected
        assert len(launches.processes) == number
        engine.close()
        assert path.read_bytes() == good


def test_entries_unused_for_longest_are_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "UNUSED_KEPT", 2)
    path = tmp_path / "math.json"
    unused = {name: {"html": name} for name in "cab"}
    cache.save(path, "f", unused=unused, used={"d": {"html": "d"}})
    assert list(cache.load(path, "f")) == ["a", "b", "d"]


# -- what authors write in display formulas -----------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("x", "x"),
        (r"a \\ b", "\\begin{split}\na \\\\ b\n\\end{split}"),
        (r"a &= b", "\\begin{split}\na &= b\n\\end{split}"),
        ("a\n\nb", "\\begin{aligned}\na\n\\\\\nb\n\\end{aligned}"),
        ("a % note\n \nb % end", "\\begin{aligned}\na % note\n\\\\\nb % end\n\\end{aligned}"),
        (r"\begin{pmatrix}a & b \\ c & d\end{pmatrix}",) * 2,
        (r"{a \atop b}\& \% c",) * 2,
        (r"\begin{align}a&=b\\c&=d\end{align}", r"\begin{align*}a&=b\\c&=d\end{align*}"),
        (r"\begin{alignat}{2}a&=b\end{alignat}", r"\begin{alignat*}{2}a&=b\end{alignat*}"),
        (r"\begin{eqnarray*}a&=&b\end{eqnarray*}", r"\begin{darray}{rcl}a&=&b\end{darray}"),
        (r"\begin{multline}a\\b\end{multline}", r"\begin{gather*}a\\b\end{gather*}"),
        (
            "\\begin{subequations}\\begin{gather}a\\end{gather}\\end{subequations}",
            r"\begin{gather*}a\end{gather*}",
        ),
        (
            "\\begin{align}a\\end{align}\n\nb",
            "\\begin{aligned}\n\\begin{aligned}a\\end{aligned}\n\\\\\nb\n\\end{aligned}",
        ),
        ("\\begin{cases}a\n\nb\\end{cases}", "\\begin{cases}a\nb\\end{cases}"),
        (r"% \begin{align}", r"% \begin{align}"),
        (" \n\n ", ""),
    ],
)
def test_display_formula_gets_the_environments_it_needs(written, expected):
    assert displayed(written, wrap=True) == expected


def test_formula_without_wrapping_keeps_its_lines():
    assert displayed("a \\\\ b\n\nc", wrap=False) == "a \\\\ b\nc"


ENVIRONMENTS = [
    "align", "align*", "alignat", "eqnarray", "equation", "flalign", "gather", "gather*", "multline",
]  # fmt: skip


@pytest.mark.parametrize("name", ENVIRONMENTS)
@pytest.mark.parametrize("wrap", [True, False])
def test_every_amsmath_environment_renders_unnumbered(shared, name, wrap):
    argument = "{2}" if name == "alignat" else ""
    row = "a=b" if name[:2] in {"ga", "mu", "eq"} and name != "eqnarray" else "a&=b"
    written = f"\\begin{{{name}}}{argument}{row}\\label{{x}}\n\\end{{{name}}}"
    rendered = one(shared, displayed(written, wrap=wrap), display=True)
    assert not rendered.error
    assert "eqn-num" not in rendered.html
