"""Run the command as ``python -m commonplace.cli``."""

from __future__ import annotations

from commonplace.cli import main

main(prog_name="commonplace")
