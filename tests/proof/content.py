"""The site that the proof starts from: thirty pages that use what a real site uses."""

from __future__ import annotations

from pathlib import Path

from .site import CODE, Page, Site, picture

CONF: dict[str, object] = {
    "project": "Proof",
    "author": "The Commonplace contributors",
    "extensions": ["commonplace", "proof_own"],
    "html_title": "Proof w0000",
    "html_baseurl": "https://proof.example/",
    "html_static_path": ["_static"],
    "html_css_files": ["custom.css"],
    "templates_path": ["_templates"],
    "bibtex_bibfiles": ["references.bib"],
    "numfig": True,
    "kb_link_terms": "first",
    "exclude_patterns": ["_parts"],
    "kb_topics": {
        "transformers": {"title": "Transformers *t*", "status": "reading"},
        "cognition": {"title": "Cognition", "parent": "transformers"},
        "music": {"title": "Music", "status": "to-read"},
    },
}

#: An extension beside the site, which adds a paragraph to one page.
OWN_CODE = {
    "proof_own/__init__.py": b"from .work import setup\n",
    "proof_own/work.py": b"""def add(app, docname, content):
    if docname == "about":
        content[0] += "\\nSaid by code w0000.\\n"


def setup(app):
    app.connect("source-read", add)
    return {"parallel_read_safe": True}
""",
}

REFERENCES = {
    "alpha2020": ("Ada Alpha and Bo Beta", "On attention w0000", "2020"),
    "beta2021": ("Bo Beta", "On images w0000", "2021"),
    "gamma2019": ("Cy Gamma and Di Delta and Ed Epsilon", "On contrast w0000", "2019"),
    "delta2022": ("Di Delta", "On mixing w0000", "2022"),
    "epsilon2018": ("Ed Epsilon", "On nothing that is cited w0000", "2018"),
}

#: What else is known of some of them.
FACTS = {
    "alpha2020": {"doi": "10.1000/alpha", "eprint": "2001.00001v2", "abstract": "We show $x$."},
    "beta2021": {"doi": "10.1000/beta", "keywords": "images", "topics": "vision"},
    "delta2022": {"status": "to-read", "priority": "1", "queued": "2026-05-26"},
    "epsilon2018": {"status": "skipped", "status_reason": "Too long", "topics": "cognition"},
}

BLOG = (
    # key, series, part, date, tags, authors, links
    ("py-one", "Intermediate Python", 1, "2025-01-05", "python generators", "Ada Lane", "py-two"),
    ("py-two", "Intermediate Python", 2, "2025-02-05", "python", "Ada Lane", "py-three"),
    ("py-three", "Intermediate Python", 3, "2025-03-05", "python c++", "Ada Lane+Bo Hill", "net"),
    ("net", "Deep learning", 1, "2025-03-20", "vision", "Bo Hill", "scale"),
    ("scale", "Deep learning", 2, "2025-04-20T10:30:00+02:00", "vision c", "Bo Hill", "py-one"),
    ("alone", None, None, "2025-05-11", "meta", "Ada Lane", "draft-linked"),
    ("other", None, None, "2025-05-11", "meta c#", "Cy Dale", "draft-listed"),
    ("draft-linked", "Deep learning", 3, "2025-06-01", "vision draft-only", "Bo Hill", "alone"),
    ("draft-listed", None, None, "2025-06-02", "meta", "Cy Dale", "other"),
    ("future", None, None, "2026-11-25", "meta later", "Ada Lane", "alone"),
)

NOTES = (
    ("causes", "Cognition", 1, "conditions"),
    ("conditions", "Cognition", 2, "mixtures"),
    ("mixtures", "Cognition", 3, "causes"),
    ("coding", "Self-supervision", 1, "tokens"),
    ("tokens", "Transformers", 1, "coding"),
)

PAPERS = (
    ("paper-alpha", "alpha2020", "read", "Transformers"),
    ("paper-beta", "beta2021", "reading", "Transformers"),
    ("paper-gamma", "gamma2019", "to-read", "Self-supervision"),
)


def listing(*options: str) -> str:
    """Write a listing directive."""
    return "\n".join(("```{post-list}", *options, "```"))


def works(name: str, *options: str) -> str:
    """Write a directive about works."""
    return "\n".join((f"```{{{name}}}", *options, "```"))


def toctree(entries: list[str], *options: str) -> str:
    """Write a toctree of pages, named by key."""
    return "\n".join(("```{toctree}", *options, "", *(f"<<toc:{key}>>" for key in entries), "```"))


