"""Lists of names as they are written in the wild: by medicine, by style sheets, by slips."""

from __future__ import annotations

import re

import pytest

from commonplace.resolve.bibparser import EntryParser, feed
from commonplace.resolve.entries import paper_of
from commonplace.resolve.name_lists import name_faults, names_in_bibtex
from sites import Site, page

LISTS = {
    # Initials behind the family name, as PubMed has them.
    "Vaswani A and Shazeer N": "Vaswani, A. and Shazeer, N.",
    "Jumper J, Evans R, Pritzel A, et al.": "Jumper, J. and Evans, R. and Pritzel, A. and others",
    "van der Berg JA, O'Neil PJ Jr": "van der Berg, J. A. and O'Neil, Jr, P. J.",
    "{Planck Collaboration} and Ade PA": "{Planck Collaboration} and Ade, P. A.",
    r"{\'E}luard P and Erd{\H{o}}s P": r"{\'E}luard, P. and Erd{\H{o}}s, P.",
    "Li J-P and SMITH K": "Li, J. P. and SMITH, K.",
    "Doe J and others": "Doe, J. and others",
    "Ivanov I.I.": "Ivanov, I.I.",
    "Смирнов А. Б. and Колмогоров А. Н.": "Смирнов, А. Б. and Колмогоров, А. Н.",
    # What only looks so.
    "Weinan E": "Weinan E",
    "Weinan E and Jiequn Han": "Weinan E and Jiequn Han",
    "Google AI": "Google AI",
    "A LI and B WU": "A LI and B WU",
    "J. A. B.": "J. A. B.",
    "Jumper, J and Evans, R": "Jumper, J and Evans, R",
    # Commas between names.
    "A. Vaswani, N. Shazeer, and N. Parmar": "A. Vaswani and N. Shazeer and N. Parmar",
    "Smith, J., Doe, K., and Roe, R.": "Smith, J. and Doe, K. and Roe, R.",
    r"Smith, J., \& Doe, K.": "Smith, J. and Doe, K.",
    "A. Vaswani & N. Shazeer": "A. Vaswani and N. Shazeer",
    "Smith, J. A. and Doe, K.": "Smith, J. A. and Doe, K.",
    "de la Cruz, J., Jr.": "de la Cruz, J., Jr.",
    # Suffixes are no family names.
    "Martin Luther King Jr. and Sammy Davis III": "King, Jr., Martin Luther and Davis, III, Sammy",
    "Ludwig van Beethoven Jr": "van Beethoven, Jr, Ludwig",
    "King, Jr., Martin Luther": "King, Jr., Martin Luther",
    # Names that are not there.
    "Smith, John and": "Smith, John",
    "and Smith, John": "Smith, John",
    "Smith, John and and Doe, Jane": "Smith, John and Doe, Jane",
    "Metin And": "Metin And",
    # As most are.
    "Ada Lovelace and {OpenAI} and Plato": "Ada Lovelace and {OpenAI} and Plato",
    "Charles E. Leiserson and Jimmy Ba": "Charles E. Leiserson and Jimmy Ba",
    "王, 小明 and 李雷": "王, 小明 and 李雷",
}  # fmt: skip


@pytest.mark.parametrize(("written", "usual"), LISTS.items(), ids=LISTS)
def test_names_are_those_of_their_people(written, usual):
    """Nothing is guessed where BibTeX has a reading that may be meant."""
    assert names_in_bibtex(written) == usual
    assert names_in_bibtex(usual) == usual


def test_a_lone_name_is_a_family_s_where_the_entry_is_pubmed_s():
    """Elsewhere it may be somebody whose family name is one letter."""
    assert names_in_bibtex("Weinan E", medical=True) == "Weinan, E."
    parser = EntryParser("utf-8")
    feed(parser, "@article{a, author = {Doe JA}, pmid = {1}}\n", "a.bib", {})
    [person] = paper_of(parser.data.entries["a"]).authors
    assert (person.name, person.family) == ("J. A. Doe", "Doe")


