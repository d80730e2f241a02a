"""The handlers of Sphinx's events, in the order of a build."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.errors import SphinxError

from . import config_checks, consistency, diagnostics, project, workers
from .core import source_date
from .core.digest import digest
from .core.toctrees import without_circles
from .files import write_bytes
from .inputs import Inputs, common_key
from .math.assets import copy_assets
from .math.extension import RENDERER
from .read import (
    commits,
    definitions,
    documented,
    generate,
    harvest,
    lenient,
    ownership,
    scan,
    todos,
)
from .resolve import bibfiles
from .resolve.digests import PageDigests
from .resolve.images import name_images
from .resolve.site import Site
from .resolve.world import export_of, world_of
from .write import cards, clean_slate, header, leaks, site_files
from .write.builders import HtmlMixin
from .write.by_digest import DigestMixin
from .write.redirects import redirects_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from .config import KbConfig
    from .core.model import Problem
    from .core.sources import Scan
    from .resolve.citations import IndexedBibtexDomain
    from .resolve.domain import KbDomain

JOURNAL = "kb-reading.json"
CLOCK_STEP_NS = 10_000_000  #: file times come from a clock that ticks every 4 to 10 ms


def domain_of(env: BuildEnvironment) -> KbDomain:
    """Return our domain."""
    return cast("KbDomain", env.get_domain("kb"))


def digest_builder(app: Sphinx) -> DigestMixin | None:
    """Return the builder if it is one of ours, which write by digest."""
    builder: Any = app.builder
    return builder if isinstance(builder, DigestMixin) else None


# -- before anything is read ------------------------------------------------------------


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Note which code reads the pages; a change of it reads them all again."""
    config["kb_code"] = header.reading_digest(app)
    if message := source_date.fault(os.environ):
        diagnostics.warn("config", f"{message} The clock is used.")


def on_builder_inited(app: Sphinx) -> None:
    """Scan the sources, hold back what is not published, keep generated sources in step."""
    env, domain = app.env, domain_of(app.env)
    settings = domain.settings
    site_project = project.install(app)
    env.find_files(app.config, app.builder)
    if app.config.root_doc not in env.found_docs:
        # Sphinx says so of a file `index.rst`, which nobody has thought of.
        raise SphinxError(
            f"there is no {app.config.root_doc}.md in {app.srcdir}, so the site has no first page: "
            "write it, or name another page with root_doc in conf.py."
        )
    moment = scan.now()

    def unreadable(docname: str, problem: Problem) -> None:
        path = env.doc2path(docname)
        diagnostics.warn(problem.subtype, problem.message, location=f"{path}:{problem.line}")

    def look() -> None:
        paths = {name: Path(env.doc2path(name)) for name in env.found_docs}
        domain.scan = scan.scan_sources(
            paths,
            cache=Path(app.doctreedir) / scan.CACHE_NAME,
            stamp=f"{app.config.kb_code} {settings.timezone} {sorted(settings.collections)}",
            settings=settings,
            moment=moment,
            root=app.config.root_doc,
            on_unreadable=seen.setdefault,
            authors=domain.authors,
        )

    def planned(found: Scan) -> generate.Plan:
        return generate.plan(
            found, settings, domain.papers, root=app.config.root_doc, generated=generated
        )

    seen: dict[str, Problem] = {}
    domain.today = moment.astimezone(settings.zone).date()
    domain.authors = config_checks.authors(app)
    domain.comments = config_checks.comments(app)
    domain.cards = _cards(app, settings)
    bibfiles.load_files(app)
    look()
    generated = frozenset(ownership.owned(Path(app.srcdir)))
    plan = planned(domain.scan)
    handed_over: list[str] = []
    if ownership.apply(app, plan, settings, handed_over=handed_over):
        site_project.withheld = frozenset()
        env.find_files(app.config, app.builder)
        look()
    domain.scan.handed_over = tuple(handed_over)
    domain.scan.generated = plan.docnames
    for name, problem in sorted(seen.items()):
        unreadable(name, problem)
    if app.config.root_doc in seen:
        lenient.register()
        env.settings["input_encoding"] = lenient.NAME
    # What would be there if everything were published and generated, and is not.
    everything = planned(replace(domain.scan, withheld={}))
    domain.scan.absent_generated = frozenset((plan.docnames | everything.docnames) - env.found_docs)
    domain.scan.adopted = plan.adoption(
        env.found_docs - domain.scan.withheld.keys(), app.config.root_doc
    )
    if reason := domain.scan.withheld.get(app.config.root_doc):
        diagnostics.warn(
            "config",
            f"root_doc names a page that is held back ({reason}), and there is no site without "
            "one: publish the page, or name another.",
            location=(app.config.root_doc, 1),
        )
    site_project.withhold(frozenset(domain.scan.withheld))
    if settings.git_dates:
        _ask_git(env, domain)
    # From here on a change is one that nobody can tell to have been read or not.
    clean_slate.begin(app)
    domain.started_ns = time.time_ns() - CLOCK_STEP_NS


