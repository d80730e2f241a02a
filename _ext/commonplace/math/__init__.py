"""Render mathematics while the site is built, with KaTeX."""
