"""The weekly report: what a paper's full text holds, what of it is shown, and on which slides.

`fulltext` has the words; `latexml` and `tex` read what arXiv serves into them, by way of `gathering`; `picking`
chooses, or abstains; `deck` lays the slides out as values, which `adapters.report` draws.
"""
