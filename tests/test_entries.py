"""Entries of a bibliography as papers: fields without TeX, identifiers, links, the source."""

from __future__ import annotations

import pickle
import string

import pybtex.errors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database.input.bibtex import Parser

from commonplace.core.inline import text_of
from commonplace.core.tex import inlines_of_tex, plain
from commonplace.core.works import identifiers, mentioned
from commonplace.resolve.bibparser import EntryParser, feed
from commonplace.resolve.entries import paper_of, papers_of
from commonplace.resolve.entry_text import entry_sources


def paper(kind="article", **fields):
    """Return the paper of an entry with these fields, parsed as a file is."""
    written = "".join(f"  {name.replace('_', '-')} = {{{fields[name]}}},\n" for name in fields)
    text = f"@{kind}{{key,\n{written}}}\n"
    parser = Parser("utf-8")
    with pybtex.errors.capture() as errors:
        parser.parse_string(text)
    assert errors == []
    source, line = entry_sources(text)["key"]
    return paper_of(parser.data.entries["key"], source=source, file="references.bib", line=line)


# -- text -------------------------------------------------------------------------------

TEXTS = {
    "plain words": "plain words",
    "{B}races {{in}} {DNA}": "Braces in DNA",
    r"\'Etude, \'{e}t\'e": "Étude, été",
    r'B{\"o}hm and G{\"{o}}del': "Böhm and Gödel",
    r"{\O}ystein {\ss} {\ae} {\aa} {\l} {\i}": "Øystein ß æ å ł ı",
    r"{\v{S}}afa{\v r}\'{\i}k \c{c}": "Šafařík ç",
    r"na{\"\i}ve": "naïve",
    r"50\% \& \#1 \_ \$5": "50% & #1 _ $5",
    "pages 1--2 --- and~so": "pages 1–2 — and so",
    "``quoted'' words": "“quoted” words",
    r"\emph{So} \textbf{it} {\textsc{is}} \texttt{x}": "So it is x",
    r"{\em So} it {\bf is}": "So it is",
    r"Using \LaTeX{} and \BibTeX": "Using LaTeX and BibTeX",
    r"At \url{https://example.org/a_b}": "At https://example.org/a_b",
    r"By \href{https://example.org/}{them}": "By them",
    r"5\,\% of \unknown{it}": "5 % of it",
    r"Said\footnote{not here}\cite{key}.": "Said.",
    "two\n   lines": "two lines",
    "already Étude “x” β": "already Étude “x” β",
    "a lone $ sign": "a lone $ sign",
    r"an odd \emph{brace": "an odd brace",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize(("tex", "wanted"), TEXTS.items(), ids=TEXTS)
def test_tex_becomes_text(tex, wanted):
    """Accents and signs are characters, braces and commands are gone."""
    assert plain(tex) == wanted


MATH = {
    r"$\beta$-{VAE}: a {B}ound on $L_{\infty}$": [r"\beta", r"L_{\infty}"],
    r"{{$\beta$-VAE and \emph{more}}}": [r"\beta"],
    r"\(\beta\)-VAE": [r"\beta"],
    r"\ensuremath{\beta}-VAE": [r"\beta"],
    r"From \$5 to $x$ and \$6": ["x"],
}


@pytest.mark.parametrize(("tex", "formulas"), MATH.items(), ids=MATH)
def test_formulas_of_a_title_are_formulas(tex, formulas):
    """The words around them are text, with the spaces that they had."""
    found = inlines_of_tex(tex)
    assert [text_of(item[2]) for item in found if item[0] == "math"] == formulas
    words = "".join(item if isinstance(item, str) else "?" for item in found)
    assert not set(words) & set("{}\\")
    wanted = {1: "?-VAE", 2: "?-VAE: a Bound on ?"}
    assert words.startswith(wanted[len(formulas)]) or words in ("From $5 to ? and $6",)


def test_title_takes_its_subtitle_and_falls_back_to_the_key():
    """An entry without a title is shown by its key."""
    assert paper(title="One", subtitle="Two").title_text == "One: Two"
    assert paper().title_text == "key"
    assert paper(title="{}").title_text == "key"


# -- people -----------------------------------------------------------------------------

PEOPLE = {
    "Ada Lovelace": [("Ada Lovelace", "Lovelace")],
    "Lovelace, Ada": [("Ada Lovelace", "Lovelace")],
    "van der Waals, Johannes Diderik": [("Johannes Diderik van der Waals", "van der Waals")],
    "Ludwig van Beethoven": [("Ludwig van Beethoven", "van Beethoven")],
    r"de la Vall{\'e}e Poussin, C.": [("C. de la Vallée Poussin", "de la Vallée Poussin")],
    "King, Jr., Martin Luther": [("Martin Luther King, Jr.", "King")],
    r"M{\"u}ller, J{\"o}rg": [("Jörg Müller", "Müller")],
    r"Paul Erd{\H{o}}s": [("Paul Erdős", "Erdős")],
    r"{\'E}variste Galois": [("Évariste Galois", "Galois")],
    "{OpenAI}": [("OpenAI", "OpenAI")],
    "{The World Health Organization}": [
        ("The World Health Organization", "The World Health Organization")
    ],
    "{{Simon and Schuster}} and Ada Lovelace": [
        ("Simon and Schuster", "Simon and Schuster"),
        ("Ada Lovelace", "Lovelace"),
    ],
    "Ada Lovelace and others": [("Ada Lovelace", "Lovelace")],
    "张, 三 and 山田, 太郎": [("三 张", "张"), ("太郎 山田", "山田")],
    "A. B. C. Dee and E. F.-G. Hay": [("A. B. C. Dee", "Dee"), ("E. F.-G. Hay", "Hay")],
}


@pytest.mark.parametrize(("author", "wanted"), PEOPLE.items(), ids=PEOPLE)
def test_people_by_name_and_family(author, wanted):
    """Particles belong to the family name, a name in braces is a group's."""
    assert [(person.name, person.family) for person in paper(author=author).authors] == wanted


def test_editors_stand_in_for_authors():
    """A handbook has editors."""
    assert [person.name for person in paper(editor="Ada Lovelace").authors] == ["Ada Lovelace"]
    both = paper(author="Ben Best", editor="Ada Lovelace")
    assert [person.name for person in both.authors] == ["Ben Best"]


# -- year, venue ------------------------------------------------------------------------

YEARS = [
    ({"year": "2017"}, "2017", 2017),
    ({"date": "2017-06-12"}, "2017", 2017),
    ({"date": "2017-06/2017-08"}, "2017", 2017),
    ({"year": "2017", "date": "2016-01-01"}, "2017", 2017),
    ({"year": "2017a"}, "2017a", 2017),
    ({"year": "in press"}, "in press", 0),
    ({}, "", 0),
]


@pytest.mark.parametrize(("fields", "year", "number"), YEARS)
def test_years(fields, year, number):
    """The year as it is written, and as a number to sort by."""
    found = paper(**fields)
    assert (found.year, found.sort_year) == (year, number)


VENUES = [
    ({"journal": r"J. of \textit{Things} \& Co"}, "J. of Things & Co"),
    ({"journaltitle": "Biblatex", "journal": "Bibtex"}, "Biblatex"),
    ({"booktitle": "Proceedings", "publisher": "P"}, "Proceedings"),
    ({"publisher": "P"}, "P"),
    ({"school": "ETH"}, "ETH"),
    ({"institution": "OpenAI"}, "OpenAI"),
    ({}, ""),
]


@pytest.mark.parametrize(("fields", "venue"), VENUES)
def test_venues(fields, venue):
    """Where it was published, by the most telling of the fields."""
    assert paper(**fields).venue == venue


# -- identifiers ------------------------------------------------------------------------

ARXIV = [
    ({"eprint": "1706.03762", "archiveprefix": "arXiv"}, "1706.03762", ""),
    ({"eprint": "1706.03762v5", "eprinttype": "arxiv"}, "1706.03762", "v5"),
    ({"eprint": "1706.03762"}, "1706.03762", ""),
    ({"eprint": "0704.0001v1"}, "0704.0001", "v1"),
    ({"eprint": "arXiv:1706.03762v5 [cs.CL]"}, "1706.03762", "v5"),
    ({"eprint": "https://arxiv.org/abs/1706.03762v3"}, "1706.03762", "v3"),
    ({"eprint": "hep-th/9901001v2"}, "hep-th/9901001", "v2"),
    ({"eprint": "cs/9901001"}, "cs/9901001", ""),
    ({"eprint": "math.GT/0309136"}, "math/0309136", ""),
    ({"eprint": "9901001v3", "archiveprefix": "arXiv", "primaryclass": "hep-th"},
     "hep-th/9901001", "v3"),
    ({"arxiv": "2010.11929v2"}, "2010.11929", "v2"),
    ({"url": "https://arxiv.org/abs/2010.11929v2"}, "2010.11929", "v2"),
    ({"url": "http://www.arxiv.org/pdf/2010.11929v2.pdf"}, "2010.11929", "v2"),
    ({"url": "https://arxiv.org/abs/math.GT/0309136v1"}, "math/0309136", "v1"),
    ({"url": "https://arxiv.org/html/2010.11929"}, "2010.11929", ""),
    ({"journal": "arXiv preprint arXiv:2010.11929v1"}, "2010.11929", "v1"),
    ({"journal": "arXiv preprint math/0211159"}, "math/0211159", ""),
    ({"journal": "arXiv e-prints 2010.11929v2"}, "2010.11929", "v2"),
    ({"journal": "CoRR", "volume": "abs/2010.11929"}, "2010.11929", ""),
    ({"journal": "CoRR", "volume": "abs/cs/9901001"}, "cs/9901001", ""),
    ({"note": "arXiv: 2010.11929"}, "2010.11929", ""),
    ({"howpublished": r"\url{https://arxiv.org/abs/2010.11929}"}, "2010.11929", ""),
    ({"doi": "10.48550/arXiv.2010.11929"}, "2010.11929", ""),
    ({"url": "https://doi.org/10.48550/arXiv.2010.11929"}, "2010.11929", ""),
    ({"eprint": "2010.11929v1", "url": "https://arxiv.org/abs/2010.11929v2"}, "2010.11929", "v1"),
    ({"eprint": "2010.11929", "url": "https://arxiv.org/abs/2010.11929v2"}, "2010.11929", "v2"),
    ({"eprint": "2010.11929", "url": "https://arxiv.org/abs/2103.00020v2"}, "2010.11929", ""),
    ({"url": "http://arxiv.org/abs/2010.11929", "note": "arXiv:2010.11929 [cs]\nversion: 2"},
     "2010.11929", "v2"),
    ({"arxivid": "2010.11929"}, "2010.11929", ""),
    # What only looks like one
    ({"eprint": "1706.03762", "eprinttype": "hal"}, "", ""),
    ({"eprint": "28012345", "eprinttype": "pubmed"}, "", ""),
    ({"eprint": "1706.037621"}, "", ""),
    ({"note": "see arXiv 2010.119290"}, "", ""),
    ({"note": "in 1706.03762 words"}, "", ""),
    ({"volume": "1706.03762"}, "", ""),
    ({"url": "https://example.org/1706.03762"}, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "identifier", "version"), ARXIV)
def test_arxiv_identifiers(fields, identifier, version):
    """Old and new, with a version or without, wherever authors put them."""
    found = paper(**fields)
    assert (found.arxiv, found.arxiv_version, found.doi) == (identifier, version, "")
    if identifier:
        address = f"https://arxiv.org/abs/{identifier}{version}"
        assert found.links[0] == (f"arXiv:{identifier}{version}", address)
        assert found.identities == (f"arxiv:{identifier}",)
        assert identifiers(address) == found.identities


MENTIONS = {
    "A. Able, arXiv:2010.11929v2 [cs.CV], 2021.": ["arxiv:2010.11929"],
    "See https://doi.org/10.1000/Able. And doi:10.1000/b, DOI 10.1000/c.": [
        "doi:10.1000/able", "doi:10.1000/b", "doi:10.1000/c",
    ],
    "https://doi.org/10.48550/arXiv.2010.11929": ["arxiv:2010.11929"],
    "(https://openreview.net/forum?id=Yicb), http://arxiv.org/abs/cs/9901001": [
        "openreview:Yicb", "arxiv:cs/9901001",
    ],
    "version 10.1000/182 of 2010.11929, doi: none": [],
}  # fmt: skip


@pytest.mark.parametrize(("text", "works"), MENTIONS.items(), ids=MENTIONS)
def test_works_that_a_text_names(text, works):
    """By address or by identifier, in its order."""
    assert list(mentioned(text)) == works


SICI = "10.1002/(SICI)1097-4636(199823)43:3<338::AID-JBM16>3.0.CO;2-B"
DOI = [
    ({"doi": "10.1000/182"}, "10.1000/182"),
    ({"doi": "{10.1000/182}"}, "10.1000/182"),
    ({"doi": "https://doi.org/10.1000/182"}, "10.1000/182"),
    ({"doi": "http://dx.doi.org/10.1000/182"}, "10.1000/182"),
    ({"doi": "doi:10.1000/182"}, "10.1000/182"),
    ({"doi": "DOI: 10.1000/ABC.def"}, "10.1000/ABC.def"),
    ({"doi": "10.1000/182."}, "10.1000/182"),
    ({"doi": "10.1016/S0140-6736(97)11096-0"}, "10.1016/S0140-6736(97)11096-0"),
    ({"doi": r"10.1007/978-3-319-24574-4\_28"}, "10.1007/978-3-319-24574-4_28"),
    ({"doi": r"10.1007/978-3-319-24574-4{\_}28"}, "10.1007/978-3-319-24574-4_28"),
    ({"url": r"http://link.springer.com/10.1007/978-3-319-24574-4{\_}28"},
     "10.1007/978-3-319-24574-4_28"),
    ({"doi": r"10.1175/1520-0442(1999)012{\textless}0001:X{\textgreater}2.0.CO;2"},
     "10.1175/1520-0442(1999)012<0001:X>2.0.CO;2"),
    ({"doi": "10.1000%2F182"}, "10.1000/182"),
    ({"doi": SICI}, SICI),
    ({"url": "https://doi.org/10.1000/182"}, "10.1000/182"),
    ({"url": "https://dl.acm.org/doi/abs/10.1145/3292500.3330701?x=y"}, "10.1145/3292500.3330701"),
    ({"url": "https://link.springer.com/article/10.1007/s11263-015-0816-y#Sec1"},
     "10.1007/s11263-015-0816-y"),
    # What is none
    ({"doi": "unknown"}, ""),
    ({"doi": "10.1/x"}, ""),
    ({"url": "https://example.org/10.1000/182/more.html"}, ""),
    ({"note": "10.1000/182"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "doi"), DOI)
def test_dois(fields, doi):
    """A DOI is found in its own forms, and in addresses that name one."""
    found = paper(**fields)
    assert found.doi == doi
    assert found.identities == ((f"doi:{doi.lower()}",) if doi else ())
    if doi:
        (link,) = found.links
        assert link[0] == "DOI"
        assert identifiers(link[1]) == found.identities
        assert not set(link[1]) & set("<>\"' ")


OPENREVIEW = [
    ({"openreview": "YicbFdNTTy"}, "YicbFdNTTy"),
    ({"openreview": "https://openreview.net/forum?id=YicbFdNTTy"}, "YicbFdNTTy"),
    ({"url": "https://openreview.net/pdf?id=Yicb-dNT_y&x=1"}, "Yicb-dNT_y"),
    ({"url": "https://openreview.net/group?id=ICLR"}, ""),
    ({"openreview": ""}, ""),
]


@pytest.mark.parametrize(("fields", "identifier"), OPENREVIEW)
def test_openreview(fields, identifier):
    """An id or the address of a forum."""
    found = paper(**fields)
    assert found.openreview == identifier
    if identifier:
        link = ("OpenReview", f"https://openreview.net/forum?id={identifier}")
        assert found.links == (link,)


# -- links ------------------------------------------------------------------------------


def test_buttons_stand_in_their_order_whatever_that_of_the_fields():
    """The work itself first, then what goes with it."""
    found = paper(
        website="https://a.example/project",
        dataset="https://a.example/data",
        poster="https://a.example/poster",
        youtube="https://a.example/video",
        slides="http://a.example/slides",
        github="https://a.example/code",
        pdf="https://a.example/pdf",
        url="https://a.example/",
        openreview="abc",
        eprint="1706.03762v5",
        doi="10.1000/182",
    )
    assert [label for label, _ in found.links] == [
        "DOI", "arXiv:1706.03762v5", "OpenReview", "Web page", "PDF", "Code", "Slides", "Video",
        "Poster", "Data", "Project",
    ]  # fmt: skip
    assert found.address == "https://doi.org/10.1000/182"


PUBMED = [
    ({"pmid": "34265844", "pmcid": "PMC8371605"},
     [("PubMed", "https://pubmed.ncbi.nlm.nih.gov/34265844/"),
      ("PMC", "https://pmc.ncbi.nlm.nih.gov/articles/PMC8371605/")]),
    ({"pmid": "PMID: 34265844"}, [("PubMed", "https://pubmed.ncbi.nlm.nih.gov/34265844/")]),
    ({"eprint": "34265844", "eprinttype": "pubmed"},
     [("PubMed", "https://pubmed.ncbi.nlm.nih.gov/34265844/")]),
    ({"url": "http://www.ncbi.nlm.nih.gov/pubmed/34265844"},
     [("PubMed", "https://pubmed.ncbi.nlm.nih.gov/34265844/")]),
    ({"url": "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8371605/"},
     [("PMC", "https://pmc.ncbi.nlm.nih.gov/articles/PMC8371605/")]),
    ({"pmid": "none", "pmcid": "javascript:1"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "links"), PUBMED)
def test_buttons_of_medicine(fields, links):
    """By the identifiers of PubMed, or by its addresses."""
    assert list(paper(**fields).links) == links


LINKED = {
    "https://example.org/a": "https://example.org/a",
    "http://example.org/~me": "http://example.org/~me",
    r"https://example.org/a\_b\%20c": "https://example.org/a_b%20c",
    r"\url{https://example.org/a_b}": "https://example.org/a_b",
    "<https://example.org/>": "https://example.org/",
    "HTTPS://EXAMPLE.ORG/": "HTTPS://EXAMPLE.ORG/",
    'https://example.org/"onclick="x': "https://example.org/%22onclick=%22x",
    "https://example.org/'onclick='x": "https://example.org/%27onclick=%27x",
    "https://example.org/<script>": "https://example.org/%3Cscript%3E",
    "https://example.org/a b": "https://example.org/a%20b",
    "https://example.org/a|b[c]^`d`": "https://example.org/a%7Cb%5Bc%5D%5E%60d%60",
    "https://example.org/5%/%C3%9Cn": "https://example.org/5%25/%C3%9Cn",
    r"https://example.org/a{\_}b{\%}20c{\&}d{\#}e": "https://example.org/a_b%20c&d#e",
    r"http://example.org/{~}me/{\~{}}you/\~{}us": "http://example.org/~me/~you/~us",
    r"http://example.org/{\textasciitilde}me/$\sim$us/\textasciitilde{}it": (
        "http://example.org/~me/~us/~it"
    ),
    r"https://example.org/a{\_}b.html http://example.org/b": "https://example.org/a_b.html",
    "https://example.org/a; https://example.org/b": "https://example.org/a",
    "www.example.org/a": "https://www.example.org/a",
}


@pytest.mark.parametrize(("written", "linked"), LINKED.items(), ids=LINKED)
def test_addresses_of_the_web_are_linked(written, linked):
    """As TeX writes them, too."""
    assert paper(url=written).links == (("Web page", linked),)


WHEREVER = [
    (
        {"howpublished": r"Available at \url{https://example.org/a\_b}, 2020"},
        "https://example.org/a_b",
    ),
    ({"howpublished": "Blog (https://example.org/a), 2020"}, "https://example.org/a"),
    ({"note": r"\url{https://example.org/a}"}, "https://example.org/a"),
    ({"note": "Code at https://example.org/a"}, ""),
    ({"howpublished": r"At \url{javascript:alert(1)}"}, ""),
]


@pytest.mark.parametrize(("fields", "linked"), WHEREVER)
def test_addresses_are_found_where_entries_without_a_field_for_them_have_them(fields, linked):
    """BibTeX itself knows no field for addresses."""
    assert paper(**fields).links == ((("Web page", linked),) if linked else ())


UNSAFE = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.org/",
    "//example.org/",
    "paper.pdf",
    r"\url{javascript:alert(1)}",
    "https:",
)
LINK_FIELDS = (
    "url", "pdf", "code", "github", "repository", "slides", "video", "youtube", "poster", "data",
    "dataset", "project", "website", "doi", "eprint", "arxiv",
)  # fmt: skip


@pytest.mark.parametrize("address", UNSAFE)
def test_unsafe_addresses_are_never_linked(address):
    """Whatever the field."""
    for name in LINK_FIELDS:
        assert paper(**{name: address}).links == (), name


def test_odd_openreview_ids_are_made_safe():
    """Nothing but letters, digits, hyphens and underscores gets into an address."""
    ((_, address),) = paper(openreview="a'><script>b").links
    assert address == "https://openreview.net/forum?id=ascriptb"


# -- the reader's own shelf ---------------------------------------------------------------

SHELF = [
    ({"status": "to-read"}, {"status": "to-read"}),
    ({"status": "To Read"}, {"status": "to-read"}),
    ({"status": "re_read"}, {"status": "re-read"}),
    ({"status": "submitted"}, {"status": ""}),
    ({"readstatus": "read"}, {"status": "read"}),
    ({"readstatus": "skimmed"}, {"status": "read"}),
    ({"status": "skipped", "status_reason": r"Too {\em long}"}, {"status_reason": "Too long"}),
    ({"priority": "2"}, {"priority": 2}),
    ({"priority": "prio1"}, {"priority": 1}),
    ({"priority": "high"}, {"priority": None}),
    ({"rating": "4"}, {"rating": 4}),
    ({"ranking": "rank5"}, {"rating": 5}),
    ({"rating": "6"}, {"rating": None}),
    ({"rating": "0"}, {"rating": None}),
    ({"queued": "2026-11-01"}, {"queued": "2026-11-01"}),
    ({"timestamp": "2020.01.02"}, {"queued": "2020-01-02"}),
    ({"creationdate": "2020-01-02T10:00:00"}, {"queued": "2020-01-02"}),
    ({"queued": "soon"}, {"queued": ""}),
    ({"read": "2026-03-04, 2026-01-02"}, {"read": ("2026-01-02", "2026-03-04")}),
    ({"topics": "cognition; vision, x"}, {"topics": ("cognition", "vision", "x")}),
    ({"keywords": r"a, b; {\ss}"}, {"keywords": ("a", "b", "ß")}),
    ({"retracted": "yes"}, {"retracted": "retracted"}),
    ({"retracted": "no"}, {"retracted": ""}),
    ({"retracted": "by its authors, 2021"}, {"retracted": "by its authors, 2021"}),
    ({"keywords": "x, Retracted"}, {"retracted": "retracted"}),
    ({"title": "{RETRACTED}: On it"}, {"retracted": "retracted"}),
    ({"title": "Retracted Article: On it"}, {"retracted": "retracted"}),
    ({"title": "Retracted: On it", "retracted": "no"}, {"retracted": ""}),
    ({"title": "Retracted papers: a study"}, {"retracted": ""}),
]


@pytest.mark.parametrize(("fields", "wanted"), SHELF)
def test_states_and_dates_of_the_shelf(fields, wanted):
    """Our keys and JabRef's; what cannot be read is nothing."""
    # An underscore in a keyword argument is a hyphen in the field, but for ours.
    text = "".join(f"{name} = {{{value}}},\n" for name, value in fields.items())
    parser = Parser("utf-8")
    parser.parse_string(f"@misc{{key,\n{text}}}")
    found = paper_of(parser.data.entries["key"])
    assert {name: getattr(found, name) for name in wanted} == wanted


# -- the source -------------------------------------------------------------------------

FILE = r"""Words before, which are no entry.
@string{j = "Journal of {Things}"}
@comment{ jabref-meta: databaseType:bibtex; }

@Article{One2001,
  author  = {M{\"u}ller, J.},   % a comment
  title   = "A \emph{title} with {B}races and a \} brace",
  journal = j,
}
  @misc(two:2002, title = {In (round) brackets},
    note = "x")
@book{three, title={On one line}} @book{four,
title={Behind it}}
@broken{five, title={Not closed
@article{six,
  title = {At} # { the } # "end",
}
"""


def test_source_of_an_entry_is_as_it_is_written():
    """Every character, LaTeX and comments and all, and the line where it begins."""
    found = entry_sources(FILE)
    assert found["one2001"] == (FILE[FILE.index("@Article") : FILE.index("  @misc")].rstrip(), 5)
    assert found["two:2002"] == (
        FILE[FILE.index("@misc(") : FILE.index("@book{three")].rstrip(),
        10,
    )
    assert found["three"] == ("@book{three, title={On one line}}", 12)
    assert found["six"] == (FILE[FILE.index("@article{six") :].rstrip(), 15)
    assert not {"j", "jabref-meta"} & found.keys()
    for source, line in found.values():
        assert source in FILE
        assert FILE.splitlines()[line - 1].lstrip().startswith(source.splitlines()[0][:6])


WITHIN = """\
@article{one, title = {One}, abstract = {Mail
@me{two} and
@you{three}, please.}}
@article{two, title = {Two}}
@article{three, title = {Three}
@article{four, title = {{Four}}, year = 2004}
"""


def test_keys_may_hold_brackets_and_signs():
    """As they do where a DOI is the key; the first bracket may be that of the entry."""
    text = "@misc{10.1/(x)y, title = {A}}\n@misc(o'b#+%2020, title = {B (b)})\n"
    assert {key: line for key, (_, line) in entry_sources(text).items()} == {
        "10.1/(x)y": 1,
        "o'b#+%2020": 2,
    }


def test_what_begins_like_an_entry_within_braces_is_text():
    """Also where another entry is broken and each is looked at by itself."""
    sources = entry_sources(WITHIN)
    assert sources["one"] == (WITHIN.partition("\n@article{two")[0], 1)
    assert sources["two"][1] == 4
    assert sources["three"][0] == "@article{three, title = {Three}"
    parser = EntryParser("utf-8")
    [(line, fault)] = feed(parser, WITHIN, "a.bib", {})
    assert (line, fault[:7]) == (5, "'three'")
    assert list(parser.data.entries) == ["one", "two", "four"]


def test_first_of_two_entries_with_one_key_counts():
    """As in BibTeX, in any case of letters."""
    text = "@misc{Key, title={First}}\n@misc{key, title={Second}}\n"
    parser = Parser("utf-8")
    feed(parser, text, "a.bib", {})
    sources = {key: (*entry_sources(text)[key], "a.bib") for key in ("key",)}
    (found,) = papers_of(
        parser.data.entries, lambda key: (sources[key.lower()][0], "a.bib", 1)
    ).values()
    assert (found.title_text, found.source) == ("First", "@misc{Key, title={First}}")


# -- any text ---------------------------------------------------------------------------

TEX = st.lists(
    st.sampled_from(
        [
            *(*r"{}\$%&#_~^'`=.,-\"@() ", "\n", "\\\\", "é", "中", "\u202e", "\x00", " and ", ", "),
            *(r"\'", r"\emph{", r"\url{", r"{\"o}", "$x$", r"\(", r"\)", "others", "2020-01-02"),
            *("https://example.org/", "javascript:", "arXiv:2010.11929", "10.1000/", "x", "V", "1"),
        ]
    ),
    max_size=14,
).map("".join)
NAMES = (
    "title", "subtitle", "author", "editor", "year", "date", "journal", "booktitle", "doi", "url",
    "eprint", "archiveprefix", "primaryclass", "volume", "note", "openreview", "pdf", "code",
    "abstract", "keywords", "status", "status_reason", "priority", "rating", "queued", "read",
    "topics", "retracted",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), TEX, max_size=6))
