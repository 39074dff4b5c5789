"""Make texts of papers readable: LaTeX to Unicode, one-line summaries, truncation. Pure."""
