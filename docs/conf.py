"""The knowledge base's own configuration; the extension brings the rest."""

project = "Commonplace"
author = "The Commonplace contributors"
copyright = author

extensions = ["commonplace"]

kb_profile = {
    "name": "Commonplace",
    "role": "an open notebook of machine learning",
    "interests": ["probabilistic models", "self-supervised learning", "transformers"],
}
