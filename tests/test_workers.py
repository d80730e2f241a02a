"""What workers send back to the process that started them."""

from __future__ import annotations

import pytest
from sphinx.util.parallel import parallel_available

from conftest import Site, front

#: Notes, for each worker, of how many pages it speaks, and of which it was asked for.
CONF = """
def setup(app):
    app.connect("env-merge-info", note)

def note(app, env, docnames, other):
    known = [other.titles, other.longtitles, other.tocs, other.metadata, other.domaindata["kb"]["pages"]]
    app.shares = [*getattr(app, "shares", []), (set(docnames), [set(table) for table in known])]
"""


@pytest.mark.skipif(not parallel_available, reason="no processes are started here")
def test_a_worker_sends_what_it_has_read_and_no_more(tmp_path):
    names = [f"notes/n{number}" for number in range(30)]
    files = {f"{name}.md": front(name, "Text of [[notes/n1]].") for name in names}
    index = "# Home\n\n```{toctree}\n:glob:\n\nnotes/*\n```\n"
    built = Site(tmp_path, {"index.md": index, **files}, CONF).build(parallel=2)
    shares = built.app.shares
    assert len(shares) > 1
    assert set().union(*(docnames for docnames, _ in shares)) == {"index", *names}
    for docnames, tables in shares:
        assert tables == [docnames] * len(tables)
    assert {"index", *names} <= built.app.env.titles.keys()
    assert built.app.env.domaindata["kb"]["pages"].keys() == {"index", *names}
