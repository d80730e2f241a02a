"""Links in the body of a page whose address would run something in the browser of a reader.

Markdown refuses them; roles and directives take any address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from .. import diagnostics

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: What an address begins with, as browsers read it (URL Standard, section 4.4); a letter alone is a
#: drive of Windows.
SCHEME = re.compile(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.\-\t\r\n]+):")
ACTIVE = ("javascript", "vbscript", "data")
#: Of what a download may be, besides a file.
WEB = ("http", "https", "ftp", "ftps")


def refuse(app: Sphinx, doctree: nodes.document) -> None:
    """Turn such links into their text, before Sphinx's collectors look for files of that name."""
    for link in list(doctree.findall(addnodes.download_reference)):
        target = str(link["reftarget"])
        scheme = _scheme(target)
        if scheme and scheme not in WEB:
            _leave_text(link, target, "a path")
    for reference in list(doctree.findall(nodes.reference)):
        target = str(reference.get("refuri", ""))
        if _scheme(target) in ACTIVE:
            _leave_text(reference, target, "a page")


def _scheme(address: str) -> str:
    found = SCHEME.match(address)
    return re.sub(r"[\t\r\n]", "", found[1]).lower() if found else ""


def _leave_text(link: nodes.Element, target: str, other: str) -> None:
    diagnostics.warn(
        "ref",
        f"{target[:60]!r} is no address that a page may link; the text is shown instead: give {other}, "
        "or an address that begins with https://.",
        location=link,
    )
    link.replace_self(link.children)
