"""One paper as Discord shows it: at a glance in a list, or whole. Pure."""

from __future__ import annotations

from discord import ui

from adapters.discord.messages.markup import escape, linked
from bot import wording
from bot.models.digest import Entry
from bot.text.truncate import truncate_list

TITLE, AUTHORS, SMALL, POST = 400, 200, 300, 150
AUTHORS_LISTED = 2  # two lines on a phone
POSTS_SHOWN = 3


def summary_line(rank: int, entry: Entry, summary: int) -> str:
    """Show a paper at a glance: rank and title, its line, and small below how it is talked about and who wrote it."""
    return lines(
        title(entry, f"{rank} · "),
        attributed_summary(entry, summary),
        engagement_line(entry),
        byline(entry, truncate_list(entry.authors, AUTHORS_LISTED)),
    )


def attributed_summary(entry: Entry, most: int) -> str:
    """Return a paper's line, at most so long, and whose it is if that is somebody else."""
    return " ".join(filter(None, (escape(entry.summary, most), escape(wording.credit(entry), AUTHORS))))


def title(entry: Entry, before: str = "") -> str:
    """Return the title in bold, as a link where that can be."""
    withdrawn = " · withdrawn" if entry.withdrawn else ""
    return f"**{before}{linked(entry.title, entry.url, 'arXiv', TITLE)}{withdrawn}**"


def byline(entry: Entry, authors: str) -> str:
    """Say small who wrote it, and in which categories it is."""
    return small(f"{escape(authors, AUTHORS)} · {escape(', '.join(entry.categories), AUTHORS)}")


def engagement_line(entry: Entry) -> str:
    """Say small how much a paper is talked about."""
    return small(" · ".join([*_score(entry), escape(wording.engagement(entry), SMALL)]))


def why(entry: Entry) -> str:
    """Say small what the score is made of, nothing without reasons."""
    return small(" ".join([*_score(entry), "for", escape(" · ".join(entry.reasons), SMALL)])) if entry.reasons else ""


def posts(entry: Entry) -> str:
    """List the posts that went furthest."""
    return lines(
        *(f"- {linked(wording.mention(post), post.url, 'open', POST)}" for post in entry.mentions[:POSTS_SHOWN])
    )


def places(entry: Entry) -> list[ui.Button[ui.LayoutView]]:
    """Link to where the paper is, its code, and where it is discussed at Hugging Face."""
    return [ui.Button[ui.LayoutView](label=name, url=url) for name, url in wording.places(entry)]


def small(text: str) -> str:
    """Show *text* small and grey, nothing if it is empty."""
    return f"-# {text}" if text else ""


def lines(*each: str) -> str:
    """Set what is not empty on lines of its own."""
    return "\n".join(line for line in each if line)


def _score(entry: Entry) -> list[str]:
    return [f"🔥 {entry.score:,.0f}"] if entry.engagement else []
