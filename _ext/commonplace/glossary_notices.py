"""What is wrong with the glossaries, and which acronyms nobody explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .core.acronyms import COMMON
from .core.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .core.glossary import Defined
    from .resolve.site import Site

Found = tuple[str, Problem]


def glossary_problems(site: Site) -> Iterator[Found]:
    """Yield the problems of terms, then the acronyms."""
    for defined in site.terms.terms:
        yield from _other_terms(site, defined)
        yield from _shadowed(site, defined)
    if (kind := site.domain.settings.undefined_acronyms) != "off":
        yield from _acronyms(site, kind)


def _fault(defined: Defined, slot: str, message: str) -> Found:
    line = dict(defined.term.lines).get(slot) or defined.term.line
    return defined.docname, Problem(subtype="glossary", message=message, line=line)


def _other_terms(site: Site, defined: Defined) -> Iterator[Found]:
    """Yield the broader and related terms that are none, or that are the term itself."""
    term = defined.term
    for slot, names in (("broader", term.broader), ("related", term.related)):
        for name in names:
            places = site.terms.find(name)
            if not places:
                if site.domain.is_absent("term", name, defined.docname):
                    continue
                near = site.terms.near(name)
                cure = (
                    f"did you mean {' or '.join(map(repr, near))}?"
                    if near
                    else "define it, or correct it."
                )
                yield _fault(
                    defined,
                    slot,
                    f"{term.name!r}: the {slot} term {name!r} is in no glossary; it was left out: "
                    f"{cure}",
                )
            elif len(places) > 1:
                several, cure = site.terms.several(places)
                yield _fault(
                    defined,
                    slot,
                    f"{term.name!r}: the {slot} term {name!r} could be {several}; it was left out: "
                    f"{cure}",
                )
            elif site.terms.owners[places[0]].place == defined.place:
                yield _fault(
                    defined,
                    slot,
                    f"{term.name!r} is given as {slot} to itself; it was left out: take it out.",
                )


def _shadowed(site: Site, defined: Defined) -> Iterator[Found]:
    """Yield the aliases by which the term cannot be reached, since another has the name."""
    term = defined.term
    for slot, names in (
        ("aliases", term.aliases),
        ("acronyms", term.acronyms),
        ("plurals", term.plurals),
    ):
        for name in names:
            places = site.terms.find(name)
            others = [
                other
                for other in (site.terms.owners[place] for place in places)
                if other.place != defined.place
            ]
            # Of several that share a name, the first is its owner.
            if not others or site.terms.owners[places[0]].place == defined.place:
                continue
            shared = "links by that name are not made" if len(places) > 1 else "that one is linked"
            yield _fault(
                defined,
                slot,
                f"{term.name!r}: {name!r} means {others[0].term.name!r} "
                f"(in {others[0].docname}) as well; {shared}: give it to one of them.",
            )


def _acronyms(site: Site, kind: str) -> Iterator[Found]:
    """Yield each acronym that is used and explained nowhere once, at its first place."""
    known = COMMON | set(site.domain.settings.acronyms)
    found: dict[str, list[tuple[str, int]]] = {}
    for docname, page in site.pages.items():
        for name, line in page.acronyms:
            if name not in found and (
                name in known or site.terms.find(name) or _has_page(site, name)
            ):
                continue
            found.setdefault(name, []).append((docname, line))
    for name, places in sorted(found.items()):
        (docname, line), more = places[0], len(places) - 1
        others = f" and on {more} other page{'' if more == 1 else 's'}" if more else ""
        yield (
            docname,
            Problem(
                subtype="acronym",
                message=f"the acronym {name!r} is used here{others} and defined nowhere; it stays as it "
                "is: spell it out at its first use, 'some words (SW)', define it in a glossary, or "
                "list it in kb_acronyms.",
                line=line or 1,
                severity="fault" if kind == "warning" else "notice",
            ),
        )


def _has_page(site: Site, name: str) -> bool:
    """Tell whether a page has that name, and so says what it is."""
    place = site.names.find(name, "", "").place
    return place is not None and place.way in ("title", "file name", "alias")
