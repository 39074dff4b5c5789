"""The words that people ask for, and texts as these are looked for in them. Pure.

A word or phrase is found in all its forms: *LLM* in "LLMs", *fine-tuning* in "fine tuning" and "finetuning". ``=LLM``
and ``="fine-tuning"`` are found only as they are written, and ``transform*`` is the beginning of a word.
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
MAX_SPELLINGS = 64  # of a phrase; one made of nothing but compounds has as many as a power of two
MAX_COMPOUND_LENGTH = 80  # letters of a word that is taken apart
QUOTED = re.compile(r'["“”„«](.+)["“”„»]')
PLURAL_ACRONYM = re.compile(r"\b([A-Z]{2})s\b")  # "GPs" is of "GP", which "GPS" and "gps" are not
HYPHEN = re.compile(r"(?<=\w)-+(?=\w)")
JOINT = "\u2010"  # a hyphen within a word; `folded` leaves none of these


class Kind(StrEnum):
    """How a word is looked for."""

    FORMS = "forms"
    EXACT = "exact"
    START = "start"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or phrase as it is compared: in its singular, as it is written, or as a beginning."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A word of a spelling, and those before it."""

    before: _Chosen | None
    text: str


@lru_cache(maxsize=4_096)
def keyword(written: str) -> Keyword:
    """Read how a word of a filter is looked for."""
    bare = written.removeprefix(EXACTLY)
    quoted = QUOTED.fullmatch(bare)
    if quoted or (bare != written and bare):
        return Keyword(normalize(quoted[1] if quoted else bare), Kind.EXACT)
    start = without_hyphens(normalize(written.removesuffix(HOWEVER_ENDED)))
    if written.endswith(HOWEVER_ENDED) and re.search(rf"\w{{{MIN_START_LENGTH}}}$", start):
        return Keyword(start, Kind.START)
    return Keyword(in_singular(written), Kind.FORMS)


def in_singular(text: str) -> str:
    """Return *text* as forms are compared: folded, every word in its singular, a `JOINT` for each hyphen in a word."""
    return " ".join(map(token_in_singular, normalize(without_plural_acronyms(text)).split(" ")))


def token_in_singular(token: str) -> str:
    """Return what stands between two blanks of a folded text as `in_singular` has it."""
    if token.isalnum():
        return singular(token)
    return HYPHEN.sub(JOINT, WORD.sub(lambda match: singular(match[0]), token))


def without_plural_acronyms(text: str) -> str:
    """Return *text* with "GP" for "GPs", which only its capitals tell from "GPS"."""
    return PLURAL_ACRONYM.sub(r"\1", to_unicode(text)) if PLURAL_ACRONYM.search(text) else text


def acronyms(text: str) -> list[str]:
    """Return the acronyms whose plurals stand in *text*, which only their capitals tell: *gp* of "GPs"."""
    return [found.lower() for found in PLURAL_ACRONYM.findall(text)]


def without_hyphens(text: str) -> str:
    """Return *text*, which is folded, with a blank for each hyphen within a word."""
    return HYPHEN.sub(" ", text)


def spellings(phrase: str, known: Container[str]) -> Iterator[str]:
    """Yield how a phrase in its singular may be spelled in texts of *known* words: joined, or taken apart.

    The parts of a compound are joined by a `JOINT` if one is a common word: "online" is no "on line".
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


def _unrolled(chosen: _Chosen | None) -> list[str]:
    parts = []
    while chosen:
        parts.append(chosen.text)
        chosen = chosen.before
    return parts[::-1]


def _joined(first: str, second: str) -> str:
    """Return two words as one; a common word is joined to another only by a hyphen."""
    parts = (first.removeprefix(JOINT), second.removeprefix(JOINT))
    return "" if not second.startswith(JOINT) and STOP_WORDS & {*parts} else singular("".join(parts))


def _heads(word: str, known: Container[str]) -> Iterator[str]:
    yield from readings_of(word)
    for end in range(1, len(word) if len(word) <= MAX_COMPOUND_LENGTH else 1):
        first, second = word[:end], word[end:]
        if first in known and second in known:
            yield f"{first}{JOINT if STOP_WORDS & {first, second} else ' '}{second}"


def contains_phrase(phrase: str, text: str, *, as_start: bool = False) -> bool:
    """Say whether *phrase* stands in *text* as a whole, no letter or digit next to it, or behind it unless a start."""
    start = text.find(phrase) if phrase else -1
    while start >= 0:
        end = start + len(phrase)
        if (as_start or not WORD.match(text, end)) and not WORD.match(text[max(start - 1, 0) : start]):
            return True
        start = text.find(phrase, start + 1)
    return False
