"""The benchmark's own machinery: what it generates, how it runs a build, how it works out a table.

Nothing here is timed: costs are made up, and only their arithmetic is checked.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"
sys.path.insert(0, str(BENCH))  # its modules import one another as scripts do

import bounds  # noqa: E402
import live  # noqa: E402
import measure  # noqa: E402
import peers  # noqa: E402
import report  # noqa: E402
import run as bench_run  # noqa: E402
from figures import BODY, CLEAN, NO_OP, START_UP, Figures, Result  # noqa: E402
from generate import build_site, counts, single_page  # noqa: E402

from commonplace.core import frontmatter  # noqa: E402

LINK = re.compile(r"\]\(([^)]+\.md)\)")
TOCTREE = re.compile(r"```\{toctree\}\n:maxdepth: 1\n\n(.*?)\n```", re.DOTALL)
SIZE = 60


@pytest.fixture(scope="module")
def site():
    return build_site(SIZE)


def generate(folder, peer, *, hash_seed="0", pages=SIZE, seed=1):
    """Write a site by the command, as the benchmark does."""
    command = [sys.executable, str(BENCH / "generate.py"), str(folder), "--peer", peer]
    subprocess.run(
        [*command, "--pages", str(pages), "--seed", str(seed)],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# -- the generated site -----------------------------------------------------------------------


def test_one_seed_gives_one_site_whatever_the_hash_seed(tmp_path):
    first = generate(tmp_path / "first", "commonplace", hash_seed="1")
    second = generate(tmp_path / "second", "commonplace", hash_seed="2")
    assert first == second
    assert len(first) > SIZE


def test_another_seed_gives_another_site():
    assert build_site(SIZE, seed=1) == build_site(SIZE, seed=1)
    assert build_site(SIZE, seed=1) != build_site(SIZE, seed=2)


@pytest.mark.parametrize("total", [10, 60, 100, 1000])
def test_kinds_have_their_shares(total):
    kinds = Counter(page.kind for page in build_site(total).pages)
    assert kinds["note"] == round(total * 0.6)
    assert kinds["post"] == round(total * 0.3)
    assert sum(kinds[kind] for kind in ("note", "post", "paper", "page")) == total


def test_a_site_without_shares_is_refused():
    with pytest.raises(ValueError, match="at least 10 pages"):
        counts(9)


@pytest.mark.parametrize("total", [60, 1000])
def test_every_page_links_to_three_to_eight_others_that_exist(total):
    pages = [page for page in build_site(total).pages if page.kind != "index"]
    known = {page.docname for page in pages}
    incoming: Counter[str] = Counter()
    for page in pages:
        folder = posixpath.dirname(page.docname)
        targets = [
            posixpath.normpath(posixpath.join(folder, path)).removesuffix(".md")
            for path in LINK.findall(page.body)
        ]
        assert 3 <= len(set(targets)) == len(targets) <= 8
        assert set(targets) <= known - {page.docname}
        incoming.update(targets)
    popular = sorted((incoming[docname] for docname in known), reverse=True)
    tenth = sum(popular[: total // 10])
    assert tenth > 1.5 * sum(popular) / 10, "the links are spread evenly"


@pytest.mark.parametrize("total", [60, 1000])
def test_every_page_stands_in_exactly_one_toctree_of_some_fifty_entries(total):
    pages = build_site(total).pages
    listed: Counter[str] = Counter()
    for page in pages:
        for block in TOCTREE.findall(page.body):
            entries = block.splitlines()
            assert len(entries) <= 60
            folder = posixpath.dirname(page.docname)
            listed.update(posixpath.join(folder, entry) for entry in entries)
    assert set(listed) == {page.docname for page in pages} - {"index"}
    assert set(listed.values()) == {1}


def test_parts_of_a_series_follow_one_another_in_time():
    series: dict[str, list[tuple[int, str]]] = {}
    posts = [page for page in build_site(1000).pages if page.kind == "post"]
    for page in posts:
        if page.series:
            series.setdefault(page.series, []).append((page.part, page.date.isoformat()))
    assert sum(len(parts) for parts in series.values()) > len(posts) / 2
    for parts in series.values():
        assert [part for part, _ in parts] == list(range(1, len(parts) + 1))
        assert [day for _, day in parts] == sorted(day for _, day in parts)


def test_our_spelling_is_front_matter_that_we_document(site):
    files = peers.render(site, "commonplace")
    read = {
        name: frontmatter.parse(text, timezone=UTC)
        for name, text in files.items()
        if name.endswith(".md")
    }
    assert {name: problems for name, (_, problems) in read.items() if problems} == {}
    for page in site.pages:
        front, _ = read[f"{page.docname}.md"]
        assert front.title == page.title
        assert front.authors == page.authors
        assert front.tags == page.tags
        assert (front.series or "", front.part or 0) == (page.series, page.part)
        assert front.papers == ((page.citekey,) if page.citekey else ())


def test_every_citation_has_its_entry(site):
    files = peers.render(site, "commonplace")
    cited = {key for text in files.values() for _, key in peers.CITATION.findall(text)}
    assert cited
    assert cited <= set(re.findall(r"@article\{(\w+),", files["references.bib"]))


def test_bare_sphinx_gets_the_same_text_without_what_it_does_not_know(site):
    ours, bare = peers.render(site, "commonplace"), peers.render(site, "bare")
    assert set(ours) - set(bare) == {"references.bib"}
    text = "".join(bare.values())
    assert "{cite:" not in text
    assert "post-list" not in text
    assert "bibliography}" not in text
    plain = [page for page in site.pages if page.kind == "page"]
    assert plain
    for page in plain:  # these cite nothing and list nothing
        assert ours[f"{page.docname}.md"] == bare[f"{page.docname}.md"]


def test_a_post_for_ablog_is_marked_and_dated(site):
    post = next(page for page in site.pages if page.kind == "post")
    text = peers.render(site, "ablog")[f"{post.docname}.md"]
    assert "blogpost: true\n" in text
    assert f"date: {post.date:%b %d, %Y}\n" in text


def test_all_links_resolve_in_a_build_with_warnings_as_errors(tmp_path):
    generate(tmp_path / "src", "bare")
    build = ["-m", "sphinx", "-W", "--keep-going", "-N", "-b", "html", "-d", tmp_path / "doctrees"]
    done = subprocess.run(
        [sys.executable, *build, tmp_path / "src", tmp_path / "out"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    documents = len(build_site(SIZE).pages)
    assert measure.count(done.stdout, "reading sources") == documents
    assert measure.count(done.stdout, "writing output") == documents
    assert len(list((tmp_path / "out").rglob("*.html"))) == documents + 2  # search, index of terms


def test_edits_reach_the_body_and_both_titles(tmp_path, site):
    files = peers.render(site, "commonplace")
    post = tmp_path / "post.md"
    post.write_text(files[f"{site.post}.md"], encoding="utf-8")
    old = next(page.title for page in site.pages if page.docname == site.post)
    for number in (1, 2):
        bench_run.edit_title(post, number)
        text = post.read_text(encoding="utf-8")
        assert f'title: "{old}, revision {number}"\n' in text
        assert f"\n# {old}, revision {number}\n" in text
        assert text.count("revision") == 2
    bench_run.edit_body(post, 3)
    assert post.read_text(encoding="utf-8").startswith(text)
    assert "Revision 3" in post.read_text(encoding="utf-8")


def test_the_site_of_one_page_is_one_page():
    assert set(peers.render(single_page(), "bare")) == {"conf.py", "index.md"}


# -- running a build --------------------------------------------------------------------------


def test_documents_are_counted_from_sphinx_status():
    said = (
        "reading sources... [ 50%] a\nreading sources... [100%] notes/b\n"
        "writing output... [100%] a\nwriting additional pages... search done\n"
    )
    assert measure.count(said, "reading sources") == 2
    assert measure.count(said, "writing output") == 1


def test_a_run_tells_memory_and_warnings_of_the_child():
    """Asked by a process of its own: to the kernel a child has been as large as its parent was."""
    script = "import sys; b = bytearray(200 << 20); sys.stderr.write('x.md:1: WARNING: y\\n')"
    asking = (
        f"import os, sys; sys.path.insert(0, {str(Path(measure.__file__).parent)!r})\n"
        f"import measure; cost, _ = measure.run([sys.executable, '-c', {script!r}], os.environ, 60)\n"
        "print(cost.memory, cost.warnings, cost.cpu)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asking], capture_output=True, text=True, check=True
    )
    memory, warnings, cpu = map(float, done.stdout.split())
    assert 200 < memory < 400
    assert warnings == 1
    assert cpu > 0


def test_a_failing_child_is_an_error_with_its_last_words():
    with pytest.raises(measure.BuildError, match=r"(?s)exit status 3.*no such page"):
        measure.run([sys.executable, "-c", "print('no such page'); exit(3)"], os.environ, 60)


def test_a_child_that_takes_too_long_is_ended_with_what_it_started(tmp_path):
    pids = tmp_path / "pids"
    script = (
        "import os, pathlib, subprocess, sys\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(pids)!r}).write_text(f'{{os.getpid()}} {{inner.pid}}')\n"
        "inner.wait()\n"
    )
    with pytest.raises(measure.BuildError, match="stopped after"):
        measure.run([sys.executable, "-c", script], os.environ, 5)
    for pid in pids.read_text(encoding="utf-8").split():
        assert _ends(int(pid))


def _ends(pid):
    """Tell whether a process is gone, or goes before long: a signal takes its moment."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        except FileNotFoundError:
            return True
        if state.split()[0] == "Z":  # an orphan that ended waits to be collected
            return True
        time.sleep(0.05)
    return False


