"""The syntax of arXiv's own search, as the words of the grammar: ``cat:cs.CV``, ``ti:"graph nets"``, ``ANDNOT``. Pure.

Syntax: https://info.arxiv.org/help/api/user-manual.html#query_details. A category may also be a tag, ``#cs.CV``. Titles
and abstracts are searched together here, and all words have to be there; what cannot be meant is refused by a sentence
that says what to type instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.commands.syntax.tokens import Prefix, Token, quote_in_message, quoted
from bot.errors import CommandError

TEXTS = frozenset(("ti", "abs", "all", "title", "abstract"))
CATEGORY = frozenset(("cat", "category", "categories", "primary_category"))
AUTHOR = frozenset(("au", "author"))
NOT_SEARCHED = frozenset(("co", "jr", "rn", "id", "comment", "submitteddate", "lastupdateddate", "sortby", "sortorder"))
FIELD = re.compile(
    rf"(?P<open>[(\[]*)(?P<name>{'|'.join(sorted(TEXTS | CATEGORY | AUTHOR | NOT_SEARCHED, key=len, reverse=True))})"
    r"[:=](?P<rest>.*)",
    re.IGNORECASE,
)
OPERATORS = frozenset(("AND", "OR", "ANDNOT", "NOT"))
IN_ADDRESS = re.compile(r"\+(?=(?:AND|OR|ANDNOT|NOT)\+)|(?<=\+AND)\+|(?<=\+OR)\+|(?<=NOT)\+")
TAG = re.compile(r"#(?=[^\W\d_])")
EXAMPLE = 'For example: cs.CV "graph transformer" -survey'

IsCode = Callable[[Token], bool]


def to_plain_words(given: Sequence[Token], is_code: IsCode) -> list[Token]:
    """Return *given* as words of the grammar. Raises CommandError."""
    parts = [part for word in given for part in _apart(word)]
    spelled = list(_spelled(parts, is_code))
    return list(_joined(spelled, is_code))


def _apart(word: Token) -> Iterator[Token]:
    """Take apart what addresses join: ``ti:graph+AND+cat:cs.LG``."""
    if word.is_quoted or word.mark or not IN_ADDRESS.search(word.text):
        yield word
        return
    yield from (Token(part) for part in IN_ADDRESS.split(word.text) if part)


def _spelled(given: Sequence[Token], is_code: IsCode) -> Iterator[Token]:
    """Read fields and tags; a quoted phrase may follow its field at once."""
    at = 0
    while at < len(given):
        word, following = given[at], given[at + 1] if at + 1 < len(given) else None
        found = None if word.is_quoted else FIELD.fullmatch(word.text)
        at += 1
        if not found:
            yield _bare(word, is_code)
            continue
        value = Token(found["rest"].strip("()[]"), word.mark)
        if not value.text and following and following.is_quoted:
            value, at = Token(following.text, word.mark, is_quoted=True), at + 1
        yield _of_field(word, found["name"].lower(), value)


def _bare(word: Token, is_code: IsCode) -> Token:
    """Read a tag, and a code in brackets."""
    if word.is_quoted or word.mark is Prefix.AUTHOR:
        return word
    plain = replace(word, text=TAG.sub("", word.text.strip("()[]"), count=1))
    is_plain = plain.text and (is_code(replace(plain, mark=Prefix.NONE)) or TAG.match(word.text))
    return plain if is_plain else word


def _of_field(word: Token, name: str, value: Token) -> Token:
    if name in NOT_SEARCHED:
        raise CommandError(
            f"I can't search by {quote_in_message(str(word))}, only by category, word or author. {EXAMPLE}"
        )
    if not value.text:
        raise CommandError(f"Add a search term right after {quote_in_message(str(word))}. {EXAMPLE}")
    if name in CATEGORY:
        return replace(value, text=re.sub(r"(?:\.?\*)$", "", value.text), is_quoted=False)
    if name in TEXTS:
        return value if value.is_quoted else replace(value, text=value.text.replace("_", " "))
    return _author(word, value)


def _author(word: Token, value: Token) -> Token:
    """Read ``au:"Ada Lovelace"`` and ``au:lovelace_ada``; a last name alone means many people."""
    parts = value.text.replace(",", " ").replace("_", " ").split()
    if not value.is_quoted and "_" in value.text:
        parts = [*parts[1:], parts[0]]
    if len(parts) < 2 or any(len(part.strip(".")) == 1 for part in (parts[0], parts[-1])):
        raise CommandError(
            f'{quote_in_message(str(word))} needs the full name, in quotes. For example: author:"Geoffrey Hinton"'
        )
    if value.mark is Prefix.WITHOUT:
        raise CommandError("You can't exclude authors, only words. For example: cs.CV -survey")
    return Token(" ".join(parts).title() if not value.is_quoted else value.text, Prefix.AUTHOR, is_quoted=True)


# --- AND, OR, ANDNOT -------------------------------------------------------------------------------------------------


def _joined(given: Sequence[Token], is_code: IsCode) -> Iterator[Token]:
    """Drop what says nothing, and mark what is left out. Raises CommandError for a choice between words."""
    operators = [_operator(given, at, is_code) for at in range(len(given))]
    without = False
    for at, word in enumerate(given):
        operator = operators[at]
        if operator is None:
            yield _left_out(word) if without else word
            without = False
        elif operator == "OR":
            _check_choice(given[at - 1], given[at + 1], is_code)
        without = without or operator in {"ANDNOT", "NOT"}


def _operator(given: Sequence[Token], at: int, is_code: IsCode) -> str | None:
    """Return the operator that stands between two operands at *at*; in small letters, only between categories."""
    text = "" if given[at].is_quoted or given[at].mark else given[at].text
    if not 0 < at < len(given) - 1 and not (text in {"ANDNOT", "NOT"} and at < len(given) - 1):
        return None
    if text in OPERATORS:
        return text
    is_between = text.lower() in {"and", "or"} and is_code(given[at - 1]) and is_code(given[at + 1])
    return text.upper() if is_between else None


def _check_choice(first: Token, second: Token, is_code: IsCode) -> None:
    is_nothing = not all(any(map(str.isalnum, word.text)) for word in (first, second))
    if is_nothing or (is_code(first) and is_code(second)):
        return
    raise CommandError(
        f"“OR” only works between categories. Search for {first} and {second} separately. "
        f"For example: cs.CV {quoted(first.text)}"
    )


def _left_out(word: Token) -> Token:
    if word.mark is Prefix.AUTHOR:
        raise CommandError("You can't exclude authors, only words. For example: cs.CV -survey")
    return replace(word, mark=Prefix.WITHOUT)
