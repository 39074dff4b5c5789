"""The score of a paper taken apart, so that what is shown adds up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot import wording
from bot.arxiv import identifiers
from bot.commands import card
from bot.commands.context import CommandContext
from bot.commands.named_options import PAPER, PUBLIC, write_public
from bot.commands.spec import CommandSpec, NamedForm
from bot.commands.syntax import format_public
from bot.commands.syntax.parser import not_a_paper, split_public
from bot.commands.syntax.tokens import normalize, quote_hint
from bot.errors import CommandError
from bot.models.command import ExplainScore, Requester, ShowPaper
from bot.models.digest import Ranked, Ranking
from bot.models.papers import PaperId
from bot.models.reply import Button, ListItem, Reply
from bot.text.tex.to_unicode import to_unicode

BY_TOTALS = "Sum of reposts and likes from all sources. Upvotes, points and stars count as likes."


async def handle(context: CommandContext, requester: Requester, command: ExplainScore) -> Reply:
    """Take a paper's score apart. Raises CommandError if there is no such paper."""
    subscription = await context.channel_digest(requester)
    ranking = (subscription.how.ranking if subscription else None) or context.settings.ranking
    paper = await card.find(context, command.paper)
    scored = await card.ranked(context, paper, ranking, requester.destination)
    return replace(explain(scored, ranking), public=command.public)


def explain(scored: Ranked, ranking: Ranking) -> Reply:
    """Take a score apart: its parts add up to it. Pure."""
    paper = scored.candidate.paper
    title = f"“{to_unicode(paper.title)}”"
    open_it = (Button("Open the paper", ShowPaper(paper.id)),)
    if not scored.reasons:
        return Reply(f"{title} scores 0: no discussion yet.", buttons=open_it)
    return Reply(f"{_sum(scored)}: {title}. {_how(scored, ranking)}", items=_items(scored), buttons=open_it)


def round_to_sum(addends: Sequence[float], whole: float, places: int = 1) -> list[float]:
    """Round *addends* to so many decimal *places* so that they add up to *whole*, rounded alike."""
    scale = 10**places
    rounded = [math.floor(addend * scale) for addend in addends]
    missing = round(round(whole, places) * scale) - sum(rounded)
    by_rest = sorted(range(len(addends)), key=lambda i: rounded[i] - addends[i] * scale)
    for index in by_rest[:missing]:
        rounded[index] += 1
    return [each / scale for each in rounded]


def _how(scored: Ranked, ranking: Ranking) -> str:
    if ranking is Ranking.CLASSIC:
        return BY_TOTALS
    total = round(math.fsum(reason.surprisal for reason in scored.reasons), 2)
    return (
        "Rarer attention gives more surprise (1 = top 10%, 2 = top 1%). "
        f"Total: {_addition(_surprises(scored), total)}. Every 2 points of surprise halve the distance to 100."
    )


def _sum(scored: Ranked) -> str:
    return f"{_addition(_points(scored), round(scored.score, 1))} points"


def _surprises(scored: Ranked) -> list[float]:
    surprises = [reason.surprisal for reason in scored.reasons]
    return round_to_sum(surprises, math.fsum(surprises), 2)


def _points(scored: Ranked) -> list[float]:
    return round_to_sum([reason.points for reason in scored.reasons], scored.score)


def _addition(addends: Sequence[float], whole: float) -> str:
    told = " + ".join(map(_number, sorted(addends, reverse=True)))
    return told if len(addends) == 1 else f"{told} = {_number(whole)}"


def _items(scored: Ranked) -> tuple[ListItem, ...]:
    told = [
        (part, f"{wording.source_name(reason.source)}: {_number(part)} points", wording.because(reason, surprise))
        for reason, part, surprise in zip(scored.reasons, _points(scored), _surprises(scored), strict=True)
    ]
    return tuple(ListItem(title, because) for _, title, because in sorted(told, key=lambda item: -item[0]))


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _parse(rest: str) -> ExplainScore:
    named, is_public = split_public(rest)
    found = identifiers.parse(named)
    if not found:
        raise CommandError(f"{not_a_paper(named)} For example: why 2008.10599. {quote_hint('why')}")
    return ExplainScore(found.id, is_public)


def _read(given: Mapping[str, Any]) -> ExplainScore:
    command = _parse(normalize(given["paper"]))
    return replace(command, public=command.public or given["public"])


SPECS = (
    CommandSpec(
        command=ExplainScore,
        handle=handle,
        description="Explain a paper's score",
        format=lambda command: f"why {command.paper}{format_public(command)}",
        parsers={"why": _parse},
        parses_public=True,
        usage="why paper",
        named=NamedForm(
            "why",
            _read,
            (PAPER, PUBLIC),
            lambda command: {"paper": command.paper} | write_public(public=command.public),
        ),
        paper_ids=lambda command: (command.paper,),
        examples=lambda _: ((ExplainScore(PaperId("1706.03762")), "explain a paper's score"),),
    ),
)
