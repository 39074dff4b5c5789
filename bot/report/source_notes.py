"""Say on a paper's first slide where its text is from, if that isn't its newest full text."""

from __future__ import annotations

from bot.fulltext.model import TextFormat
from bot.models.papers import Paper
from bot.text.tex.to_unicode import to_unicode

NO_TEXT = "arXiv has no full text of this paper that can be read, so this is from its abstract."
NOT_BROUGHT = "The full text could not be brought from arXiv when this was made, so this is from the abstract."
WITHDRAWN = "The authors have withdrawn this paper."
MISSING = "This figure could not be had as a picture. See it at"


def about(paper: Paper, form: TextFormat, version: int | None, *, is_missed: bool) -> str:
    """Return the note on a paper read as *form* from *version*. *is_missed*: arXiv may have had more."""
    if paper.withdrawn:
        return f"{WITHDRAWN} arXiv says: “{to_unicode(paper.comment)}”" if paper.comment else WITHDRAWN
    if form is TextFormat.ABSTRACT:
        return NOT_BROUGHT if is_missed else NO_TEXT
    if version and paper.version and version < paper.version:
        return f"This is read from version {version}: version {paper.version} has no page that can be read."
    return ""
