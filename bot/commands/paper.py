"""A paper by its id, its address or words; all papers of a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.arxiv import identifiers
from bot.commands import card
from bot.commands.buttons import paper_item, paper_menu_of
from bot.commands.context import CommandContext
from bot.commands.named_options import PUBLIC, QUERY, write_public
from bot.commands.spec import CommandSpec, NamedForm, OwnSlash
from bot.commands.syntax import format_public
from bot.commands.syntax.parser import find_papers, not_a_paper, split_public
from bot.commands.syntax.tokens import escaped, normalize, quote_hint, quote_in_message
from bot.errors import CommandError
from bot.models.command import Requester, ShowPaper, ShowPapers
from bot.models.papers import PaperId
from bot.models.reply import Reply
from bot.store.tables import paper_search, papers
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

LOOKS_LIKE_ID = re.compile(r"\S*(\d{4}\.\d{3,}|/\d{5,})\S*")
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
MAX_FOUND = 25
MAX_QUERY_LENGTH = 500  # characters; no title is longer
SHOWN = 5  # with their authors; all are in the menu
QUOTED = 60  # characters of what was typed


async def show_paper(context: CommandContext, requester: Requester, command: ShowPaper) -> Reply:
    """Show the card of the paper that is named, or offer what the words find. Raises CommandError if it is nothing."""
    meant = identifiers.meant(command.query)
    if meant:
        return await card.reply(context, requester, await card.find(context, meant), public=command.public)
    typed = truncate(sanitize(command.query), QUOTED)
    if LOOKS_LIKE_ID.fullmatch(command.query):
        raise CommandError(f"“{typed}” isn't an arXiv ID. Use one like 2601.00001 or hep-th/9901001.")
    if ADDRESS.fullmatch(command.query):
        raise CommandError(f"I don't recognize “{typed}”. Use an arXiv ID like 1706.03762, or words from the title.")
    found = await context.store.read(paper_search.search, command.query, MAX_FOUND)
    if not found:
        raise CommandError(f"No paper matches “{typed}”. Try fewer words, or an arXiv ID like 1706.03762.")
    if len(found) == 1:
        return await card.reply(context, requester, found[0], public=command.public)
    count = f"Top {MAX_FOUND} matches for" if len(found) == MAX_FOUND else f"{len(found)} papers match"
    shown = tuple(map(paper_item, found[:SHOWN]))
    menu = paper_menu_of(found, public=command.public)
    return Reply(f"{count} “{typed}”:", items=shown, select=menu, public=command.public)


async def show_papers(context: CommandContext, requester: Requester, command: ShowPapers) -> Reply:
    """List every paper that a message names; one alone is shown as its card."""
    if not command.papers:
        raise CommandError("This message has no arXiv link or ID.")
    if len(command.papers) == 1:
        return await card.reply(context, requester, await card.find(context, command.papers[0]), public=command.public)
    named = command.papers[:MAX_FOUND]
    found = await context.store.read(papers.of_ids, named)
    known = {paper.id for paper in found}
    unknown = [id for id in named if id not in known]
    rest = f" (showing the first {MAX_FOUND})" if len(named) < len(command.papers) else ""
    missing = f" I can't find {', '.join(unknown)} on arXiv." if unknown else ""
    text = f"{len(command.papers)} papers in this message{rest}{f'.{missing}' if missing else ':'}"
    menu = paper_menu_of(found, public=command.public)
    return Reply(text, items=tuple(paper_item(paper) for paper in found), select=menu, public=command.public)


def parse_paper(text: str) -> ShowPaper:
    """Parse an ID, an address or words of a title, then ``public``. Raises CommandError."""
    typed = text.strip(" ,")
    query, is_public = split_public(typed)
    if not query:
        query, is_public = typed, False  # the word itself
    if not query:
        raise CommandError("Which paper? Use its ID, its link, or words from the title. For example: 2008.10599")
    if len(query) > MAX_QUERY_LENGTH:
        raise CommandError(
            f"{quote_in_message(query)} is too long ({len(query):,} characters). Use a few words from the title. "
            "For example: attention is all you need"
        )
    return ShowPaper(query, is_public)


def _parse_lookup(rest: str) -> ShowPapers:
    listed, is_public = split_public(rest)
    found = find_papers(listed)
    if found is None:
        raise CommandError(f"{not_a_paper(listed)} For example: lookup 2008.10599 2009.01325. {quote_hint('lookup')}")
    return ShowPapers(found, is_public)


def _read(given: Mapping[str, Any]) -> ShowPaper:
    command = parse_paper(normalize(given["query"]))
    return replace(command, public=command.public or given["public"])


def _id_of_query(command: ShowPaper) -> tuple[PaperId, ...]:
    meant = identifiers.meant(command.query)
    return (meant,) if meant else ()


SPECS = (
    CommandSpec(
        command=ShowPaper,
        handle=show_paper,
        description="Show a paper",
        format=lambda command: f"paper {escaped(command.query)}{format_public(command)}",
        parsers={"paper": parse_paper},
        parses_public=True,
        usage="paper query",
        named=NamedForm(
            "paper",
            _read,
            (QUERY, PUBLIC),
            lambda command: {"query": command.query} | write_public(public=command.public),
        ),
        slash=OwnSlash("paper", "Look up a paper", "2008.10599 · a link · words of a title"),
        paper_ids=_id_of_query,
        examples=lambda _: ((ShowPaper("1706.03762"), "one paper, by ID, link or words from the title"),),
        welcome=(ShowPaper("1706.03762"), "details of a paper"),
    ),
    CommandSpec(
        command=ShowPapers,
        handle=show_papers,
        description="Find the papers mentioned in a message",
        format=lambda command: " ".join(("lookup", *command.papers)) + format_public(command),
        parsers={"lookup": _parse_lookup},
        parses_public=True,
        usage="lookup papers",
        paper_ids=lambda command: command.papers[:MAX_FOUND],
    ),
)
