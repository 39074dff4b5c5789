"""Scores made of clues, each with its weight: what speaks for a pick and what against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_PICKS = 3
"""So many of a kind are kept, for people to swap."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern, folded in case, and what finding it is worth."""

    pattern: re.Pattern[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Pick:
    """The *index*-th equation, figure or table of a paper, with its score and what to call it."""

    index: int
    score: float
    label: str = ""


def cue(weight: float, pattern: str) -> Cue:
    """Make a clue of whole words."""
    return Cue(re.compile(pattern, re.IGNORECASE), weight)


def score(text: str, clues: Sequence[Cue]) -> float:
    """Return the sum of the weights of what is found, each once."""
    return sum(each.weight for each in clues if each.pattern.search(text))


def top(picks: Sequence[Pick], floor: float) -> tuple[Pick, ...]:
    """Return the best few that reach *floor*, the earlier of equals first; none is an abstention."""
    reaching = [pick for pick in picks if pick.score >= floor]
    return tuple(sorted(reaching, key=lambda pick: (-pick.score, pick.index))[:MAX_PICKS])
