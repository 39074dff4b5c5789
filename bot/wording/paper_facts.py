"""The facts on a paper's card, line by line, the same on every platform. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bot import wording
from bot.arxiv import categories
from bot.models.papers import Announcement, Paper
from bot.models.reply import Card
from bot.text.tex.to_unicode import to_unicode

BARS = "▁▂▃▄▅▆▇█"


def facts(card: Card) -> Iterator[tuple[str, str]]:
    """Yield what is known as names and texts; nothing for what is not."""
    paper = card.paper
    told = {
        "Categories": ", ".join(f"{code} ({categories.name(code)})" for code in paper.categories),
        "Versions": versions(paper),
        "Announced": announced(card.announcements),
        "Comment": to_unicode(paper.comment or ""),
        "Journal": to_unicode(paper.journal or ""),
        "DOI": paper.doi or "",
        "Attention": wording.engagement(card.entry),
        "Over days": course(card.attention_history),
    }
    yield from ((name, text) for name, text in told.items() if text)


def versions(paper: Paper) -> str:
    """Say which version is the newest, and when it and the first came: ``v2 of 2020-09-01, first 2020-08-24``."""
    newest = f"v{paper.version}" if paper.version else ""
    changed = paper.updated if paper.updated != paper.published else None
    last = " of ".join(filter(None, [newest, f"{changed:%Y-%m-%d}" if changed else ""]))
    return ", ".join(filter(None, [last, f"first {paper.published:%Y-%m-%d}" if paper.published else ""]))


def announced(announcements: Iterable[Announcement]) -> str:
    """Say when arXiv announced a paper as what."""
    return ", ".join(f"{announcement.date} ({announcement.type})" for announcement in announcements)


def course(totals: tuple[tuple[date, int], ...]) -> str:
    """Draw attention over time: ``▁▃█ 2020-08-25: 10, 2020-08-27: 267``; nothing of a single day."""
    if len(totals) < 2:
        return ""
    most = max(total for _, total in totals) or 1
    bars = "".join(BARS[total * (len(BARS) - 1) // most] for _, total in totals)
    (first, start), (last, end) = totals[0], totals[-1]
    return f"{bars} {first}: {start:,}, {last}: {end:,}"
