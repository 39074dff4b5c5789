"""What is special about a paper's attention over time. Pure."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

from bot.models.digest import Candidate, Ranked
from bot.ranking.baseline import Baseline, midnight
from bot.ranking.deduplication import deduplicate
from bot.ranking.distributions import OLDEST_BUCKET
from bot.ranking.surprisal import surprisal, surprisal_of_score

COMPARISON_WINDOW = timedelta(days=1)
"""Against which moment a paper's speed is measured."""
MAX_RISING_AGE = timedelta(days=1, hours=12)
"""A paper that had less than half a day of it before is new, not rising."""
MIN_RESURFACED_AGE = timedelta(days=30)
RESURFACED_WINDOW = timedelta(days=7)
HOT_THRESHOLD = 1.0  # bans: as the top tenth
SURGE_FACTOR = math.log10(3)  # bans: three times as unusual as a day before, though a day older


def is_rising(candidate: Candidate, basis: Baseline) -> bool:
    """Say whether attention outran, within a day, what is usual at that age, by far.

    *candidate* must tell how it stood `COMPARISON_WINDOW`; where that is not known, nothing rises.
    """
    if (
        basis.now is None
        or candidate.mentions_yesterday is None
        or basis.now - midnight(candidate.announced) < MAX_RISING_AGE
    ):
        return False
    now = _surprise(candidate, basis)
    if now < HOT_THRESHOLD:
        return False
    looked = {source: at - COMPARISON_WINDOW for source, at in basis.last_success.items()}
    before = _surprise(replace(candidate, mentions=candidate.mentions_yesterday), replace(basis, last_success=looked))
    return now - before >= SURGE_FACTOR


def is_resurfaced(candidate: Candidate, basis: Baseline) -> bool:
    """Say whether an old paper got as much attention within a week as the hottest tenth of new ones in theirs."""
    if basis.now is None or basis.now - midnight(candidate.announced) < MIN_RESURFACED_AGE:
        return False
    since = basis.now - RESURFACED_WINDOW
    recent = deduplicate(mention for mention in candidate.mentions if mention.created > since)
    category = candidate.paper.categories[:1]
    tops = (
        basis.distributions.tail_share(source, OLDEST_BUCKET, category, at.trusted) for source, at in recent.items()
    )
    return math.fsum(map(surprisal, tops)) >= HOT_THRESHOLD


def is_surging(ranked: Ranked, before: float) -> bool:
    """Say whether a score far exceeds one that the same paper had *before*: by as much as it takes to be hot."""
    return surprisal_of_score(ranked.score) >= surprisal_of_score(before) + HOT_THRESHOLD


def _surprise(candidate: Candidate, basis: Baseline) -> float:
    merged = deduplicate(candidate.mentions)
    return math.fsum(surprisal(basis.tail_share(candidate, source, at.trusted)) for source, at in merged.items())
