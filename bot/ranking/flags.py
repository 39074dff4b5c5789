"""What is special about a paper's attention over time. Pure."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

from bot.models.digest import Candidate, Ranked
from bot.ranking.baseline import Basis, midnight
from bot.ranking.deduplication import merge
from bot.ranking.distributions import WEEK
from bot.ranking.surprisal import bans, surprise

BEFORE = timedelta(days=1)
"""Against which moment a paper's speed is measured."""
YOUNG = timedelta(days=1, hours=12)
"""A paper that had less than half a day of it before is new, not rising."""
OLD = timedelta(days=30)
WAKING = timedelta(days=7)
HOT = 1.0  # bans: as the top tenth
TIMES = math.log10(3)  # bans: three times as unusual as a day before, though a day older


def is_rising(candidate: Candidate, basis: Basis) -> bool:
    """Say whether attention outran, within a day, what is usual at that age, by far.

    *candidate* must tell how it stood `BEFORE`; where that is not known, nothing rises.
    """
    if basis.now is None or candidate.earlier is None or basis.now - midnight(candidate.announced) < YOUNG:
        return False
    now = _surprise(candidate, basis)
    if now < HOT:
        return False
    looked = {source: at - BEFORE for source, at in basis.looked.items()}
    before = _surprise(replace(candidate, mentions=candidate.earlier), replace(basis, looked=looked))
    return now - before >= TIMES


def is_sleeper(candidate: Candidate, basis: Basis) -> bool:
    """Say whether an old paper got as much attention within a week as the hottest tenth of new ones in theirs."""
    if basis.now is None or basis.now - midnight(candidate.announced) < OLD:
        return False
    since = basis.now - WAKING
    recent = merge(mention for mention in candidate.mentions if mention.created > since)
    category = candidate.paper.categories[:1]
    tops = (basis.distributions.top(source, WEEK, category, at.sound) for source, at in recent.items())
    return math.fsum(map(surprise, tops)) >= HOT


def is_surging(ranked: Ranked, before: float) -> bool:
    """Say whether a score far exceeds one that the same paper had *before*: by as much as it takes to be hot."""
    return bans(ranked.score) >= bans(before) + HOT


def _surprise(candidate: Candidate, basis: Basis) -> float:
    merged = merge(candidate.mentions)
    return math.fsum(surprise(basis.top(candidate, source, at.sound)) for source, at in merged.items())
