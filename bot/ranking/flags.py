"""Flag rising, resurfaced and surging papers. Pure."""

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
"""How far back the earlier counts of a paper are taken."""
MAX_RISING_AGE = timedelta(days=1, hours=12)
"""A paper younger than this is new, not rising."""
MIN_RESURFACED_AGE = timedelta(days=30)
RESURFACED_WINDOW = timedelta(days=7)
HOT_THRESHOLD = 1.0  # bans: the top tenth
SURGE_FACTOR = math.log10(3)  # bans: three times as unusual as a day before


def is_rising(candidate: Candidate, basis: Baseline) -> bool:
    """Return whether attention grew within a day by far more than usual at that age.

    This needs the mentions of *candidate* at `COMPARISON_WINDOW` before; without them, nothing is rising.
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
    """Return whether an older paper got as much attention within a week as the top tenth of new papers."""
    if basis.now is None or basis.now - midnight(candidate.announced) < MIN_RESURFACED_AGE:
        return False
    since = basis.now - RESURFACED_WINDOW
    recent = deduplicate((each for each in candidate.mentions if each.created > since), basis.accounts)
    category = candidate.paper.categories[:1]
    tops = (
        basis.distributions.tail_share(source, OLDEST_BUCKET, category, at.trusted) for source, at in recent.items()
    )
    return math.fsum(map(surprisal, tops)) >= HOT_THRESHOLD


def is_surging(ranked: Ranked, before: float) -> bool:
    """Return whether a score exceeds the paper's score *before* by as much as it takes to be hot."""
    return surprisal_of_score(ranked.score) >= surprisal_of_score(before) + HOT_THRESHOLD


def _surprise(candidate: Candidate, basis: Baseline) -> float:
    merged = deduplicate(candidate.mentions, basis.accounts)
    return math.fsum(surprisal(basis.tail_share(candidate, source, at.trusted)) for source, at in merged.items())
