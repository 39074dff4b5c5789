"""Early attention against late: how well the order of a morning foretells the order of what comes.

Hugging Face's upvotes of a day's papers some hours after they were listed, and days later. One source and one number:
here `hot` cannot be better than the plain count, and must not be worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.evaluation import records
from bot.evaluation.experiment import Experiment
from bot.evaluation.metrics import estimated, mean, ndcg, spearman
from bot.evaluation.records import Json
from bot.evaluation.results import Progress, Result, ResultRow, ResultTable, Target
from bot.models.digest import Candidate, Ranking
from bot.models.papers import Engagement, Mention, Paper, PaperId
from bot.ranking import Baseline, rank
from bot.ranking.distributions import Sample, age_bucket, fit

SOURCE = "huggingface"
TOP = 10
MIN_PAPERS = 5  # papers of a day, so that it has an order
MEASURES = ("Spearman", f"nDCG@{TOP}", "top-1")


def evaluate(folder: Path, trial: Experiment, progress: Progress) -> Result:
    """Compare the orders that `hot` and the plain count give each day, early, with the late one."""
    days = _days(records.rows(folder, "hf-early-late-until-2026-03-16.jsonl"))
    ours, plain, shipped = [], [], []
    seen: list[Sample] = []
    for done, day in enumerate(days, start=1):
        late = [float(row["uf"]) for row in day]
        ours.append(_measures(_hot(day, _basis(day, seen), trial), late))
        shipped.append(_measures(_hot(day, _basis(day, ()), trial), late))
        plain.append(_measures([float(row["u0"]) for row in day], late))
        seen += [Sample(SOURCE, age_bucket(timedelta(hours=row["h"])), (), float(row["u0"])) for row in day]
        progress(done, len(days))
    named = (("plain count", plain), ("hot, as shipped", shipped), ("hot, having seen the days before", ours))
    rows = tuple(ResultRow(name, tuple(map(estimated, zip(*values, strict=True)))) for name, values in named)
    title = f"Hugging Face, early to late: {len(days)} days of {MIN_PAPERS} papers or more, means over days"
    return Result((ResultTable(title, MEASURES, rows),), (*_bars(shipped, plain, ""), *_bars(ours, plain, ", learned")))


def _days(rows: Sequence[Json]) -> list[list[Json]]:
    by_day = defaultdict(list)
    for row in rows:
        by_day[row["date"]].append(row)
    return [by_day[day] for day in sorted(by_day) if len(by_day[day]) >= MIN_PAPERS]


def _hot(rows: Sequence[Json], basis: Baseline, trial: Experiment) -> list[float]:
    """Return the scores in the order of *rows*."""
    ranked = rank(Ranking.HOT, map(_candidate, rows), 0, basis, trial.sources)
    scores = {one.candidate.paper.id: one.score for one in ranked}
    return [scores[row["id"]] for row in rows]


def _candidate(row: Json) -> Candidate:
    id, day = PaperId(row["id"]), date.fromisoformat(row["date"])
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    url = f"https://huggingface.co/papers/{id}"
    engagement = Engagement(likes=row["u0"], replies=row["c0"])
    mention = Mention(id, SOURCE, id, url, "", start, engagement, start + timedelta(hours=row["h"]))
    return Candidate(Paper(id, row["title"], "", (), ()), day, (mention,))


def _basis(rows: Sequence[Json], seen: Sequence[Sample]) -> Baseline:
    day = datetime.fromisoformat(rows[0]["date"]).replace(tzinfo=UTC)
    now = day + timedelta(hours=max(row["h"] for row in rows))
    return Baseline(fit(seen), now, {SOURCE: now})


def _measures(scores: Sequence[float], late: Sequence[float]) -> tuple[float, float, float]:
    best = [worth for score, worth in zip(scores, late, strict=True) if score == max(scores)]
    return spearman(scores, late), ndcg(scores, late, TOP), mean([float(worth == max(late)) for worth in best])


def _bars(ours: Sequence[tuple[float, ...]], plain: Sequence[tuple[float, ...]], how: str) -> list[Target]:
    pairs = zip(MEASURES, zip(*ours, strict=True), zip(*plain, strict=True), strict=True)
    return [
        Target(f"{name} of hot{how}, not below the plain count", round(mean(own), 6), round(mean(other), 6))
        for name, own, other in pairs
    ]
