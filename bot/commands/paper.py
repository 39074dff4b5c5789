"""A paper by its id, its address or words; all papers of a message."""

from __future__ import annotations

import re

from bot.arxiv import identifiers
from bot.commands import card
from bot.commands.buttons import paper_item, paper_menu_of
from bot.commands.context import CommandContext
from bot.errors import CommandError
from bot.models.command import Requester, ShowPaper, ShowPapers
from bot.models.reply import Reply
from bot.store.tables import paper_search, papers
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

LOOKS_LIKE_ID = re.compile(r"\S*(\d{4}\.\d{3,}|/\d{5,})\S*")
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
MAX_FOUND = 25
SHOWN = 5  # with their authors; all are in the menu
QUOTED = 60  # characters of what was typed


async def show_paper(desk: CommandContext, asker: Requester, asked: ShowPaper) -> Reply:
    """Show the card of the paper that is named, or offer what the words find. Raises CommandError if it is nothing."""
    meant = identifiers.meant(asked.query)
    if meant:
        return await card.reply(desk, asker, await card.find(desk, meant), public=asked.public)
    typed = truncate(sanitize(asked.query), QUOTED)
    if LOOKS_LIKE_ID.fullmatch(asked.query):
        raise CommandError(f"“{typed}” isn't an arXiv ID. Use one like 2601.00001 or hep-th/9901001.")
    if ADDRESS.fullmatch(asked.query):
        raise CommandError(f"I don't recognize “{typed}”. Use an arXiv ID like 1706.03762, or words from the title.")
    found = await desk.store.read(paper_search.search, asked.query, MAX_FOUND)
    if not found:
        raise CommandError(f"No paper matches “{typed}”. Try fewer words, or an arXiv ID like 1706.03762.")
    if len(found) == 1:
        return await card.reply(desk, asker, found[0], public=asked.public)
    count = f"Top {MAX_FOUND} matches for" if len(found) == MAX_FOUND else f"{len(found)} papers match"
    shown = tuple(map(paper_item, found[:SHOWN]))
    menu = paper_menu_of(found, public=asked.public)
    return Reply(f"{count} “{typed}”:", items=shown, select=menu, public=asked.public)


async def show_papers(desk: CommandContext, asker: Requester, asked: ShowPapers) -> Reply:
    """List every paper that a message names; one alone is shown as its card."""
    if not asked.papers:
        raise CommandError("This message has no arXiv link or ID.")
    if len(asked.papers) == 1:
        return await card.reply(desk, asker, await card.find(desk, asked.papers[0]), public=asked.public)
    named = asked.papers[:MAX_FOUND]
    found = await desk.store.read(papers.of_ids, named)
    known = {paper.id for paper in found}
    unknown = [id for id in named if id not in known]
    rest = f" (showing the first {MAX_FOUND})" if len(named) < len(asked.papers) else ""
    missing = f" I can't find {', '.join(unknown)} on arXiv." if unknown else ""
    text = f"{len(asked.papers)} papers in this message{rest}{f'.{missing}' if missing else ':'}"
    menu = paper_menu_of(found, public=asked.public)
    return Reply(text, items=tuple(paper_item(paper) for paper in found), select=menu, public=asked.public)
