"""The baseline that scores are measured against. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from bot.models.digest import Candidate
from bot.ranking.distributions import Distributions, age_bucket


@dataclass(frozen=True, slots=True)
class Baseline:
    """The usual attention at each source, each source's last success, and listings with anomalous counts, as of *now*.

    Without learned data, the shipped distributions are used for any age.
    """

    distributions: Distributions = field(default_factory=Distributions)
    now: datetime | None = None
    last_success: Mapping[str, datetime] = field(default_factory=dict)
    anomalous: frozenset[tuple[str, date]] = frozenset()
    accounts: frozenset[tuple[str, str]] = frozenset()

    def age(self, source: str, announced: date) -> int | None:
        """Return a paper's age bucket at the last success of *source*; later mentions can't be known."""
        looked = self.last_success.get(source)
        return None if looked is None else age_bucket(looked - midnight(announced))

    def tail_share(self, candidate: Candidate, source: str, count: float) -> float:
        """Return the share, 0 to 1, of papers like *candidate* with at least *count* at *source*."""
        age = self.age(source, candidate.announced)
        return self.distributions.tail_share(source, age, candidate.paper.categories[:1], count)


def midnight(day: date) -> datetime:
    """Return the start of a listing's day in UTC, within hours of its mailing."""
    return datetime.combine(day, time(), UTC)
