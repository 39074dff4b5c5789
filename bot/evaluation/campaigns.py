"""Bought attention: how often it brings a paper into the top five, and whether the paper is marked then.

The days are those of Hugging Face's daily papers with their upvotes of the first hours and, as the truth, those of
later. No record has the posts about the same papers elsewhere. So these are made up: the more upvotes a paper will
have, the more posts, replies and reposts, through noise. Each day has as many papers again that no place discusses, and
one of them is what a campaign is bought for.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.evaluation import records
from bot.evaluation.bought import CAMPAIGNS, Campaign
from bot.evaluation.experiment import Experiment
from bot.evaluation.metrics import Estimate, estimated, mean
from bot.evaluation.records import Json
from bot.evaluation.results import Progress, Result, ResultRow, ResultTable, Target
from bot.models.digest import Candidate, Flag, Ranked, Ranking
from bot.models.papers import Engagement, Mention, Paper, PaperId
from bot.ranking import Baseline, rank
from bot.ranking.deduplication import deduplicate
from bot.ranking.distributions import Sample, age_bucket, fit

TOP = 5
MIN_PAPERS = 12  # papers of a day at Hugging Face
LEARNED = 30  # days that were seen before, and whose accounts are known
HOME = "huggingface"
NOISE = 1.0  # of an account's reach and of a post's luck, in natural logarithms
ACCOUNTS = 300
HOURS = timedelta(hours=12)  # after midnight, when a day is looked at
MAX_ENTERED = 0.1  # share of days
MAY_DECIDE = "Hugging Face"  # its upvotes have few comments to support them, bought or not
MAX_MARKED = 0.05  # share of honest papers
COLUMNS = ("in the top five", "marked", "said to be at one source alone")
BEFORE = {"undisturbed": 0.92, "Hugging Face down": 0.81}
"""The share of the best final attention that the ranking of before had in its top five, on these days."""


@dataclass(frozen=True, slots=True)
class Place:
    """Posts about a paper of 20 later upvotes, likes of one, and the share of reposts and of replies to them."""

    posts: float
    likes: float
    reposts: float
    replies: float


PLACES = {
    "x": Place(0.25, 4, 0.22, 0.08),
    "bluesky": Place(0.15, 2, 0.25, 0.1),
    "hackernews": Place(0.03, 8, 0.0, 0.5),
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day's papers as they are discussed *now*, and the truth: their later upvotes."""

    candidates: tuple[Candidate, ...]
    late: Mapping[PaperId, float]
    now: datetime


