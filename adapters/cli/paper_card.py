"""A paper in the terminal, with all its details. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill

import click

from bot import wording
from bot.arxiv import categories
from bot.models.digest import Entry
from bot.models.papers import Announcement, Paper
from bot.text.sanitize import sanitize
from bot.text.tex.to_unicode import to_unicode

MENTIONS_SHOWN = 5
NAMES_WIDTH = 12
MAX_WIDTH = 100  # longer lines are hard to read


@dataclass(frozen=True, slots=True)
class PaperDetails:
    """A paper, its announcements, and its entry with mentions."""

    paper: Paper
    announcements: tuple[Announcement, ...]
    entry: Entry


def card(known: PaperDetails, width: int) -> str:
    """Return a paper in lines of at most *width* columns, with its title in bold."""
    entry = known.entry
    title = entry.title + (" (withdrawn)" if entry.withdrawn else "")
    paragraphs = (click.style(_wrapped(title, width), bold=True), _wrapped(", ".join(entry.authors), width))
    texts = [text for text in (f"{entry.summary} {wording.credit(entry)}".strip(), entry.abstract) if text]
    facts = [_wrapped(told, width, name) for name, told in _facts(known, entry)]
    return "\n".join([*paragraphs, *(f"\n{_wrapped(text, width)}" for text in texts), "", *facts])


def _facts(known: PaperDetails, entry: Entry) -> Iterator[tuple[str, str]]:
    paper = known.paper
    told = {
        "Paper": _versions(paper),
        "Categories": ", ".join(f"{code} ({categories.name(code)})" for code in paper.categories),
        "Announced": ", ".join(f"{announced.date} ({announced.type})" for announced in known.announcements),
        "Comment": to_unicode(paper.comment or ""),
        "Journal": to_unicode(paper.journal or ""),
        "DOI": paper.doi or "",
        "License": paper.license or "",
        "Abstract": entry.url,
        "PDF": entry.pdf,
        "Code": entry.code or "",
        "Attention": wording.engagement(entry),
    }
    yield from ((name, text) for name, text in told.items() if text)
    yield from (("", f"{wording.mention(mention)} {mention.url}") for mention in entry.mentions[:MENTIONS_SHOWN])


def _versions(paper: Paper) -> str:
    version = f" version {paper.version}" if paper.version else ""
    published = f", published {paper.published:%Y-%m-%d}" if paper.published else ""
    updated = f", updated {paper.updated:%Y-%m-%d}" if paper.updated and paper.updated != paper.published else ""
    return f"{paper.id}{version}{published}{updated}"


def _wrapped(text: str, width: int, name: str | None = None) -> str:
    """Wrap untrusted text without control characters, after a *name* if there is one."""
    first, further = ("", "") if name is None else (f"{name:{NAMES_WIDTH}}", " " * NAMES_WIDTH)
    return fill(
        sanitize(text), width, initial_indent=first, subsequent_indent=further,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
