"""The web pages: lists of papers, papers and authors, their feeds and data. Public, and read-only.

`server` answers requests with the pages that `adapters.site` also writes as files.
"""
