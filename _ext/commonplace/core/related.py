"""Related notes: which pages have most in common, and what it is.

Two pages are related by what both name: works, glossary terms, topics and tags. What few pages
name says more than what many do (the inverse document frequency of information retrieval); what
more than ``HUB`` pages name says nothing, which keeps the whole linear in what pages name.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from .index import is_listed, unique_terms
from .views import title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .index import SiteIndex
    from .model import PageFacts, Quote
    from .shelf import Shelf

HUB = 40  #: pages that name a thing above which it relates none of them
WEIGHTS = {"paper": 3.0, "term": 1.5, "topic": 1.0, "tag": 0.75}
LEAST = 2.0  #: score below which a page is not suggested
SHOWN = 4  #: things of a kind that a reason names

Feature = tuple[str, str]  #: (kind, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What two pages have in common, of one kind."""

    kind: str  #: ``paper``, ``term``, ``topic`` or ``tag``
    names: tuple[str, ...]
    more: int = 0  #: how many are left unnamed


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    """The pages most related to one, each with the reasons: ``(title, docname, reasons)``."""

    pages: tuple[tuple[Quote, str, tuple[Reason, ...]], ...]


def related_views(
    index: SiteIndex, shelf: Shelf, *, limit: int, terms: Mapping[str, Iterable[tuple[str, str]]]
) -> dict[str, RelatedView]:
    """Return the related pages of each page, by docname; *terms* are ``(key, name)`` by page."""
    if limit < 1:
        return {}
    names: dict[Feature, str] = {}
    features: dict[str, dict[Feature, None]] = {}
    holders: dict[Feature, list[str]] = {}
    for docname, page in sorted(index.pages.items()):
        if not is_listed(page):
            continue
        own = features[docname] = {}
        for feature, name in _features(page, index, shelf, terms.get(docname, ())):
            if feature not in own:
                own[feature] = None
                names.setdefault(feature, name)
                holders.setdefault(feature, []).append(docname)
    count = len(features)
    weight = {
        feature: WEIGHTS[feature[0]] * log(1 + count / len(pages))
        for feature, pages in holders.items()
        if 2 <= len(pages) <= HUB
    }
    found: dict[str, RelatedView] = {}
    for docname, own in features.items():
        scores: dict[str, float] = {}
        for feature in own:
            if feature in weight:
                for other in holders[feature]:
                    scores[other] = scores.get(other, 0.0) + weight[feature]
        scores.pop(docname, None)
        best = sorted(
            (name for name, score in scores.items() if score >= LEAST),
            key=lambda name: (-round(scores[name], 9), name),
        )
        if best:
            found[docname] = RelatedView(
                pages=tuple(
                    (
                        title_of(index.pages[name]),
                        name,
                        tuple(_reasons(own, features[name], names, weight)),
                    )
                    for name in best[:limit]
                )
            )
    return found


def _features(
    page: PageFacts, index: SiteIndex, shelf: Shelf, terms: Iterable[tuple[str, str]]
) -> Iterator[tuple[Feature, str]]:
    """Yield what a page names."""
    for key in (*(key.lower() for key in page.front.papers), *shelf.works_of(page)):
        if paper := shelf.papers.get(key):
            who = " ".join(filter(None, [paper.short_authors(2), shelf.year(paper)]))
            yield ("paper", key), who or paper.key
    for key, name in terms:
        yield ("term", key), name
    for kind, values in (("topic", page.front.topics), ("tag", page.front.tags)):
        for key, name in unique_terms(values):
            yield (kind, key), index.names.get((kind, key), name)


def _reasons(
    own: dict[Feature, None],
    other: dict[Feature, None],
    names: dict[Feature, str],
    weight: dict[Feature, float],
) -> Iterator[Reason]:
    for kind in WEIGHTS:
        shared = [
            feature
            for feature in own
            if feature[0] == kind and feature in other and feature in weight
        ]
        # The rarest first: it says most.
        shared.sort(key=lambda feature: (-round(weight[feature], 9), feature))
        if shared:
            yield Reason(
                kind=kind,
                names=tuple(names[feature] for feature in shared[:SHOWN]),
                more=max(0, len(shared) - SHOWN),
            )
