"""What is made once for all pages: settings, parts of the theme."""

from __future__ import annotations

import logging
import random
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.writers._html_base import HTMLTranslator
from myst_parser.config.main import MdParserConfig
from pydata_sphinx_theme.toctree import add_toctree_functions
from sphinx.events import EventManager

from commonplace import quiet
from commonplace.read import quotes
from commonplace.read.parser import Kept, _parser
from commonplace.read.settings import Remembered
from commonplace.write import tags
from commonplace.write.page_toc import with_classes
from commonplace.write.theme_parts import _is_solid

TEMPLATES = {
    "solid.html": "{% if a %}b{% endif %}<p>{{ c }}</p>",
    "conditional.html": "{% if a %}<p>b</p>{% endif %}\n",
    "value.html": " {{ a }} ",
    "child.html": '{% extends "solid.html" %}{% block b %}c{% endblock %}',
    "counting.html": '<p id="{{ unique_html_id("a") }}"></p>',
    "brings.html": '<p></p>{% include "counting.html" %}',
    "unknown.html": "<p></p>{% include which %}",
    "broken.html": "<p>{% if",
}


@pytest.mark.parametrize("name", [*TEMPLATES, "absent.html"])
def test_only_text_outside_of_conditions_makes_a_template_solid(name: str) -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader(TEMPLATES), autoescape=True)
    assert _is_solid(environment, name) == (name == "solid.html")


def test_settings_are_made_once_and_are_each_callers_own() -> None:
    made = []

    def make(*components: type, defaults: dict[str, object]) -> object:
        made.append(defaults)
        settings = get_default_settings(*components)
        settings.names = ["a"]
        return settings

    remembered = Remembered(make)  # type: ignore[arg-type]
    first, second = (remembered(Parser(), defaults={"a": 1}) for _ in range(2))
    first.names.append("b")
    first.record_dependencies.add("file")
    assert second.names == ["a"]
    assert second.record_dependencies.list == []
    assert len(made) == 1
    remembered(Parser(), defaults={"a": 2})
    remembered.forget()
    remembered(Parser(), defaults={"a": 2})
    assert len(made) == 3


@pytest.mark.parametrize("attr", ["q", "qDe", "qbd", "Bwi", "1", "-1"])
def test_texts_are_made_typographic_as_docutils_does(attr: str) -> None:
    chance = random.Random(attr)
    signs = [
        "a",
        "B",
        "1",
        " ",
        "'",
        '"',
        "-",
        ".",
        "`",
        "\\",
        "&quot;",
        "--",
        "...",
        ". . .",
        "\n",
    ]
    for _ in range(2000):
        tokens = [
            (
                chance.choice(["plain", "plain", "plain", "literal", "tag"]),
                "".join(chance.choices(signs, [8, 2, 1, 6] + [1] * 11, k=chance.randint(0, 12))),
            )
            for _ in range(chance.randint(0, 5))
        ]
        for language in ("en", "de", "fr", ""):
            ours = list(quotes.educate_tokens(iter(tokens), attr, language))
            assert ours == list(quotes._educate(iter(tokens), attr, language)), tokens


def theirs(markup: str, shown: int) -> str:
    """Return the list of headings as the theme makes it."""
    context: dict[str, Any] = {"toc": markup, "theme_show_toc_level": shown}
    app: Any = SimpleNamespace(config=SimpleNamespace(html_theme_options={}))
    add_toctree_functions(app, "page", "page.html", context, None)
    return str(context["generate_toc_html"]())


def contents(chance: random.Random, depth: int = 0) -> str:
    """Return a table of contents as Sphinx renders it, now and then with something unusual."""
    items = []
    for number in range(chance.choice([1, 1, 2, 3]) if not depth else chance.randint(1, 3)):
        title = chance.choice(
            [
                "A &amp; B &lt;c&gt;",
                '<code class="docutils literal notranslate"><span class="pre">a"b</span></code> é',
                "<em>x</em> <strong>y</strong>",
                '<span class="math"><math display="inline"><mi>x</mi></math></span>'
                if chance.random() < 0.2
                else "plain",
                "one&nbsp;two" if chance.random() < 0.1 else "'quoted' &amp;amp;",
            ]
        )
        below = contents(chance, depth + 1) if depth < 3 and chance.random() < 0.5 else ""
        address = f"#a-{depth}-{number}" if chance.random() < 0.9 else "?a&amp;b"
        items.append(f'<li><a class="reference internal" href="{address}">{title}</a>{below}</li>')
    return "<ul>\n" + "\n".join(items) + "\n</ul>\n"


