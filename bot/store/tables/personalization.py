"""Read what personalizes a destination's order: its feedback, its team's likes, its reader's papers. No own table."""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from bot.models.digest import Destination
from bot.models.subscription import Subscription
from bot.ranking.feedback import source_weights
from bot.ranking.personalization import Personalization
from bot.ranking.similarity import ReadingProfile
from bot.store.tables import dismissals, likes, papers, reading_lists

MAX_PAPERS = 100  # newest saved papers in a profile, and as many dismissed ones


def of_place(db: Database, destination: Destination) -> Personalization:
    """Return the personalization of a destination, without a reader."""
    return Personalization(
        source_weights(likes.feedback(db, destination)),
        tuple(sorted(likes.of_team(db, destination.platform, destination.workspace).items())),
    )


def of(db: Database, subscription: Subscription) -> Personalization:
    """Return the personalization of a subscription, with the reader's papers if it asks for them."""
    destination, mine = subscription.destination, subscription.how.mine
    tuning = of_place(db, destination)
    if not mine or subscription.is_channel:
        return tuning
    saved = reading_lists.saved(db, destination.platform, destination.workspace, subscription.owner)[:MAX_PAPERS]
    dismissed = dismissals.dismissed_lately(db, destination, MAX_PAPERS)
    profile = ReadingProfile(tuple(papers.of_ids(db, saved)), tuple(papers.of_ids(db, dismissed)))
    return replace(tuning, profile=profile, mine=mine / 100)
