"""Edits of what ties works, notes and citations together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .edits_pages import WORD, block, is_entry, is_paper, pick, renew

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from .site import Page, Site

PART = re.compile(r"\*\*(\w[\w ]*):\*\*")
FOOTCITE = re.compile(r"\{footcite")
FOOTNOTE = re.compile(r"\[\^(lit\w*)\]: ")


def _cites(text: str) -> bool:
    return "{cite:" in text and text[:1].isalpha()


def _citing(site: Site, rng: Random) -> tuple[Page, int] | None:
    page = pick(site, rng, lambda page: is_entry(page) and block(page, _cites) is not None)
    if page is None:
        return None
    at = [at for at, text in enumerate(page.blocks) if _cites(text)]
    return page, rng.choice(at)


def move_citation(site: Site, rng: Random) -> bool:
    """Move a paragraph that cites into another section, a new one at the end."""
    found = _citing(site, rng)
    if found is None:
        return False
    page, at = found
    if len(page.blocks) < 2:
        return False
    text = page.blocks.pop(at)
    page.blocks += [f"## Moved here {site.word()}", text]
    return True


def reword_citation(site: Site, rng: Random) -> bool:
    """Change the sentence around a citation, or another sentence of its paragraph."""
    found = _citing(site, rng)
    if found is None:
        return False
    page, at = found
    text = page.blocks[at]
    choices = (
        f"So says {site.word()}. {text}",
        text.replace("{cite:", f"{site.word()} {{cite:", 1),
        f"{text} And that is all {site.word()}.",
        text.replace("{cite:p}", "{cite:t}") if "{cite:p}" in text else text + f" {site.word()}",
        renew(site, text) if WORD.search(text) else f"{site.word()} {text}",
    )
    page.blocks[at] = rng.choice(choices)
    return True


def _noted(site: Site, rng: Random) -> tuple[Page, int] | None:
    page = pick(site, rng, lambda page: page.front.get("paper") and block(page, PART.match))
    if page is None:
        page = pick(site, rng, lambda page: block(page, PART.match) is not None)
    if page is None:
        return None
    return page, rng.choice([at for at, text in enumerate(page.blocks) if PART.match(text)])


def edit_part(site: Site, rng: Random) -> bool:
    """Change what a part of a note says."""
    found = _noted(site, rng)
    if found is None:
        return False
    page, at = found
    page.blocks[at] += f" More {site.word()} of it."
    return True


def rename_part(site: Site, rng: Random) -> bool:
    """Give a part another label, which changes its anchor, or none."""
    found = _noted(site, rng)
    if found is None:
        return False
    page, at = found
    names = ("Problem", "Proposal", "Background", "Observation 1", "Results")
    old = PART.match(page.blocks[at])
    assert old
    labels = [f"**{name}:**" for name in names if name != old[1]]
    label = rng.choice([*labels, site.word().capitalize()])
    page.blocks[at] = page.blocks[at].replace(old[0], label, 1)
    return True


def swap_parts(site: Site, rng: Random) -> bool:
    """Put a part at the beginning of its note."""
    found = _noted(site, rng)
    if found is None:
        return False
    page, at = found
    page.blocks.insert(0, page.blocks.pop(at or len(page.blocks) - 1))
    return True


#: Fields of an entry, with values; ``None`` removes one.
FIELDS: dict[str, tuple[str | None, ...]] = {
    "title": ("On \\emph{TeX} and $x^2$", "On {\\bf TeX} \\& $x_1$", "On none"),
    "author": ("Nia New", "Nia New and Bo Beta", "{The Group}", 'M{\\"u}ller, J.'),
    "doi": ("10.1000/one", "10.1000/two", None),
    "eprint": ("2001.00001v3", "2002.00002", "2001.00009", None),
    "openreview": ("aBc", "aBd", None),
    "journal": ("Journal of others", "Annals"),
    "abstract": ("We show $x^2$ and \\emph{more}.", "We show less.", None),
    "keywords": ("new, retracted", "old", None),
    "status": ("to-read", "reading", "read", "skipped", None),
    "status_reason": ("too long", "too short", None),
    "priority": ("1", "5", None),
    "queued": ("2026-01-01", "2026-05-26", "2026-11-01", None),
    "read": ("2026-03-04", "2026-04-05", None),
    "topics": ("cognition", "transformers, fresh", None),
    "pdf": ("https://elsewhere.example/a.pdf", None),
    "retracted": ("yes", "by its authors", None),
}


def set_field(name: str) -> Callable[[Site, Random], bool]:
    """Make the edit that sets a field of some entry."""
    values = FIELDS[name]

    def change(site: Site, rng: Random) -> bool:
        key = rng.choice(sorted(site.references))
        fields = site.references[key]
        value = rng.choice([value for value in values if value != fields.get(name)])
        if value is None:
            del fields[name]
        else:
            fields[name] = value
        return True

    return change


def rename_key(site: Site, rng: Random) -> bool:
    """Rename a citekey in the bibliography, in the notes and in the text."""
    old = rng.choice(sorted(site.references))
    new = f"key{site.word()}"
    _rename(site, old, new)
    pattern = re.compile(rf"\b{re.escape(old)}\b")
    for page in site.pages.values():
        page.blocks = [pattern.sub(new, text) for text in page.blocks]
        about = page.front.get("paper")
        if about == old:
            page.front["paper"] = new
        elif isinstance(about, list):
            page.front["paper"] = [new if key == old else key for key in about]
    return True


def rename_key_only(site: Site, rng: Random) -> bool:
    """Rename a citekey in the bibliography alone, so that nothing leads to it."""
    _rename(site, rng.choice(sorted(site.references)), f"alone{site.word()}")
    return True


def _rename(site: Site, old: str, new: str) -> None:
    site.references = {
        (new if key == old else key): fields for key, fields in site.references.items()
    }


def add_footnote(site: Site, rng: Random) -> bool:
    """Cite a work by its address in a footnote."""
    page = pick(site, rng, is_entry)
    assert page
    name = f"lit{site.word()}"
    address = rng.choice(
        ("arxiv.org/abs/2001.00001v1", "doi.org/10.1000/beta", "arxiv.org/abs/2002.1")
    )
    page.blocks += [f"Said {name} before.[^{name}] And after.", f"[^{name}]: <https://{address}>"]
    return True


def add_footcite(site: Site, rng: Random) -> bool:
    """Cite a work by a footnote of bibtex, which keeps the entry as it was read."""
    page = pick(site, rng, lambda page: is_entry(page) and not block(page, FOOTCITE.search))
    if page is None:
        return False
    key = rng.choice(sorted(site.references))
    page.blocks += [f"Said {site.word()} {{footcite:p}}`{key}`.", "```{footbibliography}\n```"]
    return True


def remove_footnote(site: Site, rng: Random) -> bool:
    """Remove a footnote that cites, with its mark."""
    page = pick(site, rng, lambda page: block(page, FOOTNOTE.match) is not None)
    if page is None:
        return False
    at = block(page, FOOTNOTE.match)
    assert at is not None
    found = FOOTNOTE.match(page.blocks.pop(at))
    assert found
    page.blocks = [text.replace(f"[^{found[1]}]", "") for text in page.blocks]
    return True


def withhold_note(site: Site, rng: Random) -> bool:
    """Withdraw a note about a work, or publish it."""
    page = pick(site, rng, lambda page: page.front.get("paper"))
    if page is None:
        return False
    if page.front.pop("draft", None) is None:
        page.front["draft"] = True
    return True


def delete_note(site: Site, rng: Random) -> bool:
    """Make a note a page about nothing, or about another work, or about two."""
    page = pick(site, rng, is_paper)
    if page is None:
        return False
    keys = sorted(site.references)
    values: list[object] = [None, rng.choice(keys), rng.sample(keys, 2)]
    value = rng.choice([value for value in values if value != page.front.get("paper")])
    page.front.pop("paper", None)
    if value is not None:
        page.front["paper"] = value
    return True
