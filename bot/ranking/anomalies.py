"""Detect anomalous counts. They are flagged and don't affect the rank; the score stays. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import median
from typing import NamedTuple

from bot.models.papers import Engagement
from bot.ranking.baseline import Baseline

MIN_REPOSTS = 50
REPOSTS_PER_LIKE = 10
"""Sound totals of the Hot Papers blog have 0.24 reposts a like, and none of 365 papers more than 10; with reposts
counted many times over, a tenth of them did."""


def is_suspicious(seen: Engagement) -> bool:
    """Return whether a post has so many reposts for its likes that the counts are wrong or manipulated."""
    return seen.reposts >= MIN_REPOSTS and seen.reposts > REPOSTS_PER_LIKE * seen.likes


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
    for source, listing, attention in totals:
        days[source, listing].append(attention)
    return frozenset(day for day, counts in days.items() if _is_anomalous(*day, counts, basis))


def _is_anomalous(source: str, listing: date, counts: list[float], basis: Baseline) -> bool:
    age = basis.age(source, listing)
    if len(counts) < MIN_PAPERS or basis.distributions.sample_size(source, age) < MIN_LEARNED:
        return False
    return median(basis.distributions.tail_share(source, age, (), count) for count in counts) <= ANOMALY_SHARE