def _post(row: tuple[str, str | None, int | None, str, str, str, str]) -> Page:
    name, series, part, date, tags, authors, link = row
    front: dict[str, object] = {"title": f"Post {name} w0000", "date": date}
    front |= {"tags": tags.split(), "authors": authors.split("+")}
    if series:
        front |= {"series": series, "part": part}
    if name.startswith("draft"):
        front["draft"] = True
    if name in ("py-one", "net", "alone"):
        front |= {"thumbnail": "<<file:blog/img/thumb.png>>", "thumbnail_alt": "A square w0000"}
    if name == "other":
        front["redirect_from"] = ["/old/other/", "/older.html"]
    blocks = [
        f"The *first* paragraph of `{name}` w0000 cites {{cite:t}}`alpha2020`, shows $x^2$ and "
        f"leads to <<md:blog/{link}>> and to {{ref}}`sec-one`.",
        f"A plain paragraph w0000 of {name}.[^note]",
        "## A section w0000",
        f"See <<post:blog/{link}>>, <<doc:notes/tokens>>, {{term}}`entropy` and "
        "{cite:p}`beta2021`.",
        "![A square](<<file:blog/img/fig.png>>)",
        "[^note]: A footnote w0000.",
    ]
    if name in ("alone", "net"):
        blocks[4:4] = [
            "Known w0000 for long.[^lit]",
            "[^lit]: <https://arxiv.org/abs/2001.00001v1>",
        ]
        blocks.append("```{page-bibliography}\n```")
    if name == "alone":
        blocks.append("More w0000 of {term}`surprisals`.")
    if name == "draft-listed":
        blocks.append("```{glossary}\nhidden\n  Held back w0000.\n```")
    heading = f"Heading of {name} w0000" if name in ("py-two", "alone") else ""
    return Page(docname=f"blog/{name}", front=front, heading=heading, blocks=blocks)


def _note(row: tuple[str, str, int, str]) -> Page:
    name, topic, part, link = row
    front: dict[str, object] = {"title": f"Note {name} w0000", "topic": topic, "part": part}
    front |= {"date": "2025-07-01", "tags": ["notes"]}
    blocks = [
        f"Note w0000 on {name}, beside <<md:notes/{link}>> and <<note:notes/{link}|a twin>>, "
        "{term}`hidden`.",
        f"(label-{name})=\n\n## Section of {name} w0000",
        f"Back to [](#label-{link}) and [](#label-{name}).",
        "![Another square](<<file:notes/img/fig.png>>)",
        f"```{{figure}} <<file:notes/img/fig.png>>\n:name: fig-{name}\n\nSeen in {name} w0000\n```",
        f"Beside {{numref}}`fig-{link}`, w0000.",
        f"By name w0000: <<wiki:notes/{link}>>, [[old name]], {{term}}`Tokens`, [[surprisals]], "
        f"<<path:notes/{link}>>, [[fig-{link}]], [[eq-one]].",
    ]
    if name == "coding":
        blocks.append("<<embed:notes/mixtures>>")
    if name == "mixtures":  # lists that stand in another note, too
        blocks.append(listing(":collection: blog", ":limit: 3", ":style: compact"))
        blocks.append(works("paper-list", ":select: all", ":parts: problem"))
    return Page(docname=f"notes/{name}", front=front, blocks=blocks)


def _paper(row: tuple[str, str, str, str]) -> Page:
    name, citekey, status, topic = row
    front: dict[str, object] = {"title": f"Paper {name} w0000", "paper": citekey}
    front |= {"status": status, "topics": [topic], "date": "2025-08-01"}
    if status == "read":
        front |= {"read": "2026-02-03", "rating": 4, "takeaway": "It *works* w0000."}
    blocks = [
        f"**Problem:** w0000, as {{cite:t}}`{citekey}` says.",
        "**Proposal:** w0000, after {cite:p}`delta2022` and <<paper:papers/paper-alpha>>.",
        # No page refers to it: only its own number says that it moved.
        "```{figure} /notes/img/fig.png\n\nFound w0000\n```",
    ]
    return Page(docname=f"papers/{name}", front=front, blocks=blocks)


def _guide(name: str, link: str) -> Page:
    blocks = [
        f"(sec-{name})=\n\n## Numbered section {name} w0000",
        f"See {{numref}}`fig-{link}`, {{eq}}`eq-{link}`, {{numref}}`sec-{link}` and "
        f"{{ref}}`fig-{link}`.",
        f"```{{figure}} /notes/img/fig.png\n:name: fig-{name}\n\nFigure of {name} w0000\n```",
        f"```{{math}}\n:label: eq-{name}\n\na_{{{name}}} = 1\n```",
        "Plain words w0000 after the equation.",
        f"### What {{cite:t}}`beta2021` says of {name} w0000",
    ]
    return Page(docname=f"guide/{name}", heading=f"Guide {name} w0000", blocks=blocks)


