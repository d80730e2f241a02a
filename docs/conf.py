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

# What is learnt, now and later; a topic with notes has a page of its own in topics/.
kb_topics = {
    "mechanistic-interpretability": {"title": "Mechanistic interpretability", "status": "reading"},
    "sparse-coding": {"title": "Sparse coding", "parent": "mechanistic-interpretability"},
    "variational-autoencoders": {
        "title": "Variational autoencoders",
        "parent": "mechanistic-interpretability",
    },
    "visual-transformers": {"title": "Visual transformers", "status": "reading"},
    "component-analysis": {"title": "Component analysis", "status": "to-read"},
    "pca": {"title": "Principal component analysis", "parent": "component-analysis"},
    "ica": {"title": "Independent component analysis", "parent": "component-analysis"},
    "practical-applications": {"title": "Practical applications of transformers"},
}

# Names of data sets, venues and makes that are always written so.
kb_acronyms = [
    *("CIFAR", "COCO", "JFT", "MNIST", "NYU", "PASCAL", "STL", "VOC", "VTAB", "WMT"),
    *("AMD", "CSL", "DBLP", "EPYC", "ICLR", "ICML", "IPTC", "PEP", "PMC", "SPDX", "XMP"),
]
