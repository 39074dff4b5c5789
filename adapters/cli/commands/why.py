"""``hotpapers why``: explain a paper's score."""

from __future__ import annotations

import asyncio
import shutil
from textwrap import fill

import click

from adapters.cli import wiring
from adapters.cli.fetch_requests import NO_IDENTIFIER, look_up
from adapters.cli.paper_card import MAX_WIDTH
from bot.arxiv import identifiers
from bot.commands import card
from bot.commands.context import CommandContext
from bot.commands.explain_score import explain
from bot.config import Settings
from bot.errors import CommandError
from bot.models.digest import Ranking
from bot.models.papers import PaperId
from bot.models.reply import Reply
from bot.text.sanitize import sanitize


@click.command()
@click.argument("paper", metavar="ID|URL")
@click.option("--ranking", type=click.Choice([ranking.value for ranking in Ranking]),
              help="Ranking: unusual attention, or plain totals [default: your settings]")  # fmt: skip
def why(paper: str, ranking: str | None) -> None:
    """Explain a paper's score.

    This shows the counts from each source, how unusual they are, and how they add up. A paper that isn't in the
    database is looked up on arXiv.

    \b
    Examples:
      hotpapers why 1706.03762
    """  # noqa: D301 - \b keeps click from joining lines
    settings, found = wiring.read_settings(), identifiers.parse(paper)
    if not found:
        raise CommandError(NO_IDENTIFIER.format(paper))
    reply = asyncio.run(_explain(settings, found.id, Ranking(ranking) if ranking else settings.ranking))
    width = min(shutil.get_terminal_size().columns, MAX_WIDTH)
    for line in _lines(reply):
        click.echo(fill(sanitize(line), width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))


async def _explain(settings: Settings, id: PaperId, ranking: Ranking) -> Reply:
    async with await wiring.open_store(settings) as store, wiring.open_http_client(settings, store) as web:
        found = await look_up(store, settings, id)
        context = CommandContext(store, web, settings, wiring.read_holidays(settings), wiring.now)
        return explain(await card.ranked(context, found, ranking), ranking)


def _lines(reply: Reply) -> list[str]:
    return [reply.text, *(f"• {item.title}: {item.details}" for item in reply.items)]
