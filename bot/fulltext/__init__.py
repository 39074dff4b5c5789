"""Full texts of papers as one model, read from arXiv's HTML or from TeX sources."""
