"""Save papers, announcements, mentions and summaries in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from bot.models.papers import Announcement, ExternalSummary, Mention, Paper
from bot.store.tables import mentions, papers, source_health, summaries


@dataclass(frozen=True, slots=True)
class SaveResult:
    """The number of new or changed rows. `dropped_counts` counts totals that fell below half of the last one."""

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
    """Save papers first, because announcements refer to them. Mentions and summaries may be of unknown papers."""
    changed = papers.save(db, works)
    announced = papers.announce(db, announcements)
    return SaveResult(changed, announced, *mentions.save(db, talk), summaries.save(db, told))


def save_file(
    db: Database, works: Iterable[Paper], announcements: Iterable[Announcement], talk: Sequence[Mention]
) -> SaveResult:
    """Save the contents of an imported file, and a successful poll of its sources at the times in the file."""
    source_health.record_looks(db, ((mention.source, mention.observed) for mention in talk))
    return save(db, works, announcements, talk)
