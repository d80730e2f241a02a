"""Edits of what is not a page: pictures, styles, templates, configuration, code, the clock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .edits_pages import is_entry, pick, renew
from .site import NOON, Page, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from .site import Site

TEMPLATE = "_templates/copyright.html"
TEMPLATE_TEXT = b"<p>Free to copy w0000</p>\n"
FIGURES = ("blog/img/fig.png", "notes/img/fig.png")


def edit_picture(site: Site, rng: Random) -> bool:
    """Change the bytes of a picture that pages show."""
    path = rng.choice(FIGURES)
    site.counter += 1
    site.files[path] = picture(site.counter, size=rng.choice((8, 9)))
    return True


def edit_thumbnail(site: Site, rng: Random) -> bool:
    """Change the bytes of a picture that only front matter names."""
    site.counter += 1
    site.files["blog/img/thumb.png"] = picture(site.counter)
    return True


def swap_pictures(site: Site, rng: Random) -> bool:
    """Exchange two pictures of one basename."""
    one, two = FIGURES
    site.files.setdefault(one, picture(1))
    site.files[one], site.files[two] = site.files[two], site.files[one]
    return True


def show_other_picture(site: Site, rng: Random) -> bool:
    """Make a page show the picture of the same name in the other folder."""
    page = pick(site, rng, lambda page: any("/fig.png>>" in text for text in page.blocks))
    if page is None:
        return False
    one, two = FIGURES
    for at, text in enumerate(page.blocks):
        old, new = (one, two) if f"<<file:{one}>>" in text else (two, one)
        page.blocks[at] = text.replace(f"<<file:{old}>>", f"<<file:{new}>>")
    return True


def toggle_picture(site: Site, rng: Random) -> bool:
    """Remove a picture that is still shown, or bring it back."""
    if site.files.pop("blog/img/fig.png", None) is None:
        site.files["blog/img/fig.png"] = picture(1)
    return True


def toggle_better_picture(site: Site, rng: Random) -> bool:
    """Add a kind of a picture that a builder takes before the other, or remove it."""
    if site.files.pop("blog/img/any.svg", None) is None:
        site.files["blog/img/any.svg"] = b'<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    return True


def toggle_table(site: Site, rng: Random) -> bool:
    """Remove the file of a table, or bring it back."""
    if site.files.pop("_parts/table.csv", None) is None:
        site.files["_parts/table.csv"] = b"one,two\n"
    return True


def add_picture(site: Site, rng: Random) -> bool:
    """Show a further picture of a name that is taken."""
    page = pick(site, rng, is_entry)
    assert page
    path = f"more/{site.word()}/fig.png"
    site.files[path] = picture(site.counter)
    page.blocks.append(f"![More](<<file:{path}>>)")
    return True


def edit_style(site: Site, rng: Random) -> bool:
    """Change a style sheet that every page loads."""
    text = site.files["_static/custom.css"].decode()
    site.files["_static/custom.css"] = renew(site, text).encode()
    return True


def add_static(site: Site, rng: Random) -> bool:
    """Add a static file that no page loads."""
    site.files[f"_static/deep/{site.word()}.txt"] = b"static"
    return True


def remove_static(site: Site, rng: Random) -> bool:
    """Remove a static file, which must leave the output too."""
    extra = sorted(path for path in site.files if path.startswith("_static/deep/"))
    if not extra:
        return False
    del site.files[rng.choice(extra)]
    return True


def toggle_style(site: Site, rng: Random) -> bool:
    """Load a second style sheet, or no longer."""
    site.files["_static/second.css"] = f"p {{ --second: {site.word()}; }}\n".encode()
    both = site.conf["html_css_files"] == ["custom.css"]
    site.conf["html_css_files"] = ["custom.css", "second.css"] if both else ["custom.css"]
    return True


def edit_template(site: Site, rng: Random) -> bool:
    """Change a template of the site's own."""
    text = site.files.get(TEMPLATE, TEMPLATE_TEXT).decode()
    site.files[TEMPLATE] = renew(site, text).encode()
    return True


def toggle_template(site: Site, rng: Random) -> bool:
    """Remove the site's own template, so that the theme's takes its place, or bring it back."""
    if site.files.pop(TEMPLATE, None) is None:
        site.files[TEMPLATE] = TEMPLATE_TEXT
    return True


def edit_include(site: Site, rng: Random) -> bool:
    """Change a file that a page includes."""
    text = site.files["_parts/part.md"].decode()
    extra = rng.choice(("", " And {cite:p}`beta2021`.", " And {kb:tag}`python`."))
    site.files["_parts/part.md"] = (renew(site, text).rstrip("\n") + extra + "\n").encode()
    return True


def edit_download(site: Site, rng: Random) -> bool:
    """Change a file that a page offers."""
    text = site.files["_parts/data.txt"].decode()
    site.files["_parts/data.txt"] = renew(site, text).encode()
    return True


def own_tag_page(site: Site, rng: Random) -> bool:
    """Write a page where a generated one stands, or leave the place to it again."""
    key = "tags/python"
    if site.pages.pop(key, None) is None:
        text = f"Of our own {site.word()}."
        site.pages[key] = Page(docname=key, heading="Python by hand", blocks=[text])
    return True


def set_conf(name: str, *values: object) -> Callable[[Site, Random], bool]:
    """Make the edit that sets a value of ``conf.py``; ``None`` removes it."""

    def change(site: Site, rng: Random) -> bool:
        value = rng.choice([value for value in values if value != site.conf.get(name)])
        if value is None:
            del site.conf[name]
        else:
            site.conf[name] = value
        return True

    return change


def move_clock(site: Site, rng: Random) -> bool:
    """Let days pass, so that a future post is published, or go back."""
    days = rng.choice([day for day in (0, 4, 9) if NOON + day * 86400 != site.clock])
    site.clock = NOON + days * 86400
    return True


#: Literals of the extension whose change shows in the output: a pattern in a file of a room, and
#: how the first place found is written instead, with a digit.
CODE_CHANGES: dict[str, tuple[str, str, str]] = {
    "core": ("core/views.py", r"max\(\d, round\(page\.words", "max({}, round(page.words"),
    "read": ("read/harvest.py", r"total = \d+", "total = {}000"),
    "resolve": ("resolve/render_citing.py", r"Cited in\d?: ", "Cited in{}: "),
    "write": ("write/context.py", r"nav bd-sidenav\d?", "nav bd-sidenav{}"),
    "theme": ("theme/templates/kb-sidebar.html", r"bd-docs-nav\d?", "bd-docs-nav{}"),
}


def edit_own_code(site: Site, rng: Random) -> bool:
    """Change what an extension beside the site does, in a module that it imports."""
    name = "proof_own/work.py"
    site.code[name] = renew(site, site.code[name].decode()).encode()
    return True


def edit_code(room: str) -> Callable[[Site, Random], bool]:
    """Make the edit that changes what the code of a room does."""
    path, pattern, form = CODE_CHANGES[room]

    def change(site: Site, rng: Random) -> bool:
        name = f"commonplace/{path}"
        text = site.code.get(name, (site.extension / name).read_bytes()).decode()
        found = re.search(pattern, text)
        assert found, f"{name} no longer holds {pattern!r}: name another literal"
        new = rng.choice([new for new in map(form.format, range(2, 9)) if new != found[0]])
        site.code[name] = (text[: found.start()] + new + text[found.end() :]).encode()
        return True

    return change
