"""Parse the words of filters, and normalize texts to match them. Pure.

A word or phrase matches in all its forms: *LLM* in "LLMs", *fine-tuning* in "fine tuning" and "finetuning". ``=LLM``
and ``="fine-tuning"`` match only as written, and ``transform*`` matches the beginning of a word.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from bot.text.normalize import WORD, normalize, normalize_readable
from bot.text.plurals import IRREGULAR, singular
from bot.text.plurals import singular_candidates as readings_of
from bot.text.summarizer.features import STOP_WORDS
from bot.text.tex.to_unicode import to_unicode

EXACTLY = "="
HOWEVER_ENDED = "*"
MIN_START_LENGTH = 2  # letters; *A\\** and *Q\\** are names of algorithms
MAX_SPELLINGS = 64  # of a phrase; one made of nothing but compounds has as many as a power of two
MAX_COMPOUND_LENGTH = 80  # letters of a word that is taken apart
QUOTED = re.compile(r'["“”„«](.+)["“”„»]')
PLURAL_ACRONYM = re.compile(r"\b([A-Z]{2})s\b")  # "GPs" is of "GP", which "GPS" and "gps" are not
HYPHEN = re.compile(r"(?<=\w)-+(?=\w)")
JOINT = "\u2010"  # a hyphen within a word; `folded` leaves none of these


class Kind(StrEnum):
    """How a word is matched."""

    FORMS = "forms"
    EXACT = "exact"
    START = "start"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A normalized word or phrase: in its singular, as written, or as a beginning. `written` is it as written."""

    text: str
    kind: Kind
    written: str = ""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A word of a spelling, and those before it."""

    before: _Chosen | None
    text: str


@lru_cache(maxsize=4_096)
def keyword(written: str) -> Keyword:
    """Parse a word of a filter."""
    bare = written.removeprefix(EXACTLY)
    quoted = QUOTED.fullmatch(bare)
    if quoted or (bare != written and bare):
        exact = normalize(quoted[1] if quoted else bare)
        return Keyword(exact, Kind.EXACT, exact)
    start = without_hyphens(normalize(written.removesuffix(HOWEVER_ENDED)))
    if written.endswith(HOWEVER_ENDED) and re.search(rf"\w{{{MIN_START_LENGTH}}}$", start):
        return Keyword(start, Kind.START, start)
    return Keyword(in_singular(written), Kind.FORMS, normalize(written))


def in_singular(text: str) -> str:
    """Return *text* normalized for comparison: every word in its singular, a `JOINT` for each hyphen within a word."""
    return readable_in_singular(to_unicode(text))


def readable_in_singular(text: str) -> str:
    """Normalize a text that is without LaTeX already, like `in_singular`; "GP" for "GPs", but not for "GPS"."""
    return " ".join(map(token_in_singular, normalize_readable(PLURAL_ACRONYM.sub(r"\1", text)).split(" ")))


def token_in_singular(token: str) -> str:
    """Return a token of a normalized text in its singular, like `in_singular`."""
    if token.isalnum():
        return singular(token)
    return HYPHEN.sub(JOINT, WORD.sub(lambda match: singular(match[0]), token))


def plural_acronyms(text: str) -> list[str]:
    """Return in lower case the plurals of acronyms in *text*, found by case: "gps" for "GPs"."""
    return [f"{found.lower()}s" for found in PLURAL_ACRONYM.findall(text)]


def without_hyphens(text: str) -> str:
    """Return a normalized *text* with a space for each hyphen within a word."""
    return HYPHEN.sub(" ", text)


def spellings(phrase: str, known: Container[str]) -> Iterator[str]:
    """Yield the spellings of a singular phrase in texts of *known* words: joined or separated.

    Parts of a compound are joined by a `JOINT` if one is a common word: "online" is not "on line".
    """
    spelled = _spellings(phrase.replace(JOINT, f" {JOINT}").split(), known)
    return map(" ".join, islice(spelled, MAX_SPELLINGS))


def _spellings(words: list[str], known: Container[str]) -> Iterator[list[str]]:
    """Walk the choices depth first, with a stack of our own: a phrase may have more words than calls may be nested."""
    waiting: list[tuple[_Chosen | None, str | None, int]] = [(None, words[0] if words else None, 1)]
    while waiting:
        chosen, word, index = waiting.pop()
        if word is None:
            yield _unrolled(chosen)
            continue
        following = words[index] if index < len(words) else None
        joined = _joined(word, following) if following is not None else ""
        if joined in known:
            waiting.append((chosen, joined, index + 1))
        heads = [*_heads(word.removeprefix(JOINT), known)]
        waiting.extend((_Chosen(chosen, head), following, index + 1) for head in reversed(heads))


def joined(first: str, second: str) -> str:
    """Return the word that two words of a filter make when they are written as one; "" if they make none.

    Each must be a single word, matched in any form: ``fine`` and ``tuning`` make "finetuning".
    """
    words = keyword(first), keyword(second)
    if any(word.kind is not Kind.FORMS or not word.text.isalnum() for word in words):
        return ""
    return _joined(words[0].text, words[1].text)


def start_readings(start: str) -> tuple[str, ...]:
    """Return the singulars of words that begin with *start*, where they don't: "policy" of "policies" for "polici"."""
    plurals = (*IRREGULAR, "ies", "es", "s")
    ends = [end[cut:] for end in plurals for cut in range(1, len(end) + 1) if start.endswith(end[:cut])]
    found = (singular(f"{start}{end}") for end in (*ends, "", "s", "es"))
    return tuple(dict.fromkeys(word for word in found if not word.startswith(start)))


def _unrolled(chosen: _Chosen | None) -> list[str]:
    parts = []
    while chosen:
        parts.append(chosen.text)
        chosen = chosen.before
    return parts[::-1]


def _joined(first: str, second: str) -> str:
    """Return two words as one. A common word is joined by a hyphen only."""
    parts = (first.removeprefix(JOINT), second.removeprefix(JOINT))
    return "" if not second.startswith(JOINT) and STOP_WORDS & {*parts} else singular("".join(parts))


def _heads(word: str, known: Container[str]) -> Iterator[str]:
    yield from readings_of(word)
    for end in range(1, len(word) if len(word) <= MAX_COMPOUND_LENGTH else 1):
        first, second = word[:end], word[end:]
        if first in known and second in known:
            yield f"{first}{JOINT if STOP_WORDS & {first, second} else ' '}{second}"


def contains_phrase(phrase: str, text: str, *, as_start: bool = False) -> bool:
    """Return whether *text* has *phrase* as whole words, or as the beginning of a word with *as_start*."""
    start = text.find(phrase) if phrase else -1
    while start >= 0:
        end = start + len(phrase)
        if (as_start or not WORD.match(text, end)) and not WORD.match(text[max(start - 1, 0) : start]):
            return True
        start = text.find(phrase, start + 1)
    return False
