"""The posts of the Hot Papers blog of 2020: what its readers were shown as hottest, by plain totals at X.

Its retweets are sound up to the post of 2020-09-16; after that they are counted many times over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.evaluation import records
from bot.evaluation.experiment import Experiment
from bot.evaluation.metrics import Estimate, estimated, kendall_tau_b, mean
from bot.evaluation.records import Json
from bot.evaluation.results import Progress, Result, ResultRow, ResultTable, Target
from bot.models.digest import Candidate, Ranked, Ranking
from bot.models.papers import Engagement, Mention, Paper, PaperId
from bot.ranking import DEFAULT_FLOOR, Baseline, rank
from bot.ranking.classic import attention
from bot.ranking.distributions import Distributions, Sample, age_bucket, fit

SOURCE = "x"
SOUND = date(2020, 9, 16)
FEWEST = 6  # papers of a post, so that its order says something
SEEN_AFTER = timedelta(days=1, hours=9)  # the blog looked the next morning
MAX_REPOSTS = 100  # of a paper: the search that the blog used returned no more
LOUD, LIKES = 100, 5  # posts of one account about one paper, and what each gets
COLUMNS = ("tau-b with totals", "blog's totals in order", "same with reposts added", "first stays, one loud account")

Post = tuple[Candidate, ...]
Order = Callable[[Post], list[Ranked]]


def evaluate(folder: Path, trial: Experiment, progress: Progress) -> Result:
    """Rank each post alone, then with its reposts added as reposts, then with an account that posts a hundred times."""
    found = posts(records.rows(folder, "hotpapers-2020.jsonl"))
    rows = []
    compared = orders([post for post in found if is_sound(post)], trial)
    for done, (name, order) in enumerate(compared.items(), start=1):
        rows.append(ResultRow(name, _judged(found, order)))
        progress(done, len(compared))
    judged = sum(_is_judged(post) for post in found)
    title = f"{len(found)} posts of the blog; tau-b over the {judged} of {FEWEST} papers or more up to {SOUND}"
    return Result((ResultTable(title, COLUMNS, tuple(rows)),), tuple(_bars(rows)))


def orders(sound: Sequence[Post], trial: Experiment) -> dict[str, Order]:
    """Return the orders that are compared; one has seen the *sound* posts before."""
    usual = fit(sample for post in sound for sample in _samples(post))
    return {
        "classic": lambda post: rank(Ranking.CLASSIC, post, DEFAULT_FLOOR[Ranking.CLASSIC]),
        "hot, having seen these posts": lambda post: _hot(post, usual, trial),
        "hot, as shipped": lambda post: _hot(post, Distributions(), trial),
    }


def is_sound(post: Post) -> bool:
    """Return whether the reposts of a post were counted once."""
    return post[0].announced <= SOUND


def total(candidate: Candidate) -> int:
    """Return the reposts and likes of a paper's posts."""
    return sum(attention(mention.engagement) for mention in candidate.mentions)


def _judged(posts: Sequence[Post], order: Order) -> tuple[Estimate, ...]:
    taus = [_tau(post, order(post)) for post in posts if _is_judged(post)]
    shares = [(_keeps_totals(post, order), _is_same(post, order), _stays_first(post, order)) for post in posts]
    return (estimated(taus), *(Estimate(mean(values)) for values in zip(*shares, strict=True)))


def _bars(rows: Sequence[ResultRow]) -> Iterator[Target]:
    classic, hot = (dict(zip(COLUMNS, (figure.value for figure in row.figures), strict=True)) for row in rows[:2])
    tau, totals, reposts, loud = COLUMNS
    yield Target("classic: share of posts in the blog's sequence of totals", classic[totals], 1)
    yield Target("classic: share of posts unchanged with reposts added", classic[reposts], 1)
    yield Target("hot: mean tau-b with the totals", round(hot[tau], 4), 0.95)
    yield Target("hot: share of posts unchanged with reposts added", hot[reposts], 1)
    yield Target("hot: share of posts whose first place stays", hot[loud], 1)


def _keeps_totals(post: Post, order: Order) -> bool:
    totals = [total(each.candidate) for each in order(post)]
    return totals == sorted(map(total, post), reverse=True)


def _is_same(post: Post, order: Order) -> bool:
    return _ids(order(post)) == _ids(order(tuple(map(_with_reposts, post))))


def _stays_first(post: Post, order: Order) -> bool:
    *before, last = order(post)
    loud = tuple(_with_loud_account(each) if each == last.candidate else each for each in post)
    return not before or _ids(order(loud))[0] == _ids(before)[0]


def _tau(post: Post, ranked: Sequence[Ranked]) -> float:
    scores = {one.candidate.paper.id: one.score for one in ranked}
    return kendall_tau_b([scores[one.paper.id] for one in post], [float(total(one)) for one in post])


def _hot(post: Post, usual: Distributions, trial: Experiment) -> list[Ranked]:
    looked = datetime.combine(post[0].announced, time(), UTC) + SEEN_AFTER
    return rank(Ranking.HOT, post, 0, Baseline(usual, last_success={SOURCE: looked}), trial.sources)


def _samples(post: Post) -> list[Sample]:
    age = age_bucket(SEEN_AFTER)
    return [Sample(SOURCE, age, one.paper.categories[:1], float(total(one))) for one in post]


def _ids(ranked: Sequence[Ranked]) -> list[PaperId]:
    return [one.candidate.paper.id for one in ranked]


def _is_judged(post: Post) -> bool:
    return is_sound(post) and len(post) >= FEWEST


# --- the posts as candidates, and what is done to them -------------------------------------------------------


def posts(rows: Sequence[Json]) -> list[Post]:
    """Return the posts of the blog, oldest first."""
    by_day = defaultdict(list)
    for row in rows:
        by_day[row["post_date"]].append(_candidate(row))
    return [tuple(by_day[day]) for day in sorted(by_day)]


def _candidate(row: Json) -> Candidate:
    id, day = PaperId(row["arxiv_id"]), date.fromisoformat(row["post_date"][:10])  # one spans several days
    authors = tuple(row["authors"])
    start = datetime.combine(day, time(), UTC)
    engagement = Engagement(row["retweets"], row["favorites"])
    author = next((tweet["author_handle"] for tweet in row["tweets"]), "")
    mention = Mention(id, SOURCE, id, f"https://arxiv.org/abs/{id}", author, start, engagement, start + SEEN_AFTER)
    return Candidate(Paper(id, row["title"], "", authors, tuple(row["categories"])), day, (mention,))


def _with_reposts(candidate: Candidate) -> Candidate:
    """Add each repost as a mention of its own, which carries its original's reposts and no likes."""
    (original,) = candidate.mentions
    seen = Engagement(reposts=original.engagement.reposts)
    reposts = (
        replace(original, id=f"{original.id}-{number}", author=f"{number}", engagement=seen, repost_of=original.id)
        for number in range(min(seen.reposts, MAX_REPOSTS))
    )
    return replace(candidate, mentions=(original, *reposts))


def _with_loud_account(candidate: Candidate) -> Candidate:
    (original,) = candidate.mentions
    posts = (
        replace(original, id=f"loud-{number}", author="loud", engagement=Engagement(likes=LIKES))
        for number in range(LOUD)
    )
    return replace(candidate, mentions=(original, *posts))
