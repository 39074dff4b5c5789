"""How papers are ordered: values in, values out. Each ranking returns its reasons, which add up to its score."""

from __future__ import annotations

from collections.abc import Iterable

from bot.models import Candidate, Ranked, Ranking
from bot.ranking.classic import classic
from bot.ranking.hot import hot

DEFAULT_FLOOR = {Ranking.CLASSIC: 50.0, Ranking.HOT: 0.0}
DEFAULT_DAYS = {Ranking.CLASSIC: 1, Ranking.HOT: 3}


def rank(ranking: Ranking, candidates: Iterable[Candidate], floor: float) -> list[Ranked]:
    """Return the candidates that reach *floor*, hottest first; equals by ascending id."""
    ranked = (classic if ranking is Ranking.CLASSIC else hot)(candidates)
    return sorted((r for r in ranked if r.score >= floor), key=lambda r: (-r.score, r.candidate.paper.id))
