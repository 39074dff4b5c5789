"""Render a weekly report as Discord messages: list, slides, a reply per paper. Pure."""

from __future__ import annotations

from discord import MediaGalleryItem, ui

from adapters.discord.messages.buttons import rows
from adapters.discord.messages.digest import MAX_CHARACTERS, Item, in_container
from adapters.discord.messages.markup import escape, link, linked, size
from adapters.discord.messages.paper import SMALL, lines, small
from bot import wording
from bot.commands.buttons import swap_buttons
from bot.models.report import Report, ReportEntry

TITLE, IDEA, LATEX, ROW, ALT = 250, 500, 1500, 600, 1000


def parent(bulletin: Report) -> ui.LayoutView:
    """Return the first message: the week and its papers."""
    head = lines(f"## {wording.heading(bulletin)}", wording.contents(bulletin), escape(bulletin.note, ROW))
    names = [
        f"{number}. {linked(entry.title, entry.url, 'abs', TITLE)}" for number, entry in enumerate(bulletin.entries, 1)
    ]
    return in_container(_texts(head, "\n".join(names), small(wording.THANKS)))


def alone(why: str) -> ui.LayoutView:
    """Return the message that says why there are no slides."""
    return in_container([ui.TextDisplay(why)])


def slides(bulletin: Report, name: str) -> ui.LayoutView:
    """Return the message with the slides file."""
    head = ui.TextDisplay[ui.LayoutView](f"**{wording.heading(bulletin)}**\n{wording.SLIDES}")
    return in_container([head, ui.File(f"attachment://{name}")])


def paper(entry: ReportEntry, picture: tuple[str, str] | None) -> ui.LayoutView:
    """Return the message of a paper. *picture* is the file name and alt text of its equation."""
    title = f"**{linked(entry.title, entry.url, 'abs', TITLE)}**"
    places = " · ".join(filter(None, [link("abs", entry.url), link("html", entry.html)]))
    ideas = "\n".join(f"- {escape(idea, IDEA)}" for idea in entry.ideas)
    row = escape(wording.row(entry.row), ROW) if entry.row else ""
    texts = _texts(lines(title, places), ideas, small(escape(entry.label, SMALL)) if entry.label else "")
    asked = swap_buttons(entry)
    below = _texts(row, small(wording.EXCHANGE) if asked else "")
    room = MAX_CHARACTERS - sum(size(text.content) for text in (*texts, *below) if isinstance(text, ui.TextDisplay))
    return in_container([*texts, *_equation(entry, picture, min(LATEX, room)), *below, *rows(asked)])


def _equation(entry: ReportEntry, picture: tuple[str, str] | None, room: int) -> list[Item]:
    if not entry.latex:
        return []
    if picture is None:
        latex = entry.latex.replace("`", "'")[: room - 20]
        return [ui.TextDisplay(f"```latex\n{latex}\n```")]
    name, speech = picture
    return [ui.MediaGallery(MediaGalleryItem(f"attachment://{name}", description=speech[:ALT] or "equation"))]


def _texts(*texts: str) -> list[Item]:
    return [ui.TextDisplay[ui.LayoutView](text) for text in texts if text]
