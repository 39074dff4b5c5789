"""Read papers from their TeX source: unpacked within limits, never run, parsed by a scanner.

`archive` opens the e-print, `inputs` finds the main file and inserts the others, `macros` expands definitions, `reader`
finds sections, equations, figures and tables, `prose` converts the text between them, `tables` and `cells` read tables,
and `bibliography` the cited works.
"""
