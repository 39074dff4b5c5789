"""Rank papers. Pure. Each ranking returns its reasons, which add up to its score."""

from __future__ import annotations

from collections.abc import Iterable

from bot.models.digest import Candidate, Ranked, Ranking
from bot.ranking.baseline import Baseline
from bot.ranking.classic import rank_classic
from bot.ranking.feedback import SourceWeights
from bot.ranking.hot import rank_hot, sort_by_score

__all__ = ["DEFAULT_DAYS", "DEFAULT_FLOOR", "NO_BASELINE", "NO_WEIGHTS", "Baseline", "SourceWeights", "rank"]

DEFAULT_FLOOR = {Ranking.CLASSIC: 50.0, Ranking.HOT: 0.0}
DEFAULT_DAYS = {Ranking.CLASSIC: 1, Ranking.HOT: 3}
NO_BASELINE = Baseline()
NO_WEIGHTS = SourceWeights()


def rank(
    ranking: Ranking,
    candidates: Iterable[Candidate],
    floor: float,
    baseline: Baseline = NO_BASELINE,
    weights: SourceWeights = NO_WEIGHTS,
) -> list[Ranked]:
    """Return the candidates whose score reaches *floor*, hottest first; equal ones by ascending id.

    *baseline* and *weights* are for the hot ranking only.
    """
    ranked = rank_classic(candidates) if ranking is Ranking.CLASSIC else rank_hot(candidates, baseline, weights)
    return sort_by_score(each for each in ranked if each.score >= floor)