# -- figures, tables, bounds ------------------------------------------------------------------


def result(peer, pages, step, *cpu, read=0, memory=100.0, files=0, html_bytes=0):
    """Make up a result."""
    runs = tuple(
        measure.Cost(cpu=seconds, wall=seconds, memory=memory, read=read, files=files)
        for seconds in cpu
    )
    return Result(peer=peer, pages=pages, step=step, runs=runs, html_bytes=html_bytes)


def figures(*, large_clean=41.0, no_op=2.0, body=3.0):
    """Make up a run in which start-up is 1 s and a page at 100 costs 40 ms."""
    return Figures(
        [
            result("commonplace", 1, START_UP, 1.5, 1.0, 1.2),
            result("bare", 1, START_UP, 0.5),
            result("commonplace", 100, CLEAN, 5.0, read=100, files=100, html_bytes=1_000_000),
            result("commonplace", 1000, CLEAN, large_clean, read=1000, memory=150.0),
            result("bare", 1000, CLEAN, 82.0, read=1000, memory=300.0),
            result("bare", 1000, NO_OP, 1.0),
            result("commonplace", 1000, NO_OP, no_op),
            result("commonplace", 1000, BODY, body),
        ]
    )


def test_the_cheapest_run_counts_and_the_highest_peak():
    one = Result(
        peer="bare",
        pages=10,
        step=CLEAN,
        runs=(
            measure.Cost(cpu=2.0, wall=2.0, memory=80.0),
            measure.Cost(cpu=1.0, wall=3.0, memory=70.0),
        ),
    )
    assert one.best.cpu == 1.0
    assert one.memory == 80.0