def _root() -> list[Page]:
    sections = ["about", "blog/index", "notes/index", "papers/index", "guide/index", "reading"]
    sections += ["works", "missing", "graph"]
    return [
        Page(
            docname="index",
            front={"title": "Home w0000"},
            blocks=[
                "Welcome w0000 to the proof; start at <<md:about>>.",
                listing(":collection: blog", ":limit: 3", ":style: cards"),
                listing(":collection: notes", ":sort: updated", ":style: compact"),
                toctree(
                    [*sections, "glossary", "references"], ":maxdepth: 2", ":caption: Contents"
                ),
            ],
        ),
        Page(
            docname="about",
            front={
                "title": "About w0000",
                "permalink": "/",
                "redirect_from": "/me/",
                "description": "Of [[tokens]] w0000, and more",
            },
            blocks=[
                "About w0000, with an included part:",
                "```{include} /_parts/part.md\n```",
                "Take {download}`the data </_parts/data.txt>`.",
                "![Of any kind](<<file:blog/img/any.*>>)",
                "```{csv-table} Table\n:file: <<file:_parts/table.csv>>\n```",
                "```{literalinclude} <<source:blog/future>>\n```",
                listing(":collection: notes", ":group: topic", ":style: compact"),
            ],
        ),
        Page(
            docname="glossary",
            heading="Glossary w0000",
            blocks=[
                "```{glossary}\nentropy\n  Surprise w0000, on average.\n"
                "  :aliases: surprisal\n  :related: token\n\ntoken\n"
                "  A unit w0000 of text.\n```",
                "A {term}`token` w0000 is counted in <<md:notes/tokens>>.",
            ],
        ),
        Page(
            docname="references",
            heading="References w0000",
            blocks=["Cited w0000 here:", "```{bibliography}\n:all:\n```"],
        ),
        Page(
            docname="works",
            heading="Works w0000",
            blocks=[
                "What is known w0000, as <<md:papers/paper-alpha#part-problem>> has it.",
                works("paper-list", ":select: all", ":group: topic", ":parts: problem, proposal"),
                works("paper-list", ":style: table", ":sort: priority"),
                works("paper-table", ":parts: problem, proposal"),
            ],
        ),
        Page(
            docname="missing",
            heading="Missing w0000",
            blocks=["What is missing w0000.", works("paper-coverage")],
        ),
        Page(
            docname="graph",
            heading="Graph w0000",
            blocks=["What is linked w0000.", works("site-graph")],
        ),
        Page(
            docname="reading",
            heading="Reading w0000",
            blocks=[
                "What is read w0000, by state.",
                works("reading-list"),
                listing(":collection: papers", ":status: reading", ":style: table"),
                listing(":collection: blog", ":group: series", ":style: list"),
                listing(":tag: meta", ":style: compact", ":excerpt: none"),
                listing(":author: Ada Lane", ":sort: title", ":order: asc"),
            ],
        ),
    ]


def first_site(extension: Path = CODE) -> Site:
    """Build the model that every edit script starts from."""
    site = Site(conf=dict(CONF), code=dict(OWN_CODE), extension=extension)
    pages = [*_root(), *map(_post, BLOG), *map(_note, NOTES), *map(_paper, PAPERS)]
    pages += [_guide("one", "three"), _guide("two", "one"), _guide("three", "two")]
    posts = [f"blog/{row[0]}" for row in BLOG]
    intro = "Every post w0000, newest first."
    numbered = listing(":collection: blog", ":style: numbered", ":excerpt: 12")
    yearly = listing(":collection: blog", ":group: year", ":style: list", ":number-from: oldest")
    pages.append(Page(docname="blog/index", front={"title": "Blog w0000"}))
    pages[-1].blocks = [intro, numbered, yearly, toctree(posts)]
    pages.append(Page(docname="notes/index", heading="Notes w0000"))
    pages[-1].blocks = ["All notes w0000.", "```{toctree}\n:glob:\n\n*\n```"]
    pages.append(Page(docname="papers/index", heading="Papers w0000"))
    pages[-1].blocks = [
        "All papers w0000.",
        listing(":collection: papers", ":style: table", ":sort: title"),
        toctree([f"papers/{row[0]}" for row in PAPERS]),
    ]
    pages.append(Page(docname="guide/index", heading="Guide w0000"))
    guides = [f"guide/{name}" for name in ("one", "two", "three")]
    pages[-1].blocks = ["A numbered guide w0000.", toctree(guides, ":numbered:")]
    site.pages = {page.docname: page for page in pages}
    for key, (author, title, year) in REFERENCES.items():
        fields = {"author": author, "title": title, "year": year, "journal": "Journal w0000"}
        site.references[key] = fields | FACTS.get(key, {})
    site.files = {
        "_static/custom.css": b"body { --proof: w0000; }\n",
        "_static/deep/first.txt": b"static\n",
        "_templates/copyright.html": b"<p>Free to copy w0000</p>\n",
        "_parts/part.md": b"An included part w0000 with {term}`token` and {cite:t}`gamma2019`.\n",
        "_parts/data.txt": b"1 2 3 w0000\n",
        "_parts/table.csv": b"one,two\n",
        "blog/img/any.png": picture(5),
        "blog/img/fig.png": picture(1),
        "blog/img/thumb.png": picture(2),
        "blog/img/thumb-two.png": picture(3),
        "notes/img/fig.png": picture(4, size=9),
    }
    return site
