"""What makes one destination's order its own: its feedback, its team, its reader. Pure.

A ranking is made once for all; here the surprises of its reasons get the channel's weights, what the team likes adds
one of its own, and so does nearness to what the reader saved, as far as their slider goes::

    surprise = (1 - mine) (sum of weight x surprise of each place) + mine x surprise of the nearness

The surprise of a nearness is that of the share of papers at hand that are at least as near; those that are not among
the nearest `NEAREST` are not near at all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.models import Engagement, PaperId, Ranked, Reason
from bot.ranking.distributions import shipped_tail
from bot.ranking.feedback import TEAM
from bot.ranking.hot import fused, hottest_first
from bot.ranking.personal import Near, Profile, nearness
from bot.ranking.surprise import surprise
from bot.ranking.weights import Weights

READER = "reader"
NEAREST = 0.2  # of the papers at hand


@dataclass(frozen=True, slots=True)
class Tuning:
    """The factors of places, how many of the team like which paper, and how much, 0 to 1, a profile decides."""

    weights: Weights = field(default_factory=Weights)
    team: Mapping[PaperId, int] = field(default_factory=dict)
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
    weighed = [_weighed(each, tuning) for each in ranked]
    personal = _personal(weighed, tuning.profile, tuning.mine) if tuning.profile and tuning.is_personal else weighed
    return hottest_first(fused(each.candidate, each.reasons, each.marks) for each in personal)


def _weighed(ranked: Ranked, tuning: Tuning) -> Ranked:
    reasons = [_scaled(reason, tuning.weights.of(reason.source) / reason.weight) for reason in ranked.reasons]
    likes = tuning.team.get(ranked.candidate.paper.id, 0)
    return replace(ranked, reasons=(*reasons, *([_team(likes)] if likes else [])))


def _scaled(reason: Reason, factor: float) -> Reason:
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
    found = nearness([each.candidate.paper for each in ranked], profile)
    ascending = sorted(near.nearness for near in found)
    blended = []
    for each, near in zip(ranked, found, strict=True):
        share = 1 - bisect_left(ascending, near.nearness) / len(ascending)
        reasons = [_scaled(reason, 1 - mine) for reason in each.reasons] if mine < 1 else []
        own: Iterable[Reason] = () if each.candidate.paper in profile.saved else _reader(near, share, mine)
        blended.append(replace(each, reasons=(*reasons, *own)))
    return blended


def _reader(near: Near, share: float, mine: float) -> Iterator[Reason]:
    if near.nearest and near.nearness > 0 and share <= NEAREST:
        title = near.nearest.title
        yield Reason(READER, Engagement(), 0.0, share, surprise=mine * surprise(share), weight=mine, near=title)
