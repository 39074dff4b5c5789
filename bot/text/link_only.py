"""Detect link-only posts, which have nothing but a title and links. Pure.

Accounts that post every new paper write its title, perhaps its authors, and links. The title is rarely known here, so a
line counts as a title if it is written like one. In doubt, a post has words of its own.
"""

from __future__ import annotations

import re
from html import unescape

MAX_WORDS = 60  # of a title and its authors
MAX_POST_LENGTH = 2_000  # characters; a longer post has words of its own
CAPITALS = 2 / 3  # of a title's longer words, at least
LONGER = 4  # letters; shorter words are small in titles
URL = re.compile(r"(?:https?://|www\.)\S+|\b(?:[\w-]+\.)+[a-z]{2,6}/\S*", re.IGNORECASE)
IDENTIFIER = re.compile(r"\b(?:arxiv:\s?)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\b", re.IGNORECASE)
TAGS = re.compile(r"[#@][\w.@-]+|[\[(][a-z-]+\.[A-Za-z-]+(?:[,;|\s]+[a-z-]+\.[A-Za-z-]+)*[\])]")  # #NLP, @ada, [cs.CL]
LABELS = re.compile(
    r"\b(?:arxiv|abs|pdf|html|paper|preprint|title|authors?|links?|code|github|project(?: page)?|website|page|doi|url)"
    r"\s*(?::|$)",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_][\w'’-]*")
BREAK = re.compile(r"<(?:br|/?p|/?div|/?li)\b[^<>]*>", re.IGNORECASE)
MARKUP = re.compile(r"<[^<>]*>")
SENTENCE_END = re.compile(r"[.!…]\s*$|[.!?]\s+\w|\.\.\.$")


def is_link_only(text: str, *titles: str) -> bool:
    """Return whether *text* has nothing but links and lines like a title, or one of *titles*."""
    if len(text) > MAX_POST_LENGTH:
        return False
    known = {word for title in titles for word in _words(title)}
    lines = [line for line in map(_own, text.splitlines()) if _words(line)]
    short = sum(len(_words(line)) for line in lines) <= MAX_WORDS
    return short and all(_is_title(line) or known.issuperset(_words(line)) for line in lines)


def visible(html: str) -> str:
    """Return the visible text of *html*, with paragraphs as lines."""
    return unescape(MARKUP.sub("", BREAK.sub("\n", html)))


def _own(line: str) -> str:
    """Return a line without links, identifiers, tags, account names and labels."""
    for pattern in (URL, IDENTIFIER, TAGS, LABELS):
        line = pattern.sub(" ", line)
    return line.strip()


def _is_title(line: str) -> bool:
    longer = [word for word in WORD.findall(line) if len(word) >= LONGER]
    capitals = sum(any(letter.isupper() for letter in word) for word in longer)
    return not SENTENCE_END.search(line) and capitals >= CAPITALS * len(longer)


def _words(line: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(line)]
