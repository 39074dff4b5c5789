"""The score of a paper taken apart, so that what is shown adds up."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot import wording
from bot.commands import card
from bot.commands.desk import Desk
from bot.commands.reply import Button, Item, Reply
from bot.commands.values import Asker, Look, Why
from bot.models import Ranked, Ranking, Reason
from bot.text.latex import to_unicode

HOW = {
    Ranking.HOT: (
        "Each place adds by how rare so much attention is there. Alone, the top 10 % get 50 of 100 points, "
        "the top 1 % get 75; 100 are never reached, and two places count for more than one."
    ),
    Ranking.CLASSIC: "Reposts and likes of all places, added up: upvotes, points and stars are likes.",
}


async def answer(desk: Desk, asker: Asker, asked: Why) -> Reply:
    """Take a paper's score apart. Raises CommandError if there is no such paper."""
    subscription = await desk.of_channel(asker)
    ranking = (subscription.how.ranking if subscription else None) or desk.settings.ranking
    paper = await card.find(desk, asked.paper)
    scored = await card.ranked(desk, paper, ranking)
    title = f"“{to_unicode(paper.title)}”"
    open_it = (Button("Open the paper", Look(paper.id)),)
    if not scored.reasons:
        return Reply(f"{title} has no points: we have not seen anybody talk about it yet.", buttons=open_it)
    return Reply(f"{_sum(scored)}: {title}. {HOW[ranking]}", items=_items(scored), buttons=open_it)


def parts(reasons: Sequence[Reason], score: float) -> list[float]:
    """Round the points of *reasons* to one decimal so that they add up to *score*, rounded alike."""
    tenths = [math.floor(reason.points * 10) for reason in reasons]
    missing = round(score * 10) - sum(tenths)
    by_rest = sorted(range(len(reasons)), key=lambda i: tenths[i] - reasons[i].points * 10)
    for index in by_rest[:missing]:
        tenths[index] += 1
    return [tenth / 10 for tenth in tenths]


def _sum(scored: Ranked) -> str:
    points = sorted(parts(scored.reasons, scored.score), reverse=True)
    whole = f"{_number(round(scored.score, 1))} points"
    return whole if len(points) == 1 else f"{' + '.join(map(_number, points))} = {whole}"


def _items(scored: Ranked) -> tuple[Item, ...]:
    points = parts(scored.reasons, scored.score)
    return tuple(
        Item(f"{wording.source_name(reason.source)}: {_number(part)} points", _because(reason))
        for reason, part in sorted(zip(scored.reasons, points, strict=True), key=lambda pair: -pair[1])
    )


def _number(points: float) -> str:
    return f"{points:,.1f}".removesuffix(".0")


def _because(reason: Reason) -> str:
    seen = wording.counts(reason.source, reason.engagement)
    return seen if reason.top is None else f"{seen}: the top {wording.percent(reason.top)} of papers talked about there"
