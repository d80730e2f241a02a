"""The world of a build: one digest of all that pages show of one another.

What a page shows follows from the world and from its own inputs. So after an edit that leaves the
world as it was, in the body of a note say, the digests of all other pages are what they were.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..core.digest import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.environment import BuildEnvironment

    from ..core.model import PageFacts
    from .site import Site


def export_of(env: BuildEnvironment, page: PageFacts) -> str:
    """Return a digest of what a page just read tells others: of its facts, but for what none shows.

    That is the number of its words, of which listings say the minutes, and the lines of the source
    that warnings name.
    """
    slugs = env.metadata.get(page.docname, {}).get("myst_slugs", {})
    told = replace(
        page,
        words=0,
        links=tuple(replace(link, line=0) for link in page.links),
        terms=tuple(replace(term, line=0, lines=()) for term in page.terms),
        acronyms=tuple((name, 0) for name, _ in page.acronyms),
    )
    headings = tuple((slug, section, text) for slug, (_, section, text) in sorted(slugs.items()))
    return digest((told, headings))


def world_of(site: Site, common: str) -> str:
    """Return the digest of the world, given that of what is known before anything is read.

    Empty where it is not known what each page tells. Taken from whole tables, in time linear in
    their size and without making a view.
    """
    env, exports = site.env, site.domain.exports
    if exports.keys() != site.pages.keys():
        return ""
    return digest(
        (
            common,
            sorted(exports.items()),
            [site.views.minutes(site.pages[name]) for name in sorted(exports)],
            sorted(site.titles.items()),
            sorted(env.toctree_includes.items()),
            site.domain.circles,
            _sorted(env.toc_secnumbers),
            [(name, _sorted(kinds)) for name, kinds in sorted(env.toc_fignumbers.items())],
            sorted((str(path), image[1]) for path, image in env.images.items()),
            site.targets.digest,
            site.bibliography.digest,
        )
    )


def _sorted(table: Mapping[str, Mapping[Any, Any]]) -> list[Any]:
    return [(key, sorted(values.items(), key=repr)) for key, values in sorted(table.items())]
