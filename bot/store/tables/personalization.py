"""Read what personalizes a destination's order: its feedback, its team's likes, its reader's papers. No own table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlite_utils import Database

from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.models.subscription import Subscription
from bot.ranking.feedback import SourceWeights, source_weights
from bot.ranking.personalization import NO_PERSONALIZATION, Personalization
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
    return of_all(db, [subscription])[0]


def of_all(db: Database, subscriptions: Sequence[Subscription]) -> list[Personalization]:
    """Return the personalization of each subscription, like `of`."""
    places = {each.destination for each in subscriptions}
    feedback = likes.feedback_at(db, places)
    weights = {place: source_weights(said) for place, said in feedback.items()}
    likers = likes.of_teams(db, {(place.platform, place.workspace) for place in places})
    teams = {team: tuple(sorted(liked.items())) for team, liked in likers.items()}
    return [_of(db, each, weights, teams) for each in subscriptions]


def _of(
    db: Database,
    subscription: Subscription,
    weights: Mapping[Destination, SourceWeights],
    teams: Mapping[tuple[str, str], tuple[tuple[PaperId, int], ...]],
) -> Personalization:
    destination, mine = subscription.destination, subscription.how.mine
    team = teams.get((destination.platform, destination.workspace), ())
    weighed = weights.get(destination)
    tuning = Personalization(weighed, team) if weighed else Personalization(team=team) if team else NO_PERSONALIZATION
    if not mine or subscription.is_channel:
        return tuning
    saved = reading_lists.saved(db, destination.platform, destination.workspace, subscription.owner)[:MAX_PAPERS]
    dismissed = dismissals.dismissed_lately(db, destination, MAX_PAPERS)
    profile = ReadingProfile(tuple(papers.of_ids(db, saved)), tuple(papers.of_ids(db, dismissed)))
    return replace(tuning, profile=profile, mine=mine / 100)