@pytest.mark.parametrize("piece", ["A ", "Smith J, ", "and ", " ", "A. B, ", "et ", "{A} "])
def test_lists_of_any_length_are_taken(piece):
    """In time that depends on their length alone, or this would not end."""
    assert names_in_bibtex(piece * 50_000 + "and") is not None


JOINED = {
    "Doe, Jane; Roe, Rich": 1,
    "Doe, A.; Roe, B.; Poe, C.; Moe, D.": 1,
    "Jane Doe & Rich Roe": 1,
    "Doe Jane, Roe Rich, Poe Ed": 1,
    "King, Jr., Martin": 0,
    "Doe, of York, Jane": 0,
    "{Doe; Roe}": 0,
}


@pytest.mark.parametrize(("written", "count"), JOINED.items(), ids=JOINED)
def test_names_that_stay_one_are_told_once(written, count):
    """One of the two messages about a list with too many commas is enough."""
    parser = EntryParser("utf-8")
    faults = feed(parser, f"@misc{{a, author = {{{written}}}}}\n", "a.bib", {})
    assert len([*faults, *name_faults(parser.data.entries["a"])]) == count


def test_a_bibliography_of_medicine_reads_like_any_other(tmp_path):
    """Labels, list and card have the family names."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\nAs {cite:t}`a` say.\n\n```{bibliography}\n:all:\n```\n",
        "references.bib": "@article{a, author = {Vaswani A, Shazeer N, Parmar N}, title = {T},\n"
        "  journal = {J}, year = 2017}\n",
    }
    result = Site(tmp_path, files).build("text", strict=True)
    text = " ".join(result.text("index.txt").split())
    assert result.status == 0, result.log
    assert "As Vaswani *et al.* [2017] say." in text
    assert "[Vaswani et al., 2017] A. Vaswani, N. Shazeer, and N. Parmar. T." in text


def collaboration(key, number, *ends):
    """Return an entry with so many authors, the first of which are those of every other."""
    people = " and ".join([*(f"Last{n}, First" for n in range(number)), *ends])
    return f"@article{{{key}, author = {{{people}}}, title = {{Of {key}}}, journal = {{J}}, year = 2012}}\n"


def test_of_very_many_authors_the_first_are_named(tmp_path):
    """In bibliography, card and what machines are told; no page is made for each of the others."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\nAs {cite:t}`most` say.\n\n```{bibliography}\n:all:\n```\n\n"
        "```{toctree}\na\nb\n```\n",
        "a.md": page(title="A", paper="[most, more, all]"),
        "b.md": page(title="B", paper="[own, own2]"),
        "references.bib": collaboration("most", 3000)
        + collaboration("more", 21, "others")
        + collaboration("all", 20)
        + "@misc{own, author = {Last2000, First}, title = {Own}, year = 2001}\n"
        + "@misc{own2, author = {Last2000, First}, title = {Own again}, year = 2002}\n",
    }
    result = Site(tmp_path, files).build(strict=True)
    assert result.status == 0, result.log
    listed = re.sub(r"<[^>]+>", "", result.text("index.html"))
    assert "First Last9, and 2990 others. Of most." in listed
    assert "First Last9, and others. Of more." in listed
    assert "First Last18, and First Last19. Of all." in listed
    source = result.text("a.html")
    cards = re.findall(r'kb-card-authors">(.*?)</p>', source)
    names = [re.sub(r"<[^>]+>", "", card) for card in cards]
    assert [name.partition("Last9, ")[2] for name in names[:2]] == [
        "First Last2000, and 2989 others",
        "and others",
    ]
    assert names[2].endswith("First Last18, First Last19")
    assert "First Last500" not in source.partition("kb-card")[0]
    made = {path.stem for path in (result.outdir / "authors").glob("first-last*.html")}
    assert made == {"first-last2000", *(f"first-last{number}" for number in range(10))}
