"""The order of the Hot Papers blog: plain totals over all sources together, never damped."""

from __future__ import annotations

from collections.abc import Iterable

from bot.models.digest import Candidate, Ranked, Reason
from bot.ranking.totals import attention, by_source


def classic(candidates: Iterable[Candidate]) -> list[Ranked]:
    """Score every candidate by its reposts and likes over all sources."""
    return [_score(candidate) for candidate in candidates]


def _score(candidate: Candidate) -> Ranked:
    reasons = tuple(Reason(source, seen, attention(seen)) for source, seen in sorted(by_source(candidate).items()))
    return Ranked(candidate, sum(reason.points for reason in reasons), reasons)
