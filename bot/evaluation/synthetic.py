"""Made-up days with known truth: how interesting each paper is, and what the places where it is talked about show.

A paper's *interest* decides, with noise, where it is talked about, how often, and how much attention each mention
gets. A level is the standard deviation of an account's reach, and once more of a post's luck, in natural logarithms.
Into a calm day come, by its *kind*, bursts, bots, outages and campaigns; interest stays what it was. The places,
their sizes and how fast attention grows are like those in the recorded material (a Hacker News story has a quarter of
its points after 4 hours, half after 8, nine tenths after a day), the misfortunes are guesses. Nothing here was fitted
to a ranking: it was written before the ranking that it measures.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.evaluation.bought import CAMPAIGNS
from bot.models.digest import Candidate
from bot.models.papers import Engagement, Mention, Paper, PaperId

LEVELS = (0.25, 0.5, 1.0, 1.5, 2.0)
PAPERS = 150
INTEREST = 1.0  # spread of the papers' interest, in natural logarithms
MIDNIGHT = datetime(2026, 1, 15, tzinfo=UTC)
DAY = timedelta(days=1)
GROWTH = 10.0  # hours: a mention has 1 - exp(-hours / GROWTH) of its final attention
CATEGORIES = ("cs.LG", "cs.CL", "cs.CV", "cs.RO", "stat.ML", "quant-ph")
ACCOUNTS = 60


class Scenario(StrEnum):
    """What befalls a day."""

    CALM = "calm"
    BURSTS = "bursts"
    BOTS = "bots"
    OUTAGES = "outages"
    CAMPAIGNS = "campaigns"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class SourceModel:
    """A source: mentions of a paper of middling interest, the attention of one, and which part of it is reposts."""

    mentions: float
    attention: float
    reposts: float = 0.0
    most: int = 10**6  # mentions of one paper


PLACES = {
    "huggingface": SourceModel(0.25, 12, most=1),
    "hackernews": SourceModel(0.04, 6),
    "x": SourceModel(0.6, 12, reposts=0.2),
    "reddit": SourceModel(0.08, 15),
    "bluesky": SourceModel(0.25, 3, reposts=0.2),
    "mastodon": SourceModel(0.1, 2, reposts=0.4),
}


@dataclass(frozen=True, slots=True)
class SyntheticDay:
    """A day's papers with their mentions as they stand at *now*; *interest* is the truth, *silent* who was down."""

    candidates: tuple[Candidate, ...]
    relevance: Mapping[PaperId, float]
    now: datetime
    silent: frozenset[str] = frozenset()


def day(kind: Scenario, level: float, seed: int) -> SyntheticDay:
    """Make a day: the same at every call. Days of one level and seed differ only in what befalls them."""
    calm = _calm(level, random.Random(f"{level} {seed}"))
    chance = random.Random(f"{kind} {level} {seed}")
    for befall in SCENARIOS[kind]:
        calm = befall(calm, chance)
    return calm


def _calm(level: float, chance: random.Random) -> SyntheticDay:
    interest = {PaperId(f"2601.{number:05}"): chance.lognormvariate(0, INTEREST) for number in range(1, PAPERS + 1)}
    reach = [chance.lognormvariate(0, level) for _ in range(ACCOUNTS)]
    candidates = tuple(
        Candidate(_paper(id, chance), MIDNIGHT.date(), _mentions(id, worth, (level, reach), chance))
        for id, worth in interest.items()
    )
    return SyntheticDay(candidates, interest, MIDNIGHT + DAY)


def _paper(id: PaperId, chance: random.Random) -> Paper:
    return Paper(id, f"Paper {id}", "", ("Ada Lovelace",), (chance.choice(CATEGORIES),), published=MIDNIGHT - DAY)


def _mentions(
    id: PaperId, worth: float, noise: tuple[float, Sequence[float]], chance: random.Random
) -> tuple[Mention, ...]:
    level, reach = noise
    found = []
    for source, place in PLACES.items():
        expected = place.mentions * worth * chance.lognormvariate(0, level / 2)
        for number in range(min(_poisson(expected, chance), place.most)):
            account = chance.randrange(ACCOUNTS)
            hours = chance.uniform(1, 24)
            grown = 1 - math.exp(-hours / GROWTH)
            attention = place.attention * worth * reach[account] * chance.lognormvariate(0, level) * grown
            made = _mention(id, source, f"{number}", f"account-{account}")
            engagement = _split(round(attention), place.reposts)
            found.append(replace(made, created=MIDNIGHT + DAY - timedelta(hours=hours), engagement=engagement))
    return tuple(found)


