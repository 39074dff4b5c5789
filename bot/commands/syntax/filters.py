"""Which papers: ``{category | "phrase" | word | -word | author:"Name"}``, read and printed. Pure.

A category is a code with a dot or an archive, in any case (``cs.CV``, ``math``, ``Hep-th``). The second half of a code
alone is a word: ``AI`` and ``CV`` are looked for in the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.arxiv import categories, identifiers
from bot.commands.syntax import arxiv_search
from bot.commands.syntax.tokens import Prefix, Token, escaped, normalize, quote_in_message, quoted, tokenize
from bot.errors import CommandError
from bot.models.digest import Filter

MAX_CATEGORIES = 20
MAX_WORDS = 40
MAX_WORD_LENGTH = 200  # characters
MAX_FILTER_LENGTH = 1000  # UTF-16 units of all, as printed: forms and buttons have to hold it
CATEGORY_CODES = frozenset(code.lower() for code in (*categories.ARCHIVES, *categories.ALL, *categories.FORMER))
LOOKS_LIKE_CATEGORY = re.compile(rf"(?i:{'|'.join(categories.ARCHIVES)})\..+|[A-Za-z]{{2,8}}(?:-[a-z]+)?\.[A-Z]{{2}}")
OTHER_SEPARATORS = re.compile(r"[;|/+&；｜／，、]+")
MAX_EXEMPLARY = 5
PLAIN_WORD = re.compile(r"[^\W\d_]+")


def parse_filter(text: str) -> Filter:
    """Read a filter; of nothing, `NOTHING`. Every word of it is one to look for, no period and no command.

    Raises CommandError.
    """
    return what(tokenize(normalize(text)))


def format_filter(wanted: Filter) -> str:
    """Print a filter so that `parse_filter` reads the same."""
    parts = [
        *wanted.categories,
        *map(quoted, wanted.words),
        *(f"-{word if PLAIN_WORD.fullmatch(word) else quoted(word)}" for word in wanted.excluded),
        *(f"{Prefix.AUTHOR}{quoted(name)}" for name in wanted.authors),
    ]
    return escaped(" ".join(parts))


def what(given: Sequence[Token]) -> Filter:
    """Tell categories, words, excluded words and authors apart, each once. Raises CommandError."""
    given = arxiv_search.to_plain_words(given, _is_code)
    _refuse_joined(given)
    codes = [word.text for word in given if _is_code(word)]
    searched = [word for word in given if not _is_code(word)]
    _refuse_too_many(codes, searched)
    for word in searched:
        _check(word)
    by_mark = {mark: _texts(searched, mark) for mark in Prefix}
    wanted = Filter(_known(codes), by_mark[Prefix.NONE], by_mark[Prefix.WITHOUT], by_mark[Prefix.AUTHOR])
    _refuse_too_long(wanted)
    return wanted


def _is_code(word: Token) -> bool:
    return word.keyword in CATEGORY_CODES or (bool(word.keyword) and bool(LOOKS_LIKE_CATEGORY.fullmatch(word.text)))


def _refuse_joined(given: Sequence[Token]) -> None:
    """Raise a CommandError for what separates elsewhere, between categories: ``cs.CV;cs.LG``, ``cs | math``."""
    joined = next((word for word in given if _is_joined(word)), None)
    parts = [
        part
        for word in given
        if _is_joined(word) or _is_code(word)
        for part in OTHER_SEPARATORS.split(word.text)
        if part
    ]
    typed = [part for part in dict.fromkeys(parts) if part.lower() in CATEGORY_CODES or not _is_code(Token(part))]
    if joined and typed:
        raise CommandError(
            f"I don't understand {quote_in_message(str(joined))}. Separate terms with commas or spaces. "
            f"For example: {' '.join(typed[:MAX_EXEMPLARY])}"
        )


def _is_joined(word: Token) -> bool:
    parts = OTHER_SEPARATORS.split(word.keyword)
    if len(parts) == 1 or identifiers.parse(word.text):
        return False
    return _is_code(word) or all(part in CATEGORY_CODES for part in parts if part)


def _refuse_too_many(codes: Sequence[str], searched: Sequence[Token]) -> None:
    if len(codes) > MAX_CATEGORIES:
        raise CommandError(
            f"Too many categories ({len(codes):,}, maximum {MAX_CATEGORIES}). “cs” covers all of cs.*. "
            "For example: cs stat.ML week"
        )
    if len(searched) > MAX_WORDS:
        raise CommandError(
            f'Too many words ({len(searched):,}, maximum {MAX_WORDS}). For example: cs.CV "diffusion models" -survey'
        )


def _refuse_too_long(wanted: Filter) -> None:
    length = len(format_filter(wanted).encode("utf-16-le")) // 2
    if length > MAX_FILTER_LENGTH:
        raise CommandError(
            f"That's too long ({length:,} characters, maximum {MAX_FILTER_LENGTH:,}). "
            'For example: cs.CV "graph transformer" -survey'
        )


def _check(word: Token) -> None:
    if not any(map(str.isalnum, word.text)):
        raise CommandError(f'{word} has no letter or digit to search for. For example: cs.CV "graph transformer"')
    if len(word.text) > MAX_WORD_LENGTH:
        raise CommandError(
            f"{quote_in_message(word.text)} is too long ({len(word.text):,} characters, maximum {MAX_WORD_LENGTH}). "
            'For example: "graph transformer"'
        )
    if word.mark is Prefix.WITHOUT and not word.is_quoted and "." in word.text and word.text.lower() in CATEGORY_CODES:
        raise CommandError(f"“{word}” is a category. You can only exclude words. For example: cs.LG -survey")


def _known(codes: Iterable[str]) -> tuple[str, ...]:
    try:
        return categories.check(codes)
    except CommandError as error:
        raise CommandError(f"{error} For example: cs.CV") from error


def _texts(searched: Iterable[Token], mark: Prefix) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.text for word in searched if word.mark is mark))
