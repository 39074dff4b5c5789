"""Whether a paper is what a filter asks for. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bot import categories
from bot.models import Filter, Paper
from bot.text.latex import to_unicode


def matcher(wanted: Filter) -> Callable[[Paper], bool]:
    """Return a test for *wanted*: any of its categories, and each of its words or phrases in title or abstract.

    Words stand at word borders; case, accents and LaTeX make no difference.
    """
    patterns = [_pattern(word) for word in wanted.words]

    def is_wanted(paper: Paper) -> bool:
        if not categories.matches(paper.categories, wanted.categories):
            return False
        text = _folded(f"{paper.title}\n{paper.abstract}") if patterns else ""
        return all(pattern.search(text) for pattern in patterns)

    return is_wanted


def _pattern(word: str) -> re.Pattern[str]:
    """Find *word* literally, as a whole, with any white space between its parts."""
    literal = r"\s+".join(re.escape(part) for part in _folded(word).split())
    return re.compile(rf"(?<!\w){literal}(?!\w)")


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", to_unicode(text)).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))
