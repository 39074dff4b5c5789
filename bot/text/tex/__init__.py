"""LaTeX in titles and abstracts, made readable: formulas, letters, macros. Pure."""
