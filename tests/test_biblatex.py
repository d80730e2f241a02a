"""What biblatex allows beyond BibTeX: names by parts, inheritance, dates, editors alone."""

from __future__ import annotations

import json
import re

import pytest
from pybtex.database.input.bibtex import Parser

from commonplace.core.citethis import Citable, metadata
from commonplace.core.entry_dates import iso_year, year_and_month, year_number
from commonplace.core.html_in_tex import tex_of_html
from commonplace.resolve.bibparser import EntryParser, feed
from commonplace.resolve.entries import paper_of
from commonplace.resolve.inheritance import inherit
from commonplace.resolve.name_lists import usual_names
from sites import Site, page

HTML = {
    "A <i>b</i> <sub>2</sub><b>c</b>": r"A \emph{b} \textsubscript{2}\textbf{c}",
    "<scp>d</scp> <i>e <sup>f</sup></i>": r"\textsc{d} \emph{e \textsuperscript{f}}",
    "<jats:title>Abstract</jats:title><jats:p>A <jats:italic>b</jats:italic>.</jats:p>": (
        r"Abstract  A \emph{b}."
    ),
    "R&amp;D, R\\&amp;D, 5&#37;, &lt;x&gt; &eacute;": r"R\&D, R\&D, 5\%, <x> é",
    "<i>open, <b>crossed</i></b>": "<i>open, <b>crossed</i></b>",
    "a < b, c > d, <script>x</script>, A & B, &nosuch;": (
        "a < b, c > d, <script>x</script>, A & B, &nosuch;"
    ),
    "</i>": "</i>",
}


@pytest.mark.parametrize(("written", "tex"), HTML.items(), ids=HTML)
def test_html_of_publishers_is_tex(written, tex):
    assert tex_of_html(written) == tex


NAMES = {
    "Doe, Jane and Roe, Ann": "Doe, Jane and Roe, Ann",
    "family=Doe, given=Jane": "Doe, Jane",
    "family=Doe, given=Jane, prefix=van, useprefix=true": "van Doe, Jane",
    "family=King, given=Martin Luther, suffix=Jr., given-i=ML": "King, Jr., Martin Luther",
    'given="Jean Paul", family="Sartre" and Roe, Ann': "{Sartre}, {Jean Paul} and Roe, Ann",
    "family={Roe and Sons, Inc}": "{Roe and Sons, Inc}",
    "family=García Márquez": "García Márquez, ",
    "Family = Doe , Given = Jane": "Doe, Jane",
    "given=Plato": "Plato",
    "useprefix=true": "useprefix=true",
    "A = B": "A = B",
}


@pytest.mark.parametrize(("written", "usual"), NAMES.items(), ids=NAMES)
def test_names_by_parts_are_names(written, usual):
    assert usual_names(written) == usual


@pytest.mark.parametrize("ending", ["and others", "and et al.", "et al.", ", et al", "and et~al."])
def test_all_others_are_nobody_of_that_name(ending):
    parser = EntryParser("utf-8")
    feed(parser, f"@misc{{a, author = {{Doe, Jane and Roe, Ann {ending}}}}}\n", "a.bib", {})
    found = paper_of(parser.data.entries["a"])
    assert [person.name for person in found.authors] == ["Jane Doe", "Ann Roe"]
    assert found.and_others


def test_names_by_parts_have_their_family_name():
    parser = EntryParser("utf-8")
    text = "@misc{a, author = {family=Doe, given=Jane, prefix=van and family=García Márquez}}\n"
    assert feed(parser, text, "a.bib", {}) == []
    found = paper_of(parser.data.entries["a"])
    assert [(person.name, person.family) for person in found.authors] == [
        ("Jane van Doe", "van Doe"),
        ("García Márquez", "García Márquez"),
    ]


DATES = {
    "2017-06-12": ("2017", "06"),
    "2017-06/2017-08": ("2017", "06"),
    "2021-21": ("2021", "Spring"),
    "2021-24": ("2021", "Winter"),
    "/2021-05": ("2021", "05"),
    "../2021": ("2021", ""),
    "2004~": ("2004", ""),
    "2004?-05": ("2004", ""),
    "199X": ("1990–1999", ""),
    "18XX": ("1800–1899", ""),
    "-0044": ("45 BCE", ""),
    "-0044-03-15": ("45 BCE", "03"),
    "0000": ("1 BCE", ""),
    "forthcoming": ("", ""),
    "": ("", ""),
}


@pytest.mark.parametrize(("date", "wanted"), DATES.items(), ids=DATES)
def test_dates_of_every_form_have_their_year(date, wanted):
    assert year_and_month(date) == wanted


