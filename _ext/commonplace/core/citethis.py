"""How a page is cited: as text, as BibTeX, as CSL-JSON, and as metadata for machines.

Sources: BibTeX's entry type ``misc``; CSL-JSON of the Citation Style Language 1.0.2; the
``citation_*`` tags of Google Scholar's inclusion guidelines; schema.org's ``BlogPosting``,
``Review`` and ``ScholarlyArticle``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .entry_dates import iso_year
from .inline import text_of
from .slugs import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .authors import Addressed
    from .papers import Paper

PARTICLES = frozenset(
    re.findall(r"\w+", "von van de der den del della di du la le ten ter zu dos da bin ibn")
)
#: Buttons that lead to the work itself.
ITSELF = frozenset(("DOI", "arXiv", "OpenReview", "PubMed", "PMC", "Web page"))
TEX = {
    "\\": r"\textbackslash{}",
    # BibTeX counts escaped braces, too, and so would not find the end of the field.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteThisView:
    """A page as a work that can be cited."""

    text: str
    bibtex: str
    csl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the head of a page says about it to machines."""

    tags: tuple[tuple[str, str], ...] = ()  #: name and content of ``meta`` elements
    json_ld: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citable:
    """What is known of a page when it is cited."""

    docname: str
    title: str
    authors: tuple[str, ...]
    known: tuple[Addressed, ...] = ()  #: those of the authors who have a profile
    kind: str = "BlogPosting"  #: type of schema.org, where it is not a note about a work
    date: str = ""  #: ISO
    updated: str = ""
    site: str = ""
    address: str = ""  #: full address, empty where the site does not know its own
    language: str = "en"
    description: str = ""
    keywords: tuple[str, ...] = ()
    series: str = ""
    image: str = ""  #: full address
    license: str = ""  #: full address
    words: int = 0
    takeaway: str = ""
    rating: int | None = None
    about: tuple[Paper, ...] = ()  #: works that it is a note about
    cites: tuple[Paper, ...] = ()


def split_name(name: str) -> tuple[str, str]:
    """Return family and given name; a name that is no person's is all family.

    Names are guessed from their form: two to four words that begin with a capital, particles
    aside, are a person's; *The …* and anything longer is a group.
    """
    if name.count(",") == 1:
        family, _, given = name.partition(",")
        return family.strip(), given.strip()
    words = name.split()
    plain = [word for word in words if word.lower() not in PARTICLES]
    capital = all(word[:1].isupper() for word in plain)
    if not 2 <= len(words) <= 5 or not capital or words[0] == "The" or len(plain) > 4:
        return name, ""
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def is_mononym(name: str) -> bool:
    """Tell whether a name is a person's single one: *Plato*, unlike *OpenAI* or *W3C*."""
    return name.isalpha() and name[1:].islower()


def cite_this(page: Citable) -> CiteThisView:
    """Return the three ways to cite *page*."""
    return CiteThisView(text=_text(page), bibtex=_bibtex(page), csl=_csl(page))


def _text(page: Citable) -> str:
    year = page.date[:4] or "n.d."
    who = _and(page.authors)
    lead = f"{who} ({year}). " if who else ""
    rest = "" if who else f" ({year})"
    parts = [f"{lead}“{page.title}”{rest}."]
    if page.site:
        parts.append(f"{page.site}.")
    if page.address:
        parts.append(page.address)
    return " ".join(parts)


def _and(names: Sequence[str]) -> str:
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _key(page: Citable) -> str:
    family = slug(split_name(page.authors[0])[0]) if page.authors else ""
    family = family.removeprefix("the-").partition("-")[0]
    word = slug(page.docname.rpartition("/")[2]).partition("-")[0]
    return f"{family}{page.date[:4]}{word}" or slug(page.docname)


def _bibtex(page: Citable) -> str:
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in page.authors),
        "title": "{" + _tex(page.title) + "}",
        "howpublished": _tex(page.site),
        "year": page.date[:4],
        "month": page.date[5:7].lstrip("0"),
        "url": page.address,
    }
    given = {name: value for name, value in fields.items() if value}
    width = max(map(len, given))
    lines = [
        f"  {name:<{width}} = {value if name == 'month' else '{' + value + '}'},"
        for name, value in given.items()
    ]
    return "\n".join([f"@misc{{{_key(page)},", *lines, "}"])


def _bibtex_name(name: str) -> str:
    family, given = split_name(name)
    if given:
        return f"{_tex(family)}, {_tex(given)}"
    return _tex(name) if is_mononym(name) else "{" + _tex(name) + "}"


def _tex(text: str) -> str:
    return "".join(TEX.get(char, char) for char in text)


