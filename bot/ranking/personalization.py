"""Personalize a destination's order by its feedback, its team and its reader. Pure.

The ranking is computed once for all. Here its surprisals are multiplied by the channel's weights. Likes of the team add
a surprisal of their own, and so does similarity to the reader's saved papers, by their personalized share *mine*::

    surprisal = (1 - mine) (sum of weight x surprisal of each source) + mine x surprisal of the similarity

The surprisal of a similarity is that of the share of current papers that are at least as similar. Papers outside the
most similar `NEAREST`, and saved ones, have no similarity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.models.digest import Ranked, Reason
from bot.models.papers import Engagement, PaperId
from bot.ranking.distributions import prior_tail
from bot.ranking.feedback import TEAM, SourceWeights
from bot.ranking.hot import fuse, scaled, sort_by_score
from bot.ranking.similarity import PaperIndex, ReadingProfile, SimilarPaper, most_similar
from bot.ranking.surprisal import surprisal

READER = "reader"
NEAREST = 0.2  # share of the current papers


@dataclass(frozen=True, slots=True)
class Personalization:
    """The source weights, the team's likes for each paper, and the personalized share, 0 to 1, of a profile."""

    weights: SourceWeights = field(default_factory=SourceWeights)
    team: tuple[tuple[PaperId, int], ...] = ()
    profile: ReadingProfile | None = None
    mine: float = 0.0

    def __bool__(self) -> bool:
        """Return whether anything is personalized."""
        return bool(self.weights.factors or self.team or self.is_personal)

    @property
    def is_personal(self) -> bool:
        """Whether the reader's own papers count."""
        return self.mine > 0 and self.profile is not None and bool(self.profile.saved)


NO_PERSONALIZATION = Personalization()


def personalize(ranked: Sequence[Ranked], tuning: Personalization, index: PaperIndex | None = None) -> list[Ranked]:
    """Return the hot ranking personalized for a destination, hottest first; equal ones by ascending id.

    An *index* of the papers makes many readers fast.
    """
    if not tuning:
        return list(ranked)
    team = dict(tuning.team)
    weighed = [_apply_weights(each, tuning.weights, team.get(each.candidate.paper.id, 0)) for each in ranked]
    own = _personal(weighed, tuning, index) if tuning.profile and tuning.is_personal else weighed
    return sort_by_score(fuse(each.candidate, each.reasons, each.flags) for each in own)


def _apply_weights(ranked: Ranked, weights: SourceWeights, likes: int) -> Ranked:
    if not likes and not weights.factors:
        return ranked
    reasons = [scaled(reason, weights.for_source(reason.source) / reason.weight) for reason in ranked.reasons]
    return replace(ranked, reasons=(*reasons, *([_team_reason(likes)] if likes else [])))


def _team_reason(likes: int) -> Reason:
    top = prior_tail(TEAM).top(likes, None)
    return Reason(TEAM, Engagement(likes=likes), 0.0, top, likes, surprisal(top))


def _personal(ranked: Sequence[Ranked], tuning: Personalization, index: PaperIndex | None) -> list[Ranked]:
    mine, profile = tuning.mine, tuning.profile or ReadingProfile(())
    found = most_similar([each.candidate.paper for each in ranked], profile, NEAREST, index)
    blended = []
    for each, near in zip(ranked, found, strict=True):
        reasons = [scaled(reason, 1 - mine) for reason in each.reasons] if mine < 1 else []
        blended.append(replace(each, reasons=(*reasons, *([_reader_reason(near, mine)] if near else []))))
    return blended


def _reader_reason(near: SimilarPaper, mine: float) -> Reason:
    told = near.nearest.title
    return Reason(
        READER, Engagement(), 0.0, near.share, surprisal=mine * surprisal(near.share), weight=mine, similar_to=told
    )