YEARS = [
    ("2017", 2017, "2017"),
    ("2017b", 2017, "2017"),
    ("1990–1999", 1990, ""),
    ("45 BCE", -44, ""),
    ("in press", 0, ""),
    ("c. 1850", 0, ""),
    ("²017", 0, ""),
    ("", 0, ""),
]


@pytest.mark.parametrize(("year", "number", "iso"), YEARS)
def test_years_sort_and_are_iso_or_absent(year, number, iso):
    assert (year_number(year), iso_year(year)) == (number, iso)


def test_machines_are_told_no_date_that_is_none_and_no_editor_as_author():
    parser = Parser("utf-8")
    parser.parse_string(
        "@book{a, editor={Ed Itor and Ann Other}, title={T}, year={in press}}\n"
        "@book{b, author={Au Thor}, title={U}, year={1999}}\n"
    )
    works = tuple(paper_of(entry) for entry in parser.data.entries.values())
    said = metadata(Citable(docname="x", title="X", authors=("A B",), cites=works))
    edited, written = json.loads(said.json_ld)["citation"]
    assert [person["name"] for person in edited["editor"]] == ["Ed Itor", "Ann Other"]
    assert "author" not in edited
    assert "datePublished" not in edited
    assert (written["author"][0]["name"], written["datePublished"]) == ("Au Thor", "1999")
    references = [content for name, content in said.tags if name == "citation_reference"]
    assert references[0] == "citation_title=T"
    assert "citation_publication_date=1999" in references[1]


# -- inheritance ----------------------------------------------------------------------------


def inherited(text):
    parser = EntryParser("utf-8")
    parser.parse_string(text)
    return parser.data.entries, inherit(parser.data.entries)


def test_xdata_gives_all_it_has_and_what_it_takes_over_itself():
    entries, faults = inherited(
        "@misc{a, xdata={one, two}, title={T}}\n"
        "@xdata{one, publisher={P}, doi={10.1000/1}, xdata={three}}\n"
        "@xdata{two, publisher={Q}, author={Au Thor}}\n"
        "@xdata{three, year={2001}}\n"
    )
    fields = dict(entries["a"].fields)
    assert fields == {"title": "T", "publisher": "P", "doi": "10.1000/1", "year": "2001"}
    assert [str(person) for person in entries["a"].persons["author"]] == ["Thor, Au"]
    assert faults == {}


def test_a_part_has_from_its_whole_what_is_not_the_whole_s_own():
    entries, faults = inherited(
        "@inproceedings{a, crossref={p}, title={T}}\n"
        "@proceedings{p, title={P}, subtitle={S}, year={1999}, doi={10.1000/1}, status={read},"
        " editor={Ed Itor}, author={Nobody}}\n"
        "@inbook{c, crossref={b}, title={C}}\n"
        "@book{b, title={B}, author={Au Thor}, xdata={x}}\n"
        "@xdata{x, publisher={X}}\n"
    )
    assert dict(entries["a"].fields) == {
        "title": "T",
        "booktitle": "P",
        "booksubtitle": "S",
        "year": "1999",
    }
    assert list(entries["a"].persons) == ["editor"]
    assert dict(entries["c"].fields) == {"title": "C", "booktitle": "B", "publisher": "X"}
    assert list(entries["c"].persons) == ["author"]
    assert faults == {}


def test_circles_end_and_keys_that_are_not_there_are_said():
    entries, faults = inherited(
        "@misc{a, crossref={b}, note={A}}\n@misc{b, crossref={a}, url={B}}\n@misc{c, crossref={c}}\n"
        "@misc{proceedings1, title={P}}\n@misc{d, crossref={Proceedings2}, xdata={zzz}}\n"
    )
    assert entries["b"].fields["note"] == "A"
    assert list(faults) == ["d"]
    assert re.search("xdata names 'zzz', which no file has", faults["d"][0])
    assert re.search("crossref names 'Proceedings2', .* 'proceedings1'", faults["d"][1])


def test_chains_of_any_length_are_followed():
    depth = 3000
    chain = "".join(f"@misc{{k{n}, crossref={{k{n + 1}}}}}\n" for n in range(depth))
    entries, faults = inherited(f"{chain}@misc{{k{depth}, year={{1999}}}}\n")
    assert entries["k0"].fields["year"] == "1999"
    assert faults == {}


# -- in a site ------------------------------------------------------------------------------

