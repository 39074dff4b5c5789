"""The papers a person saved: to read here, or as a file for a reference manager."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.commands.buttons import MAX_OPTIONS, paper_item, paper_menu_of
from bot.commands.context import CommandContext
from bot.models.command import ActOnPaper, CitationFormat, ExportReadingList, PaperAction, Requester, ShowReadingList
from bot.models.papers import Paper
from bot.models.reply import Attachment, Button, Reply
from bot.store.tables import papers, reading_lists
from bot.text import citations

EMPTY = "Your reading list is empty. Press Save on a paper to add it."
LABELS = {CitationFormat.BIBTEX: "BibTeX", CitationFormat.RIS: "RIS", CitationFormat.CSL: "CSL-JSON"}


async def show(desk: CommandContext, asker: Requester, _: ShowReadingList) -> Reply:
    """Show the reading list, newest first."""
    found = await _saved(desk, asker)
    if not found:
        return Reply(EMPTY)
    shown = found[:MAX_OPTIONS]
    count = "1 paper" if len(found) == 1 else f"{len(found):,} papers"
    rest = f" Showing the latest {len(shown)}. Export to get all." if len(found) > len(shown) else ""
    unsave = (Button("Unsave", ActOnPaper(PaperAction.UNSAVE, paper.id)) for paper in shown)
    items = tuple(replace(paper_item(paper), buttons=(button,)) for paper, button in zip(shown, unsave, strict=True))
    buttons = tuple(Button(f"Export {label}", ExportReadingList(format)) for format, label in LABELS.items())
    return Reply(f"Your reading list: {count}.{rest}", items=items, buttons=buttons, select=paper_menu_of(shown))


async def export(desk: CommandContext, asker: Requester, asked: ExportReadingList) -> Reply:
    """Give the reading list as a file."""
    found = await _saved(desk, asker)
    if not found:
        return Reply(EMPTY)
    write, name = {
        CitationFormat.BIBTEX: (citations.bibtex, "hotpapers.bib"),
        CitationFormat.RIS: (citations.ris, "hotpapers.ris"),
        CitationFormat.CSL: (citations.csl, "hotpapers.json"),
    }[asked.format]
    count = "1 paper" if len(found) == 1 else f"{len(found):,} papers"
    content = await asyncio.to_thread(write, found)  # LaTeX takes its time, and others ask meanwhile
    return Reply(f"Your reading list as {LABELS[asked.format]}: {count}.", file=Attachment(name, content.encode()))


async def _saved(desk: CommandContext, asker: Requester) -> list[Paper]:
    ids = await desk.store.read(reading_lists.saved, asker.platform, asker.workspace, asker.user)
    return await desk.store.read(papers.of_ids, ids)
