"""``hotpapers paper``: show a paper, or search papers."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Sequence
from datetime import date

import click

from adapters.cli import wiring
from adapters.cli.fetch_requests import NO_IDENTIFIER, look_up
from adapters.cli.paper_card import MAX_WIDTH, PaperDetails, card
from bot import pipeline
from bot.arxiv import identifiers
from bot.config import Settings
from bot.errors import CommandError
from bot.models.digest import Candidate, Ranked
from bot.models.papers import Paper
from bot.selection import entries
from bot.store import Store
from bot.store.tables import mentions, paper_search, papers
from bot.text.tex.to_unicode import to_unicode

MAX_FOUND = 10
MEANT_AS_ID = re.compile(r"\S*(\d{4}\.\d{3,}|/\d{5,})\S*")


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="ID|URL|WORDS")
def paper(words: tuple[str, ...]) -> None:
    """Show a paper, or search papers.

    The search covers the titles, abstracts and authors in the database. An ID or URL that isn't in the database is
    looked up on arXiv.

    \b
    Examples:
      hotpapers paper 1706.03762
      hotpapers paper https://arxiv.org/abs/hep-th/9901001v2
      hotpapers paper attention transformer
    """  # noqa: D301 - \b keeps click from joining lines
    text = " ".join(" ".join(words).split())
    if not text:
        raise click.UsageError("Missing paper. Use an ID, a URL, or words from the title.")
    found = asyncio.run(_find(wiring.read_settings(), text))
    if isinstance(found, PaperDetails):
        click.echo(card(found, min(shutil.get_terminal_size().columns, MAX_WIDTH)))
        return
    for one in found:
        click.echo(f"{one.id}  {to_unicode(one.title)}")


async def _find(settings: Settings, text: str) -> PaperDetails | Sequence[Paper]:
    """Return the paper that *text* names, or all matches. Raises CommandError if there is none."""
    identifier = identifiers.parse(text)
    async with await wiring.open_store(settings) as store:
        if identifier:
            return await _known(store, settings, await look_up(store, settings, identifier.id))
        if MEANT_AS_ID.fullmatch(text):
            raise CommandError(NO_IDENTIFIER.format(text))
        found = await store.read(paper_search.search, text, MAX_FOUND)
        if not found:
            raise CommandError(f"no paper matches “{text}”. Try fewer words, or an arXiv ID like 1706.03762.")
        return found if len(found) > 1 else await _known(store, settings, found[0])


async def _known(store: Store, settings: Settings, paper: Paper) -> PaperDetails:
    announcements = await store.read(papers.announcements, paper.id)
    first = min((announcement.date for announcement in announcements), default=date.min)
    seen = await store.read(mentions.of_paper, paper.id)
    entry = entries.build_entry(Ranked(Candidate(paper, first, tuple(seen)), 0, ()))
    (lined,) = await pipeline.SummaryProvider(store, settings, wiring.now).add_summaries([entry])
    return PaperDetails(paper, tuple(announcements), lined)