BIB = r"""
@xdata{proc, booktitle = {Proceedings of X}, publisher = {P}, year = 2020}
@inproceedings{parts, xdata = {proc}, title = {One}, subtitle = {Two},
  author = {family=Doe, given=Jane, prefix=van}}
@online{season, date = {2021-21}, title = {Season}, author = {Bee, Ann}, url = {https://example.org}}
@book{old, date = {-0044}, title = {Old}, author = {family=Caesar}, publisher = {Rome}}
@inproceedings{astray, crossref = {prok}, title = {Astray}, author = {Cee, Di}}
@collection{edited, editor = {Ed Itor}, title = {Edited}, year = {in press}, publisher = {Q}}
@dataset{data, author = {Dee, Ed}, title = {Data}, publisher = {Zenodo}, year = 2020}
@misc{parts, title = {Again}}
@misc{twice, title = {A}, title = {B}, year = 2001}
@misc{open, title = {x
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    cited = "parts,season,old,astray,edited,data,twice"
    files: dict[str, str | bytes] = {
        "index.md": f"# Home\n\n{{cite:t}}`{cited}`\n\n```{{toctree}}\nbib\nnotes/n\n```\n",
        "bib.md": "# Bibliography\n\n```{bibliography}\n:all:\n```\n",
        "notes/n.md": page(title="Note", paper="edited"),
        "references.bib": BIB,
        "second.bib": "@misc{Season, title = {Again}}\n",
    }
    names = 'bibtex_bibfiles = ["references.bib", "second.bib"]\n'
    return Site(tmp_path_factory.mktemp("biblatex"), files, names).build("text")


def test_each_fault_names_the_key_and_where_the_other_is(built):
    told = [line.partition("source/")[2] for line in built.warnings]
    assert [line.partition(" [kb.")[0] for line in told] == [
        "references.bib:10: WARNING: 'parts': references.bib:3 has an entry with that key; this entry "
        "is left out, the others are kept.",
        "references.bib:11: WARNING: 'twice': the field 'title' stands there twice; the first is kept.",
        "references.bib:12: WARNING: 'open': a brace or quote is not closed; this entry is left out, "
        "the others are kept.",
        "second.bib:1: WARNING: 'Season': references.bib:5 has an entry with that key; this entry is "
        "left out, the others are kept.",
        "references.bib:7: WARNING: 'astray': crossref names 'prok', which no file has; nothing is "
        "taken over: did you mean 'proc'?",
    ]


def test_the_bibliography_shows_it_all(built):
    listed = " ".join(built.text("bib.txt").split())
    assert "[van Doe, 2020] Jane van Doe. One: two. In *Proceedings of X*. P, 2020." in listed
    assert "[Bee, 2021] Ann Bee. Season. Spring 2021." in listed
    assert "[Caesar, 45 BCE] Caesar. *Old*. Rome, 45 BCE." in listed
    assert "[Dee, 2020] Ed Dee. Data. Zenodo, 2020." in listed
    assert "proc" not in listed


def test_a_card_says_of_editors_what_they_are(built):
    assert "Ed Itor (ed.)" in built.text("notes/n.txt")


# -- as archives and managers export --------------------------------------------------------

EXPORTED = r"""
@article{planck, author = {{Planck Collaboration} and {Aghanim}, N.}, journal = {\aap}, year = 2020,
  title = "{Planck 2018 results. VI. Cosmological parameters}", volume = {641}, pages = {A6}}
@inproceedings{dblp, author = {Ashish Vaswani and
               Wei Wang 0001}, title = {Attention}, booktitle = {NIPS}, year = 2017}
