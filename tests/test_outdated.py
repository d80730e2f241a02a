"""Files beside the pages: what Sphinx and other extensions read of them must be noticed."""

from __future__ import annotations

import shutil

import pytest

from sites import Site

HOME = "# Home\n\nText.\n"


def check(site: Site, **files: str | bytes) -> None:
    """Change files, build, and find what a clean build makes."""
    site.write(dict(files))
    again = site.build()
    for folder in ("out", "trees"):
        shutil.rmtree(site.folder / folder / "clean", ignore_errors=True)
    clean = site.build(name="clean")
    assert (again.status, again.log) == (clean.status, clean.log)
    made, wanted = again.tree(), clean.tree()
    assert made.keys() == wanted.keys()
    assert [name for name in wanted if made[name] != wanted[name]] == []


# -- pages that extensions make ---------------------------------------------------------

AUTODOC = (
    'extensions += ["sphinx.ext.autodoc", "sphinx.ext.viewcode"]\n'
    "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parent))\n"
)
MODULE = '"""A module."""\n\n\ndef work():\n    """Work."""\n'


@pytest.fixture(scope="module")
def documented(tmp_path_factory):
    """Build a site with the source of a module among its pages."""
    home = "# Home\n\n```{eval-rst}\n.. automodule:: kb_trial\n   :members:\n```\n"
    files = {"index.md": home, "kb_trial.py": MODULE}
    site = Site(tmp_path_factory.mktemp("viewcode"), files, AUTODOC)
    result = site.build(strict=True)
    assert (result.status, result.log) == (0, "")
    assert "_modules/kb_trial.html" in result.tree()
    return site


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"conf.py": 'project = "Other"\nextensions = ["commonplace"]\n' + AUTODOC},
        {"kb_trial.py": MODULE.replace("Work", "Toil")},
        {"index.md": HOME},
    ],
    ids=["nothing", "configuration", "module", "no longer documented"],
)
def test_the_source_of_a_module_is_a_page_as_long_as_it_is_documented(documented, files):
    """Viewcode goes by times, and leaves out what it holds for made."""
    check(documented, **files)
