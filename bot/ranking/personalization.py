"""What makes one destination's order its own: its feedback, its team, its reader. Pure.

A ranking is made once for all; here the surprises of its reasons get the channel's weights, what the team likes adds
one of its own, and so does nearness to what the reader saved, as far as their slider goes::

    surprise = (1 - mine) (sum of weight x surprise of each place) + mine x surprise of the nearness

The surprise of a nearness is that of the share of papers at hand that are at least as near; those that are not among
the nearest `NEAREST`, and those that were saved, are not near at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.models.digest import Ranked, Reason
from bot.models.papers import Engagement, PaperId
from bot.ranking.distributions import prior_tail
from bot.ranking.feedback import TEAM, SourceWeights
from bot.ranking.hot import fuse, sort_by_score
from bot.ranking.similarity import ReadingProfile, SimilarPaper, most_similar
from bot.ranking.surprisal import surprisal

READER = "reader"
NEAREST = 0.2  # of the papers at hand


@dataclass(frozen=True, slots=True)
class Personalization:
    """The factors of places, how many of the team like which paper, and how much, 0 to 1, a profile decides."""

    weights: SourceWeights = field(default_factory=SourceWeights)
    team: tuple[tuple[PaperId, int], ...] = ()
    profile: ReadingProfile | None = None
    mine: float = 0.0

    def __bool__(self) -> bool:
        """Say whether anything is other than for all."""
        return bool(self.weights.factors or self.team or self.is_personal)

    @property
    def is_personal(self) -> bool:
        """Say whether the reader's own papers decide too."""
        return self.mine > 0 and self.profile is not None and bool(self.profile.saved)


NO_PERSONALIZATION = Personalization()


def personalize(ranked: Sequence[Ranked], tuning: Personalization) -> list[Ranked]:
    """Return what `hot` ranked as a destination's tuning has it, hottest first; equals by ascending id."""
    if not tuning:
        return list(ranked)
    team = dict(tuning.team)
    weighed = [_apply_weights(each, tuning.weights, team.get(each.candidate.paper.id, 0)) for each in ranked]
    own = _personal(weighed, tuning.profile, tuning.mine) if tuning.profile and tuning.is_personal else weighed
    return sort_by_score(fuse(each.candidate, each.reasons, each.flags) for each in own)


def _apply_weights(ranked: Ranked, weights: SourceWeights, likes: int) -> Ranked:
    if not likes and not weights.factors:
        return ranked
    reasons = [_scaled(reason, weights.for_source(reason.source) / reason.weight) for reason in ranked.reasons]
    return replace(ranked, reasons=(*reasons, *([_team_reason(likes)] if likes else [])))


def _scaled(reason: Reason, factor: float) -> Reason:
    if factor == 1:
        return reason
    return replace(
        reason,
        surprisal=reason.surprisal * factor,
        discounted=reason.discounted * factor,
        weight=reason.weight * factor,
    )


def _team_reason(likes: int) -> Reason:
    top = prior_tail(TEAM).top(likes, None)
    return Reason(TEAM, Engagement(likes=likes), 0.0, top, likes, surprisal(top))


def _personal(ranked: Sequence[Ranked], profile: ReadingProfile, mine: float) -> list[Ranked]:
    found = most_similar([each.candidate.paper for each in ranked], profile, NEAREST)
    blended = []
    for each, near in zip(ranked, found, strict=True):
        reasons = [_scaled(reason, 1 - mine) for reason in each.reasons] if mine < 1 else []
        blended.append(replace(each, reasons=(*reasons, *([_reader_reason(near, mine)] if near else []))))
    return blended


def _reader_reason(near: SimilarPaper, mine: float) -> Reason:
    told = near.nearest.title
    return Reason(
        READER, Engagement(), 0.0, near.share, surprisal=mine * surprisal(near.share), weight=mine, similar_to=told
    )
