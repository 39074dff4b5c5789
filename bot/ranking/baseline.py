"""What a score is measured by. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from bot.models.digest import Candidate
from bot.ranking.distributions import Distributions, age_bucket


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual at each source, when each last answered, and which listings' counts at which cannot be true.

    All as of *now*. Where nothing is known, what is shipped is the measure, whatever a paper's age.
    """

    distributions: Distributions = field(default_factory=Distributions)
    now: datetime | None = None
    last_success: Mapping[str, datetime] = field(default_factory=dict)
    anomalous: frozenset[tuple[str, date]] = frozenset()

    def age(self, source: str, announced: date) -> int | None:
        """Return how old a paper was when *source* last answered: of what came since, it cannot know."""
        looked = self.last_success.get(source)
        return None if looked is None else age_bucket(looked - midnight(announced))

    def tail_share(self, candidate: Candidate, source: str, count: float) -> float:
        """Return which share of the papers like *candidate* has at least *count* at *source*, 0 to 1."""
        age = self.age(source, candidate.announced)
        return self.distributions.tail_share(source, age, candidate.paper.categories[:1], count)


def midnight(day: date) -> datetime:
    """Return when a listing's day begins, in UTC: at most some hours from when arXiv mails it."""
    return datetime.combine(day, time(), UTC)
