"""Which of the ranked papers one destination reads. Pure."""

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
"""The papers that were shown, each with a score that it must far exceed to be shown again."""
NOTHING_SEEN: SeenScores = MappingProxyType({})


def select(
    ranked: Iterable[Ranked], choices: DigestQuery, shown: SeenScores = NOTHING_SEEN, skip: int = 0
) -> list[Ranked]:
    """Return the first *choices.top* that are new, behind the *skip* hottest of them.

    New is what was not *shown*, or is much hotter than it was then. Of papers of one title the hottest is enough.
    Papers that nobody talks about come only to who asked for words or authors, behind all others.
    """
    new = _new(ranked, choices, shown)
    return list(islice(_one_per_category(list(new), choices) if choices.fair else new, skip, skip + choices.top))


def _new(ranked: Iterable[Ranked], choices: DigestQuery, shown: SeenScores) -> Iterator[Ranked]:
    """Leave out what was shown, and what has the title of a hotter one: it was submitted again under another id."""
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
    """Lift the hottest of each category that is asked for among the first *choices.top*; else the order stays."""
    hottest = {id for wanted in choices.filter.categories if (id := _hottest_of(wanted, ranked))}
    lifted = [index for index, each in enumerate(ranked) if each.candidate.paper.id in hottest][: choices.top]
    others = [index for index in range(len(ranked)) if index not in set(lifted)]
    room = choices.top - len(lifted)
    return [ranked[index] for index in (*sorted([*lifted, *others[:room]]), *others[room:])]


def _hottest_of(category: str, ranked: Iterable[Ranked]) -> PaperId | None:
    found = (each.candidate.paper for each in ranked)
    return next((paper.id for paper in found if categories.matches(paper.categories, (category,))), None)
