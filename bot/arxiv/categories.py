"""arXiv's categories: names, archives and aliases. Pure.

Taxonomy: https://arxiv.org/category_taxonomy
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot import data
from bot.errors import CommandError

_FACTS: dict[str, dict[str, str]] = json.loads(data.read("categories.json"))
ARCHIVES = _FACTS["archives"]  # cs: Computer Science
CATEGORIES = _FACTS["categories"]  # cs.CV: Computer Vision and Pattern Recognition
ALIASES = _FACTS["aliases"]  # alias: the code that papers have as primary
FORMER = _FACTS["former"]  # archive closed before 2000: its current category
ALL = tuple(CATEGORIES)

MAX_NAME_LENGTH = 100  # characters; longer texts resemble no category
SUGGESTIONS = 3
CLOSE_ENOUGH = 65  # of 100


def matches(paper_categories: Iterable[str], wanted: Iterable[str]) -> bool:
    """Return whether a paper is in any of the *wanted* categories or archives, by any of their names."""
    return not all_names(paper_categories).isdisjoint(wanted)


def all_names(paper_categories: Iterable[str]) -> frozenset[str]:
    """Return every category and archive of a paper, by all of their names."""
    return frozenset().union(*(_NAMES.get(category, _NO_NAMES) for category in paper_categories))


def is_category(text: str) -> bool:
    """Return whether a text is a category or archive of arXiv, current or former, and not an ACM or MSC class."""
    return text in _NAMES


def name(category: str) -> str:
    """Return the name of a category or archive; of an unknown one its code."""
    category = FORMER.get(category, category)
    return CATEGORIES.get(category) or ARCHIVES.get(category, category)


def leaves(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the categories to request from arXiv so that no paper in *wanted* is missed, without aliases."""
    names = frozenset(wanted)
    return tuple(c for c in CATEGORIES if c not in ALIASES and not _NAMES[c].isdisjoint(names))


def codes(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the codes under which arXiv lists papers in any of the *wanted*, with aliases."""
    names = frozenset(wanted)
    return tuple(code for code, all_of_it in _NAMES.items() if not all_of_it.isdisjoint(names))


def check(names: Iterable[str]) -> tuple[str, ...]:
    """Return categories and archives as arXiv writes them, each once.

    Raises CommandError with the nearest matches if one is unknown.
    """
    given = [text.strip() for text in names]
    unknown = [text for text in given if text.lower() not in _SPELLED]
    if unknown:
        raise CommandError(" ".join(_complaint(text) for text in unknown))
    return tuple(dict.fromkeys(_SPELLED[text.lower()] for text in given))


def _complaint(text: str) -> str:
    nearest = _nearest(text)
    if not nearest:
        return f"“{text}” isn't an arXiv category. See https://arxiv.org/category_taxonomy."
    choice = " or ".join(f"{code} ({name(code)})" for code in nearest)
    return f"“{text}” isn't an arXiv category. Did you mean {choice}?"


def _nearest(text: str) -> list[str]:
    """Return the codes most similar to *text* by code or name, best first; if there are none, its archive."""
    if len(text) > MAX_NAME_LENGTH:
        return []
    scores = {code: _likeness(text.lower(), code.lower()) for code in [*ARCHIVES, *CATEGORIES]}
    likely = sorted(scores, key=lambda code: scores[code], reverse=True)
    close = [code for code in likely if scores[code][0] >= CLOSE_ENOUGH][:SUGGESTIONS]
    archive = text.lower().partition(".")[0]
    return close or [code for code in ARCHIVES if code == archive]


def _likeness(text: str, code: str) -> tuple[float, float]:
    """Return the similarity, up to 100, of *text* to a code or its name; then, for ties, to the whole of it."""
    from rapidfuzz import fuzz

    words = name(_SPELLED[code]).lower()
    in_words = fuzz.partial_ratio(text, words) if len(text) > 3 else 0
    likeness = max(fuzz.ratio(text, code), fuzz.ratio(text, code.rpartition(".")[2]), in_words)
    return likeness, max(fuzz.ratio(sorted(text), sorted(code)), fuzz.ratio(text, words))


def _names(category: str) -> frozenset[str]:
    """Return all names of *category*: its codes, and their archives."""
    first = FORMER.get(category, category)
    first = ALIASES.get(first, first)
    both = {first, *(alias for alias, of in ALIASES.items() if of == first)}
    return frozenset(both | {each.partition(".")[0] for each in both})


_NO_NAMES: frozenset[str] = frozenset()
_NAMES = {code: _names(code) for code in [*ARCHIVES, *CATEGORIES, *FORMER]}
_SPELLED = {code.lower(): FORMER.get(code, code) for code in _NAMES}
