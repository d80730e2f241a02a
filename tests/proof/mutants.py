"""Take the reasons for which a page is outdated out of the code, one at a time.

The proof is worth something only if it fails then; each mutant names an edit that must leave a
wrong site without the line that it changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from . import edits_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A line taken out, and an edit that must then go wrong."""

    name: str
    path: str  #: file in the package
    old: str
    new: str
    edit: Callable[[Site], None]
    before: Callable[[Site], None] = lambda site: None  #: what makes the line the only reason
    times: str = "now"

    def apply(self, code: Path) -> None:
        """Change the code in the folder *code*."""
        path = code / "commonplace" / self.path
        text = path.read_text(encoding="utf-8")
        assert text.count(self.old) == 1, f"{self.path} no longer holds {self.old!r} once"
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def _front(key: str, name: str, value: object) -> Callable[[Site], None]:
    def edit(site: Site) -> None:
        site.pages[key].front[name] = value

    return edit


def _first_block(key: str, text: str) -> Callable[[Site], None]:
    def edit(site: Site) -> None:
        site.pages[key].blocks.insert(1, text)

    return edit


def _cited_by_a_plain_page(site: Site) -> None:
    site.pages["about"].blocks.insert(1, "Cites {cite:t}`beta2021`.")


def _to_do(site: Site) -> None:
    site.conf["extensions"] = ["commonplace", "proof_own", "sphinx.ext.todo"]
    site.conf["todo_include_todos"] = True
    site.pages["about"].blocks.insert(1, "```{todolist}\n```")
    site.pages["blog/alone"].blocks.insert(1, "```{todo}\nAsk.\n```")


def _whole_tree(site: Site) -> None:
    site.conf["html_theme"] = "alabaster"
    site.conf["html_theme_options"] = {"sidebar_collapse": False}


def _not_cited_at_the_foot(site: Site) -> None:
    site.conf["kb_cite_this"] = False


def _delete(site: Site) -> None:
    site.gone["notes/tokens"] = site.pages.pop("notes/tokens").docname


def _no_draft(site: Site) -> None:
    key = "blog/draft-listed"
    site.gone[key] = site.pages.pop(key).docname


def _next_week(site: Site) -> None:
    site.clock += 7 * 86400


def _reference(site: Site) -> None:
    site.references["beta2021"]["year"] = "1999"


def _later_label(site: Site) -> None:
    site.references["alpha2020"]["year"] = "1999"


def _own_template(site: Site) -> None:
    site.files["_templates/copyright.html"] = b"<p>Other</p>\n"


def _style(site: Site) -> None:
    site.files["_static/custom.css"] = b"body { --proof: other; }\n"


def _code(site: Site) -> None:
    name = "commonplace/write/context.py"
    text = (site.extension / name).read_bytes()
    site.code[name] = text.replace(b"nav bd-sidenav", b"nav bd-sidenav2")


def _better_picture(site: Site) -> None:
    site.files["blog/img/any.svg"] = b'<svg xmlns="http://www.w3.org/2000/svg"/>\n'


def _own_code(site: Site) -> None:
    name = "proof_own/work.py"
    site.code[name] = site.code[name].replace(b"w0000", b"w1111")


def _without(*names: str) -> str:
    """Return the line that leaves out requests of these types."""
    kept = f"[item for item in page.requests if type(item).__name__ not in {names!r}]"
    return f"for request in {kept}:"


def _second_guide(site: Site) -> None:
    edits_tree.add_guide(site, Random(1))  # after the first


def _no_numbers(site: Site) -> None:
    edits_tree.toggle_numbers(site, Random(0))


def _conf(site: Site) -> None:
    site.conf["html_title"] = "Another"


def _author_alias(site: Site) -> None:
    site.conf["kb_authors"] = {"Ada L.": {"aliases": ["Ada Lane"]}}


def _openreview(site: Site) -> None:
    site.references["alpha2020"]["openreview"] = "aBc"  # no style of a bibliography shows it


