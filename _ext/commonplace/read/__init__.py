"""From sources to facts: front matter, generated sources, directives, harvest."""
