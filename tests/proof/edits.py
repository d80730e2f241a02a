"""Every kind of edit that the proof knows, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import edits_files as files
from . import edits_links as links
from . import edits_pages as pages
from . import edits_papers as papers
from . import edits_tree as tree
from . import edits_web as web

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from .site import Site

    Operation = Callable[[Site, Random], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of edit."""

    name: str
    apply: Operation
    #: Whether the edit may be made together with others before a build. One that makes every
    #: page outdated would hide what the others miss.
    shared: bool = True
    #: Kinds of one family are one kind with several values: a short proof tries each value once.
    family: str = ""


LOCAL: tuple[tuple[str, Operation], ...] = (
    ("body", pages.edit_body),
    ("longer body", pages.grow_body),
    ("first paragraph", pages.edit_excerpt),
    ("first paragraph with markup", pages.edit_excerpt_markup),
    ("excerpt in front matter", pages.set_excerpt),
    ("title", pages.change_title),
    ("title with markup", pages.change_title_markup),
    ("title dropped", pages.drop_title),
    ("first heading", pages.change_heading),
    ("section renamed", pages.rename_section),
    ("date", pages.change_date),
    ("time of day", pages.change_time),
    ("future date", pages.postpone),
    ("updated", pages.change_updated),
    ("tag added", pages.add_tag),
    ("tag removed", pages.remove_tag),
    ("authors", pages.change_authors),
    ("series", pages.change_series),
    ("part", pages.change_part),
    ("draft", pages.toggle_draft),
    ("linked draft", pages.toggle_linked_draft),
    ("listed draft", pages.publish_listed_draft),
    *((f"front matter {key}", pages.set_value(key)) for key in pages.VALUES),
    ("reference title", links.edit_reference_title),
    ("reference author", links.edit_reference_author),
    ("reference year", links.edit_reference_year),
    ("references reordered", links.swap_references),
    ("reference added", links.add_reference),
    ("reference removed", links.remove_reference),
    ("citation added", links.add_citation),
    ("citation removed", links.remove_citation),
    ("citation moved", papers.move_citation),
    ("citation reworded", papers.reword_citation),
    ("part of a note edited", papers.edit_part),
    ("part of a note renamed", papers.rename_part),
    ("part of a note moved", papers.swap_parts),
    *((f"entry {name}", papers.set_field(name)) for name in papers.FIELDS),
    ("citekey renamed", papers.rename_key),
    ("citekey renamed, pages not", papers.rename_key_only),
    ("footnote that cites added", papers.add_footnote),
    ("footcite added", papers.add_footcite),
    ("footnote that cites removed", papers.remove_footnote),
    ("note withheld", papers.withhold_note),
    ("note about another work", papers.delete_note),
    ("link added", links.add_link),
    ("link removed", links.remove_link),
    ("link retargeted", links.retarget_link),
    ("link with a relation added", links.add_relation),
    ("link by name added", links.add_name),
    ("label moved", links.move_label),
    ("term edited", links.edit_term),
    ("term renamed", links.rename_term),
    ("terms reordered", links.reorder_terms),
    ("term by another alias", web.change_term_alias),
    ("term by another plural", web.change_term_plural),
    ("term used", web.use_term),
    ("term no longer used", web.stop_using_term),
    ("named link added", web.add_named_link),
    ("named link removed", web.remove_named_link),
    ("link retargeted", web.retarget_link),
    ("alias", web.toggle_alias),
    ("note embedded", web.embed_note),
    ("embedded note edited", web.edit_embedded),
    ("list in an embedded note", web.list_in_embedded),
    ("figure added", links.add_figure),
    ("figure removed", links.remove_figure),
    ("equation added", links.add_equation),
    ("section added", links.add_section),
    ("listing edited", links.edit_listing),
    ("listing added", links.add_listing),
    ("footnote", links.edit_footnote),
    ("post added", tree.add_post),
    ("unlisted post added", tree.add_unlisted_post),
    ("note added", tree.add_note),
    ("paper added", tree.add_paper),
    ("guide added", tree.add_guide),
    ("page deleted", tree.delete_page),
    ("draft deleted", tree.delete_draft),
    ("page renamed", tree.rename_page),
    ("page renamed, links not", tree.rename_page_only),
    ("page renamed back", tree.rename_back),
    ("page moved", tree.move_page),
    ("pages swapped", tree.swap_pages),
    ("toctree reordered", tree.reorder_toctree),
    ("guide reordered", tree.reorder_guide),
    ("guide numbered", tree.toggle_numbers),
    ("toctree circle", tree.close_circle),
    ("toctree title", tree.title_toctree),
    ("toctree entry", tree.toggle_toctree_entry),
    ("toctree depth", tree.change_depth),
    ("picture bytes", files.edit_picture),
    ("thumbnail bytes", files.edit_thumbnail),
    ("pictures swapped", files.swap_pictures),
    ("other picture", files.show_other_picture),
    ("picture removed", files.toggle_picture),
    ("picture added", files.add_picture),
    ("better picture", files.toggle_better_picture),
    ("table", files.toggle_table),
    ("static file added", files.add_static),
    ("static file removed", files.remove_static),
    ("included file", files.edit_include),
    ("download", files.edit_download),
    ("own tag page", files.own_tag_page),
    ("clock", files.move_clock),
)

