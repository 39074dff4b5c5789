"""Render a weekly report as Slack messages: list, missing-slides notice, a reply per paper. Pure."""

from __future__ import annotations

from adapters.slack.messages.blocks import (
    BOLD,
    Block,
    Body,
    Element,
    body,
    bullets,
    line,
    link,
    plain,
    rich,
    section,
    small,
    words,
)
from adapters.slack.messages.controls import buttons
from bot import wording
from bot.commands.buttons import swap_buttons
from bot.models.report import Report, ReportEntry

TITLE, IDEA, LATEX, ROW, ALT = 250, 400, 2500, 600, 1900


def parent(bulletin: Report) -> Body:
    """Return the first message: the week and its papers."""
    heading, names = wording.heading(bulletin), [line(each.title, TITLE) for each in bulletin.entries]
    listed = [link(entry.url, name) for entry, name in zip(bulletin.entries, names, strict=True)]
    ordered = bullets(listed) | {"style": "ordered"}
    header = {"type": "header", "text": plain(heading)}
    blocks = [header, *small(wording.contents(bulletin), line(bulletin.note, ROW)), *rich(ordered)]
    return body([*blocks, *small(wording.THANKS)])


def alone(why: str) -> Body:
    """Return the message that says why there are no slides."""
    return body(rich(section(words(line(why, ROW)))))


def paper(entry: ReportEntry, picture: tuple[str, str] | None) -> Body:
    """Return the message of a paper. *picture* is the file ID and alt text of its equation."""
    title = line(entry.title, TITLE)
    heading = section(
        link(entry.url, title, BOLD), words("  "), link(entry.url, "abs"), words(" · "), link(entry.html, "html")
    )
    ideas = bullets([words(line(idea, IDEA)) for idea in entry.ideas])
    row = section(words(line(wording.row(entry.row), ROW))) if entry.row else section()
    blocks = [*rich(heading, ideas), *_equation(entry, picture), *rich(row)]
    asked = swap_buttons(entry)
    return body([*blocks, *(small(wording.EXCHANGE) if asked else ()), *buttons(asked)])


def _equation(entry: ReportEntry, picture: tuple[str, str] | None) -> list[Block]:
    if not entry.latex:
        return []
    label = small(line(entry.label, TITLE))
    if picture is None:
        shown: Element = {"type": "rich_text_preformatted", "elements": [words(line(entry.latex, LATEX))]}
        return [*label, *rich(shown)]
    file, speech = picture
    return [*label, {"type": "image", "slack_file": {"id": file}, "alt_text": line(speech, ALT) or "equation"}]