def _ask_git(env: BuildEnvironment, domain: KbDomain) -> None:
    """Note when the published sources were committed last."""
    published = domain.scan.sources.keys() - domain.scan.withheld.keys()
    paths = {name: env.doc2path(name, False).as_posix() for name in published}
    try:
        domain.commits = commits.commits(Path(env.srcdir), paths)
    except commits.NoHistoryError as why:
        domain.no_commits = commits.problem(why)


def _cards(app: Sphinx, settings: KbConfig) -> str:
    """Return a digest of what cards are drawn with, if there are to be any."""
    wanted = settings.social_cards and app.config.html_baseurl
    if not wanted or not isinstance(digest_builder(app), HtmlMixin):
        return ""
    found = cards.state(app)
    if not found:
        diagnostics.warn(
            "config",
            "kb_social_cards wants Pillow and matplotlib, which are not installed; no cards are "
            'drawn: pip install "commonplace[cards]".',
        )
    return found


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Name the pages whose bytes changed, whatever their modification times say."""
    domain = domain_of(env)
    domain.removed = tuple(sorted(removed))
    fresh = Inputs(app, env, domain)
    again: set[str] = set(_journal(app)) | (domain.data.get("wanting", set()) & env.found_docs)
    if app._fail_on_warnings:
        # Else the next build would end well; and of a name that several pages define, Sphinx
        # complains only when it reads more than one of them.
        again |= domain.data.get("warned", set()) | definitions.shared(domain.pages)
        again &= env.found_docs
    # Whether the target of a link is a document is decided while reading.
    moved = added | removed
    for docname in env.found_docs:
        if docname in added or docname in changed:
            continue
        page = domain.pages.get(docname)
        if (
            page is None
            or domain.inputs.get(docname) != fresh(docname)
            or (moved and not moved.isdisjoint(page.mentions))
        ):
            again.add(docname)
    again |= documented.together(domain.pages, again | added | changed | removed) & env.found_docs
    return again


def on_before_read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Write down what is about to be read.

    Doctrees are written before the environment that knows them. Killed in between, a page
    edited back to what it was would keep the doctree of the edit; so what stands in the
    journal is read again.
    """
    domain_of(env).reading = tuple(docnames)
    cast("IndexedBibtexDomain", env.get_domain("cite")).clear_docs(docnames)
    # Read one after the other, Sphinx forgets each page just before it reads it: what moved from a
    # later page to an earlier one would be there twice, and be forgotten with the later one.
    for docname in docnames:
        if docname in env.all_docs:
            app.events.emit("env-purge-doc", env, docname)
            env.clear_doc(docname)
    definitions.watch(env)
    domain_of(env).failures.watch()
    if docnames:
        names = sorted({*docnames, *_journal(app)})
        data = json.dumps(names, ensure_ascii=False).encode("utf-8", "surrogatepass")
        write_bytes(Path(app.doctreedir) / JOURNAL, data)


