"""Edits of the web of notes: links by name, relations, notes inside others, names of terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .edits_pages import WORD, block, is_entry, is_note, pick, renew

if TYPE_CHECKING:
    from random import Random

    from .site import Page, Site

NAMED = re.compile(r"<<wiki:([^>]+)>>")
ALIASES = re.compile(r"  :aliases: (.*)\n")
PLURAL = re.compile(r"  :plural: (.*)\n")
OLD_NAME = "/was/old-name/"  #: a note links to it by name


def _is_named(text: str) -> bool:
    return NAMED.search(text) is not None


def _target(site: Site, rng: Random) -> str:
    page = pick(site, rng, is_entry)
    return next(key for key, value in site.pages.items() if value is page)


def add_named_link(site: Site, rng: Random) -> bool:
    """Link to a page by name, at times saying what the link is."""
    page = pick(site, rng, is_entry)
    assert page
    relation = rng.choice(("", "{.extends}", "{.contradicts}"))
    page.blocks.append(f"Named {site.word()} is <<wiki:{_target(site, rng)}>>{relation}.")
    return True


def remove_named_link(site: Site, rng: Random) -> bool:
    """Remove a paragraph that links by name."""
    page = pick(site, rng, lambda page: block(page, _is_named, start=1))
    if page is None:
        return False
    at = block(page, _is_named, start=1)
    assert at
    del page.blocks[at]
    return True


def retarget_link(site: Site, rng: Random) -> bool:
    """Let a link by name lead to another page."""
    page = pick(site, rng, lambda page: block(page, _is_named))
    if page is None:
        return False
    at = block(page, _is_named)
    assert at is not None
    page.blocks[at] = NAMED.sub(f"<<wiki:{_target(site, rng)}>>", page.blocks[at], count=1)
    return True


def toggle_alias(site: Site, rng: Random) -> bool:
    """Give a page the name that a link wants, or take it away."""
    held = pick(site, rng, lambda page: page.front.get("aliases"))
    if held is not None:
        del held.front["aliases"]
        return True
    page = pick(site, rng, is_entry)
    assert page
    page.front["aliases"] = [OLD_NAME]
    return True


def embed_note(site: Site, rng: Random) -> bool:
    """Show one note inside another, perhaps in a circle."""
    page = pick(site, rng, is_note)
    assert page
    page.blocks.append(f"<<embed:{_target(site, rng)}>>")
    return True


def edit_embedded(site: Site, rng: Random) -> bool:
    """Change a note that another one shows."""
    shown = {
        key for page in site.pages.values() for text in page.blocks for key in _embedded(text)
    } & site.pages.keys()
    page = site.pages[rng.choice(sorted(shown))] if shown else None
    at = block(page, WORD.search) if page else None
    if page is None or at is None:
        return False
    page.blocks[at] = renew(site, page.blocks[at])
    return True


def list_in_embedded(site: Site, rng: Random) -> bool:
    """Put a list into a note that another one shows, or change what it asks for; show one if none is."""
    shown = {key for page in site.pages.values() for text in page.blocks for key in _embedded(text)}
    page = pick(site, rng, lambda page: is_note(page) and page.docname in shown)
    if page is None:
        page = pick(site, rng, is_note)
        holder = pick(site, rng, lambda other: is_note(other) and other is not page)
        if page is None or holder is None:
            return False
        holder.blocks.append(f"<<embed:{page.docname}>>")
    tag = rng.choice(("python", "meta", "vision"))
    lists = (
        f"```{{post-list}}\n:tag: {tag}\n```",
        f"```{{paper-list}}\n:select: all\n:limit: {rng.randrange(1, 4)}\n```",
        "```{reading-list}\n```",
        "```{page-bibliography}\n```",
        "```{relation-list} extends\n```",
        "```{term-list} tags\n```",
    )
    at = block(page, lambda text: text.startswith(("```{post-list}", "```{paper-list}")))
    if at is not None and rng.random() < 0.5:
        page.blocks[at] = rng.choice(lists)
    else:
        page.blocks.append(rng.choice(lists))
    return True


def _embedded(text: str) -> list[str]:
    return re.findall(r"<<embed:([^>]+)>>", text)


def _glossary(site: Site) -> Page:
    return site.pages["glossary"]


def change_term_alias(site: Site, rng: Random) -> bool:
    """Give a term another alias, or the one that pages use."""
    page = _glossary(site)
    found = ALIASES.search(page.blocks[0])
    assert found
    new = f"surprise {site.word()}" if found[1] == "surprisal" else "surprisal"
    page.blocks[0] = ALIASES.sub(f"  :aliases: {new}\n", page.blocks[0])
    return True


def change_term_plural(site: Site, rng: Random) -> bool:
    """Give a term an irregular plural, or take it away."""
    page = _glossary(site)
    if PLURAL.search(page.blocks[0]):
        page.blocks[0] = PLURAL.sub("", page.blocks[0])
    else:
        alias = ALIASES.search(page.blocks[0])
        assert alias
        page.blocks[0] = page.blocks[0].replace(alias[0], f"{alias[0]}  :plural: tokens\n")
    return True


def use_term(site: Site, rng: Random) -> bool:
    """Use a term, by one of its names."""
    page = pick(site, rng, is_entry)
    assert page
    form = rng.choice(("{term}`Entropies`", "[[surprisals]]", "{term}`tokens`", "a token"))
    page.blocks.append(f"Used {site.word()} here is {form}.")
    return True


def stop_using_term(site: Site, rng: Random) -> bool:
    """Remove a paragraph that uses a term."""
    page = pick(site, rng, lambda page: is_entry(page) and block(page, _uses_term, start=1))
    if page is None:
        return False
    at = block(page, _uses_term, start=1)
    assert at
    del page.blocks[at]
    return True


def _uses_term(text: str) -> bool:
    return "{term}" in text or "[[surprisal" in text
