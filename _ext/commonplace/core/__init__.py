"""The functional core: models, front matter, index, queries and views, free of Sphinx."""
