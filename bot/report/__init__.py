"""The weekly report: what is picked from a paper's full text, and the slides and thread that show it.

`bot.fulltext` reads the text, `picks` chooses or abstains, `deck` lays the slides out as values, and `adapters.report`
renders them.
"""
