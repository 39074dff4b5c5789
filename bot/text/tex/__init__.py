"""Make LaTeX in titles and abstracts readable: formulas, letters, macros. Pure."""
