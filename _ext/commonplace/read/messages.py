"""Messages of docutils inside a page, which name places on this machine.

Sphinx takes them out of a page at the end of reading, when labels and tables of contents have been taken
from it with what stood in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

WARNING, NONE = 2, 5  # the lowest level shown with ``keep_warnings``, and a level that none has


class LeaveOutMessages(SphinxTransform):
    """Take them out before others collect; let those that ``keep_warnings`` shows name the source."""

    default_priority = 845  # before Sphinx's domains (850)

    def apply(self, **kwargs: Any) -> None:
        """Go through the messages, if any was made."""
        if self.document.reporter.max_level < 0:
            return
        shown = WARNING if self.config.keep_warnings else NONE
        for message in list(self.document.findall(nodes.system_message)):
            if message["level"] < shown:
                message.parent.remove(message)
                continue
            path = Path(message.get("source") or "")
            if path.is_relative_to(self.env.srcdir):
                message["source"] = path.relative_to(self.env.srcdir).as_posix()


class LeaveOutLateMessages(LeaveOutMessages):
    """Do the same to those of later transforms, before Sphinx does (999)."""

    default_priority = 998
