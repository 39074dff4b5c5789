"""The papers a person saved: to read here, or as a file for a reference manager."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from bot.commands.buttons import MAX_OPTIONS, paper_item, paper_menu_of
from bot.commands.context import CommandContext
from bot.commands.spec import CommandSpec, NamedForm, Option
from bot.commands.syntax.parser import without_arguments
from bot.commands.syntax.tokens import quote_hint, quote_in_message
from bot.errors import CommandError
from bot.models.command import ActOnPaper, Command, PaperAction, Requester, ShowReadingList
from bot.models.papers import Paper
from bot.models.reply import Attachment, Button, Reply
from bot.store.tables import papers, reading_lists
from bot.text import citations

EMPTY = "Your reading list is empty. Press Save on a paper to add it."


class CitationFormat(StrEnum):
    """The file format of an exported reading list."""

    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"


@dataclass(frozen=True, slots=True)
class ExportReadingList(Command):
    """Export the reading list as a file."""

    label: ClassVar[str] = "Export"
    format: CitationFormat


LABELS = {CitationFormat.BIBTEX: "BibTeX", CitationFormat.RIS: "RIS", CitationFormat.CSL: "CSL-JSON"}


async def show(context: CommandContext, requester: Requester, _: ShowReadingList) -> Reply:
    """Show the reading list, newest first."""
    found = await _saved(context, requester)
    if not found:
        return Reply(EMPTY)
    shown = found[:MAX_OPTIONS]
    count = "1 paper" if len(found) == 1 else f"{len(found):,} papers"
    rest = f" Showing the latest {len(shown)}. Export to get all." if len(found) > len(shown) else ""
    unsave = (Button("Unsave", ActOnPaper(PaperAction.UNSAVE, paper.id)) for paper in shown)
    items = tuple(replace(paper_item(paper), buttons=(button,)) for paper, button in zip(shown, unsave, strict=True))
    buttons = tuple(Button(f"Export {label}", ExportReadingList(format)) for format, label in LABELS.items())
    return Reply(f"Your reading list: {count}.{rest}", items=items, buttons=buttons, select=paper_menu_of(shown))


async def export(context: CommandContext, requester: Requester, command: ExportReadingList) -> Reply:
    """Give the reading list as a file."""
    found = await _saved(context, requester)
    if not found:
        return Reply(EMPTY)
    write, name = {
        CitationFormat.BIBTEX: (citations.bibtex, "hotpapers.bib"),
        CitationFormat.RIS: (citations.ris, "hotpapers.ris"),
        CitationFormat.CSL: (citations.csl, "hotpapers.json"),
    }[command.format]
    count = "1 paper" if len(found) == 1 else f"{len(found):,} papers"
    content = await asyncio.to_thread(write, found)  # LaTeX takes its time, and others ask meanwhile
    return Reply(f"Your reading list as {LABELS[command.format]}: {count}.", file=Attachment(name, content.encode()))


async def _saved(context: CommandContext, requester: Requester) -> list[Paper]:
    ids = await context.store.read(reading_lists.saved, *requester.person)
    return await context.store.read(papers.of_ids, ids)


def _parse_export(rest: str) -> ExportReadingList:
    if rest.casefold() not in set(CitationFormat):
        which = f"{quote_in_message(rest)} isn't an export format." if rest else "Which format?"
        raise CommandError(f"{which} Use bibtex, ris or csl. For example: export bibtex. {quote_hint('export')}")
    return ExportReadingList(CitationFormat(rest.casefold()))


SPECS = (
    CommandSpec(
        command=ShowReadingList,
        handle=show,
        description="Your reading list",
        format=lambda _: "saved",
        parsers={"saved": without_arguments("saved", ShowReadingList())},
        usage="saved",
        named=NamedForm("mypapers saved", lambda _: ShowReadingList()),
        examples=lambda _: ((ShowReadingList(), "your reading list"),),
    ),
    CommandSpec(
        command=ExportReadingList,
        handle=export,
        description="Your reading list as a file",
        format=lambda command: f"export {command.format}",
        parsers={"export": _parse_export},
        usage="export format",
        named=NamedForm(
            "mypapers export",
            lambda given: ExportReadingList(CitationFormat(given["format"])),
            (Option("format", "File format", choices=tuple(CitationFormat), default=CitationFormat.BIBTEX.value),),
            lambda command: {"format": command.format.value},
        ),
        examples=lambda _: ((ExportReadingList(CitationFormat.BIBTEX), "your reading list as a file"),),
    ),
)
