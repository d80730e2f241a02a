"""From the index to files: builders, page context, sidebar, search, manifest."""