def _abstract(site: Site) -> None:
    site.references["alpha2020"]["abstract"] = "We show nothing."


def _no_alias(site: Site) -> None:
    page = site.pages["glossary"]
    page.blocks[0] = page.blocks[0].replace("  :aliases: surprisal\n", "")


def _new_term(site: Site) -> None:
    """Define what pages in no collection speak of: those in one are related by their terms."""
    page = site.pages["glossary"]
    page.blocks[0] = page.blocks[0].replace("\ntoken\n", "\nplain word\n  No formula.\n\ntoken\n")


def _later(site: Site) -> None:
    site.clock += 3 * 86400  # what waits since May has waited for long; no post is published


def _cited_inside(site: Site) -> None:
    site.pages["notes/mixtures"].blocks.insert(1, "Cites {cite:t}`beta2021`.")


def _still(site: Site) -> None:
    """Have bodies edited without others showing it: the terms in them are not linked."""
    site.conf["kb_link_terms"] = ""
    site.pages["notes/mixtures"].blocks.insert(1, "Shown elsewhere.")


def _reworded(site: Site) -> None:
    blocks = site.pages["notes/mixtures"].blocks
    blocks[blocks.index("Shown elsewhere.")] = "Shown anywhere."


DIGESTS = "resolve/digests.py"
WORLD = "resolve/world.py"
REQUESTS = "for request in page.requests:"
FIGURE = "```{figure} <<file:notes/img/fig.png>>\n:name: fig-new\n\nNew\n```"

MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        name="sources by their bytes",
        path="events.py",
        old="or domain.inputs.get(docname) != fresh(docname)",
        new="",
        edit=_front("blog/alone", "title", "Post alone w1111"),
        times="kept",
    ),
    Mutant(
        name="links to added and removed pages",
        path="events.py",
        old="or (moved and not moved.isdisjoint(page.mentions))",
        new="",
        edit=_delete,
    ),
    Mutant(
        name="pictures that would be taken",
        path="inputs.py",
        old="adopted, pictures, entries",
        new="adopted, entries",
        edit=_better_picture,
    ),
    Mutant(
        name="the page itself",
        path=DIGESTS,
        old='inputs = self._site.domain.inputs.get(docname, "")',
        new='inputs = ""',
        edit=_first_block("about", "A new paragraph."),  # of a post, the number of words changes
    ),
    Mutant(
        name="targets of links",
        path=DIGESTS,
        old="yield self._site.targets.states(page.references)",
        new="yield ()",
        before=_cited_by_a_plain_page,
        edit=_reference,
    ),
    Mutant(
        name="names of what is withheld",
        path="resolve/targets.py",
        old='found.append("withheld")',
        new="pass",
        edit=_no_draft,
    ),
    Mutant(
        name="files of what is withheld",
        path="inputs.py",
        old="name for name in page.mentions if name in withheld",
        new="name for name in ()",
        edit=_no_draft,
    ),
    Mutant(
        name="sources that pages take in",
        path="read/unpublished.py",
        old="named.add(docname)",
        new="pass",
        edit=_next_week,
    ),
    Mutant(
        name="numbers",
        path=DIGESTS,
        old="for kind, places in sorted(env.toc_fignumbers.get(docname, {}).items())",
        new="for kind, places in ()",
        edit=_first_block("notes/causes", FIGURE),
    ),
    Mutant(
        name="toctrees in pages",
        path=DIGESTS,
        old="yield tuple(self._toctree_digest(entry) for entry in page.toctree)",
        new="yield ()",
        edit=_front("blog/py-two", "title", "Post two w1111"),
    ),
    Mutant(
        name="citations in headings of toctrees",
        path=DIGESTS,
        old="page.outline, numbers, *cited",
        new="page.outline, numbers",
        edit=_reference,
    ),
    Mutant(
        name="listings",
        path=DIGESTS,
        old="            yield view\n            yield self._late(view)",
        new="            yield ()",
        edit=_front("blog/py-one", "tags", ["python", "other"]),
    ),
    Mutant(
        name="what is resolved late in listings",
        path=DIGESTS,
        old="            yield self._late(view)",
        new="            yield ()",
        edit=_later_label,
    ),
    Mutant(
        name="series",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("Byline"),
        edit=_front("blog/py-one", "series", "Deep learning"),
    ),
    Mutant(
        name="neighbours",
        path=DIGESTS,
        old="yield self._relations(docname)",
        new="yield ()",
        edit=_front("blog/other", "title", "Post other w1111"),
    ),
    Mutant(
        name="section numbers of neighbours",
        path=DIGESTS,
        old="page.title if page else (), self._site.numbers.get(docname, ())",
        new="page.title if page else (), ()",
        edit=_second_guide,
    ),
    Mutant(
        name="section numbers taken off",
        path="resolve/numbers.py",
        old="for docname in env.toc_secnumbers:",
        new="for docname in ():",
        edit=_no_numbers,
    ),
    Mutant(
        name="sidebar",
        path=DIGESTS,
        old="yield self._site.sidebar.digest(docname)",
        new="yield ()",
        edit=_front("works", "title", "Works w1111"),  # posts show each other's titles elsewhere
    ),
    Mutant(
        name="citing places in the bibliography",
        path=DIGESTS,
        old="            yield places\n            yield self._late(places)\n",
        new="",
        edit=_first_block("notes/causes", "Cites {cite:t}`epsilon2018`."),
    ),
    Mutant(
        name="who cites a note's work",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("CitedBy", "LocalGraph"),  # which shows citations as well
        edit=_first_block("notes/causes", "Cites {cite:t}`alpha2020`."),
    ),
    Mutant(
        name="cards",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("Cards"),
        edit=_abstract,
    ),
    Mutant(
        name="related pages",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("Related"),
        edit=_first_block("notes/causes", "Cites {cite:t}`delta2022`."),
    ),
    Mutant(
        name="who links here",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("Backlinks", "LocalGraph"),  # which shows links as well
        edit=_first_block("blog/alone", "Leads to <<wiki:papers/paper-gamma>>."),
    ),
    Mutant(
        name="names in brackets",
        path="resolve/targets.py",
        old="return (name, held, self._bibliography.state(reference.target))",
        new="return ()",
        edit=_front("blog/alone", "aliases", ["/was/old-name/"]),
    ),
    Mutant(
        name="notes inside others",
        path=DIGESTS,
        old='yield self._site.domain.inputs.get(place.docname, "")',
        new="yield ()",
        before=_still,
        edit=_reworded,
    ),
    Mutant(
        name="what notes inside others hang on",
        path=DIGESTS,
        old="self._body(place.docname)",
        new='""',
        before=_cited_inside,
        edit=_reference,
    ),
    Mutant(
        name="pages with others inside are not alone",
        path="events.py",
        old="for name, page in site.pages.items() if not page.embeds}",
        new="for name in site.pages}",
        before=_still,
        edit=_reworded,
    ),
    Mutant(
        name="what pages tell others",
        path=WORLD,
        old="            sorted(exports.items()),\n",
        new="",
        edit=_front("blog/py-one", "excerpt", "Another excerpt."),
    ),
    Mutant(
        name="minutes to read",
        path=WORLD,
        old="            [site.views.minutes(site.pages[name]) for name in sorted(exports)],\n",
        new="",
        before=_still,
        edit=_first_block("blog/py-one", "word " * 1000),
    ),
    Mutant(
        name="bodies in feeds",
        path="write/feeds.py",
        old="same = html.same_world and html.written.isdisjoint(pages)",
        new="same = html.same_world",
        before=_still,
        edit=_first_block("blog/alone", "At the end."),
    ),
    Mutant(
        name="words in the search index",
        path="write/index.py",
        old="(self.same_world and self.records.same_words)",
        new="self.same_world",
        before=_still,
        edit=_first_block("blog/alone", "Quixotic zymurgy."),
    ),
    Mutant(
        name="pages in llms.txt",
        path="write/twins.py",
        old='key = digest((html.world, names)) if html.world else ""',
        new="key = digest(names)",
        edit=_front("blog/alone", "description", "Otherwise."),
    ),
    Mutant(
        name="the graph by the world",
        path="write/graph_files.py",
        old="Made(key=world,",
        new='Made(key="graph",',
        edit=_first_block("notes/causes", "See <<md:notes/tokens>>."),
    ),
    Mutant(
        name="uses of terms",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("TermUses"),
        edit=_first_block("blog/alone", "Of {term}`tokens`."),
    ),
    Mutant(
        name="names of terms",
        path="resolve/targets.py",
        old="found.append(self._terms(reference.target))",
        new="pass",
        edit=_no_alias,
    ),
    Mutant(
        name="terms linked by themselves",
        path=DIGESTS,
        old="yield self._site.term_links.get(docname, ())",
        new="yield ()",
        edit=_new_term,
    ),
    Mutant(
        name="the whole graph",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("SiteGraph"),
        edit=_first_block("notes/causes", "See <<md:notes/tokens>>."),
    ),
    Mutant(
        name="graphs around pages",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("LocalGraph"),
        edit=_front("notes/tokens", "collection", "papers"),  # posts show no more than its colour
    ),
    Mutant(
        name="data of the graph",
        path="write/site_files.py",
        old="if builder.is_unchanged():",
        new="if builder.manifest.key:",
        edit=_first_block("notes/causes", "See <<md:notes/tokens>>."),
    ),
    Mutant(
        name="reading list",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("ReadingList"),
        edit=_front("papers/paper-gamma", "priority", 3),
    ),
    Mutant(
        name="lists of works",
        path=DIGESTS,
        old=REQUESTS,
        new=_without("PaperQuery", "Comparison"),
        edit=_first_block("papers/paper-gamma", "**Problem:** another."),
    ),
    Mutant(
        name="what a page says to machines",
        path=DIGESTS,
        old="yield found  # what its head says to machines",
        new="yield ()",
        before=_not_cited_at_the_foot,
        edit=_openreview,
    ),
    Mutant(
        name="today",
        path="inputs.py",
        old="            domain.today.isoformat(),  # what waits for long\n",
        new="",
        edit=_later,
    ),
    Mutant(
        name="what is to do",
        path=DIGESTS,
        old="(name, other.todos, self._site.targets.states(other.references))",
        new="name",
        before=_to_do,
        edit=_first_block("blog/alone", "```{todo}\nTell.\n```"),
    ),
    Mutant(
        name="the whole tree",
        path=DIGESTS,
        old="yield self._toctree_digest(self._site.env.config.root_doc)",
        new="pass",
        before=_whole_tree,
        edit=_front("papers/paper-gamma", "title", "Another title"),
    ),
    Mutant(
        name="code",
        path="write/header.py",
        old="            code_digest(),\n            versions(),",
        new="            versions(),",
        edit=_code,
    ),
    Mutant(
        name="code beside the site",
        path="write/header.py",
        old="extensions, _local_code(app), bibtex",
        new="extensions, bibtex",
        edit=_own_code,
    ),
    Mutant(
        name="names of authors",
        path="inputs.py",
        old="own = (source.digest, source.front.authors) if source else ()",
        new="own = (source.digest,) if source else ()",
        edit=_author_alias,
    ),
    Mutant(
        name="configuration",
        path="write/header.py",
        old="            values,\n",
        new="",
        edit=_conf,
    ),
    Mutant(
        name="templates",
        path="write/header.py",
        old="tuple(_templates(app)) if html else (),",
        new="",
        edit=_own_template,
    ),
    Mutant(
        name="assets",
        path="write/header.py",
        old="tuple(_assets(app)) if html else (),",
        new="",
        edit=_style,
    ),
    Mutant(
        name="output of removed pages",
        path="write/manifest.py",
        old="removed = [name for name in sorted(self.files - wanted) if self._remove(name)]",
        new="removed: list[str] = []",
        edit=_delete,
    ),
)
