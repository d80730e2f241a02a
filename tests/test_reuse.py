"""What is made once for all pages: settings, parts of the theme."""

from __future__ import annotations

import jinja2
import pytest
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser

from commonplace.read.settings import Remembered
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
