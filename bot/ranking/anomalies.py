"""What cannot be true: it is flagged and does not count for a paper's place. Its score stays. Pure."""

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
    """Say whether a post was repeated by so many and liked by so few that somebody counts wrongly, or cheats."""
    return seen.reposts >= MIN_REPOSTS and seen.reposts > REPOSTS_PER_LIKE * seen.likes


MIN_LEARNED = 200  # papers, so that it is known what is usual
MIN_PAPERS = 8
ANOMALY_SHARE = 0.05
"""With 8 papers, half of them are among the top 5 % on one day of 2,500."""


class Total(NamedTuple):
    """What counts of the attention to a paper of a listing at a source."""

    source: str
    listing: date
    attention: float


def anomalous_listings(totals: Iterable[Total], basis: Baseline) -> frozenset[tuple[str, date]]:
    """Return the sources and listings of which half the papers have more than only `ANOMALY_SHARE` of papers ever have.

    A paper can be that hot, a whole day cannot: somebody counts otherwise than before. *totals* are of whole listings.
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