def test_cost_of_a_page_leaves_start_up_out():
    assert figures().per_document("commonplace", 100) == pytest.approx(0.04)
    assert figures().per_document("commonplace", 1000) == pytest.approx(0.04)
    assert figures().per_document("book", 100) is None
    assert figures().per_page("commonplace", 1000) == pytest.approx(0.04)
    assert figures().per_page("book", 100) is None


def cells(table, label, pages):
    """Return the cells of one row of a Markdown table."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return next(row[2:] for row in rows if row[:2] == [label, pages])


def test_ratios_are_to_bare_sphinx_at_the_same_size():
    text = report.ratio_table(figures())
    assert cells(text, "Commonplace", "1,000") == ["0.50", "2.00", "–", "–", "0.50"]
    assert "| 100 |" not in text  # bare Sphinx was not built at that size


def test_seconds_and_growth_come_from_the_same_figures():
    found = figures(large_clean=61.0)
    label = "Commonplace"
    assert cells(report.seconds_table(found), label, "1,000")[0] == "61.00"
    grown = cells(report.growth_table(found), label, "1,000")
    assert grown[:5] == ["1.00", "60.0", "1.50", "60.0", "1.50"]
    assert cells(report.growth_table(found), label, "100")[5:] == ["10.0", "1.00"]


@pytest.mark.parametrize(
    ("change", "name", "word"),
    [
        ({}, "CPU per page", "held"),
        ({"large_clean": 52.9}, "CPU per page", "held"),  # 1.2975 times
        ({"large_clean": 53.1}, "CPU per page", "left"),
        ({"large_clean": 79.1}, "CPU per page", "broken"),  # 1.9525 times, 1.95 allowed at most
        ({"no_op": 2.04}, "no-op", "held"),  # 5 % of 41 s is more than 1.5 times 0.5 s
        ({"no_op": 2.06}, "no-op", "left"),
        ({"no_op": 3.1}, "no-op", "broken"),
        ({"body": 3.22}, "edit of one note", "held"),  # 2 s and 3 % of 41 s
        ({"body": 3.24}, "edit of one note", "left"),
        ({"body": 4.9}, "edit of one note", "broken"),
    ],
)
def test_a_bound_is_broken_only_when_left_by_more_than_a_half(change, name, word):
    verdicts = bounds.judge(figures(**change))
    assert [verdict.word for verdict in verdicts if verdict.name.startswith(name)] == [word]


def test_the_start_up_of_bare_sphinx_excuses_a_no_op_of_a_small_site():
    found = Figures(
        [
            result("bare", 1, START_UP, 0.8),
            result("commonplace", 100, CLEAN, 4.0, read=100),
            result("commonplace", 100, NO_OP, 1.1),
        ]
    )
    growth, by_document, no_op, edit = bounds.judge(found)
    assert (no_op.word, no_op.allowed) == ("held", pytest.approx(1.2))
    assert {growth.word, by_document.word, edit.word} == {"not measured"}


def test_nothing_is_judged_without_our_own_figures():
    assert bounds.judge(Figures([result("bare", 100, CLEAN, 1.0)])) == ()


# -- the command ------------------------------------------------------------------------------


@pytest.fixture
def measured(monkeypatch):
    """Let the command find figures instead of measuring any."""

    def give(found, failures=()):
        monkeypatch.setattr(bench_run, "find_pythons", lambda options, parser: {})
        monkeypatch.setattr(
            bench_run, "measure_all", lambda *rest: (list(found.results), list(failures))
        )
        monkeypatch.setattr(bench_run.signal, "signal", lambda *rest: None)
        monkeypatch.delenv("BENCH", raising=False)

    return give


def test_the_command_reports_and_keeps_every_run(measured, tmp_path, capsys):
    measured(figures())
    target = tmp_path / "new" / "figures.json"
    assert bench_run.main(["--json", str(target)]) == 0
    assert "| no-op build, CPU seconds |" in capsys.readouterr().out
    kept = json.loads(target.read_text(encoding="utf-8"))
    assert [run["cpu"] for run in kept["results"][0]["runs"]] == [1.5, 1.0, 1.2]
    assert {bound["outcome"] for bound in kept["bounds"]} == {"held"}
    assert kept["setting"]["form"] == "quick"


def test_a_broken_bound_fails_the_command_unless_bounds_are_off(measured, tmp_path, capsys):
    measured(figures(body=9.0))
    target = str(tmp_path / "figures.json")
    assert bench_run.main(["--json", target]) == 1
    assert "edit of one note" in capsys.readouterr().err
    assert bench_run.main(["--json", target, "--no-bounds"]) == 0


def test_a_failed_build_fails_the_command(measured, tmp_path):
    measured(figures(), failures=["book, 100 pages: exit status 2"])
    assert bench_run.main(["--json", str(tmp_path / "figures.json")]) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--peers", "bare,hugo"], "unknown peer hugo"),
        (["--sizes", "100,many"], "whole numbers"),
        (["--sizes", "5"], "at least 10 pages"),
    ],
)
def test_a_mistaken_command_line_is_explained(arguments, complaint, capsys):
    with pytest.raises(SystemExit) as stopped:
        bench_run.main(arguments)
    assert stopped.value.code == 2
    assert complaint in capsys.readouterr().err


def test_each_peer_has_an_environment_of_its_own(monkeypatch, capsys):
    monkeypatch.setattr(bench_run, "make_venv", lambda name, python, peer: f"/{name}")
    options, parser = bench_run.read_options([])
    found = bench_run.find_pythons(options, parser)
    assert found == {"commonplace": sys.executable, "bare": "/bare"}
    options, parser = bench_run.read_options(["--no-venvs"])
    assert set(bench_run.find_pythons(options, parser).values()) == {sys.executable}


def test_the_quick_form_needs_no_network(monkeypatch, capsys):
    def refuse(name, python, peer):
        raise measure.BuildError("exit status 1\nno network")

    monkeypatch.setattr(bench_run, "make_venv", refuse)
    options, parser = bench_run.read_options([])
    assert bench_run.find_pythons(options, parser)["bare"] == sys.executable
    assert "exit status 1; bare is measured in our own" in capsys.readouterr().err
    options, parser = bench_run.read_options(["--full"])
    with pytest.raises(measure.BuildError):
        bench_run.find_pythons(options, parser)


def test_the_environment_chooses_the_full_form(monkeypatch):
    monkeypatch.setenv("BENCH", "full")
    assert bench_run.read_options([])[0].sizes == (100, 1000, 4000)
    monkeypatch.setenv("BENCH", "")
    assert bench_run.read_options([])[0].sizes == (100, 1000)
    assert bench_run.read_options(["--full"])[0].mode == "full"


# -- the live preview -------------------------------------------------------------------------


def test_the_preview_is_told_by_its_middle_edit_and_held_to_its_bound():
    def row(tool, pages, *shown):
        return live.Row(tool=tool, pages=pages, shown=shown, built=(1.0, 2.0, 3.0))

    rows = [row("commonplace", 1000, 0.2, 0.9, 0.4), row("sphinx-autobuild", 1000, 6.0, 7.0, 8.0)]
    assert "| commonplace | 1,000 | 0.40 | 0.90 | 2.00 |" in live.markdown(rows)
    assert "is kept" in live.verdict(rows)
    assert "is not kept" in live.verdict([row("commonplace", 1000, 0.6, 0.7, 0.8)])
    assert live.verdict([row("commonplace", 100, 9.0)]) == ""
    assert live.read_options(["--quick"]).sizes == (100,)
    assert live.read_options(["--full"]).peer
