"""Texts of papers made readable: LaTeX to Unicode, one line for each paper, shortening. Pure."""
