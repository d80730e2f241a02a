"""Pages hold no script, style or handler of their own, so that strict policies let them work."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx import locale

from commonplace.math.node import find_node
from commonplace.write.policy import outside, without_eval
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


@pytest.mark.parametrize("language", ["fr", "de", "ja", "cs", "ar"])
def test_translations_of_scripts_are_no_code_in_a_string(language):
    path = Path(locale.__file__).parent / language / "LC_MESSAGES" / "sphinx.js"
    original = path.read_text(encoding="utf-8")
    script = without_eval(original)
    assert "addTranslations" not in script
    before, after = (
        subprocess.run(
            [str(find_node()), "-e", f"{DOCTOOLS}\n{text}\n{PROBE}"],
            capture_output=True,
            check=True,
        ).stdout
        for text in (original, script)
    )
    assert before == after != b""


DOCTOOLS = """const Documentation = {TRANSLATIONS: {}, addTranslations: (catalog) => {
  Object.assign(Documentation.TRANSLATIONS, catalog.messages);
  Documentation.PLURAL_EXPR = new Function("n", `return (${catalog.plural_expr})`);
  Documentation.LOCALE = catalog.locale;
}};"""
PROBE = """console.log(JSON.stringify([Documentation.TRANSLATIONS, Documentation.LOCALE,
  [0, 1, 2, 3, 5, 11, 21, 100].map((n) => Number(Documentation.PLURAL_EXPR(n)))]));"""


@pytest.mark.parametrize(
    "script",
    [
        "",
        "alert(1)",
        "Documentation.addTranslations({);",
        'Documentation.addTranslations({"messages": {}, "locale": "x"});',
        'Documentation.addTranslations({"messages": {}, "locale": "x", "plural_expr": "alert(1)"});',
    ],
)
def test_translations_of_another_form_are_left_as_they_are(script):
    assert without_eval(script) == ""


def test_a_site_in_another_language_has_translations_that_a_policy_allows(new_site):
    built = new_site({"index.md": "# Bonjour\n"}, "language = 'fr'\n").build()
    text = built.text("_static/translations.js")
    assert "new Function" not in text
    assert "addTranslations" not in text
    assert '"rechercher"' in text
    assert "translations.js?v=" in built.text("index.html")
