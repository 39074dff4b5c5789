"""Made-up days with known truth (`synthetic`): whether `hot` finds what is interesting among what is loud.

Against it stand the plain sum of all attention, and rank fusion: a paper's places in the orders of all sources, each
counting 1 / (60 + place). Each cell is a kind of day at a level of noise, and each of its days is ranked by all three.
https://plg.uwaterloo.ca/~gvcormac/cormacksigir09-rrf.pdf
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.evaluation.experiment import Experiment
from bot.evaluation.metrics import estimated, mean, ndcg
from bot.evaluation.results import Progress, Result, ResultRow, ResultTable, Target
from bot.evaluation.synthetic import LEVELS, Scenario, SyntheticDay, day
from bot.models.digest import Ranking
from bot.models.papers import PaperId
from bot.ranking import Baseline, rank
from bot.ranking.baseline import midnight
from bot.ranking.classic import attention, engagement_by_source
from bot.ranking.deduplication import deduplicate
from bot.ranking.distributions import Distributions, Sample, age_bucket, fit

SEEDS = 100
TOP = 10
FUSED = 60
HISTORY = range(-20, 0)  # seeds of the days that were seen before, of all kinds of misfortune
COLUMNS = ("hot", "plain sum", "rank fusion", "hot − sum", "hot − fusion")
Scores = dict[PaperId, float]


def evaluate(folder: Path, trial: Experiment, progress: Progress) -> Result:  # noqa: ARG001 - no folder is needed
    """Rank all days in each of the ways, and say how much of the interest in the ten best each finds."""
    cells = [(kind, level) for kind in Scenario for level in LEVELS]
    usual = {level: _learned(level) for level in LEVELS}
    alike: dict[tuple[float, int], list[tuple[float, ...]]] = defaultdict(list)  # these differ in misfortune alone
    rows = []
    for done, (kind, level) in enumerate(cells, start=1):
        found = [_gains(day(kind, level, seed), usual[level], trial) for seed in range(SEEDS)]
        rows.append(_row(f"{kind}, noise {level:g}", found))
        for seed, gains in enumerate(found):
            alike[level, seed].append(gains)
        progress(done, len(cells))
    rows.append(_row("all days", [tuple(map(mean, zip(*days, strict=True))) for days in alike.values()]))
    title = f"nDCG@{TOP} over {SEEDS} made-up days a cell, with 95% intervals"
    losing = [row.name for row in rows if row.losing]
    which = ": " + "; ".join(losing) if losing else ""
    note = f"hot loses, beyond chance, in {len(losing)} of {len(cells)} cells{which}."
    return Result((ResultTable(title, COLUMNS, tuple(rows)),), tuple(_bars(rows[-1])), (note,))


def plain_sum(made: SyntheticDay) -> Scores:
    """Score by reposts and likes, of all sources together."""
    return {one.paper.id: float(sum(map(attention, engagement_by_source(one).values()))) for one in made.candidates}


def rank_fusion(made: SyntheticDay) -> Scores:
    """Score by the places in the sources' own orders, equals sharing the best of their places."""
    scores: Scores = {one.paper.id: 0.0 for one in made.candidates}
    by: dict[str, dict[PaperId, int]] = defaultdict(dict)
    for one in made.candidates:
        for source, seen in engagement_by_source(one).items():
            by[source][one.paper.id] = attention(seen)
    for totals in by.values():
        ordered = sorted(totals.values(), reverse=True)
        for id, total in totals.items():
            scores[id] += 1 / (FUSED + ordered.index(total) + 1)
    return scores


def hot(made: SyntheticDay, usual: Distributions, trial: Experiment) -> Scores:
    """Score by place in the order of `hot`, as what cannot be true counts for its scores alone."""
    answered = _sources([made]) - made.silent
    basis = Baseline(usual, made.now, dict.fromkeys(answered, made.now))
    ranked = rank(Ranking.HOT, made.candidates, 0, basis, trial.sources)
    return {one.candidate.paper.id: -float(place) for place, one in enumerate(ranked)}


def _gains(made: SyntheticDay, usual: Distributions, trial: Experiment) -> tuple[float, ...]:
    worth = [made.relevance[one.paper.id] for one in made.candidates]
    every = (hot(made, usual, trial), plain_sum(made), rank_fusion(made))
    return tuple(ndcg([scores[one.paper.id] for one in made.candidates], worth, TOP) for scores in every)


def _learned(level: float) -> Distributions:
    return fit(sample for seed in HISTORY for sample in _samples(day(Scenario.ALL, level, seed)))


def _samples(made: SyntheticDay) -> Iterable[Sample]:
    for one in made.candidates:
        for source, merged in deduplicate(one.mentions).items():
            yield Sample(
                source, age_bucket(made.now - midnight(one.announced)), one.paper.categories[:1], merged.trusted
            )


def _sources(days: Sequence[SyntheticDay]) -> set[str]:
    return {mention.source for made in days for one in made.candidates for mention in one.mentions}


def _row(name: str, gains: Sequence[tuple[float, ...]]) -> ResultRow:
    """Make a row; it is losing if either of the others is better by more than chance."""
    ours, plain, fused = zip(*gains, strict=True)
    against = [estimated([own - other for own, other in zip(ours, others, strict=True)]) for others in (plain, fused)]
    return ResultRow(
        name, (*map(estimated, (ours, plain, fused)), *against), any((one.high or 0) < 0 for one in against)
    )


def _bars(whole: ResultRow) -> Iterable[Target]:
    """Let `hot` be better over all days, by more than chance, than each of the others."""
    for name, figure in zip(COLUMNS[3:], whole.figures[3:], strict=True):
        yield Target(f"{name} over all days, lower bound", round(figure.low or 0.0, 4), 0.0)
