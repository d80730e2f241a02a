"""Commonplace: a research knowledge base on Sphinx.

Write ``extensions = ["commonplace"]`` in ``conf.py`` and have everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Wire the extension into Sphinx, in the order of a build."""
    from docutils import nodes as docutils_nodes

    from . import (
        conf_values,
        config,
        config_checks,
        defaults,
        events,
        forget,
        garbage,
        idle,
        joining,
        nodes,
        quiet,
        shares,
        walking,
    )
    from .math.extension import setup_math
    from .read import (
        awaited,
        bibliography,
        directives,
        glossary,
        link_directives,
        messages,
        paper_directives,
        parser,
        quotes,
        refused,
        settings,
        titles,
        unpublished,
    )
    from .resolve import (
        citations,
        domain,
        embed,
        emoji,
        languages,
        numbers,
        one_page,
        pictures,
        style,
        term_linking,
        transforms,
        wiki,
    )
    from .write import builders, context, epub, page_toc, tags, theme_parts

    for extension in (
        "myst_parser",
        "sphinx_design",
        "sphinx_copybutton",
        "sphinxcontrib.bibtex",
    ):
        app.setup_extension(extension)

    walking.install()
    joining.install()
    shares.install()
    idle.install()
    tags.install()
    config.register(app)
    app.add_config_value("kb_code", "", "env")
    style.register()
    citations.register()
    app.add_domain(citations.IndexedBibtexDomain, override=True)
    app.add_role("cite", citations.LocatedCiteRole(), override=True)
    setup_math(app)
    app.connect("config-inited", garbage.relax, priority=1)
    app.connect("config-inited", quiet.install, priority=1)
    app.connect("config-inited", conf_values.mend, priority=5)
    app.connect("config-inited", defaults.apply, priority=10)
    app.connect("config-inited", config.validate, priority=20)
    app.connect("config-inited", config_checks.check, priority=30)
    app.connect("config-inited", events.on_config_inited, priority=900)

    # Before other handlers look at the theme.
    app.connect("builder-inited", defaults.show_sidebar, priority=10)

    # Read
    settings.install()
    quotes.install()
    app.connect("build-finished", settings.forget)
    app.add_source_parser(parser.KbParser, override=True)
    app.add_transform(titles.NestUnderTitle)
    app.add_transform(titles.NameUntitledPage)
    app.add_transform(emoji.ReadEmoji)
    app.add_transform(awaited.ReadToday)
    app.add_transform(messages.LeaveOutMessages)
    app.add_transform(messages.LeaveOutLateMessages)
    app.add_directive("post-list", directives.PostList)
    app.add_directive("term-list", directives.TermList)
    app.add_directive("profile", directives.ProfileBlock)
    for name, directive in (paper_directives.DIRECTIVES | link_directives.DIRECTIVES).items():
        app.add_directive(name, directive)
    app.add_directive_to_domain("std", "glossary", glossary.KbGlossary, override=True)
    app.add_directive("bibliography", bibliography.KeyedBibliography, override=True)
    app.add_role("footcite", bibliography.KeyedFootCite(), override=True)
    for name, role in bibliography.FOOT_ROLES.items():
        app.add_role_to_domain("footcite", name, role, override=True)
    app.add_directive("toctree", directives.PublishedTocTree, override=True)
    for name, directive in unpublished.DIRECTIVES.items():
        app.add_directive(name, directive, override=True)
    app.add_domain(domain.KbDomain)
    nodes.register(app)
    app.connect("builder-inited", events.on_builder_inited, priority=100)
    app.connect("env-get-outdated", events.on_env_get_outdated)
    app.connect("env-before-read-docs", events.on_before_read)
    # Around Sphinx's own (500).
    app.connect("env-purge-doc", forget.before_purge, priority=1)
    app.connect("env-purge-doc", forget.after_purge, priority=999)
    app.connect("source-read", garbage.sweep, priority=1)
    app.connect("source-read", events.on_source_read)
    app.connect("doctree-read", unpublished.leave_out, priority=90)
    app.connect("doctree-read", refused.refuse, priority=90)
    app.connect("doctree-read", titles.leave_out_downloads, priority=95)
    app.connect("doctree-read", events.add_pointers, priority=100)
    # After Sphinx's collectors (500).
    app.connect("doctree-read", titles.on_doctree_read, priority=600)
    app.connect("doctree-read", events.on_doctree_read, priority=900)

    app.connect("env-updated", forget.drop_trees, priority=1)

    # Resolve
    languages.install()
    # Before bibtex (500), the first who asks for the order of the pages.
    app.connect("env-updated", events.on_env_updated, priority=100)
    # Before Sphinx numbers sections (500).
    app.connect("env-get-updated", numbers.forget_numbers, priority=100)
    app.connect("env-get-updated", events.on_env_get_updated, priority=900)
    app.connect("env-check-consistency", events.on_check_consistency)
    app.add_post_transform(term_linking.LinkTerms)
    app.add_post_transform(embed.ShowEmbedded)
    app.add_post_transform(transforms.ResolvePointers)
    app.add_post_transform(transforms.UnlinkWithheld)
    # After intersphinx (500): another site may have what is withheld here.
    app.connect("missing-reference", transforms.on_missing_reference, priority=900)
    app.connect("missing-reference", wiki.on_missing_term, priority=600)
    app.connect("warn-missing-reference", transforms.on_warn_missing_reference)
    # After formulas are rendered (900).
    app.connect("doctree-resolved", transforms.drop_excerpts, priority=950)
    app.add_node(docutils_nodes.citation, override=True, html=citations.HTML)
    app.add_post_transform(transforms.EntryPlaces)
    app.add_post_transform(pictures.ShowablePictures)
    app.add_post_transform(emoji.SpellOutEmoji)
    app.add_post_transform(one_page.LinkPlaces)
    app.connect("html-page-context", one_page.on_page_context)

    # Write
    app.add_css_file("kb.css", priority=600)
    builders.register(app)
    epub.register(app)
    app.connect("builder-inited", theme_parts.install)
    app.connect("builder-inited", page_toc.install)
    # Files for ``_static`` from elsewhere than ``html_static_path``: (app, folder).
    app.add_event("kb-copy-static")
    app.connect("kb-copy-static", events.on_copy_static)
    app.connect("write-started", events.on_write_started)
    app.connect("write-started", garbage.settle, priority=999)
    app.connect("doctree-resolved", forget.drop_bytes)
    app.connect("html-page-context", context.on_page_context, priority=900)
    app.connect("build-finished", events.on_build_finished, priority=900)
    app.connect("build-finished", garbage.restore, priority=999)
    app.connect("build-finished", quiet.restore, priority=999)
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
