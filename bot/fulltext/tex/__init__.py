"""Papers from their TeX sources: unpacked within bounds, never run, read by a scanner of our own.

`unpacking` opens what arXiv serves, `flattening` finds the main file and puts the others in, `macros` writes out what
authors abbreviate, `reading` finds sections, equations, figures and tables, `paragraphs` what is said between them,
`grids` the cells of tables, `bibliography` the works cited.
"""
