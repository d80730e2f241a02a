"""Pages hold no script, style or handler of their own, so that strict policies let them work."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from commonplace.write.policy import outside
from conftest import Site

OPTIONS = (
    'html_theme_options = {"use_fullscreen_button": True, "use_download_button": True,\n'
    '  "back_to_top_button": True, "announcement": "News"}\n'
)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_nothing_runs_from_the_page(tmp_path, builder):
    site = Site(
        tmp_path,
        {
            "index.md": "# Home\n\n```{toctree}\nblog/it's\n```\n",
            "blog/it's.md": "---\ntitle: It\ndate: 2026-01-01\n---\n\n$x$\n\n```python\n1\n```\n",
        },
        OPTIONS,
    )
    built = site.build(builder)
    pages = [name for name in built.files() if name.endswith(".html") and "_static" not in name]
    assert len(pages) > 5
    seen = ""
    for name in pages:
        soup = BeautifulSoup(built.text(name), "html.parser")
        seen += built.text(name)
        for script in soup.find_all("script"):
            assert script.get("src") or script.get("type") == "application/ld+json", script
            if source := script.get("src"):
                path = (built.outdir / name).parent / source.partition("?")[0]
                assert path.is_file() or "404" in name, (name, source)
        assert not soup.find_all("style")
        for element in soup.find_all(True):
            assert not [key for key in element.attrs if key.startswith("on")], element
    assert 'data-kb-action="fullscreen"' in seen
    assert 'data-kb-action="print"' in seen
    assert "kb-noscript.css" in seen
    name = "blog/it's/" if builder == "dirhtml" else "blog/it's."
    (options,) = BeautifulSoup(
        built.text(f"{name}html" if builder == "html" else f"{name}index.html"), "html.parser"
    ).select('script[src*="kb-options"]')
    assert options["data-pagename"] == "blog/it's"


def test_a_theme_that_is_not_known_is_left_alone():
    page = '<html data-content_root="./"><script>other()</script></html>'
    assert outside(page) == page
    assert outside("") == ""


def test_other_themes_keep_their_scripts(tmp_path):
    site = Site(tmp_path, {"index.md": "# Home\n"}, 'html_theme = "alabaster"\n')
    assert not re.search("kb-options|kb-theme", site.build().text("index.html"))