def _journal(app: Sphinx) -> list[str]:
    try:
        names = json.loads((Path(app.doctreedir) / JOURNAL).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [str(name) for name in names] if isinstance(names, list) else []


# -- one page ---------------------------------------------------------------------------


def on_source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Make sure that a worker does not outlive a build that was killed, and note what it reads."""
    domain = domain_of(app.env)
    workers.die_with_parent(domain.pid)
    if os.getpid() != domain.pid:
        domain.read_here.add(docname)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Put our pointers in and gather the facts."""
    harvest.on_doctree_read(app, doctree)


def add_pointers(app: Sphinx, doctree: nodes.document) -> None:
    """Put the pointers of the page's own furniture in, before Sphinx collects from it."""
    docname = app.env.current_document.docname
    domain = domain_of(app.env)
    harvest.add_pointers(app, doctree, docname, domain)


# -- when everything is read ------------------------------------------------------------


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Give names that several pages define to one of them, and keep Sphinx out of circles of toctrees.

    From the facts, in every build: which entry closes a circle depends on all the others.
    """
    domain = domain_of(env)
    domain.failures.unwatch()
    warned = domain.data.get("warned", set()) & env.found_docs
    spoken_of = domain.failures.documents(env)
    if domain.failures.unplaced:
        spoken_of |= {*domain.reading}
    domain.data["warned"] = (warned - {*domain.reading}) | spoken_of
    domain.data["wanting"] = domain.failures.wanting(env)  # all were read
    definitions.settle(env, domain.pages)
    documented.settle(env, domain.pages)
    todos.settle(env)
    includes = {name: page.entries for name, page in domain.pages.items() if page.entries}
    kept, domain.circles = without_circles(includes, app.config.root_doc)
    env.toctree_includes.update(kept)


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Build the site of this build and name the pages that would come out differently.

    This event follows ``env-updated``, in which bibtex formats its entries, and its own
    default handlers, which number sections and figures.
    """
    domain = domain_of(env)
    if unread := sorted(env.found_docs - env.all_docs.keys()):
        # Sphinx goes on when a process that reads pages is killed.
        raise SphinxError(
            f"{len(unread)} pages were not read, {unread[0]} first: a process that reads pages "
            "ended early, for want of memory perhaps. Build again."
        )
    inputs = Inputs(app, env, domain)
    for docname in domain.reading:
        unsure = inputs.changed_meanwhile(docname)
        domain.inputs[docname] = "" if unsure else inputs(docname)
        domain.exports[docname] = export_of(env, domain.pages[docname])
    config_checks.note_pictures(env, domain.authors)
    name_images(env)
    site = Site(env, domain)
    builder = digest_builder(app)
    if builder is None:
        return ()
    common = common_key(env, domain)
    # Nobody knows what a page was read from, if a file was changed meanwhile.
    sure = all(domain.inputs.values())
    key = digest((sorted(domain.inputs.items()), common)) if sure else ""
    # What is embedded in a page has inputs of its own.
    alone = {name for name, page in site.pages.items() if not page.embeds}
    known = builder.known_digests(key, lambda: world_of(site, common), domain.inputs, alone)
    made = PageDigests(site)
    digests = {name: known.get(name) or made.digest(name) for name in sorted(env.found_docs)}
    return sorted(builder.stale_pages(digests))


def on_check_consistency(app: Sphinx, env: BuildEnvironment) -> None:
    """Close the journal: the environment that knows what was read is on disk."""
    (Path(app.doctreedir) / JOURNAL).unlink(missing_ok=True)


def on_write_started(app: Sphinx, builder: Any) -> None:
    """Say what is wrong with the site as a whole, in every build."""
    domain = domain_of(app.env)
    consistency.check(app, domain)
    for docname, other in builder.hidden.items() if isinstance(builder, HtmlMixin) else ():
        consistency.tell_hidden(domain, docname, other)
    if domain.site is not None and (isinstance(builder, HtmlMixin) or builder.name == "dummy"):
        for fault in redirects_of(builder, domain.site).faults:
            consistency.tell_address(app, domain, fault)


def on_copy_static(app: Sphinx, folder: Path) -> None:
    """Bring the style sheet and the fonts of KaTeX along."""
    if getattr(app.builder, "math_renderer_name", "") == RENDERER:
        copy_assets(folder / "katex")


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Complete the manifest and remove what is no longer part of the output."""
    if exception is not None:
        return
    builder = digest_builder(app)
    if builder is not None:
        if isinstance(builder, HtmlMixin) and (site := domain_of(app.env).site) is not None:
            site_files.write_all(builder, site)
        builder.complete()
    if app._fail_on_warnings:
        leaks.audit(app, domain_of(app.env))
    clean_slate.complete(app)
