"""Ranking against reading: 2,000 papers with 50,000 mentions, and ninety days from which is learned what is usual."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from sqlite_utils import Database

from benchmarks.timing import RUNS, Row, Seconds, shown
from benchmarks.world import CATEGORIES, LAST_DAY
from bot.models.digest import Ranking
from bot.models.papers import Announcement, AnnounceType, Engagement, Mention, Paper, PaperId
from bot.ranking import Baseline, anomalies, rank
from bot.ranking.baseline import midnight
from bot.ranking.distributions import fit
from bot.store import Store
from bot.store.tables import mentions, papers, source_health, training_samples

DAY = timedelta(days=1)
NOW = midnight(LAST_DAY) + timedelta(hours=12)
WINDOW, PAPERS, MENTIONS = 3, 2000, 50_000  # listings, what is up for a digest of them, and the talk about it
BEFORE, TALKED_ABOUT, EACH = 90, 100, 4  # listings before them, papers of each, and mentions of each paper
LOOKS = tuple(timedelta(hours=hours) for hours in (4, 12, 36, 84))
PLACES = ("huggingface", "hackernews", "x", "reddit", "bluesky", "mastodon")
ACCOUNTS = 500


async def of_ranking(folder: Path) -> list[Row]:
    """Measure with all mentions, and with a fifth of them."""
    each = MENTIONS // PAPERS
    reading, learning, alone, ranking = await _measured(folder / "all-mentions.db", each)
    *_, fifth = await _measured(folder / "a-fifth.db", each // 5)
    return [
        (
            f"{PAPERS:,} papers ranked, {MENTIONS:,} mentions, learning from 90 days",
            shown(ranking + learning),
            f"reading all of it, {shown(reading + alone)}",
            (ranking + learning) / (reading + alone),
        ),
        ("the same, learned before", shown(ranking), f"reading the papers, {shown(alone)}", ranking / alone),
        (
            "five times the mentions ranked",
            shown(ranking),
            f"{MENTIONS // 5:,} of them, {shown(fifth)}",
            ranking / fifth,
        ),
    ]


async def _measured(path: Path, each: int) -> tuple[Seconds, ...]:
    """Return what reading the history, learning from it, reading what is up and ranking it take, of the processor."""
    async with await Store.open(path) as store:
        await store.write(_fill, each)
        runs = [await store.read(_one_run) for _ in range(RUNS)]
    return tuple(statistics.median(column) for column in zip(*runs, strict=True))


def _one_run(db: Database) -> tuple[Seconds, ...]:
    dates = [LAST_DAY - DAY * back for back in range(WINDOW)]
    moments = [time.thread_time()]
    samples, totals = training_samples.samples(db, midnight(LAST_DAY)), training_samples.totals(db, dates, NOW)
    moments.append(time.thread_time())
    basis = Baseline(fit(samples), NOW, dict.fromkeys(PLACES, NOW))
    anomalies.anomalous_listings(totals, basis)
    moments.append(time.thread_time())
    candidates = mentions.candidates(db, dates, NOW, NOW - DAY)
    moments.append(time.thread_time())
    rank(Ranking.HOT, candidates, 0, basis)
    moments.append(time.thread_time())
    return tuple(after - before for before, after in pairwise(moments))


def _fill(db: Database, each: int) -> None:
    """Make up papers of all the days, and how the talk about them grew: *each* mentions a paper of the newest."""
    chance = random.Random(20_200_825)
    days = [LAST_DAY - DAY * back for back in range(WINDOW + BEFORE)]
    of_days = [PAPERS // WINDOW + 1] * WINDOW + [TALKED_ABOUT] * BEFORE
    listed = [day for day, count in zip(days, of_days, strict=True) for _ in range(count)]
    announced = [Announcement(PaperId(f"2501.{number:05}"), day, AnnounceType.NEW) for number, day in enumerate(listed)]
    papers.save(db, (_paper(number, each, chance) for number, each in enumerate(announced)))
    papers.announce(db, announced)
    for number, announcement in enumerate(announced):
        count = each if number < sum(of_days[:WINDOW]) else EACH
        mentions.save(db, _talk(announcement, count, chance))
    looks = {(place, midnight(day) + look) for place in PLACES for day in days for look in LOOKS}
    source_health.record_looks(db, looks)


def _paper(number: int, announced: Announcement, chance: random.Random) -> Paper:
    categories = tuple(chance.sample(CATEGORIES, 2))
    return Paper(announced.paper, f"The {number}th of many papers", "", ("Ada Lovelace", "Alan Turing"), categories)


def _talk(announced: Announcement, count: int, chance: random.Random) -> Iterator[Mention]:
    start = midnight(announced.date)
    for number in range(count):
        final, account = 2 * chance.paretovariate(0.9), f"account-{chance.randrange(ACCOUNTS)}"
        for look in (look for look in LOOKS if start + look <= NOW):
            likes = int(final * (1 - 2 ** (-look / timedelta(hours=7))))
            yield Mention(
                announced.paper, PLACES[number % len(PLACES)], f"{announced.paper}-{number}", "https://x.com/i",
                account, start, Engagement(likes=likes), observed=start + look,
            )  # fmt: skip
