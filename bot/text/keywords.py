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

from bot.text.normalize import WORD, normalize
from bot.text.plurals import singular
from bot.text.plurals import singular_candidates as readings_of
from bot.text.summarizer.features import STOP_WORDS
from bot.text.tex.to_unicode import to_unicode

EXACTLY = "="
HOWEVER_ENDED = "*"
MIN_START_LENGTH = 2  # letters; *A\\** and *Q\\** are names of algorithms
MAX_SPELLINGS = 64  # per phrase; each compound doubles their number
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
    """A normalized word or phrase: in its singular, as written, or as a beginning."""

    text: str
    kind: Kind


@lru_cache(maxsize=4_096)
def keyword(written: str) -> Keyword:
    """Parse a word of a filter."""
    bare = written.removeprefix(EXACTLY)
    quoted = QUOTED.fullmatch(bare)
    if quoted or (bare != written and bare):
        return Keyword(normalize(quoted[1] if quoted else bare), Kind.EXACT)
    start = without_hyphens(normalize(written.removesuffix(HOWEVER_ENDED)))
    if written.endswith(HOWEVER_ENDED) and re.search(rf"\w{{{MIN_START_LENGTH}}}$", start):
        return Keyword(start, Kind.START)
    return Keyword(in_singular(written), Kind.FORMS)


def in_singular(text: str) -> str:
    """Return *text* normalized for comparison: every word in its singular, a `JOINT` for each hyphen within a word."""
    return " ".join(map(token_in_singular, normalize(without_plural_acronyms(text)).split(" ")))


def token_in_singular(token: str) -> str:
    """Return a token of a normalized text in its singular, like `in_singular`."""
    if token.isalnum():
        return singular(token)
    return HYPHEN.sub(JOINT, WORD.sub(lambda match: singular(match[0]), token))


def without_plural_acronyms(text: str) -> str:
    """Return *text* with "GP" for "GPs", which differs from "GPS" in case only."""
    return PLURAL_ACRONYM.sub(r"\1", to_unicode(text)) if PLURAL_ACRONYM.search(text) else text


def acronyms(text: str) -> list[str]:
    """Return the acronyms in lower case whose plurals are in *text*, found by case: "gp" for "GPs"."""
    return [found.lower() for found in PLURAL_ACRONYM.findall(text)]


def without_hyphens(text: str) -> str:
    """Return a normalized *text* with a space for each hyphen within a word."""
    return HYPHEN.sub(" ", text)


def spellings(phrase: str, known: Container[str]) -> Iterator[str]:
    """Yield the spellings of a singular phrase in texts of *known* words: joined or separated.

    Parts of a compound are joined by a `JOINT` if one is a common word: "online" is not "on line".
    """
    spelled = _spellings(phrase.replace(JOINT, f" {JOINT}").split(), known)
    return map(" ".join, islice(spelled, MAX_SPELLINGS))


def _spellings(words: list[str], known: Container[str]) -> Iterator[tuple[str, ...]]:
    if not words:
        yield ()
        return
    for head in _heads(words[0].removeprefix(JOINT), known):
        for tail in _spellings(words[1:], known):
            yield (head, *tail)
    joined = _joined(*words[:2]) if len(words) > 1 else ""
    if joined in known:
        for tail in _spellings([joined, *words[2:]], known):
            yield tail


def _joined(first: str, second: str) -> str:
    """Return two words as one. A common word is joined by a hyphen only."""
    parts = (first.removeprefix(JOINT), second.removeprefix(JOINT))
    return "" if not second.startswith(JOINT) and STOP_WORDS & {*parts} else singular("".join(parts))


def _heads(word: str, known: Container[str]) -> Iterator[str]:
    yield from readings_of(word)
    for end in range(1, len(word)):
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
