"""Save papers, announcements, mentions and lines that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from bot.models.papers import Announcement, ExternalSummary, Mention, Paper
from bot.store.tables import mentions, papers, source_health, summaries


@dataclass(frozen=True, slots=True)
class SaveResult:
    """How many rows were new or changed; of the observations, those that have *fallen* below half."""

    papers: int = 0
    announcements: int = 0
    mentions: int = 0
    observations: int = 0
    dropped_counts: int = 0
    lines: int = 0

    def __add__(self, other: SaveResult) -> SaveResult:
        return SaveResult(
            self.papers + other.papers,
            self.announcements + other.announcements,
            self.mentions + other.mentions,
            self.observations + other.observations,
            self.dropped_counts + other.dropped_counts,
            self.lines + other.lines,
        )


def save(
    db: Database,
    works: Iterable[Paper] = (),
    announcements: Iterable[Announcement] = (),
    talk: Iterable[Mention] = (),
    told: Iterable[ExternalSummary] = (),
) -> SaveResult:
    """Save papers first, for announcements refer to them; the rest may be of papers that nobody knows."""
    changed = papers.save(db, works)
    announced = papers.announce(db, announcements)
    return SaveResult(changed, announced, *mentions.save(db, talk), summaries.save(db, told))


def save_file(
    db: Database, works: Iterable[Paper], announcements: Iterable[Announcement], talk: Sequence[Mention]
) -> SaveResult:
    """Save what a file holds, and that its sources had answered when the file says so."""
    source_health.record_looks(db, ((mention.source, mention.observed) for mention in talk))
    return save(db, works, announcements, talk)
