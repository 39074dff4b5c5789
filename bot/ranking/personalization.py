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
from bot.ranking.distributions import shipped_tail
from bot.ranking.feedback import TEAM, Weights
from bot.ranking.hot import fused, hottest_first
from bot.ranking.similarity import Near, Profile, nearest
from bot.ranking.surprisal import surprise

READER = "reader"
NEAREST = 0.2  # of the papers at hand


@dataclass(frozen=True, slots=True)
class Tuning:
    """The factors of places, how many of the team like which paper, and how much, 0 to 1, a profile decides."""

    weights: Weights = field(default_factory=Weights)
    team: tuple[tuple[PaperId, int], ...] = ()
    profile: Profile | None = None
    mine: float = 0.0

    def __bool__(self) -> bool:
        """Say whether anything is other than for all."""
        return bool(self.weights.factors or self.team or self.is_personal)

    @property
    def is_personal(self) -> bool:
        """Say whether the reader's own papers decide too."""
        return self.mine > 0 and self.profile is not None and bool(self.profile.saved)


UNTUNED = Tuning()


def tuned(ranked: Sequence[Ranked], tuning: Tuning) -> list[Ranked]:
    """Return what `hot` ranked as a destination's tuning has it, hottest first; equals by ascending id."""
    if not tuning:
        return list(ranked)
    team = dict(tuning.team)
    weighed = [_weighed(each, tuning.weights, team.get(each.candidate.paper.id, 0)) for each in ranked]
    own = _personal(weighed, tuning.profile, tuning.mine) if tuning.profile and tuning.is_personal else weighed
    return hottest_first(fused(each.candidate, each.reasons, each.marks) for each in own)


def _weighed(ranked: Ranked, weights: Weights, likes: int) -> Ranked:
    if not likes and not weights.factors:
        return ranked
    reasons = [_scaled(reason, weights.of(reason.source) / reason.weight) for reason in ranked.reasons]
    return replace(ranked, reasons=(*reasons, *([_team(likes)] if likes else [])))


def _scaled(reason: Reason, factor: float) -> Reason:
    if factor == 1:
        return reason
    return replace(
        reason,
        surprise=reason.surprise * factor,
        doubted=reason.doubted * factor,
        weight=reason.weight * factor,
    )


def _team(likes: int) -> Reason:
    top = shipped_tail(TEAM).top(likes, None)
    return Reason(TEAM, Engagement(likes=likes), 0.0, top, likes, surprise(top))


def _personal(ranked: Sequence[Ranked], profile: Profile, mine: float) -> list[Ranked]:
    found = nearest([each.candidate.paper for each in ranked], profile, NEAREST)
    blended = []
    for each, near in zip(ranked, found, strict=True):
        reasons = [_scaled(reason, 1 - mine) for reason in each.reasons] if mine < 1 else []
        blended.append(replace(each, reasons=(*reasons, *([_reader(near, mine)] if near else []))))
    return blended


def _reader(near: Near, mine: float) -> Reason:
    told = near.nearest.title
    return Reason(READER, Engagement(), 0.0, near.share, surprise=mine * surprise(near.share), weight=mine, near=told)