def _csl(page: Citable) -> str:
    item: dict[str, Any] = {
        "id": _key(page),
        "type": "post-weblog",
        "title": page.title,
        "author": [_csl_name(name) for name in page.authors],
        "container-title": page.site,
        "language": page.language,
        "URL": page.address,
    }
    if page.date:
        item["issued"] = {"date-parts": [[int(piece) for piece in page.date.split("-")]]}
    return json.dumps(
        [{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2
    )


def _csl_name(name: str) -> dict[str, str]:
    family, given = split_name(name)
    if given:
        return {"family": family, "given": given}
    return {"family": name} if is_mononym(name) else {"literal": name}


# -- metadata -------------------------------------------------------------------------------


def metadata(page: Citable) -> Metadata:
    """Return the tags and the linked data of the head of *page*."""
    tags = [("citation_title", page.title)]
    known = _by_name(page)
    for name in page.authors:
        tags.append(("citation_author", name))
        if name in known:  # what follows an author is the author's
            who = known[name].author
            tags += [("citation_author_institution", place) for place in who.affiliations]
            tags += [("citation_author_orcid", who.orcid)] if who.orcid else []
            tags += [("citation_author_email", who.email)] if who.email else []
    if page.date:
        tags.append(("citation_publication_date", page.date.replace("-", "/")))
    if page.site:
        tags.append(("citation_journal_title", page.site))
    if page.language:
        tags.append(("citation_language", page.language))
    if page.address:
        tags.append(("citation_fulltext_html_url", page.address))
    tags += [("citation_keywords", word) for word in page.keywords]
    tags += [("citation_reference", _reference(paper)) for paper in page.cites]
    return Metadata(tags=tuple(tags), json_ld=json_for_html(_linked(page)))


def _reference(paper: Paper) -> str:
    """Return a cited work in the form of a ``citation_reference`` tag."""
    pairs = [("citation_title", paper.title_text)]
    if not paper.edited:  # there is no name for editors
        pairs += [("citation_author", person.name) for person in paper.leading]
    pairs += [
        ("citation_journal_title", paper.venue),
        ("citation_publication_date", iso_year(paper.year)),
        ("citation_doi", paper.doi),
        ("citation_arxiv_id", paper.arxiv),
    ]
    clean = ((name, re.sub(r"[;=\s]+", " ", value).strip()) for name, value in pairs)
    return "; ".join(f"{name}={value}" for name, value in clean if value)


def _linked(page: Citable) -> dict[str, Any]:
    kind = "Review" if page.about else page.kind
    known = _by_name(page)
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "name" if page.about else "headline": page.title,
        "author": [
            author_data(known[name]) if name in known else _who(name) for name in page.authors
        ],
        "datePublished": page.date,
        "dateModified": page.updated,
        "description": page.description,
        "inLanguage": page.language,
        "url": page.address,
        "image": page.image,
        "license": page.license,
        "keywords": list(page.keywords),
        "wordCount": page.words,
        "isPartOf": _part_of(page),
        "citation": [article(paper) for paper in page.cites],
    }
    if page.address:
        node["mainEntityOfPage"] = page.address
    if page.about:
        works = [article(paper) for paper in page.about]
        node["itemReviewed"] = works[0] if len(works) == 1 else works
        node["reviewBody"] = page.takeaway or page.description
        if page.rating is not None:
            node["reviewRating"] = {
                "@type": "Rating",
                "ratingValue": page.rating,
                "bestRating": 5,
                "worstRating": 1,
            }
    return _without_empty(node)


def _part_of(page: Citable) -> list[dict[str, str]]:
    found = []
    if page.series:
        found.append({"@type": "CreativeWorkSeries", "name": page.series})
    if page.site:
        found.append(
            {"@type": "Blog" if page.kind == "BlogPosting" else "WebSite", "name": page.site}
        )
    return found


def _who(name: str) -> dict[str, str]:
    family, given = split_name(name)
    if not given:
        return {"@type": "Person" if is_mononym(name) else "Organization", "name": name}
    return {"@type": "Person", "name": name, "givenName": given, "familyName": family}


def _by_name(page: Citable) -> dict[str, Addressed]:
    return {known.author.name: known for known in page.known}


def author_data(known: Addressed) -> dict[str, Any]:
    """Return somebody of whom there is a profile as linked data."""
    who = known.author
    node: dict[str, Any] = _who(who.name)
    if who.kind:
        node = {"@type": who.kind.capitalize(), "name": who.name}
        family, given = split_name(who.name)
        if who.kind == "person" and given:
            node |= {"givenName": given, "familyName": family}
    is_person = node["@type"] == "Person"
    places = [{"@type": "Organization", "name": name} for name in who.affiliations]
    return _without_empty(
        node
        | {
            "alternateName": list(who.aliases),
            "url": known.url,
            "image": known.image,
            "description": text_of(who.bio.content),
            "email": who.email,
            "jobTitle" if is_person else "": who.role if is_person else "",
            "affiliation" if is_person else "memberOf": places,
            "identifier": who.orcid,
            "sameAs": list(who.elsewhere),
        }
    )


def profile_page(known: Addressed) -> Metadata:
    """Return what the page that presents somebody says to machines."""
    if not known.author.name:
        return Metadata()
    node = {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "mainEntity": author_data(known),
    }
    return Metadata(json_ld=json_for_html(node))


def article(paper: Paper) -> dict[str, Any]:
    """Return a work as linked data."""
    kind = {"book": "Book", "phdthesis": "Thesis", "mastersthesis": "Thesis", "thesis": "Thesis"}
    # A video or a poster goes with the work, and is another.
    same = [address for label, address in paper.links if label.partition(":")[0] in ITSELF]
    return _without_empty(
        {
            "@type": kind.get(paper.kind, "ScholarlyArticle"),
            "name": paper.title_text,
            "editor" if paper.edited else "author": [
                {"@type": "Organization" if person.group else "Person", "name": person.name}
                for person in paper.leading
            ],
            "datePublished": iso_year(paper.year),
            "identifier": f"doi:{paper.doi}" if paper.doi else "",
            "sameAs": same[0] if len(same) == 1 else same,
        }
    )


def _without_empty(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value not in ("", [], {}, None, 0)}


def json_for_html(value: object) -> str:
    """Return JSON that may stand inside a ``script`` element: no tag can begin or end in it."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=False)
    for char in "<>&\u2028\u2029":
        written = written.replace(char, f"\\u{ord(char):04x}")
    return written
