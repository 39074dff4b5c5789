"""Days whose reposts are counted many times over: the posts of the Hot Papers blog from 2020-09-17 on.

Likes are counted right on these days too, so the order by likes is the truth there. On sound days it is the order by
totals.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.evaluation import records
from bot.evaluation.blog import FEWEST, Order, Post, is_sound, orders, posts, total
from bot.evaluation.experiment import Experiment
from bot.evaluation.metrics import estimated, kendall_tau_b
from bot.evaluation.results import Progress, Result, ResultRow, ResultTable, Target
from bot.models.digest import Candidate

COLUMNS = ("tau-b with the likes", "sound days: tau-b with the totals")
LEAST = (0.93, 0.99)


def evaluate(folder: Path, trial: Experiment, progress: Progress) -> Result:
    """Compare each order with the likes on inflated days, and with the totals on sound ones."""
    found = [post for post in posts(records.rows(folder, "hotpapers-2020.jsonl")) if len(post) >= FEWEST]
    sound, inflated = ([post for post in found if is_sound(post) is wanted] for wanted in (True, False))
    rows = []
    compared = orders(sound, trial)
    for done, (name, order) in enumerate(compared.items(), start=1):
        taus = [_tau(post, order, likes) for post in inflated], [_tau(post, order, total) for post in sound]
        rows.append(ResultRow(name, tuple(map(estimated, taus))))
        progress(done, len(compared))
    title = f"{len(inflated)} inflated and {len(sound)} sound posts of {FEWEST} papers or more"
    bars = [_bar(row, at) for row in rows if row.name != "classic" for at in range(len(COLUMNS))]
    return Result((ResultTable(title, COLUMNS, tuple(rows)),), tuple(bars))


def likes(candidate: Candidate) -> int:
    """Return the likes of a paper's posts."""
    return sum(mention.engagement.likes for mention in candidate.mentions)


def _tau(post: Post, order: Order, truth: Callable[[Candidate], int]) -> float:
    """Compare places, those of equal scores shared, with the truth."""
    ranked = order(post)
    first: dict[float, int] = {}
    places = {each.candidate.paper.id: -float(first.setdefault(each.score, place)) for place, each in enumerate(ranked)}
    shown = [one for one in post if one.paper.id in places]
    return kendall_tau_b([places[one.paper.id] for one in shown], [float(truth(one)) for one in shown])


def _bar(row: ResultRow, at: int) -> Target:
    return Target(f"{row.name}: {COLUMNS[at]}", round(row.figures[at].value, 4), LEAST[at])
