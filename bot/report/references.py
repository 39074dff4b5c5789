"""References in IEEE style, https://ieeeauthorcenter.ieee.org."""

from __future__ import annotations

import re

from bot.models.papers import Paper
from bot.text.citations import DOI, split_author
from bot.text.tex.to_unicode import to_unicode

MAX_AUTHORS = 6
FIRST_EASTERN = "\u2e80"  # names in scripts from here on have no initials
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def ieee_reference(paper: Paper) -> str:
    """Return the reference to a paper: authors, title, venue, year, DOI and arXiv ID, as far as they are known."""
    venue = to_unicode(paper.journal or "").rstrip(" .")
    year = str(paper.published.year) if paper.published else ""
    where = [venue, "" if _YEAR.search(venue) else year] if venue else [f"arXiv:{paper.id}", year]
    doi = DOI.search(paper.doi or "")
    known = [*where, f"doi: {doi[1]}" if doi else "", f"arXiv:{paper.id}" if venue else ""]
    return f"{_authors(paper.authors)}, “{to_unicode(paper.title)},” {', '.join(filter(None, known))}."


def _authors(authors: tuple[str, ...]) -> str:
    """Return up to six authors, of more only the first."""
    names = [_initials(to_unicode(author)) for author in authors]
    if len(names) > MAX_AUTHORS:
        return f"{names[0]} et al."
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"


def _initials(author: str) -> str:
    if any(character >= FIRST_EASTERN for character in author):
        return author
    name = split_author(author)
    given = " ".join("-".join(f"{part[0]}." for part in each.split("-") if part) for each in name.given.split())
    return " ".join(filter(None, [given, name.family, name.suffix]))
