"""Render a paper for Discord, in short or in full. Pure."""

from __future__ import annotations

from discord import ui

from adapters.discord.messages.markup import escape, linked
from bot import wording
from bot.models.digest import Entry

TITLE, AUTHORS, SMALL, POST = 400, 200, 300, 150
POSTS_SHOWN = 3


def summary_line(rank: int, entry: Entry, summary: int) -> str:
    """Return a list entry: rank, title, summary, and a line that says why it is hot."""
    return lines(
        title(entry, f"{rank} · "),
        attributed_summary(entry, summary),
        small(escape(wording.glance(entry), SMALL)),
    )


def attributed_summary(entry: Entry, most: int) -> str:
    """Return the summary, at most *most* long, with its credit."""
    return " ".join(filter(None, (escape(entry.summary, most), escape(wording.credit(entry), AUTHORS))))


def title(entry: Entry, before: str = "") -> str:
    """Return the title in bold, linked if possible."""
    withdrawn = " · withdrawn" if entry.withdrawn else ""
    return f"**{before}{linked(entry.title, entry.url, 'arXiv', TITLE)}{withdrawn}**"


def byline(entry: Entry, authors: str) -> str:
    """Return authors and categories as small text."""
    return small(f"{escape(authors, AUTHORS)} · {escape(', '.join(entry.categories), AUTHORS)}")


def why(entry: Entry) -> str:
    """Return the score's reasons as small text, empty without reasons."""
    return small(" ".join([*_score(entry), "for", escape(" · ".join(entry.reasons), SMALL)])) if entry.reasons else ""


def posts(entry: Entry) -> str:
    """Return a list of the top posts."""
    return lines(
        *(f"- {linked(wording.mention(post), post.url, 'open', POST)}" for post in entry.mentions[:POSTS_SHOWN])
    )


def places(entry: Entry) -> list[ui.Button[ui.LayoutView]]:
    """Return link buttons for the paper, its code and Hugging Face."""
    return [ui.Button[ui.LayoutView](label=name, url=url) for name, url in wording.places(entry)]


def small(text: str) -> str:
    """Return *text* as small text, empty if it is empty."""
    return f"-# {text}" if text else ""


def lines(*each: str) -> str:
    """Join the nonempty lines."""
    return "\n".join(line for line in each if line)


def _score(entry: Entry) -> list[str]:
    return [told] if (told := wording.heat(entry)) else []
