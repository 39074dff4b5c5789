"""Score picks by weighted cues for and against them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_PICKS = 3
"""Picks kept of each kind, for swaps."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern, ignoring case, and the weight of a match."""

    pattern: re.Pattern[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Pick:
    """The *index*-th equation, figure or table of a paper, with its score and label."""

    index: int
    score: float
    label: str = ""


def cue(weight: float, pattern: str) -> Cue:
    """Return a cue for whole words."""
    return Cue(re.compile(pattern, re.IGNORECASE), weight)


def score(text: str, cues: Sequence[Cue]) -> float:
    """Return the sum of the weights of matching cues, each once."""
    return sum(each.weight for each in cues if each.pattern.search(text))


def top(picks: Sequence[Pick], floor: float) -> tuple[Pick, ...]:
    """Return the best picks that reach *floor*, earlier ones first among equals; none is an abstention."""
    reaching = [pick for pick in picks if pick.score >= floor]
    return tuple(sorted(reaching, key=lambda pick: (-pick.score, pick.index))[:MAX_PICKS])
