"""The papers a person saved: to read here, or as a file for a reference manager."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.commands.buttons import MOST_OPTIONS, choose_of, item
from bot.commands.context import Desk
from bot.models.command import Asker, Export, Format, OnPaper, PaperAct, Saved
from bot.models.papers import Paper
from bot.models.reply import Attachment, Button, Reply
from bot.store.tables import papers, reading_lists
from bot.text import citations

EMPTY = "Your reading list is empty. Save on a paper's card puts it here."
LABELS = {Format.BIBTEX: "BibTeX", Format.RIS: "RIS", Format.CSL: "CSL-JSON"}


async def show(desk: Desk, asker: Asker, _: Saved) -> Reply:
    """Show the reading list, newest first."""
    found = await _saved(desk, asker)
    if not found:
        return Reply(EMPTY)
    shown = found[:MOST_OPTIONS]
    count = "1 paper" if len(found) == 1 else f"{len(found):,} papers"
    rest = f" The newest {len(shown)} are here; an export has them all." if len(found) > len(shown) else ""
    unsave = (Button("Unsave", OnPaper(PaperAct.UNSAVE, paper.id)) for paper in shown)
    items = tuple(replace(item(paper), buttons=(button,)) for paper, button in zip(shown, unsave, strict=True))
    buttons = tuple(Button(f"Export {label}", Export(format)) for format, label in LABELS.items())
    return Reply(f"Your reading list: {count}.{rest}", items=items, buttons=buttons, select=choose_of(shown))


async def export(desk: Desk, asker: Asker, asked: Export) -> Reply:
    """Give the reading list as a file."""
    found = await _saved(desk, asker)
    if not found:
        return Reply(EMPTY)
    write, name = {
        Format.BIBTEX: (citations.bibtex, "hotpapers.bib"),
        Format.RIS: (citations.ris, "hotpapers.ris"),
        Format.CSL: (citations.csl, "hotpapers.json"),
    }[asked.format]
    count = "1 paper" if len(found) == 1 else f"{len(found):,} papers"
    content = await asyncio.to_thread(write, found)  # LaTeX takes its time, and others ask meanwhile
    return Reply(f"Your reading list as {LABELS[asked.format]}: {count}.", file=Attachment(name, content.encode()))


async def _saved(desk: Desk, asker: Asker) -> list[Paper]:
    ids = await desk.store.read(reading_lists.saved, asker.platform, asker.workspace, asker.user)
    return await desk.store.read(papers.of_ids, ids)
