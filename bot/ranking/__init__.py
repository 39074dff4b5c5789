"""How papers are ordered: values in, values out. Each ranking returns its reasons, which add up to its score."""

from __future__ import annotations

from collections.abc import Iterable

from bot.models.digest import Candidate, Ranked, Ranking
from bot.ranking.baseline import Basis
from bot.ranking.classic import classic
from bot.ranking.feedback import Weights
from bot.ranking.hot import hot, hottest_first

__all__ = ["DEFAULT_DAYS", "DEFAULT_FLOOR", "NOTHING_KNOWN", "NO_WEIGHTS", "Basis", "Weights", "rank"]

DEFAULT_FLOOR = {Ranking.CLASSIC: 50.0, Ranking.HOT: 0.0}
DEFAULT_DAYS = {Ranking.CLASSIC: 1, Ranking.HOT: 3}
NOTHING_KNOWN = Basis()
NO_WEIGHTS = Weights()


def rank(
    ranking: Ranking,
    candidates: Iterable[Candidate],
    floor: float,
    basis: Basis = NOTHING_KNOWN,
    weights: Weights = NO_WEIGHTS,
) -> list[Ranked]:
    """Return the candidates whose score reaches *floor*, hottest first; equals by ascending id.

    What cannot be true counts for a score, not for a place. *basis* and *weights* are for `hot`; `classic` is plain.
    """
    ranked = classic(candidates) if ranking is Ranking.CLASSIC else hot(candidates, basis, weights)
    return hottest_first(each for each in ranked if each.score >= floor)