def test_any_value_of_any_field_is_taken(fields):
    """Nothing is raised, nothing unsafe linked, and what comes out is plain data."""
    text = "@misc{key,\n" + "".join(f"{name} = {{{value}}},\n" for name, value in fields.items())
    parser = Parser("utf-8")
    with pybtex.errors.capture():
        parser.parse_string(text + "}\n")
    for entry in parser.data.entries.values():
        found = paper_of(entry)
        assert pickle.loads(pickle.dumps(found)) == found
        assert hash(found) == hash(paper_of(entry))
        assert found.title_text.strip()
        for _, address in found.links:
            assert address.lower().startswith(("https://", "http://"))
            assert not set(address) & set("<>\"' \n\x00")
        for person in found.authors:
            assert not set(person.name) & set("{}")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            TEX,
            st.sampled_from(["@article{", "@misc(", "@string{", "@comment{", "@preamble{", "@"])
            | st.sampled_from(
                ["key,", "Key,\n", "title = {", "title = ", "},\n", "}\n", ")\n", '"']
            )
            | st.text(string.ascii_letters, max_size=3),
        ),
        max_size=20,
    ).map("".join)
)
def test_any_file_is_taken(text):
    """A bibliography may hold anything: what is wrong is told with its line, the rest is kept."""
    parser = Parser("utf-8")
    faults = feed(parser, text, "a.bib", {})
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines and message for line, message in faults)
    sources = entry_sources(text)
    for source, line in sources.values():
        assert source in text
        assert source.startswith("@")
        assert 1 <= line <= lines
    found = papers_of(
        parser.data.entries, lambda key: (sources.get(key.lower(), ("", 1))[0], "a.bib", 1)
    )
    assert found.keys() == {key.lower() for key in parser.data.entries}


@pytest.mark.parametrize("depth", [10, 200, 5000])
def test_braces_within_braces_within_braces(depth):
    """Somebody's converter nests them; no stack is deep enough."""
    text = f"@misc{{key, title = {{{'{' * depth}x{'}' * depth}}}, year = 2001}}\n"
    parser = Parser("utf-8")
    faults = feed(parser, text + "@misc{other, title={x}}\n", "a.bib", {})
    assert "other" in parser.data.entries
    if "key" in parser.data.entries:
        assert paper_of(parser.data.entries["key"]).title_text == "x"
    else:
        assert [line for line, _ in faults] == [1]
    assert plain(r"\emph" + "{" * depth + r"\'e" + "}" * depth) == "é"
