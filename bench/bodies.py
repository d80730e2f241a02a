"""Write the text of generated pages, and the links and citations in it."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

import prose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from pages import Entry, Page

SECTIONS = {"note": (2, 4), "post": (4, 7), "paper": (3, 5), "page": (2, 3)}
CITATIONS = {"note": (0, 2), "post": (2, 5), "paper": (2, 6), "page": (0, 0)}
#: What may follow the paragraphs of a section, and how often it does.
EXTRAS = (
    (prose.bullets, 0.35),
    (prose.code, 0.25),
    (prose.display_formula, 0.12),
    (prose.table, 0.06),
)


def write_bodies(
    rng: Random, bare: Sequence[Page], entries: Sequence[Entry]
) -> tuple[list[Page], dict[str, int]]:
    """Give every page its text, and count the links that reach each."""
    popular = sorted(bare, key=lambda _: rng.random())
    folders: dict[str, list[Page]] = {}
    for page in bare:
        folders.setdefault(posixpath.dirname(page.docname), []).append(page)
    incoming = {page.docname: 0 for page in bare}
    pages = []
    for page in bare:
        near = folders[posixpath.dirname(page.docname)]
        targets: dict[str, Page] = {}
        wanted = min(len(bare) - 1, 3 + int(6 * rng.random() ** 1.5))
        while len(targets) < wanted:
            # Half of the links stay on the shelf; the others prefer what others link to.
            if rng.random() < 0.5 and len(near) > wanted:
                target = near[int(rng.random() * len(near))]
            else:
                target = popular[int(rng.random() ** 2 * len(popular))]
            if target.docname != page.docname:
                targets[target.docname] = target
        for docname in targets:
            incoming[docname] += 1
        asides = [_link(rng, page, target) for target in targets.values()]
        asides += _citations(rng, page, entries)
        pages.append(replace(page, body=_body(rng, page, asides)))
    return pages, incoming


def _link(rng: Random, page: Page, target: Page) -> str:
    path = posixpath.relpath(target.docname, posixpath.dirname(page.docname)) + ".md"
    if rng.random() < 0.4:  # the title of the target is the text
        return f"{prose.pick(rng, ('Compare', 'See', 'More is in'))} []({path})."
    return f"This {prose.pick(rng, prose.STEMS)} rests on [an earlier {target.kind}]({path})."


def _citations(rng: Random, page: Page, entries: Sequence[Entry]) -> list[str]:
    keys = [
        entries[prose.skewed(rng, len(entries))].key
        for _ in range(prose.between(rng, *CITATIONS[page.kind]))
    ]
    if page.citekey:
        keys.insert(0, page.citekey)
    return [
        f"The {prose.pick(rng, prose.STEMS)} of {{cite:t}}`{key}` is kept here."
        if rng.random() < 0.5
        else f"The {prose.pick(rng, prose.STEMS)} was measured before {{cite:p}}`{key}`."
        for key in dict.fromkeys(keys)
    ]


def _body(rng: Random, page: Page, asides: Sequence[str]) -> str:
    """Return headings, paragraphs and extras, with *asides* strewn over the paragraphs."""
    formulas = rng.random() < 0.3
    # A block is a list of sentences when asides may join it, else finished text.
    blocks: list[list[str] | str] = [f"# {page.title}", prose.paragraph(rng)]
    for _ in range(prose.between(rng, *SECTIONS[page.kind])):
        blocks.append(
            f"{'###' if rng.random() < 0.2 and len(blocks) > 3 else '##'} {prose.title(rng)}"
        )
        blocks.extend(prose.paragraph(rng) for _ in range(prose.between(rng, 1, 3)))
        blocks.extend(make(rng) for make, chance in EXTRAS if rng.random() < chance)
    paragraphs = [block for block in blocks if isinstance(block, list)]
    for aside in asides:
        paragraphs[int(rng.random() * len(paragraphs))].append(aside)
    if formulas:
        for _ in range(prose.between(rng, 1, 4)):
            place = paragraphs[int(rng.random() * len(paragraphs))]
            place.append(f"Then {prose.inline_formula(rng)} holds.")
    if page.kind == "post" and rng.random() < 0.2:
        paragraphs[-1][-1] += "[^aside]"
        blocks.append(f"[^aside]: {prose.sentence(rng)}")
    return "\n\n".join(block if isinstance(block, str) else " ".join(block) for block in blocks)
