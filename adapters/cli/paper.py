"""``hotpapers paper``: look at one paper, or search for words."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Sequence
from datetime import date

import click

from adapters.cli import opening
from adapters.cli.card import WIDEST, Known, card
from bot import calendar, digest, identifiers, pipeline
from bot.config import Settings
from bot.errors import CommandError, SourceError
from bot.models import Candidate, Paper, PaperId, Ranked
from bot.sources import Ask
from bot.store import Store, mentions, papers
from bot.text.latex import to_unicode

MOST_FOUND = 10
MEANT_AS_ID = re.compile(r"\S*(\d{4}\.\d{3,}|/\d{5,})\S*")


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="ID|URL|WORDS")
def paper(words: tuple[str, ...]) -> None:
    """Look at one paper, or search the database for words in title, abstract and authors.

    A paper that is not in the database is looked up at arXiv.

    \b
    hotpapers paper 1706.03762
    hotpapers paper https://arxiv.org/abs/hep-th/9901001v2
    hotpapers paper attention transformer
    """  # noqa: D301 - \b keeps click from joining lines
    found = asyncio.run(_find(opening.read_settings(), " ".join(words)))
    if isinstance(found, Known):
        click.echo(card(found, min(shutil.get_terminal_size().columns, WIDEST)))
        return
    for one in found:
        click.echo(f"{one.id}  {to_unicode(one.title)}")


async def _find(settings: Settings, text: str) -> Known | Sequence[Paper]:
    """Return the one paper that *text* names or fits, or all that it fits. Raises CommandError if there is none."""
    identifier = identifiers.parse(text)
    async with await Store.open(settings.database) as store:
        if identifier:
            return await _known(store, settings, await _look_up(store, settings, identifier.id))
        if MEANT_AS_ID.fullmatch(text):
            raise CommandError(f"“{text}” is no arXiv identifier; they look like 2601.00001 or hep-th/9901001.")
        found = await store.read(papers.search, text, MOST_FOUND)
        if not found:
            raise CommandError(f"no paper in the database has “{text}” in its title, abstract or authors.")
        return found if len(found) > 1 else await _known(store, settings, found[0])


async def _look_up(store: Store, settings: Settings, id: PaperId) -> Paper:
    now, holidays = opening.now(), opening.read_holidays(settings)
    ask = Ask(now, (), calendar.current(now, holidays), settings.categories, holidays)
    async with opening.open_web(settings, store, is_urgent=True) as web:
        try:
            found = await pipeline.lookup(store, web, id, ask)
        except SourceError as error:
            raise SourceError(f"{id} is not in the database, and arXiv cannot say now: {error}. Try later.") from error
    if found is None:
        raise CommandError(f"arXiv has no paper {id}.")
    return found


async def _known(store: Store, settings: Settings, paper: Paper) -> Known:
    announcements = await store.read(papers.announcements, paper.id)
    first = min((announcement.date for announcement in announcements), default=date.min)
    seen = await store.read(mentions.of_paper, paper.id)
    entry = digest.entry(Ranked(Candidate(paper, first, tuple(seen)), 0, ()))
    (lined,) = await pipeline.Lining(store, settings, opening.now).line([entry])
    return Known(paper, tuple(announcements), lined)
