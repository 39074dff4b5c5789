"""Select the papers of one destination from the ranking. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from bot.arxiv import categories
from bot.models.digest import DigestQuery, Flag, Ranked, Ranking
from bot.models.papers import PaperId
from bot.ranking.flags import is_surging

SeenScores = Mapping[PaperId, float]
"""Shown papers, each with the score that it has to exceed by far to be shown again."""
NOTHING_SEEN: SeenScores = MappingProxyType({})


def select(
    ranked: Iterable[Ranked], choices: DigestQuery, shown: SeenScores = NOTHING_SEEN, skip: int = 0
) -> list[Ranked]:
    """Return the first *choices.top* new papers, after the *skip* hottest of them.

    New papers weren't *shown* before, or are much hotter than then. Of papers with the same title, only the hottest is
    included. Papers without discussion are included only if words or authors are requested, after all others.
    """
    new = _new(ranked, choices, shown)
    return list(islice(_one_per_category(list(new), choices) if choices.fair else new, skip, skip + choices.top))


def _new(ranked: Iterable[Ranked], choices: DigestQuery, shown: SeenScores) -> Iterator[Ranked]:
    """Leave out shown papers, and those with the title of a hotter one, which are resubmissions."""
    is_narrow = bool(choices.filter.words or choices.filter.authors)
    twins: set[PaperId] = set()
    for each in ranked:
        if not (each.reasons or is_narrow):
            continue
        new = _unless_seen(each, choices, shown) if shown else each
        if new and new.candidate.paper.id not in twins:
            twins.update(new.candidate.duplicates)
            yield new


def _unless_seen(ranked: Ranked, choices: DigestQuery, shown: SeenScores) -> Ranked | None:
    score = shown.get(ranked.candidate.paper.id)
    if score is None:
        return ranked
    is_again = choices.ranking is Ranking.HOT and is_surging(ranked, score)
    return replace(ranked, flags=ranked.flags | {Flag.SURGING}) if is_again else None


def _one_per_category(ranked: Sequence[Ranked], choices: DigestQuery) -> list[Ranked]:
    """Move the hottest paper of each requested category into the first *choices.top*; else keep the order."""
    hottest = {id for wanted in choices.filter.categories if (id := _hottest_of(wanted, ranked))}
    lifted = [index for index, each in enumerate(ranked) if each.candidate.paper.id in hottest][: choices.top]
    others = [index for index in range(len(ranked)) if index not in set(lifted)]
    room = choices.top - len(lifted)
    return [ranked[index] for index in (*sorted([*lifted, *others[:room]]), *others[room:])]


def _hottest_of(category: str, ranked: Iterable[Ranked]) -> PaperId | None:
    found = (each.candidate.paper for each in ranked)
    return next((paper.id for paper in found if categories.matches(paper.categories, (category,))), None)