def _mention(id: PaperId, source: str, number: str, author: str) -> Mention:
    key = f"{id}-{number}"
    return Mention(id, source, key, f"https://{source}.example/{key}", author, MIDNIGHT, Engagement(), MIDNIGHT + DAY)


def _split(attention: int, reposts: float) -> Engagement:
    repeated = round(attention * reposts)
    return Engagement(repeated, attention - repeated, attention // 5)


def _poisson(mean: float, chance: random.Random) -> int:
    """Count the arrivals within a time of *mean* if the next takes 1 on average."""
    count, spent = 0, chance.expovariate(1)
    while spent < mean:
        count, spent = count + 1, spent + chance.expovariate(1)
    return count


# --- what befalls a day --------------------------------------------------------------------------------------


def _burst(day: SyntheticDay, chance: random.Random) -> SyntheticDay:
    """Let one post about each of three papers go far for reasons that have nothing to do with the paper."""
    extra = {}
    for candidate in chance.sample(day.candidates, 3):
        source = chance.choice(list(PLACES))
        attention = round(PLACES[source].attention * chance.uniform(30, 300))
        post = _mention(candidate.paper.id, source, "burst", f"stranger-{chance.randrange(10**6)}")
        engagement = _split(attention, PLACES[source].reposts)
        extra[candidate.paper.id] = (
            replace(post, created=MIDNIGHT + timedelta(hours=chance.uniform(0, 20)), engagement=engagement),
        )
    return _with(day, extra)


def _bots(day: SyntheticDay, chance: random.Random) -> SyntheticDay:
    """Let one account post each of three papers 50 to 200 times, and a ring repost two others without liking them."""
    chosen = chance.sample(day.candidates, 5)
    extra = {}
    for candidate in chosen[:3]:
        source = chance.choice(["x", "bluesky", "mastodon", "reddit"])
        posts = (
            _mention(candidate.paper.id, source, f"bot-{number}", f"bot-{candidate.paper.id}")
            for number in range(chance.randint(50, 200))
        )
        extra[candidate.paper.id] = tuple(replace(p, engagement=Engagement(0, chance.randint(0, 6))) for p in posts)
    for candidate in chosen[3:]:
        post = _mention(candidate.paper.id, "x", "ring", f"ring-{candidate.paper.id}")
        extra[candidate.paper.id] = (replace(post, engagement=Engagement(chance.randint(500, 20_000), 0)),)
    return _with(day, extra)


def _campaigns(day: SyntheticDay, chance: random.Random) -> SyntheticDay:
    """Let somebody buy attention for one paper each: links by new accounts, likes of one post, upvotes."""
    extra = {}
    for candidate, campaign in zip(chance.sample(day.candidates, len(CAMPAIGNS)), CAMPAIGNS.values(), strict=True):
        extra[candidate.paper.id] = campaign(candidate.paper.id, day.now, chance)
    return _with(day, extra)


def _outage(day: SyntheticDay, chance: random.Random) -> SyntheticDay:
    """Let one to three places not answer all day."""
    silent = frozenset(chance.sample(list(PLACES), chance.randint(1, 3)))
    candidates = tuple(
        replace(one, mentions=tuple(m for m in one.mentions if m.source not in silent)) for one in day.candidates
    )
    return replace(day, candidates=candidates, silent=silent)


def _with(day: SyntheticDay, extra: Mapping[PaperId, tuple[Mention, ...]]) -> SyntheticDay:
    candidates = tuple(replace(c, mentions=c.mentions + extra.get(c.paper.id, ())) for c in day.candidates)
    return replace(day, candidates=candidates)


SCENARIOS = {
    Scenario.CALM: (),
    Scenario.BURSTS: (_burst,),
    Scenario.BOTS: (_bots,),
    Scenario.OUTAGES: (_outage,),
    Scenario.CAMPAIGNS: (_campaigns,),
    Scenario.ALL: (_burst, _bots, _outage),
}