def evaluate(folder: Path, trial: Experiment, progress: Progress) -> Result:
    """Buy each campaign on each day, and look where the paper is then."""
    days = [_day(rows) for rows in _by_day(records.rows(folder, "hf-early-late-until-2026-03-16.jsonl"))]
    before, days = days[: min(LEARNED, len(days) // 2)], days[min(LEARNED, len(days) // 2) :]
    basis = Baseline(fit(sample for day in before for sample in _samples(day)))
    rows: list[ResultRow] = []
    bars: list[Target] = []
    for done, (name, campaign) in enumerate(CAMPAIGNS.items(), start=1):
        found = []
        for number, day in enumerate(days):
            bought, own = _bought(day, campaign, random.Random(f"{name} {number}"))
            found.append(_entered(_ranked(bought, basis, trial), own))
        rows.append(ResultRow(name, tuple(map(estimated, zip(*found, strict=True)))))
        bars += _bars(name, found)
        progress(done, len(CAMPAIGNS))
    shares, more = _shares(days, basis, trial)
    title = f"{len(days)} days: a paper that no place discusses, and what is bought for it"
    return Result((ResultTable(title, COLUMNS, tuple(rows)), shares), (*bars, *more))


def _bars(name: str, found: Sequence[tuple[float, float, float]]) -> Iterator[Target]:
    if MAY_DECIDE in name:
        told = mean([max(1 - entered, alone) for entered, _, alone in found])
        yield Target(f"{name}: share of days on which it stays out, or the list says that one source decides", told, 1)
        return
    entered, marked, _ = (mean(column) for column in zip(*found, strict=True))
    yield Target(f"{name}: share of days on which it stays out of the top five", 1 - entered, 1 - MAX_ENTERED)
    yield Target(f"{name}: share of days on which it is marked", marked, 1)


def _shares(days: Sequence[Day], basis: Baseline, trial: Experiment) -> tuple[ResultTable, list[Target]]:
    """Measure what the top five have of the most later upvotes that five could have."""
    undisturbed = [_ranked(day, basis, trial) for day in days]
    calm = [_share(day, ranked) for day, ranked in zip(days, undisturbed, strict=True)]
    down = [_share(day, _ranked(_without(day, HOME), basis, trial)) for day in days]
    figures: dict[str, Estimate] = {"undisturbed": estimated(calm), "Hugging Face down": estimated(down)}
    marked = mean([mean([float(_is_marked(each)) for each in ranked[:TOP]]) for ranked in undisturbed])
    rows = tuple(ResultRow(name, (figure,)) for name, figure in figures.items())
    bars = [
        Target(f"{name}: top five's share of the best, not less than before", round(figure.value, 2), BEFORE[name])
        for name, figure in figures.items()
    ]
    bars.append(Target("undisturbed: share of the top five that isn't marked", 1 - marked, 1 - MAX_MARKED))
    return ResultTable("what the top five have of the best later upvotes", ("share",), rows), bars


def _entered(ranked: Sequence[Ranked], own: PaperId) -> tuple[float, float, float]:
    """Return whether a paper is in the top five, marked, and said to be discussed at one source alone."""
    place, found = next((place, each) for place, each in enumerate(ranked) if each.candidate.paper.id == own)
    return float(place < TOP), float(_is_marked(found)), float(any(reason.alone for reason in found.reasons))


def _is_marked(ranked: Ranked) -> bool:
    return Flag.ANOMALOUS in ranked.flags


def _ranked(day: Day, basis: Baseline, trial: Experiment) -> list[Ranked]:
    known = replace(basis, now=day.now, last_success=dict.fromkeys((HOME, *PLACES), day.now))
    return rank(Ranking.HOT, day.candidates, 0, known, trial.sources)


def _share(day: Day, ranked: Sequence[Ranked]) -> float:
    best = sum(sorted(day.late.values(), reverse=True)[:TOP])
    return sum(day.late.get(each.candidate.paper.id, 0.0) for each in ranked[:TOP]) / best if best else 1.0


def _bought(day: Day, campaign: Campaign, chance: random.Random) -> tuple[Day, PaperId]:
    own = chance.choice([each for each in day.candidates if not each.mentions])
    paid = replace(own, mentions=campaign(own.paper.id, day.now, chance))
    return replace(day, candidates=tuple(paid if each == own else each for each in day.candidates)), own.paper.id


def _without(day: Day, source: str) -> Day:
    left = (replace(each, mentions=tuple(m for m in each.mentions if m.source != source)) for each in day.candidates)
    return replace(day, candidates=tuple(left))


def _samples(day: Day) -> Iterable[Sample]:
    for each in day.candidates:
        for source, merged in deduplicate(each.mentions).items():
            yield Sample(source, age_bucket(HOURS), each.paper.categories[:1], merged.trusted)


# --- the days ----------------------------------------------------------------------------------------------------


def _by_day(rows: Sequence[Json]) -> list[list[Json]]:
    by_day = defaultdict(list)
    for row in rows:
        by_day[row["date"]].append(row)
    return [by_day[day] for day in sorted(by_day) if len(by_day[day]) >= MIN_PAPERS]


def _day(rows: Sequence[Json]) -> Day:
    date = datetime.fromisoformat(rows[0]["date"]).replace(tzinfo=UTC)
    now, chance = date + HOURS, random.Random(rows[0]["date"])
    reach = [chance.lognormvariate(0, NOISE) for _ in range(ACCOUNTS)]
    listed = [_candidate(row, now, (*_upvotes(row, now), *_posts(row, now, reach, chance))) for row in rows]
    others = [_candidate(row | {"id": f"{row['id']}0"}, now, ()) for row in rows]
    return Day((*listed, *others), {PaperId(row["id"]): float(row["uf"]) for row in rows}, now)


def _candidate(row: Json, now: datetime, mentions: tuple[Mention, ...]) -> Candidate:
    return Candidate(Paper(PaperId(row["id"]), row["title"], "", (), ()), (now - HOURS).date(), mentions)


def _upvotes(row: Json, now: datetime) -> tuple[Mention, ...]:
    return (_mention(row, (HOME, ""), now, now, Engagement(likes=row["u0"], replies=row["c0"])),)


def _posts(row: Json, now: datetime, reach: Sequence[float], chance: random.Random) -> Iterable[Mention]:
    worth = row["uf"] / 20
    for source, place in PLACES.items():
        for _ in range(min(_poisson(place.posts * worth * chance.lognormvariate(0, NOISE / 2), chance), 40)):
            account = chance.randrange(ACCOUNTS)
            likes = place.likes * worth**0.5 * reach[account] * chance.lognormvariate(0, NOISE)
            reposts, replies = (_poisson(likes * share, chance) for share in (place.reposts, place.replies))
            created = now - timedelta(hours=chance.uniform(0, 12))
            seen = Engagement(reposts, round(likes), replies)
            yield _mention(row, (source, f"account-{account}"), created, now, seen)


def _mention(row: Json, where: tuple[str, str], created: datetime, now: datetime, seen: Engagement) -> Mention:
    source, author = where
    key = f"{source}-{row['id']}-{author}"
    return Mention(PaperId(row["id"]), source, key, f"https://{source}.example/{key}", author, created, seen, now)


def _poisson(mean: float, chance: random.Random) -> int:
    count, spent = 0, chance.expovariate(1)
    while spent < mean:
        count, spent = count + 1, spent + chance.expovariate(1)
    return count
