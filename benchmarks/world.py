"""Twenty thousand made-up papers of many days, and who talks about them: the same at every run."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta

PAPERS = 20_000
DAYS = 100
LAST_DAY = date(2026, 1, 15)
CATEGORIES = ("cs.CV", "cs.LG", "cs.CL", "cs.AI", "cs.RO", "stat.ML", "math.NA", "eess.IV", "quant-ph", "hep-th")
WORDS_OF_TITLE, WORDS_OF_ABSTRACT = 9, 170  # as arXiv's, on average
VOCABULARY = 30_000


def lines() -> Iterator[str]:
    """Yield the JSON lines of the papers, and of two mentions for every fifth."""
    chance = random.Random(20_200_825)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(2, 11))) for _ in range(VOCABULARY)]
    weights = [1 / rank for rank in range(1, VOCABULARY + 1)]  # Zipf's law
    for number in range(PAPERS):
        day = LAST_DAY - timedelta(days=number % DAYS)
        title, abstract = (
            " ".join(chance.choices(words, weights, k=k)).capitalize() for k in (WORDS_OF_TITLE, WORDS_OF_ABSTRACT)
        )
        yield json.dumps(
            {
                "kind": "paper",
                "id": f"{2500 + number // 10_000 + 1}.{number % 10_000 + 1:05}",
                "title": title,
                "abstract": f"{abstract[:600]}. We propose {abstract[600:]}.",
                "authors": [" ".join(chance.choices(words, k=2)).title() for _ in range(4)],
                "categories": chance.sample(CATEGORIES, 2),
                "announced": day.isoformat(),
            }
        )
        if number % 5 == 0:
            yield from _mentions(number, day, chance)


def _mentions(number: int, day: date, chance: random.Random) -> Iterator[str]:
    for source in ("huggingface", "hackernews"):
        yield json.dumps(
            {
                "kind": "mention",
                "paper": f"{2500 + number // 10_000 + 1}.{number % 10_000 + 1:05}",
                "source": source,
                "id": str(number),
                "url": f"https://news.ycombinator.com/item?id={number}",
                "author": "ada",
                "created": f"{day}T06:00:00Z",
                "reposts": 0,
                "likes": int(chance.paretovariate(0.9)),
                "replies": 0,
                "observed": f"{day}T12:00:00Z",
            }
        )
