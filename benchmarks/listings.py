"""Three listings of two thousand papers and who subscribes to them, the same at every run.

The texts are real ones where they are at hand, in `../shared/data`. Elsewhere they are made up, with LaTeX in as many
of them as in arXiv's.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.world import LAST_DAY, lines
from bot.models.digest import Destination, Filter
from bot.models.papers import Announcement, AnnounceType, Engagement, Mention, Paper, PaperId
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "arxiv-papers-20k.jsonl.gz"
LISTED = 2_000
DAYS = tuple(LAST_DAY - timedelta(days=back) for back in (2, 1, 0))  # Tuesday to Thursday
SUBSCRIPTIONS, KINDS = 10_000, 1_000
WITH_LATEX = 0.56  # of arXiv's abstracts
LATEX = (
    r" For $x_i \in \mathbb{R}^{d}$ we minimize $\mathcal{L}_{\theta} = \frac{1}{n}\sum_{i} \|x_i - \hat{x}_i\|_2^2$,"
    r" in $O(n \log n)$ time, as in \emph{G\"odel}'s proof."
)
OFTEN = ("cs.LG", "cs.CV", "cs.CL", "cs.AI", "cs.RO", "stat.ML", "math.NA", "eess.IV", "quant-ph", "hep-th")


def papers(day: date, number: int) -> list[Paper]:
    """Return the papers of the listing of that *number*, with IDs of its day."""
    start = f"{day:%y%m}."
    return [
        replace(paper, id=PaperId(f"{start}{number * LISTED + index + 1:05}"), version=1)
        for index, paper in enumerate(islice(_texts(), number * LISTED, (number + 1) * LISTED))
    ]


def is_real() -> bool:
    """Return whether the texts are real ones."""
    return REAL.is_file()


def announcements(day: date, works: Sequence[Paper]) -> list[Announcement]:
    """Return the listing of a day."""
    return [Announcement(paper.id, day, AnnounceType.NEW) for paper in works]


def mentions(day: date, ids: Sequence[PaperId]) -> list[Mention]:
    """Return two mentions of every third paper."""
    chance, at = random.Random(day.toordinal()), datetime.combine(day, time(6), UTC)
    return [
        Mention(
            paper, source, f"{source}-{paper}", f"https://news.ycombinator.com/item?id={index}", f"u{index}", at,
            Engagement(0, int(5 * chance.paretovariate(0.9))), at,
        )
        for index, paper in enumerate(ids[::3])
        for source in ("huggingface", "hackernews")
    ]  # fmt: skip


def subscribed(count: int = SUBSCRIPTIONS, *, is_channel: bool = False) -> Iterator[Subscription]:
    """Yield daily subscriptions of different destinations, of `KINDS` kinds: few are frequent, many are rare."""
    chance = random.Random(12)
    kinds = [_kind(chance, number) for number in range(KINDS)]
    weights = [1 / rank for rank in range(1, KINDS + 1)]  # Zipf's law
    every = Schedule(Frequency.DAILY, time(9), (), "UTC")
    for number, wanted in enumerate(chance.choices(kinds, weights, k=count)):
        place = Destination("slack", "T0FAKE", f"{'C' if is_channel else 'D'}{number:06}")
        yield Subscription(0, place, f"U{number:06}", is_channel, wanted, every, DigestOptions())


def _kind(chance: random.Random, number: int) -> Filter:
    """Return a filter: one in four has words, which match few papers, the others are categories alone."""
    some = tuple(sorted(chance.sample(OFTEN, chance.randint(1, 3))))
    words = ("graph", "neural network", "quantum", "efficient", "language model", "estimation", "robust", "spectral")
    if number % 4 == 0:
        return Filter(some, (chance.choice(words),))
    return Filter(some, (), tuple(sorted(chance.sample(words, chance.randint(0, 3)))))


def _texts() -> Iterator[Paper]:
    if not is_real():
        yield from _made_up()
        return
    with gzip.open(REAL, "rt", encoding="utf-8") as file:
        for line in file:
            told = json.loads(line)
            authors, categories = tuple(told["authors"]), tuple(told["categories"])
            yield Paper(PaperId(told["id"]), told["title"], told["abstract"], authors, categories)


def _made_up() -> Iterator[Paper]:
    chance = random.Random(56)
    for line in lines():
        told = json.loads(line)
        if told["kind"] == "paper":
            latex = LATEX if chance.random() < WITH_LATEX else ""
            authors, categories = tuple(told["authors"]), tuple(told["categories"])
            yield Paper(PaperId(told["id"]), told["title"], told["abstract"] + latex, authors, categories)