GLOBAL: tuple[tuple[str, Operation], ...] = (
    ("style sheet", files.edit_style),
    ("second style sheet", files.toggle_style),
    ("template edited", files.edit_template),
    ("template removed", files.toggle_template),
    ("code beside the site", files.edit_own_code),
)

VALUES: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("html_title", ("Proof one", "Proof two", "Proof six")),
    ("language", ("en", "de", None)),
    ("numfig_format", ({"figure": "Picture %s"}, None)),
    ("kb_excerpt_length", (6, 9, None)),
    ("kb_reading_speed", (90, 50, None)),
    ("kb_date_format", ("yyyy-MM-dd", "d.M.yy", None)),
    ("kb_timezone", ("Asia/Tokyo", "America/Lima", None)),
    ("kb_sidebar_length", (3, 5, None)),
    ("kb_drafts", (True, None)),
    (
        "kb_topics",
        (
            {"cognition": {"title": "Minds", "intro": "Of *minds*", "status": "reading"}},
            {"transformers": {"title": "T", "parent": "cognition", "status": "to-read"}},
            None,
        ),
    ),
    (
        "kb_authors",
        (
            {"Ada Lane": {"bio": "Likes *proofs*.", "url": "https://ada.example/"}},
            {"ada": {"name": "Ada L.", "aliases": ["Ada Lane", "Bo Hill"], "role": "writer"}},
            None,
        ),
    ),
    ("kb_profile", ({"name": "Bo Hill", "links": ["https://bo.example/"]}, None)),
    (
        "kb_comments",
        (
            {
                "provider": "giscus",
                "repo": "a/b",
                "repo_id": "R",
                "category": "C",
                "category_id": "D",
            },
            None,
        ),
    ),
    ("kb_social_cards", (True, None)),
    ("kb_queue_days", (30, 400, None)),
    ("kb_related_pages", (1, 3, None)),
    ("kb_cite_this", (False, None)),
    ("kb_feed_limit", (2, None)),
    ("kb_license", ("CC0-1.0", None)),
    ("kb_redirects", ({"gone/": "about"}, None)),
    ("kb_link_terms", ("", "first")),
    ("kb_relations", ({"extends": "continued by"}, None)),
    ("kb_graph_nodes", (5, 12, None)),
    ("kb_graph_inline", (6, 1000, None)),
    ("kb_local_graph", (0, 2, None)),
)

KINDS: tuple[Kind, ...] = (
    *(Kind(name=name, apply=apply) for name, apply in LOCAL),
    *(Kind(name=name, apply=apply, shared=False) for name, apply in GLOBAL),
    *(
        Kind(name=name, apply=files.set_conf(name, *values), shared=False, family="configuration")
        for name, values in VALUES
    ),
    *(
        Kind(name=f"code of {room}", apply=files.edit_code(room), shared=False, family="code")
        for room in files.CODE_CHANGES
    ),
)
