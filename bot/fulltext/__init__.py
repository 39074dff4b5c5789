"""Read the full text of a paper into one model, from arXiv's HTML or from TeX source."""
