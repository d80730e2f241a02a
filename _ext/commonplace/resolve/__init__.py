"""From facts to doctrees: the domain, digests, rendering, references."""