@misc{openai, author = {{OpenAI}}, title = {{GPT}-4}, year = 2023}
@book{eluard, author = {{\'E}luard, Paul}, title = {Capitale de la douleur}, publisher = {Gallimard}, year = 1926}
@book{zola, author = {Zola, {\'E}mile}, title = {Germinal}, publisher = {Charpentier}, year = 1885}
@collection{edited, editor = {Novak, Ann}, title = {Edited}, publisher = {P}, date = {-0044}}
@article{percent, author = {Per, Al}, title = {Of 50% of 60{\%} of it}, journal = {J}, year = 2020}
@article{soon, author = {Young, Ed}, title = {Soon}, journal = {J}, pubstate = {inpress}}
@article{crossref, author = {Bo, Al}, title = {A <i>new</i> study of H<sub>2</sub>O &amp; more}, journal = {J \&amp; K},
  year = 1990, month = {SEP 3}, volume = {}, pages = {{}}, doi = {}}
@article{joined, author = {Doe, Jane; Roe, Rich}, title = {Joined}, journal = {J}, year = 2000}
@article{pubmed, author = {Low, Al}, title = {Low}, journal = {J}, year = {2021 Aug 26}, pmid = {34265844}}
@article{ris, author = {Oslo, Al}, title = {Oslo}, journal = {J}, year = {2012/05/01}}
@article{lettered, author = {Oslo, Al}, title = {Pit}, journal = {J}, year = {2012a}}
@article{said, author = {Oslo, Al}, title = {Rock}, journal = {J}, year = {May 3, 2012}}
@article{cms, collaboration = {CMS}, title = {Higgs}, journal = {J}, year = 2012}
@book{sorted, author = {Mid, Al}, title = {{\noopsort{a}}Art of It}, publisher = {P},
  year = {{\noopsort{1973b}}1973}}
@patent{pat, author = {Inventor, An}, title = {A thing}, number = {US123}, date = {2012}}
"""


def test_entries_as_they_are_exported_are_listed_as_a_reader_looks_them_up(tmp_path):
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\n```{bibliography}\n:all:\n```\n\n"
        "```{paper-list}\n:select: all\n:sort: author\n```\n",
        "references.bib": EXPORTED,
    }
    result = Site(tmp_path, files).build("text")
    [told] = result.warnings
    assert "references.bib:14: WARNING: 'joined': author 'Doe, Jane; Roe, Rich' looks like" in told
    text = " ".join(result.text("index.txt").split())
    labels = re.findall(r"\[([^\]\[]+, [^\]\[]+)\] ", text)
    assert labels == [
        "Bo, 1990",
        "CMS Collaboration, 2012",
        "Doe, 2000",
        "Éluard, 1926",
        "Inventor, 2012",
        "Low, 2021",
        "Mid, 1973",
        "Novak, 45 BCE",
        "OpenAI, 2023",
        "Oslo, 2012b",
        "Oslo, 2012c",
        "Oslo, 2012a",
        "Per, 2020",
        "Planck Collaboration and Aghanim, 2020",
        "Vaswani and Wang, 2017",
        "Young, in press",
        "Zola, 1885",
    ]
    assert "*Astronomy & Astrophysics*, 641:A6, 2020." in text
    assert "Ashish Vaswani and Wei Wang. Attention." in text
    assert "Al Bo. A *new* study of h_2o & more. *J & K*, September 3 1990." in text
    assert "A thing. Patent US123, 2012." in text
    assert "Soon. *J*, in press." in text
    assert "Al Per. Of 50% of 60% of it. *J*, 2020." in text
    assert "Al Low. Low. *J*, August 26 2021. PMID:34265844." in text
    assert "Al Oslo. Oslo. *J*, May 2012." in text
    assert "Al Oslo. Rock. *J*, May 3, 2012." in text
    assert "Al Mid. *Art of It*. P, 1973." in text
    order = [
        "Capitale",
        "A thing",
        "Edited",
        "GPT-4",
        "Planck 2018",
        "Attention",
        "Soon",
        "Germinal",
    ]
    listed = text.rpartition("1885.")[2]
    assert sorted(order, key=listed.index) == order


# -- incremental ----------------------------------------------------------------------------

SHARED = """\
@xdata{x, publisher = {P}, year = 2020}
@inproceedings{a, crossref = {p}, title = {A}, subtitle = {S}, author = {family=Doe, given=Jane}}
@proceedings{p, title = {Proc}, editor = {Ed Itor}, year = 1999, publisher = {Q}}
@book{b, xdata = {x}, title = {B}, editor = {Bo B}}
@misc{c, title = {C}, author = {Cee C}, year = 2001}
"""
LISTED = "```{{bibliography}}\n:filter: {}\n```\n"
SITE: dict[str, str | bytes] = {
    "index.md": "# Home\n\nOf {cite:t}`a,b,c`.\n\n```{paper-list}\n:select: all\n:group: author\n```\n\n"
    "```{toctree}\nbib\nown\nn\n```\n",
    "bib.md": "# Bibliography\n\n```{bibliography}\n:all:\n```\n",
    "own.md": "# Own\n\nOf {cite:t}`a`.\n\n" + LISTED.format("docname in docnames"),
    "n.md": page(title="N", paper="b", takeaway='"As {cite:t}`a` says."'),
    "references.bib": SHARED,
}
EDITS = {
    "the whole": {"references.bib": SHARED.replace("1999", "1998").replace("{Proc}", "{Conf}")},
    "what is shared": {"references.bib": SHARED.replace("{P}", "{PP}")},
    "editor to author": {"references.bib": SHARED.replace("editor = {Bo", "author = {Bo")},
    "which list is the longest": {
        "own.md": "# Own\n\nOf {cite:t}`a,b,c`.\n\n" + LISTED.format("True"),
        "bib.md": "# Bibliography\n\n" + LISTED.format('cited and docname == "index"'),
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_entries_share_changes_every_page_that_shows_it(tmp_path, edit):
    conf = "suppress_warnings = ['bibtex.duplicate_citation']\n"
    site = Site(tmp_path / "edited", SITE, conf)
    site.build()
    site.write(edit)
    clean = Site(tmp_path / "clean", SITE | edit, conf)
    assert site.build().tree() == clean.build("html", "-j", "2").tree()