@pytest.mark.parametrize("shown", [0, 1, 2])
def test_headings_are_listed_as_the_theme_does(shown: int) -> None:
    made = 0
    for seed in range(200):
        markup = contents(random.Random(seed))
        ours = with_classes(markup, shown)
        assert ours is None or ours == theirs(markup, shown)
        made += ours is not None
    assert made > 50


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<ul></ul>",
        "<p>text</p>",
        "<ul><li>text</li></ul>",
        '<ul><li><a class="a" href="#">b</a></ul>',
        '<ul><li><ul><li><a class="a" href="#">b</a></li></ul></li></ul>',
        '<ul><li><a class="a" href="#">b</a><a class="a" href="#">b</a></li></ul>',
        '<ul><li><a class="a" href="#">b</a></li></ul><ul></ul>',
        '<ul><li><a class="a" href="#">b</a><ul></ul><ul></ul></li></ul>',
    ],
)
def test_other_lists_are_left_to_the_theme(markup: str) -> None:
    assert with_classes(markup, 1) is None


def test_messages_that_somebody_reads_are_made() -> None:
    assert quiet.spelt_out([1]) in ("", "[1]")
    logger = logging.getLogger("sphinx")
    before, handlers = logger.level, logger.handlers[:]
    read: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            read.append(record.getMessage())

    app: Any = SimpleNamespace(pdb=False)
    events = EventManager(app)
    handler = Handler()
    try:
        logger.handlers[:] = [handler]
        for level, wanted in ((logging.DEBUG, 1), (logging.INFO, 0)):
            handler.setLevel(level)
            logger.setLevel(logging.DEBUG)
            quiet.install(app)
            events.emit("builder-inited")
            assert len(read) == wanted
            read.clear()
    finally:
        logger.handlers[:] = handlers
        logger.setLevel(before)


def test_parser_is_used_again_only_as_it_was_made() -> None:
    domain = SimpleNamespace(parser=None)
    env: Any = SimpleNamespace(get_domain=lambda name: domain)
    config = MdParserConfig()
    first = _parser(config, env)
    assert domain.parser is None  # at work
    domain.parser = first
    assert _parser(config, env) is first
    domain.parser = first
    assert _parser(MdParserConfig(), env) is not first
    first.parser.disable("heading")
    domain.parser = first
    assert _parser(config, env) is not first
    assert isinstance(first, Kept)


def words(chance: random.Random) -> list[str]:
    """Return names of classes, among them those that are treated apart."""
    names = ["a", "b", " ", "", "language-de", "language-", "colwidths-auto", "c<"]
    return chance.choices(names, k=chance.choice([0, 0, 1, 2, 3]))


@pytest.mark.parametrize("seed", range(300))
def test_tags_are_those_that_docutils_makes(seed: int) -> None:
    def made(starttag: Any, chance: random.Random) -> tuple[str, str]:
        kind = chance.choice(
            [nodes.paragraph, nodes.inline, nodes.table, nodes.bullet_list, nodes.docinfo, None]
        )
        node: Any = {} if kind is None else kind(classes=words(chance), ids=words(chance))
        attributes: dict[str, Any] = {}
        for name in ("CLASS", "class", "HREF", "href", "title", "classes", "ids", "start"):
            if chance.random() < 0.3:
                text = chance.choice(["", "a b", 'x "y"', "a&b", "c\nd", "e@f.g", "language-fr h"])
                attributes[name] = words(chance) if name.endswith("es") or name == "ids" else text
        if chance.random() < 0.2:
            attributes["start"] = chance.choice([3, ["a", 4, "<"]])
        translator: Any = HTMLTranslator.__new__(HTMLTranslator)
        translator.in_mailto = chance.random() < 0.2
        translator.settings = SimpleNamespace(cloak_email_addresses=True)
        given = (node, chance.choice(["p", "A"]), chance.choice(["\n", ""]), chance.random() < 0.3)
        # The list of names of a node takes over those that are given with the tag.
        return starttag(translator, *given, **attributes), repr(getattr(node, "attributes", ""))

    ours = made(tags.starttag, random.Random(seed))
    assert ours == made(tags._starttag, random.Random(seed))


@pytest.mark.parametrize("text", ["", "plain", "&amp; <a href=\"b\"> 'c' @d &&lt;", "é\xa0\n", 3])
def test_text_is_escaped_as_docutils_does(text: object) -> None:
    translator = HTMLTranslator.__new__(HTMLTranslator)
    assert tags.encode(translator, text) == tags._encode(translator, text)


def test_tags_of_a_translator_with_values_or_signs_of_its_own_are_made_by_docutils() -> None:
    class Own(HTMLTranslator):
        special_characters = {**HTMLTranslator.special_characters, ord("x"): "&#120;"}

        def attval(self, text: str, *args: Any) -> str:
            return f"own {text}"

    translator = Own.__new__(Own)
    translator.in_mailto = False
    assert tags.starttag(translator, {}, "a", href="b") == '<a href="own b">\n'
    assert tags.encode(translator, "x") == "&#120;"
