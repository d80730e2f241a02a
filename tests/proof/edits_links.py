"""Edits of what ties pages together: links, labels, citations, numbers, listings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .edits_pages import block, is_entry, is_note, is_public, pick, renew

if TYPE_CHECKING:
    from random import Random

    from .site import Page, Site

LABELS = re.compile(r"\((label-\w+|sec-\w+)\)=\n\n")
LISTING = "```{post-list}"
MARKED = re.compile(r"<<(md|doc):([^>|#]+)(?:\|[^>]*)?>>")


def _guides(page: Page) -> bool:
    return page.docname.startswith("guide/")


def _change_reference(site: Site, rng: Random, name: str, value: str) -> bool:
    key = rng.choice(sorted(set(site.references) - {"epsilon2018"}))
    site.references[key][name] = value
    return True


def edit_reference_title(site: Site, rng: Random) -> bool:
    """Change the title of an entry that is cited; no label changes."""
    return _change_reference(site, rng, "title", f"On things {site.word()}")


def edit_reference_author(site: Site, rng: Random) -> bool:
    """Change the authors, so that the labels of citations change."""
    return _change_reference(site, rng, "author", f"Zoe Z{site.word()} and Bo Beta")


def edit_reference_year(site: Site, rng: Random) -> bool:
    """Change the year, so that the labels of citations change."""
    return _change_reference(site, rng, "year", str(rng.randrange(1950, 2018)))


def swap_references(site: Site, rng: Random) -> bool:
    """Reorder the entries of the bibliography file."""
    keys = list(site.references)
    rng.shuffle(keys)
    site.references = {key: site.references[key] for key in keys}
    return True


def add_reference(site: Site, rng: Random) -> bool:
    """Add an entry and cite it, or add one that was cited before it existed."""
    key = f"new{site.word()}"
    fields = {"author": "Nia New", "title": f"News {site.word()}", "year": "2017"}
    site.references[key] = fields | {"journal": "Journal"}
    page = pick(site, rng, is_entry)
    assert page
    page.blocks.append(f"Newly cites {site.word()} {{cite:t}}`{key}`.")
    return True


def remove_reference(site: Site, rng: Random) -> bool:
    """Remove an entry that pages may still cite, or bring it back."""
    if "gamma2019" in site.references:
        del site.references["gamma2019"]
    else:
        fields = {"author": "Cy Gamma", "title": f"Back {site.word()}", "year": "2016"}
        site.references["gamma2019"] = fields | {"journal": "Journal"}
    return True


def add_citation(site: Site, rng: Random) -> bool:
    """Cite a known entry once more."""
    page = pick(site, rng, is_entry)
    assert page
    key = rng.choice(sorted(site.references))
    page.blocks.append(f"Also {site.word()} {{cite:{rng.choice('tp')}}}`{key}`.")
    return True


def remove_citation(site: Site, rng: Random) -> bool:
    """Remove a paragraph that cites."""
    page = pick(site, rng, lambda page: block(page, lambda text: "{cite:" in text, start=1))
    if page is None:
        return False
    at = block(page, lambda text: "{cite:" in text, start=1)
    assert at
    del page.blocks[at]
    return True


def add_link(site: Site, rng: Random) -> bool:
    """Link from one page to another, which gains a backlink."""
    page, target = pick(site, rng, is_entry), pick(site, rng, is_entry)
    assert page
    assert target
    key = next(key for key, value in site.pages.items() if value is target)
    form = rng.choice((f"<<md:{key}>>", f"<<doc:{key}>>", f"<<md:{key}|named>>"))
    page.blocks.append(f"Linked {site.word()} to {form}.")
    return True


def remove_link(site: Site, rng: Random) -> bool:
    """Remove a paragraph that links to another page."""
    page = pick(site, rng, lambda page: is_entry(page) and block(page, _has_link, start=1))
    if page is None:
        return False
    at = block(page, _has_link, start=1)
    assert at
    del page.blocks[at]
    return True


def retarget_link(site: Site, rng: Random) -> bool:
    """Make a link lead to another page under the same text."""
    page = pick(site, rng, lambda page: is_entry(page) and block(page, MARKED.search, start=1))
    target = pick(site, rng, is_entry)
    if page is None or target is None:
        return False
    at = block(page, MARKED.search, start=1)
    assert at
    key = next(key for key, value in site.pages.items() if value is target)
    page.blocks[at] = MARKED.sub(lambda found: f"<<{found[1]}:{key}|named>>", page.blocks[at], 1)
    return True


def add_relation(site: Site, rng: Random) -> bool:
    """Add a link that says what it is."""
    page, target = pick(site, rng, is_entry), pick(site, rng, is_entry)
    assert page
    assert target
    key = next(key for key, value in site.pages.items() if value is target)
    relation = rng.choice(("extends", "contradicts", "uses"))
    page.blocks.append(f"Tied {site.word()} to <<md:{key}|it>>{{.{relation}}}.")
    return True


def add_name(site: Site, rng: Random) -> bool:
    """Add a link by the title of a page, which may lose it later, or by a name that nobody has."""
    page, target = pick(site, rng, is_entry), pick(site, rng, is_entry)
    assert page
    assert target
    title = re.sub(r"[^\w\s-]", "", str(target.front.get("title", target.heading)))
    name = rng.choice((title, target.docname, f"Nothing {site.word()}"))
    page.blocks.append(f"Named {site.word()}: [[{name}]].")
    return True


def _has_link(text: str) -> bool:
    return "<<md:" in text or "<<doc:" in text


def move_label(site: Site, rng: Random) -> bool:
    """Move a section with its label to another page."""
    page = pick(site, rng, lambda page: block(page, LABELS.match) is not None)
    if page is None:
        return False
    at = block(page, LABELS.match)
    assert at is not None
    section = page.blocks.pop(at)
    other = pick(site, rng, lambda other: other is not page and is_entry(other))
    assert other
    other.blocks.append(section)
    return True


def edit_term(site: Site, rng: Random) -> bool:
    """Change the definition of a term."""
    page = site.pages["glossary"]
    page.blocks[0] = renew(site, page.blocks[0])
    return True


def rename_term(site: Site, rng: Random) -> bool:
    """Rename a term without its uses, or name it back."""
    page = site.pages["glossary"]
    text = page.blocks[0]
    names = ("\nunit\n", "\ntoken\n")
    old, new = names if names[0] in text else names[::-1]
    page.blocks[0] = text.replace(old, new)
    return True


def reorder_terms(site: Site, rng: Random) -> bool:
    """Put the terms into another order."""
    page = site.pages["glossary"]
    first, *terms, last = page.blocks[0].split("\n\n")
    opening, _, entry = first.partition("\n")
    bodies = [entry, *terms, last.removesuffix("\n```")]
    page.blocks[0] = "\n\n".join((f"{opening}\n{bodies[-1]}", *bodies[:-1])) + "\n```"
    return True


def add_figure(site: Site, rng: Random) -> bool:
    """Add a figure at the head of a page, so that numbers shift, here and in other pages."""
    page = pick(site, rng, lambda page: _guides(page) or is_note(page))
    assert page
    name = site.word()
    caption = f"New figure {name}"
    page.blocks.insert(0, f"```{{figure}} /blog/img/fig.png\n:name: fig-{name}\n\n{caption}\n```")
    return True


def remove_figure(site: Site, rng: Random) -> bool:
    """Remove a figure that others may refer to by number."""
    page = pick(site, rng, lambda page: block(page, _is_figure) is not None)
    if page is None:
        return False
    at = block(page, _is_figure)
    assert at is not None
    del page.blocks[at]
    return True


def _is_figure(text: str) -> bool:
    return text.startswith("```{figure}")


def add_equation(site: Site, rng: Random) -> bool:
    """Add a labelled equation, so that numbers shift."""
    page = pick(site, rng, _guides)
    assert page
    page.blocks.insert(0, f"```{{math}}\n:label: eq-{site.word()}\n\nb = {rng.randrange(99)}\n```")
    return True


def add_section(site: Site, rng: Random) -> bool:
    """Add a section at the head of a numbered page, so that numbers shift."""
    page = pick(site, rng, lambda page: _guides(page) and not page.docname.endswith("index"))
    if page is None:
        return False
    page.blocks.insert(0, f"## Inserted {site.word()}\n\nText.")
    return True


def edit_listing(site: Site, rng: Random) -> bool:
    """Change the options of a listing."""
    page = pick(site, rng, lambda page: block(page, lambda text: LISTING in text) is not None)
    assert page
    at = block(page, lambda text: LISTING in text)
    assert at is not None
    lines = page.blocks[at].splitlines()
    kept = [line for line in lines if not line.startswith((":style:", ":limit:", ":excerpt:"))]
    style = rng.choice(("numbered", "list", "cards", "table", "compact"))
    options = [
        f":style: {style}",
        f":limit: {rng.randrange(2, 9)}",
        f":excerpt: {rng.choice((5, 30, 'none', 'full'))}",
    ]
    page.blocks[at] = "\n".join((*kept[:-1], *options, kept[-1]))
    return True


def add_listing(site: Site, rng: Random) -> bool:
    """Put a further listing on a page."""
    page = pick(site, rng, lambda page: not is_entry(page))
    assert page
    series = rng.choice(("Intermediate Python", "Deep learning"))
    page.blocks.append(f"{LISTING}\n:series: {series}\n:sort: part\n:order: asc\n```")
    return True


def edit_footnote(site: Site, rng: Random) -> bool:
    """Put a footnote into a first paragraph."""
    page = pick(site, rng, lambda page: is_public(page) and "[^more]" not in page.blocks[0])
    if page is None:
        return False
    page.blocks[0] += "[^more]"
    page.blocks.append(f"[^more]: More {site.word()} of it.")
    return True
