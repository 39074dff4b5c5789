"""Detect listings with anomalous counts at a source. They don't count. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import mean, median
from typing import NamedTuple

from bot.models.digest import Candidate
from bot.ranking.baseline import Baseline
from bot.ranking.classic import attention, engagement_by_source

MIN_LEARNED = 200  # papers needed before a listing is checked
MIN_PAPERS = 8
ANOMALY_SHARE = 0.05
"""With 8 papers, half of them are in the top 5% on one day of 2,500."""


class Total(NamedTuple):
    """The counted attention to a paper of a listing at a source."""

    source: str
    listing: date
    attention: float


def anomalous_listings(totals: Iterable[Total], basis: Baseline) -> frozenset[tuple[str, date]]:
    """Return the sources and listings where half of the papers are in the top `ANOMALY_SHARE` of all papers.

    One paper can be that hot, a whole listing can't: the source counts differently than before. *totals* are of whole
    listings.
    """
    days: dict[tuple[str, date], list[float]] = defaultdict(list)
    for source, listing, count in totals:
        days[source, listing].append(count)
    return frozenset(day for day, counts in days.items() if _is_anomalous(*day, counts, basis))


MIN_INFLATED_PAPERS = 4
MIN_ATTENTION = 20  # reposts and likes of a paper that is asked
INFLATED_SHARE = 0.5
"""As many papers have more reposts than likes in 65 of 68 inflated posts of the Hot Papers blog, in no sound one."""


def inflated_listings(candidates: Iterable[Candidate]) -> frozenset[tuple[str, date]]:
    """Return the sources and listings where many papers have more reposts than likes: reposts count many times over."""
    days: dict[tuple[str, date], list[bool]] = defaultdict(list)
    for candidate in candidates:
        for source, seen in engagement_by_source(candidate).items():
            if attention(seen) >= MIN_ATTENTION and seen.reposts:
                days[source, candidate.announced].append(seen.reposts > seen.likes)
    return frozenset(
        day for day, found in days.items() if len(found) >= MIN_INFLATED_PAPERS and mean(found) >= INFLATED_SHARE
    )


def _is_anomalous(source: str, listing: date, counts: list[float], basis: Baseline) -> bool:
    age = basis.age(source, listing)
    if len(counts) < MIN_PAPERS or basis.distributions.sample_size(source, age) < MIN_LEARNED:
        return False
    return median(basis.distributions.tail_share(source, age, (), count) for count in counts) <= ANOMALY_SHARE
